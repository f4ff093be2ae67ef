"""The map of a region's contracts, by their state."""

from typing import Final

from cls_dash import wording
from cls_dash.questions.painting import painted
from cls_dash.questions.region import words
from cls_dash.questions.region.figures import UNTOLD, Figures
from cls_dash.render import maps, palette
from cls_dash.render.classes import by_bounds

NONE: Final = "sans contrat connu"
TWO: Final = "deux contrats ou plus"
OTHERS: Final = "autre état"
_OTHER: Final = palette.KINDS[2]
_STATES: Final = (palette.SEQUENTIAL[3], palette.SEQUENTIAL[1], palette.DIVERGING[1])
"""Of the three commonest states; the others share one colour."""


def contracts(here: Figures) -> maps.Values:
    """Paint each commune by the state of its contract, those of two contracts apart."""
    told = [str(state) for state in here.states.index if state != UNTOLD]
    shown = {state: rank for rank, state in enumerate(told[: len(_STATES)], start=2)}
    others, untold = len(shown) + 2, len(shown) + 3
    labels = (NONE, TWO, *shown, OTHERS, UNTOLD)
    colours = (palette.ZERO, palette.ACCENT, *_STATES[: len(shown)], _OTHER, palette.NEIGHBOUR)
    state = here.contracts["state"].to_dict()
    tips: dict[tuple[str, ...], tuple[str, ...]] = {(): (NONE.capitalize(),)}
    ranks: dict[tuple[str, ...], int] = {(): 0}
    for holders in set(here.within["holders"]):
        tips[holders] = words.held(here, holders)
        one = state[holders[0]]
        ranks[holders] = 1 if len(holders) > 1 else shown.get(one, others)
        if one == UNTOLD and len(holders) == 1:
            ranks[holders] = untold
    classes = by_bounds(
        here.places["holders"].map(ranks).astype(float), range(len(labels) - 1), labels
    )
    n = len(here.within)
    some = f"{wording.counted(n, 'commune')} en {wording.agreeing(n, 'a', 'ont')} un."
    return painted(
        here.places, classes, colours, here.places["holders"].map(tips),
        title=f"Carte : contrats de la région {here.name}, par état. {some}",
        legend="Contrat",
    )  # fmt: skip
