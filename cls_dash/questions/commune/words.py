"""What is said of a commune."""

from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.selection import Evidence
from cls_dash.questions.commune.figures import Figures, illustrative
from cls_dash.questions.commune.published_words import marked
from cls_dash.questions.painting import ALSO
from cls_dash.questions.provision import provision
from cls_dash.questions.rows import rows
from cls_dash.questions.spread.record import NOT_BEGUN

QUESTION: Final = "Qu’a fait le contrat dans ma commune ?"
CHOOSE: Final = "Choisissez votre commune dans la liste."
MOST_PEOPLED: Final = "Où vivent le plus d’habitants"
CLICK: Final = "Vous pouvez aussi cliquer sur la carte."
ANOTHER: Final = "Cliquez sur une autre commune pour ouvrir sa fiche."
HAPPENED: Final = "Ce qui s’y est passé"
PUBLISHED: Final = "Ce que disent les chiffres publiés"
CARE: Final = "Se soigner près d’ici"
NONE_KNOWN: Final = (
    "Aucune action située n’est connue dans cette commune pour ce choix. Cela ne veut pas dire "
    "que rien n’a été fait : certaines actions ne sont pas situées."
)
NO_LIST: Final = (
    "Aucune liste de services n’est complète ici et alentour : aucune distance n’en est déduite. "
    f"Pour une mesure, {provision.LOAD}."
)
_FEW: Final = "Trop peu d’actions sur le territoire pour comparer."


def answer(here: Figures) -> str:
    """Say what is known first, then what was made up, then what communes compare to."""
    if here.here.name not in here.counted.index:
        return f"**{here.name}** n’était pas dans le périmètre de ce contrat."
    preposition, _, town = wording.at(here.name).partition(" ")
    place = f"{preposition.capitalize()} **{town}**"
    if not here.record.begun:
        return f"{place}, les actions du contrat ne sont **pas encore saisies**."
    compared = _compared(here) if here.record.enough else here.record.said(_too_few(here))
    return f"{place}, {_real(here.done)} {compared}"


def _real(done: pd.DataFrame) -> str:
    """Say how many actions are real, and what shows it."""
    real = done[done["evidence"] != Evidence.ILLUSTRATIVE]
    if len(real):
        n = wording.counted(len(real), "action située", "actions situées")
        plural = wording.agreeing(len(real), "", "s")
        seen = set(real["evidence"])
        kinds = [terms.EVIDENCE[kind] + plural for kind in Evidence if kind in seen]
        return f"le contrat a mené **{n}** ({wording.listing(kinds)})."
    if len(done):
        return "aucune action réelle n’est connue pour ce choix."
    return "**aucune action située** n’est connue pour ce choix."


def _too_few(here: Figures) -> str:
    made = illustrative(here.done)
    if not made:
        return _FEW
    shown = wording.counted(made, "action illustrative", "actions illustratives")
    there = wording.agreeing(made, "y est montrée", "y sont montrées")
    return f"{shown} {there}. {_FEW}"


def _compared(here: Figures) -> str:
    """Compare the commune with its share of the population; judge it if all of it is real."""
    made, row = illustrative(here.done), here.counted.loc[here.here.name]
    share = wording.at_least_said(float(row["expected"]), 1)
    said = (
        f"Avec {wording.counted(made, 'illustrative')}, on en compte **{len(here.done)}** ; "
        f"une commune de sa taille en aurait **{share}**"
        if made
        else f"Selon ses habitants, elle en aurait **{share}**"
    )
    verdict = f" : {judged(row['flag'])}" if here.record.judged else ""
    return f"{here.record.said(said)}{verdict}."


def judged(flag: str) -> str:
    """Say whether chance explains a gap."""
    return {
        "very_high": "bien plus que par hasard",
        "high": "plus que par hasard",
        "low": "moins que par hasard",
        "very_low": "bien moins que par hasard",
    }.get(flag, "l’écart peut venir du hasard")


def no_action(here: Figures) -> str:
    """Return what is said where the commune has no action."""
    return NONE_KNOWN if here.record.begun else f"{NOT_BEGUN}."


def facts(here: Figures) -> tuple[str, ...]:
    """Say what holds the commune, what else is for it, its latest action, its marked needs."""
    people = wording.counted(here.here["population"], "habitant")
    held = f"Intercommunalité : **{here.here['epci_name'] or terms.NO_EPCI}**. {people}."
    told = marked(here.published)
    also = f"{ALSO} : **{here.here['also']}**." if here.here["also"] else ""
    acts = (_shared(here.shared), _latest(here.done)) if here.record.begun else ()
    return tuple(filter(None, (held, also, *acts, *told)))


def _shared(shared: pd.DataFrame) -> str:
    return (
        f"**{wording.counted(len(shared), 'autre action', 'autres actions')}**"
        + _made(len(shared), illustrative(shared))
        + wording.agreeing(
            len(shared),
            " du contrat s’adresse à toute l’intercommunalité, à tout le territoire "
            "ou se fait à distance.",
            " du contrat s’adressent à toute l’intercommunalité, à tout le territoire "
            "ou se font à distance.",
        )
    )


def _made(done: int, made: int) -> str:
    """Say how many of the actions were made for the demonstration."""
    if not made:
        return ""
    if made == done:
        return wording.agreeing(done, " (illustrative)", " (toutes illustratives)")
    return f" (dont {wording.counted(made, 'illustrative')})"


def _latest(done: pd.DataFrame) -> str:
    dated = rows(done[done["starts_on"].notna()])
    if not dated:
        return ""
    when = wording.span(*(dated[0][c] for c in ("starts_on", "ends_on", "date_precision")))
    evidence = terms.EVIDENCE[dated[0]["evidence"]]
    return f"Dernière action datée ici : **{when}** ({evidence})."
