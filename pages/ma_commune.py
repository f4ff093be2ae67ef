"""Page «Ma commune»: what the contract did here."""

import streamlit as st

from cls_dash import shell, wording
from cls_dash.domain.selection import Selection
from cls_dash.shell import address, offers, pieces, selectors
from cls_dash.shell.atlas_map import atlas_map
from cls_dash.views import around, commune


def chooser(selection: Selection) -> None:
    """Draw the map where a commune is chosen."""
    with shell.explained():
        digest, values = shell.ask(commune.chooser, selection.territory)
    pieces.answer("Choisissez votre commune dans la liste, ou cliquez sur la carte.")
    if clicked := atlas_map(digest, values, key="choisir"):
        selectors.go(commune=clicked)
    pieces.note(wording.CREDITS)


def sheet(selection: Selection, code: str) -> None:
    """Draw the sheet of a commune."""
    with shell.explained():
        view = shell.ask(commune.build, selection, code)
    pieces.answer(view.answer)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if clicked := atlas_map(view.digest, view.values, key="fiche", height=400):
            selectors.go(commune=clicked)
        pieces.note(f"{wording.CREDITS} Cliquez sur une autre commune pour ouvrir sa fiche.")
    with right:
        pieces.facts(view.facts)
        pieces.draw(view.comparison)

    st.header("Ce qui s’y est passé", anchor=False)
    if view.actions:
        pieces.draw(view.actions)
    else:
        st.info(view.no_action)

    if view.indicators:
        st.header("Ce que disent les chiffres publiés", anchor=False)
        pieces.draw(view.indicators)

    st.header("Se soigner près d’ici", anchor=False)
    if view.services:
        pieces.draw(view.services)
    else:
        st.info(around.NOTHING)
    if view.places:
        pieces.draw(view.places)

    with st.container(key="suites"):
        offers.sheet(selection, code)
        pieces.to_meeting(selection)
        pieces.link()


chosen = selectors.selected()
with shell.explained():
    names = shell.ask(commune.names, chosen.territory)
pieces.question("Qu’a fait le contrat dans ma commune ?")
code = address.choose(commune.COMMUNE.offering({"": "Choisissez une commune", **names}))
if code:
    sheet(chosen, code)
else:
    chooser(chosen)
