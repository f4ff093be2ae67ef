"""Maps on paper: the same geometry and values as on the screen, as a picture in SVG."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby
from typing import Any, Final

import numpy as np

from cls_dash.render import maps, paths
from cls_dash.render.classes import MISSING
from cls_dash.render.outlines import Layer, Outlines, Vector, mercator, outlines

WIDTH: Final = 640.0
"""Of a picture, in units of which a circle's radius is made."""
TALLEST: Final = 640.0
MARGIN: Final = 18.0
LETTER: Final = 14.0
"""Height of a name."""
_WIDE: Final = 0.55
"""Mean width of a letter, for its height."""
_GAP: Final = "#ffffff"
_AROUND: Final = "#e9edf1"
_BEYOND: Final = "#f6f7f9"
_THIN: Final = "#8d97a1"
_BORDER: Final = "#3c4650"
_INK: Final = "#1c232b"
_MANY: Final = 2_000
"""Areas among which the borders of intercommunalities would be all that is seen."""
_EARTH_KM: Final = 6_378.137
_LENGTHS_KM: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500)

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in the picture."""


@dataclass(frozen=True)
class Name:
    """A name, centred on a point of the picture."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """A map without title or legend, :data:`WIDTH` units wide."""

    svg: str
    """It asks nothing of any host, and holds no text: names are for the document to set."""
    height: float
    names: tuple[Name, ...]


def draw(asset: bytes, values: maps.Values, *, grid: int = 10) -> Drawing:
    """
    Draw a map. Places that lie oceans apart from most areas are left out.

    Parameters
    ----------
    asset
        Geometry, as :func:`cls_dash.ingest.dataset.map_assets.map_assets` publishes it.
    values
        What to show on it, as on the screen.
    grid
        Steps of the outlines in a unit of the picture.
    """
    drawn = outlines(asset)
    areas, paper = drawn.layers["areas"], _Paper.of(drawn)
    level = values.level or ("epci" if len(areas.ids) <= _MANY else "departement")
    bar, length = _scale(paper, drawn)
    outlined = (
        _path(_whole(asset, "context", grid), fill=_AROUND, stroke=_AROUND),
        *_coloured(asset, _marks(drawn, values), values.palette, grid),
        *((_path(_thin(asset, grid), stroke=_THIN, width=0.4 * grid),) if _few(areas) else ()),
        _path(_borders(asset, level, grid), stroke=_BORDER, width=1.6 * grid),
        _selected(asset, areas, values.selected, grid),
    )
    parts = (
        f'<rect width="100%" height="100%" fill="{_BEYOND}"/>',
        f'<g transform="scale({1 / grid:g})" fill-rule="evenodd">{"".join(outlined)}</g>',
        *(_disc(paper, areas, circle, values.circleStyle) for circle in values.circles),
        bar,
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {paper.height:g}" '
        f'stroke-linejoin="round">{"".join(parts)}</svg>'
    )
    return Drawing(svg, paper.height, (*_names(paper, areas, values.labels), length))


@dataclass(frozen=True)
class _Paper:
    """Where what lies on the plane is in the picture."""

    scale: float
    corner: tuple[float, float]
    height: float

    @classmethod
    def of(cls, drawn: Outlines) -> "_Paper":
        left, bottom, right, top = drawn.frame
        scale = min((WIDTH - 2 * MARGIN) / (right - left), (TALLEST - 2 * MARGIN) / (top - bottom))
        aside = (WIDTH / scale - (right - left)) / 2
        corner = left - aside, top + MARGIN / scale
        return cls(scale, corner, round((top - bottom) * scale + 2 * MARGIN, 1))

    def at(self, plane: Vector) -> Vector:
        placed: Vector = (plane - self.corner) * (self.scale, -self.scale)
        return placed


@lru_cache(maxsize=32)
def _runs(asset: bytes, grid: int) -> list[paths.Run]:
    """Return the points of each arc on the grid, neighbours that coincide told once."""
    drawn = outlines(asset)
    paper = _Paper.of(drawn)
    placed = ((paper.at(arc) * grid).round().astype(int).tolist() for arc in drawn.arcs)
    return [[point for point, _ in groupby(map(tuple, run))] for run in placed]


@lru_cache(maxsize=32)
def _whole(asset: bytes, layer: str, grid: int) -> str:
    """Return the outline of all the areas of a layer, nothing where the asset lacks the layer."""
    found = outlines(asset).layers.get(layer)
    return paths.union(found.rings, _runs(asset, grid)) if found else ""


def _few(areas: Layer) -> bool:
    return len(areas.ids) <= _MANY


@lru_cache(maxsize=16)
def _thin(asset: bytes, grid: int) -> str:
    """Return the path of the borders of all areas, each once."""
    rings = chain.from_iterable(outlines(asset).layers["areas"].rings)
    arcs = dict.fromkeys(arc for ring in rings for arc, _ in ring)
    return paths.lines(arcs, _runs(asset, grid))


@lru_cache(maxsize=16)
def _borders(asset: bytes, level: str, grid: int) -> str:
    """Return the path of the borders between the groups of a level, and of the whole."""
    drawn = outlines(asset)
    areas = drawn.layers["areas"]
    of = drawn.groups[level]["of"] if level in drawn.groups else range(len(areas.ids))
    sides: dict[int, list[int]] = defaultdict(list)
    for group, rings in zip(of, areas.rings, strict=True):
        for arc, _ in chain.from_iterable(rings):
            sides[arc].append(group)
    between = (arc for arc, groups in sides.items() if len(groups) == 1 or len(set(groups)) > 1)
    return paths.lines(between, _runs(asset, grid))


def _marks(drawn: Outlines, values: maps.Values) -> str:
    """Return the mark of each area: its own, or that of its group."""
    if not values.level:
        return values.classes
    return "".join(
        values.classes[group] if group >= 0 else MISSING
        for group in drawn.groups[values.level]["of"]
    )


def _coloured(asset: bytes, marks: str, palette: Sequence[str], grid: int) -> Iterator[str]:
    """Draw areas, those of one class together; a gap is white among greys."""
    rings, runs = outlines(asset).layers["areas"].rings, _runs(asset, grid)
    for mark in sorted(set(marks)):
        colour = _GAP if mark == MISSING else palette[int(mark, 36)]
        own = (each for each, its in zip(rings, marks, strict=True) if its == mark)
        # Its own colour around it: two colours that only touch would let the ground through.
        yield _path(paths.union(own, runs), fill=colour, stroke=colour, width=0.4 * grid)


def _path(d: str, *, fill: str = "none", stroke: str, width: float = 1.0) -> str:
    return f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"/>' if d else ""


def _selected(asset: bytes, areas: Layer, code: str | None, grid: int) -> str:
    """Draw the outline of the area that is chosen, over all others."""
    if code not in areas.ids:
        return ""
    own = areas.rings[areas.ids.index(code)]
    return _path(paths.union((own,), _runs(asset, grid)), stroke=_INK, width=2 * grid)


def _disc(paper: _Paper, areas: Layer, circle: maps.Circle, style: Mapping[str, Any]) -> str:
    """Draw a circle where it lies: on a chief point, or at a longitude and a latitude."""
    place, radius, _, *own = circle
    if not isinstance(place, int):
        x, y = paper.at(mercator(np.array([place])))[0]
    elif areas.points is not None:
        x, y = paper.at(areas.points)[place]
    else:
        return ""
    fill = own[0] if own else style["fillColor"]
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}" '
        f'fill-opacity="{style["fillOpacity"]}" stroke="{style["color"]}" '
        f'stroke-width="{style["weight"]}"/>'
    )


def _names(paper: _Paper, areas: Layer, ranks: Iterable[int]) -> Iterator[Name]:
    """Place the names of areas, but those that would cover one already placed."""
    if areas.points is None:
        return
    points, taken = paper.at(areas.points), list[Name]()
    for rank in ranks:
        x, y = points[rank]
        half = len(areas.names[rank]) * LETTER * _WIDE / 2
        inside = min(max(x, half), WIDTH - half)
        name = Name(round(inside, 1), round(y - LETTER, 1), areas.names[rank])
        if not any(_overlap(name, other) for other in taken):
            taken.append(name)
            yield name


def _overlap(one: Name, other: Name) -> bool:
    wide = (len(one.text) + len(other.text)) * LETTER * _WIDE / 2
    return abs(one.x - other.x) < wide and abs(one.y - other.y) < LETTER * 1.2


def _scale(paper: _Paper, drawn: Outlines) -> tuple[str, Name]:
    """Draw a bar of a round length, true in the middle of the map, and say it."""
    _, bottom, _, top = drawn.frame
    km = paper.scale * math.cosh((bottom + top) / 2) / _EARTH_KM
    fitting = [each for each in _LENGTHS_KM if each * km <= WIDTH / 5] or _LENGTHS_KM[:1]
    length = fitting[-1] * km
    x, y = WIDTH - MARGIN, paper.height - 8
    bar = _path(f"M{x - length:.1f} {y - 4:.1f}v4H{x:.1f}v-4", stroke=_INK)
    return bar, Name(round(x - length / 2, 1), y - 11, f"{fitting[-1]}\u00a0km")
