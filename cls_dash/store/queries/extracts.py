"""Whole tables of the store, as they are, for those who take the data away."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import pandas as pd
from sqlalchemy import func, select

from cls_dash.store.asking import answered, columns
from cls_dash.store.geometry import WGS84, from_blobs
from cls_dash.store.release import Release
from cls_dash.store.tables import (
    TABLES,
    ActionRow,
    AxisRow,
    CommuneRow,
    ContractRow,
    DeploymentRow,
    IndicatorRow,
    ObservationRow,
    PerimeterRow,
    ProviderCountRow,
    ProviderRow,
    Row,
    SourceRow,
    TerritoryRow,
    TravelTimeRow,
)


@dataclass(frozen=True)
class Extract:
    """A table that can be taken away."""

    row: type[Row]
    within: str | None = None
    """Column that holds the territory, or a commune of it."""
    geometry: str | None = None


EXTRACTS: Final[Mapping[str, Extract]] = MappingProxyType(
    {
        "actions": Extract(ActionRow, "territory"),
        "axes": Extract(AxisRow, "territory"),
        "communes": Extract(CommuneRow, "code", "outline"),
        "contracts": Extract(ContractRow, "territory"),
        "counts": Extract(ProviderCountRow, "commune"),
        "deployments": Extract(DeploymentRow, "territory", "point"),
        "indicators": Extract(IndicatorRow),
        "observations": Extract(ObservationRow),
        "perimeters": Extract(PerimeterRow, "territory"),
        "providers": Extract(ProviderRow, "commune", "point"),
        "sources": Extract(SourceRow),
        "territories": Extract(TerritoryRow, "slug"),
        "travel-times": Extract(TravelTimeRow, "origin"),
    }
)


def extract(release: Release, name: str, territory: str | None = None) -> pd.DataFrame:
    """
    Return the rows of a table, a GeoDataFrame (EPSG:4326) when it has a geometry.

    Parameters
    ----------
    release
        Where it is read.
    name
        One of :data:`EXTRACTS`.
    territory
        Slug; only the rows of this territory or of its communes, where the table has any.
    """
    asked = EXTRACTS[name]
    query = select(*columns(asked.row)).order_by(asked.row.fid)
    if territory and asked.within:
        column = asked.row.__table__.columns[asked.within]
        if asked.within in {"territory", "slug"}:
            query = query.where(column == territory)
        else:
            members = select(PerimeterRow.commune).where(PerimeterRow.territory == territory)
            query = query.where(column.in_(members))
    frame = answered(release.connection, query)
    if asked.geometry is None:
        return frame
    shapes = from_blobs(frame.pop(asked.geometry))
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=WGS84)


def row_counts(release: Release) -> dict[str, int]:
    """Return the number of rows of each table."""
    return {
        table.name: release.connection.scalar(select(func.count()).select_from(table)) or 0
        for table in TABLES
    }
