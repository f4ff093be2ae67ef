"""Page «Accessibilité»: an honest status, what was checked, how to say what is not right."""

from datetime import date

import streamlit as st

from cls_dash import wording
from cls_dash.settings import settings

CHECKED_ON = date(2026, 11, 22)

st.title("Accessibilité : non conforme", anchor=False)
st.markdown(
    "L’atlas n’a **pas été audité** selon le référentiel général d’amélioration de "
    "l’accessibilité (RGAA). Sans audit en cours de validité, un site se déclare « non conforme », "
    "même s’il est utilisable : c’est le cas de celui-ci."
)
st.header("Ce qui a été vérifié", anchor=False)
st.markdown(
    f"Le {wording.day(CHECKED_ON)}, l’outil automatique **axe-core** n’a trouvé aucun défaut grave "
    "ou critique (règles WCAG 2.1, niveaux A et AA) sur les pages de l’atlas, sur ordinateur et "
    "sur téléphone. Cette vérification est rejouée à chaque nouvelle version. Un outil de ce genre "
    "ne voit qu’une partie des défauts : il ne remplace ni un audit, ni l’avis d’une personne "
    "concernée.\n\n"
    "Les pages se parcourent aussi au clavier, et chaque carte est suivie d’un **tableau** qui dit "
    "les mêmes chiffres."
)
st.header("Ce que nous savons imparfait", anchor=False)
st.markdown(
    "- Les cartes sont des images : un lecteur d’écran en lit le titre et la légende, puis le "
    "tableau qui les suit.\n"
    "- Les graphiques ont un texte de remplacement court ; leurs valeurs sont dans les tableaux.\n"
    "- L’atlas demande JavaScript."
)
st.header("Signaler une difficulté", anchor=False)
if contact := settings().contact:
    st.text(
        f"Écrivez à {contact} : une réponse et, si possible, l’information sous une autre forme "
        "vous seront données."
    )
else:
    st.text("La personne qui gère cet atlas n’a pas encore indiqué où lui écrire (CLS_CONTACT).")
st.markdown(
    "Si vous n’obtenez pas de réponse satisfaisante, vous pouvez saisir le "
    "**Défenseur des droits**."
)
