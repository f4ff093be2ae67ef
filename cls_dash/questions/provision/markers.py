"""Places of care as discs on a map, each of the colour of its kind."""

from typing import Any, Final

import numpy as np
import pandas as pd

from cls_dash import terms
from cls_dash.questions.rows import rows
from cls_dash.render import maps, palette

_DOT: Final = 6.0
_APART: Final = 0.007
"""Degrees between places of one point: about half a kilometre."""


def discs(places: pd.DataFrame) -> tuple[list[maps.Circle], dict[str, Any]]:
    """Return a disc for each place, of the colour of its kind where there are several."""
    kinds = [kind for kind in terms.PROVIDERS if (places["category"] == kind).any()]
    colours = dict(zip(kinds, palette.KINDS, strict=False)) if len(kinds) > 1 else {}
    points: list[maps.Circle] = [
        (
            (round(row["longitude"], 5), round(row["latitude"], 5)),
            _DOT,
            (
                str(row["name"]),
                terms.PROVIDERS.get(row["category"], ""),
                "" if row["point_precision"] == "exact" else "placé à la mairie",
            ),
            colours.get(row["category"], palette.PROVIDER_FILL),
        )
        for row in rows(_side_by_side(places))
    ]
    sizes = [
        {"radius": _DOT, "label": terms.PROVIDERS[kind], "colour": colour}
        for kind, colour in colours.items()
    ]
    return points, {"title": "Lieux", "sizes": sizes or [{"radius": _DOT, "label": "lieu connu"}]}


def _side_by_side(places: pd.DataFrame) -> pd.DataFrame:
    """Part the places of one point, so that none hides another."""
    here = places.groupby(["longitude", "latitude"])
    turn = 2 * np.pi * here.cumcount() / here["name"].transform("size")
    away = _APART * (here["name"].transform("size") > 1)
    return places.assign(
        longitude=places["longitude"] + away * np.cos(turn),
        latitude=places["latitude"] + away * np.sin(turn),
    )
