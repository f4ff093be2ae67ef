"""Prepare a PostGIS database for the atlas, and let a role read it and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from psycopg import sql
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateSchema

from cls_dash.errors import StoreError, first_line
from cls_dash.store.addresses import address_of, engine_of
from cls_dash.store.model import ReleaseRow
from cls_dash.store.pointer import POINTER, POSTGIS, schema_of
from cls_dash.store.postgis import owner_engine

_LARGE_OBJECTS: Final = ("lo_create(oid)", "lo_creat(integer)", "lo_from_bytea(oid, bytea)",
                         "lo_import(text)", "lo_import(text, oid)")  # fmt: skip
"""What any role may call to write, whatever its grants on tables."""

_CLOSED: Final = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
)
_GRANTS: Final = (
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA atlas TO {role}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA atlas TO {role}",
    # Releases to come: their schemas and tables are born readable.
    "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO {role}",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {role}",
    "ALTER ROLE {role} SET default_transaction_read_only = on",
    "ALTER ROLE {role} SET statement_timeout = '30s'",
)

_SEES_POSTGIS: Final = text(
    "SELECT has_schema_privilege(:role, extnamespace, 'USAGE') FROM pg_extension"
    " WHERE extname = 'postgis'"
)

_STILL_WRITES: Final = text(
    "SELECT has_database_privilege(:role, current_database(), 'CREATE, TEMP')"
    " OR has_schema_privilege(:role, 'public', 'CREATE')"
)
"""A REVOKE by somebody who is not the owner is only a warning, and a superuser needs no grant."""


@dataclass(frozen=True)
class Prepared:
    """What :func:`prepare` found and did."""

    releases: int
    format: int | None
    """Of the published release, if any: the atlas reads that of this program alone."""


def prepare(url: str) -> Prepared:
    """
    Make a database ready for releases; run again, change nothing.

    Parameters
    ----------
    url
        SQLAlchemy address, as the role that will own the releases.

    Raises
    ------
    StoreError
        If the server refuses: no PostGIS, no right to create, no such database.
    """
    with owning(url) as connection:
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public"))
        connection.execute(CreateSchema("atlas", if_not_exists=True))
        POINTER.create(connection, checkfirst=True)
        releases = connection.scalar(select(func.count()).select_from(POINTER)) or 0
        last = connection.scalar(select(func.max(POINTER.c.id)))
        found = None if last is None else _format(connection, schema_of(last))
    return Prepared(releases, found)


def _format(connection: Connection, schema: str) -> int | None:
    """Return the schema version of a release; it is rebuilt whole, never changed."""
    options = {"schema_translate_map": {None: schema}}
    return connection.scalar(select(ReleaseRow.schema_version), execution_options=options)


def grant(url: str, role: str, *, password: str | None = None) -> bool:
    """
    Let a role read every release, present and to come, and write nothing.

    Parameters
    ----------
    url
        SQLAlchemy address, as the owner of the releases.
    role
        Created with the right to log in when the server does not know it.
    password
        Of a role that is created, or whose password changes.

    Returns
    -------
    bool
        Whether the role was created.

    Raises
    ------
    StoreError
        If the server refuses, or if the role could write all the same: a superuser, the
        owner, or any role of a database that is not ours to close. Nothing is changed.
    """
    with owning(url) as connection:
        created = create_role(connection, role, password)
        for statement in (*_CLOSED, *_GRANTS):
            run(connection, statement, role)
        show_postgis(connection, role)
        for release in connection.scalars(select(POINTER.c.id)).all():
            schema = schema_of(release)
            run(connection, f"GRANT USAGE ON SCHEMA {schema} TO {{role}}", role)
            run(connection, f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {{role}}", role)
        if connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
            for function in _LARGE_OBJECTS:
                run(connection, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC", role)
        if connection.scalar(_STILL_WRITES, {"role": role}):
            raise StoreError(f"{role} can create in this database whatever is granted")
    return created


def create_role(connection: Connection, role: str, password: str | None) -> bool:
    """Let a role log in; say whether it had to be created."""
    known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    created = connection.scalar(known, {"role": role}) is None
    if created:
        run(connection, "CREATE ROLE {role} LOGIN", role)
    if password:
        run(connection, "ALTER ROLE {role} PASSWORD {password}", role, password)
    return created


def show_postgis(connection: Connection, role: str) -> None:
    """Let a role use PostGIS where it is, unless it may already: the schema may be another's."""
    if not connection.scalar(_SEES_POSTGIS, {"role": role}):
        schema = connection.scalar(text(f"SELECT {POSTGIS}"))
        run(connection, f"GRANT USAGE ON SCHEMA {schema} TO {{role}}", role)


def run(connection: Connection, statement: str, role: str, password: str = "") -> None:
    """Run a statement that names a role, the database, or a password."""
    database = connection.scalar(select(func.current_database())) or ""
    composed = sql.SQL(statement).format(
        role=sql.Identifier(role), database=sql.Identifier(database), password=sql.Literal(password)
    )
    connection.exec_driver_sql(composed.as_string().replace("%", "%%"))


@contextmanager
def owning(url: str) -> Iterator[Connection]:
    """Yield a connection whose transaction is kept whole or not at all."""
    if engine_of(url) != "postgresql":
        raise StoreError("not an address of a PostgreSQL database")
    try:
        with owner_engine(address_of(url)).begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise StoreError(first_line(error)) from error
