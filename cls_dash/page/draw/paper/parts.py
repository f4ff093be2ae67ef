"""What documents are made of: tables, maps, charts, and reports of sections."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import segno

from cls_dash.page import model as page
from cls_dash.page.table import Table
from cls_dash.render import maps, palette, static_charts
from cls_dash.render.static_maps import WIDTH, Name, draw


@dataclass(frozen=True)
class Map:
    """A map with its legend."""

    alt: str
    """The sentence that reads it, for those who cannot see it."""
    svg: str
    width: float
    height: float
    names: tuple[Name, ...]
    legend: maps.Legend
    circle: dict[str, Any]
    """Style of the circles of the legend."""
    textures: dict[str, str] = field(default_factory=lambda: dict(palette.TEXTURES))
    """What is drawn over each of some colours: see :data:`cls_dash.render.palette.TEXTURES`."""
    missing: str = palette.MISSING
    kind: str = field(default="map", init=False)


TYPEFACE: Final = "Arial"
"""Of what people edit: all have it, or one of the same widths."""
_LONG: Final = 60
"""Letters of a text that is set on several lines."""
_WIDER: Final = 1.2
_EDGES: Final = 3
"""What the two edges of a cell take, in letters."""


@dataclass(frozen=True)
class Plot:
    """A chart of the screen, drawn for paper: see :mod:`cls_dash.render.static_charts`."""

    alt: str
    title: str
    """What it shows."""
    measured: str
    drawing: static_charts.Drawing
    kind: str = field(default="plot", init=False)


Picture = Map | Plot
Draw = Callable[[page.Map | page.Chart], tuple[Picture, ...]]
"""How a document draws what a page shows."""


@dataclass(frozen=True)
class Section:
    """What a report says of one thing; figures of sentences between ``**``."""

    title: str
    answer: str
    warning: str = ""
    """How much of it is not to be quoted."""
    facts: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    """In small type: what it is made of."""


@dataclass(frozen=True)
class Report:
    """A document that people may take up and edit."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    provenance: tuple[str, ...]
    """Sources, vintage, release, and how many actions are documented."""


def column_shares(table: Table, letters: float) -> tuple[float, ...]:
    """
    Return the share of the width that each column takes, by what it holds.

    No word is cut where the words fit, and a long text does not leave the others without room.

    Parameters
    ----------
    table
        What is set.
    letters
        How many letters the whole width holds on a line, the edges of cells included.
    """
    columns = [*zip(table.header, *table.lines, strict=True)]
    words = [longest_word(cells) + _EDGES for cells in columns]
    wanted = [
        max(min(_longest(cells), _LONG) + _EDGES, least)
        for cells, least in zip(columns, words, strict=True)
    ]
    free, more = letters - sum(words), sum(wanted) - sum(words)
    part = min(max(free, 0) / more, 1) if more else 0
    shares = [least + part * (most - least) for least, most in zip(words, wanted, strict=True)]
    return tuple(share / sum(shares) for share in shares)


def longest_word(cells: Iterable[str]) -> int:
    """Return how many letters no line may part: bold ones, of a typeface wider than most."""
    # At a plain space or a hyphen: those of «1 234» and «12 communes» part nothing.
    return round(_longest(re.split("[ -]", " ".join(cells))) * _WIDER)


def _longest(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=0)


def map_of(asset: bytes, values: maps.Values) -> Map:
    """Return the map that a page shows."""
    drawing = draw(asset, values)
    return Map(
        alt=values.title,
        svg=drawing.svg,
        width=WIDTH,
        height=drawing.height,
        names=drawing.names,
        legend=values.legend,
        circle=values.circleStyle,
    )


def plots_of(chart: page.Chart, room: static_charts.Room) -> tuple[Plot, ...]:
    """Return the chart that a page shows, on as many pictures as its rows take."""
    drawings = static_charts.draw(chart.figure, room)
    parts = [f" (partie {n} sur {len(drawings)})" for n in range(1, len(drawings) + 1)]
    return tuple(
        Plot(f"{chart.described}{part if len(drawings) > 1 else ''}",
             chart.title, chart.measured, drawing)
        for drawing, part in zip(drawings, parts, strict=True)
    )  # fmt: skip


def qr_code(url: str) -> str:
    """Return the QR code of an address, as SVG."""
    return segno.make(url, error="m", micro=False).svg_inline(border=0, scale=4, omitsize=True)
