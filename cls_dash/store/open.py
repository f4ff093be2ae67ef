"""Open the published store, read-only, and notice when it is replaced."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Engine, create_engine, event, exc, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from cls_dash.errors import StoreError
from cls_dash.store.addresses import engine_of, store_path
from cls_dash.store.documented import documented_only
from cls_dash.store.pointer import POINTER, schema_of
from cls_dash.store.readings import Readings
from cls_dash.store.tables import SCHEMA_VERSION, ReleaseRow

Stamp = tuple[float, ...]
POOL: Final = {"pool_size": 5, "max_overflow": 20}
PATIENCE_S: Final = 1.0
"""How long a reading waits for a file that another program locks."""


class Store(Protocol):
    """The published store: ask it for a reading, or for its stamp."""

    engine: Engine

    def stamp(self) -> Stamp:
        """
        Return what changes when the store is replaced; part of every cache key.

        Raises
        ------
        StoreError
            If there is no store.
        """
        ...

    def reading(self) -> AbstractContextManager[Readings]:
        """
        Yield readings that all come from one release, over one connection.

        Raises
        ------
        StoreError
            If the store is absent, damaged, or of another schema version.
        """
        ...


@dataclass
class FileStore:
    """A store in an SQLite file."""

    engine: Engine
    path: Path

    def stamp(self) -> Stamp:
        """Return the identity of the file."""
        try:
            status = self.path.stat()
        except OSError as error:
            raise StoreError(f"no store at {self.path}") from error
        return status.st_ino, status.st_mtime_ns, status.st_size

    @contextmanager
    def reading(self) -> Iterator[Readings]:
        """Yield readings of the file that bears the name now."""
        self.stamp()
        try:
            with self.engine.connect() as connection:
                _check(connection)
                yield Readings(connection)
        except exc.DatabaseError as error:
            raise StoreError(str(error.__cause__)) from error


@dataclass
class DatabaseStore:
    """A store in a PostGIS database, read through its pointer."""

    engine: Engine

    def stamp(self) -> Stamp:
        """Return the number of the published release, and when it was published."""
        with self._connected() as connection:
            return _published(connection)

    @contextmanager
    def reading(self) -> Iterator[Readings]:
        """Yield readings of the release that is published now, whatever comes next."""
        with self._connected() as connection:
            release, _ = _published(connection)
            connection.execution_options(schema_translate_map={None: schema_of(int(release))})
            _check(connection)
            yield Readings(connection)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                yield connection
        except exc.SQLAlchemyError as error:
            # The server's first line: the others may say where it is.
            raise StoreError(str(error.__cause__ or error).partition("\n")[0]) from error


def _published(connection: Connection) -> tuple[float, float]:
    last = connection.execute(select(POINTER).order_by(POINTER.c.id.desc()).limit(1)).first()
    if last is None:
        raise StoreError("no release is published in this database")
    return last.id, last.published_at.timestamp()


def open_store(url: str, *, without_illustrative: bool = False) -> Store:
    """
    Return the store behind an SQLAlchemy address.

    ``sqlite:///data/cls.gpkg`` or ``postgresql+psycopg://reader@host/atlas``. Nothing is
    read yet: a store that is absent today may be published tomorrow. What was made for the
    demonstration never comes out where it is to be left out.

    Raises
    ------
    StoreError
        If the address is neither's.
    """
    file = engine_of(url) == "sqlite"
    store: Store = _open_file(store_path(url)) if file else _open_database(url)
    if without_illustrative:
        documented_only(store.engine)
    return store


def _open_database(url: str) -> Store:
    # The grants are the guarantee; the options spare a mistake and bound a slow question.
    # They come before what the role may have set for itself.
    options = "-c default_transaction_read_only=on -c statement_timeout=30000 -c search_path=public"
    return DatabaseStore(
        create_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            connect_args={"options": options, "connect_timeout": 5},
            pool_pre_ping=True,
            **POOL,
        )
    )


def _open_file(path: Path) -> Store:
    engine = create_engine(_read_only(path), connect_args={"timeout": PATIENCE_S}, **POOL)
    store = FileStore(engine, path)

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
