"""Page «Où agir ?»: the next places, why, and what a scenario would change."""

import streamlit as st

from cls_dash import shell
from cls_dash.page.model import Chart
from cls_dash.shell import address, pieces, selectors
from cls_dash.shell.atlas_map import atlas_map, painted
from cls_dash.shell.scenario_editor import scenario_editor
from cls_dash.views import sources, where_next, wish

selection = selectors.selected()
pieces.question("Où mener les prochaines actions ?")
head = st.container()

with st.container(key="souhait"):
    one, two, three = st.columns(3)
    with one:
        n = address.choose(wish.PLACES)
        window = address.choose(wish.WINDOW)
    with two:
        reach = address.choose(wish.REACH)
        need = selectors.need(selection)
    with three:
        venues = address.choose(wish.VENUE)
        rule = address.choose(wish.RULE)
asked = wish.wished(places=n, need=need, window=window, reach=reach, venues=venues, rule=rule)

with shell.explained():
    view = shell.ask(where_next.build, selection, asked)
with head:
    pieces.answer(view.answer)

left, right = st.columns([2, 1], gap="medium")
with left:
    atlas_map(view.digest, view.values, key="places", before_charts=True)
    pieces.note(f"{view.note} {sources.CREDITS}")
with right:
    pieces.facts(view.facts)
    if view.conclusive:
        with pieces.folded("Vérifier par un calcul exact", key="exact") as opened:
            if opened:
                pieces.facts([pieces.searched(selection, asked)])

if view.places:
    pieces.draw(view.places)

if view.conclusive:
    st.header("Le plus d’habitants, ou ceux qui en ont le plus besoin ?", anchor=False)
    pieces.facts([view.frontier_said])
    with st.container():  # The chart's place is kept, or the map below is drawn twice.
        if view.frontier is not None and painted():
            measured = "Chaque point est un programme possible."
            pieces.chart(Chart(view.frontier, "arbitrage", measured=measured))

    st.header("Et si… ?", anchor=False)
    scenario_editor(selection, asked, view.codes)
elif view.known:
    st.header("Ce qui est connu", anchor=False)
    pieces.draw(view.known)

pieces.endings(reading=where_next.READING, table=view.table, selection=selection)
