"""What those who have no contract need, beside those who have one, of indicators loaded."""

from dataclasses import dataclass

import pandas as pd

from cls_dash.analysis.comparison import weighted_mean
from cls_dash.domain.extent import Extent
from cls_dash.domain.need import STANDARD
from cls_dash.domain.observed import VALUED
from cls_dash.questions.need.need_values import KNOWN, Figure, known, latest_figure
from cls_dash.questions.region.figures import Figures, figures
from cls_dash.render.classes import decimals
from cls_dash.store.queries.observations import observed_within
from cls_dash.store.release import Release, memoised


@dataclass(frozen=True)
class Need:
    """An indicator of need: means over inhabitants, of communes or else of their EPCI."""

    title: str
    unit: str
    year: str
    digits: int
    higher_is: str
    without: float
    """Of the communes without contract; missing where few of them are known."""
    within: float
    contracts: pd.Series
    """Of each contract that is known for most of its inhabitants, by slug."""
    epci: pd.Series
    """Of each EPCI without contract, likewise, by SIREN."""


@memoised
def needs(release: Release, region: str) -> dict[str, Need | None]:
    """
    Return the standard indicators of need by code, ``None`` of one that is not loaded.

    One is loaded where a year is known for most inhabitants of the region's communes.
    """
    here = figures(release, region, documented_only=True)
    seen = observed_within(release, Extent("region", region), [*STANDARD])
    seen = seen[seen["status"].isin(VALUED)]
    groups = dict(list(seen.groupby("indicator")))
    return {
        code: _need(latest_figure(code, groups[code], here.places), here)
        if code in groups
        else None
        for code in STANDARD
    }


def _need(found: Figure | None, here: Figures) -> Need | None:
    if found is None:
        return None
    values = found.by_commune.reindex(here.places.index)
    people = here.places["population"].astype(float).fillna(0.0)

    def mean(codes: pd.Index) -> float:
        own = values[codes]
        if known(own, people[codes]) < KNOWN:
            return float("nan")
        return weighted_mean(own.dropna(), people[own.dropna().index])

    held = here.within["holders"].explode()
    free = here.places[here.places["epci"].isin(here.epci.index)]
    return Need(
        title=found.title,
        unit=found.unit,
        year=found.year,
        digits=decimals(values),
        higher_is=found.higher_is,
        without=mean(here.without.index),
        within=mean(here.within.index),
        contracts=pd.Series(
            {slug: mean(group.index) for slug, group in held.groupby(held)}, dtype=float
        ).dropna(),
        epci=pd.Series(
            {code: mean(group.index) for code, group in free.groupby("epci")}, dtype=float
        ).dropna(),
    )
