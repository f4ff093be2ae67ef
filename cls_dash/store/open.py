"""Open the published store, read-only, and notice when it is replaced."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from cls_dash.errors import StoreError
from cls_dash.store.readings import Readings
from cls_dash.store.tables import SCHEMA_VERSION, ReleaseRow

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Store:
    """The published store: ask it for a reading, or for its stamp."""

    engine: Engine
    path: Path

    def stamp(self) -> Stamp:
        """
        Return what changes when the store is replaced; part of every cache key.

        Raises
        ------
        StoreError
            If the file is absent.
        """
        try:
            status = self.path.stat()
        except OSError as error:
            raise StoreError(f"no store at {self.path}") from error
        return status.st_ino, status.st_mtime_ns, status.st_size

    @contextmanager
    def reading(self) -> Iterator[Readings]:
        """
        Yield readings that all come from one release, over one connection.

        Raises
        ------
        StoreError
            If the store is absent, damaged, or of another schema version.
        """
        self.stamp()
        try:
            with self.engine.connect() as connection:
                _check(connection)
                yield Readings(connection)
        except exc.DatabaseError as error:
            raise StoreError(str(error.__cause__)) from error


def store_path(url: str) -> Path:
    """
    Return the file behind an SQLAlchemy address.

    Raises
    ------
    StoreError
        If the address is not one of an SQLite file.
    """
    try:
        address = make_url(url)
    except exc.ArgumentError as error:
        raise StoreError("not an address of a database") from error
    if address.get_backend_name() != "sqlite" or not address.database:
        raise StoreError(f"not an SQLite file: {address.get_backend_name()}")
    return Path(address.database).resolve()


def open_store(url: str) -> Store:
    """
    Return the store behind an SQLAlchemy address such as ``sqlite:///data/cls.gpkg``.

    Nothing is read yet: a store that is absent today may be published tomorrow.

    Raises
    ------
    StoreError
        If the address is not one of an SQLite file.
    """
    path = store_path(url)
    engine = create_engine(_read_only(path), pool_size=5, max_overflow=20)
    store = Store(engine, path)

    @event.listens_for(engine, "do_connect")
    def remember(
        _dialect: Any,  # noqa: ANN401 - SQLAlchemy's signature
        entry: ConnectionPoolEntry,
        _args: Any,  # noqa: ANN401
        _kwargs: Any,  # noqa: ANN401
    ) -> None:
        # Before opening: a replacement in between makes the stamp old, not wrong.
        entry.info.update(stamp=store.stamp(), fresh=True)

    @event.listens_for(engine, "connect")
    def restrict(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.set_authorizer(_refuse_attach)

    @event.listens_for(engine, "checkout")
    def compare(_connection: Any, entry: ConnectionPoolEntry, _proxy: Any) -> None:  # noqa: ANN401 - SQLAlchemy's signature
        # A connection just opened is right whatever happened since: to refuse it as well
        # would fail the reading, for SQLAlchemy opens again only once.
        if not entry.info.pop("fresh", False) and entry.info["stamp"] != store.stamp():
            raise exc.DisconnectionError("the store was replaced")

    return store


def _read_only(path: Path) -> URL:
    return URL.create("sqlite", database=path.as_uri(), query={"mode": "ro", "uri": "true"})


def _refuse_attach(action: int, *_names: str | None) -> int:
    """Refuse ATTACH, which could create a file even over a read-only connection."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK


def _check(connection: Connection) -> None:
    version = connection.scalar(select(ReleaseRow.schema_version))
    if version != SCHEMA_VERSION:
        raise StoreError(f"schema {version}, this program reads {SCHEMA_VERSION}")
