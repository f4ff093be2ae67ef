"""The pages, and how a page names another."""

from copy import copy
from pathlib import Path
from types import MappingProxyType
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cls_dash.questions import accessibility, parameters
from cls_dash.questions.embedding import EMBED, SHOWN
from cls_dash.settings import ROOT

SITE: Final = "Atlas CLS"
GROUPS: Final = MappingProxyType(
    {
        "": {"accueil": "Accueil", "ma_commune": "Ma commune"},
        "Actions": {
            "carte_actions": "Carte des actions",
            "equite": "Équité",
            "zones_oubliees": "Zones oubliées",
            "suivi_actions": "Suivi des actions",
        },
        "Besoins": {
            "acces_soins": "Accès aux soins",
            "indicateurs": "Indicateurs",
            "france": "Région et France",
        },
        "Décider": {
            "points_chauds": "Points chauds",
            "ou_agir": "Où agir ?",
            "comparer": "Comparer",
            "contrats_region": "Contrats de la région",
            "seance": "Séance",
        },
        "Données": {"donnees_methode": "Données et méthode"},
    }
)
"""The menu, the first page by default: titles by stem, which is the URL, under each heading."""

TITLES: Final = MappingProxyType(
    {stem: title for group in GROUPS.values() for stem, title in group.items()}
)

FOOT: Final = MappingProxyType(
    {
        "plan_du_site": "Plan du site",
        "accessibilite": accessibility.title(),
        "mentions_legales": "Mentions légales",
    }
)
"""Pages linked at the foot of every other."""

PARAMETERS: Final = parameters.KEYS | {EMBED, SHOWN}
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


def pages() -> dict[str, list[StreamlitPage]]:
    """Return all the pages, for one run: ``st.navigation`` writes in them which one it may be."""
    known = _pages()
    drawn = {title: [copy(known[stem]) for stem in group] for title, group in GROUPS.items()}
    drawn[""] += [copy(known[stem]) for stem in FOOT]
    return drawn


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
