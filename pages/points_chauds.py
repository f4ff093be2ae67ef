"""Page «Points chauds»: where need is high and actions lack, beyond chance."""

import streamlit as st

from cls_dash import shell
from cls_dash.shell import address, pieces, selectors
from cls_dash.shell.atlas_map import atlas_map
from cls_dash.views import hot_spots, pictures, sources

selection = selectors.selected()
pieces.question("Où le besoin est-il fort et l’action rare ?")
head = st.container()
one, two, three, four = st.columns(4)
with one:
    picture = address.choose(pictures.PICTURE)
with two:
    need = selectors.need(selection)
with three:
    level = address.choose(pictures.LEVEL)
with four:
    window = address.choose(pictures.WINDOW)
asked = pictures.Asked(need, shell.chance(), picture, level, window)

with shell.explained(), st.spinner("Recherche des regroupements…"):
    view = shell.ask(hot_spots.build, selection, asked)
with head:
    pieces.answer(view.answer)

left, right = st.columns([2, 1], gap="medium")
with left:
    clicked = atlas_map(view.digest, view.values, key="chauds")
    pieces.note(f"{view.note} {sources.CREDITS}")
    if clicked:
        selectors.go_to("ma_commune", commune=clicked)
with right:
    pieces.facts(view.facts)
    if view.meanings:
        pieces.draw(view.meanings)

if view.known:
    st.header("Ce qui est connu", anchor=False)
    pieces.draw(view.known)
if view.priorities:
    st.header("Les communes prioritaires", anchor=False)
    pieces.draw(view.priorities)

pieces.endings(reading=hot_spots.READING, table=view.table, selection=selection)
