"""The geometry of a map, read back from what browsers fetch."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cls_dash.render.packing import END, NEXT

Vector = NDArray[np.float64]
Integers = NDArray[np.int32]
"""Of ranks and steps: those of France are half a million, and are kept."""
_PLACES: Final = 36 ** np.arange(5)[::-1]
_FIGURES: Final = np.array(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


@dataclass(frozen=True)
class Layer:
    """Areas, in their order in the asset."""

    ids: Sequence[str] | NDArray[np.str_]
    names: Sequence[str]
    arcs: Integers
    """Arcs that bound the areas, area after area: one between two areas is told twice."""
    areas: Integers
    """Rank of the area that each of them bounds."""
    points: Vector | None
    """Chief points on the plane, where the asset tells them."""

    def arcs_of(self, ranks: Sequence[int]) -> Integers:
        """Return the arcs that bound some of the areas."""
        return self.arcs[np.isin(self.areas, ranks)]


@dataclass(frozen=True)
class Outlines:
    """Arcs, how areas follow them, and where the plane of :func:`mercator` shows them."""

    grid: "Grid"
    vertices: Integers
    """Of the arcs, one after another, on the grid."""
    lengths: Integers
    """Vertices of each arc."""
    layers: Mapping[str, Layer]
    groups: Mapping[str, Mapping[str, Any]]
    around: Sequence[tuple[str, str, Vector]]
    """Kind, name and place on the plane of what is named around the areas."""
    frame: tuple[float, float, float, float]
    """Left, bottom, right and top of the place of most areas, on the plane."""

    @property
    def points(self) -> Vector:
        """Return the vertices on the plane."""
        return self.grid.placed(self.vertices)


@dataclass(frozen=True)
class Grid:
    """That of an asset: degrees of a step, and of its corner."""

    scale: Vector
    corner: Vector

    def placed(self, vertices: NDArray[np.integer]) -> Vector:
        """Return where vertices are on the plane."""
        return mercator(vertices * self.scale + self.corner)


@lru_cache(maxsize=16)
def outlines(asset: bytes) -> Outlines:
    """
    Return the geometry of an asset: see :func:`cls_dash.render.packing.packed`.

    What is returned is shared: it must not be changed.
    """
    told = json.loads(gzip.decompress(asset))
    grid = Grid(np.array(told["scale"]), np.array(told["translate"]))
    layers, new = {}, 0
    for name, layer in told["objects"].items():
        arcs, areas, new = _bounds(np.array(layer["uses"], dtype=np.int32), new)
        layers[name] = Layer(
            ids=layer["ids"] if "ids" in layer else _codes(layer["codes"]),
            names=layer["names"],
            arcs=arcs,
            areas=areas,
            points=grid.placed(_vertices(layer["points"])) if "points" in layer else None,
        )
    west, south, east, north = told["frames"][0]["box"]
    left, bottom, right, top = mercator(np.array([[west, south], [east, north]])).ravel()
    return Outlines(
        grid=grid,
        vertices=_vertices(told["steps"]),
        lengths=np.array(told["lengths"], dtype=np.int32),
        layers=layers,
        groups=told["groups"],
        around=[
            (kind, name, mercator(np.array([[x, y]]))[0])
            for kind, name, x, y in told.get("around", ())
        ],
        frame=(float(left), float(bottom), float(right), float(top)),
    )


def mercator(degrees: Vector) -> Vector:
    """Project longitudes and latitudes (EPSG:4326) as the map of the screen does, in radians."""
    east, north = np.radians(degrees).T
    return np.column_stack([east, np.arcsinh(np.tan(north))])


def _vertices(steps: Sequence[int]) -> Integers:
    """Return where steps lead, one after another, on the grid."""
    return np.cumsum(np.reshape(np.array(steps, dtype=np.int32), (-1, 2)), axis=0, dtype=np.int32)


def _codes(steps: Sequence[int]) -> NDArray[np.str_]:
    """Return INSEE codes, told as numbers in base 36, each from the one before."""
    numbers = np.cumsum(np.array(steps, dtype=np.int64))
    return np.ascontiguousarray(_FIGURES[numbers[:, None] // _PLACES % 36]).view("U5").ravel()


def _bounds(uses: Integers, new: int) -> tuple[Integers, Integers, int]:
    """Return the arcs that bound areas, the rank of each one's area, and that of the next arc."""
    ends, firsts = uses == END, uses == NEXT
    known = new + np.cumsum(firsts)
    arcs = known - np.where(firsts, 1, uses // 2)
    # The first of several ends is that of a ring, the others are those of areas.
    areas = np.cumsum(ends & np.concatenate([[True], ends[:-1]]))
    followed = ~ends
    return (
        arcs[followed].astype(np.int32),
        areas[followed].astype(np.int32),
        new + int(firsts.sum()),
    )
