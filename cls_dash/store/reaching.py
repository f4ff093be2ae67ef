"""
Reach a PostGIS database to read it: nothing is written, and nobody waits long for a silent one.

Each transaction says by itself that it only reads, how long it may take and where PostGIS is:
a pooler that lends a connection for one transaction (PgBouncer) refuses what a connection would
say once for all.
"""

from collections.abc import Callable
from contextlib import suppress
from types import MappingProxyType
from typing import Any, Final

import psycopg
from psycopg.errors import _WaitTimeout
from sqlalchemy import URL, Connection, Engine, create_engine, event

from cls_dash.errors import StoreError
from cls_dash.store.deadlines import Shared
from cls_dash.store.pointer import NOTHING_PUBLISHED, POSTGIS

SILENCE_S: Final = 1.0
"""How long to wait for an answer before checking that the server responds at all."""
HELD_S: Final = 2.0
"""How long that check itself may wait for a silent server."""
CONNECTING: Final = MappingProxyType(
    {
        "connect_timeout": 2,
        "keepalives": 1,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 5_000,
        # A pooler may pass the connection, and its prepared statements, to another client.
        "prepare_threshold": None,
    }
)
_LIMITS: Final = "SET LOCAL statement_timeout = '30s'; SET LOCAL lock_timeout = '1s'; "
_POSTGIS: Final = f"SELECT pg_catalog.set_config('search_path', {POSTGIS}, true)"
_POINTER: Final = "SELECT id, published_at FROM atlas.release ORDER BY id DESC LIMIT 1"


class SilentError(psycopg.OperationalError):
    """The server did not respond within the longest wait."""


class Patient(psycopg.Connection[Any]):
    """A connection that waits for a slow server, and gives up on one that answers nobody."""

    pointer: "Pointer | None" = None
    """Checks that the server responds; without it, silence ends the wait."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:  # noqa: ANN401 - psycopg's signature
        """Wait for the server, as long as it responds to other connections."""
        longest = timeout or (SILENCE_S if self.pointer else HELD_S)
        while True:
            try:
                return super().wait(gen, interval, longest)
            except _WaitTimeout:
                if not self._is_slow():
                    self.close()
                    raise SilentError("the server does not answer") from None

    def _is_slow(self) -> bool:
        with suppress(StoreError):
            # Another may answer in its place, if the address names several.
            return self.pointer is not None and self.pointer.place() == place(self)
        return False


def place(connection: psycopg.Connection[Any]) -> tuple[str, int]:
    """Return the host and the port at the other end of a connection."""
    return connection.info.host, connection.info.port


class Pointer:
    """The release published now, queried over its own connection, kept open."""

    def __init__(self, connect: Callable[[], Patient]) -> None:
        self._connect = connect
        self._kept: Patient | None = None
        self._there: tuple[str, int] = "", 0
        self.stamp = Shared(self._stamp)

    def place(self) -> tuple[str, int]:
        """
        Return where the server is that answers now.

        Raises
        ------
        StoreError
            If none does.
        """
        self.stamp()
        return self._there

    def close(self) -> None:
        """Close the connection; the next query opens another."""
        kept, self._kept = self._kept, None
        if kept:
            kept.close()

    def _stamp(self) -> tuple[float, float]:
        try:
            return self._asked()
        except psycopg.Error as error:
            # The first line of the server's message: the others may reveal its address.
            raise StoreError(str(error).partition("\n")[0]) from error

    def _asked(self) -> tuple[float, float]:
        if self._kept is None:
            return self._read()
        try:
            return self._read()
        except SilentError:
            self.close()
            raise
        except psycopg.OperationalError:
            if not self._kept.closed:
                raise
        # The connection had been closed since: the server may well be up now.
        self.close()
        return self._read()

    def _read(self) -> tuple[float, float]:
        if self._kept is None:
            self._kept = self._connect()
            self._there = place(self._kept)
        with self._kept.cursor() as cursor:
            # One trip, hence one transaction.
            cursor.execute(_LIMITS + _POINTER)
            while cursor.nextset():
                pass
            last = cursor.fetchone()
        if last is None:
            raise StoreError(NOTHING_PUBLISHED)
        return last[0], last[1].timestamp()


def reading_engine(url: URL, **pool: Any) -> tuple[Engine, Pointer]:  # noqa: ANN401 - SQLAlchemy's
    """Return a read-only engine, and the pointer to the published release."""
    engine = create_engine(
        url,
        connect_args=dict(CONNECTING),
        execution_options={"postgresql_readonly": True},
        pool_pre_ping=True,
        **pool,
    )
    arguments, named = engine.dialect.create_connect_args(url)
    whole: dict[str, Any] = {**named, **CONNECTING, "autocommit": True}
    pointer = Pointer(lambda: Patient.connect(*arguments, **whole))

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _entry: Any, args: Any, kwargs: Any) -> Patient:  # noqa: ANN401 - SQLAlchemy's signature
        try:
            host, port = pointer.place()
        except StoreError as error:
            # An error of the driver, which SQLAlchemy wraps.
            raise SilentError(str(error)) from None
        # Of several servers, the one that answers: each of the others would be waited for.
        made = Patient.connect(*args, **{**kwargs, "host": host, "port": port})
        made.pointer = pointer
        return made

    @event.listens_for(engine, "begin")
    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(_LIMITS + _POSTGIS)

    @event.listens_for(engine, "engine_disposed")
    def close(_engine: Engine) -> None:
        pointer.close()

    return engine, pointer
