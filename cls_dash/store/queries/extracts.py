"""Whole tables of the store, as they are, for those who take the data away."""

import geopandas as gpd
import pandas as pd
from sqlalchemy import func, select

from cls_dash.store.asking import answered, columns
from cls_dash.store.geometry import WGS84, Geometry, from_blobs
from cls_dash.store.model import EXTRACTS, TABLES, PerimeterRow
from cls_dash.store.model.fields import Row, table_of
from cls_dash.store.release import Release


def geometry_of(row: type[Row]) -> str | None:
    """Return the column of a table that is a geometry, if it has one."""
    columns = table_of(row).columns
    return next((each.name for each in columns if isinstance(each.type, Geometry)), None)


def extract(release: Release, name: str, territory: str | None = None) -> pd.DataFrame:
    """
    Return the rows of a table, a GeoDataFrame (EPSG:4326) when it has a geometry.

    Parameters
    ----------
    release
        Where it is read.
    name
        One of :data:`cls_dash.store.model.EXTRACTS`.
    territory
        Slug; only the rows of this territory or of its communes, where the table has any.
    """
    row = EXTRACTS[name]
    query = select(*columns(row)).order_by(row.fid)
    if territory and row.file.within:
        column = table_of(row).columns[row.file.within]
        if row.file.within in {"territory", "slug"}:
            query = query.where(column == territory)
        else:
            members = select(PerimeterRow.commune).where(PerimeterRow.territory == territory)
            query = query.where(column.in_(members))
    frame = answered(release.connection, query)
    geometry = geometry_of(row)
    if geometry is None:
        return frame
    shapes = from_blobs(frame.pop(geometry))
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=WGS84)


def row_counts(release: Release) -> dict[str, int]:
    """Return the number of rows of each table."""
    return {
        table.name: release.connection.scalar(select(func.count()).select_from(table)) or 0
        for table in TABLES
    }
