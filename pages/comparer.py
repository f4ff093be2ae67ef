"""Page «Comparer»: two to four territories side by side."""

from functools import partial

import streamlit as st

from cls_dash import shell, wording
from cls_dash.page.draw import html
from cls_dash.page.model import Chart
from cls_dash.shell import address, offers, pieces, selectors
from cls_dash.shell.atlas_map import atlas_map, painted
from cls_dash.views import compare, compare_ground

selection = selectors.selected()


def chosen(others: compare_ground.Companions) -> tuple[str, ...]:
    """Draw the list of the other territories and return those compared."""
    key, words = compare_ground.WITH.key, compare_ground.WITH.explanation
    address.restore(key, others, others.first)
    st.session_state["_avec"] = list(compare_ground.read(st.session_state[key]))

    def moved() -> None:
        st.session_state[key] = others.code(st.session_state["_avec"])

    st.multiselect(
        compare_ground.WITH.label, list(others.names), format_func=lambda slug: others.names[slug],
        key="_avec", on_change=moved, placeholder="Choisissez", help=words,
    )  # fmt: skip
    return compare_ground.read(address.write(key, st.session_state[key], others.first))


def compared(others: compare_ground.Companions) -> None:
    """Draw the page."""
    head, (one, two) = st.container(), st.columns([3, 2])
    with one:
        territories = (selection.territory, *chosen(others))
    with shell.explained():
        colours = shell.ask(compare.offered, selection, territories)
    with two:
        code = address.choose(compare.COLOUR.offering(colours, default=next(iter(colours))))
    chance = pieces.score_settings()["chance"]
    view = shell.ask(compare.build, selection, territories, code, chance=chance)
    with head:
        pieces.answer(view.answer, view.warning)
    st.html(view.legend)
    with st.container(key="cartes_ensemble"):
        for column, slug in zip(st.columns(len(territories)), territories, strict=True):
            with column:
                st.header(view.names[slug], anchor=False)
                if clicked := atlas_map(
                    view.digests[slug], view.values[slug], key=f"comparer-{slug}", height=380,
                    before_charts=True,
                ):  # fmt: skip
                    selectors.go_to("ma_commune", territoire=slug, commune=clicked)
    pieces.note(f"{view.note} {wording.CREDITS}")
    for part in view.parts:
        st.header(part.title, anchor=False)
        if part.figure is not None and painted():
            pieces.chart(Chart(part.figure, part.key, measured=part.measured))
        if part.said:
            pieces.facts(part.said)
        if part.table:
            pieces.draw(part.table)

    def files() -> None:
        offers.offer(
            "Indicateurs comparés (CSV)",
            partial(shell.ask, compare.indicators_csv, selection, territories),
            "comparaison.csv",
        )
        offers.page_map(selection)

    pieces.endings(reading=compare.READING, table=view.table, selection=selection, files=files)


pieces.question("Comment ces territoires se comparent-ils ?")
if (others := shell.ask(compare_ground.companions, selection.territory)).names:
    compared(others)
else:
    st.html(html.answer(compare_ground.ALONE))
