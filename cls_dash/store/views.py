"""
Views of the published release, for a server of OGC API Features.

They hold what anybody may take away: the tables of :data:`EXTRACTS`, without what was made for the
demonstration. The role that reads them sees no other table.
"""

from typing import Final

from psycopg import sql
from sqlalchemy import func, select, text

from cls_dash.errors import StoreError
from cls_dash.store.database import create_role, owning, run, show_postgis
from cls_dash.store.model import EXTRACTS, PerimeterRow, TerritoryRow
from cls_dash.store.model.fields import Row, table_of
from cls_dash.store.pointer import NOTHING_PUBLISHED, POINTER, POSTGIS, schema_of

SCHEMA: Final = "donnees"
_MADE: Final = (
    f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE",
    f"CREATE SCHEMA {SCHEMA}",
)
_GRANTS: Final = (
    # Such a server keeps functions of its own for as long as its connection lasts.
    "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
    f"GRANT USAGE ON SCHEMA {SCHEMA} TO {{role}}",
    f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {{role}}",
    "ALTER ROLE {role} SET statement_timeout = '30s'",
)
_PLAIN: Final = "SELECT shown.* FROM {release}.{table} shown"
_DRAWN: Final = {
    PerimeterRow: "SELECT shown.*, place.outline FROM {release}.{table} shown"
    " JOIN {release}.commune place ON place.code = shown.commune",
    TerritoryRow: "SELECT shown.*, whole.outline::geometry(MULTIPOLYGON, 4326) FROM"
    " {release}.{table} shown LEFT JOIN (SELECT member.territory,"
    " ST_Multi(ST_Union(place.outline)) AS outline FROM {release}.perimeter member"
    " JOIN {release}.commune place ON place.code = member.commune"
    " WHERE member.ends_on IS NULL GROUP BY member.territory) whole"
    " ON whole.territory = shown.slug",
}
"""Tables that the outlines of their communes draw."""


def show(url: str, role: str, *, password: str | None = None) -> int:
    """
    Make the views of the release that is published, and let a role read them alone.

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
    int
        How many there are.

    Raises
    ------
    StoreError
        If nothing is published, or the server refuses. Nothing is changed.
    """
    with owning(url) as connection:
        release = connection.scalar(select(func.max(POINTER.c.id)))
        if release is None:
            raise StoreError(NOTHING_PUBLISHED)
        create_role(connection, role, password)
        connection.execute(text(f"SELECT set_config('search_path', {POSTGIS}, true)"))
        for statement in _MADE:
            connection.execute(text(statement))
        for name, row in EXTRACTS.items():
            connection.exec_driver_sql(_view(name, row, schema_of(release)))
        for statement in _GRANTS:
            run(connection, statement, role)
        show_postgis(connection, role)
    return len(EXTRACTS)


def _view(name: str, row: type[Row], release: str) -> str:
    """Return the statement that makes the view of a table."""
    table = table_of(row)
    shown = _DRAWN.get(row, _PLAIN)
    real = " WHERE shown.evidence <> 'illustrative'" if "evidence" in table.columns else ""
    composed = sql.SQL(f"CREATE VIEW {SCHEMA}.{{name}} AS {shown}{real}").format(
        name=sql.Identifier(name),
        release=sql.Identifier(release),
        table=sql.Identifier(table.name),
    )
    return composed.as_string()
