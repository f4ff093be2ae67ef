"""A PostGIS database is prepared, brought up to date, and agrees with the model."""

import shutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import make_url

from cls_dash.errors import PublicationError, StoreError
from cls_dash.store import migrating
from cls_dash.store.database import Prepared, grant, prepare
from cls_dash.store.postgis import owner_engine
from cls_dash.store.tables import SCHEMA_VERSION, Row
from tests.conftest import opened
from tests.integration.states import first_name, releases, state
from tests.postgis import OWNER, READER, ask
from tests.seed import sow

COLUMNS = """SELECT table_name, column_name, data_type, udt_name, is_nullable, collation_name
    FROM information_schema.columns WHERE table_schema = '{schema}'
    AND table_name <> 'alembic_version' ORDER BY 1, 2"""
CONSTRAINTS = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = '{schema}'::regnamespace
    AND conname NOT LIKE 'alembic%' ORDER BY 1, 2"""
INDEXES = """SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = '{schema}'
    AND tablename <> 'alembic_version' ORDER BY 1, 2"""

NEXT = f'''
import sqlalchemy as sa
from alembic import op

revision = "999"
down_revision = "{SCHEMA_VERSION}"


def upgrade():
    op.add_column("axis", sa.Column("colour", sa.String(), server_default="bleu"))
'''


@pytest.fixture
def bare(postgis):
    """The address of a database that was never prepared."""
    ask(postgis.url(OWNER), "CREATE DATABASE bare")
    yield postgis.url("bare")
    ask(postgis.url(OWNER), "DROP DATABASE bare WITH (FORCE)")


class TestPreparing:
    def test_it_is_done_once(self, bare):
        assert prepare(bare) == Prepared(releases=0, upgraded=False)
        before = ask(bare, "SELECT oid, relname FROM pg_class ORDER BY 1")
        assert prepare(bare) == Prepared(releases=0, upgraded=False)
        assert ask(bare, "SELECT oid, relname FROM pg_class ORDER BY 1") == before

    def test_it_leaves_a_published_release_as_it_is(self, database):
        before = state(sow(database))
        assert prepare(database) == Prepared(releases=1, upgraded=False)
        assert state(database) == before

    def test_an_older_release_is_brought_up_to_date_and_read(self, database):
        sow(database)
        with opened(database) as store:
            ask(database, "UPDATE release_1.release SET schema_version = 1")
            with pytest.raises(StoreError, match="schema 1, this program reads"), store.reading():
                pass
            assert prepare(database) == Prepared(releases=1, upgraded=True)
            assert first_name(store) == "Commune 00"
            assert prepare(database) == Prepared(releases=1, upgraded=False)

    def test_a_migration_to_come_changes_the_published_release_in_place(
        self, database, monkeypatch, tmp_path
    ):
        sow(database)
        migrations = shutil.copytree(migrating.MIGRATIONS, tmp_path / "migrations")
        (migrations / "versions" / "999_next.py").write_text(NEXT)
        monkeypatch.setattr(migrating, "MIGRATIONS", migrations)
        monkeypatch.setattr("cls_dash.store.database.SCHEMA_VERSION", 999)
        assert prepare(database) == Prepared(releases=1, upgraded=True)
        assert ask(database, "SELECT DISTINCT colour, title FROM release_1.axis ORDER BY 2") == [
            ("bleu", "Accès aux soins"),
            ("bleu", "Prévention"),
        ]
        with opened(database) as store, pytest.raises(StoreError, match="schema 999, this program"):
            first_name(store)

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


class TestMigrations:
    def test_the_latest_is_the_version_that_the_program_reads(self):
        script = ScriptDirectory(str(migrating.MIGRATIONS))
        assert script.get_heads() == [str(SCHEMA_VERSION)]

    def test_alembic_finds_no_difference_with_the_model(self, database):
        sow(database)
        theirs = {"alembic_version", "spatial_ref_sys"}
        options = {"include_name": lambda name, kind, _: kind != "table" or name not in theirs}
        with owner_engine(make_url(database)).begin() as connection:
            connection.execute(text("SET LOCAL search_path TO release_1, public"))
            context = MigrationContext.configure(connection, opts=options)
            different = compare_metadata(context, Row.metadata)
        assert different == []

    def test_they_make_what_the_model_makes(self, database):
        """Alembic compares neither checks, nor collations, nor some indexes."""
        with owner_engine(make_url(database)).begin() as connection:
            migrating.create(connection, "migrated")
        with owner_engine(make_url(database)).begin() as connection:
            connection.execute(text("CREATE SCHEMA modelled"))
            connection.execute(text("SET LOCAL search_path TO modelled, public"))
            Row.metadata.create_all(connection)
        for catalogue in (COLUMNS, CONSTRAINTS, INDEXES):
            migrated, modelled = (
                [tuple(str(cell).replace(f"{schema}.", "") for cell in row)
                 for row in ask(database, catalogue.format(schema=schema))]
                for schema in ("migrated", "modelled")
            )  # fmt: skip
            assert migrated == modelled != []

    def test_each_release_says_its_version_to_alembic(self, database):
        sow(sow(database))
        assert releases(database) == [1, 2]
        for schema in ("release_1", "release_2"):
            found = ask(database, f"TABLE {schema}.alembic_version")
            assert found == [(str(SCHEMA_VERSION),)]
