"""
How an action is judged as it goes: three questions, their verdicts, and how sure they are.

No score: a verdict is a fact put in words, and confidence is how many reservations weigh on
it. None, it is strong; one, medium; more, weak. Both tables are shown to the reader.
"""

from collections.abc import Collection
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

QUESTIONS: Final = MappingProxyType(
    {
        "needs": "Répond-elle à un besoin ?",
        "population": "Touche-t-elle son public ?",
        "objectives": "Atteint-elle son but ?",
    }
)
VERDICTS: Final = MappingProxyType(
    {
        "needs": MappingProxyType(
            {
                "stronger": "besoin plus fort qu’ailleurs",
                "not_stronger": "besoin pas nettement plus fort qu’ailleurs",
                "uncompared": "besoin chiffré, sans comparaison possible",
                "unmeasured": "besoin non chiffré ici",
            }
        ),
        "population": MappingProxyType(
            {
                "intended": "le plus souvent, le public visé",
                "wider": "le plus souvent, un public plus large",
                "other": "le plus souvent, un public nommé autrement",
                "unknown": "on ne sait pas qui est touché",
            }
        ),
        "objectives": MappingProxyType(
            {
                "reached": "cible atteinte",
                "short": "cible pas atteinte à ce jour",
                "uncounted": "cible chiffrée, mais rien n’est compté dans son unité",
                "untold": "rien de prévu n’est chiffré",
                "nothing": "aucune réalisation connue",
            }
        ),
    }
)  # fmt: skip
"""In each question, from what calls for least attention to what can not be judged."""
RESERVATIONS: Final = MappingProxyType(
    {
        "partial": "valeur comparable pour moins de 80 % des habitants",
        "coarse": "valeur du département, pas du territoire",
        "old": "valeur de plus de cinq ans",
        "editorial": "rattachement à l’axe fait par l’atlas, pas par la source",
        "illustrative": "réalisations illustratives, faites pour la démonstration",
        "few_said": "public dit pour moins de la moitié des réalisations",
        "few": "moins de trois réalisations",
        "at_least": "compte partiel : c’est un minimum",
    }
)
"""What lessens confidence in a verdict, wherever it applies."""
LACKS: Final = MappingProxyType(
    {
        "objective": "un objectif",
        "target": "une cible chiffrée",
        "intended_public": "un public visé",
        "carriers": "un porteur",
        "need": "un indicateur du besoin",
        "deployment": "une réalisation",
        "date": "une date",
        "commune": "une commune",
        "reached": "un public touché",
        "count": "un nombre de personnes",
    }
)
"""What must be written down for an action to be judged."""
UNJUDGED: Final = frozenset(
    {"uncompared", "unmeasured", "unknown", "untold", "nothing", "uncounted"}
)
"""Verdicts that judge nothing: no confidence goes with them."""
FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one question."""

    code: str
    reservations: tuple[str, ...] = ()

    @property
    def judges(self) -> bool:
        """Whether it is a judgement at all."""
        return self.code not in UNJUDGED

    @property
    def confidence(self) -> str:
        """``strong``, ``medium``, ``weak``, or empty where nothing is judged."""
        if not self.judges:
            return ""
        return ("strong", "medium", "weak")[min(len(self.reservations), 2)]


CONFIDENCES: Final = MappingProxyType({"strong": "forte", "medium": "moyenne", "weak": "faible"})


def verdict(code: str, reservations: Collection[str]) -> Verdict:
    """Return a verdict with its reservations in the order of their table."""
    return Verdict(code, tuple(known for known in RESERVATIONS if known in reservations))
