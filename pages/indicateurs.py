"""Page «Indicateurs»: the catalogue of what is published, each with its map and its worth."""

from functools import partial

import streamlit as st

from cls_dash import shell
from cls_dash.page.model import Chart
from cls_dash.shell import address, offers, pieces, selectors
from cls_dash.shell.atlas_map import atlas_map, painted
from cls_dash.views import indicators, sources


def indicator(code: str) -> None:
    """Draw what is published of an indicator."""
    with shell.explained():
        view = shell.ask(indicators.build, selection.territory, code)
    with head:
        pieces.answer(view.answer)

    left, right = st.columns([2, 1], gap="medium")
    with right:
        pieces.facts(view.facts)
    with left:
        if view.values is not None:
            clicked = atlas_map(view.digest, view.values, key="indicateur", before_charts=True)
            pieces.note(f"Cliquez sur une commune pour ouvrir sa fiche. {sources.CREDITS}")
            if clicked:
                selectors.go_to("ma_commune", commune=clicked)
        if view.chart is not None and (view.values is None or painted()):
            pieces.chart(Chart(view.chart, "autour", "Ici et autour", view.measured))

    st.header("Tout le catalogue", anchor=False)
    pieces.draw(shell.ask(indicators.catalogue_table, selection.territory))

    def files() -> None:
        offers.offer(
            "Valeurs (CSV)", partial(shell.ask, indicators.values_csv, selection.territory, code),
            f"{selection.territory}-{code}.csv",
        )  # fmt: skip

    pieces.endings(reading=indicators.READING, table=view.table, selection=selection, files=files)


selection = selectors.selected()
pieces.question("Que disent les chiffres publiés ?")
head = st.container()
with shell.explained():
    known = shell.ask(indicators.offered, selection.territory)
if known:
    indicator(address.choose(indicators.INDICATOR.offering(known)))
else:
    pieces.answer(indicators.NOTHING)
