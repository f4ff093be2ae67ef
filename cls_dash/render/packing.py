"""
A topology as the browser fetches it: the same integers as TopoJSON, told more briefly.

TopoJSON says where each arc begins and which arcs bound each area; both compress badly, and
for the communes of France they are most of the file. Here arcs come in the order in which
areas use them, so that a point is a step from the one before, the use of a new arc is «the
next one», and that of a known arc says how many arcs ago it came.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

NEXT: Final = 1
"""A use: the next new arc, in its own direction."""
END: Final = 0
"""A use: the ring ends; twice, the area does."""
_INSEE: Final = re.compile("[0-9A-Z]{5}")
"""An INSEE code: a number in base 36 (``2A004``)."""

Arc = Sequence[Sequence[int]]
Ring = Sequence[int]


def packed(topology: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return a quantised topology in the form that ``static/packed.js`` decodes.

    Parameters
    ----------
    topology
        TopoJSON, as :func:`cls_dash.render.topology.topology` makes it. Polygons of a
        multipolygon are told ring by ring: a browser fills rings by the even-odd rule.

    Returns
    -------
    dict
        ``scale`` and ``translate`` of the grid; ``steps``, from each point of the arcs to the
        next in grid steps, column and row by turns; ``lengths``, points of each arc;
        ``objects``, each with the ``uses`` of arcs, the ``codes`` or ``ids`` of its areas, their
        ``names`` and perhaps their ``points`` (running steps of the grid). A use is
        :data:`END`, :data:`NEXT`, or 2k for the k-th arc before the next new one, followed
        backwards, and 2k + 1 for the same followed in its direction. Foreign members of the
        topology are kept.
    """
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    ranks: dict[int, tuple[int, bool]] = {}
    used: list[int] = []
    objects = {
        name: {"uses": list(_uses(each["geometries"], ranks, used))}
        | _told(each["geometries"], scale, translate)
        for name, each in sorted(topology["objects"].items())
    }
    known = {"type", "transform", "objects", "arcs"}
    return {
        "scale": scale,
        "translate": translate,
        "steps": _followed(topology["arcs"], used),
        "lengths": [len(topology["arcs"][max(index, ~index)]) for index in used],
        "objects": objects,
        **{key: value for key, value in topology.items() if key not in known},
    }


def _uses(
    geometries: Sequence[Mapping[str, Any]],
    ranks: dict[int, tuple[int, bool]],
    used: list[int],
) -> Iterator[int]:
    """Yield the uses of an object; ``used`` receives each new arc, as it is first followed."""
    for geometry in geometries:
        for ring in _rings(geometry):
            for index in ring:
                arc, forward = max(index, ~index), index >= 0
                if arc not in ranks:
                    ranks[arc] = len(used), forward
                    used.append(index)
                    yield NEXT
                else:
                    rank, direction = ranks[arc]
                    yield 2 * (len(used) - rank) + (direction == forward)
            yield END
        yield END


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    for polygon in polygons:
        yield from polygon


def _followed(arcs: Sequence[Arc], used: Sequence[int]) -> list[int]:
    """Return the steps along arcs, each in the direction of its first use, ``~`` for backwards."""
    sizes = np.array([len(arc) for arc in arcs])
    first = np.cumsum(sizes) - sizes
    steps = np.array(list(chain.from_iterable(arcs)), dtype=np.int64)
    points = steps.cumsum(axis=0)
    # Each arc begins from the corner of the grid, not where the one before ends.
    points -= np.repeat(points[first] - steps[first], sizes, axis=0)
    uses = np.array(used)
    arc, back = np.where(uses < 0, ~uses, uses), uses < 0
    order = np.repeat(first[arc], sizes[arc]) + places(sizes[arc], back)
    return _steps(points[order])


def places(sizes: NDArray[np.int64], back: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the rank of each vertex in its line, from its end where the line is told back."""
    first = np.cumsum(sizes) - sizes
    place = np.arange(sizes.sum()) - np.repeat(first, sizes)
    return np.where(np.repeat(back, sizes), np.repeat(sizes, sizes) - 1 - place, place)


def _steps(points: NDArray[np.int64]) -> list[int]:
    """Return the step from each point of the grid to the next, column and row by turns."""
    steps: list[int] = np.diff(points, axis=0, prepend=0).ravel().tolist()
    return steps


def _told(
    geometries: Sequence[Mapping[str, Any]], scale: Sequence[float], translate: Sequence[float]
) -> dict[str, Any]:
    """Return the identifiers, names and points of areas, column by column."""
    ids = [str(geometry["id"]) for geometry in geometries]
    about = [geometry.get("properties", {}) for geometry in geometries]
    told: dict[str, Any] = {"names": [each.get("name", "") for each in about]}
    if all(_INSEE.fullmatch(code) for code in ids):
        numbers = [int(code, 36) for code in ids]
        told["codes"] = [after - before for before, after in pairwise([0, *numbers])]
    else:
        told["ids"] = ids
    if all("longitude" in each for each in about):
        points = [
            (
                round((each["longitude"] - translate[0]) / scale[0]),
                round((each["latitude"] - translate[1]) / scale[1]),
            )
            for each in about
        ]
        told["points"] = _steps(np.array(points))
    return told
