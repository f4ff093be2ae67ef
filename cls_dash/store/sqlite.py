"""The embedded store: one SQLite file, a valid GeoPackage, replaced in one step."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

import adbc_driver_sqlite
import polars as pl
from adbc_driver_manager import AdbcConnection, AdbcStatement, StatementOptions
from adbc_driver_manager import Error as AdbcError
from sqlalchemy import URL, Connection, Engine, create_engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from cls_dash.errors import PublicationError, first_line
from cls_dash.store import geopackage
from cls_dash.store.draft import drafted, flush, take_place
from cls_dash.store.model import TABLES, Row

_SIDECARS: Final = ("-wal", "-shm", "-journal")
_UNSAFE: Final = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF")
"""A draft is thrown away if anything fails, and leaves no journal if it is killed."""


def publish_file(frames: Mapping[str, pl.DataFrame], target: Path, *, on: date) -> None:
    """
    Replace the file at ``target`` by one that holds ``frames``, in one step.

    The same frames give the same file, byte for byte.

    Parameters
    ----------
    frames
        One frame per table, by name.
    target
        Path of the file.
    on
        Date written as last change of every layer.

    Raises
    ------
    PublicationError
        If the new file does not hold exactly what it was given, or cannot be
        written (full disk, forbidden folder). ``target`` is left untouched.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with drafted(target) as draft:
            engine = create_engine(URL.create("sqlite", database=str(draft)), poolclass=NullPool)
            _fill(draft, engine, frames, on)
            with engine.connect() as connection:
                _verify(connection, frames)
            flush(draft)
            _forget_edits(target)
            take_place(draft, target)
    except (SQLAlchemyError, AdbcError, sqlite3.Error, OSError) as error:
        raise PublicationError(first_line(error)) from error


def _fill(draft: Path, engine: Engine, frames: Mapping[str, pl.DataFrame], on: date) -> None:
    """Write the tables, then their indexes, which are made faster from whole tables."""
    with _unsafe(engine) as connection:
        geopackage.create_catalogue(connection)
        for table in TABLES:
            connection.execute(CreateTable(table))
    _insert(draft, frames)
    with _unsafe(engine) as connection:
        for index in (index for table in TABLES for index in table.indexes):
            if not index.dialect_options["postgresql"]["using"]:
                index.create(connection)
        geopackage.register(connection, TABLES, on=on)
        connection.commit()
        connection.exec_driver_sql("ANALYZE")


@contextmanager
def _unsafe(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that keeps no journal."""
    with engine.connect() as connection:
        for setting in _UNSAFE:
            connection.exec_driver_sql(setting)
        yield connection
        connection.commit()


def _insert(draft: Path, frames: Mapping[str, pl.DataFrame]) -> None:
    """Write rows column by column, through Arrow: seven times faster than one by one."""
    with adbc_driver_sqlite.connect(str(draft)) as database, AdbcConnection(database) as connection:
        for setting in _UNSAFE:
            with AdbcStatement(connection) as statement:
                statement.set_sql_query(setting)
                statement.execute_update()
        for table in TABLES:
            if table.name in frames:
                rows = frames[table.name].with_row_index("fid", 1)
                # Neither dates nor columns that are all empty have a type in SQLite.
                days, nothing = pl.col(pl.Date).dt.to_string(), pl.col(pl.Null).cast(pl.String)
                _append(connection, table.name, rows.with_columns(days, nothing))


def _append(connection: AdbcConnection, table: str, rows: pl.DataFrame) -> None:
    # Not the driver's DB-API, which imports pyarrow and pandas: a second, for nothing here.
    with AdbcStatement(connection) as statement:
        statement.set_options(
            **{
                StatementOptions.INGEST_TARGET_TABLE.value: table,
                StatementOptions.INGEST_MODE.value: "adbc.ingest.mode.append",
            }
        )
        statement.bind_stream(rows)
        statement.execute_update()


def _verify(connection: Connection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Check the file's integrity, its references and its counts."""
    if (state := connection.scalar(text("PRAGMA quick_check"))) != "ok":
        raise PublicationError(f"quick_check: {state}")
    if broken := connection.execute(text("PRAGMA foreign_key_check")).all():
        table, fid, parent, _ = broken[0]
        raise PublicationError(f"{len(broken)} broken references, first {table} {fid} -> {parent}")
    verify_counts(connection, frames)


def verify_counts(connection: Connection, frames: Mapping[str, pl.DataFrame]) -> None:
    """
    Check that each table holds the rows it was given.

    Raises
    ------
    PublicationError
        Naming the first table that does not.
    """
    for name, frame in frames.items():
        found = connection.scalar(select(func.count()).select_from(Row.metadata.tables[name]))
        if found != len(frame):
            raise PublicationError(f"{name}: {found} rows instead of {len(frame)}")


def _forget_edits(target: Path) -> None:
    """
    Remove what a program that opened ``target`` for writing keeps beside it.

    QGIS puts a GeoPackage in WAL mode; SQLite would apply the pages of that log to
    whatever file bears the name, hence to the new store.
    """
    for suffix in _SIDECARS:
        target.with_name(target.name + suffix).unlink(missing_ok=True)
