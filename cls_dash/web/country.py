"""What the map of a region or of France fetches, as JSON, once for all who ask the same."""

import json
from typing import Final

import numpy as np
import pandas as pd

from cls_dash.questions.country import layers, points
from cls_dash.questions.country import maps as drawn
from cls_dash.questions.country.asked import LEVELS
from cls_dash.questions.country.choropleth import Colouring, choropleth
from cls_dash.questions.country.maps import coloured
from cls_dash.render import maps
from cls_dash.store.release import Release

GRID_DEG: Final = 1e-4
"""Step of the grid that points are sent on: about 10 m."""
_INDICATORS, _COUNTED = "Indicateurs publiés", "Équipements et professionnels"


def choices(release: Release) -> bytes:
    """Return the layers that colours may say, each with its levels, and their French names."""
    offered = [
        {
            "code": code,
            "title": layer.title,
            "group": _INDICATORS if layer.category is None else _COUNTED,
            "levels": layer.levels,
        }
        for code, layer in layers.offered(release).items()
    ]
    return _compact({"layers": offered, "levels": dict(LEVELS)})


def values(release: Release, asked: Colouring) -> bytes:
    """Return the colours of a map, its legend and its tooltips' lines."""
    return _compact(maps.pack(coloured(release, asked)))


def figures(release: Release, asked: Colouring) -> bytes:
    """Return the figures of tooltips: whole numbers of the last decimal, column by column."""
    found = choropleth(release, asked)
    columns = [_whole(found.measured.figures, found.digits)]
    if found.measured.counts is not None:
        columns.append(_whole(found.measured.counts, 0))
    return _compact({"columns": columns})


def perimeters(release: Release, asset: str) -> bytes:
    """Return the perimeters in force, by slug: the ranks of their communes on a map."""
    return _compact({"perimeters": drawn.perimeters(release, asset)})


def places(release: Release, layer: str) -> bytes:
    """
    Return where points are, as the browser fetches them.

    ``scale`` in degrees, ``steps`` from each point to the next (longitude and latitude by
    turns, in steps of the grid), ``weights`` where a point is several actions.
    """
    found = points.located(release, layer)
    grid = (found[["longitude", "latitude"]].to_numpy(float) / GRID_DEG).round().astype(int)
    steps = np.diff(grid, axis=0, prepend=np.zeros((1, 2), int))
    answer: dict[str, object] = {"scale": GRID_DEG, "steps": steps.ravel().tolist()}
    if "weight" in found:
        answer["weights"] = found["weight"].tolist()
    return _compact(answer)


def names(release: Release, layer: str) -> bytes:
    """Return the names of points, in the order of :func:`places`."""
    return _compact({"names": points.located(release, layer)["name"].tolist()})


def _whole(values: pd.Series, digits: int) -> list[int | None]:
    scaled = (values * 10**digits).round()
    return [None if value != value else int(value) for value in scaled.tolist()]


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
