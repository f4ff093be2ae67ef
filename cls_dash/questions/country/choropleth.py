"""
A layer of France in classes: what the page says of it, and what the browser fetches.

Both come from one classification, kept by release and colouring: the sentence of a page and the
colours that a browser fetches cannot differ, and people who ask the same share it.
"""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from cls_dash.domain.extent import read_asset
from cls_dash.domain.regions import REGIONS
from cls_dash.errors import UnknownLayerError
from cls_dash.questions.country import layers
from cls_dash.questions.country.layers import Layer, Measured
from cls_dash.render import palette
from cls_dash.render.classes import CLASSES, GAPS, Classes, by_quantiles, decimals, told_apart
from cls_dash.store.queries import country
from cls_dash.store.release import Release, memoised

NO_LAYER: Final = "aucun"


@dataclass(frozen=True)
class Colouring:
    """What is coloured: which geometry, at which level, by which layer."""

    asset: str
    level: str
    layer: str


@dataclass(frozen=True)
class Choropleth:
    """The answer, in the order of the areas of the map, or of its groups."""

    layer: Layer
    measured: Measured
    classes: Classes
    colours: tuple[str, ...]
    digits: int
    """Decimals of what is written."""


@memoised
def choropleth(release: Release, asked: Colouring) -> Choropleth:
    """
    Return a layer of France in classes.

    Raises
    ------
    UnknownLayerError
        If the store has no such layer at this level, or no commune there.
    """
    layer = layers.offered(release).get(asked.layer)
    if layer is None or asked.level not in layer.levels:
        raise UnknownLayerError(asked.layer)
    extent = read_asset(asked.asset)
    if country.places(release, extent).empty:
        raise UnknownLayerError(asked.asset)
    found = layers.measured(release, layer, asked.level, extent)
    digits = decimals(found.figures)
    zero = None if found.counts is None else NO_LAYER
    # More classes than values would be empty ones.
    k = min(CLASSES, found.figures.nunique())
    classes = told_apart(
        by_quantiles(found.figures, k, digits=digits, zero=zero),
        [gap if gap in GAPS else None for gap in found.gaps.reindex(found.figures.index)],
        GAPS,
    )
    return Choropleth(
        layer=layer,
        measured=found,
        classes=classes,
        colours=_colours(layer, classes, zero),
        digits=digits,
    )


def names(release: Release, asked: Colouring) -> pd.Series:
    """Return the names of the places that are coloured, by code; the code where there is none."""
    places, level = country.places(release, read_asset(asked.asset)), asked.level
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
