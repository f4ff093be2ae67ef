"""View model of the bar of selectors that all pages share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any, Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.perimeter import Version
from cls_dash.domain.selection import Evidence, Period, Selection
from cls_dash.questions.rows import rows
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.deployments import deployments_of, tally_of
from cls_dash.store.queries.territories import axes_of, contracts_of, perimeters_of, territories_of
from cls_dash.store.release import Release, memoised

_WITHIN: Final = "~"
"""Between a territory and a commune, in the code of a place."""
CURRENT_FIRST: Final = frozenset({"accueil", "equite"})
"""Pages that answer for the current contract, unless another is asked for."""


@dataclass(frozen=True)
class Choices:
    """What can be chosen in a territory; labels by code, in the order of the lists."""

    contracts: dict[str, str]
    """By number, which is what the URL holds."""
    contract_ids: dict[str, str]
    axes: dict[str, dict[str, str]]
    """Axes of each contract number, and of all under an empty number."""
    first_year: int | None
    """Missing where neither a contract nor an action is dated."""
    last_year: int
    perimeters: dict[str, str]
    """By ISO day of their beginning; empty when the territory has had only one."""
    current: str
    """Number of the last contract that has begun; empty where it is not known which."""

    @cached_property
    def periods(self) -> dict[str, Period | None]:
        """Spans of years that may be asked for, by code in the URL; the whole restricts nothing."""
        if self.first_year is None:
            return {}
        years = range(self.first_year, self.last_year + 1)
        spans = {f"{a}-{b}": Period(a, b) for a in years for b in years if a <= b}
        return spans | {self.span: None}

    @property
    def span(self) -> str:
        """Code of all the years that are known."""
        return f"{self.first_year}-{self.last_year}"

    def default(self, page: str) -> str:
        """Return the contract that a page shows when none is asked for; empty for all of them."""
        return self.current if page in CURRENT_FIRST else ""


def territories(release: Release) -> dict[str, str]:
    """Return the names of the territories by slug."""
    return {str(slug): str(name) for slug, name in territories_of(release)["name"].items()}


def places(release: Release) -> dict[str, str]:
    """Return the communes of all territories, each under its own: see :func:`territory_of`."""
    names = territories(release)
    return {
        f"{slug}{_WITHIN}{code}": f"{commune} · {name}"
        for slug, name in names.items()
        for code, commune in sorted(communes_of(release, slug)["name"].items(), key=itemgetter(1))
    }


def territory_of(place: str) -> str:
    """Return the territory of a place: a territory's own code, or one of :func:`places`."""
    return place.partition(_WITHIN)[0]


def build(release: Release, territory: str) -> Choices:
    """Return the choices of a territory, today."""
    return _built(release, territory, today().year)


@memoised
def _built(release: Release, territory: str, year: int) -> Choices:
    """Assemble the choices of a territory in a year."""
    contracts = contracts_of(release, territory)
    axes = axes_of(release, territory)
    labels: dict[str, dict[str, str]] = {"": {}}
    for row in rows(axes):
        number = str(row["number"])
        labels[""][row["axis"]] = f"CLS {number} · {row['title']}"
        labels.setdefault(number, {})[row["axis"]] = str(row["title"])
    first, last = _years(release, territory, contracts)
    return Choices(
        contracts={
            str(row["number"]): _with_years(row["number"], row["start_year"], row["end_year"])
            for row in rows(contracts)
        },
        contract_ids={str(row["number"]): row["contract"] for row in rows(contracts)},
        axes=labels,
        first_year=first,
        last_year=last,
        perimeters=_perimeters(perimeters_of(release, territory)),
        current=current(contracts, year),
    )


def today() -> date:
    """Return the day that says which contract is in force: no news of elsewhere may change it."""
    return date.today()


def in_force(contracts: pd.DataFrame, year: int) -> str:
    """
    Return the number of the contract that runs in a year; empty where none is known to.

    A contract without an end lasts until the next one begins, and one without a beginning is
    not known to run.
    """
    latest = _begun(contracts, year)
    return str(latest["number"]) if latest and not latest["end_year"] < year else ""


def current(contracts: pd.DataFrame, year: int) -> str:
    """
    Return the number of the contract that pages answer for: the last that has begun.

    It is the one in force, or the last that was; empty where a later one has no known years.
    """
    latest = _begun(contracts, year)
    undated = contracts.loc[contracts["start_year"].isna(), "number"]
    if not latest or (undated > latest["number"]).any():
        return ""
    return str(latest["number"])


def _begun(contracts: pd.DataFrame, year: int) -> dict[str, Any] | None:
    found = [row for row in rows(contracts) if row["start_year"] <= year]
    return found[-1] if found else None


def scope(release: Release, selection: Selection) -> str:
    """Name the contract that is counted, or say that all are; nothing where there is one alone."""
    contracts = contracts_of(release, selection.territory)
    if len(contracts) < 2:
        return ""
    if selection.contract not in contracts.index:
        return "Tous contrats réunis"
    return f"Dans le CLS {contracts.loc[selection.contract, 'number']}"


def _years(release: Release, territory: str, contracts: pd.DataFrame) -> tuple[int | None, int]:
    """Return the first year of a territory's contracts, else of its actions, and the last known."""
    latest = release.latest_fact
    starts = contracts["start_year"].dropna()
    if len(starts):
        return int(starts.min()), max(int(starts.min()), latest.year)
    days = deployments_of(release, Selection(territory))["starts_on"].dropna()
    return (min(days).year, max(days).year) if len(days) else (None, latest.year)


def _perimeters(versions: Sequence[Version]) -> dict[str, str]:
    """Name each perimeter by how many communes it holds and when it began."""
    if len(versions) < 2:
        return {}
    return {
        version.starts_on.isoformat(): (
            f"{wording.counted(len(version.communes), 'commune')}, depuis le "
            f"{wording.day(version.starts_on)}{' (approché)' if version.approximate else ''}"
        )
        for version in versions
    }


def evidence_counts(release: Release, selection: Selection) -> dict[str, int]:
    """Return the number of deployments asked for by evidence, whatever is shown of it."""
    tally = tally_of(release, replace(selection, documented_only=False))
    counts = tally.groupby("evidence")["deployments"].sum()
    return {kind.value: int(counts.get(kind, 0)) for kind in Evidence}


def made_up(release: Release, selection: Selection) -> tuple[int, int]:
    """Return how many of the deployments shown are illustrative, and how many are shown."""
    counts = evidence_counts(release, selection)
    made = 0 if selection.documented_only else counts[Evidence.ILLUSTRATIVE]
    return made, made + counts[Evidence.DOCUMENTED] + counts[Evidence.SUPPLIED]


def _with_years(number: int, start: float | None, end: float | None) -> str:
    """Write a contract with the years that are known: ``CLS 3 (depuis 2025)``."""
    if start is None or start != start:
        return f"CLS {number}"
    if end is None or end != end:
        return f"CLS {number} (depuis {int(start)})"
    return f"CLS {number} ({int(start)}-{int(end)})"
