"""Maps on paper: the same geometry and values as on the screen, as a picture in SVG."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np

from cls_dash.render import maps, paths
from cls_dash.render.classes import MISSING
from cls_dash.render.outlines import Layer, Outlines, Vector, mercator, outlines
from cls_dash.render.palette import MISSING as MISSING_COLOUR
from cls_dash.render.palette import TEXTURE_INK, TEXTURES, TILE, TILES

WIDTH: Final = 640.0
"""Of a picture, in units of which a circle's radius is made."""
TALLEST: Final = 640.0
MARGIN: Final = 18.0
LETTER: Final = 14.0
"""Height of a name."""
_WIDE: Final = 0.55
"""Mean width of a letter, for its height."""
_AROUND: Final = "#f0f1f3"
_BEYOND: Final = "#fafbfc"
_COAST: Final = "#c3c8ce"
"""As ``static/theme.js`` paints them on a light page."""
_THIN: Final = "#8d97a1"
_BORDER: Final = "#3c4650"
_INK: Final = "#1c232b"
_MANY: Final = 2_000
"""Areas among which the borders of intercommunalities would be all that is seen."""
_EARTH_KM: Final = 6_378.137
_LENGTHS_KM: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Name:
    """A name, centred on a point of the picture."""

    x: float
    y: float
    text: str
    light: bool = False
    """Whether it is of what lies around."""


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
    few = len(areas.names) <= _MANY
    level = values.level or ("epci" if few else "departement")
    bar, length = _scale(paper, drawn)
    outlined = (
        _path(_whole(asset, "context", grid), fill=_AROUND, stroke=_AROUND),
        _path(_lines(asset, "context", grid), stroke=_COAST, width=0.7 * grid),
        _path(_lines(asset, "neighbours", grid), stroke=_COAST, width=0.7 * grid),
        *_coloured(asset, _marks(drawn, values), values.palette, grid),
        _path(_thin(asset, grid) if few else "", stroke=_THIN, width=0.4 * grid),
        _path(_borders(asset, level, grid), stroke=_BORDER, width=1.6 * grid),
        *_perimeters(asset, values.outlined, grid),
        _selected(asset, areas, values.selected, grid),
    )
    parts = (
        _textures(values.palette, grid),
        f'<rect width="100%" height="100%" fill="{_BEYOND}"/>',
        f'<g transform="scale({1 / grid:g})" fill-rule="evenodd">{"".join(outlined)}</g>',
        *(_disc(paper, areas, circle, values.circleStyle) for circle in values.circles),
        bar,
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {paper.height:g}" '
        f'stroke-linejoin="round">{"".join(parts)}</svg>'
    )
    named = [*_names(paper, areas, values.labels)]
    return Drawing(svg, paper.height, (*named, *_around(paper, drawn, named), length))


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
def _runs(asset: bytes, grid: int) -> paths.Runs:
    """Return the arcs on the grid."""
    drawn = outlines(asset)
    placed = (_Paper.of(drawn).at(drawn.points) * grid).round()
    return paths.Runs.of(placed.astype(np.int32), drawn.lengths)


@lru_cache(maxsize=32)
def _whole(asset: bytes, layer: str, grid: int) -> str:
    """Return the outline of all the areas of a layer, nothing where the asset lacks the layer."""
    found = outlines(asset).layers.get(layer)
    return paths.union(found.arcs, _runs(asset, grid)) if found else ""


def _lines(asset: bytes, layer: str, grid: int) -> str:
    """Return the borders of a layer, each once."""
    found = outlines(asset).layers.get(layer)
    return paths.lines(np.unique(found.arcs), _runs(asset, grid)) if found else ""


@lru_cache(maxsize=16)
def _thin(asset: bytes, grid: int) -> str:
    """Return the path of the borders of all areas, each once."""
    return _lines(asset, "areas", grid)


@lru_cache(maxsize=16)
def _borders(asset: bytes, level: str, grid: int) -> str:
    """Return the path of the borders between the groups of a level, and of the whole."""
    drawn = outlines(asset)
    areas = drawn.layers["areas"]
    of = drawn.groups[level]["of"] if level in drawn.groups else range(len(areas.names))
    order = np.argsort(areas.arcs, kind="stable")
    arcs, firsts, uses = np.unique(areas.arcs[order], return_index=True, return_counts=True)
    sides = np.array(of)[areas.areas[order]]
    lowest, highest = np.minimum.reduceat(sides, firsts), np.maximum.reduceat(sides, firsts)
    return paths.lines(arcs[(uses == 1) | (lowest != highest)], _runs(asset, grid))


