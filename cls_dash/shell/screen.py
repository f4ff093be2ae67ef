"""Draw the page of a question on the screen, with Streamlit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from types import MappingProxyType
from typing import Final, Literal, assert_never

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cls_dash import shell
from cls_dash.domain.parameter import Codes, Parameter, Several
from cls_dash.domain.selection import Selection
from cls_dash.errors import ClsDashError
from cls_dash.page.draw import html
from cls_dash.page.model import (
    Alone,
    Chart,
    Choices,
    Columns,
    Facts,
    Folded,
    Link,
    Live,
    Map,
    Note,
    Notice,
    Page,
    Part,
    Prose,
    Remarks,
    Said,
    Single,
    Timeline,
    Titled,
    Together,
)
from cls_dash.page.table import ShareTable, Table
from cls_dash.questions.need.needs import Mix
from cls_dash.questions.question import Asked, Question, offered
from cls_dash.shell import address, atlas_map, components, downloads, selectors
from cls_dash.shell.need_chooser import need_chooser

Tools = Mapping[str, Callable[..., Said | None]]
"""
What draws each :class:`~cls_dash.page.model.Live` part of a page, by its key.

It is told what is asked of the page, then the codes of the part; it returns what it says that a
meeting may hear.
"""
_NONE: Final[Tools] = MappingProxyType({})
_MOST_COLUMNS: Final = 3
"""Of lists, side by side, where no page says how they stand."""


def show(question: Question, tools: Tools = _NONE) -> None:
    """Draw the page of a question, as the address and the lists of the page ask for it."""

    def draw() -> None:
        with shell.explained():
            _show(question, tools)
        address.settle()

    if question.alone:
        st.fragment(draw)()
    else:
        _show(question, tools)


def read(page: Page, tools: Tools = _NONE) -> None:
    """Draw a page that asks nothing of the store."""
    st.title(page.question, anchor=False)
    if page.answer:
        st.html(html.answer(page.answer))
    question = Question("", page.question, lambda _readings, _asked: page)
    asked = Asked(Selection(""), {}, shell.chance())
    _Drawer(question, page, asked, (), tools).draw(page.parts)


def _show(question: Question, tools: Tools) -> None:
    with st.container(key="question", horizontal=True, vertical_alignment="center"):
        st.title(question.text, anchor=False)
        beside = st.container(horizontal=True, width="content", vertical_alignment="center")
    parameters, asked = _asked(question)
    try:
        with st.spinner(question.waiting) if question.waiting else nullcontext():
            page = shell.ask(question.build, asked)
    except ClsDashError:
        # Another choice may do.
        most = -(-len(parameters) // _MOST_COLUMNS) or 1
        _choices([parameters[n : n + most] for n in range(0, len(parameters), most)])
        raise
    if place := question.in_map.get("selected"):
        address.write(place, page.map.selected if page.map else "", "")
    drawer = _Drawer(question, page, asked, parameters, tools)
    if page.choice:
        drawer.draw((page.choice,))
    st.html(html.answer(page.answer) + (html.note(page.warning) if page.warning else ""))
    drawer.draw(page.parts)
    if page.parts and page.shared:
        components.endings(
            reading=page.reading, table=page.table, selection=asked.selection, lesson=page.lesson,
            files=partial(_files, question, asked), page=page.having(drawer.said),
        )  # fmt: skip
    if page.shared:
        components.link(beside)


def _files(question: Question, asked: Asked) -> None:
    """Offer the files of a question, and those that all pages offer."""
    with st.container(horizontal=True):
        downloads.whole_page(asked.selection)
        for file in question.files:
            downloads.offer(file.label, partial(shell.ask, file.write, asked), file.name(asked))
    if question.selected_files:
        components.selected_files(asked.selection)
    else:
        downloads.page_map(asked.selection)


def _asked(question: Question) -> tuple[list[Parameter], Asked]:
    """Return the parameters that the page offers, and what is asked of it."""
    selection = selectors.selected()

    def made(offer: Callable[..., Parameter | None], before: Codes) -> Parameter | None:
        return shell.ask(offer, selection, dict(before))

    told = atlas_map.told(question.stem) if question.in_map else {}
    chosen = {key: told.get(name) for name, key in question.in_map.items()}

    def read(parameter: Parameter) -> str:
        if parameter.key in chosen:
            return address.recall(parameter, chosen[parameter.key])
        return address.code_of(parameter)

    said = list(offered(question.offers, made, read))
    codes = {parameter.key: code for parameter, code in said}
    return [parameter for parameter, _ in said], Asked(selection, codes, shell.chance())


def _choices(columns: Iterable[Sequence[Parameter]], widths: Sequence[int] = ()) -> None:
    """Draw lists in columns; one alone does not take all the width, unless ``widths`` say so."""
    shown = [(column, width) for column, width in zip_longest(columns, widths) if column]
    if not shown:
        return
    room = [width for _, width in shown] if widths else len(shown)
    places = st.columns([2, 3] if room == 1 else room)
    for place, (column, _) in zip(places, shown, strict=False):
        with place:
            for parameter in column:
                _choice(parameter)


def _choice(parameter: Parameter) -> None:
    if isinstance(parameter.options, Mix):
        need_chooser(parameter.options.words)
    elif isinstance(parameter.options, Several):
        address.choose_several(parameter, parameter.options)
    else:
        address.choose(parameter)


class _Drawer:
    """Draws the parts of one page."""

    def __init__(
        self,
        question: Question,
        page: Page,
        asked: Asked,
        parameters: Sequence[Parameter],
        tools: Tools,
    ) -> None:
        self.question, self.asked, self.tools = question, asked, tools
        self.said: list[Said] = []
        """What live parts told."""
        self.offered = {parameter.key: parameter for parameter in parameters}
        self.together = frozenset(
            shown.key for part in page.all() if isinstance(part, Together) for shown in part.maps
        )
        """Keys of the maps whose legend stands above them all."""
        first = page.map.key if page.map else ""
        charts = any(isinstance(part, Chart) for part in page.all())
        drawn_first = self.together if first in self.together else frozenset({first} - {""})
        self.awaited = drawn_first if charts else frozenset()
        """Keys of the maps of which one is painted before any chart is drawn."""

    def draw(self, parts: tuple[Part, ...]) -> None:
        """Draw some parts, one under another."""
        for part in parts:
            if isinstance(part, Titled | Folded | Alone | Columns | Together):
                self._group(part)
            else:
                self._single(part)

    def _group(self, part: Titled | Folded | Alone | Columns | Together) -> None:
        match part:
            case Titled():
                st.header(part.title, anchor=False)
                self.draw(part.parts)
            case Folded():
                with components.folded(part.label, key=part.key) as opened:
                    if opened:
                        self.draw(part.parts)
            case Alone():
                self._alone(part)
            case Columns():
                middle: Literal["center", "top"] = "center" if part.centred else "top"
                places = st.columns(part.widths, gap="medium", vertical_alignment=middle)
                self._columns(places, part.columns)
            case Together():
                st.html(html.legend(part.legend))
                with st.container(key="cartes_ensemble"):  # As ``together.js`` knows it.
                    self._columns(st.columns(len(part.columns)), part.columns)

    def _columns(
        self, places: Sequence[DeltaGenerator], columns: tuple[tuple[Part, ...], ...]
    ) -> None:
        for place, column in zip(places, columns, strict=True):
            with place:
                self.draw(column)

    def _alone(self, part: Alone) -> None:
        now = [part]

        def draw() -> None:
            self.draw((now.pop() if now else self._again(part)).parts)
            address.settle()

        atlas_map.alone(draw)

    def _again(self, before: Alone) -> Alone:
        """Return a part as its lists ask for it now, where it runs alone."""
        _, asked = _asked(self.question)
        page = shell.ask(self.question.build, asked)
        parts = (each for each in page.all() if isinstance(each, Alone) and each.key == before.key)
        return next(parts, before)

    def _single(self, part: Single) -> None:  # noqa: C901 - one line for each kind of part
        match part:
            case Map():
                self._map(part)
            case Chart():
                self._chart(part)
            case Facts():
                if part.sentences:
                    st.html(html.facts(part.sentences, faded=part.faded))
            case Note():
                (st.warning if part.loud else components.note)(part.text)
            case Notice():
                st.info(part.text)
            case Prose():
                (st.text if part.verbatim else st.markdown)(part.text)
            case Remarks():
                st.html(html.remarks(part))
            case Timeline():
                st.html(html.timeline(part))
            case Table() | ShareTable():
                components.draw(part)
            case Choices():
                known = self.offered
                _choices(
                    [
                        [known[each.key] for each in column if each.key in known]
                        for column in part.columns
                    ],
                    part.widths,
                )
            case Link():
                selectors.link_to(part.page, part.label, **part.codes)
            case Live():
                if said := self.tools[part.key](self.asked, *part.codes):
                    self.said.append(said)
            case _:
                assert_never(part)

    def _map(self, shown: Map) -> None:
        values = shown.shared or shown.values
        if shown.key in self.together:  # A legend would hide the smallest map.
            values = replace(shown.values, legend=replace(shown.values.legend, classes=()))
        clicked = atlas_map.atlas_map(
            shown.digest, values, key=shown.key,
            before_charts=shown.key in self.awaited, box=shown.box,
        )  # fmt: skip
        if not clicked or not (opens := shown.click):
            return
        if opens.page == self.question.stem:
            selectors.go(**opens.codes, **{opens.key: clicked})
        else:
            selectors.go_to(opens.page, **opens.codes, **{opens.key: clicked})

    def _chart(self, shown: Chart) -> None:
        # Its place is kept, or a map below is drawn a second time.
        with st.container():
            if not self.awaited or atlas_map.painted():
                components.chart(shown)
