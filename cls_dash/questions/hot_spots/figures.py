"""Need and the lack of actions, commune by commune, and the thirds that both fall in."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from cls_dash.analysis.coverage import TIE, coverage
from cls_dash.domain.selection import Selection
from cls_dash.errors import UndefinedMeasureError
from cls_dash.questions.hot_spots.asked import COMMUNE, EPCI
from cls_dash.questions.need import needs
from cls_dash.questions.need.ground import Ground, Recent, ground, recent
from cls_dash.questions.spread.record import Record
from cls_dash.render.classes import thirds
from cls_dash.store.release import Release

NEEDS: Final = "ABC"
"""Low, medium and high need."""
LACKS: Final = "123"
"""Best covered, between the two, least covered."""


@dataclass(frozen=True)
class Figures:
    """What the page is made of."""

    here: Ground
    wanted: needs.Need
    recent: Recent

    @property
    def record(self) -> Record:
        """How much is recorded of the last months."""
        return self.recent.record

    @cached_property
    def communes(self) -> pd.DataFrame:
        """
        Communes that count, with ``need``, ``lack``, ``recent`` and ``uncovered``.

        The last is the share of all the need that is there and that no action covers.
        """
        here, located = self.here, self.recent.located
        covered = coverage(located, here.minutes, here.communes.index)
        mass = here.population * self.wanted.index
        return here.communes.assign(
            need=self.wanted.index,
            lack=1 - covered,
            recent=located.reindex(here.communes.index, fill_value=0),
            uncovered=mass / mass.sum() * (1 - covered),
        )

    def at(self, level: str) -> pd.DataFrame:
        """Give each commune the values of its EPCI, weighted by inhabitants, at that level."""
        communes = self.communes
        if level == COMMUNE:
            return communes
        group = communes["epci"].fillna(communes.index.to_series())
        people = communes["population"].groupby(group).transform("sum")
        weighted = {
            name: (communes[name] * communes["population"]).groupby(group).transform("sum") / people
            for name in ("need", "lack")
        }
        return communes.assign(**weighted)

    def cells(self, level: str) -> pd.Series:
        """
        Return the cell of each commune: a letter for its need and a figure for its lack.

        A need that is everywhere the same is medium; a coverage that is, good or bad as it is.
        """
        shown = self.at(level)
        need, lack = shown["need"].round(9), shown["lack"].round(9)
        letters = _thirds(need, flat=1).map(dict(enumerate(NEEDS)))
        return letters + _thirds(lack, flat=0 if lack.mean() < 0.5 else 2).map(
            dict(enumerate(LACKS))
        )

    def worst(self, level: str) -> pd.Series:
        """Say of each commune whether its cell is the worst there is: ``worst`` or ``other``."""
        worst = self.cells(level) == ("B3" if self.wanted.flat else "C3")
        return worst.map({True: "worst", False: "other"})

    @property
    def covered(self) -> bool:
        """Say whether recent actions cover every commune wholly."""
        return bool(self.communes["lack"].max() < TIE)

    @property
    def first(self) -> pd.DataFrame:
        """Communes to look at first: high need, little covered; most of uncovered need first."""
        worst = self.communes[self.worst(COMMUNE) == "worst"]
        return worst.sort_values("uncovered", ascending=False)

    @property
    def spare(self) -> pd.DataFrame:
        """Communes where actions are while need is low and covered: what could be moved."""
        communes = self.communes
        return communes[(self.cells(COMMUNE) == "A1") & (communes["recent"] > 0)]

    @property
    def moved(self) -> float | None:
        """Share of inhabitants whose cell depends on the level; none of a single EPCI."""
        if self.communes["epci"].nunique() < 2:
            return None
        people = self.here.population
        return float(people[self.cells(COMMUNE) != self.cells(EPCI)].sum() / people.sum())


def figures(release: Release, selection: Selection, need: str, months: int) -> Figures:
    """
    Gather need and the actions of the last months.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    here = ground(release, selection)
    wanted = needs.need(release, here, selection.territory, need)
    return Figures(here, wanted, recent(release, selection, here, months))


def _thirds(values: pd.Series, *, flat: int) -> pd.Series:
    """Return the third of each value, 0 to 2, or ``flat`` for all when they are the same."""
    try:
        return thirds(values)
    except UndefinedMeasureError:
        return pd.Series(flat, values.index)
