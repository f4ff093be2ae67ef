"""What the atlas will show of a grid, before it is published: the same page, drawn here."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

import streamlit as st

from cls_dash.domain.selection import Selection
from cls_dash.ingest.contract.grid import Grid
from cls_dash.ingest.contract.loads import changes_by
from cls_dash.ingest.contract.said import Dropped
from cls_dash.ingest.own_loads import Changes
from cls_dash.page import tabs
from cls_dash.page.draw import html
from cls_dash.page.model import Facts, Note, Part
from cls_dash.questions import actions_map
from cls_dash.questions.foreseen import Foreseen, foresee
from cls_dash.questions.question import Asked
from cls_dash.settings import settings
from cls_dash.shell.ask import chance
from cls_dash.shell.parts import NONE, Drawer
from cls_dash.terms import CREDITS
from cls_dash.workshop import geometries
from cls_dash.workshop.doing import folder, gesture
from cls_dash.workshop.waiting_grid import asked

QUESTION: Final = actions_map.QUESTION
_FORESEEN: Final = "_foreseen"


def show(territory: str, dropped: Dropped, grid: Grid) -> None:
    """Draw the map of a territory and what the atlas will say of it, once the grid is loaded."""
    changes, foreseen = _foreseen(territory, dropped, grid)
    page = foreseen.page
    st.header("Ce que montrera l’atlas", anchor=False)
    st.html(html.answer(page.answer) + (html.note(page.warning) if page.warning else ""))
    if foreseen.before and foreseen.before != page.answer:
        st.html(html.facts([f"Aujourd’hui : {foreseen.before}"], faded=True))
    drawer = Drawer(QUESTION, Asked(_selection(territory), {}, chance()), NONE)
    if page.map:
        digest = page.map.digest
        if foreseen.geometry:
            geometries.keep(digest, foreseen.geometry)
        with st.container(key="ouverture"):
            left, right = st.columns((5, 2), gap="medium")
            with left:
                drawer.draw([replace(page.map, click=None, key="apercu")])
            with right:
                drawer.draw(_said(tabs.beside(page)))
    drawer.draw([Facts((f"Lignes : {changes.told}",)), Note(CREDITS)])


def _said(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the facts and notes beside a map, without links: their pages are not here."""
    return (part for part in parts if isinstance(part, Facts | Note))


def _selection(territory: str) -> Selection:
    return Selection(territory, documented_only=True)


def _foreseen(territory: str, dropped: Dropped, grid: Grid) -> tuple[Changes, Foreseen]:
    """Return what the grid changes and the page as it will be, made once for each reading."""
    held = st.session_state.get(_FORESEEN)
    if held is None or held[0] is not grid:
        with gesture("Aperçu de l’atlas, rien n’est publié") as tell:
            changes = changes_by(grid, dropped, asked(territory))
            foreseen = foresee(
                folder(), changes.files, settings().store, QUESTION, _selection(territory),
                chance=chance(), tell=tell,
            )  # fmt: skip
        held = st.session_state[_FORESEEN] = (grid, changes, foreseen)
    _, changes, foreseen = held
    return changes, foreseen
