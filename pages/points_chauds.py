"""Page «Points chauds»: where need is high and actions lack, beyond chance."""

import streamlit as st

from cls_dash import shell
from cls_dash.settings import settings
from cls_dash.shell import address, pieces, selectors
from cls_dash.shell.atlas_map import atlas_map
from cls_dash.views import forgotten, hot_spots, pictures, sources

selection = selectors.selected()
pieces.question("Où le besoin est-il fort et l’action rare ?")
head = st.container()
one, two, three, four = st.columns(4)
with one:
    picture = address.choose("Carte", pictures.PICTURES, key="carte", default="besoin")
with two:
    need = selectors.need(selection)
with three:
    level = address.choose("Échelle", pictures.LEVELS, key="niveau", default="commune")
with four:
    window = address.choose("Actions comptées", forgotten.WINDOWS, key="recul", default="12")
asked = pictures.Asked(
    need, picture, level, window, permutations=settings().permutations, seed=settings().seed
)

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
        st.html(view.meanings)

if view.known:
    st.header("Ce qui est connu", anchor=False)
    st.html(view.known)
if view.priorities:
    st.header("Les communes prioritaires", anchor=False)
    st.html(view.priorities)

pieces.endings(reading=hot_spots.READING, table=view.table, selection=selection)
