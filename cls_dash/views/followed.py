"""What the page «Suivi des actions» follows: actions, what became of them, and needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.page.table import ShareTable, Table
from cls_dash.store import following
from cls_dash.store.readings import Readings
from cls_dash.views import follow_needs
from cls_dash.views.follow_needs import NeedHere
from cls_dash.views.record import DEMONSTRATION

NOTHING: Final = "aucune connue"
ILLUSTRATIVE: Final = "illustrati"
"""What every sentence that counts illustrative actions holds: they are never counted unsaid."""


@dataclass(frozen=True)
class Section:
    """A part of the page: what it says, then what shows it."""

    title: str
    facts: tuple[str, ...] = ()
    figure: go.Figure | None = None
    measured: str = ""
    """What the figure measures."""
    tables: tuple[Table | ShareTable, ...] = ()
    folded: Mapping[str, Table] = field(default_factory=dict)
    """Long tables, by what opens them."""


@dataclass(frozen=True)
class Followed:
    """All that is known of the actions of a selection."""

    selection: Selection
    actions: pd.DataFrame
    axes: pd.DataFrame
    deployments: pd.DataFrame
    """Of these actions, in the period and perimeter that were chosen."""
    communes: pd.DataFrame
    """Those of the perimeter."""
    needs: tuple[NeedHere, ...]
    by_action: dict[str, pd.DataFrame] = field(repr=False)

    def of(self, action: str) -> pd.DataFrame:
        """Return the deployments of an action."""
        return self.by_action.get(action, self.deployments.iloc[:0])


def followed(readings: Readings, selection: Selection) -> Followed:
    """Gather what is followed."""
    actions = following.actions(readings, selection)
    deployments = readings.deployments(selection)
    deployments = deployments[deployments["action"].isin(actions.index)]
    everyone = readings.communes(selection.territory, selection.contract, selection.perimeter)
    communes = everyone[everyone["inside"]]
    return Followed(
        selection,
        actions,
        following.axes(readings, selection),
        deployments,
        communes,
        follow_needs.here(readings, communes),
        {str(action): rows for action, rows in deployments.groupby("action")},
    )


def said(sentence: str) -> str:
    """Return a sentence; one that counts illustrative actions is begun by what says so."""
    return f"{DEMONSTRATION} {sentence}" if ILLUSTRATIVE in sentence else sentence


def by_evidence(deployments: pd.DataFrame) -> str:
    """Count deployments, each kind of evidence apart."""
    counts = deployments["evidence"].value_counts()
    parts = [
        wording.counted(counts[kind], wording.EVIDENCE[kind]) for kind in Evidence if kind in counts
    ]
    return wording.listing(parts) or NOTHING


def where(deployments: pd.DataFrame, most: int = 3) -> str:
    """Name the places of real deployments, then of illustrative ones, most frequent first."""
    made = deployments["evidence"] == Evidence.ILLUSTRATIVE
    said, shown = (_places(deployments[kept], most) for kept in (~made, made))
    return " ; ".join([*([said] if said else []), *([f"illustratif : {shown}"] if shown else [])])


def _places(deployments: pd.DataFrame, most: int) -> str:
    names = deployments["commune_name"].dropna().value_counts(sort=False)
    ordered = sorted(names.index, key=lambda name: (-names[name], name))
    wide = deployments.loc[deployments["commune"].isna(), "scope"].map(wording.SCOPES)
    return wording.first_of([*ordered, *sorted(set(wide))], most)


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
