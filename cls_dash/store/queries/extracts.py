"""Whole tables of the store, as they are, for those who take the data away."""

from typing import Final

import pandas as pd
import shapely
from sqlalchemy import Table, func, select

from cls_dash.store.asking import answered, columns
from cls_dash.store.geometry import WGS84, Geometry, from_blobs
from cls_dash.store.model import EXTRACTS, TABLES, CommuneRow, PerimeterRow, TerritoryRow
from cls_dash.store.model.fields import Row, published, table_of
from cls_dash.store.release import Release, memoised

_KINDS: Final = {"integer": "Int64", "number": "float64"}
"""Whole numbers stay whole where some are missing."""
_BY_COMMUNES: Final = (PerimeterRow, TerritoryRow)
"""Tables that the outlines of their communes draw."""


def geometry_of(row: type[Row]) -> str | None:
    """Return the geometry that a table is taken away with: its column, or its communes'."""
    columns = _drawing(row).columns
    return next((each.name for each in columns if isinstance(each.type, Geometry)), None)


def geometry_kind(row: type[Row]) -> str | None:
    """Return what that geometry is: ``POINT`` or ``MULTIPOLYGON``."""
    kinds = [each.type for each in _drawing(row).columns if isinstance(each.type, Geometry)]
    return kinds[0].kind if kinds else None


def _drawing(row: type[Row]) -> Table:
    return table_of(CommuneRow if row in _BY_COMMUNES else row)


def extract(release: Release, name: str, territory: str | None = None) -> pd.DataFrame:
    """
    Return the rows of a table, a GeoDataFrame (EPSG:4326) when it has a geometry.

    A membership has the outline of its commune, a territory that of its perimeter in force.

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
    if row is PerimeterRow:
        query = query.add_columns(CommuneRow.outline).join(CommuneRow)
    if territory and row.file.within:
        column = table_of(row).columns[row.file.within]
        if row.file.within in {"territory", "slug"}:
            query = query.where(column == territory)
        else:
            members = select(PerimeterRow.commune).where(PerimeterRow.territory == territory)
            query = query.where(column.in_(members))
    frame = _typed(row, answered(release.connection, query))
    geometry = geometry_of(row)
    if geometry is None:
        return frame
    if row is TerritoryRow:
        shapes = _perimeters(release).reindex(frame["slug"]).to_list()
    else:
        shapes = from_blobs(frame.pop(geometry))
    # Geometry libraries weigh 11 MB, and only who takes a file needs them.
    import geopandas as gpd

    return gpd.GeoDataFrame(frame, geometry=shapes, crs=WGS84)


def _typed(row: type[Row], frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the columns that its table declares, numbers as they are declared."""
    kinds = {each.name: _KINDS[each.type] for each in published(row) if each.type in _KINDS}
    return frame.astype({name: kind for name, kind in kinds.items() if name in frame})


def _perimeters(release: Release) -> pd.Series:
    """Return what the communes of each territory cover today, by slug."""
    query = (
        select(PerimeterRow.territory, CommuneRow.outline)
        .join(CommuneRow)
        .where(PerimeterRow.ends_on.is_(None), CommuneRow.outline.is_not(None))
    )
    members = answered(release.connection, query)
    outlines = pd.Series(from_blobs(members["outline"]), members["territory"], dtype=object)
    return outlines.groupby(level=0).agg(_union)


def _union(outlines: pd.Series) -> shapely.MultiPolygon:
    whole = shapely.union_all(outlines.to_numpy())
    return whole if isinstance(whole, shapely.MultiPolygon) else shapely.MultiPolygon([whole])


def cited(release: Release, row: type[Row]) -> list[str]:
    """Return the keys of the sources that a table cites, in their order."""
    column = table_of(row).columns.get("source")
    if column is None:
        return []
    asked = select(column).where(column.is_not(None)).distinct().order_by(column)
    return list(release.connection.scalars(asked))


@memoised
def row_counts(release: Release) -> dict[str, int]:
    """Return the number of rows of each table."""
    return {
        table.name: release.connection.scalar(select(func.count()).select_from(table)) or 0
        for table in TABLES
    }
