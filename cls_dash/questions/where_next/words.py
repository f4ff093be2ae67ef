"""What is said of the next places: the answer, the facts, what reach and equity trade."""

from typing import Final

import pandas as pd

from cls_dash import wording
from cls_dash.analysis.coverage import TIE
from cls_dash.analysis.siting import OptimalPlaces, Place
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
    "Les **cercles** sont les places proposées : leur surface est un **score**, la somme des "
    "habitants, pondérés par leur besoin et par la part du chemin nouvellement faite. Un score "
    "n’est pas un nombre d’habitants : ceux à portée sont dits à part. La première place est la "
    "meilleure possible. Les suivantes sont choisies une à une, ou ensemble quand cela couvre "
    "plus ; le calcul exact, à la demande, dit ce qu’on y perd."
)
EXACT: Final = "Vérifier par un calcul exact"
TRADE: Final = "Le plus d’habitants, ou ceux qui en ont le plus besoin ?"
EACH: Final = "Chaque point est un programme possible."
WHAT_IF: Final = "Et si… ?"
KNOWN: Final = "Ce qui est connu"
NOTHING: Final = (
    "Aucune place ne couvrirait quelqu’un de plus : il n’y a pas d’arbitrage à montrer."
)
_FREE: Final = " Les deux sont comparés sans la règle choisie : une place par commune au plus."


def gained(near: Reached) -> str:
    """Say what a place would change."""
    people = wording.counted(near.newly, "habitant")
    return f"{people} sans action à portée jusque-là"


def answer(wanted: Siting) -> str:
    """Say where the next action would serve most, and whom it would come near."""
    first = wanted.alone.places[0]
    if first.gain < SOMEBODY:
        return "**Ces actions couvrent déjà les habitants** : une de plus ne couvrirait personne."
    limit = wording.number(wanted.decay[-1][0])
    (near,) = within_reach(wanted, (first.code,))
    new = (
        "tous en avaient déjà une à cette distance, mais plus loin"
        if not near.newly
        else f"**{wording.number(near.newly)}** n’en avaient aucune à cette distance"
    )
    said = (
        f"La prochaine action servirait le plus {_at(wanted.name(first.code))} : "
        f"**{wording.counted(near.people, 'habitant')}** y seraient à {limit} minutes ou moins, "
        f"{new}."
    )
    if not first.runner_up:
        return said
    return f"{said} {_rival(wanted, first)}"


def _at(name: str) -> str:
    """Write where, the name of the commune in bold."""
    preposition, _, town = wording.at(name).partition(" ")
    return f"{preposition} **{town}**"


def _rival(wanted: Siting, place: Place) -> str:
    rival = wanted.name(place.runner_up)
    behind = 1 - place.runner_up_gain / place.gain
    if behind < 0.05:
        return f"**{rival}** ferait presque autant ({less(place)} de moins)."
    return f"Vient ensuite {rival}, {less(place)} de moins."


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
        else f" Ensemble, elles font mieux sans {wanted.name(first)}, la meilleure place seule."
    )
    return (
        f"Avec {these}, la couverture du besoin passe de **{wording.percent(programme.before)}** à "
        f"**{wording.percent(programme.after)}**.{together}",
        f"{wanted.name(first)} reste proposée dans **{count} variantes sur {among}** du "
        "besoin et de la portée.",
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
        said = f"{near}le même programme ({widest['names']}) est le meilleur pour tous et pour le "
        return f"{said[0].upper()}{said[1:]}cinquième d’habitants qui en a le plus besoin."
    return (
        f"Pour couvrir le plus de besoin ({wording.percent(widest['reach'])}) : {widest['names']}. "
        f"Pour couvrir le mieux le cinquième d’habitants qui en a le plus besoin "
        f"({wording.percent(fairest['equity'])} au lieu de {wording.percent(widest['equity'])}) : "
        f"{fairest['names']}."
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
