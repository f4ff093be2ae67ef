"""Alembic, run from code: each release's schema is made, and brought up to date, by it."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from cls_dash.store.pointer import POSTGIS

MIGRATIONS: Final = Path(__file__).with_name("migrations")


def create(connection: Connection, schema: str) -> None:
    """Make a schema and the tables of the latest version in it, in the caller's transaction."""
    connection.execute(text(f'CREATE SCHEMA "{schema}"'))
    upgrade(connection, schema)


def upgrade(connection: Connection, schema: str, *, to: str = "head") -> None:
    """
    Bring the tables of a schema to a version, in the caller's transaction.

    Parameters
    ----------
    connection
        As the owner of the schema. Unqualified names mean this schema until the end
        of its transaction.
    schema
        Holds the tables and Alembic's own mark of their version.
    to
        Revision; the latest one by default.
    """
    path = f"SELECT set_config('search_path', quote_ident(:schema) || ', ' || {POSTGIS}, true)"
    connection.execute(text(path), {"schema": schema})
    command.upgrade(config(connection, schema), to)


def config(connection: Connection, schema: str) -> Config:
    """Return what Alembic's environment asks for: a connection and a schema."""
    made = Config(attributes={"connection": connection, "schema": schema})
    made.set_main_option("script_location", str(MIGRATIONS))
    made.set_main_option("path_separator", "os")
    return made
