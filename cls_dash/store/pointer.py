"""Which release of a PostGIS database is published.

``atlas.release`` lists the releases and the last one is read; each has its own schema.
"""

from typing import Final

from sqlalchemy import Column, DateTime, Integer, MetaData, Table, func

POINTER: Final = Table(
    "release",
    MetaData(schema="atlas"),
    Column("id", Integer, primary_key=True),
    Column("published_at", DateTime(timezone=True), server_default=func.clock_timestamp()),
)
"""Releases, the last one being read. A row is seen once its release is complete."""


def schema_of(release: int) -> str:
    """Return the schema that holds a release."""
    return f"release_{release}"


NOTHING_PUBLISHED: Final = "no release is published in this database"
POSTGIS: Final = """COALESCE(
    (SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension e
     JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'),
    'public')"""
"""Name, as SQL writes it, of the schema where PostGIS is: a host may keep one for extensions."""
