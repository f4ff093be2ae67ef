"""Page «Accès aux soins»: how far care is, and how many share it."""

import streamlit as st

from cls_dash import shell
from cls_dash.shell import address, pieces, selectors
from cls_dash.shell.atlas_map import atlas_map
from cls_dash.views import care, sources

selection = selectors.selected()
pieces.question("Les soins sont-ils à portée des habitants ?")
head = st.container()

with shell.explained():
    services = shell.ask(care.services, selection.territory)
if services:
    with st.columns([2, 3])[0]:
        service = address.choose(care.SERVICE.offering(services))
    with shell.explained():
        view = shell.ask(care.build, selection, service=service)
    with head:
        pieces.answer(view.answer)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        colours = care.offered(view.values)
        measure = address.choose(colours) if colours.label else colours.opening
        clicked = atlas_map(view.digest, view.values[measure], key="soins")
        pieces.note(f"{care.EXPLANATIONS[measure]} {view.note} {sources.CREDITS}")
        if clicked:
            selectors.go_to("ma_commune", commune=clicked)
    with right:
        pieces.facts(view.facts)
    pieces.endings(reading=care.READING, table=view.table, selection=selection)
else:
    with head:
        pieces.answer(care.NOTHING)
