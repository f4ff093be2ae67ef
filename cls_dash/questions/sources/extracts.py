"""Write a table of the store as a file that people open elsewhere."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import pandas as pd

from cls_dash.errors import InvalidInputError, UnknownTerritoryError
from cls_dash.render import exports
from cls_dash.store.model import EXTRACTS
from cls_dash.store.queries.extracts import extract, geometry_of
from cls_dash.store.queries.territories import territories_of
from cls_dash.store.release import Release
from cls_dash.terms import CREDITS


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
    _WRITERS[kind](frame, path)
    return len(frame)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table without geometry: a point as its coordinates, an outline left out."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    table = pd.DataFrame(frame.drop(columns="geometry"))
    if "longitude" not in table:
        table = table.assign(longitude=frame.geometry.x, latitude=frame.geometry.y)
    return table


def _table(frame: pd.DataFrame, path: Path, *, kind: Kind) -> None:
    path.write_bytes(exports.WRITERS[kind](_plain(frame)))


def _geojson(frame: pd.DataFrame, path: Path) -> None:
    path.write_bytes(exports.to_geojson(frame, geometry="geometry", note=CREDITS))


def _gpkg(frame: gpd.GeoDataFrame, path: Path) -> None:
    path.unlink(missing_ok=True)
    frame.to_file(path, driver="GPKG", engine="pyogrio")


def _parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, index=False)


_WRITERS: Final[Mapping[Kind, Callable[[pd.DataFrame, Path], None]]] = MappingProxyType(
    {
        **{kind: partial(_table, kind=kind) for kind in (Kind.CSV, Kind.XLSX, Kind.ODS)},
        Kind.GEOJSON: _geojson,
        Kind.GPKG: _gpkg,
        Kind.PARQUET: _parquet,
    }
)
