"""Draw the parts of a page on the screen, with Streamlit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, assert_never
from zlib import crc32

import streamlit as st

from cls_dash import wording
from cls_dash.page.draw import html
from cls_dash.page.model import (
    Chart,
    Facts,
    Folded,
    Link,
    Live,
    Map,
    Note,
    Notice,
    Part,
    Places,
    Prose,
    Remarks,
    Said,
    Single,
    Timeline,
    Titled,
    Together,
)
from cls_dash.page.table import ShareTable, Table
from cls_dash.questions.question import Asked, Question
from cls_dash.shell import atlas_map, components, selectors

Tools = Mapping[str, Callable[..., Said | None]]
"""
What draws each :class:`~cls_dash.page.model.Live` part of a page, by its key.

Called with the request of the page, then the codes of the part; returns the sentences that a
meeting may keep.
"""
NONE: Final[Tools] = MappingProxyType({})


class Drawer:
    """Draws the parts of one page."""

    def __init__(self, question: Question, asked: Asked, tools: Tools) -> None:
        self.question, self.asked, self.tools = question, asked, tools
        self.said: list[Said] = []
        """What live parts told."""

    def draw(self, parts: Iterable[Part]) -> None:
        """Draw some parts, one under another."""
        for part in parts:
            match part:
                case Titled():
                    # Of what is nothing but links, paper says where these lead.
                    ways = all(isinstance(each, Link) for each in part.parts)
                    named = f"liens_{crc32(part.title.encode()):x}" if ways else None
                    with st.container(key=named):
                        st.header(components.marked(part.title), anchor=False)
                        self.draw(part.parts)
                case Folded():
                    with components.folded(part.label, key=part.key) as opened:
                        if opened:
                            self.draw(part.parts)
                case _:
                    self._single(part)

    def _single(self, part: Single) -> None:  # noqa: C901 - one line for each kind of part
        match part:
            case Map():
                self._map(part)
            case Together():
                self._together(part)
            case Chart():
                components.chart(part)
            case Facts():
                if part.sentences:
                    st.html(html.facts(part.sentences, faded=part.faded))
            case Note():
                if part.loud:
                    st.warning(components.marked(part.text))
                else:
                    components.note(part.text)
            case Notice():
                st.info(components.marked(part.text))
            case Prose():
                if part.verbatim:
                    st.text(wording.unbroken(part.text))
                else:
                    st.markdown(components.marked(wording.unbroken(part.text)))
            case Remarks():
                st.html(html.remarks(part))
            case Timeline():
                st.html(html.timeline(part))
            case Table() | ShareTable():
                components.table(part)
            case Link():
                self._link(part)
            case Places():
                with st.container(key="a_regarder", gap="xxsmall"):
                    st.html(html.label(part.title))
                    for link in part.links:
                        self._link(link)
            case Live():
                if said := self.tools[part.key](self.asked, *part.codes):
                    self.said.append(said)
            case _:
                assert_never(part)

    def _link(self, part: Link) -> None:
        label = components.marked(wording.unbroken(part.label))
        if part.page != self.question.stem:
            selectors.link_to(part.page, label, **part.codes)
        # A link of Streamlit does nothing on the page that it leads to.
        elif st.button(label, type="tertiary"):
            selectors.go(**part.codes)

    def _together(self, part: Together) -> None:
        st.html(html.legend(part.legend))
        with st.container(key="cartes_ensemble"):  # As ``together.js`` knows it.
            for place, (name, shown) in zip(st.columns(len(part.named)), part.named, strict=True):
                with place:
                    st.header(name, anchor=False)
                    # A legend would hide the smallest map.
                    legend = replace(shown.values.legend, classes=())
                    self._map(replace(shown, values=replace(shown.values, legend=legend)))

    def _map(self, shown: Map) -> None:
        clicked = atlas_map.atlas_map(
            shown.digest, shown.shared or shown.values, key=shown.key, box=shown.box
        )
        if not clicked or not (opens := shown.click):
            return
        if opens.page == self.question.stem:
            selectors.go(**opens.codes, **{opens.key: clicked})
        else:
            selectors.go_to(opens.page, **opens.codes, **{opens.key: clicked})
