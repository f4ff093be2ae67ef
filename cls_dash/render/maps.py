"""What a map is told: values at each change, never geometry.

:mod:`cls_dash.render.leaflet` hands it to ``static/area_map.js``. See ``docs/decisions.md``.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from cls_dash import wording
from cls_dash.render import palette
from cls_dash.render.classes import Classes

_FIGURE: Final = re.compile(r"\d[\d\u202f]*(?:,\d+)?")
SLOT: Final = "\ue000"
"""Where a figure goes back into its pattern; a private-use character."""

LARGEST: Final = 24.0
"""Radius of the largest circle, in pixels."""


Box = tuple[float, float, float, float]
"""West, south, east and north, in degrees (EPSG:4326)."""

Circle = tuple[Any, float, tuple[str, ...]] | tuple[Any, float, tuple[str, ...], str]
"""``(place, radius, lines)``, and a colour of its own if it has one: the place is an area's
rank, or longitude and latitude in EPSG:4326; the radius is in pixels."""


@dataclass(frozen=True)
class LegendClass:
    """One line of the legend; no colour means no data."""

    colour: str | None
    label: str
    count: str


@dataclass(frozen=True)
class Legend:
    """What the legend says, in the order in which it is read."""

    title: str
    classes: tuple[LegendClass, ...]
    circles: dict[str, Any] | None = None
    square: tuple[str, str] | None = None
    """What grows upwards and what grows to the right, where nine classes are a square."""


@dataclass(frozen=True)
class Line:
    """A line of tooltip around a figure: see :func:`figure_line`."""

    text: str
    digits: int
    """Decimals; figures are sent as whole numbers of the last one."""
    missing: str


@dataclass(frozen=True)
class Figures:
    """Tooltips whose figures are fetched at the first one that is shown."""

    address: str
    lines: tuple[Line, ...]
    """In the order of the columns that the address answers."""


@dataclass(frozen=True)
class Points:
    """Places that are drawn one by one from close up, and gathered from afar."""

    address: str
    """Where they are fetched under ``/assets/``."""
    names: str | None
    """Where their names are, once one is pointed at."""
    one: str
    many: str
    """What a disc says; see :func:`told`."""
    style: dict[str, Any]


@dataclass(frozen=True)
class Perimeters:
    """Territories that are outlined on the map, and the one that stands out."""

    address: str
    """Where their areas are fetched under ``/assets/``."""
    chosen: str


@dataclass(frozen=True)
class Values:
    """All that a change of indicator sends to the browser. No geometry."""

    title: str
    """The sentence that reads the map, for those who cannot see it."""
    classes: str
    """One mark per area, or per group of ``level``: its rank in ``palette``, in base 36."""
    palette: tuple[str, ...]
    tips: tuple[tuple[str, ...], ...]
    """Lines of each area's tooltip, or of each group's."""
    legend: Legend
    circles: tuple[Circle, ...] = ()
    """The smallest last, so that it is drawn on top."""
    labels: tuple[int, ...] = ()
    """Ranks of the areas whose name is written on the map."""
    selected: str | None = None
    outlined: tuple[tuple[int, ...], ...] = ()
    """Ranks of the areas of each perimeter that paper draws over, the chosen one last: a screen
    fetches them (:class:`Perimeters`)."""
    level: str = ""
    """Group of areas that share a colour (``epci``, ``departement``, ``region``)."""
    figures: Figures | None = None
    """What tooltips say, in place of ``tips``."""
    key: str = ""
    """Names what is shown, for who waits until it is on the screen."""
    circleStyle: dict[str, Any] = field(default_factory=lambda: palette.CIRCLE)  # noqa: N815 - read by JavaScript

    @cached_property
    def literal(self) -> str:
        """What is sent, as a script has it: written once for all who open the page."""
        return literal(pack(self))


@dataclass(frozen=True)
class Shared:
    """
    A map whose values many people look at: it fetches them, and offers to choose others.

    The values of a choice are at ``<values>/<level>/<layer>/values.json`` under ``/assets/``.
    The page is told of a choice once it is on the screen, and runs for the sentences alone.
    """

    choices: str
    """Where what may be chosen is fetched under ``/assets/``."""
    values: str
    level: str
    layer: str
    perimeters: Perimeters
    points: Points | None = None
    circles: dict[str, Any] | None = None
    """What the legend says of points."""
    circleStyle: dict[str, Any] = field(default_factory=lambda: palette.CIRCLE)  # noqa: N815 - read by JavaScript


@dataclass(frozen=True)
class Background:
    """Tiles that another host serves, once the reader asks for them."""

    address: str
    credits: str
    label: str


IGN: Final = Background(
    address=(
        "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
        "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&TILEMATRIXSET=PM"
        "&FORMAT=image/png&TILEMATRIX={z}&TILECOL={x}&TILEROW={y}"
    ),
    credits="© IGN, Géoplateforme",
    label="Fond de carte",
)


def pack(values: Values) -> dict[str, Any]:
    """
    Return what is sent: lines of text share their pattern, figures taken out.

    «4 actions» and «12 actions» are sent as one pattern and two figures: tooltips,
    the bulk of the values, weigh four times less. A line is the rank of its pattern and its
    figures, ``0|4``; what is said of a place is its lines, ``0|4;1|12``.
    """
    patterns: dict[str, int] = {}

    def packed(lines: tuple[str, ...]) -> str:
        result = []
        for line in lines:
            text = line.replace(SLOT, "")
            rank = patterns.setdefault(_FIGURE.sub(SLOT, text), len(patterns))
            result.append("|".join((str(rank), *_FIGURE.findall(text))))
        return ";".join(result)

    sent = asdict(replace(values, outlined=()))
    del sent["outlined"]
    sent["tips"] = [packed(lines) for lines in values.tips]
    sent["circles"] = [
        [place, size, packed(lines), *colour] for place, size, lines, *colour in values.circles
    ]
    return sent | {"patterns": list(patterns)}


def literal(value: object) -> str:
    """
    Return a JavaScript string literal whose text is ``value`` in JSON.

    Nothing in it means anything to HTML, to a template literal, to Jinja or to the
    textual replacements of streamlit-folium: such characters are written as their code.
    """
    quoted = json.dumps(json.dumps(value, separators=(",", ":"), ensure_ascii=False))
    # Escapes of the outer string come in pairs of characters: keep them whole.
    return re.sub(
        r"\\u[0-9a-f]{4}|\\.|[<>&'`{}$_/]",
        lambda found: found[0] if len(found[0]) > 1 else f"\\u{ord(found[0]):04x}",
        quoted,
    )


def told(text: str) -> str:
    """Return a text in which the browser writes a figure in place of ``{}``."""
    return text.replace(SLOT, "").replace("{}", SLOT)


def figure_line(text: str, *, digits: int, missing: str) -> Line:
    """Return a line where a figure takes the place of ``{}``; without one, ``missing``."""
    return Line(told(text), digits, missing)


def legend_classes(
    classes: Classes, colours: Sequence[str], *, gap: str, empty: bool = False
) -> tuple[LegendClass, ...]:
    """
    Return the lines of the legend, highest class first, then what ``gap`` names.

    A class of no area is left out unless ``empty``: its colour is nowhere on the map.
    """
    lines = [
        LegendClass(colour, label, wording.number(count))
        for colour, label, count in zip(colours, classes.labels, classes.counts, strict=False)
        if count or empty
    ][::-1]
    if classes.missing:
        lines.append(LegendClass(None, gap, wording.number(classes.missing)))
    return tuple(lines)


def radius(amount: float, largest: float) -> float:
    """Return the radius in pixels whose disc's area is proportional to ``amount``."""
    return round(float(LARGEST * (amount / largest) ** 0.5), 1)


def circle_legend(largest: float, title: str) -> dict[str, Any] | None:
    """Return three reference circles, or nothing when there is no circle."""
    if largest < 1:
        return None
    sizes = sorted({1, max(1, round(largest / 4)), round(largest)})
    return {
        "title": title,
        "sizes": [{"radius": radius(size, largest), "label": str(size)} for size in sizes],
    }
