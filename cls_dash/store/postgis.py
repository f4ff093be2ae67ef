"""The shared store: a PostGIS database, one schema per release, read through a pointer.

``atlas.release`` lists the releases and the last one is published. A release is written
in a schema of its own, in one transaction that ends by listing it: a reader sees it
whole or not at all, and goes on reading the one it began with.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Final

import polars as pl
import psycopg
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Table,
    and_,
    column,
    create_engine,
    exists,
    func,
    insert,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateSchema, CreateTable
from sqlalchemy.sql.elements import ColumnElement

from cls_dash.errors import PublicationError, first_line
from cls_dash.store.geometry import Geometry, from_blobs, to_ewkb
from cls_dash.store.model import TABLES
from cls_dash.store.pointer import POINTER, POSTGIS, schema_of
from cls_dash.store.sqlite import verify_counts

KEPT: Final = timedelta(minutes=15)
"""How long a release outlives its successor: no page takes that long to read."""
PIECE: Final = 100_000


def owner_engine(url: URL) -> Engine:
    """Return an engine that writes, without a pool: a command opens one connection."""
    # A pooler may pass the connection, and its prepared statements, to another client.
    limits = {"connect_timeout": 10, "prepare_threshold": None}
    return create_engine(url, poolclass=NullPool, connect_args=limits)


def publish_release(frames: Mapping[str, pl.DataFrame], url: URL) -> None:
    """
    Write a release in a new schema and point to it, in one transaction.

    Parameters
    ----------
    frames
        One frame per table, by name.
    url
        Of a database that ``cls-dash database init`` prepared, as its owner.

    Raises
    ------
    PublicationError
        If the release does not hold exactly what it was given, or the database
        refuses it. The published release stays.
    """
    try:
        with owner_engine(url).begin() as connection:
            _one_at_a_time(connection)
            release = connection.scalar(insert(POINTER).returning(POINTER.c.id))
            schema = schema_of(release or 0)
            _create(connection, schema)
            for table in TABLES:
                if table.name in frames:
                    _copy(connection, table, frames[table.name])
            _check_references(connection)
            verify_counts(connection, frames)
            names = ", ".join(f'"{table.name}"' for table in TABLES)
            connection.execute(text(f"ANALYZE {names}"))
    except (SQLAlchemyError, psycopg.Error) as error:
        raise PublicationError(first_line(error)) from error
    _forget(url)


def _create(connection: Connection, schema: str) -> None:
    """Make a schema and its tables; unqualified names mean it until the transaction ends."""
    connection.execute(CreateSchema(schema))
    path = f"SELECT set_config('search_path', quote_ident(:schema) || ', ' || {POSTGIS}, true)"
    connection.execute(text(path), {"schema": schema})
    for each in TABLES:
        connection.execute(CreateTable(each, include_foreign_key_constraints=[]))


def _copy(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Send rows through COPY, as CSV written by polars."""
    geometries = [c.name for c in table.columns if isinstance(c.type, Geometry)]
    shapes = [pl.Series(name, to_ewkb(from_blobs(frame[name])), pl.String) for name in geometries]
    rows = frame.with_columns(shapes).with_row_index("fid", 1)
    # bytea reads «\x» then hexadecimal digits.
    rows = rows.with_columns(pl.format("\\x{}", pl.col(pl.Binary).bin.encode("hex")).name.keep()
                             if pl.Binary in rows.schema.values() else pl.all())  # fmt: skip
    names = ", ".join(f'"{name}"' for name in rows.columns)
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - what owner_engine asks for
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN (FORMAT csv)') as stream,
    ):
        for part in rows.iter_slices(PIECE):
            stream.write(part.write_csv(include_header=False))


def _check_references(connection: Connection) -> None:
    """
    Make the indexes and the references of tables that are whole.

    Row by row, a million rows take three times longer.
    """
    for index in (index for each in TABLES for index in each.indexes):
        connection.execute(CreateIndex(index))
    for each in TABLES:
        for reference in each.foreign_key_constraints:
            # Otherwise the tables of the model, made anew, would lack their references.
            connection.execute(AddConstraint(reference, isolate_from_table=False))


def _one_at_a_time(connection: Connection) -> None:
    """
    Wait for other publishers until the end of the transaction.

    A role that only reads cannot take this lock, as it could an advisory one.
    """
    connection.execute(text("LOCK TABLE atlas.release IN SHARE ROW EXCLUSIVE MODE"))


def _forget(url: URL) -> None:
    """
    Remove the releases that were superseded long ago.

    Those of before small counts were withheld at publication go at once.

    Each goes in a transaction of its own, so that the server's table of locks holds it.
    One that is still being read is left to the next publication: it is neither waited
    for nor taken away.
    """
    superseded = select(
        POINTER.c.id, func.lead(POINTER.c.published_at).over(order_by=POINTER.c.id).label("at")
    ).subquery()
    old = select(superseded.c.id).where(
        or_(
            superseded.c.at < func.clock_timestamp() - KEPT,
            and_(superseded.c.at.is_not(None), ~exists().where(*_withholding(superseded.c.id))),
        )
    )
    engine = owner_engine(url)
    with suppress(SQLAlchemyError), engine.connect() as connection:
        releases = connection.scalars(old.order_by(superseded.c.id)).all()
        connection.rollback()
        for release in releases:
            _remove(connection, release)


def _withholding(release: ColumnElement[int]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a catalogue's row that says that a release withholds counts."""
    known = table("columns", *map(column, ("table_schema", "table_name", "column_name")),
                  schema="information_schema")  # fmt: skip
    return (
        known.c.table_schema == func.concat("release_", release),
        known.c.table_name == "deployment",
        known.c.column_name == "withheld",
    )


def _remove(connection: Connection, release: int) -> None:
    with suppress(SQLAlchemyError), connection.begin():
        # Shorter than deadlock_timeout (1 s): of the two, the reader goes on.
        connection.execute(text("SET LOCAL lock_timeout = '200ms'"))
        connection.execute(text(f'DROP SCHEMA "{schema_of(release)}" CASCADE'))
        connection.execute(POINTER.delete().where(POINTER.c.id == release))
