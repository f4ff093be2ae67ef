"""
Which themes of a contract answer the need that an indicator tells: a norm, to be debated.

Nothing here is measured. Each link says why it is made, and readers see the reason.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Link:
    """An indicator, and the themes whose actions answer what it tells."""

    themes: tuple[str, ...]
    need: str
    """Side on which the need is: ``higher`` or ``lower`` values."""
    reason: str
    """In French, for the reader."""


_FAR: Final = "Moins de consultations à portée : c’est l’accès aux soins qui manque."
_LEAVING: Final = "Ce qu’il reste quand les médecins les plus âgés partent : l’accès aux soins."
_POOR: Final = "La pauvreté éloigne des soins et de la prévention : c’est la précarité."
_SCREENED: Final = "Un dépistage peu suivi appelle la prévention, ou le suivi des cancers."
_CANCERS: Final = ("prevention", "chronic_diseases")

LINKS: Final = MappingProxyType(
    {
        "gp_accessibility": Link(("care_access",), "lower", _FAR),
        "gp_accessibility_65": Link(("care_access",), "lower", _LEAVING),
        "gp_accessibility_62": Link(("care_access",), "lower", _LEAVING),
        "gp_accessibility_60": Link(("care_access",), "lower", _LEAVING),
        "poverty_rate": Link(("deprivation",), "higher", _POOR),
        "median_living_standard": Link(("deprivation",), "lower", _POOR),
        "first_decile_living_standard": Link(("deprivation",), "lower", _POOR),
        "interdecile_ratio": Link(
            ("deprivation",), "higher", "De grands écarts de revenu vont avec des écarts de santé."
        ),
        "social_minima_share": Link(
            ("deprivation",), "higher", "Plus d’allocataires : plus de personnes précaires."
        ),
        "share_75_plus": Link(
            ("ageing",),
            "higher",
            "Plus de personnes de 75 ans ou plus : plus de perte d’autonomie.",
        ),
        "share_60_74": Link(
            ("ageing",), "higher", "Les 60 à 74 ans sont le grand âge des quinze ans qui viennent."
        ),
        "breast_screening": Link(_CANCERS, "lower", _SCREENED),
        "colorectal_screening": Link(_CANCERS, "lower", _SCREENED),
        "radon_communes": Link(
            ("environment",),
            "higher",
            "Le radon est un risque de l’habitat : c’est l’environnement.",
        ),
    }
)
"""By code of indicator."""

NOT_NEEDS: Final = MappingProxyType(
    {
        "population": "Un nombre d’habitants ne dit pas un besoin.",
        "population_change": "Gagner ou perdre des habitants ne dit pas un besoin de santé.",
        "population_density": "Une densité décrit un lieu, pas un besoin.",
        "taxed_households": "Dépend des règles fiscales de l’année.",
    }
)
"""Indicators that were considered and linked to no theme, and why."""
