"""The page «Mes actions»: what it will do, and how to do it meanwhile."""

import streamlit as st

MEANWHILE = (
    "Cette page n’est pas encore faite : votre propre tableau ne se dépose pas encore ici. "
    "D’ici là, par commande :"
)
COMMANDS = """
cls-dash template deployments --territory mon-cls -o actions.xlsx
cls-dash check deployments actions.xlsx --territory mon-cls
cls-dash load deployments actions.xlsx --territory mon-cls
"""
AFTER = (
    "La première écrit le modèle à remplir, avec ses listes de choix ; la deuxième lit le fichier "
    "et rend compte de chaque ligne, sans rien publier ; la troisième publie."
)


def show() -> None:
    """Draw the page."""
    st.title("Mes actions")
    st.markdown(MEANWHILE)
    st.code(COMMANDS.strip(), language=None)
    st.markdown(AFTER)
