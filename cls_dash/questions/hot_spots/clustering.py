"""Clusters of actions by inhabitant, where records earn a verdict."""

from dataclasses import dataclass
from enum import Enum, auto

import pandas as pd

from cls_dash.analysis import clusters
from cls_dash.errors import UndefinedMeasureError
from cls_dash.questions.hot_spots.asked import CLUSTERS, EPCI, LEVEL, PICTURE
from cls_dash.questions.question import Asked
from cls_dash.questions.spread.record import Record, record
from cls_dash.store.queries.communes import outlines_of
from cls_dash.store.release import Release


class Unsought(Enum):
    """Why clusters are not looked for."""

    FEW_ACTIONS = auto()
    DEMONSTRATION = auto()
    FEW_EPCI = auto()
    ALIKE = auto()
    """Too few communes, or rates that are all alike."""


@dataclass(frozen=True)
class Clusters:
    """What is found of clusters."""

    kinds: pd.Series
    """Key of the class, by commune that counts; missing where there is none."""
    record: Record
    """How much is recorded of the selection, dated or not."""
    unsought: Unsought | None


def clustering(release: Release, asked: Asked, communes: pd.DataFrame) -> Clusters:
    """
    Look for clusters of actions by inhabitant.

    Between EPCI there are too few to compare.
    """
    known = record(release, asked.selection)
    none = pd.Series(None, communes.index, dtype=object)
    if not known.enough:
        return Clusters(none, known, Unsought.FEW_ACTIONS)
    if known.demonstration:
        return Clusters(none, known, Unsought.DEMONSTRATION)
    if asked[LEVEL] == EPCI:
        return Clusters(none, known, Unsought.FEW_EPCI)
    try:
        rate = clusters.smoothed_rate(communes["deployments"], communes["population"].astype(float))
        outlines = outlines_of(release, asked.selection.territory)["outline"].reindex(
            communes.index
        )
        neighbours = clusters.contiguity(outlines)
        found = (
            clusters.getis_ord(rate, neighbours)
            if asked[PICTURE] == CLUSTERS
            else clusters.local_moran(
                rate, neighbours, permutations=asked.chance.permutations, seed=asked.chance.seed
            )
        )
    except UndefinedMeasureError:
        return Clusters(none, known, Unsought.ALIKE)
    return Clusters(found["kind"].where(found["kind"] != "masked"), known, None)
