"""What is projected of a meeting: one large slide per point."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

from cls_dash.page.draw import html
from cls_dash.page.draw.paper.parts import Picture
from cls_dash.page.table import Table
from cls_dash.render.static_maps import WIDTH, larger

_LETTER: Final = 40
"""Units of a map that letters read from five metres take, at the least size of the map."""
_drawn: Final = html.drawer("slides.jinja")


@dataclass(frozen=True)
class Slide:
    """One screen of the projector."""

    step: str
    """Where it stands: «Point 2 sur 5»."""
    title: str
    answer: str = ""
    facts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    """Titles of the points."""
    first: int = 1
    """Rank of the first of them."""
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What may be chosen, each with its effects."""
    table: Table | None = None
    decision: str = ""
    picture: Picture | None = None
    """What its title says, to be seen from five metres."""
    source: str = ""
    item: int | None = None
    """Rank of the point of the agenda, from 0."""


def slide(shown: Slide) -> str:
    """Return a slide as HTML; screen readers read its ``data-said``."""
    return _drawn("slide", shown, partial(larger, letter=_LETTER), WIDTH)


def options(choices: Iterable[tuple[str, Iterable[str]]]) -> str:
    """Return what may be chosen side by side, each with its effects."""
    return _drawn("options", list(choices))


def point(rank: int, title: str) -> str:
    """Return the heading of a point of the agenda."""
    return _drawn("point", rank, title)
