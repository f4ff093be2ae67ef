"""Verdicts that are read together: each group against chance, adjusted for their number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cls_dash import wording
from cls_dash.analysis.concentration import benjamini_hochberg
from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.page.demonstration import MARK
from cls_dash.page.sentence import plain
from cls_dash.page.table import Table
from cls_dash.questions.spread.generations import by, generations, most_served
from cls_dash.questions.spread.spread import AgainstChance, Spread
from cls_dash.store.queries.territories import contracts_of
from cls_dash.store.release import Release

COLUMNS: Final = (
    "Actions situées",
    "dont séries",
    "Commune la mieux servie",
    "À déplacer",
    "Hasard",
    "Verdict",
)


@dataclass(frozen=True)
class Line:
    """A group of actions."""

    label: str
    found: Spread
    aside: bool = False
    """Whether it mixes what other lines tell apart: it is described, never judged."""

    @property
    def judged(self) -> bool:
        """Say whether the group earns a verdict."""
        return self.found.record.judged and not self.aside


def of_selection(
    release: Release, selection: Selection, found: Spread, chance: Chance
) -> tuple[Table, ...]:
    """Return the tables of contracts, of axes and of publics, whose verdicts are one family."""
    done = found.deployments
    number = done["contract"].map(contracts_of(release, selection.territory)["number"])
    contracts = [
        Line(each.label, each.found, aside=each.contract is None)
        for each in generations(release, selection)
    ]
    axis = "CLS " + number.astype(str) + " · " + done["axis_title"]
    return tables(
        {
            ("Contrat", "Chaque contrat, face à la population de son périmètre"): contracts,
            ("Axe", "Répartition par axe"): [Line(*pair) for pair in by(found, axis)],
            ("Public touché", "Répartition par public touché"): [
                Line(*pair) for pair in by(found, done["public_reached"])
            ],
        },
        chance,
    )


def tables(groups: Mapping[tuple[str, str], Sequence[Line]], chance: Chance) -> tuple[Table, ...]:
    """
    Return one table for each list of groups, the p-values of all of them adjusted together.

    Parameters
    ----------
    groups
        By header of the first column and caption.
    chance
        How chance is asked.
    """
    every = [line for lines in groups.values() for line in lines]
    gaps = {id(line): line.found.against(chance) for line in every if line.found.record.enough}
    tested = [line for line in every if line.judged]
    adjusted = benjamini_hochberg(np.array([gaps[id(line)].p_value for line in tested]))
    odds = {id(line): p for line, p in zip(tested, adjusted, strict=True)}
    return tuple(
        Table.of(
            (header, *COLUMNS),
            [(line.label, *_told(line, gaps.get(id(line)), odds.get(id(line)))) for line in lines],
            caption=_caption(caption, lines, len(tested)),
            numeric={1, 2, 4, 5},
        )
        for (header, caption), lines in groups.items()
    )


def _told(line: Line, gap: AgainstChance | None, p: float | None) -> tuple[str, ...]:
    """Return how many there are, where most are, and what chance says of it."""
    recorded = line.found.record
    if not recorded.located:
        return "0", "0", "", "", "", "aucune action située"
    counts = (
        wording.number(recorded.located),
        wording.number(recorded.series),
        most_served(line.found),
    )
    if gap is None:
        return *counts, "", "", "trop peu pour conclure"
    return *counts, wording.percent(gap.hoover), wording.percent(gap.expected), _verdict(line, p)


def _verdict(line: Line, p: float | None) -> str:
    if p is not None:
        said = "plus concentrées que par hasard" if p < wording.UNLIKELY else "peut venir du hasard"
        return f"{said} ({wording.p_value(p)}, ajustée)"
    if line.found.record.demonstration:
        return "démonstration : pas de verdict"
    return "pas de verdict : contrats mêlés"


def _caption(caption: str, lines: Sequence[Line], tested: int) -> str:
    made = any(line.found.record.demonstration for line in lines)
    head = f"{plain(MARK)}{caption}" if made else caption
    if not any(line.judged for line in lines):
        return head
    return (
        f"{head}. Les p de {wording.counted(tested, 'verdict')} de cette page sont ajustées "
        "ensemble (Benjamini–Hochberg)"
    )
