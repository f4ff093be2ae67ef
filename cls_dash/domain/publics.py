"""How the public that an action reached compares with the one it intends, by their words."""

from enum import StrEnum
from typing import Final

from cls_dash.domain.planned import words

EVERYONE: Final = frozenset({"tous", "tout", "toute", "habitant", "population"})
"""Words of a public that leaves no one out."""
_EMPTY: Final = frozenset(
    {"de", "des", "du", "la", "le", "les", "et", "ou", "en", "au", "aux", "a", "l", "d",
     "sante", "public", "personne", "acteur"}
)  # fmt: skip
"""Words that tell no public from another."""


class Reach(StrEnum):
    """What the words of the public reached say of it."""

    SAME = "same"
    PARTLY = "partly"
    WIDER = "wider"
    OTHER = "other"
    UNSAID = "unsaid"


AS_INTENDED: Final = frozenset({Reach.SAME, Reach.PARTLY})


def compared(intended: str | None, reached: str | None) -> Reach:
    """
    Compare the words of two publics.

    It knows no synonym: ``other`` means «named otherwise», not «someone else».

    >>> compared("Habitants et professionnels de santé", "Professionnels de santé").value
    'partly'
    >>> compared("Personnes âgées", "Tous publics").value
    'wider'
    """
    if not intended or not reached:
        return Reach.UNSAID
    wanted, found = _told(intended), _told(reached)
    if wanted == found:
        return Reach.SAME
    if wanted & EVERYONE:
        return Reach.PARTLY
    if found & EVERYONE:
        return Reach.WIDER
    return Reach.PARTLY if wanted & found else Reach.OTHER


def _told(public: str) -> frozenset[str]:
    return frozenset(words(public)) - _EMPTY
