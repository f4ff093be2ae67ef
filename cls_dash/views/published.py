"""What is published of a territory: its communes, what holds them, at each year."""

from typing import Final

import pandas as pd

from cls_dash.domain.extent import Extent
from cls_dash.store import country, zoning
from cls_dash.store.readings import Readings
from cls_dash.views.kept import kept

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
ARRONDISSEMENTS: Final = range(1, 10)
"""Last figure of their codes, after that of the département."""


@kept(8)
def published(readings: Readings, territory: str) -> pd.DataFrame:
    """
    Return the observations of a territory's communes and of all that holds them.

    Columns as :meth:`Readings.observations`, from the finest level to the widest, then by
    place and year. An arrondissement bears the code of its département and a figure.
    """
    places = country.places(readings, Extent("territory", territory))
    held = {level: set(places[level].dropna()) for level in ("epci", "departement", "region")}
    known = held | {
        "commune": set(places.index),
        zoning.BASSIN: set(zoning.bassins(readings, list(places.index))),
        "arrondissement": {f"{d}{n}" for d in held["departement"] for n in ARRONDISSEMENTS},
        "pays": {"FR"},
    }
    found = readings.observations(set().union(*known.values()))
    here = [
        geography in known.get(level, ())
        for level, geography in zip(found["level"], found["geography"], strict=True)
    ]
    ranks = found["level"].map({level: rank for rank, level in enumerate(LEVELS)})
    inside = found.assign(rank=ranks).loc[here]
    return inside.sort_values(["rank", "geography", "year"]).drop(columns="rank")


def latest(observed: pd.DataFrame) -> pd.DataFrame:
    """Return the last observation of each place of one indicator."""
    return observed.drop_duplicates(["level", "geography"], keep="last")
