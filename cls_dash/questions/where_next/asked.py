"""What an address may ask: a wish for the next actions, and two scenarios."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.questions.need import needs

ALWAYS: Final = "tout"
WINDOWS: Final = MappingProxyType(
    {"12": "12 derniers mois", "24": "24 derniers mois", ALWAYS: "toute la période choisie"}
)
"""Which actions already cover: those of the last months known, or all that are selected."""
WINDOW: Final = Parameter("recul", "Actions déjà comptées", WINDOWS, default="12")
REACHES: Final = MappingProxyType(
    {
        "proche": "proche : jusqu’à 15 minutes",
        "habituelle": "habituelle : jusqu’à 20 minutes",
        "large": "large : jusqu’à 30 minutes",
    }
)
REACH: Final = Parameter("portee", "Jusqu’où une action sert", REACHES, default="habituelle")
EQUIPPED: Final = "equipees"
VENUES: Final = MappingProxyType(
    {
        "toutes": "toutes les communes",
        EQUIPPED: "celles qui ont déjà accueilli une action ou un lieu de soins",
    }
)
VENUE: Final = Parameter("lieux", "Communes possibles", VENUES, default="toutes")
RULES: Final = MappingProxyType(
    {
        "1": "une place par commune au plus",
        "2": "deux par commune au plus",
        "0": "sans limite par commune",
        "epci": "une au moins dans chaque intercommunalité",
    }
)
RULE: Final = Parameter("regle", "Répartition", RULES, default="1")
NUMBERS: Final = MappingProxyType({str(n): str(n) for n in range(1, 11)})
PLACES: Final = Parameter("places", "Nombre de places", NUMBERS, default="3")

EDITED: Final = Parameter(
    "scenario",
    "Scénario à modifier",
    MappingProxyType({"a": "Scénario A", "b": "Scénario B"}),
    default="a",
)
ONE, OTHER = Parameter("a", default=""), Parameter("b", default="")


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


def wish(codes: Codes) -> Wish:
    """Return the wish that the codes of an address say."""
    rule = RULE.read(codes)
    return Wish(
        places=int(PLACES.read(codes)),
        need=codes.get(needs.NEED.key, ""),
        window=WINDOW.read(codes),
        reach=REACH.read(codes),
        venues=VENUE.read(codes),
        every_epci=rule == "epci",
        cap=rule if rule.isdigit() else "1",
    )
