"""Page «Région et France»: the territory among all others, from the commune to the country."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from cls_dash import shell
from cls_dash.page.draw import html
from cls_dash.shell import address, offers, pieces, selectors
from cls_dash.shell.atlas_map import atlas_map, chosen
from cls_dash.views import country, extents, point_layers

QUESTION = "Comment se situe le territoire, de la commune à la France ?"
selection = selectors.selected()


def asked_of(colours: Mapping[str, str]) -> str:
    """Return the colour that the address asks for, else the one that the page opens on."""
    asked = st.query_params.get(country.COLOUR.key, "")
    return asked if asked in colours else next(iter(colours))


@st.fragment
def compared() -> None:
    """Draw the page: what is chosen in it runs nothing else."""
    pieces.question(QUESTION)
    head = st.container()
    if not (colours := shell.ask(country.offered, selection.territory)):
        st.html(html.answer(country.NOTHING))
        return
    one, two = st.columns(2)
    with one:
        offered = shell.ask(extents.offered, selection.territory)
        opening = shell.ask(extents.opening, selection.territory, asked_of(colours))
        shown = address.choose(extents.EXTENT.offering(offered, default=opening))
    with two:
        over = address.choose(point_layers.OVER.offering(shell.ask(point_layers.offered)))
    extent = extents.read(shown, selection.territory)
    # The lists of colours and levels are in the map, which shows a choice before the page runs.
    told = chosen("france", shell.ask(extents.digest, extent)) or (None, None)
    layer = address.recall(country.COLOUR.offering(colours), told[0])
    levels = shell.ask(country.levels, layer)
    level = address.recall(country.LEVEL.offering(levels), told[1])
    over = point_layers.chosen(over, documented_only=selection.documented_only)
    with shell.explained():
        view = shell.ask(country.build, selection.territory, extent, level, layer, over)
    with head:
        pieces.answer(view.answer)

    left, right = st.columns([2, 1], gap="medium")
    with left:
        clicked = atlas_map(view.digest, view.values, key="france", height=620, box=view.box)
        pieces.note(view.note)
    code = clicked or st.query_params.get(country.PLACE.key, "")
    place = shell.ask(country.place, view.question, code, selection.territory)
    address.write(country.PLACE.key, code if place else "", "")
    address.settle()
    with right:
        if place:
            st.header(place.name, anchor=False)
            pieces.facts(place.facts)
            if place.commune:
                selectors.link_to("ma_commune", "Ouvrir sa fiche", commune=place.commune)
        else:
            pieces.note(
                "Cliquez sur la carte, ou cherchez un nom, pour voir ce qu’on sait d’un lieu."
            )
        if view.shares:
            pieces.draw(view.shares)

    def files() -> None:
        offers.offer(
            "Valeurs de la carte (CSV)", partial(shell.ask, country.values_csv, view.question),
            f"{layer}-{level}.csv",
        )  # fmt: skip
        offers.page_map(selection)

    pieces.endings(reading=country.READING, table=view.table, selection=selection, files=files)


compared()
