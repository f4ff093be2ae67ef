"""A release in memory, for a test that changes a cell: the queries of a published one, no file."""

import sqlite3
from collections import defaultdict, deque
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from functools import cache
from itertools import count

import polars as pl
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from cls_dash.store.model import SCHEMA_VERSION, TABLES, Row
from cls_dash.store.release import Release
from cls_dash.store.secrecy import without_small_counts
from tests.seed import as_tables

LATEST_FACT = date(2026, 1, 31)
_RANKS = count()
_KNOWN = defaultdict(lambda: deque(maxlen=8))
"""Frames of each table, and their rows: a test changes one or two tables, and keeps the others."""


@contextmanager
def release_of(frames):
    """Give the release that would be published of frames; broken references fail the test."""
    digest = f"in memory {next(_RANKS)}"  # What is kept of a release is kept under its name.
    named = pl.DataFrame(
        {"release": digest, "schema_version": SCHEMA_VERSION, "latest_fact": LATEST_FACT}
    )
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as database:
        database.deserialize(_empty())
        for table, frame in {**without_small_counts(as_tables(frames)), "release": named}.items():
            database.executemany(*_insertion(table, frame))
        database.commit()
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        database.execute("PRAGMA query_only = ON")
        with _engine(database).connect() as connection:
            yield Release(connection, digest, LATEST_FACT)


@contextmanager
def changing(seed):
    """Give a function that returns a release of a seed, its frames changed by another."""
    with ExitStack() as releases:

        def sow(change):
            frames = seed()
            change(frames)
            return releases.enter_context(release_of(frames))

        yield sow


def _engine(database):
    return create_engine("sqlite://", creator=lambda: database, poolclass=StaticPool)


@cache
def _empty():
    """Return a database whose tables hold nothing."""
    with closing(sqlite3.connect(":memory:")) as database:
        with _engine(database).begin() as connection:
            Row.metadata.create_all(connection, TABLES)
        return database.serialize()


def _insertion(table, frame):
    """Return the statement that adds the rows of a frame, as a publication does, and the rows."""
    for known, insertion in _KNOWN[table]:
        if known.equals(frame):
            return insertion
    rows = frame.with_row_index("fid", 1).with_columns(pl.col(pl.Date).dt.to_string())
    marks = ", ".join("?" * rows.width)
    statement = f"INSERT INTO {table} ({', '.join(map(repr, rows.columns))}) VALUES ({marks})"  # noqa: S608 - our own names
    insertion = statement, rows.rows()
    _KNOWN[table].appendleft((frame, insertion))
    return insertion
