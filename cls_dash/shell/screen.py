"""
Draw the page of a question on the screen, with Streamlit.

Every page has the same order: the question, its answer, what the reader chooses on one line, the
map beside what matters most, then tabs.
"""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Final

import streamlit as st

from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.selection import Selection
from cls_dash.errors import ClsDashError
from cls_dash.page import tabs
from cls_dash.page.demonstration import once
from cls_dash.page.draw import html
from cls_dash.page.model import Opening, Page
from cls_dash.questions import choices
from cls_dash.questions.question import Asked, Question, offered
from cls_dash.shell import address, atlas_map, components, downloads, selectors
from cls_dash.shell.ask import ask, chance, explained
from cls_dash.shell.page_choices import page_choices
from cls_dash.shell.parts import NONE, Drawer, Tools

ESSENTIAL: Final = "Essentiel"
CHARTS: Final = "Graphiques"
TABLES: Final = "Tableau"
FILES: Final = "Télécharger"
PORTRAIT: Final = "Portrait du territoire et autres fichiers"


def show(question: Question, tools: Tools = NONE) -> None:
    """Draw the page of a question, as the address and the lists of the page ask for it."""

    def draw() -> None:
        with explained():
            _show(question, tools)
        address.settle_alone()

    if question.alone:
        st.fragment(draw)()
    else:
        _show(question, tools)


def read(page: Page, tools: Tools = NONE) -> None:
    """Draw a page that asks nothing of the store."""
    st.title(components.marked(page.question), anchor=False)
    if page.answer:
        st.html(html.answer(page.answer))
    question = Question("", page.question, lambda _readings, _asked: page)
    Drawer(question, Asked(Selection(""), {}, chance()), tools).draw(page.parts)


def _show(question: Question, tools: Tools) -> None:
    with st.container(key="question", horizontal=True, vertical_alignment="center"):
        st.title(components.marked(question.text), anchor=False)
        beside = st.container(horizontal=True, width="content", vertical_alignment="center")
    parameters, asked = _asked(question)
    chosen_in_page = [each for each in parameters if each.key not in question.in_map.values()]
    try:
        with st.spinner(question.waiting) if question.waiting else nullcontext():
            page = ask(question.page, asked)
    except ClsDashError:
        # Another choice may do.
        page_choices(chosen_in_page)
        raise
    if place := question.in_map.get("selected"):
        address.write(place, page.map.selected if page.map else "", "")
    made, _ = ask(choices.made_up, asked.selection)
    # The bar carries the mark of a demonstration: what is taken away says it by itself, as does
    # a page that another site shows without its bar.
    shown = once(page) if made and not st.context.is_embedded else page
    st.html(html.answer(shown.answer) + (html.note(shown.warning) if shown.warning else ""))
    page_choices(chosen_in_page)
    drawer = Drawer(question, asked, tools)
    if shown.opening:
        _open(shown, shown.opening, drawer)
    elif shown.reading:
        components.why(shown.reading)
    if page.shared:
        components.link(beside, page.question)
        _beneath(question, page, shown, drawer)
    else:
        drawer.draw(tabs.left(shown))


def _open(page: Page, opening: Opening, drawer: Drawer) -> None:
    """Draw the map, and beside it what matters most."""
    with st.container(key="ouverture"):
        left, right = st.columns((5, 2), gap="medium")
        with left:
            drawer.draw((opening.shown,))
        with right:
            drawer.draw(tabs.beside(page))
            if page.reading:
                components.why(page.reading)


def _beneath(question: Question, page: Page, shown: Page, drawer: Drawer) -> None:
    """
    Draw the tabs, that run alone: the map is not sent again.

    The first one is always drawn, for what is edited in it is lost where it is not; of the
    others, the one that is open.
    """
    contents: dict[str, Callable[[], None]] = {}
    if essential := tabs.essential(shown):
        contents[ESSENTIAL] = partial(drawer.draw, essential)
    if charts := tabs.charts(shown):
        contents[CHARTS] = partial(components.charts, partial(drawer.draw, charts))
    if tables := tabs.tables(shown):
        contents[TABLES] = partial(drawer.draw, tables)
    contents[FILES] = lambda: _files(question, page.having(drawer.said), drawer.asked)

    def draw() -> None:
        drawer.said.clear()
        with explained():
            components.tabs(f"onglets_{question.stem}", contents)
        address.settle_alone()

    st.fragment(draw)()


def _files(question: Question, page: Page, asked: Asked) -> None:
    """Offer the files of a question, those that all pages offer, and the meeting."""
    if page.reading or page.table:
        with st.container(horizontal=True):
            downloads.whole_page(asked.selection)
            for file in question.files:
                downloads.offer(file.label, partial(ask, file.write, asked), file.name(asked))
    if question.selected_files:
        components.selected_files(asked.selection)
    else:
        downloads.page_map(asked.selection)
    selectors.link_to("donnees_methode", PORTRAIT)
    components.to_meeting(asked.selection, page)


def _asked(question: Question) -> tuple[list[Parameter], Asked]:
    """Return the parameters that the page offers, and the request that their codes make."""
    selection = selectors.selected()

    def made(offer: Callable[..., Parameter | None], before: Codes) -> Parameter | None:
        return ask(offer, selection, dict(before))

    told = atlas_map.told(question.stem) if question.in_map else {}
    chosen = {key: told.get(name) for name, key in question.in_map.items()}

    def read(parameter: Parameter) -> str:
        if parameter.key in chosen:
            return address.recall(parameter, chosen[parameter.key])
        return address.code_of(parameter)

    said = list(offered(question.offers, made, read))
    codes = {parameter.key: code for parameter, code in said}
    return [parameter for parameter, _ in said], Asked(selection, codes, chance())
