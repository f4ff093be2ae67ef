"""How far a service is, how many share it, and what a producer publishes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from cls_dash.analysis.accessibility import floating_catchment, nearest
from cls_dash.analysis.coverage import neediest
from cls_dash.analysis.rates import PER
from cls_dash.domain.services import CATCHMENT_MINUTES
from cls_dash.errors import UndefinedMeasureError
from cls_dash.questions.need.ground import Ground
from cls_dash.questions.provision import apl, provision
from cls_dash.questions.provision.provision import Service
from cls_dash.store.queries import completing
from cls_dash.store.queries.care import demand_around
from cls_dash.store.queries.catalogue import sources_of
from cls_dash.store.release import Release, memoised

NEAR: Final = CATCHMENT_MINUTES


@dataclass(frozen=True)
class Figures:
    """What the page is made of, where the list of a service is complete."""

    here: Ground
    offer: Service
    communes: pd.DataFrame
    """
    Those that count and have a point, with what they reach: ``time`` and ``where`` of the nearest,
    missing beyond the horizon; ``access``, the supply for 10,000 inhabitants, missing everywhere
    when it is not shared or not all who do are known.
    """
    published: apl.Published | None
    names: Mapping[str, str]
    """Of the communes of ``where``, by code; those out of the atlas have none."""
    source: Mapping[str, Any]
    """Card of the list."""

    @property
    def people(self) -> pd.Series:
        """Inhabitants of each commune."""
        return self.communes["population"].astype(float)

    @property
    def shared(self) -> bool:
        """Say whether the supply is shared between all who come."""
        return bool(self.communes["access"].notna().any())

    @property
    def far(self) -> pd.DataFrame:
        """Communes from which no place is near, those of most inhabitants first."""
        far = self.communes[~(self.communes["time"] <= NEAR)]
        return far.sort_values("population", ascending=False)

    @property
    def least(self) -> pd.DataFrame:
        """Communes of the fifth of inhabitants that have least; none if all have as much."""
        try:
            return self.communes[neediest(-self.communes["access"], self.people)]
        except UndefinedMeasureError:
            return self.communes.iloc[:0]


def figures(release: Release, territory: str, here: Ground, offer: Service) -> Figures:
    """Measure how far a service is, and how many share it."""
    to_offer = here.minutes[here.minutes["destination"].isin(offer.where)]
    placed = here.communes.drop(here.unplaced)
    closest = nearest(to_offer).reindex(placed.index)
    where = closest["destination"]
    return Figures(
        here=here,
        offer=offer,
        communes=placed.assign(
            time=closest["minutes"],
            where=where,
            access=access(release, territory, offer.code).reindex(placed.index),
        ),
        published=apl.published(release, here, offer),
        names=completing.names(release, list(where.dropna().unique())),
        source=sources_of(release).loc[offer.source].to_dict(),
    )


@memoised
def access(release: Release, territory: str, service: str) -> pd.Series:
    """
    Return the supply of a service for 10,000 inhabitants, by commune around a territory.

    Empty where it is not shared, or not all who do are known.
    """
    offer = provision.complete(release, territory)[service]
    if not offer.people:
        return pd.Series(dtype=float)
    minutes, population = _demand(release, territory)
    strangers = ~minutes["origin"].isin(population.index)
    if strangers.any() or population.empty or minutes.empty:
        return pd.Series(dtype=float)
    supply = offer.listed[offer.listed > 0]
    return floating_catchment(population, supply, minutes).accessibility * PER


@memoised
def _demand(release: Release, territory: str) -> tuple[pd.DataFrame, pd.Series]:
    return demand_around(release, territory)
