"""A wish for the next actions, set on its ground."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.accessibility import DECAY, Decay
from cls_dash.analysis.coverage import TIE, coverage, neediest
from cls_dash.analysis.siting import (
    Constraints,
    OptimalPlaces,
    Programme,
    frontier,
    need_mass,
    next_places,
    optimal_places,
)
from cls_dash.domain.selection import Selection
from cls_dash.errors import UndefinedMeasureError
from cls_dash.questions.need import needs
from cls_dash.questions.need.ground import Ground, Recent, ground, recent, whole
from cls_dash.questions.need.needs import Need
from cls_dash.questions.where_next.asked import ALWAYS, EQUIPPED, Wish
from cls_dash.store.queries.care import providers_around
from cls_dash.store.queries.deployments import located_by_commune
from cls_dash.store.release import Release

DECAYS: Final[Mapping[str, Decay]] = MappingProxyType(
    {
        "proche": ((5.0, 1.0), (10.0, 2 / 3), (15.0, 1 / 3)),
        "habituelle": DECAY,
        "large": ((15.0, 1.0), (20.0, 2 / 3), (30.0, 1 / 3)),
    }
)
"""How an action covers with time, by code of the parameter of reach."""
SOMEBODY: Final = 0.5
"""Gains under that are nobody, once written."""


@dataclass(frozen=True)
class Siting:
    """A wish, set on its ground."""

    here: Ground
    need: Need
    recent: Recent
    """Deployments that already cover."""
    candidates: pd.Index
    wish: Wish
    decay: Decay
    constraints: Constraints

    @property
    def existing(self) -> pd.Series:
        """Number of deployments that already cover, by commune."""
        return self.recent.located

    @cached_property
    def alone(self) -> Programme:
        """Places chosen one by one; the first is the best there is."""
        return self._among(self.candidates)

    @cached_property
    def frontier(self) -> pd.DataFrame | None:
        """Programmes from the most useful to the fairest; nothing where needs do not differ."""
        here = self.here
        try:
            favoured = neediest(self.need.index, here.population)
        except UndefinedMeasureError:
            return None
        return frontier(
            here.population, self.need.index, here.minutes, self.existing, self.candidates,
            favoured=favoured, places=self.wish.places, decay=self.decay,
            constraints=self.constraints,
        )  # fmt: skip

    @cached_property
    def programme(self) -> Programme:
        """
        The programme that covers most of those that are found.

        Places chosen one by one may be overtaken by those that favour the neediest: what is
        proposed is what the frontier shows first.
        """
        if self.frontier is None:
            return self.alone
        widest = self.frontier.iloc[0]
        if widest["reach"] <= self.alone.after + TIE:
            return self.alone
        return self._among(pd.Index(sorted(set(widest["codes"]))))

    def _among(self, candidates: pd.Index) -> Programme:
        return next_places(
            self.here.population, self.need.index, self.here.minutes, self.existing, candidates,
            places=self.wish.places, decay=self.decay, constraints=self.constraints,
        )  # fmt: skip

    @cached_property
    def mass(self) -> float:
        """All the need of the territory: its inhabitants, weighted by theirs."""
        return float(need_mass(self.here.population, self.need.index).sum())

    def part(self, gain: float) -> str:
        """Write which part of that need is gained: a weighted sum is no number of inhabitants."""
        return wording.percent(gain / self.mass, 1)

    def covered(self) -> pd.Series:
        """Return how much existing actions cover each commune."""
        here = self.here
        return coverage(self.existing, here.minutes, here.communes.index, decay=self.decay)

    def name(self, code: str | None) -> str:
        """Return the name of a commune."""
        return str(self.here.communes["name"].get(code, "")) if code else ""


def siting(release: Release, selection: Selection, wish: Wish) -> Siting:
    """
    Set a wish on its ground.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    here = ground(release, selection)
    found = (
        whole(release, selection, here)
        if wish.window == ALWAYS
        else recent(release, selection, here, int(wish.window))
    )
    candidates = here.communes.index
    if wish.venues == EQUIPPED:
        hosts = located_by_commune(release, selection.everything()).index
        places = providers_around(release, selection.territory)["commune"]
        candidates = candidates[candidates.isin(hosts) | candidates.isin(places)]
    return Siting(
        here=here,
        need=needs.need(release, here, selection.territory, wish.need),
        recent=found,
        candidates=candidates,
        wish=wish,
        decay=DECAYS[wish.reach],
        constraints=Constraints(
            groups=here.communes["epci"] if wish.every_epci else None,
            cap=int(wish.cap) or None,
        ),
    )


def optimum(wanted: Siting, *, seconds: float) -> OptimalPlaces:
    """Search the best programme there is, without any rule between communes."""
    here = wanted.here
    mass = pd.Series(need_mass(here.population, wanted.need.index), here.communes.index)
    return optimal_places(
        mass, here.minutes, wanted.candidates,
        places=min(wanted.wish.places, len(wanted.candidates)), decay=wanted.decay,
        uncovered=1 - wanted.covered(), seconds=seconds,
    )  # fmt: skip
