"""How far actions are from the population, and from the population by need."""

from dataclasses import dataclass

import pandas as pd

from cls_dash.questions.need import needs
from cls_dash.questions.need.ground import Ground, ground
from cls_dash.questions.question import Asked
from cls_dash.questions.spread import score_card
from cls_dash.questions.spread.record import Record
from cls_dash.questions.spread.score_card import ScoreCard
from cls_dash.questions.spread.spread import AgainstChance, Spread, measured, spread
from cls_dash.store.release import Release


@dataclass(frozen=True)
class Figures:
    """What the page is made of."""

    here: Ground
    wanted: needs.Need
    found: Spread
    card: ScoreCard
    gap: AgainstChance | None
    """How far actions are from the population, where enough is recorded."""
    by_need: AgainstChance | None
    """The same from the population by need, where needs differ."""

    @property
    def record(self) -> Record:
        """How much is recorded."""
        return self.found.record

    @property
    def communes(self) -> pd.DataFrame:
        """What each commune has, and what chance would give it."""
        return measured(self.found)


def figures(release: Release, asked: Asked) -> Figures:
    """
    Compare a selection with chance.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    selection, chance = asked.selection, asked.chance
    here = ground(release, selection)
    found = spread(release, selection)
    wanted = needs.need(release, here, selection.territory, asked[needs.NEED])
    weights = (found.population * wanted.index).rename("population")
    enough = found.record.enough
    return Figures(
        here=here,
        wanted=wanted,
        found=found,
        card=score_card.build(release, selection, chance=chance),
        gap=found.against(chance) if enough else None,
        by_need=found.against(chance, weights) if enough and not wanted.flat else None,
    )


def by_epci(communes: pd.DataFrame, without: str) -> pd.DataFrame | None:
    """
    Return what each EPCI has and would have; one alone has nothing to be compared with.

    Parameters
    ----------
    without
        What communes of no EPCI are called.
    """
    named = communes.assign(name=communes["epci_name"].fillna(without))
    sums = named.groupby("name", as_index=False)[["observed", "expected"]].sum()
    return sums.sort_values("expected", ascending=False) if len(sums) > 1 else None
