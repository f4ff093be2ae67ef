"""A territory among the others, and its contracts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from cls_dash.domain.selection import Evidence, Selection
from cls_dash.questions import choices
from cls_dash.questions.rows import rows
from cls_dash.questions.spread.record import begun
from cls_dash.store.queries.country import members
from cls_dash.store.queries.deployments import tally_of
from cls_dash.store.queries.territories import contracts_of, parties_of, territories_of
from cls_dash.store.release import Release

ASSET: Final = "territories"
"""Geometry of the map, in the order of slugs."""


@dataclass(frozen=True)
class Contract:
    """A contract of the territory."""

    number: str
    start: int | None
    """First year; ``None`` where none is published."""
    end: int | None
    years: int
    """How many it lasts, until today where its end is not known."""
    signed_on: str | None
    """ISO date, possibly partial."""
    note: str
    """What its sources leave unclear."""
    parties: Mapping[str, tuple[str, ...]]
    """Organisations by role, never persons."""
    in_force: bool
    state: str = ""
    """What a source says of it, where one does."""


@dataclass(frozen=True)
class Located:
    """Located actions of a territory, of all its contracts."""

    actions: int
    illustrative: int
    """Those of them that were made for the demonstration."""


@dataclass(frozen=True)
class Figures:
    """What the page is made of, the score card aside."""

    territories: pd.DataFrame
    """By slug, in the order of the map."""
    located: Mapping[str, Located | None]
    """By slug; ``None`` where nothing is entered yet."""
    here: pd.Series
    """The territory, one of them."""
    contracts: tuple[Contract, ...]
    shared: Mapping[str, Mapping[str, int]]
    """By slug, how many communes a territory has in common with others, by their slugs."""

    @property
    def layers(self) -> Mapping[str, int]:
        """Return the rank of each territory above those larger ones that it overlaps."""
        found: dict[str, int] = {}
        for slug in self.territories.sort_values("communes", ascending=False).index:
            under = [found[other] for other in self.shared[slug] if other in found]
            found[slug] = max(under, default=-1) + 1
        return found


def figures(release: Release, selection: Selection) -> Figures:
    """Gather what is known of a territory and of its contracts."""
    territories = territories_of(release).sort_index()
    year = choices.today().year
    parties = parties_of(release, selection.territory)
    contracts = contracts_of(release, selection.territory)
    current = choices.in_force(contracts, year)
    return Figures(
        shared=_shared(release, territories.index),
        territories=territories,
        located={
            str(slug): _located(release, replace(selection.everything(), territory=str(slug)))
            for slug in territories.index
        },
        here=territories.loc[selection.territory],
        contracts=tuple(
            contract(
                row,
                parties[parties["contract"] == row["contract"]],
                year,
                in_force=str(row["number"]) == current,
            )
            for row in rows(contracts)
        ),
    )


def _shared(release: Release, slugs: pd.Index) -> dict[str, Counter[str]]:
    """Return how many communes each territory has in common with others."""
    holders: dict[str, list[str]] = {}
    for slug, codes in members(release).items():
        for code in codes:
            holders.setdefault(code, []).append(slug)
    found: dict[str, Counter[str]] = {str(slug): Counter() for slug in slugs}
    for several in holders.values():
        for slug in several:
            found[slug].update(other for other in several if other != slug)
    return found


def _located(release: Release, selection: Selection) -> Located | None:
    """Count located actions; ``None`` before any is entered, illustrative ones apart."""
    if not begun(release, selection):
        return None
    tally = tally_of(release, selection)
    counts = tally[tally["scope"] == "commune"].groupby("evidence")["deployments"].sum()
    return Located(int(counts.sum()), int(counts.get(Evidence.ILLUSTRATIVE, 0)))


def contract(
    row: Mapping[str, Any], parties: pd.DataFrame, today: int, *, in_force: bool
) -> Contract:
    """Return a contract of a row of the store, in the year ``today``."""
    start, end = (
        None if pd.isna(row[name]) else int(row[name]) for name in ("start_year", "end_year")
    )
    return Contract(
        number=str(row["number"]),
        start=start,
        end=end,
        years=max(1, (end or today) - (start or today) + 1),
        signed_on=row["signed_on"],
        note=row["note"] or "",
        parties={
            str(role): tuple(group) for role, group in parties.groupby("role")["organisation"]
        },
        in_force=in_force,
        state=row.get("state") or "",
    )
