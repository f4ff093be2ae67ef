"""Page «Carte des actions»: where actions take place, against chance."""

import streamlit as st

from cls_dash import shell
from cls_dash.render import charts
from cls_dash.shell import address, pieces, selectors
from cls_dash.shell.atlas_map import alone, atlas_map, painted
from cls_dash.views import actions_map, sources

selection = selectors.selected()

with shell.explained():
    view = shell.ask(actions_map.build, selection, **pieces.score_settings())

pieces.question("Où se déroulent les actions ?")
pieces.answer(view.card.answer, view.card.warning)
left, right = st.columns([2, 1], gap="medium")


def colours() -> None:
    """Draw the map: a change of indicator runs nothing else."""
    indicator = address.choose(actions_map.INDICATOR)
    address.settle()
    clicked = atlas_map(
        view.digest, view.values[indicator], key="actions", height=600, before_charts=True
    )
    pieces.note(actions_map.EXPLANATIONS[indicator])
    if clicked:
        selectors.go_to("ma_commune", commune=clicked)


with left:
    alone(colours)
    pieces.note(f"{view.perimeter} {sources.CREDITS} Cliquez sur une commune pour ouvrir sa fiche.")

with right:
    pieces.score_card(view.card)
    if view.bars is not None and painted():
        st.header("Les communes qui ont le plus d’actions", anchor=False)
        measured = "Barre : actions observées. Trait gris : part due à leur population."
        pieces.note(f"{view.charts_said}{measured}")
        st.plotly_chart(
            view.bars, key="barres", config=charts.CONFIG,
            alt=f"{view.charts_said}Actions observées et attendues des communes les mieux servies",
        )  # fmt: skip

if view.lorenz is not None and painted():
    left, right = st.columns(2, gap="medium", vertical_alignment="center")
    with left:
        st.header("La répartition s’éloigne-t-elle de l’égalité ?", anchor=False)
        st.plotly_chart(
            view.lorenz, key="lorenz", config=charts.CONFIG,
            alt=f"{view.charts_said}Part cumulée des actions selon la part de la population",
        )  # fmt: skip
    with right:
        pieces.note(
            f"{view.charts_said}Courbe de Lorenz : communes rangées de la moins à la plus servie "
            "par habitant. Plus la courbe se creuse sous la diagonale, plus les actions sont "
            "concentrées."
        )

pieces.endings(reading=actions_map.READING, table=view.table, selection=selection)
