"""The map of a region's contracts, by their state."""

from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.questions.painting import painted
from cls_dash.questions.region.figures import UNTOLD, Figures
from cls_dash.render import maps, palette
from cls_dash.render.classes import by_bounds

NONE: Final = "sans contrat connu"
TWO: Final = "deux contrats ou plus"
OTHERS: Final = "autre état"
_STATES: Final = (palette.SEQUENTIAL[3], palette.SEQUENTIAL[1], palette.DIVERGING[1])
"""Of the three commonest states; the others share one colour."""


def contracts(here: Figures) -> maps.Values:
    """Paint each commune by the state of its contract, those of two contracts apart."""
    told = [str(state) for state in here.states.index if state != UNTOLD]
    shown = told[: len(_STATES)]
    labels = [NONE, TWO, *shown, *([OTHERS] if len(told) > len(shown) else []), UNTOLD]
    colours = [palette.ZERO, palette.ACCENT, *_STATES[: len(shown)]]
    colours += [palette.KINDS[2]] if len(told) > len(shown) else []
    ranks = {state: labels.index(state) for state in (*shown, UNTOLD)}
    states = (
        here.contracts["state"].map(ranks).fillna(labels.index(OTHERS) if OTHERS in labels else 0)
    )

    def rank(holders: tuple[str, ...]) -> float:
        return float(min(len(holders), 1)) if len(holders) != 1 else float(states[holders[0]])

    classes = by_bounds(
        here.places["holders"].map(rank).astype(float), range(len(labels) - 1), labels
    )
    tips = pd.Series(
        [_tip(here, holders, people) for holders, people in
         zip(here.places["holders"], here.places["population"], strict=True)],
        here.places.index,
    )  # fmt: skip
    return painted(
        here.places, classes, (*colours, palette.NEIGHBOUR), tips,
        title=f"Carte : contrats de la région {here.name}, par état. "
        f"{wording.number(len(here.within))} communes en ont un.",
        legend="Contrat",
    )  # fmt: skip


def _tip(here: Figures, holders: tuple[str, ...], people: float) -> tuple[str, ...]:
    told = tuple(
        f"{here.contracts.loc[slug, 'name']} : {here.contracts.loc[slug, 'state']}"
        for slug in holders
    )
    lived = (wording.counted(people, "habitant"),) if people == people else ()
    return (*(told or (NONE.capitalize(),)), *lived)
