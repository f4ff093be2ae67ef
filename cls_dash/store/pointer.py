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
