"""A PostGIS database is prepared, says what it holds, and agrees with the model."""

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from cls_dash.errors import PublicationError, StoreError
from cls_dash.store.database import Prepared, grant, prepare
from cls_dash.store.model import SCHEMA_VERSION, Row
from cls_dash.store.postgis import owner_engine
from tests.conftest import opened
from tests.integration.states import first_name, releases, state
from tests.postgis import OWNER, READER, ask
from tests.seed import sow

COLUMNS = """SELECT table_name, column_name, data_type, udt_name, is_nullable, collation_name
    FROM information_schema.columns WHERE table_schema = '{schema}'
    ORDER BY 1, 2"""
CONSTRAINTS = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = '{schema}'::regnamespace
    ORDER BY 1, 2"""
INDEXES = """SELECT tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = '{schema}' ORDER BY 1, 2"""


@pytest.fixture
def bare(postgis):
    """The address of a database that was never prepared."""
    ask(postgis.url(OWNER), "CREATE DATABASE bare")
    yield postgis.url("bare")
    ask(postgis.url(OWNER), "DROP DATABASE bare WITH (FORCE)")


class TestPreparing:
    def test_it_is_done_once(self, bare):
        assert prepare(bare) == Prepared(releases=0, format=None)
        before = ask(bare, "SELECT oid, relname FROM pg_class ORDER BY 1")
        assert prepare(bare) == Prepared(releases=0, format=None)
        assert ask(bare, "SELECT oid, relname FROM pg_class ORDER BY 1") == before

    def test_it_leaves_a_published_release_as_it_is(self, database):
        before = state(sow(database))
        assert prepare(database) == Prepared(releases=1, format=SCHEMA_VERSION)
        assert state(database) == before

    def test_an_older_release_is_named_left_alone_and_replaced_by_the_next_one(self, database):
        sow(database)
        ask(database, "UPDATE release_1.release SET schema_version = 1",
            "ALTER TABLE release_1.deployment DROP COLUMN withheld")  # fmt: skip
        before = state(database)
        with opened(database) as store:
            with pytest.raises(StoreError, match="schema 1, this program reads"), store.reading():
                pass
            for _ in range(2):
                assert prepare(database) == Prepared(releases=1, format=1)
                assert state(database) == before
            sow(database)
            assert first_name(store) == "Commune 00"
        assert releases(database) == [2]
        assert prepare(database) == Prepared(releases=1, format=SCHEMA_VERSION)

    def test_a_release_of_the_previous_program_is_read(self, database):
        """It had the mark of Alembic in each release, and the same tables."""
        sow(database)
        ask(database, "CREATE TABLE release_1.alembic_version (version_num text)",
            "INSERT INTO release_1.alembic_version VALUES ('4')")  # fmt: skip
        assert prepare(database) == Prepared(releases=1, format=SCHEMA_VERSION)
        with opened(database) as store:
            assert first_name(store) == "Commune 00"
        sow(database)
        assert ask(database, "SELECT id FROM atlas.release ORDER BY 1") == [(1,), (2,)]

    def test_publishing_in_a_database_that_was_never_prepared_is_refused(self, bare):
        with pytest.raises(PublicationError, match='schema "atlas" does not exist'):
            sow(bare)
        assert ask(bare, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'release%'") == []


class TestWhatTheServerRefuses:
    @pytest.fixture
    def guest(self, bare):
        """The address of the bare database, as a role that may create nothing."""
        ask(bare, "CREATE ROLE invite LOGIN PASSWORD 'secret'")
        yield bare.replace(f"{OWNER}@", "invite:secret@")
        ask(bare, "DROP OWNED BY invite", "DROP ROLE invite")

    def test_preparing_without_the_right_to_create(self, guest, bare):
        with pytest.raises(StoreError, match="permission denied") as refused:
            prepare(guest)
        assert "secret" not in str(refused.value)
        assert ask(bare, "SELECT nspname FROM pg_namespace WHERE nspname = 'atlas'") == []

    def test_granting_what_one_does_not_own(self, guest, bare):
        prepare(bare)
        with pytest.raises(StoreError, match="permission denied"):
            grant(guest, "lectrice")
        assert ask(bare, "SELECT 1 FROM pg_roles WHERE rolname = 'lectrice'") == []

    def test_a_database_that_does_not_exist(self, postgis):
        with pytest.raises(StoreError, match='database "absente" does not exist'):
            prepare(postgis.url("absente"))

    def test_a_server_that_does_not_answer(self):
        address = "postgresql://atlas:secret@127.0.0.1:1/atlas"
        for refused in (prepare, lambda url: grant(url, READER)):
            with pytest.raises(StoreError, match="refused") as said:
                refused(address)
            assert "secret" not in str(said.value)
        with pytest.raises(PublicationError, match="refused") as said:
            sow(address)
        assert "secret" not in str(said.value)

    @pytest.mark.parametrize("address", ["sqlite:///cls.gpkg", "mysql://host/x", "x"])
    def test_an_address_of_something_else(self, address):
        with pytest.raises(StoreError):
            prepare(address)


class TestTables:
    def test_a_release_is_what_the_model_makes(self, database):
        """References and indexes are made after the rows: none is forgotten."""
        sow(database)
        with owner_engine(make_url(database)).begin() as connection:
            connection.execute(text("CREATE SCHEMA modelled"))
            connection.execute(text("SET LOCAL search_path TO modelled, public"))
            Row.metadata.create_all(connection)
        for catalogue in (COLUMNS, CONSTRAINTS, INDEXES):
            published, modelled = (
                [tuple(str(cell).replace(f"{schema}.", "") for cell in row)
                 for row in ask(database, catalogue.format(schema=schema))]
                for schema in ("release_1", "modelled")
            )  # fmt: skip
            assert published == modelled != []
