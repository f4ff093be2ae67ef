"""The page «Mon contrat»: what it will do, and how to do it meanwhile."""

import streamlit as st

from cls_dash.workshop.doing import folder

MEANWHILE = """
Cette page n’est pas encore faite. D’ici là, deux fichiers du dossier de données disent le contrat :

- `territories/<territoire>/contracts.csv` : numéro, dates, signataires ;
- `territories/<territoire>/axes.csv` : les axes, avec leur thème.

Ils s’ouvrent avec un tableur (UTF-8, virgules). La page « Publier » dit, à la ligne près, ce qui
ne va pas.
"""


def show() -> None:
    """Draw the page."""
    st.title("Mon contrat")
    st.markdown(MEANWHILE)
    st.caption("Dossier de données :")
    st.code(str(folder()), language=None)
