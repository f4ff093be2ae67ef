"""Questions asked of the store, by their former names."""
# ruff: noqa: D102

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pandas as pd

from cls_dash.domain.perimeter import Version
from cls_dash.domain.selection import Selection
from cls_dash.store.catalogue import sources_of
from cls_dash.store.queries import care, communes, deployments, maps, observations, territories
from cls_dash.store.release import Release


@dataclass(frozen=True)
class Readings(Release):
    """A release, asked by methods."""

    def release(self) -> tuple[str, date]:
        return self.digest, self.latest_fact

    def territories(self) -> pd.DataFrame:
        return territories.territories_of(self)

    def contracts(self, territory: str) -> pd.DataFrame:
        return territories.contracts_of(self, territory)

    def parties(self, territory: str) -> pd.DataFrame:
        return territories.parties_of(self, territory)

    def axes(self, territory: str, contract: str | None = None) -> pd.DataFrame:
        return territories.axes_of(self, territory, contract)

    def perimeters(self, territory: str) -> list[Version]:
        return territories.perimeters_of(self, territory)

    def communes(
        self, territory: str, contract: str | None = None, on: date | None = None
    ) -> pd.DataFrame:
        return communes.communes_of(self, territory, contract, on)

    def located(self, selection: Selection, since: date | None = None) -> pd.Series:
        return deployments.located_by_commune(self, selection, since)

    def last_start(self, selection: Selection) -> date | None:
        return deployments.last_start(self, selection)

    def tally(self, selection: Selection) -> pd.DataFrame:
        return deployments.tally_of(self, selection)

    def deployments(self, selection: Selection, commune: str | None = None) -> pd.DataFrame:
        return deployments.deployments_of(self, selection, commune)

    def providers(self, near: tuple[float, float] | None = None) -> pd.DataFrame:
        return care.providers_of(self, near)

    def minutes(self, territory: str) -> pd.DataFrame:
        return care.minutes_from(self, territory)

    def demand_around(self, territory: str) -> tuple[pd.DataFrame, pd.Series]:
        return care.demand_around(self, territory)

    def providers_around(self, territory: str) -> pd.DataFrame:
        return care.providers_around(self, territory)

    def sources(self) -> pd.DataFrame:
        return sources_of(self)

    def observations(self, geographies: Collection[str] | None = None) -> pd.DataFrame:
        return observations.observations_of(self, geographies)

    def outlines(self, territory: str) -> pd.DataFrame:
        return communes.outlines_of(self, territory)

    def asset_digest(self, name: str) -> str:
        return maps.asset_digest(self, name)

    def asset(self, digest: str) -> bytes | None:
        return maps.asset_of(self, digest)
