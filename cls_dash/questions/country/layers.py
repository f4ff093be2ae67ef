"""What the colours of a map of France may say: indicators, and providers by inhabitant."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from cls_dash.analysis.rates import PER
from cls_dash.domain.extent import FRANCE, LEVELS, Extent
from cls_dash.questions.need import telling
from cls_dash.questions.provision import provided
from cls_dash.questions.rows import rows
from cls_dash.store.queries import country
from cls_dash.store.release import Release, memoised

COUNTED: Final = "n."
"""Prefix of the services that are counted, among the codes of layers."""
LEAST: Final = 5
"""Places that an indicator must be known in, for a map of it to be offered."""


@dataclass(frozen=True)
class Layer:
    """Something that colours say; the code is what the URL holds."""

    code: str
    title: str
    unit: str
    levels: tuple[str, ...]
    higher_is: str
    note: str

    @property
    def category(self) -> str | None:
        """The service that is counted, if any."""
        return self.code.removeprefix(COUNTED) if self.code.startswith(COUNTED) else None


@dataclass(frozen=True)
class Measured:
    """A layer at a level; by code of place."""

    figures: pd.Series
    """Missing where nothing is known."""
    counts: pd.Series | None
    """What rates are made of, with inhabitants."""
    people: pd.Series
    year: str
    gaps: pd.Series
    """Why a figure is missing, of the places where a reason is known: see ``palette.GAPS``."""


@memoised
def offered(release: Release) -> dict[str, Layer]:
    """Return the layers that the store allows, by code; those that tell most first."""
    observed = country.observed(release)
    observed = observed[observed["kind"] != "stock"]
    groups = dict(tuple(observed.groupby("code", sort=False)))
    ranked = telling.ranked(observed.drop(columns="level").rename(columns={"observed_at": "level"}))
    known = [layer for layer in (_indicator(groups[code]) for code in ranked) if layer.levels]
    counted = [
        Layer(
            code=f"{COUNTED}{code}",
            title=f"{kind.label}, par habitant",
            unit=f"pour {PER:,} habitants".replace(",", "\u202f"),
            levels=LEVELS,
            higher_is="neutral",
            note=(
                "Dans une petite commune, un seul équipement suffit à donner un taux élevé. Gris : "
                "la liste n’y est pas complète, rien n’en est conclu."
            ),
        )
        for code, kind in provided.kinds(release).items()
    ]
    return {layer.code: layer for layer in (*known, *counted)}


def measured(release: Release, layer: Layer, level: str, extent: Extent) -> Measured:
    """
    Return a layer at a level of its own.

    Parameters
    ----------
    release
        Where values are read.
    layer
        One of :func:`offered`.
    level
        One of its levels.
    extent
        What the map shows.

    Returns
    -------
    Measured
        In the order of the map: communes by code, or groups by code.
    """
    inhabitants = people(release, level, extent)
    order = inhabitants.index
    if layer.category is None:
        known = country.latest(release, layer.code, level, within=extent).reindex(order)
        years = known.loc[known["value"].notna(), "year"]
        gaps = known.loc[known["value"].isna(), "status"].dropna()
        return Measured(known["value"].astype(float), None, inhabitants, _span(years), gaps)
    shown = country.places(release, extent).index
    found = provided.provided(release, layer.category, tuple(shown))
    counts = _at(found.by_commune, country.places(release, FRANCE), level).reindex(order)
    rates = counts / inhabitants.where(inhabitants > 0) * PER
    return Measured(rates, counts, inhabitants, found.year, pd.Series(dtype=object))


@memoised
def people(release: Release, level: str, extent: Extent) -> pd.Series:
    """Return the inhabitants of each place, in the order of the map: one for all its layers."""
    order = codes(country.places(release, extent), level)
    return country.population(release, level).reindex(order)


def _at(counts: pd.Series, everywhere: pd.DataFrame, level: str) -> pd.Series:
    """Return counts at a level; missing where those of some commune are not known."""
    if level == "commune":
        return counts
    grouped = counts.reindex(everywhere.index).groupby(everywhere[level])
    return grouped.sum().where(grouped.count() == grouped.size())


def codes(places: pd.DataFrame, level: str) -> pd.Index:
    """Return the codes of a level in the order of the map."""
    if level == "commune":
        return places.index
    return pd.Index(np.sort(places[level].dropna().unique()), name=level)


def _indicator(group: pd.DataFrame) -> Layer:
    card = rows(group)[0]
    known = set(group.loc[group["places"] >= LEAST, "observed_at"])
    return Layer(
        code=str(card["code"]),
        title=str(card["title"]),
        unit=str(card["unit"]),
        levels=tuple(level for level in LEVELS if level in known),
        higher_is=str(card["higher_is"]),
        note=" ".join(filter(None, (card["definition"], card["caveats"]))),
    )


def _span(years: pd.Series) -> str:
    known = sorted(set(years))
    return known[0] if len(known) == 1 else f"{known[0]} à {known[-1]}" if known else ""
