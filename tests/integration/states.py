"""What a publication that fails must leave as it was, on either engine."""

from collections import Counter

from sqlalchemy import select

from cls_dash.store.addresses import engine_of, store_path
from cls_dash.store.asking import columns
from cls_dash.store.model import TABLES
from cls_dash.store.pointer import schema_of
from cls_dash.store.queries.communes import communes_of
from tests.postgis import ask, session

TABLES_OF_RELEASES = """SELECT schemaname, tablename FROM pg_tables
    WHERE schemaname LIKE 'release%' ORDER BY 1, 2"""


def state(address):
    """The folder's files, byte for byte; or the pointer, the schemas and every row in them."""
    if engine_of(address) == "sqlite":
        path = store_path(address)
        return path.stat().st_ino, {file: file.read_bytes() for file in path.parent.iterdir()}
    with session(address) as connection:
        tables = connection.execute(TABLES_OF_RELEASES).fetchall()
        rows = {
            (schema, table): connection.execute(f'TABLE "{schema}"."{table}"').fetchall()
            for schema, table in tables
        }
        return connection.execute("TABLE atlas.release").fetchall(), rows


def releases(address):
    """The numbers of the releases that the pointer lists; each has its schema, whole."""
    listed = [number for (number,) in ask(address, "SELECT id FROM atlas.release ORDER BY id")]
    schemas = [schema for schema, _ in ask(address, TABLES_OF_RELEASES)]
    assert Counter(schemas) == {schema_of(number): len(TABLES) for number in listed}
    return listed


def first_name(store):
    with store.reading() as release:
        return communes_of(release, "damier")["name"].iloc[0]


def rows_of(store, row):
    """Every row of a table, in the order in which it was published."""
    with store.reading() as release:
        return release.connection.execute(select(*columns(row)).order_by(row.fid)).all()
