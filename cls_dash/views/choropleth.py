"""
A layer of France in classes: what the page says of it, and what the browser fetches.

Both come from one classification, kept by release and question: the sentence of a page and the
colours that a browser fetches cannot differ, and people who ask the same share it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from cls_dash import wording
from cls_dash.domain.extent import read_asset
from cls_dash.domain.regions import REGIONS
from cls_dash.errors import UnknownLayerError
from cls_dash.render import palette
from cls_dash.render.classes import Classes, by_quantiles, told_apart
from cls_dash.store.queries import country
from cls_dash.store.release import Release, memoised
from cls_dash.views import layers
from cls_dash.views.layers import Layer, Measured

CLASSES: Final = 5
FIGURES: Final = 3
"""Significant figures of the bounds and of tooltips."""
THOUSAND: Final = 1_000
NO_LAYER: Final = "aucun"
GAPS: Final = {kind: wording.STATUSES[kind] for kind in palette.GAPS}
"""French names of the reasons for which a place has no colour of its own."""


@dataclass(frozen=True)
class Question:
    """What is coloured: which geometry, at which level, by which layer."""

    asset: str
    level: str
    layer: str


@dataclass(frozen=True)
class Choropleth:
    """The answer, in the order of the areas of the map, or of its groups."""

    layer: Layer
    places: pd.DataFrame
    """Communes of the map."""
    names: pd.Series
    """Of places at the level that is coloured, by code."""
    measured: Measured
    classes: Classes
    colours: tuple[str, ...]
    digits: int
    """Decimals of what is written."""


@memoised
def choropleth(release: Release, question: Question) -> Choropleth:
    """
    Return a layer of France in classes.

    Raises
    ------
    UnknownLayerError
        If the store has no such layer at this level, or no commune there.
    """
    layer = layers.offered(release).get(question.layer)
    if layer is None or question.level not in layer.levels:
        raise UnknownLayerError(question.layer)
    extent = read_asset(question.asset)
    places = country.places(release, extent)
    if places.empty:
        raise UnknownLayerError(question.asset)
    found = layers.measured(release, layer, question.level, extent)
    digits = decimals(found.figures)
    zero = None if found.counts is None else NO_LAYER
    # More classes than values would be empty ones.
    k = min(CLASSES, found.figures.nunique())
    classes = told_apart(
        by_quantiles(found.figures, k, digits=digits, zero=zero),
        [gap if gap in GAPS else None for gap in found.gaps],
        GAPS,
    )
    return Choropleth(
        layer=layer,
        places=places,
        names=_names(release, places, question.level),
        measured=found,
        classes=classes,
        colours=_colours(layer, classes, zero),
        digits=digits,
    )


def decimals(values: pd.Series) -> int:
    """
    Return how many decimals leave the middle values three figures; none beside thousands.

    Never more than the values have: 6,4 is not 6,40.
    """
    known = values[values.notna() & (values != 0)].abs()
    if known.empty or known.max() >= THOUSAND or (known == known.round()).all():
        return 0
    most = int(np.clip(FIGURES - 1 - np.floor(np.log10(known.median())), 0, FIGURES))
    return next(n for n in range(most + 1) if n == most or np.allclose(known, known.round(n)))


def _names(release: Release, places: pd.DataFrame, level: str) -> pd.Series:
    """Return the names of the places of a level, by code; the code where there is none."""
    if level == "commune":
        return places["name"]
    if level == "epci":
        return places.dropna(subset="epci").groupby("epci")["epci_name"].first()
    known = REGIONS if level == "region" else country.names(release)
    found = layers.codes(places, level)
    return pd.Series([known.get(code, code) for code in found], found)


def _colours(layer: Layer, classes: Classes, zero: str | None) -> tuple[str, ...]:
    gaps = tuple(colour for kind, colour in palette.GAPS.items() if GAPS[kind] in classes.labels)
    alone = () if zero is None else (palette.ZERO,)
    others = len(classes.labels) - len(gaps) - len(alone)
    return (*gaps, *alone, *palette.shades(others, layer.higher_is))
