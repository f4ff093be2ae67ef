"""
Outlines as quantised TopoJSON: each border once, as small integers.

Made when the dataset is built, never when a page is drawn. What comes out holds
polygons and multipolygons alone, in the order given, so that a reader needs a few
lines of code and may index values by position. All is exact once coordinates are
rounded: pieces cut apart on the same grid meet without a sliver.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from cls_dash.errors import InvalidInputError
from cls_dash.render.packing import places

EQUAL_AREA: Final = "EPSG:6933"
"""``coverage_simplify`` drops corners by area, so an equal-area projection makes its
tolerance the same length in Auvergne, in Guyane and in Réunion, with no zone to
choose; a national projection would only do for its own territory."""

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class _Rings:
    """
    The closed lines of all features, flat, as vertices of the grid.

    Attributes
    ----------
    xy
        Where each edge starts, shape ``(n, 2)``, in steps from (0°, 0°). The last edge of
        a ring leads back to its first vertex.
    sizes
        Number of edges of each ring.
    polygon, feature
        Position of the polygon and of the feature that each ring belongs to; the first
        ring of a polygon is its outside, the others are holes.
    """

    xy: Integers
    sizes: Integers
    polygon: Integers
    feature: Integers

    @property
    def first(self) -> Integers:
        """Position of the first edge of each ring."""
        return np.cumsum(self.sizes) - self.sizes

    def spread(self, values: Integers) -> Integers:
        """Repeat the value of each ring for each of its edges."""
        return np.repeat(values, self.sizes)

    def turned(self, by: Integers | int) -> Integers:
        """Return the positions of edges once each ring starts ``by`` edges later."""
        first = self.spread(self.first)
        place = np.arange(len(first)) - first + self.spread(np.broadcast_to(by, self.sizes.shape))
        return first + place % self.spread(self.sizes)


def topology(
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    step_deg: float,
    members: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """
    Return one TopoJSON topology with an object per layer, all sharing arcs.

    Parameters
    ----------
    layers
        Frames in EPSG:4326, by name of object. The index becomes the ``id`` of the
        features, the other columns their properties, and their order is kept. A layer
        may be empty, not all of them.
    step_deg
        Step of the grid, in degrees: 1e-4 is 11 m of latitude. The grid is that of the
        whole Earth, so a border has the same vertices in every topology of one step.
        Holes and islands that it swallows are dropped.
    members
        More members of the topology, by name (TopoJSON calls them foreign).

    Raises
    ------
    InvalidInputError
        If there is no feature or no grid, if a layer has a repeated identifier, has no
        CRS, or holds anything but polygons, or if the grid swallows a whole feature.
    """
    if not any(map(len, layers.values())) or not step_deg > 0:
        raise InvalidInputError("a topology needs a feature and a grid")
    for name, frame in layers.items():
        _check(name, frame)
    shapes = np.concatenate([frame.geometry.to_numpy() for frame in layers.values()])
    rings = _rounded(shapes, step_deg)
    lost = set(range(len(shapes))) - set(rings.feature.tolist())
    if lost:
        codes = [str(code) for frame in layers.values() for code in frame.index]
        reason = f"smaller than the grid: {', '.join(codes[place] for place in sorted(lost))}"
        raise InvalidInputError(reason)
    arcs, used = _cut(rings)
    outlines = _assembled(rings, used)
    low = rings.xy.min(axis=0)
    return {
        "type": "Topology",
        "transform": {"scale": [step_deg] * 2, "translate": (low * step_deg).tolist()},
        "objects": {name: _object(frame, outlines) for name, frame in layers.items()},
        "arcs": arcs,
        **(members or {}),
    }


def simplified(
    frame: gpd.GeoDataFrame, tolerance_m: float, *, outside: bool = True
) -> gpd.GeoDataFrame:
    """
    Drop the corners of less than about ``tolerance_m`` squared, borders staying shared.

    Visvalingam–Whyatt over the coverage (``shapely.coverage_simplify``), in an
    equal-area projection; the frame comes back in its own CRS. Only what is simplified
    together keeps its borders shared, unless the lines with nothing on their other side
    (coasts, borders of the whole) are left as they are: ``outside=False``.
    """
    projected = frame.geometry.to_crs(EQUAL_AREA)
    outlines = shapely.coverage_simplify(
        projected.to_numpy(), tolerance_m, simplify_boundary=outside
    )
    smaller = gpd.GeoSeries(outlines, index=frame.index, crs=EQUAL_AREA)
    return frame.set_geometry(smaller.to_crs(frame.crs))


def encode(topology: Mapping[str, Any]) -> bytes:
    """Return compact UTF-8 JSON: the same topology always gives the same bytes."""
    text = json.dumps(
        topology,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return text.encode("utf-8")


def _check(name: str, frame: gpd.GeoDataFrame) -> None:
    if frame.crs is None or not frame.index.is_unique:
        reason = f"{name}: needs features with a CRS and identifiers of their own"
        raise InvalidInputError(reason)
    polygonal = frame.geom_type.isin(["Polygon", "MultiPolygon"])
    if wrong := [str(code) for code in frame.index[~polygonal | frame.is_empty]]:
        reason = f"{name}: no polygon for {', '.join(wrong)}"
        raise InvalidInputError(reason)


def _rounded(shapes: NDArray[np.object_], step_deg: float) -> _Rings:
    """Put all rings on the grid and leave out those that enclose nothing any more."""
    polygons, feature = shapely.get_parts(shapes, return_index=True)
    _, degrees, (points, rings) = shapely.to_ragged_array(polygons)
    xy = np.rint(degrees / step_deg).astype(np.int64)
    ring = np.repeat(np.arange(len(points) - 1), np.diff(points))
    polygon = np.repeat(np.arange(len(polygons)), np.diff(rings))
    # An edge is where it starts; the closing point starts none, nor does one that is repeated.
    edge = np.append((xy[1:] != xy[:-1]).any(axis=1) & (ring[1:] == ring[:-1]), False)
    after = np.roll(xy, -1, axis=0)
    cross = (xy[:, 0] * after[:, 1] - xy[:, 1] * after[:, 0]) * edge
    area = np.add.reduceat(cross, points[:-1])
    kept = (area != 0) & (area[rings[:-1]] != 0)[polygon]
    edge &= kept[ring]
    sizes = np.bincount(ring[edge], minlength=len(kept))[kept]
    return _Rings(xy[edge], sizes, polygon[kept], feature[polygon[kept]])


def _cut(rings: _Rings) -> tuple[list[Any], list[list[int]]]:
    """
    Cut rings wherever borders part.

    Returns
    -------
    tuple
        The arcs, each once, delta-coded from the lowest corner of the box; and the arcs of
        each ring, in order: their position, or its complement (``~``) for one that is
        followed backwards.
    """
    _, example, start = np.unique(rings.xy @ [1 << 32, 1], return_index=True, return_inverse=True)
    n, end = len(example), start[rings.turned(1)]
    cut = _begins(rings, start, end)
    sizes = np.add.reduceat(cut.astype(np.int64), rings.first)
    first_cut = np.flatnonzero(cut)[np.cumsum(sizes) - sizes]
    order = rings.turned(first_cut - rings.first)
    start, end = start[order], end[order]
    begin = np.flatnonzero(cut[order])
    last = np.append(begin[1:], len(cut)) - 1
    # An arc is known by its first edge, from the end where that makes the smaller number.
    forward, backward = start[begin] * n + end[begin], end[last] * n + start[last]
    _, seen, rank = np.unique(np.minimum(forward, backward), return_index=True, return_inverse=True)
    once = np.sort(seen)
    rank = np.searchsorted(once, seen)[rank]  # numbered as they are met: gzip likes it
    back = backward < forward
    lengths = last[once] - begin[once] + 2
    place = places(lengths, back[once])
    after = np.repeat(last[once], lengths)
    edge = np.repeat(begin[once], lengths) + place
    vertices = np.where(edge > after, end[after], start[np.minimum(edge, after)])
    arcs = _delta_coded(rings.xy[example], vertices, lengths)
    return arcs, _split(np.where(back, ~rank, rank), sizes)


def _begins(rings: _Rings, start: Integers, end: Integers) -> NDArray[np.bool_]:
    """
    Say of each edge whether an arc begins with it.

    It does at a junction: where other than two distinct edges meet, or where a ring turns
    back on itself. A ring without any is one arc, from its smallest vertex.
    """
    n = start.max() + 1
    edge = np.minimum(start, end) * n + np.maximum(start, end)
    junction = np.bincount(np.concatenate(np.divmod(np.unique(edge), n)), minlength=n) != 2
    junction[start[edge == edge[rings.turned(-1)]]] = True
    parting: NDArray[np.bool_] = junction[start]
    free = ~np.logical_or.reduceat(parting, rings.first)
    smallest = np.minimum.reduceat(start, rings.first)
    parting |= rings.spread(free) & (start == rings.spread(smallest))
    return parting


def _delta_coded(grid: Integers, vertices: Integers, sizes: Integers) -> list[Any]:
    """Return the vertices of each line, of ``sizes`` each, as ``[dx, dy]`` from the one before."""
    xy = grid[vertices]
    first = np.cumsum(sizes) - sizes
    steps = np.diff(xy, axis=0, prepend=0)
    steps[first] = xy[first] - grid.min(axis=0)
    return _split(steps, sizes)


def _split(values: Integers, sizes: Integers) -> list[Any]:
    """Return plain lists of ``sizes`` values each."""
    flat, ends = values.tolist(), np.cumsum(sizes).tolist()
    return [flat[low:high] for low, high in pairwise([0, *ends])]


def _assembled(rings: _Rings, used: list[list[int]]) -> Iterator[list[list[list[int]]]]:
    """Yield the polygons of each feature, which are lists of rings, which are lists of arcs."""
    features: dict[int, dict[int, list[list[int]]]] = {}
    for feature, polygon, arcs in zip(
        rings.feature.tolist(), rings.polygon.tolist(), used, strict=True
    ):
        features.setdefault(feature, {}).setdefault(polygon, []).append(arcs)
    for polygons in features.values():
        yield list(polygons.values())


def _object(frame: gpd.GeoDataFrame, outlines: Iterator[list[list[list[int]]]]) -> dict[str, Any]:
    """Return a layer as a collection; it takes as many outlines as it has features."""
    records = frame.drop(columns=frame.geometry.name).to_dict("records")
    taken = islice(outlines, len(frame))
    geometries = [
        {"id": str(code), "properties": properties}
        | (
            {"type": "MultiPolygon", "arcs": polygons}
            if len(polygons) > 1
            else {"type": "Polygon", "arcs": polygons[0]}
        )
        for code, properties, polygons in zip(frame.index, records, taken, strict=True)
    ]
    return {"type": "GeometryCollection", "geometries": geometries}
