"""What the contracts of a region are compared by, and how far chance explains their gaps."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from cls_dash.analysis.clusters import smoothed_rate
from cls_dash.analysis.comparison import Overdispersion, funnel_rate, rate_overdispersion
from cls_dash.analysis.rates import PER, clump, rate
from cls_dash.domain.selection import Evidence
from cls_dash.errors import UndefinedMeasureError
from cls_dash.questions.provision import provided
from cls_dash.questions.region.figures import Figures, figures
from cls_dash.questions.spread.record import counted
from cls_dash.store.release import Release, memoised

ACTIONS: Final = "actions"
LEAST: Final = 3
"""Contracts that are known, for a funnel to tell them apart."""


@dataclass(frozen=True)
class Rates:
    """Events of contracts by inhabitant."""

    title: str
    year: str
    demonstration: bool
    """Whether some of what is counted was made for the demonstration."""
    table: pd.DataFrame
    """By slug, of the contracts that are known: ``n``, ``people``, ``value``, ``lower`` and
    ``upper`` (Poisson limits), ``shrunk`` (empirical Bayes) and ``flag`` (of the funnel)."""
    overall: float
    """Rate of all of them together."""
    clump: float
    """How many events come together: the largest among the contracts."""
    apart: Overdispersion | None
    """How much they differ beyond chance; ``None`` of what is made up, or of too few events."""


@memoised
def offered(release: Release, region: str, *, documented_only: bool) -> dict[str, str]:
    """Return what is known of enough contracts, by code in the URL."""
    here = figures(release, region, documented_only=documented_only)
    titles = {ACTIONS: "Actions situées"} if _acted(here)["territory"].nunique() >= LEAST else {}
    kinds, lists = provided.kinds(release), provided.listed(release, tuple(here.within.index))
    whole = {
        code: kind.label
        for code, kind in kinds.items()
        if len(here.contracts) >= LEAST and lists[code].whole
    }
    return titles | whole


def rates(release: Release, here: Figures, code: str) -> Rates:
    """
    Return the rates of contracts by inhabitant.

    A commune of two contracts counts in both. A contract of which nothing is entered has no rate.
    """
    held = here.within["holders"].explode()
    people = here.contracts["people"].astype(float)
    if code == ACTIONS:
        done = _acted(here)
        n = done.groupby("territory")["deployments"].sum().astype(float)
        clumps = done.groupby("territory")["deployments"].agg(clump)
        made = bool((done["evidence"] == Evidence.ILLUSTRATIVE).any())
        return _rates("Actions situées", "", n, people[n.index], clumps, made=made)
    found = provided.provided(release, code, tuple(here.within.index))
    counts = held.index.map(found.by_commune)
    n = pd.Series(counts, held.to_numpy(), dtype=float).groupby(level=0).sum()
    n = n.reindex(here.contracts.index)
    alone = pd.Series(1.0, n.index)
    return _rates(provided.kinds(release)[code].label, found.year, n, people, alone, made=False)


def _acted(here: Figures) -> pd.DataFrame:
    """Return the series of located deployments of the contracts where enough is entered."""
    located = here.recorded.dropna(subset="commune")
    held = here.places["holders"].reindex(located["commune"]).tolist()
    inside = [
        isinstance(slugs, tuple) and slug in slugs
        for slug, slugs in zip(located["territory"], held, strict=True)
    ]
    # An empty list would choose no column, not no row.
    groups = located[pd.Series(inside, located.index, dtype=bool)].groupby("territory")
    return groups.filter(lambda one: _enough(one))


def _enough(series: pd.DataFrame) -> bool:
    return counted(series.loc[series.index.repeat(series["deployments"])], begun=True).enough


def _rates(
    title: str, year: str, n: pd.Series, people: pd.Series, clumps: pd.Series, *, made: bool
) -> Rates:
    told = rate(n, people, multiplier=PER, clump=clumps)
    table = pd.DataFrame({"n": n, "people": people}).join(told[["value", "lower", "upper"]])
    together = float(clumps.max())
    # Where events come in series, a count tells as much as fewer events that come alone.
    alone = n / together, people / together
    table = table.assign(shrunk=smoothed_rate(*alone) * PER)
    apart = None
    try:
        table = table.assign(flag=funnel_rate(*alone, multiplier=PER)["flag"])
        apart = rate_overdispersion(*alone)[0]
    except UndefinedMeasureError:  # There is no event at all.
        table = table.assign(flag="none")
    overall = float(n.sum() / people.sum() * PER)
    return Rates(title, year, made, table, overall, together, None if made else apart)
