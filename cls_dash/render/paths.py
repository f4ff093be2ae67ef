"""Paths of SVG, short: whole steps from point to point, and no border within what is filled."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from cls_dash.render.outlines import Ring

Point = tuple[int, int]
Run = Sequence[Point]
"""Points of an arc on a grid, neighbours that coincide told once."""


def union(areas: Iterable[Sequence[Ring]], runs: Sequence[Run]) -> str:
    """
    Return the outline of areas taken together, to be filled by the even-odd rule.

    What two of them share is inside: it is left out.
    """
    uses = Counter(arc for rings in areas for ring in rings for arc, _ in ring)
    kept = [arc for arc, times in uses.items() if times % 2]
    return "".join(f"{line(ring)}z" for ring in _rings(kept, runs) if len(ring) > 2)


def lines(arcs: Iterable[int], runs: Sequence[Run]) -> str:
    """Return arcs one by one, those that the grid makes a point left out."""
    return "".join(line(runs[arc]) for arc in arcs if len(runs[arc]) > 1)


def line(run: Run) -> str:
    """Write a line from its first point, then by steps."""
    (x, y), steps = run[0], [(c - a, d - b) for (a, b), (c, d) in pairwise(run)]
    return f"M{_pair(x, y)}l{_joined(steps)}"


def _joined(steps: Iterable[Point]) -> str:
    told = " ".join(_pair(x, y) for x, y in steps)
    return told.replace(" -", "-")


def _pair(x: int, y: int) -> str:
    return f"{x}{y}" if y < 0 else f"{x} {y}"


def _rings(arcs: Iterable[int], runs: Sequence[Run]) -> Iterator[list[Point]]:
    """Join arcs end to end: as many of them begin and end at each point as the rings need."""
    at: dict[Point, list[int]] = defaultdict(list)
    for arc in arcs:
        at[runs[arc][0]].append(arc)
        at[runs[arc][-1]].append(arc)
    left = set(arcs)
    while left:
        ring = list(runs[left.pop()])
        while ring[-1] != ring[0]:
            near = at[ring[-1]]
            while (arc := near.pop()) not in left:
                pass
            left.discard(arc)
            run = runs[arc]
            ring += (run if run[0] == ring[-1] else run[::-1])[1:]
        yield ring[:-1]
