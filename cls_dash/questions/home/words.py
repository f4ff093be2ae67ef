"""What is said of a territory and of its contracts."""

from collections import Counter
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.page.model import Span
from cls_dash.questions.home.figures import Contract, Figures, Located
from cls_dash.questions.spread.recorded import NOT_YET
from cls_dash.questions.spread.score_card import ScoreCard

_SHARED: Final = 3
"""Territories of a tooltip, at most."""
QUESTION: Final = "Qui bénéficie des actions du contrat local de santé ?"
BESIDE: Final = "Dans les autres contrats"
LIFE: Final = "La vie du contrat"
PARTIES: Final = "Qui y prend part, et ce qui reste incertain"
ACTIONS: Final = "Voir la carte des actions"
COMMUNE: Final = "Trouver ma commune"
WHAT: Final = "Un contrat local de santé, c’est quoi ?"
EXPLAINED: Final = (
    "Un **contrat local de santé** (CLS) est signé pour environ cinq ans entre l’agence "
    "régionale de santé (ARS), des intercommunalités et leurs partenaires.\n\n"
    "Il sert à réduire les inégalités de santé entre les habitants d’un territoire : "
    "prévention, accès aux soins, santé mentale, vieillissement, environnement…\n\n"
    "Un comité de pilotage (copil) choisit les actions ; chacune a sa fiche-action."
)


def answer(card: ScoreCard) -> str:
    """Return what the card says; what other contracts show stands beside it."""
    return card.answer


def identity(here: pd.Series) -> str:
    """Say what the territory is."""
    return f"{here['name']} : {size(here)}, {here['ars']}."


def size(territory: pd.Series) -> str:
    """Count the communes and the inhabitants of a territory."""
    communes = wording.places(territory["communes"], territory["districts"])
    return f"{communes}, {wording.counted(territory['population'], 'habitant')}"


def located(found: Located | None) -> str:
    """Count the actions of a territory."""
    if found is None:
        return NOT_YET.capitalize()
    said = wording.counted(found.actions, "action située", "actions situées")
    made = found.illustrative
    return f"{said}, dont {wording.counted(made, 'illustrative')}" if made else said


def shared(found: Figures, slug: str) -> tuple[str, ...]:
    """Say with which territories one shares communes, the most first."""
    names = found.territories["name"]
    return tuple(
        f"Partage {wording.counted(n, 'commune')} avec {names[other]}"
        for other, n in Counter(found.shared[slug]).most_common(_SHARED)
    )


def span(contract: Contract) -> Span:
    """Tell a contract among those of its territory."""
    return Span(
        title=f"CLS {contract.number}",
        years=_years(contract.start, contract.end),
        detail=" · ".join(filter(None, (contract.state, _signed(contract.signed_on)))),
        length=contract.years,
        current=contract.in_force,
    )


def _years(start: int | None, end: int | None) -> str:
    if start is None:
        return "dates non publiées"
    return f"{start} – {end}" if end else f"depuis {start}"


def _signed(iso: str | None) -> str:
    written = wording.partial_day(iso)
    if not iso or not written:
        return "date de signature non trouvée"
    return f"signé {'le' if iso.count('-') > 1 else 'en'} {written}"


def remarks(contract: Contract) -> tuple[str, ...]:
    """Say who takes part in a contract, role by role, and what its sources leave unclear."""
    parties = (
        f"{title} : {wording.listing(contract.parties[role])}."
        for role, title in terms.ROLES.items()
        if role in contract.parties
    )
    return tuple(filter(None, (*parties, contract.note)))
