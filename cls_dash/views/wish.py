"""What is asked of the next actions, set on its ground."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.accessibility import DECAY, Decay
from cls_dash.analysis.coverage import coverage
from cls_dash.analysis.siting import (
    Constraints,
    Programme,
    need_mass,
    next_places,
    optimal_places,
)
from cls_dash.domain.selection import Selection
from cls_dash.store.readings import Readings
from cls_dash.views import needs
from cls_dash.views.ground import Ground, ground, recent
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
REACHES: Final = MappingProxyType(
    {
        "proche": "proche : jusqu’à 15 minutes",
        "habituelle": "habituelle : jusqu’à 20 minutes",
        "large": "large : jusqu’à 30 minutes",
    }
)
VENUES: Final = MappingProxyType(
    {
        "toutes": "toutes les communes",
        "equipees": "celles qui ont déjà accueilli une action ou un lieu de soins",
    }
)
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
FREE: Final = " Les deux sont comparés sans la règle choisie : une place par commune au plus."
NUMBERS: Final = MappingProxyType({str(n): str(n) for n in range(1, 11)})


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


@dataclass(frozen=True)
class Question:
    """A wish, set on its ground."""

    here: Ground
    need: Need
    existing: pd.Series
    """Deployments that already cover, by commune."""
    candidates: pd.Index
    wish: Wish
    decay: Decay
    constraints: Constraints

    def programme(self) -> Programme:
        """Choose the next places."""
        return next_places(
            self.here.population, self.need.index, self.here.minutes, self.existing,
            self.candidates, places=self.wish.places, decay=self.decay,
            constraints=self.constraints,
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
    existing = (
        readings.located(selection)
        if wish.window == "tout"
        else recent(readings, selection, int(wish.window))[0]
    )
    candidates = here.communes.index
    if wish.venues == "equipees":
        hosts = readings.located(selection.everything()).index
        places = readings.providers_around(selection.territory)["commune"]
        candidates = candidates[candidates.isin(hosts) | candidates.isin(places)]
    return Question(
        here=here,
        need=needs.need(readings, here, selection.territory, wish.need),
        existing=existing[existing.index.isin(here.communes.index)],
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
    asked = question(readings, selection, wish)
    here = asked.here
    mass = pd.Series(need_mass(here.population, asked.need.index), here.communes.index)
    places = min(wish.places, len(asked.candidates))
    best = optimal_places(
        mass, here.minutes, asked.candidates, places=places, decay=asked.decay,
        uncovered=1 - asked.covered(), seconds=seconds,
    )  # fmt: skip
    found = next_places(
        here.population, asked.need.index, here.minutes, asked.existing, asked.candidates,
        places=places, decay=asked.decay, constraints=Constraints(cap=1),
    )  # fmt: skip
    if best.bound < SOMEBODY:
        return "Le calcul exact le confirme : aucune place ne couvrirait quelqu’un de plus."
    gap = max(0.0, best.bound / found.gain - 1)
    free = "" if wish == replace(wish, every_epci=False, cap="1") else FREE
    names = wording.listing([asked.name(code) for code in best.codes])
    written = wording.percent(gap, 1)
    if not best.proven:
        return (
            f"Le meilleur programme possible ferait au plus **{written}** de mieux que celui-ci "
            f"(le calcul exact a été interrompu avant d’aboutir).{free}"
        )
    if gap < 0.0005:
        return f"Le calcul exact ne trouve pas mieux : l’écart est nul. Places : {names}.{free}"
    return (
        f"Le calcul exact fait **{written}** de mieux que ce programme choisi place par place. "
        f"Ses places : {names}.{free}"
    )