def _marks(drawn: Outlines, values: maps.Values) -> str:
    """Return the mark of each area: its own, or that of its group."""
    if not values.level:
        return values.classes
    return "".join(
        values.classes[group] if group >= 0 else MISSING
        for group in drawn.groups[values.level]["of"]
    )


def _coloured(asset: bytes, marks: str, palette: Sequence[str], grid: int) -> Iterator[str]:
    """Draw areas, those of one class together, under what is drawn over their colour."""
    areas, runs = outlines(asset).layers["areas"], _runs(asset, grid)
    of = np.array([*marks])[areas.areas]
    for mark in sorted(set(marks)):
        colour = MISSING_COLOUR if mark == MISSING else palette[int(mark, 36)]
        joined = paths.union(areas.arcs[of == mark], runs)
        # Its own colour around it: two colours that only touch would let the ground through.
        yield _path(joined, fill=colour, stroke=colour, width=0.4 * grid)
        if texture := TEXTURES.get(colour):
            yield _path(joined, fill=f"url(#{texture})", stroke="none")


def _textures(colours: Sequence[str], grid: int) -> str:
    """Return the drawings that the colours of a map need."""
    named = dict.fromkeys(TEXTURES[each] for each in colours if each in TEXTURES)
    drawn = "".join(
        f'<pattern id="{name}" width="{TILE}" height="{TILE}" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({grid})">'
        f'<g stroke="{TEXTURE_INK}" stroke-width="0.8">{TILES[name]}</g></pattern>'
        for name in named
    )
    return f"<defs>{drawn}</defs>" if drawn else ""


def _path(d: str, *, fill: str = "none", stroke: str, width: float = 1.0) -> str:
    return f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"/>' if d else ""


def _perimeters(asset: bytes, outlined: Sequence[Sequence[int]], grid: int) -> Iterator[str]:
    """Draw the outlines of perimeters, that of the last, which is chosen, over the others."""
    areas, runs = outlines(asset).layers["areas"], _runs(asset, grid)
    for number, ranks in enumerate(outlined, start=1):
        around = paths.union(areas.arcs_of(ranks), runs)
        yield _path(around, stroke=_INK, width=(2 if number == len(outlined) else 0.8) * grid)


def _selected(asset: bytes, areas: Layer, code: str | None, grid: int) -> str:
    """Draw the outline of the area that is chosen, over all others."""
    ranks = np.flatnonzero(np.asarray(areas.ids) == code).tolist()
    return "".join(_perimeters(asset, (ranks,), grid)) if ranks else ""


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


def _around(paper: _Paper, drawn: Outlines, taken: Sequence[Name]) -> Iterator[Name]:
    """Place the names around, those that lie in the picture and cover no other."""
    written = list(taken)
    for _, text, place in drawn.around:
        x, y = paper.at(place)
        half = len(text) * LETTER * _WIDE / 2
        name = Name(round(x, 1), round(y, 1), text, light=True)
        inside = half < x < WIDTH - half and LETTER < y < paper.height - 2 * LETTER
        if inside and not any(_overlap(name, other) for other in written):
            written.append(name)
            yield name


def _overlap(one: Name, other: Name, letter: float = LETTER) -> bool:
    wide = (len(one.text) + len(other.text)) * letter * _WIDE / 2
    return abs(one.x - other.x) < wide and abs(one.y - other.y) < letter * 1.2


def larger(names: Iterable[Name], letter: float) -> tuple[Name, ...]:
    """Return the names that remain on a map where each letter is ``letter`` units high."""
    kept = list[Name]()
    for name in names:
        half = len(name.text) * letter * _WIDE / 2
        inside = replace(
            name,
            x=min(max(name.x, half), WIDTH - half),
            y=max(name.y + LETTER - letter, letter * 0.6),
        )
        if not any(_overlap(inside, other, letter) for other in kept):
            kept.append(inside)
    return tuple(kept)


def _scale(paper: _Paper, drawn: Outlines) -> tuple[str, Name]:
    """Draw a bar of a round length, true in the middle of the map, and say it."""
    _, bottom, _, top = drawn.frame
    km = paper.scale * math.cosh((bottom + top) / 2) / _EARTH_KM
    fitting = [each for each in _LENGTHS_KM if each * km <= WIDTH / 5] or _LENGTHS_KM[:1]
    length = fitting[-1] * km
    x, y = WIDTH - MARGIN, paper.height - 8
    bar = _path(f"M{x - length:.1f} {y - 4:.1f}v4H{x:.1f}v-4", stroke=_INK)
    return bar, Name(round(x - length / 2, 1), y - 11, f"{fitting[-1]}\u00a0km")
