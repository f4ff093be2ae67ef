"""
Why actions of a theme answer a need: a norm, to be debated.

Nothing here is measured. An indicator's card says which themes answer what it tells; readers
see the reason beside the link.
"""

from types import MappingProxyType
from typing import Final

REASONS: Final = MappingProxyType(
    {
        "coordination": "Mieux se coordonner est une réponse quand les acteurs sont rares.",
        "prevention": "Un risque, ou un dépistage peu suivi, appelle la prévention.",
        "care_access": "Moins de soins à portée : c’est l’accès aux soins qui manque.",
        "mental_health": "Une souffrance psychique appelle des actions de santé mentale.",
        "ageing": "Plus de personnes âgées : plus de perte d’autonomie à prévenir.",
        "deprivation": "La précarité éloigne des soins et de la prévention.",
        "environment": "Un risque du sol, de l’air ou de l’habitat relève de l’environnement.",
        "youth": "Des enfants, des jeunes et des parents : une part des actions leur est due.",
        "addictions": "Des consommations à risque appellent la lutte contre les addictions.",
        "chronic_diseases": "Des maladies qui durent appellent un suivi, et un dépistage à temps.",
        "care_pathways": "Des soins dispersés appellent des parcours organisés.",
    }
)
"""In French, for the reader, by theme."""


def themes_of(written: str | None) -> tuple[str, ...]:
    """Return the themes that a card links an indicator to, those that exist."""
    return tuple(theme for theme in (written or "").split(";") if theme in REASONS)


def reason(themes: tuple[str, ...]) -> str:
    """Return why actions of these themes answer what an indicator tells."""
    return " ".join(REASONS[theme] for theme in themes)


def lower_is_needier(higher_is: str) -> bool:
    """
    Say whether a need is on the side of low values.

    A neutral value, such as an age, that a card links to a theme is a need where it is high.
    """
    return higher_is == "better"
