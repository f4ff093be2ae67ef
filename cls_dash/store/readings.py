"""Questions asked of the store; each answers with one frame or one plain value."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, Select, and_, func, or_, select, true

from cls_dash.domain.perimeter import Spell, Version, versions
from cls_dash.domain.selection import Selection
from cls_dash.errors import UnknownTerritoryError
from cls_dash.store import around, communes, documented
from cls_dash.store.asking import answered, asked, columns
from cls_dash.store.model import (
    ActionRow,
    AxisRow,
    CommuneRow,
    ContractRow,
    DeploymentRow,
    IndicatorRow,
    MapAssetRow,
    ObservationRow,
    PartyRow,
    PerimeterRow,
    ProviderRow,
    ReleaseRow,
    SourceRow,
    TerritoryRow,
)


@dataclass(frozen=True)
class Readings:
    """Read-only questions over one connection, hence over one release."""

    connection: Connection

    @property
    def documented_only(self) -> bool:
        """Say whether the deployment leaves out what was made for the demonstration."""
        return bool(self.connection.get_execution_options().get(documented.ONLY))

    def release(self) -> tuple[str, date]:
        """Return the release's digest and the latest date known in the sources."""
        row = self.connection.execute(select(ReleaseRow.release, ReleaseRow.latest_fact)).one()
        return row.release, row.latest_fact

    def territories(self) -> pd.DataFrame:
        """
        Return one row per territory, indexed by slug, in the order of names.

        Columns ``name``, ``short_name``, ``ars``, ``website``, ``recorded_until`` (the day
        until which the coordination says that all is recorded), ``communes`` and
        ``population`` (of the perimeter in force today).
        """
        current = (
            select(
                PerimeterRow.territory,
                func.count().label("communes"),
                func.sum(CommuneRow.population).label("population"),
            )
            .join(CommuneRow, CommuneRow.code == PerimeterRow.commune)
            .where(PerimeterRow.ends_on.is_(None))
            .group_by(PerimeterRow.territory)
            .subquery()
        )
        query = (
            select(
                TerritoryRow.slug,
                TerritoryRow.name,
                TerritoryRow.short_name,
                TerritoryRow.ars,
                TerritoryRow.website,
                TerritoryRow.recorded_until,
                current.c.communes,
                current.c.population,
            )
            .join(current, current.c.territory == TerritoryRow.slug)
            .order_by(TerritoryRow.name)
        )
        return self._frame(query).set_index("slug")

    def contracts(self, territory: str) -> pd.DataFrame:
        """Return the contracts of a territory, indexed by id, oldest first."""
        query = (
            select(*columns(ContractRow))
            .where(ContractRow.territory == territory)
            .order_by(ContractRow.number)
        )
        return self._frame(query).set_index("contract")

    def parties(self, territory: str) -> pd.DataFrame:
        """Return who signs, carries, funds or accompanies each contract."""
        query = select(*columns(PartyRow)).where(PartyRow.territory == territory)
        return self._frame(query.order_by(PartyRow.fid))

    def axes(self, territory: str, contract: str | None = None) -> pd.DataFrame:
        """Return axes with the number of their contract, indexed by id."""
        query = (
            select(*columns(AxisRow), ContractRow.number)
            .join(ContractRow, ContractRow.contract == AxisRow.contract)
            .where(AxisRow.territory == territory)
            .where(AxisRow.contract == contract if contract else true())
            .order_by(ContractRow.number, AxisRow.axis)
        )
        return self._frame(query).set_index("axis")

    def perimeters(self, territory: str) -> list[Version]:
        """Return the successive perimeters of a territory, oldest first."""
        approximate = (PerimeterRow.basis == "approximate").label("approximate")
        query = select(
            PerimeterRow.commune, PerimeterRow.starts_on, PerimeterRow.ends_on, approximate
        ).where(PerimeterRow.territory == territory)
        return versions(Spell(*row) for row in self.connection.execute(query))

    def communes(
        self, territory: str, contract: str | None = None, on: date | None = None
    ) -> pd.DataFrame:
        """
        Return the communes of a territory, indexed by INSEE code, in its order.

        Columns ``name``, ``epci``, ``epci_name``, ``departement``, ``region``,
        ``population``, ``population_year``, ``longitude`` and ``latitude`` (EPSG:4326) of the chief
        point, ``point_kind``, and ``inside``: whether the commune belonged to the perimeter on the
        day ``on``, else during the contract (always true when neither is asked).

        Raises
        ------
        UnknownTerritoryError
            If the territory has no commune.
        """
        return communes.communes(self.connection, territory, contract, on)

    def located(self, selection: Selection, since: date | None = None) -> pd.Series:
        """
        Return the number of deployments of each commune that has any, by code.

        ``since`` keeps those that lasted until that day or later, hence only dated ones.
        """
        query = (
            select(DeploymentRow.commune, func.count().label("deployments"))
            .join(ActionRow, ActionRow.action == DeploymentRow.action)
            .where(*asked(selection), DeploymentRow.commune.is_not(None))
            .where(DeploymentRow.ends_on >= since if since else true())
            .group_by(DeploymentRow.commune)
            .order_by(DeploymentRow.commune)
        )
        return self._frame(query).set_index("commune")["deployments"].astype("int64")

    def last_start(self, selection: Selection) -> date | None:
        """Return the day when the last deployment began, ``None`` when none is dated."""
        query = (
            select(func.max(DeploymentRow.starts_on))
            .join(ActionRow, ActionRow.action == DeploymentRow.action)
            .where(*asked(selection))
        )
        return self.connection.scalar(query)

    def tally(self, selection: Selection) -> pd.DataFrame:
        """
        Count deployments by how well they are known.

        Columns ``evidence``, ``scope``, ``dated`` (0 or 1) and ``deployments``.
        """
        dated = DeploymentRow.starts_on.is_not(None).label("dated")
        query = (
            select(
                DeploymentRow.evidence,
                DeploymentRow.scope,
                dated,
                func.count().label("deployments"),
            )
            .join(ActionRow, ActionRow.action == DeploymentRow.action)
            .where(*asked(selection))
            .group_by(DeploymentRow.evidence, DeploymentRow.scope, dated)
        )
        return self._frame(query)

    def deployments(self, selection: Selection, commune: str | None = None) -> pd.DataFrame:
        """
        Return deployments, latest first, undated last, with action and axis titles.

        Small counts of persons are in no store: ``withheld`` says which.

        Parameters
        ----------
        selection
            What is asked.
        commune
            INSEE code; without it, the whole territory.
        """
        query = (
            select(
                *columns(DeploymentRow, without="point"),
                ActionRow.title.label("action_title"),
                ActionRow.contract,
                AxisRow.title.label("axis_title"),
                AxisRow.theme,
                CommuneRow.name.label("commune_name"),
            )
            .join(ActionRow, ActionRow.action == DeploymentRow.action)
            .join(AxisRow, AxisRow.axis == ActionRow.axis)
            .outerjoin(CommuneRow, CommuneRow.code == DeploymentRow.commune)
            .where(*asked(selection))
            .where(DeploymentRow.commune == commune if commune else true())
            .order_by(
                DeploymentRow.starts_on.is_(None),
                DeploymentRow.starts_on.desc(),
                DeploymentRow.deployment,
            )
        )
        return self._frame(query).set_index("deployment").astype({"withheld": bool})

    def providers(self, near: tuple[float, float] | None = None) -> pd.DataFrame:
        """
        Return providers, indexed by id, with a point where one is known.

        ``near`` (longitude and latitude, degrees) leaves out those whose commune is known
        to be more than a degree away.

        Placed as :func:`around.located` says.
        """
        query = (
            select(
                *columns(ProviderRow),
                CommuneRow.name.label("commune_name"),
                CommuneRow.longitude,
                CommuneRow.latitude,
            )
            .outerjoin(CommuneRow, CommuneRow.code == ProviderRow.commune)
            .order_by(ProviderRow.provider)
        )
        if near:
            east, north = near
            close = and_(
                CommuneRow.longitude.between(east - 1, east + 1),
                CommuneRow.latitude.between(north - 1, north + 1),
            )
            query = query.where(or_(close, CommuneRow.code.is_(None)))
        return around.located(self._frame(query))

    def minutes(self, territory: str) -> pd.DataFrame:
        """Return travel times from each commune: see :func:`around.minutes`."""
        return around.minutes(self.connection, territory)

    def demand_around(self, territory: str) -> tuple[pd.DataFrame, pd.Series]:
        """Return times and population of all who share its places: see :func:`around.demand`."""
        return around.demand(self.connection, territory)

    def providers_around(self, territory: str) -> pd.DataFrame:
        """Return the providers within reach, indexed by id: see :func:`around.providers`."""
        return around.providers(self.connection, territory)

    def sources(self) -> pd.DataFrame:
        """Return source cards, indexed by key."""
        query = select(*columns(SourceRow)).order_by(SourceRow.producer, SourceRow.title)
        return self._frame(query).set_index("key")

    def observations(self, geographies: Collection[str] | None = None) -> pd.DataFrame:
        """
        Return observations with their indicator's title, unit, direction and themes.

        ``geographies`` are the codes to keep, whatever their level; without it, all.
        """
        query = (
            select(
                *columns(ObservationRow),
                IndicatorRow.title,
                IndicatorRow.unit,
                IndicatorRow.higher_is,
                IndicatorRow.themes,
            )
            .join(IndicatorRow, IndicatorRow.code == ObservationRow.indicator)
            .where(true() if geographies is None else ObservationRow.geography.in_(geographies))
            .order_by(IndicatorRow.title, ObservationRow.level, ObservationRow.year)
        )
        return self._frame(query)

    def outlines(self, territory: str) -> pd.DataFrame:
        """Return the communes' outlines (shapely, EPSG:4326), indexed by code."""
        return communes.outlines(self.connection, territory)

    def asset_digest(self, name: str) -> str:
        """
        Return the digest under which a map's geometry is served.

        Raises
        ------
        UnknownTerritoryError
            If the store holds no geometry of this name.
        """
        digest = self.connection.scalar(select(MapAssetRow.digest).where(MapAssetRow.name == name))
        if digest is None:
            raise UnknownTerritoryError(name)
        return digest

    def asset(self, digest: str) -> bytes | None:
        """Return the gzipped TopoJSON of a digest, ``None`` when unknown."""
        return self.connection.scalar(select(MapAssetRow.body).where(MapAssetRow.digest == digest))

    def _frame(self, query: Select[*tuple[object, ...]]) -> pd.DataFrame:
        return answered(self.connection, query)
