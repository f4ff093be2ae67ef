"""Contract by contract: the current one first, former ones beside it, all together last."""

from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.questions import choices
from cls_dash.questions.rows import rows
from cls_dash.questions.spread import score_card
from cls_dash.questions.spread.spread import Spread, spread
from cls_dash.store.queries.territories import contracts_of
from cls_dash.store.release import Release

TOGETHER: Final = "Tous contrats réunis"


@dataclass(frozen=True)
class Generation:
    """The actions of a contract, in its own perimeter."""

    label: str
    found: Spread
    contract: str | None
    """Its id; ``None`` for all of them together."""


def generations(release: Release, selection: Selection) -> tuple[Generation, ...]:
    """Return the current contract, the others from the latest on, then all of them together."""
    known = contracts_of(release, selection.territory)
    year = choices.today().year
    current, running = choices.current(known, year), choices.in_force(known, year)
    ordered = sorted(rows(known), key=lambda row: (str(row["number"]) != current, -row["number"]))
    whole = replace(selection, axis=None)
    found = [
        Generation(
            f"CLS {row['number']}{', en vigueur' if str(row['number']) == running else ''}",
            spread(release, replace(whole, contract=row["contract"])),
            row["contract"],
        )
        for row in ordered
    ]
    if len(found) > 1:
        found.append(Generation(TOGETHER, spread(release, replace(whole, contract=None)), None))
    return tuple(found)


def beside(release: Release, selection: Selection, *, chance: Chance) -> tuple[str, ...]:
    """Say in a line what each other contract shows, then all together; nothing of one alone."""
    return tuple(
        score_card.brief(each.found, each.label, chance=chance)
        for each in generations(release, selection)
        if each.contract != selection.contract and each.found.record.located
    )


def by(found: Spread, column: pd.Series) -> list[tuple[str, Spread]]:
    """Return the spread of each group of deployments, the most numerous first."""
    named = column.fillna("non précisé")
    sizes = named.value_counts()
    ordered = sorted(sizes.index, key=lambda label: (-sizes[label], label))
    return [(str(label), found.part(named == label)) for label in ordered]


def most_served(found: Spread) -> str:
    """Name the commune that has most, or say how many do."""
    amount = found.amount
    first = amount.index[amount == amount.max()]
    n = wording.number(amount.max())
    if len(first) > 1:
        return f"{len(first)} à égalité ({n})"
    return f"{found.communes.loc[first[0], 'name']} ({n})"
