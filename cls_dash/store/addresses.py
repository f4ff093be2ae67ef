"""The address of a store: which engine, which file."""

from pathlib import Path

from sqlalchemy import URL, exc
from sqlalchemy.engine import make_url

from cls_dash.errors import StoreError


def address_of(url: str) -> URL:
    """
    Return an address as SQLAlchemy reads it; that of PostgreSQL, for the driver that we have.

    ``postgres://``, as hosts and libpq write it, is ``postgresql://``.

    Raises
    ------
    StoreError
        If the address is neither SQLite's nor PostgreSQL's.
    """
    try:
        made = make_url(url)
        name = made.get_backend_name()
    except (exc.ArgumentError, ValueError):
        # «from None»: what could not be understood may be a part of a password.
        raise StoreError("not an address of a database") from None
    if name in {"postgres", "postgresql"}:
        return made.set(drivername="postgresql+psycopg")
    if name != "sqlite":
        raise StoreError(f"neither SQLite nor PostgreSQL: {name}")
    return made


def engine_of(url: str) -> str:
    """
    Return ``sqlite`` or ``postgresql``.

    Raises
    ------
    StoreError
        If the address is neither's.
    """
    return address_of(url).get_backend_name()


def with_password(url: str, file: Path | None) -> str:
    """
    Return an address of PostgreSQL with the password that a file holds, unless it has one.

    Raises
    ------
    StoreError
        If the address is of no database, or if the file cannot be read.
    """
    if file is None or engine_of(url) == "sqlite":
        return url
    made = address_of(url)
    if made.password or "password" in made.query:
        return url
    try:
        password = file.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"the password's file cannot be read: {file}") from error
    return made.set(password=password).render_as_string(hide_password=False)


def place_of(url: str) -> str:
    """Return where a store is, for a person: its file, or its database without password."""
    made = address_of(url)
    if made.get_backend_name() == "sqlite":
        return str(store_path(url))
    asked = {name: value for name, value in made.query.items() if name != "password"}
    shown = URL.create(
        made.drivername, host=made.host, port=made.port, database=made.database, query=asked
    )
    return shown.render_as_string().partition("://")[2]


def store_path(url: str) -> Path:
    """
    Return the file behind an SQLAlchemy address.

    Raises
    ------
    StoreError
        If the address is not one of an SQLite file.
    """
    made = address_of(url)
    if made.get_backend_name() != "sqlite" or not made.database:
        raise StoreError("not an SQLite file")
    return Path(made.database).resolve()
