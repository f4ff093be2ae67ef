"""Page «Zones oubliées»: who is far from any recent action."""

import streamlit as st

from cls_dash import shell
from cls_dash.render import charts
from cls_dash.shell import address, pieces, selectors
from cls_dash.shell.atlas_map import atlas_map, painted
from cls_dash.views import forgotten, sources

selection = selectors.selected()
pieces.question("Qui est loin de toute action récente ?")
place = st.container()
with st.columns([2, 3])[0]:
    months = address.choose(forgotten.WINDOW)

with shell.explained():
    view = shell.ask(forgotten.build, selection, months=months)

with place:
    pieces.answer(view.answer)

left, right = st.columns([2, 1], gap="medium")
with left:
    clicked = atlas_map(view.digest, view.values, key="oubliees", before_charts=True)
    pieces.note(f"{view.note} {sources.CREDITS}")
    if clicked:
        selectors.go_to("ma_commune", commune=clicked)
with right:
    pieces.facts(view.facts)
    if view.curve is not None and painted():
        st.header("Combien d’habitants, à quelle distance ?", anchor=False)
        st.plotly_chart(
            view.curve, key="courbe", config=charts.CONFIG,
            alt="Part des habitants selon le temps de trajet jusqu’à une action récente",
        )  # fmt: skip

if view.table:
    st.header("Les communes sans action proche", anchor=False)
    pieces.draw(view.table)
elif view.everyone and not view.conclusive:
    st.header("Ce qui est connu", anchor=False)
    pieces.draw(view.everyone)

pieces.endings(reading=forgotten.READING, table=view.everyone, selection=selection)
