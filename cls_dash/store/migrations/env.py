"""Alembic's environment: migrations run in the schema of one release."""

from alembic import context

from cls_dash.store.tables import Row

OURS = frozenset(Row.metadata.tables)


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave alone what PostGIS and GeoPackage put beside our tables."""
    return kind != "table" or name in OURS


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    include_name=is_ours,
    version_table_schema=context.config.attributes["schema"],
)
context.run_migrations()
