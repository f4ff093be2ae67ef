"""Page «Équité»: how fair the spread of actions is, and against what."""

import streamlit as st

from cls_dash import shell
from cls_dash.page.model import Chart
from cls_dash.shell import pieces, selectors
from cls_dash.shell.atlas_map import atlas_map, painted
from cls_dash.views import equity, sources

selection = selectors.selected()
pieces.question("Les actions sont-elles équitablement réparties ?")
head, (left, right), by_need = st.container(), st.columns([2, 1], gap="medium"), st.container()
with by_need:
    st.header("Et si l’on compte les besoins ?", anchor=False)
    with st.columns([2, 3])[0]:
        need = selectors.need(selection)

with shell.explained():
    view = shell.ask(equity.build, selection, need=need, **pieces.score_settings())

with head:
    pieces.answer(view.answer, view.card.warning)
with left:
    clicked = atlas_map(view.digest, view.values, key="equite", before_charts=True)
    pieces.note(sources.CREDITS)
    if clicked:
        selectors.go_to("ma_commune", commune=clicked)
with right:
    pieces.facts(view.facts, faded=view.card.faded)
    pieces.note(view.card.known)

with by_need:
    pieces.facts([view.need, *view.gradient.said])
    pieces.note(view.need_note)
    if view.gradient.figure is not None and painted():
        pieces.chart(
            Chart(
                view.gradient.figure,
                "gradient",
                "Va-t-on où le besoin est fort ?",
                view.gradient.measured,
            )
        )
        if view.gradient.table:
            pieces.draw(view.gradient.table)

if view.lorenz is not None and painted():
    one, other = st.columns(2, gap="medium")
    with one:
        pieces.chart(
            Chart(
                view.lorenz,
                "lorenz",
                "La courbe sort-elle de ce que fait le hasard ?",
                f"{view.charts_said}Courbe de Lorenz. Bande grise : 95 % des répartitions au "
                "hasard.",
            )
        )
    with other:
        pieces.chart(
            Chart(
                view.funnel,
                "entonnoir",
                "Quelles communes dépassent le hasard ?",
                f"{view.charts_said}Chaque point est une commune ; courbes : limites à 95 % et "
                "99,8 %, séries entières. Tireté, la cible : sa part de la population.",
            )
        )
    if view.epci is not None:
        pieces.chart(
            Chart(
                view.epci,
                "epci",
                "Entre intercommunalités",
                f"{view.charts_said}Barre : actions observées. Trait gris : part due à leur "
                "population.",
            )
        )

st.header("D’un contrat à l’autre", anchor=False)
pieces.facts(view.beside)
pieces.draw(view.generations)
if view.balance is not None and painted():
    pieces.chart(Chart(view.balance, "balance", "Prévention ou organisation des soins ?"))
pieces.facts([view.balance_said])

st.header("Par axe et par public", anchor=False)
pieces.draw(view.axes)
pieces.draw(view.publics)

pieces.endings(reading=view.reading, table=view.table, selection=selection)
