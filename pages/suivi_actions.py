"""Page «Suivi des actions»: from need to commune, planned and achieved, as contracts go by."""

from functools import partial

import streamlit as st

from cls_dash import shell
from cls_dash.shell import address, offers, pieces, selectors
from cls_dash.views import follow
from cls_dash.views.follow_chain import ALL
from cls_dash.views.followed import Section

selection = selectors.selected()
pieces.question("Que sait-on de chaque action, du besoin à la commune ?")
head = st.container()


def drawn(section: Section, key: str) -> None:
    """Draw a part of the page."""
    st.header(section.title, anchor=False)
    if section.facts:
        pieces.facts(section.facts)
    if section.figure is not None:
        pieces.chart(section.figure, "", section.measured, key=key)
    for table in section.tables:
        pieces.draw(table)
    for label, table in section.folded.items():
        with pieces.folded(label, key=f"{key}_detail") as opened:
            if opened:
                pieces.draw(table)


def files() -> None:
    """Offer one line per action, then the files that all pages offer."""
    offers.offer(
        "Suivi des fiches-actions (CSV)",
        partial(shell.ask, follow.actions_csv, selection),
        f"{selection.territory}-suivi.csv",
    )
    pieces.downloads(selection)


with st.columns([2, 3])[0]:
    view = address.choose(follow.VIEW)
theme = commune = ALL
if view == follow.CHAIN:
    one, two, _ = st.columns([2, 2, 1])
    with one:
        themes = shell.ask(follow.themes, selection)
        theme = address.choose(follow.THEME.offering(themes))
    with two:
        communes = shell.ask(follow.communes, selection)
        commune = address.choose(follow.COMMUNE.offering(communes))

with shell.explained():
    shown = shell.ask(follow.build, selection, view=view, theme=theme, commune=commune)

with head:
    pieces.answer(shown.answer)
for rank, section in enumerate(shown.sections):
    drawn(section, key=f"suivi_{rank}")
if commune != ALL:
    selectors.link_to("ma_commune", "Voir la fiche de cette commune", commune=commune)

pieces.endings(
    reading=follow.READING, table=shown.table, selection=selection, files=files,
    lesson="Lire ce suivi",
)  # fmt: skip
