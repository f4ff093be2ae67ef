"""Page «Carte des actions»: where actions take place, against chance."""

import streamlit as st

from cls_dash import shell
from cls_dash.render import charts, html
from cls_dash.shell import address, pieces, selectors
from cls_dash.shell.atlas_map import atlas_map
from cls_dash.views import actions_map, sources

selection = selectors.selected()

with shell.explained():
    view = shell.ask(actions_map.build, selection, **pieces.score_settings())

st.title("Où se déroulent les actions ?", anchor=False)
st.html(html.answer(view.card.answer))
left, right = st.columns([2, 1], gap="medium")


@st.fragment
def colours() -> None:
    """Draw the map: a change of indicator runs nothing else."""
    indicator = address.choose(
        "Couleur de la carte", actions_map.INDICATORS, key="indicateur", default="taux"
    )
    clicked = atlas_map(view.digest, view.values[indicator], key="actions", height=600)
    st.caption(actions_map.EXPLANATIONS[indicator])
    if clicked:
        selectors.go_to("ma_commune", commune=clicked)


with left:
    colours()
    st.caption(f"{view.perimeter} {sources.CREDITS} Cliquez sur une commune pour ouvrir sa fiche.")

with right:
    pieces.score_card(view.card)
    if view.bars is not None:
        st.header("Les communes qui ont le plus d’actions", anchor=False)
        st.caption("Barre : actions observées. Trait gris : part due à leur population.")
        st.plotly_chart(
            view.bars, key="barres", config=charts.CONFIG,
            alt="Actions observées et attendues dans les communes les mieux servies",
        )  # fmt: skip

if view.lorenz is not None:
    left, right = st.columns(2, gap="medium", vertical_alignment="center")
    with left:
        st.header("La répartition s’éloigne-t-elle de l’égalité ?", anchor=False)
        st.plotly_chart(
            view.lorenz, key="lorenz", config=charts.CONFIG,
            alt="Courbe de Lorenz : part cumulée des actions selon la part de la population",
        )  # fmt: skip
    with right:
        st.caption(
            "Courbe de Lorenz : communes rangées de la moins à la plus servie par habitant. Plus "
            "la courbe se creuse sous la diagonale, plus les actions sont concentrées."
        )

with st.container(key="suites"):
    with st.expander("Lire cette carte"):
        st.markdown(
            "Chaque **cercle** est le nombre d’actions localisées dans une commune : sa surface "
            "est proportionnelle à ce nombre. La **couleur** dit un rapport, à choisir "
            "au-dessus de la carte. Les actions menées à l’échelle d’une intercommunalité, du "
            "territoire ou à distance ne sont pas sur la carte.\n\n"
            "**Le seul hasard** : on tire au sort autant d’actions, chaque habitant ayant la même "
            "chance ; on répète ce tirage deux mille fois et on regarde la concentration obtenue. "
            "Avec peu d’actions, le hasard seul en donne déjà beaucoup.\n\n"
            "Une répartition proportionnelle à la population est une norme à discuter : les "
            "besoins ne sont pas les mêmes partout."
        )
    with st.expander("Tableau"):
        st.html(view.table)
    with st.expander("Télécharger"):
        pieces.downloads(selection)
    pieces.link()
