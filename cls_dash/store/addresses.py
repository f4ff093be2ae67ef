"""The address of a store: which engine, which file."""

from pathlib import Path

from sqlalchemy import exc
from sqlalchemy.engine import make_url

from cls_dash.errors import StoreError


def engine_of(url: str) -> str:
    """
    Return ``sqlite`` or ``postgresql``.

    Raises
    ------
    StoreError
        If the address is neither's.
    """
    try:
        name = make_url(url).get_backend_name()
    except (exc.ArgumentError, ValueError):
        # «from None»: what could not be understood may be a part of a password.
        raise StoreError("not an address of a database") from None
    if name not in {"sqlite", "postgresql"}:
        raise StoreError(f"neither SQLite nor PostgreSQL: {name}")
    return name


def store_path(url: str) -> Path:
    """
    Return the file behind an SQLAlchemy address.

    Raises
    ------
    StoreError
        If the address is not one of an SQLite file.
    """
    database = make_url(url).database if engine_of(url) == "sqlite" else None
    if not database:
        raise StoreError("not an SQLite file")
    return Path(database).resolve()
