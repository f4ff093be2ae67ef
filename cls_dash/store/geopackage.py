"""What makes an SQLite file a GeoPackage: catalogue and spatial index.

OGC GeoPackage Encoding Standard 1.2.1, https://www.geopackage.org/spec121/
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection, Table, text

from cls_dash.store.geometry import WGS84, Geometry, envelope

APPLICATION_ID: Final = 0x47504B47
USER_VERSION: Final = 10200
"""1.2: the newest that GDAL 3.6 (Debian 12's QGIS) opens without a warning."""

_CATALOGUE: Final = (
    """CREATE TABLE gpkg_spatial_ref_sys (
      srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
      organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
      description TEXT)""",
    """CREATE TABLE gpkg_contents (
      table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
      identifier TEXT UNIQUE, description TEXT DEFAULT '',
      last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,
      max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id))""",
    """CREATE TABLE gpkg_geometry_columns (
      table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents(table_name),
      column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
      srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys(srs_id),
      z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name))""",
    """CREATE TABLE gpkg_extensions (
      table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
      definition TEXT NOT NULL, scope TEXT NOT NULL,
      UNIQUE (table_name, column_name, extension_name))""",
)

_WGS84_WKT: Final = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],'
    'AUTHORITY["EPSG","4326"]]'
)

_SRS: Final = (
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined"),
    ("WGS 84 geodetic", WGS84, "EPSG", WGS84, _WGS84_WKT),
)

_RTREE_TRIGGERS: Final = (
    """CREATE TRIGGER "rtree_{t}_{c}_insert" AFTER INSERT ON "{t}"
      WHEN (new."{c}" NOT NULL AND NOT ST_IsEmpty(NEW."{c}"))
      BEGIN INSERT OR REPLACE INTO "rtree_{t}_{c}" VALUES (NEW.fid,
        ST_MinX(NEW."{c}"), ST_MaxX(NEW."{c}"),
        ST_MinY(NEW."{c}"), ST_MaxY(NEW."{c}")); END""",
    """CREATE TRIGGER "rtree_{t}_{c}_update1" AFTER UPDATE OF "{c}" ON "{t}"
      WHEN OLD.fid = NEW.fid AND (NEW."{c}" NOTNULL AND NOT ST_IsEmpty(NEW."{c}"))
      BEGIN INSERT OR REPLACE INTO "rtree_{t}_{c}" VALUES (NEW.fid,
        ST_MinX(NEW."{c}"), ST_MaxX(NEW."{c}"),
        ST_MinY(NEW."{c}"), ST_MaxY(NEW."{c}")); END""",
    """CREATE TRIGGER "rtree_{t}_{c}_update2" AFTER UPDATE OF "{c}" ON "{t}"
      WHEN OLD.fid = NEW.fid AND (NEW."{c}" ISNULL OR ST_IsEmpty(NEW."{c}"))
      BEGIN DELETE FROM "rtree_{t}_{c}" WHERE id = OLD.fid; END""",
    """CREATE TRIGGER "rtree_{t}_{c}_update3" AFTER UPDATE ON "{t}"
      WHEN OLD.fid != NEW.fid AND (NEW."{c}" NOTNULL AND NOT ST_IsEmpty(NEW."{c}"))
      BEGIN DELETE FROM "rtree_{t}_{c}" WHERE id = OLD.fid;
        INSERT OR REPLACE INTO "rtree_{t}_{c}" VALUES (NEW.fid,
        ST_MinX(NEW."{c}"), ST_MaxX(NEW."{c}"),
        ST_MinY(NEW."{c}"), ST_MaxY(NEW."{c}")); END""",
    """CREATE TRIGGER "rtree_{t}_{c}_update4" AFTER UPDATE ON "{t}"
      WHEN OLD.fid != NEW.fid AND (NEW."{c}" ISNULL OR ST_IsEmpty(NEW."{c}"))
      BEGIN DELETE FROM "rtree_{t}_{c}" WHERE id IN (OLD.fid, NEW.fid); END""",
    """CREATE TRIGGER "rtree_{t}_{c}_delete" AFTER DELETE ON "{t}"
      WHEN old."{c}" NOT NULL
      BEGIN DELETE FROM "rtree_{t}_{c}" WHERE id = OLD.fid; END""",
)


def create_catalogue(connection: Connection) -> None:
    """Mark an empty SQLite file as a GeoPackage and create its catalogue."""
    connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
    connection.execute(text(f"PRAGMA user_version = {USER_VERSION}"))
    for statement in _CATALOGUE:
        connection.execute(text(statement))
    for row in _SRS:
        connection.exec_driver_sql(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)", row
        )


def register(connection: Connection, tables: Sequence[Table], *, on: date) -> None:
    """
    List filled tables in the catalogue and index their geometries.

    Parameters
    ----------
    connection
        Open on the file that is being built.
    tables
        Filled tables; each has an integer primary key ``fid``.
    on
        Date written as last change. It comes from the data, not from the clock:
        the same data give the same file.
    """
    for table in tables:
        geometry = next((c for c in table.columns if isinstance(c.type, Geometry)), None)
        box: tuple[float | None, ...] = (None,) * 4
        if geometry is not None:
            box = _index(connection, table.name, geometry.name)
        connection.exec_driver_sql(
            "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                table.name,
                "attributes" if geometry is None else "features",
                table.name,
                table.comment or "",
                f"{on.isoformat()}T00:00:00.000Z",
                *box,
                0 if geometry is None else WGS84,
            ),
        )
        if geometry is not None and isinstance(geometry.type, Geometry):
            connection.exec_driver_sql(
                "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)",
                (table.name, geometry.name, geometry.type.kind, WGS84),
            )


def _index(connection: Connection, table: str, column: str) -> tuple[float | None, ...]:
    """Create the R*Tree of a geometry column; return the layer's box."""
    tree = f'"rtree_{table}_{column}"'
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {tree} USING rtree(id, minx, maxx, miny, maxy)"
    )
    rows = connection.exec_driver_sql(
        f'SELECT fid, "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608 - names of our own tables
    ).all()
    boxes = [(fid, *envelope(blob)) for fid, blob in rows]
    if boxes:
        connection.exec_driver_sql(
            f"INSERT INTO {tree} VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - as above
            boxes,
        )
    for trigger in _RTREE_TRIGGERS:
        connection.exec_driver_sql(trigger.format(t=table, c=column))
    connection.exec_driver_sql(
        "INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', "
        "'http://www.geopackage.org/spec121/#extension_rtree', 'write-only')",
        (table, column),
    )
    if not boxes:
        return (None,) * 4
    _, west, east, south, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
