"""Where each part of a page is read: beside its map, or in one of the tabs under it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from cls_dash.page.model import Chart, Facts, Folded, Link, Note, Page, Part, Places, Titled
from cls_dash.page.table import ShareTable, Table

FACTS: Final = 3
"""Of them, that are read beside a map: more are not read in ten seconds."""
PLACES: Final = 5

_TABLES: Final = (Table, ShareTable)
_OPEN: Final = (Facts, Places, Link)
"""What is read beside a map, once charts and tables are put aside."""


def beside(page: Page) -> tuple[Part, ...]:
    """
    Return what is read beside the map: three facts, five places, and ways to other pages.

    All places are in a table of the page.
    """
    return tuple(_cut(part) for part in _said(_beside(page)) if _opens(part))


def essential(page: Page) -> tuple[Part, ...]:
    """Return what is said, in the order of the page, that does not stand beside the map."""
    said = _said(_beside(page))
    left = (part for part in said if not _opens(part))
    facts = tuple(
        replace(part, sentences=part.sentences[FACTS:])
        for part in said
        if isinstance(part, Facts) and len(part.sentences) > FACTS
    )
    return (*_note(page), *facts, *left, *_said(page.parts))


def left(page: Page) -> tuple[Part, ...]:
    """Return all that does not stand beside the map, of a page that has no tabs."""
    return (*essential(replace(page, parts=())), *page.parts)


def charts(page: Page) -> tuple[Part, ...]:
    """Return the charts of a page, under the titles where they stand."""
    return _kept((*_beside(page), *page.parts), (Chart,))


def tables(page: Page) -> tuple[Part, ...]:
    """Return the tables of a page, that of its map first, under the titles where they stand."""
    others = _kept((*_beside(page), *page.parts), _TABLES)
    held = any(part == page.table for part in page.all())
    return (page.table, *others) if page.table and not held else others


def _note(page: Page) -> tuple[Note, ...]:
    """Return what is said in small type of the map of the screen."""
    said = (page.opening.note, page.opening.hint) if page.opening else ()
    text = " ".join(filter(None, said))
    return (Note(text),) if text else ()


def _beside(page: Page) -> tuple[Part, ...]:
    return page.opening.beside if page.opening else ()


def _opens(part: Part) -> bool:
    """Say whether a part stands beside the map, alone or under a title."""
    return isinstance(part, (*_OPEN, Titled))


def _cut(part: Part) -> Part:
    match part:
        case Facts():
            return replace(part, sentences=part.sentences[:FACTS])
        case Places():
            return replace(part, links=part.links[:PLACES])
        case _:
            return part


def _said(parts: Iterable[Part]) -> tuple[Part, ...]:
    return _kept(parts, (Chart, *_TABLES), kept=False)


def _kept(parts: Iterable[Part], kinds: tuple[type, ...], *, kept: bool = True) -> tuple[Part, ...]:
    """Return the parts of some kinds, or of all others, without the titles left empty."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, Titled | Folded):
            inside = _kept(part.parts, kinds, kept=kept)
            if inside:
                found.append(replace(part, parts=inside))
        elif isinstance(part, kinds) == kept:
            found.append(part)
    return tuple(found)
