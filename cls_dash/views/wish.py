"""What is asked of the next actions, set on its ground."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.accessibility import DECAY, Decay
from cls_dash.analysis.coverage import TIE, coverage, neediest
from cls_dash.analysis.siting import (
    Constraints,
    Programme,
    frontier,
    need_mass,
    next_places,
    optimal_places,
)
from cls_dash.domain.parameter import Parameter
from cls_dash.domain.selection import Selection
from cls_dash.errors import UndefinedMeasureError
from cls_dash.store.readings import Readings
from cls_dash.views import needs
from cls_dash.views.ground import Ground, Recent, ground, recent, whole
from cls_dash.views.needs import Need

WINDOWS: Final = MappingProxyType(
    {"12": "12 derniers mois", "24": "24 derniers mois", "tout": "toute la période choisie"}
)
"""Which actions already cover: those of the last months known, or all that are selected."""
DECAYS: Final[Mapping[str, Decay]] = MappingProxyType(
    {
        "proche": ((5.0, 1.0), (10.0, 2 / 3), (15.0, 1 / 3)),
        "habituelle": DECAY,
        "large": ((15.0, 1.0), (20.0, 2 / 3), (30.0, 1 / 3)),
    }
)
WINDOW: Final = Parameter("recul", "Actions déjà comptées", WINDOWS, default="12")
REACHES: Final = MappingProxyType(
    {
        "proche": "proche : jusqu’à 15 minutes",
        "habituelle": "habituelle : jusqu’à 20 minutes",
        "large": "large : jusqu’à 30 minutes",
    }
)
REACH: Final = Parameter("portee", "Portée d’une action", REACHES, default="habituelle")
VENUES: Final = MappingProxyType(
    {
        "toutes": "toutes les communes",
        "equipees": "celles qui ont déjà accueilli une action ou un lieu de soins",
    }
)
VENUE: Final = Parameter("lieux", "Communes possibles", VENUES, default="toutes")
SOMEBODY: Final = 0.5
"""Gains under that are nobody, once written."""
RULES: Final = MappingProxyType(
    {
        "1": "une place par commune au plus",
        "2": "deux par commune au plus",
        "0": "sans limite par commune",
        "epci": "une au moins dans chaque intercommunalité",
    }
)
RULE: Final = Parameter("regle", "Répartition", RULES, default="1")
PURPOSE: Final = "pour recommander une place"
FREE: Final = " Les deux sont comparés sans la règle choisie : une place par commune au plus."
NUMBERS: Final = MappingProxyType({str(n): str(n) for n in range(1, 11)})
PLACES: Final = Parameter("places", "Nombre de places", NUMBERS, default="3")


@dataclass(frozen=True)
class Wish:
    """What the reader asks of the next actions."""

    places: int = 3
    need: str = ""
    """A code of the URL; empty, the need by default."""
    window: str = "12"
    reach: str = "habituelle"
    venues: str = "toutes"
    every_epci: bool = False
    cap: str = "1"


def wished(*, places: str, need: str, window: str, reach: str, venues: str, rule: str) -> Wish:
    """Return the wish that codes of the address say."""
    return Wish(
        places=int(places),
        need=need,
        window=window,
        reach=reach,
        venues=venues,
        every_epci=rule == "epci",
        cap=rule if rule.isdigit() else "1",
    )


@dataclass(frozen=True)
class Question:
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

    def covered(self) -> pd.Series:
        """Return how much existing actions cover each commune."""
        here = self.here
        return coverage(self.existing, here.minutes, here.communes.index, decay=self.decay)

    def name(self, code: str | None) -> str:
        """Return the name of a commune."""
        return str(self.here.communes["name"].get(code, "")) if code else ""


def question(readings: Readings, selection: Selection, wish: Wish) -> Question:
    """
    Set a wish on its ground.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    here = ground(readings, selection)
    found = (
        whole(readings, selection, here)
        if wish.window == "tout"
        else recent(readings, selection, here, int(wish.window))
    )
    candidates = here.communes.index
    if wish.venues == "equipees":
        hosts = readings.located(selection.everything()).index
        places = readings.providers_around(selection.territory)["commune"]
        candidates = candidates[candidates.isin(hosts) | candidates.isin(places)]
    return Question(
        here=here,
        need=needs.need(readings, here, selection.territory, wish.need),
        recent=found,
        candidates=candidates,
        wish=wish,
        decay=DECAYS[wish.reach],
        constraints=Constraints(
            groups=here.communes["epci"] if wish.every_epci else None,
            cap=int(wish.cap) or None,
        ),
    )


def exact(readings: Readings, selection: Selection, wish: Wish, *, seconds: float) -> str:
    """
    Say how far the programme is from the best one there is.

    Places one by one, without their constraints: at most one per commune on both sides.
    """
    free = replace(wish, every_epci=False, cap="1")
    asked = question(readings, selection, free)
    if not asked.recent.record.enough:
        return asked.recent.record.lacking(PURPOSE, asked.recent.when)
    here = asked.here
    mass = pd.Series(need_mass(here.population, asked.need.index), here.communes.index)
    places = min(wish.places, len(asked.candidates))
    best = optimal_places(
        mass, here.minutes, asked.candidates, places=places, decay=asked.decay,
        uncovered=1 - asked.covered(), seconds=seconds,
    )  # fmt: skip
    found = asked.programme
    told = asked.recent.record.said
    if best.bound < SOMEBODY:
        return told("Le calcul exact le confirme : aucune place ne couvrirait quelqu’un de plus.")
    # Proven, the bound may still exceed by a hair what the best places cover.
    gap = max(0.0, (best.gain if best.proven else best.bound) / found.gain - 1)
    rule = "" if wish == free else FREE
    names = wording.listing([asked.name(code) for code in best.codes])
    written = wording.percent(gap, 1)
    if not best.proven:
        return told(
            f"Le meilleur programme possible ferait au plus **{written}** de mieux que celui-ci "
            f"(le calcul exact a été interrompu avant d’aboutir).{rule}"
        )
    if gap < TIE:
        return told(f"Le calcul exact ne trouve pas mieux. Places : {names}.{rule}")
    return told(
        f"Le calcul exact fait **{written}** de mieux que ce programme. Ses places : {names}.{rule}"
    )
