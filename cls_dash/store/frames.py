"""Frames made into the exact columns of a table."""

from collections.abc import Mapping
from typing import Final

import polars as pl
import shapely
from sqlalchemy import Boolean, Date, Float, Integer, LargeBinary, Table

from cls_dash.domain.legible import UNSEEN
from cls_dash.errors import PublicationError
from cls_dash.store.geometry import Geometry, to_blobs
from cls_dash.store.model import Row

_KINDS: Final = (
    (Boolean, pl.Boolean),
    (Integer, pl.Int64),
    (Float, pl.Float64),
    (Date, pl.Date),
    (LargeBinary | Geometry, pl.Binary),
)


def check_columns(frames: Mapping[str, pl.DataFrame]) -> None:
    """
    Refuse what SQLAlchemy would leave out, or leave empty, without a word.

    Raises
    ------
    PublicationError
        Naming the tables or columns that are lacking or unknown.
    """
    if unknown := set(frames) - set(Row.metadata.tables):
        raise PublicationError(f"no table for {', '.join(sorted(unknown))}")
    for name, frame in frames.items():
        expected = set(Row.metadata.tables[name].columns.keys()) - {"fid"}
        if different := expected.symmetric_difference(frame.columns):
            raise PublicationError(f"{name}: lacking or unknown {', '.join(sorted(different))}")


def typed(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """
    Return a frame with the table's columns, in its order and types, without ``fid``.

    Geometries are the blobs of a GeoPackage (:func:`cls_dash.store.geometry.to_blobs`).

    Raises
    ------
    PublicationError
        If a cell cannot be of its column's type.
    """
    columns = []
    for column in table.columns.values():
        if column.name == "fid":
            continue
        kind = next((made for asked, made in _KINDS if isinstance(column.type, asked)), pl.String)
        try:
            columns.append(_recast(frame[column.name], kind))
        except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
            reason = str(error).partition("\n")[0]
            raise PublicationError(f"{table.name}.{column.name}: {reason}") from error
    return _legible(pl.DataFrame(columns))


def with_points(rows: pl.DataFrame) -> pl.DataFrame:
    """Replace ``longitude`` and ``latitude`` (EPSG:4326) by a point, where both are known."""
    places = rows.select(pl.col("longitude", "latitude").cast(pl.Float64)).iter_rows()
    points = [None if None in place else shapely.Point(place) for place in places]
    made = pl.Series("point", to_blobs(points), dtype=pl.Binary)
    return rows.with_columns(made).drop("longitude", "latitude")


def _legible(rows: pl.DataFrame) -> pl.DataFrame:
    """Return texts without what hides in them: who reads the store shows them as they are."""
    found = rows.select(pl.col(pl.String).str.contains(UNSEEN).any())
    hiding = [name for name in found.columns if found.item(0, name)]
    # Most tables: nothing to mend.
    return rows.with_columns(pl.col(hiding).str.replace_all(UNSEEN, "")) if hiding else rows


def _recast(values: pl.Series, kind: type[pl.DataType]) -> pl.Series:
    """Cast what loses nothing; polars itself would cut 1.5 to 1 and write 63000 as a text."""
    if values.null_count() == len(values):
        return pl.repeat(None, len(values), dtype=kind, eager=True).alias(values.name)
    numbers = values.dtype.is_numeric() and kind in {pl.Int64, pl.Float64}
    if not numbers and values.dtype != kind:
        raise TypeError(f"{values.dtype} instead of {kind.__name__}")
    if values.dtype.is_float():
        # SQLite has no such number: what is missing is missing on both engines.
        values = values.fill_nan(None)
    made = values.cast(kind)
    if numbers and not made.cast(values.dtype).equals(values):
        raise ValueError(f"not all are {kind.__name__}")
    return made
