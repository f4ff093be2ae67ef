"""Page «Accueil»: which territory, which contracts, what the score card says."""

import streamlit as st

from cls_dash import shell
from cls_dash.page.draw import html
from cls_dash.shell import pieces, selectors
from cls_dash.shell.atlas_map import atlas_map
from cls_dash.views import home

selection = selectors.selected()

with shell.explained():
    view = shell.ask(home.build, selection, **pieces.score_settings())

pieces.question("Qui bénéficie des actions du contrat local de santé ?")
pieces.answer(view.answer, view.card.warning)

left, right = st.columns([3, 2], gap="medium")
with left:
    clicked = atlas_map(view.digest, view.values, key="territoires", height=430)
    pieces.note(view.identity)
    if clicked and clicked != selection.territory:
        selectors.go(territoire=clicked)
with right:
    pieces.score_card(view.card)
    pieces.contracts_beside(view.beside)
    selectors.link_to("carte_actions", "Voir la carte des actions")
    selectors.link_to("ma_commune", "Trouver ma commune")

st.header("La vie du contrat", anchor=False)
st.html(html.life_line(view.life))
with pieces.folded("Qui y prend part, et ce qui reste incertain", key="parties") as opened:
    if opened:
        st.html(html.remarks(view.life))

st.header("Un contrat local de santé, c’est quoi ?", anchor=False)
st.markdown(
    "Un **contrat local de santé** (CLS) est signé pour environ cinq ans entre l’agence "
    "régionale de santé (ARS), des intercommunalités et leurs partenaires.\n\n"
    "Il sert à réduire les inégalités de santé entre les habitants d’un territoire : "
    "prévention, accès aux soins, santé mentale, vieillissement, environnement…\n\n"
    "Un comité de pilotage (copil) choisit les actions ; chacune a sa fiche-action."
)
