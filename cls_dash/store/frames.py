"""Frames of any origin made into the exact columns of a table."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias, Union

import polars as pl
import shapely
from sqlalchemy import Boolean, Date, Float, Integer, LargeBinary, Table
from sqlalchemy.types import TypeEngine

from cls_dash.domain.legible import UNSEEN
from cls_dash.errors import PublicationError
from cls_dash.store.geometry import Geometry, from_blobs, to_blobs
from cls_dash.store.model import Row

if TYPE_CHECKING:
    # Half a second to import: what comes from polars does not wait for it.
    import pandas as pd

Frame: TypeAlias = Union["pd.DataFrame", pl.DataFrame]
Encode = Callable[[Iterable[shapely.Geometry | None]], list[Any]]

_KINDS: Final[tuple[tuple[type[TypeEngine[Any]], type[pl.DataType]], ...]] = (
    (Boolean, pl.Boolean),
    (Integer, pl.Int64),
    (Float, pl.Float64),
    (Date, pl.Date),
    (LargeBinary, pl.Binary),
)


def check_columns(frames: Mapping[str, Frame]) -> None:
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


def typed(
    table: Table, frame: Frame, encode: Encode, *, only: Collection[str] = ()
) -> pl.DataFrame:
    """
    Return a frame with the table's columns, in its order and types, ``fid`` from 1.

    Parameters
    ----------
    table
        Table of the store.
    frame
        XX
    encode
        Turns a column of geometries into what the engine stores.
    only
        Columns to keep; all of them by default.

    Raises
    ------
    PublicationError
        If a cell cannot be of its column's type.
    """
    columns: list[pl.Series] = [pl.int_range(1, len(frame) + 1, eager=True).alias("fid")]
    for column in table.columns:
        if column.name == "fid" or (only and column.name not in only):
            continue
        try:
            columns.append(_series(column.name, column.type, frame[column.name], encode))
        except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError) as error:
            reason = str(error).partition("\n")[0]
            raise PublicationError(f"{table.name}.{column.name}: {reason}") from error
    return _legible(pl.DataFrame(columns))


def taken(frames: Mapping[str, Frame], table: str, *columns: str) -> pl.DataFrame:
    """Return columns of one of several tables as polars reads them, whatever made it."""
    return typed(Row.metadata.tables[table], frames[table], to_blobs, only=columns).drop("fid")


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


def _series(
    name: str, type_: TypeEngine[Any], values: "pd.Series | pl.Series", encode: Encode
) -> pl.Series:
    kind = next((made for asked, made in _KINDS if isinstance(type_, asked)), pl.String)
    if isinstance(values, pl.Series):
        if isinstance(type_, Geometry):
            blobs = values.dtype == pl.Binary
            return pl.Series(name, encode(from_blobs(values) if blobs else values.to_list()))
        return _recast(values, kind).alias(name)
    pairs = zip(values.to_list(), values.isna(), strict=True)
    plain = [None if missing else value for value, missing in pairs]
    if isinstance(type_, Geometry):
        return pl.Series(name, encode(plain))
    if kind is pl.Date and not all(type(value) in {date, type(None)} for value in plain):
        # polars would take a text, a number of days, or a time of the day.
        raise TypeError("something else than a date")
    if kind is pl.Int64:
        # A column of integers with holes is one of floats in pandas.
        plain = [None if value is None else _whole(value) for value in plain]
    return pl.Series(name, plain, dtype=kind, strict=True)


def _recast(values: pl.Series, kind: type[pl.DataType]) -> pl.Series:
    """Cast what loses nothing; polars itself would cut 1.5 to 1 and write 63000 as a text."""
    if values.null_count() == len(values):
        return pl.repeat(None, len(values), dtype=kind, eager=True)
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


def _whole(value: float) -> int:
    if int(value) != value:
        raise ValueError(f"{value} is not an integer")
    return int(value)
