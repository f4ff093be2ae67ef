"""What is projected of a meeting: one large slide per point."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from cls_dash.page.draw import html, pictures
from cls_dash.page.draw.paper.parts import Picture
from cls_dash.page.sentence import plain
from cls_dash.page.table import Table


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
    said = escape(f"{shown.step} : {plain(shown.title)}")
    parts = (
        html.answer(shown.answer) if shown.answer else "",
        html.facts(shown.facts) if shown.facts else "",
        *map(html.note, shown.notes),
        agenda(shown.agenda, shown.first) if shown.agenda else "",
        options(shown.options),
        html.table(shown.table) if shown.table else "",
        f'<div class="atlas-decided">{html.answer(shown.decision)}</div>' if shown.decision else "",
        f'<p class="atlas-source">{escape(shown.source)}</p>' if shown.source else "",
    )
    body = "".join(parts)
    return (
        f'<section class="atlas-slide" data-said="{said}">'
        f'<p class="atlas-step">{escape(shown.step)}</p><h1>{html.bold(shown.title)}</h1>'
        f"{pictures.picture(shown.picture, body) if shown.picture else body}</section>"
    )


def options(choices: Iterable[tuple[str, Iterable[str]]]) -> str:
    """Return what may be chosen side by side, each with its effects."""
    boxes = "".join(
        f"<div><strong>{escape(title)}</strong>{html.facts(effects)}</div>"
        for title, effects in choices
    )
    return f'<div class="atlas-options">{boxes}</div>' if boxes else ""


def agenda(titles: Iterable[str], first: int = 1) -> str:
    """Return the points of an agenda, numbered from ``first``."""
    return f"<ol start='{first}'>{''.join(f'<li>{escape(title)}</li>' for title in titles)}</ol>"


def point(rank: int, title: str) -> str:
    """Return the heading of a point of the agenda."""
    return f'<h2 class="atlas-point">{rank}. {escape(title)}</h2>'
