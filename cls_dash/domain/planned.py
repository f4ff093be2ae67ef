"""What a planned measure counts, read from its words; and what was achieved in that unit."""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pandas as pd

from cls_dash.domain.spelling import unaccented

KINDS: Final = MappingProxyType(
    {
        "seance": (), "session": (), "date": (),
        "atelier": ("workshop",), "permanence": ("clinic",), "consultation": ("clinic",),
        "rencontre": ("meeting",), "reunion": ("meeting",), "forum": ("forum",),
        "depistage": ("screening",), "formation": ("training",), "campagne": ("campaign",),
        "conference": ("event",), "evenement": ("event",),
    }
)  # fmt: skip
"""Words that count deployments, and of which kinds; of every kind when none is named."""
UNITS: Final = MappingProxyType(
    {
        "personne": "persons", "participant": "persons", "habitant": "persons",
        "patient": "persons", "beneficiaire": "persons", "enfant": "persons", "eleve": "persons",
        "professionnel": "professionals", "medecin": "professionals", "foyer": "households",
        "menage": "households", "equipe": "teams", "etudiant": "students", "stagiaire": "students",
    }
)  # fmt: skip
"""Words that count what a deployment counts, and their unit."""
COMMUNES: Final = "commune"
RATES: Final = frozenset({"part", "taux", "pourcentage", "proportion"})
"""Words of a rate: no count achieves it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted: deployments of some kinds, communes, or a unit of deployments."""

    unit: str
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Achieved:
    """A count in the unit of what was planned."""

    n: int
    at_least: bool
    """Whether something that was not counted, or is withheld, may add to it."""


def words(text: str) -> list[str]:
    """Return the words of a text without accents, capitals, or the ``s`` of plurals."""
    found = re.findall(r"[a-z%]+", unaccented(text.casefold()))
    return [word.rstrip("s") if len(word) > 4 else word for word in found]


def read_measure(text: str | None) -> Measure | None:
    """
    Return what a planned measure counts, ``None`` when its words do not say it.

    The first word that is known tells what is counted; those joined to it by «et» or «ou»
    add their kinds. A rate is not a count.

    >>> read_measure("Rencontres et permanences tenues").kinds == {"meeting", "clinic"}
    True
    >>> read_measure("Personnes âgées vues en atelier")
    Measure(unit='persons', kinds=frozenset())
    """
    found = words(text or "")
    if "%" in found or RATES & set(found):
        return None
    for rank, word in enumerate(found):
        if word in UNITS:
            return Measure(UNITS[word])
        if word == COMMUNES:
            return Measure("communes")
        if word in KINDS:
            return Measure("deployments", _joined(found[rank:]))
    return None


def _joined(found: list[str]) -> frozenset[str]:
    kinds = set(KINDS[found[0]])
    for link, word in zip(found[1::2], found[2::2], strict=False):
        if link not in {"et", "ou"} or word not in KINDS:
            break
        kinds.update(KINDS[word])
    return frozenset(kinds)


def achieved(measure: Measure, deployments: pd.DataFrame) -> Achieved | None:
    """
    Count what deployments of one evidence achieved, ``None`` where nothing is in that unit.

    Parameters
    ----------
    measure
        What is counted; other units are never converted to it.
    deployments
        Columns ``kind``, ``commune``, ``date_precision``, ``count`` and ``count_unit``. A
        deployment that lasts a period is one session at least; a count that is missing or
        withheld adds nothing, and is said to.
    """
    if measure.unit == "communes":
        known = deployments["commune"].dropna()
        return Achieved(known.nunique(), len(known) < len(deployments)) if len(known) else None
    if measure.unit == "deployments":
        counted = deployments[deployments["kind"].isin(measure.kinds) | (not measure.kinds)]
        lasting = bool((counted["date_precision"] == "period").any())
        return Achieved(len(counted), lasting) if len(counted) else None
    counts = deployments.loc[deployments["count_unit"] == measure.unit, "count"]
    known = counts.dropna()
    return Achieved(int(known.sum()), len(known) < len(deployments)) if len(known) else None
