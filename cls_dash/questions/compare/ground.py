"""The territories compared, each as it is today."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

import pandas as pd

from cls_dash.domain.selection import Period, Selection
from cls_dash.errors import EmptyPerimeterError, UnknownTerritoryError
from cls_dash.questions.need.ground import recorded_until
from cls_dash.questions.rows import rows
from cls_dash.questions.spread.record import Record, record
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.deployments import counted_communes, tally_of
from cls_dash.store.queries.territories import contracts_of, perimeters_of, territories_of
from cls_dash.store.release import Release

DAYS: Final = 365.25


@dataclass(frozen=True)
class Ground:
    """The territories compared, the one of the bar first; by slug."""

    names: dict[str, str]
    """Short ones."""
    selections: dict[str, Selection]
    """What is counted of each: its perimeter in force, all its contracts."""
    everyone: dict[str, pd.DataFrame]
    """Communes of each map, in its order."""
    communes: pd.DataFrame
    """Those that count, by territory and code; with ``deployments``."""
    records: dict[str, Record]
    """What is recorded of each."""
    until: dict[str, date | None]
    """Day until which each is recorded; none where no action is dated."""
    tallies: dict[str, pd.DataFrame]
    """All that is recorded of each, counted: see :func:`tally_of`."""
    years: pd.Series
    """
    Years of contract recorded; missing where the sources do not say when it began, or where no
    action is dated.
    """

    @property
    def documented_only(self) -> bool:
        """Say whether only what a source says is counted."""
        return any(selection.documented_only for selection in self.selections.values())

    @cached_property
    def people(self) -> pd.Series:
        """Inhabitants of the communes that count."""
        return self.communes["population"].astype(float)

    @cached_property
    def codes(self) -> pd.Index:
        """Codes of the communes that count, in their order."""
        return self.communes.index.get_level_values("commune")

    @cached_property
    def epci(self) -> dict[str, dict[str, str]]:
        """Names of the EPCI of each territory, by code."""
        found = {}
        for slug in self.names:
            held = self.communes.loc[slug].dropna(subset="epci")
            found[slug] = held.groupby("epci")["epci_name"].first().to_dict()
        return found

    @cached_property
    def slices(self) -> dict[str, slice]:
        """Where the communes of each territory stand among them."""
        ends = self.communes.groupby("territory", sort=False).size().cumsum()
        starts = [0, *ends.iloc[:-1]]
        return {slug: slice(a, b) for (slug, b), a in zip(ends.items(), starts, strict=True)}


def ground(release: Release, selection: Selection, territories: Sequence[str]) -> Ground:
    """
    Gather territories to be compared.

    The period and the evidence of the bar hold for all; its contract, axis and perimeter,
    which are those of one territory, for none.

    Raises
    ------
    UnknownTerritoryError
        If one is not in the store.
    EmptyPerimeterError
        If no inhabited commune of one counts.
    """
    known = territories_of(release)["short_name"]
    selections = {
        slug: replace(
            selection, territory=slug, contract=None, axis=None, perimeter=_in_force(release, slug)
        )
        for slug in territories
    }
    until = {slug: recorded_until(release, one)[0] for slug, one in selections.items()}
    counted = {slug: counted_communes(release, one) for slug, one in selections.items()}
    if not all(communes["population"].sum() for communes in counted.values()):
        raise EmptyPerimeterError("no inhabited commune of a territory counts")
    return Ground(
        names={slug: str(known[slug]) for slug in territories},
        selections=selections,
        everyone={
            slug: communes_of(release, slug, on=one.perimeter) for slug, one in selections.items()
        },
        communes=pd.concat(counted, names=["territory", "commune"]),
        records={slug: record(release, one) for slug, one in selections.items()},
        until=until,
        tallies={slug: tally_of(release, one) for slug, one in selections.items()},
        years=pd.Series(
            {
                slug: elapsed(contract_years(release, slug, until[slug], selection.period), day)
                for slug, day in until.items()
            },
            dtype=float,
        ),
    )


def _in_force(release: Release, territory: str) -> date:
    """Return the first day of the last perimeter of a territory."""
    known = perimeters_of(release, territory)
    if not known:
        raise UnknownTerritoryError(territory)
    return known[-1].starts_on


def contract_years(
    release: Release, territory: str, latest: date | None, period: Period | None
) -> set[int] | None:
    """
    Return the calendar years of a territory's contracts, within a period.

    A contract without an end lasts until the next one begins, the last until ``latest``, when
    the territory is last recorded. Nothing is returned when one has no beginning, nor when all
    begin after that day.
    """
    contracts = rows(contracts_of(release, territory))
    starts = [one["start_year"] for one in contracts]
    if latest is None or not contracts or any(pd.isna(start) for start in starts):
        return None
    followed = [*(start - 1 for start in starts[1:]), latest.year]
    covered = {
        year
        for one, until in zip(contracts, followed, strict=True)
        for year in range(
            int(one["start_year"]),
            int(until if pd.isna(one["end_year"]) else one["end_year"]) + 1,
        )
        if year <= latest.year
    }
    kept = covered if period is None else covered & set(range(period.first, period.last + 1))
    return kept or None


def elapsed(years: set[int] | None, latest: date | None) -> float:
    """Return how long calendar years have lasted on a day, in years."""
    if years is None or latest is None:
        return float("nan")
    started = (latest - date(latest.year, 1, 1)).days + 1
    return sum(1.0 if year < latest.year else started / DAYS for year in years)
