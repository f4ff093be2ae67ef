"""The pages, and how a page names another."""

from pathlib import Path
from types import MappingProxyType
from typing import Final

from cls_dash.settings import ROOT

TITLES: Final = MappingProxyType(
    {
        "accueil": "Accueil",
        "carte_actions": "Carte des actions",
        "france": "Région et France",
        "equite": "Équité",
        "zones_oubliees": "Zones oubliées",
        "points_chauds": "Points chauds",
        "acces_soins": "Accès aux soins",
        "ou_agir": "Où agir ?",
        "indicateurs": "Indicateurs",
        "ma_commune": "Ma commune",
        "donnees_methode": "Données et méthode",
    }
)
"""In the order of the menu, the first one by default. The stem is the URL."""


def page(stem: str) -> Path:
    """Return the script of a page."""
    return ROOT / "pages" / f"{stem}.py"
