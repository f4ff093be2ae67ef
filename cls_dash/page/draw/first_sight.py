"""A whole page that needs no script: what is read before the application, or without it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, assert_never

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from cls_dash import wording
from cls_dash.page.draw import html
from cls_dash.page.draw.frame import Anchor, Frame
from cls_dash.page.model import (
    Chart,
    Facts,
    Folded,
    Link,
    Live,
    Map,
    Note,
    Notice,
    Opening,
    Page,
    Part,
    Places,
    Prose,
    Remarks,
    Single,
    Timeline,
    Titled,
    Together,
)
from cls_dash.page.table import ShareTable, Table
from cls_dash.render.static_maps import Drawing

COMMUNE, TERRITORY = "Commune", "Territoire"
"""Titles of the columns that name a commune, and whose it is."""
FIRST_ROWS: Final = 10
MOST_ROWS: Final = 150
"""Rows that are folded under the first ones; beyond, the file of the table is for them."""
ON_SCREEN: Final = "Dans la version interactive de la page."
"""What stands under a title of which the screen alone has something."""
_drawn: Final = html.drawer("first_sight.jinja")
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).disable("image")


def body(page: Page, frame: Frame, picture: Callable[[Map], str]) -> str:
    """
    Return a page, what is around it included, as HTML.

    Parameters
    ----------
    page, frame
        What is said, and what is around it.
    picture
        Returns how a map is drawn: SVG, or the tag of an image.
    """
    return _drawn("page", frame, _Drawer(frame, picture, page).page())


def unknown(sentence: str, ways: Iterable[Anchor]) -> str:
    """Return the whole document that says of an address that it is no page, with ways to some."""
    return _drawn("unknown", sentence, ways)


@dataclass(frozen=True)
class _Drawer:
    frame: Frame
    picture: Callable[[Map], str]
    shown: Page
    legends: bool = True
    """Whether each map says what its colours mean."""

    def page(self) -> Markup:
        page = self.shown
        return _drawn(
            "content",
            page,
            list(self.frame.own.values()),
            self._opening(page.opening) if page.opening else "",
            self._parts(page.parts),
            self._table(page.table) if page.table else "",
            markdown(page.reading),
        )

    def _opening(self, opening: Opening) -> Markup:
        return _drawn(
            "opening", self._part(opening.shown), opening.note, self._parts(opening.beside)
        )

    def _parts(self, parts: Iterable[Part]) -> Markup:
        return Markup().join(map(self._part, parts))

    def _within(self, parts: Iterable[Part]) -> Markup:
        return self._parts(parts) or html.note(ON_SCREEN)

    def _part(self, part: Part) -> Markup:
        match part:
            case Titled():
                return _drawn("titled", part.title, self._within(part.parts))
            case Folded():
                return _drawn("folded", part.label, self._within(part.parts))
            case _:
                return self._single(part)

    def _together(self, part: Together) -> Markup:
        # One legend for all: each map's own would say it again.
        drawer = replace(self, legends=False)
        maps = [(name, drawer._map(each)) for name, each in part.named]
        return _drawn("together", part.legend, maps)

    def _single(self, part: Single) -> Markup:  # noqa: C901 - one line for each kind of part
        match part:
            case Map():
                return self._map(part)
            case Chart():
                return _drawn("chart", part)
            case Facts():
                return html.facts(part.sentences, faded=part.faded) if part.sentences else Markup()
            case Note() | Notice():
                return html.note(part.text)
            case Prose():
                return _drawn("paragraph", part.text) if part.verbatim else markdown(part.text)
            case Remarks():
                return html.remarks(part)
            case Timeline():
                return html.timeline(part)
            case Table():
                return self._table(part)
            case ShareTable():
                return html.shares(part)
            case Together():
                return self._together(part)
            case Places():
                return _drawn("titled", part.title, self._parts(part.links))
            case Link():
                return _drawn("link", part.label, self.frame.to(part.page, part.codes))
            case Live():
                return Markup()
            case _:
                assert_never(part)

    def _map(self, part: Map) -> Markup:
        return _drawn("map", Markup(self.picture(part)), self.legends, part.values)  # noqa: S704 - ours

    def _table(self, table: Table) -> Markup:
        communes = _places(self.frame) if table.header[:1] == (COMMUNE,) else {}
        whose = table.header.index(TERRITORY) if TERRITORY in table.header else None

        def linked(row: tuple[str, ...]) -> Markup:
            elsewhere = whose is not None and row[whose] != self.frame.place
            if row[0] not in communes or elsewhere:
                return escape(row[0])
            address = self.frame.to("ma_commune", {"commune": communes[row[0]]})
            return Markup('<a href="{}">{}</a>').format(address, row[0])

        left = wording.counted(len(table.lines) - MOST_ROWS, "autre ligne", "autres lignes")
        return _drawn("table", table, linked, FIRST_ROWS, MOST_ROWS, left)


def _places(frame: Frame) -> dict[str, str]:
    """Return the codes of the territory's communes by name, those that share theirs left out."""
    times = Counter(frame.communes.values())
    return {name: code for code, name in frame.communes.items() if times[name] == 1}


def markdown(text: str) -> Markup:
    """Return a text as it was typed: paragraphs, lists, what stands out. No tag of its own."""
    # It lets no tag through.
    return html.kept_whole(_MARKDOWN.render(wording.unbroken(text)))


def picture(drawing: Drawing, title: str) -> str:
    """Return a map on paper as a picture of a page, its names written by the browser."""
    names = Markup().join(
        Markup('<text x="{:g}" y="{:g}">{}</text>').format(name.x, name.y, name.text)
        for name in drawing.names
    )
    told = Markup('<svg role="img" aria-label="{}" ').format(title)
    return drawing.svg.replace("<svg ", told, 1).replace("</svg>", f"{names}</svg>")
