"""Write a table of the store as a file that people open elsewhere."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pandas as pd
import pyarrow as pa

from cls_dash.errors import InvalidInputError, UnknownTerritoryError
from cls_dash.render import exports
from cls_dash.store.model import EXTRACTS
from cls_dash.store.model.fields import published
from cls_dash.store.queries.extracts import extract, geometry_kind, geometry_of
from cls_dash.store.queries.territories import territories_of
from cls_dash.store.release import Release
from cls_dash.terms import CREDITS

_ARROW: Final = MappingProxyType(
    {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
)
"""Types of columns in files that keep them."""
_GEOMETRIES: Final = MappingProxyType({"POINT": "Point", "MULTIPOLYGON": "MultiPolygon"})


class Kind(StrEnum):
    """Format of a file."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    GEOJSON = "geojson"
    GPKG = "gpkg"
    PARQUET = "parquet"


def write(
    release: Release, what: str, kind: Kind, path: Path, *, territory: str | None = None
) -> int:
    """
    Write a table and return its number of rows; columns keep the dataset's names.

    Raises
    ------
    UnknownTerritoryError
        If the territory is not one of the store's.
    InvalidInputError
        If the table has no geometry and the format is one of maps.
    """
    if territory is not None and territory not in territories_of(release).index:
        raise UnknownTerritoryError(territory)
    if kind in {Kind.GEOJSON, Kind.GPKG} and geometry_of(EXTRACTS[what]) is None:
        raise InvalidInputError(f"{what} has no geometry")
    frame = extract(release, what, territory)
    path.unlink(missing_ok=True)
    _WRITERS[kind](frame, path, what)
    return len(frame)


def write_whole(release: Release, path: Path) -> None:
    """Write all tables as the layers of one GeoPackage, under their names."""
    import pyogrio

    path.unlink(missing_ok=True)
    # A layer says when it was changed: the same data give the same file.
    changed = f"{release.latest_fact.isoformat()}T00:00:00.000Z"
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": changed})
    for what in EXTRACTS:
        _gpkg(extract(release, what), path, what)


def _plain(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return a table without geometry: a point as its coordinates, an outline left out."""
    names = [each.name for each in published(EXTRACTS[what])]
    if geometry_of(EXTRACTS[what]) is None:
        return frame[names]
    table = pd.DataFrame(frame.drop(columns="geometry"))
    if "longitude" in names and "longitude" not in table:
        table = table.assign(longitude=frame.geometry.x, latitude=frame.geometry.y)
    return table[names]


def _exact(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return a table whose columns are of the types declared, empty ones too."""
    kinds = {each.name: _ARROW[each.type] for each in published(EXTRACTS[what])}
    columns = {
        name: frame[name].map(_day) if kind == pa.date32() else frame[name]
        for name, kind in kinds.items()
        if name in frame
    }
    exact = frame.assign(**columns)
    return exact.astype({name: pd.ArrowDtype(kinds[name]) for name in columns})


def _table(frame: pd.DataFrame, path: Path, what: str, *, kind: Kind) -> None:
    path.write_bytes(exports.WRITERS[kind](_plain(frame, what)))


def _geojson(frame: pd.DataFrame, path: Path, _what: str) -> None:
    path.write_bytes(exports.to_geojson(frame, geometry="geometry", note=CREDITS))


def _gpkg(frame: pd.DataFrame, path: Path, what: str) -> None:
    """Add a layer to a file, under the name and with the words of its table."""
    import pyogrio

    row = EXTRACTS[what]
    kind = geometry_kind(row)
    pyogrio.write_dataframe(
        _exact(frame, what), path, layer=what, driver="GPKG", use_arrow=True,
        geometry_type=kind and _GEOMETRIES[kind],
        layer_options={"IDENTIFIER": row.file.title, "DESCRIPTION": row.file.help},
    )  # fmt: skip


def _parquet(frame: pd.DataFrame, path: Path, what: str) -> None:
    _exact(frame, what).to_parquet(path, index=False)


def _day(cell: object) -> object:
    return date.fromisoformat(cell) if isinstance(cell, str) else cell


_WRITERS: Final[Mapping[Kind, Callable[[pd.DataFrame, Path, str], None]]] = MappingProxyType(
    {
        **{kind: partial(_table, kind=kind) for kind in (Kind.CSV, Kind.XLSX, Kind.ODS)},
        Kind.GEOJSON: _geojson,
        Kind.GPKG: _gpkg,
        Kind.PARQUET: _parquet,
    }
)
