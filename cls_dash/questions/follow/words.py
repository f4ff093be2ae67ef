"""How actions are counted and placed in sentences."""

from collections import Counter
from typing import Final

import pandas as pd

from cls_dash import terms, wording
from cls_dash.domain.selection import Evidence
from cls_dash.page.demonstration import MARK

_NAMED: Final = 3
"""Places that a cell names."""
QUESTION: Final = "Que sait-on de chaque action, du besoin à la commune ?"
STATUSES: Final = {
    "planned": "envisagée",
    "started": "engagée",
    "completed": "réalisée",
    "stopped": "interrompue",
}
READING: Final = (
    "Une **fiche-action** est ce que le contrat a écrit ; une **réalisation** est une fois où elle "
    "a eu lieu. La période et le périmètre choisis restreignent les réalisations, jamais les "
    "fiches.\n\n"
    "« **Aucune réalisation connue** » ne veut pas dire que rien n’a été fait : c’est ce que les "
    "sources ne disent pas.\n\n"
    "**Documentée** : une source publique le dit. **Saisie** : la coordination le dit. Rien de "
    "cela n’est additionné à l’**illustratif**, dont les lignes "
    "montrent ce que le suivi donnerait avec des bilans complets.\n\n"
    "**Besoin plus fort qu’ailleurs** : la moitié au moins des habitants dont la valeur se compare "
    "vivent où elle est plus défavorable que dans leur région, ou en France, la même année. Sans "
    "valeur de la même année, rien n’est comparé.\n\n"
    "**Prévu et réalisé** ne se comparent que dans la même unité. Une réalisation étalée sur une "
    "période compte pour une séance au moins ; un nombre de personnes absent, ou couvert par le "
    "secret statistique, fait de la somme un minimum."
)
NOTHING: Final = "aucune connue"
ILLUSTRATIVE: Final = "illustrati"
"""What every sentence that counts illustrative actions holds: they are never counted unsaid."""


def said(sentence: str) -> str:
    """Return a sentence; one that counts illustrative actions is begun by what says so."""
    return f"{MARK}{sentence}" if ILLUSTRATIVE in sentence else sentence


def by_evidence(deployments: pd.DataFrame) -> str:
    """Count deployments, each kind of evidence apart."""
    counts = Counter(deployments["evidence"].tolist())
    parts = [
        wording.counted(counts[kind], terms.EVIDENCE[kind]) for kind in Evidence if kind in counts
    ]
    return wording.listing(parts) or NOTHING


def where(deployments: pd.DataFrame) -> str:
    """Name the places of real deployments, then of illustrative ones, most frequent first."""
    made = deployments["evidence"] == Evidence.ILLUSTRATIVE
    said, shown = (_places(deployments[kept]) if kept.any() else "" for kept in (~made, made))
    return " ; ".join([*([said] if said else []), *([f"illustratif : {shown}"] if shown else [])])


def _places(deployments: pd.DataFrame) -> str:
    names = Counter(deployments["commune_name"].dropna().tolist())
    ordered = sorted(names, key=lambda name: (-names[name], name))
    wide = set(deployments.loc[deployments["commune"].isna(), "scope"].tolist())
    return wording.first_of([*ordered, *sorted(terms.SCOPES[scope] for scope in wide)], _NAMED)


def actions(n: int) -> str:
    """Count actions."""
    return wording.counted(n, "fiche-action", "fiches-actions")


def told(found: pd.DataFrame) -> str:
    """Count actions, and say how many were made for the demonstration."""
    made = int((found["evidence"] == Evidence.ILLUSTRATIVE).sum())
    said = actions(len(found))
    if not made:
        return said
    if made == len(found):
        return f"{said} ({wording.agreeing(made, 'illustrative', 'toutes illustratives')})"
    return f"{said} (dont {wording.counted(made, 'illustrative')})"
