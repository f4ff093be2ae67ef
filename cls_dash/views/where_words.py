"""What is said of the next places: the answer, the facts, what reach and equity trade."""

from collections.abc import Mapping
from typing import Final

import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.analysis.siting import Place, Programme
from cls_dash.render import charts
from cls_dash.views.wish import SOMEBODY, Question
from cls_dash.views.within_reach import within_reach

NOTHING: Final = (
    "Aucune place ne couvrirait quelqu’un de plus : il n’y a pas d’arbitrage à montrer."
)
SAME: Final = 0.005
"""Two shares closer than that are written alike."""

Kept = Mapping[str, tuple[int, int]]
"""In how many variants, among how many, each commune is one of the places."""


def answer(asked: Question) -> str:
    """Say where the next action would serve most, and whom it would come near."""
    first = asked.alone.places[0]
    if first.gain < SOMEBODY:
        return "**Ces actions couvrent déjà les habitants** : une de plus ne couvrirait personne."
    limit = wording.number(asked.decay[-1][0])
    (near,) = within_reach(asked, (first.code,))
    new = (
        "tous en avaient déjà une à cette distance, mais plus loin"
        if not near.newly
        else f"**{wording.number(near.newly)}** n’en avaient aucune à cette distance"
    )
    said = (
        f"La prochaine action servirait le plus {_at(asked.name(first.code))} : "
        f"**{wording.counted(near.people, 'habitant')}** y seraient à {limit} minutes ou moins, "
        f"{new}."
    )
    if not first.runner_up:
        return said
    return f"{said} {_rival(asked, first)}"


def _at(name: str) -> str:
    """Write where, the name of the commune in bold."""
    preposition, _, town = wording.at(name).partition(" ")
    return f"{preposition} **{town}**"


def _rival(asked: Question, place: Place) -> str:
    rival = asked.name(place.runner_up)
    behind = 1 - place.runner_up_gain / place.gain
    if behind < 0.05:
        return f"**{rival}** ferait presque autant ({less(place)} de moins)."
    return f"Vient ensuite {rival}, {less(place)} de moins."


def less(place: Place) -> str:
    """Write how much less the runner-up gains."""
    behind = 1 - place.runner_up_gain / place.gain if place.gain else 0.0
    return wording.percent(behind, 1 if behind < 0.01 else 0)


def facts(asked: Question, found: Programme, kept: Kept) -> tuple[str, ...]:
    """Say what a programme covers, and whether its best place holds when needs change."""
    if not found.places:
        return (f"Besoin déjà couvert : **{wording.percent(found.before)}**.",)
    first = asked.alone.codes[0]
    count, among = kept[first]
    n = len(found.places)
    these = wording.agreeing(n, "cette place", f"ces {wording.counted(n, 'place')}")
    together = (
        ""
        if first in found.codes
        else f" Ensemble, elles font mieux sans {asked.name(first)}, la meilleure place seule."
    )
    return (
        f"Avec {these}, la couverture du besoin passe de **{wording.percent(found.before)}** à "
        f"**{wording.percent(found.after)}**.{together}",
        f"{asked.name(first)} reste proposée dans **{count} variantes sur {among}** du "
        "besoin et de la portée.",
    )


def traded(asked: Question) -> tuple[go.Figure | None, str]:
    """Trade reach against equity: everyone's need, or that of the neediest fifth."""
    if asked.frontier is None:
        return None, "Chaque habitant compte autant : il n’y a pas d’arbitrage à montrer."
    points = asked.frontier.copy()
    points["names"] = [
        wording.listing([asked.name(code) for code in codes]) for codes in points["codes"]
    ]
    widest, fairest = points.iloc[0], points.iloc[-1]
    if fairest["equity"] - widest["equity"] < SAME:
        near = "" if len(points) == 1 else "À un demi-point près, "
        said = f"{near}le même programme ({widest['names']}) est le meilleur pour tous et pour le "
        return None, (f"{said[0].upper()}{said[1:]}cinquième d’habitants qui en a le plus besoin.")
    return charts.frontier(points), (
        f"Pour couvrir le plus de besoin ({wording.percent(widest['reach'])}) : {widest['names']}. "
        f"Pour couvrir le mieux le cinquième d’habitants qui en a le plus besoin "
        f"({wording.percent(fairest['equity'])} au lieu de {wording.percent(widest['equity'])}) : "
        f"{fairest['names']}."
    )
