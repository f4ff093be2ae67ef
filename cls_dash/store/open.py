"""Open the published store, read-only, and notice when it is replaced."""

import os
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Engine, create_engine, event, exc, func, select
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from cls_dash.errors import ClsDashError, StoreError, first_line
from cls_dash.store.addresses import address_of, engine_of, store_path
from cls_dash.store.documented import documented_only
from cls_dash.store.memo import Memos
from cls_dash.store.model import SCHEMA_VERSION, ReleaseRow
from cls_dash.store.pointer import NOTHING_PUBLISHED, POINTER, schema_of
from cls_dash.store.release import Release

Stamp = tuple[float, ...]
POOL: Final = {"pool_size": 5, "max_overflow": 20}
FILE_POOL: Final[dict[str, Any]] = {"poolclass": NullPool} if os.name == "nt" else POOL
"""Windows replaces no file that is open: there, none is kept open between two readings."""
PATIENCE_S: Final = 1.0
"""How long a reading waits for a file that another program locks."""


class Store(Protocol):
    """The published store: ask it for a reading, or for its stamp."""

    engine: Engine

    @property
    def address(self) -> str:
        """Return what another process opens it by, its password included."""
        ...

    def stamp(self) -> Stamp:
        """
        Return what changes when the store is replaced; part of every cache key.

        Raises
        ------
        StoreError
            If there is no store.
        """
        ...

    def reading(self) -> AbstractContextManager[Release]:
        """
        Yield the release that is published, over one connection.

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
    memos: Memos = field(default_factory=Memos)

    @property
    def address(self) -> str:
        """Return that of the file."""
        return f"sqlite:///{self.path.absolute().as_posix()}"

    def stamp(self) -> Stamp:
        """Return the identity of the file."""
        try:
            status = self.path.stat()
        except OSError as error:
            raise StoreError(f"no store at {self.path}") from error
        return status.st_ino, status.st_mtime_ns, status.st_size

    @contextmanager
    def reading(self) -> Iterator[Release]:
        """Yield the release of the file that bears the name now."""
        opened = self.stamp()
        try:
            with self.engine.connect() as connection:
                yield _reading(connection, self.memos, connection.info["stamp"])
        except exc.SQLAlchemyError as error:
            raise StoreError(str(error.__cause__ or error)) from error
        except ClsDashError:
            raise
        except Exception as error:
            # What a damaged file holds may be read, and make no sense to who asked.
            if self.stamp() != opened or not _is_whole(self.path, opened):
                raise StoreError("the file was changed, or is damaged") from error
            raise


@dataclass
class DatabaseStore:
    """A store in a PostGIS database, read through its pointer."""

    engine: Engine
    stamp: Callable[[], Stamp]
    """Returns the number of the published release, and when it was published."""
    memos: Memos = field(default_factory=Memos)

    @property
    def address(self) -> str:
        """Return that of the server."""
        return self.engine.url.render_as_string(hide_password=False)

    @contextmanager
    def reading(self) -> Iterator[Release]:
        """Yield the release that is published now, whatever comes next."""
        with self._connected() as connection:
            release = _published(connection)
            connection.execution_options(schema_translate_map={None: schema_of(release)})
            yield _reading(connection, self.memos, release)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                yield connection
        except exc.SQLAlchemyError as error:
            raise StoreError(first_line(error)) from error


def _published(connection: Connection) -> int:
    last: int | None = connection.scalar(select(func.max(POINTER.c.id)))
    if last is None:
        raise StoreError(NOTHING_PUBLISHED)
    return last


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
    # Who reads a file needs no driver of PostgreSQL.
    from cls_dash.store.reaching import reading_engine

    engine, pointer = reading_engine(address_of(url), **POOL)
    return DatabaseStore(engine, pointer.stamp)


def _open_file(path: Path) -> Store:
    engine = create_engine(_read_only(path), connect_args={"timeout": PATIENCE_S}, **FILE_POOL)
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


@lru_cache(maxsize=1)
def _is_whole(path: Path, _stamp: Stamp) -> bool:
    """Say whether a file is a sound database; once for each file, for a large one takes a while."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            said: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error:
        return False
    return said == "ok"


def _read_only(path: Path) -> URL:
    return URL.create("sqlite", database=path.as_uri(), query={"mode": "ro", "uri": "true"})


def _refuse_attach(action: int, *_names: str | None) -> int:
    """Refuse ATTACH, which could create a file even over a read-only connection."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK


def _reading(connection: Connection, memos: Memos, published: Hashable) -> Release:
    """
    Return the release that a connection reads, with what was already asked of it.

    A file that is replaced while it is opened may bear the stamp of the one before: what
    it was made of tells them apart.

    Raises
    ------
    StoreError
        If the release is of another schema version.
    """
    query = select(ReleaseRow.schema_version, ReleaseRow.release, ReleaseRow.latest_fact)
    row = connection.execute(query).one_or_none()
    if row is None or row.schema_version != SCHEMA_VERSION:
        version = row.schema_version if row else None
        raise StoreError(f"schema {version}, this program reads {SCHEMA_VERSION}")
    return Release(connection, row.release, row.latest_fact, memos.of((published, row.release)))
