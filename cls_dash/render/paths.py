"""Paths of SVG, short: whole steps from point to point, and no border within what is filled."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cls_dash.render.outlines import Integers
from cls_dash.render.packing import places


@dataclass(frozen=True)
class Runs:
    """Arcs on a grid, neighbours that coincide told once."""

    firsts: Integers
    """Where each arc begins."""
    lasts: Integers
    steps: Integers
    """From each point of an arc to the next, arc after arc."""
    sizes: Integers
    """Steps of each arc."""

    @classmethod
    def of(cls, points: Integers, lengths: NDArray[np.integer]) -> "Runs":
        """Return arcs whose points follow one another."""
        same = np.concatenate([[False], (points[1:] == points[:-1]).all(axis=1)])
        starts = np.cumsum(lengths) - lengths
        same[starts] = False
        kept = points[~same]
        sizes = np.add.reduceat(~same, starts) - 1
        starts = np.cumsum(sizes + 1) - sizes - 1
        steps = np.delete(np.diff(kept, axis=0), starts[1:] - 1, axis=0)
        return cls(kept[starts], kept[starts + sizes], steps, sizes.astype(np.int32))

    def followed(self, arcs: NDArray[np.integer], back: NDArray[np.bool_]) -> Integers:
        """Return the steps along arcs, one after another, some of them from their end."""
        sizes, ends = self.sizes[arcs], np.cumsum(self.sizes)[arcs]
        order = np.repeat(ends - sizes, sizes) + places(sizes, back)
        steps: Integers = self.steps[order] * np.repeat(np.where(back, -1, 1), sizes)[:, None]
        return steps


def union(arcs: Integers, runs: Runs) -> str:
    """
    Return the outline of areas taken together, to be filled by the even-odd rule.

    Parameters
    ----------
    arcs
        That bound the areas: what two of them share is inside, and is left out.
    runs
        All arcs of the map.
    """
    known, firsts, uses = np.unique(arcs, return_index=True, return_counts=True)
    alone = uses % 2 == 1
    kept = known[alone][np.argsort(firsts[alone])]
    # The grid may have made a ring a point or a line.
    rings = [ring for ring in _rings(kept, runs) if sum(runs.sizes[[*ring]]) > 2]
    if not rings:
        return ""
    along = np.concatenate([[*ring] for ring in rings])
    back = ~np.concatenate([[*ring.values()] for ring in rings])
    starts = np.cumsum([0, *map(len, rings)])[:-1]
    sizes = np.add.reduceat(runs.sizes[along], starts)
    # The last step of a ring is its «z».
    steps = np.delete(runs.followed(along, back), np.cumsum(sizes) - 1, axis=0)
    return _written(runs.firsts[along[starts]], steps, sizes - 1, end="z")


def lines(arcs: Integers, runs: Runs) -> str:
    """Return arcs one by one, those that the grid makes a point left out."""
    long = arcs[runs.sizes[arcs] > 0]
    steps = runs.followed(long, np.zeros(len(long), dtype=bool))
    return _written(runs.firsts[long], steps, runs.sizes[long])


def _written(starts: Integers, steps: Integers, sizes: Integers, end: str = "") -> str:
    """Write lines: the first point of each, then its steps. A minus parts numbers by itself."""
    told, ends = steps.ravel().tolist(), (2 * np.cumsum(sizes)).tolist()
    written = "".join(
        f"M{start}l{told[first:last]}{end}"
        for start, first, last in zip(starts.tolist(), [0, *ends], ends, strict=False)
    )
    bare = written.replace("[", "").replace("]", "")
    return bare.replace(", -", "-").replace(", ", " ")


def _rings(arcs: Integers, runs: Runs) -> Iterator[dict[int, bool]]:
    """
    Join arcs end to end: as many of them begin and end at each point as the rings need.

    Yields arcs in their order, and whether each is followed in its direction.
    """
    ranks = arcs.tolist()
    begins, finishes = (
        dict(zip(ranks, _numbered(points[arcs]), strict=True))
        for points in (runs.firsts, runs.lasts)
    )
    at: dict[int, list[int]] = defaultdict(list)
    for arc in ranks:
        at[begins[arc]].append(arc)
        at[finishes[arc]].append(arc)
    left = set(ranks)
    while left:
        arc = left.pop()
        first, here, ring = begins[arc], finishes[arc], {arc: True}
        while here != first:
            near = at[here]
            while (arc := near.pop()) not in left:
                pass
            left.discard(arc)
            ring[arc] = forward = begins[arc] == here
            here = finishes[arc] if forward else begins[arc]
        yield ring


def _numbered(points: Integers) -> list[int]:
    """Return a number for each point, the same where they are the same."""
    numbers: list[int] = (points.astype(np.int64) @ (2**32, 1)).tolist()
    return numbers
