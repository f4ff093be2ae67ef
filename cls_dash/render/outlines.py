"""The geometry of a map, read back from what browsers fetch."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cls_dash.render.packing import END, NEXT

Vector = NDArray[np.float64]
Ring = Sequence[tuple[int, bool]]
"""Arcs, one after another, each followed in its direction or backwards."""


@dataclass(frozen=True)
class Layer:
    """Areas, in their order in the asset."""

    ids: Sequence[str]
    names: Sequence[str]
    rings: Sequence[Sequence[Ring]]
    points: Vector | None
    """Chief points on the plane, where the asset tells them."""


@dataclass(frozen=True)
class Outlines:
    """Arcs on the plane of :func:`mercator`, and how areas follow them."""

    arcs: Sequence[Vector]
    layers: Mapping[str, Layer]
    groups: Mapping[str, Mapping[str, Any]]
    around: Sequence[tuple[str, str, Vector]]
    """Kind, name and place on the plane of what is named around the areas."""
    frame: tuple[float, float, float, float]
    """Left, bottom, right and top of the place of most areas, on the plane."""


@lru_cache(maxsize=16)
def outlines(asset: bytes) -> Outlines:
    """
    Return the geometry of an asset: see :func:`cls_dash.render.packing.packed`.

    What is returned is shared: it must not be changed.
    """
    told = json.loads(gzip.decompress(asset))
    scale, origin = np.array(told["scale"]), np.array(told["translate"])

    def placed(steps: Sequence[int]) -> Vector:
        return mercator(np.cumsum(np.reshape(steps, (-1, 2)), axis=0) * scale + origin)

    layers, new = {}, 0
    for name, layer in told["objects"].items():
        rings, new = _rings(layer["uses"], new)
        layers[name] = Layer(
            ids=layer.get("ids")
            or [np.base_repr(code, 36).zfill(5) for code in accumulate(layer["codes"])],
            names=layer["names"],
            rings=rings,
            points=placed(layer["points"]) if "points" in layer else None,
        )
    west, south, east, north = told["frames"][0]["box"]
    left, bottom, right, top = mercator(np.array([[west, south], [east, north]])).ravel()
    return Outlines(
        arcs=np.split(placed(told["steps"]), np.cumsum(told["lengths"])[:-1]),
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


def _rings(uses: Sequence[int], new: int) -> tuple[list[list[Ring]], int]:
    """Return the rings of each area, and the rank of the next new arc."""
    areas: list[list[Ring]] = []
    rings: list[Ring] = []
    ring: list[tuple[int, bool]] = []
    for use in uses:
        if use == NEXT:
            ring.append((new, True))
            new += 1
        elif use != END:
            ring.append((new - use // 2, bool(use % 2)))
        elif ring:
            rings.append(ring)
            ring = []
        else:
            areas.append(rings)
            rings = []
    return areas, new
