"""The map of what actions cover already, and of the places that are proposed."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.coverage import TIE
from cls_dash.questions.painting import painted
from cls_dash.questions.rows import rows
from cls_dash.questions.where_next.figures import Figures, Reached
from cls_dash.render import maps, palette
from cls_dash.render.classes import by_bounds

_BOUNDS: Final = (0.0, 0.34, 0.67, 1 - TIE)
GAINED: Final = "de besoin couvert en plus"
_LABELS: Final = ("pas du tout", "un peu", "à moitié", "largement", "entièrement")


def values(found: Figures) -> maps.Values:
    """Paint how much of the way actions make to each commune, with a circle a place."""
    wanted, proposed = found.wanted, found.programme
    here, covered = wanted.here, wanted.covered()
    ranks = {code: rank for rank, code in enumerate(here.everyone.index)}
    largest = max((place.gain for place in proposed.places), default=1.0)
    circles: list[maps.Circle] = [
        (ranks[place.code], maps.radius(max(place.gain, largest / 40), largest), ())
        for place in proposed.places
    ]
    pairs = enumerate(zip(proposed.codes, found.reached, strict=True), 1)
    order = {code: (rank, near) for rank, (code, near) in pairs}
    shown = here.communes.assign(covered=covered)
    return painted(
        here.everyone,
        by_bounds(covered.reindex(here.everyone.index), _BOUNDS, _LABELS),
        palette.shades(len(_LABELS), "better"),
        pd.Series({row["code"]: _tip(row, order) for row in rows(shown)}),
        title=wanted.recent.record.plain(
            "Carte : part du chemin déjà faite par les actions, et places proposées : "
            f"{wording.listing([wanted.name(code) for code in proposed.codes]) or 'aucune'}."
        ),
        legend=wanted.recent.record.plain("Déjà couverte"),
        circles=circles,
        circle_legend={
            "title": "Place proposée",
            "sizes": [{"radius": maps.LARGEST, "label": f"{wanted.part(largest)} {GAINED}"}],
        }
        if circles
        else None,
        circle_style=palette.RING,
        named=proposed.codes,
    )


def _tip(row: Mapping[str, Any], order: Mapping[str, tuple[int, Reached]]) -> tuple[str, ...]:
    lines = (
        f"Couverte à {wording.percent(row['covered'])}",
        wording.counted(row["population"], "habitant"),
    )
    if row["code"] not in order:
        return lines
    rank, near = order[row["code"]]
    return (
        f"Place proposée n° {rank} : {wording.counted(near.people, 'habitant')} à portée",
        f"dont {wording.number(near.newly)} sans action à portée avant",
        *lines,
    )
