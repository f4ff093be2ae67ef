"""What an address may ask: a picture, its level, and how far back actions are counted."""

from dataclasses import replace
from types import MappingProxyType
from typing import Final

from cls_dash.domain.parameter import Parameter
from cls_dash.questions.forgotten import asked as forgotten

WORST: Final = "besoin"
CROSSED: Final = "detail"
CLUSTERS: Final = "regroupements"
NEIGHBOURS: Final = "voisins"
PICTURES: Final = MappingProxyType(
    {
        WORST: "Besoin fort et peu d’actions",
        CROSSED: "Détail : besoin et manque d’actions",
        CLUSTERS: "Regroupements d’actions",
        NEIGHBOURS: "Communes et voisines",
    }
)
PICTURE: Final = Parameter("carte", "Carte", PICTURES, default=WORST)
COMMUNE: Final = "commune"
EPCI: Final = "epci"
LEVELS: Final = MappingProxyType({COMMUNE: "commune", EPCI: "intercommunalité"})
LEVEL: Final = Parameter("niveau", "Échelle", LEVELS, default=COMMUNE)
WINDOWS: Final = forgotten.WINDOWS
WINDOW: Final = replace(forgotten.WINDOW, default="12")
