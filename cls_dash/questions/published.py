"""What is published of a territory: its communes, what holds them, at each year."""

from typing import Final

import pandas as pd

from cls_dash.store.queries.observations import observed_around
from cls_dash.store.release import Release, memoised

LEVELS: Final = {
    "commune": ("commune", "communes"),
    "bassin_de_vie": ("bassin de vie", "bassins de vie"),
    "epci": ("intercommunalité", "intercommunalités"),
    "arrondissement": ("arrondissement", "arrondissements"),
    "departement": ("département", "départements"),
    "region": ("région", "régions"),
    "pays": ("pays", "pays"),
}
"""French name of each level, and its plural, from the finest to the widest."""


@memoised
def published(release: Release, territory: str) -> pd.DataFrame:
    """
    Return the observations of a territory's communes and of all that holds them.

    Columns as :func:`observed_around`, from the finest level to the widest, then by place
    and year.
    """
    found = observed_around(release, territory)
    ranks = found["level"].map({level: rank for rank, level in enumerate(LEVELS)})
    ordered = found.assign(rank=ranks).sort_values(["rank", "geography", "year"])
    return ordered.drop(columns="rank")
