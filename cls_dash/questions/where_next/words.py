"""What is said of the next places: the answer, the facts, what reach and equity trade."""

from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.coverage import TIE
from cls_dash.analysis.siting import OptimalPlaces, Place
from cls_dash.questions.spread.record import FLOOR
from cls_dash.questions.where_next.figures import Figures, Reached, differ, within_reach
from cls_dash.questions.where_next.siting import SOMEBODY, Siting

PROPOSED: Final = "Les places proposées"
QUESTION: Final = "Où mener les prochaines actions ?"
PURPOSE: Final = "pour recommander une place"
AID: Final = (
    "C’est une aide à la discussion : le calcul ne connaît ni les salles, ni les partenaires, ni "
    "ce que veulent les habitants."
)
READING: Final = (
    "La **couleur** dit quelle part du chemin les actions ont déjà faite vers chaque commune : une "
    "action à 10 minutes ou moins la couvre entièrement, à 15 minutes pour deux tiers, à 20 pour "
    "un tiers (portée habituelle) ; plusieurs s’ajoutent sans dépasser le tout.\n\n"
    "Les **cercles** sont les places proposées : plus un cercle est grand, plus la place "
    "couvrirait de **besoin en plus**. Le besoin couvert compte les habitants rapprochés d’une "
    "action, davantage là où le besoin est fort et là où rien n’était proche. Il est dit en part "
    "du besoin de tout le territoire, jamais en habitants : ceux à portée sont dits à part.\n\n"
    "La première place est la meilleure possible. Les suivantes sont choisies une à une, ou "
    "ensemble quand cela couvre plus ; le calcul exact, à la demande, dit ce qu’on y "
    f"perd.\n\n{FLOOR}"
)
EXACT: Final = "Vérifier par un calcul exact"
TRADE: Final = "Le plus d’habitants, ou ceux qui en ont le plus besoin ?"
EACH: Final = "Chaque point est un programme possible."
WHAT_IF: Final = "Et si… ?"
NOTHING: Final = (
    "Aucune place ne couvrirait quelqu’un de plus : il n’y a pas d’arbitrage à montrer."
)
ALMOST: Final = 0.05
"""A runner-up that gains no less than that does almost as much."""
_FREE: Final = " Les deux sont comparés sans la règle choisie : une place par commune au plus."


def gained(near: Reached) -> str:
    """Say what a place would change for who lives around it, in its commune or not."""
    if not near.newly:
        return "plus près, pour qui en avait déjà une à portée"
    people = wording.counted(near.newly, "habitant")
    return f"la première action à portée de {people} alentour"


def answer(wanted: Siting) -> str:
    """Say where the next action would serve most, and whom it would come near."""
    first = wanted.alone.places[0]
    if first.gain < SOMEBODY:
        return "**Ces actions couvrent déjà les habitants** : une de plus ne couvrirait personne."
    served = f"La prochaine action servirait le plus {_at(wanted.name(first.code))}"
    return f"{served}{_rival(wanted, first)}."


def served(wanted: Siting) -> tuple[str, ...]:
    """Say whom the next action would come near: inhabitants, not a part of the need."""
    first = wanted.alone.places[0]
    if first.gain < SOMEBODY:
        return ()
    limit = wording.number(wanted.decay[-1][0])
    (near,) = within_reach(wanted, (first.code,))
    new = (
        "tous en avaient déjà une à cette distance, mais plus loin"
        if not near.newly
        else f"**{wording.number(near.newly)}** n’en avaient aucune à cette distance"
    )
    return (
        f"**{wording.counted(near.people, 'habitant')}** y seraient à {limit} minutes ou moins, "
        f"{new}.",
    )


def _at(name: str) -> str:
    """Write where, the name of the commune in bold."""
    preposition, _, town = wording.at(name).partition(" ")
    return f"{preposition} **{town}**"


def _rival(wanted: Siting, place: Place) -> str:
    if not place.runner_up:
        return ""
    behind = 1 - place.runner_up_gain / place.gain
    rival = _at(wanted.name(place.runner_up))
    return f" ; {rival}, presque autant" if behind < ALMOST else f", puis {rival}"


def less(place: Place) -> str:
    """Write how much less the runner-up gains."""
    behind = 1 - place.runner_up_gain / place.gain if place.gain else 0.0
    return wording.percent(behind, 1 if behind < 0.01 else 0)


def facts(found: Figures) -> tuple[str, ...]:
    """Say what a programme covers, and whether its best place holds when needs change."""
    wanted, programme = found.wanted, found.programme
    if not programme.places:
        return (f"Besoin déjà couvert : **{wording.percent(programme.before)}**.",)
    first = wanted.alone.codes[0]
    count, among = found.kept[first]
    n = len(programme.places)
    these = wording.agreeing(n, "cette place", f"ces {wording.counted(n, 'place')}")
    together = (
        ""
        if first in programme.codes
        else f" Ensemble, elles font mieux sans {wanted.name(first)}."
    )
    return (
        *served(wanted),
        f"Avec {these}, la couverture du besoin passe de **{wording.percent(programme.before)}** à "
        f"**{wording.percent(programme.after)}**.{together}",
        f"{wanted.name(first)} reste proposée dans **{count} essais sur {among}**, en changeant "
        "le besoin et la distance.",
    )


def programmes(wanted: Siting) -> pd.DataFrame | None:
    """Return the programmes of the frontier, with the names of their places."""
    if wanted.frontier is None:
        return None
    names = [
        wording.listing([wanted.name(code) for code in codes]) for codes in wanted.frontier["codes"]
    ]
    return wanted.frontier.assign(names=names)


def traded(points: pd.DataFrame | None) -> str:
    """Trade reach against equity: everyone's need, or that of the neediest fifth."""
    if points is None:
        return "Chaque habitant compte autant : il n’y a pas d’arbitrage à montrer."
    widest, fairest = points.iloc[0], points.iloc[-1]
    if not differ(points):
        near = "" if len(points) == 1 else "À un demi-point près, "
        return wording.starting(
            f"{near}le même programme est le meilleur pour tous et pour le cinquième d’habitants "
            "qui en a le plus besoin."
        )
    return (
        f"Deux programmes : l’un couvre **{wording.percent(widest['reach'])}** du besoin de tous, "
        f"l’autre **{wording.percent(fairest['equity'])}** de celui du cinquième qui en a le plus."
    )


def exact(wanted: Siting, best: OptimalPlaces, *, ruled: bool) -> str:
    """Say how far the programme is from the best there is; ``ruled``, that a rule is left out."""
    if best.bound < SOMEBODY:
        return "Le calcul exact le confirme : aucune place ne couvrirait quelqu’un de plus."
    # Proven, the bound may still exceed by a hair what the best places cover.
    gap = max(0.0, (best.gain if best.proven else best.bound) / wanted.programme.gain - 1)
    rule = _FREE if ruled else ""
    names = wording.listing([wanted.name(code) for code in best.codes])
    written = wording.percent(gap, 1)
    if not best.proven:
        return (
            f"Le meilleur programme possible ferait au plus **{written}** de mieux que celui-ci "
            f"(le calcul exact a été interrompu avant d’aboutir).{rule}"
        )
    if gap < TIE:
        return f"Le calcul exact ne trouve pas mieux. Places : {names}.{rule}"
    return (
        f"Le calcul exact fait **{written}** de mieux que ce programme. Ses places : {names}.{rule}"
    )
