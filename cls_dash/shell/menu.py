"""The pages, and how a page names another."""

from copy import copy
from pathlib import Path
from types import MappingProxyType
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cls_dash.questions import parameters
from cls_dash.settings import ROOT

TITLES: Final = MappingProxyType(
    {
        "accueil": "Accueil",
        "carte_actions": "Carte des actions",
        "france": "Région et France",
        "comparer": "Comparer",
        "equite": "Équité",
        "suivi_actions": "Suivi des actions",
        "zones_oubliees": "Zones oubliées",
        "points_chauds": "Points chauds",
        "acces_soins": "Accès aux soins",
        "ou_agir": "Où agir ?",
        "ma_commune": "Ma commune",
        "seance": "Séance",
        "indicateurs": "Indicateurs",
        "donnees_methode": "Données et méthode",
    }
)
"""In the order of the menu, the first one by default. The stem is the URL."""

FOOT: Final = MappingProxyType(
    {
        "accessibilite": "Accessibilité : non conforme",
        "mentions_legales": "Mentions légales",
    }
)
"""Pages linked at the foot of every other."""

PARAMETERS: Final = parameters.KEYS | {"embed"}
"""What addresses may say, and logs may name."""


def foot(shown: str) -> None:
    """Draw the links that every page ends with."""
    with st.container(horizontal=True, key="pied"):
        for stem, title in FOOT.items():
            if stem != shown:
                st.page_link(page(stem), label=title)


def script(stem: str) -> Path:
    """Return the script of a page."""
    return ROOT / "pages" / f"{stem}.py"


def page(stem: str) -> StreamlitPage:
    """Return a page, to be linked or opened."""
    return _pages()[stem]


def pages() -> list[StreamlitPage]:
    """Return all the pages, for one run: ``st.navigation`` writes in them which one it may be."""
    return [copy(page) for page in _pages().values()]


@st.cache_resource(show_spinner=False)
def _pages() -> dict[str, StreamlitPage]:
    """Return the pages by stem: to make them asks the disk where each of their scripts is."""
    shown = {
        stem: st.Page(script(stem), title=title, default=stem == "accueil")
        for stem, title in TITLES.items()
    }
    beneath = {
        stem: st.Page(script(stem), title=title, visibility="hidden")
        for stem, title in FOOT.items()
    }
    return shown | beneath
