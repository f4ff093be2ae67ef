"""The role that only reads: everything it might try, one by one, is refused by the server."""

import psycopg
import pytest
from sqlalchemy.engine import make_url

from cls_dash.errors import PublicationError, StoreError
from cls_dash.store.database import grant, prepare
from cls_dash.store.queries.communes import outlines_of
from tests.conftest import opened
from tests.integration.attempts import ABSENT, ATTEMPTS, RIGHTS, STILL_REFUSED, VAIN
from tests.integration.states import first_name, state
from tests.postgis import OWNER, READER, as_reader, ask, session
from tests.seed import sow

NEW = {"63000": "Renommée"}
NOT_ALLOWED = r"read-only|permission denied"


@pytest.fixture(scope="module")
def published(postgis):
    """The address of a database with one release, which none of these tests changes."""
    with postgis.database() as address:
        before = state(sow(address))
        yield address
        assert state(address) == before


@pytest.fixture
def reader(published):
    """A connection of the role that only reads, which has just asked to be able to write."""
    with session(published, READER) as connection:
        connection.execute("SET default_transaction_read_only = off")
        yield connection


def every(attempts):
    return [pytest.param(one, id=f"{kind}: {one}") for kind in attempts for one in attempts[kind]]


class TestARoleThatOnlyReads:
    @pytest.mark.parametrize("statement", every(ATTEMPTS))
    def test_it_may_not(self, reader, published, statement):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(statement.format(database=make_url(published).database))

    @pytest.mark.parametrize("statement", ABSENT)
    def test_it_cannot_use_what_is_not_there(self, reader, statement):
        with pytest.raises((psycopg.errors.UndefinedFunction, psycopg.errors.UndefinedObject)):
            reader.execute(statement)

    @pytest.mark.parametrize("statement", VAIN)
    def test_it_gains_nothing_by(self, reader, published, statement):
        reader.execute(statement.format(database=make_url(published).database))
        with session(published, READER) as again:
            again.execute("SET default_transaction_read_only = off")
            for refused in STILL_REFUSED:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    again.execute(refused)

    @pytest.mark.parametrize("statement", every({"write": ATTEMPTS["write"][:3]}))
    def test_it_reads_only_before_it_asks_for_more(self, published, statement):
        with session(published, READER) as reader:
            assert reader.execute("SHOW transaction_read_only").fetchone() == ("on",)
            assert reader.execute("SHOW statement_timeout").fetchone() == ("30s",)
            with pytest.raises(psycopg.Error):
                reader.execute(statement)

    def test_nobody_else_may_enter_its_database(self, published):
        ask(published, "CREATE ROLE passant LOGIN")
        try:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                session(published, "passant")
        finally:
            ask(published, "DROP ROLE passant")


class TestWhatItMaySpoil:
    """PostgreSQL lets any role change its own settings and give up its own rights."""

    @pytest.fixture(autouse=True)
    def reset(self, postgis):
        yield
        ask(postgis.url(OWNER), f"ALTER ROLE {READER} RESET ALL")

    @pytest.mark.parametrize(
        "statement",
        [
            "DROP OWNED BY lecteur",
            "ALTER ROLE lecteur SET default_transaction_read_only = off",
            "ALTER ROLE lecteur SET search_path = x",
            "ALTER ROLE lecteur SET statement_timeout = 1",
        ],
    )
    def test_it_harms_itself_alone_until_it_is_granted_again(self, database, statement):
        before = state(sow(database))
        with session(database, READER) as reader:
            reader.execute("SET default_transaction_read_only = off")
            reader.execute(statement)
        assert state(database) == before
        assert not grant(database, READER)
        with opened(database) as store, store.reading() as release:
            assert len(outlines_of(release, "damier")) == 16

    def test_its_advisory_locks_and_open_readings_stop_no_publication(self, database):
        sow(database)
        with session(database, READER) as reader:
            reader.execute("SELECT pg_advisory_lock(418263688563)")
            reader.execute("BEGIN")
            reader.execute("LOCK TABLE atlas.release IN ACCESS SHARE MODE")
            reader.execute("SELECT count(*) FROM release_1.commune")
            sow(database, names=NEW)
            assert reader.execute("SELECT max(id) FROM atlas.release").fetchone() == (2,)


class TestGranting:
    def test_it_reads_what_is_published_before_and_after(self, database):
        sow(database)
        assert grant(database, "tardif")
        try:
            sow(database, names=NEW)
            with session(database, "tardif") as reader:
                for schema, name in (("release_1", "Commune 00"), ("release_2", "Renommée")):
                    assert (name,) in reader.execute(f"SELECT name FROM {schema}.commune")  # noqa: S608
                assert reader.execute("SELECT max(id) FROM atlas.release").fetchone() == (2,)
        finally:
            ask(database, "DROP OWNED BY tardif", "DROP ROLE tardif")

    def test_done_again_it_changes_nothing(self, database):
        sow(database)
        assert not grant(database, READER)
        before = [ask(database, f"SELECT * FROM {given} ORDER BY 1, 2") for given in RIGHTS]  # noqa: S608
        assert not grant(database, READER)
        after = [ask(database, f"SELECT * FROM {given} ORDER BY 1, 2") for given in RIGHTS]  # noqa: S608
        assert after == before

    def test_it_closes_what_servers_older_than_15_leave_open_to_all(self, database):
        ask(database, "GRANT CREATE ON SCHEMA public TO PUBLIC",
            f"GRANT TEMP ON DATABASE {make_url(database).database} TO PUBLIC")  # fmt: skip
        grant(database, READER)
        with session(database, READER) as reader:
            reader.execute("SET default_transaction_read_only = off")
            for refused in ("CREATE TABLE public.x ()", "CREATE TEMP TABLE x ()"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    reader.execute(refused)

    def test_a_role_of_any_name_gets_the_password_that_is_asked(self, database):
        name, password = "l\"ec teur'%s", "s'ec%ret\\"
        assert grant(database, name, password=password)
        quoted = name.replace('"', '""')
        hashed = (
            "SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname LIKE 'l\"ec%'"
        )
        try:
            assert ask(database, hashed) == [(True,)]
            with session(database, name) as reader:
                assert reader.execute("TABLE atlas.release").fetchall() == []
        finally:
            ask(database, f'DROP OWNED BY "{quoted}"', f'DROP ROLE "{quoted}"')

    def test_a_database_that_was_not_prepared_is_refused(self, postgis):
        with pytest.raises(StoreError, match='schema "atlas" does not exist'):
            grant(postgis.url(OWNER), "tardif")
        assert ask(postgis.url(OWNER), "SELECT 1 FROM pg_roles WHERE rolname = 'tardif'") == []

    def test_a_role_that_would_write_all_the_same_is_refused_and_left_as_it_was(self, database):
        with pytest.raises(StoreError, match="postgres can create in this database"):
            grant(database, OWNER)
        assert ask(database, "SHOW default_transaction_read_only") == [("off",)]

    def test_the_role_cannot_publish_prepare_nor_grant(self, database):
        before = state(sow(database))
        with pytest.raises(PublicationError, match=NOT_ALLOWED):
            sow(as_reader(database))
        with pytest.raises(StoreError, match=NOT_ALLOWED):
            prepare(as_reader(database))
        with pytest.raises(StoreError, match=NOT_ALLOWED):
            grant(as_reader(database), READER)
        assert state(database) == before


class TestAnOwnerWhoIsNoSuperuser:
    @pytest.fixture
    def owned(self, postgis):
        """The address of a database as its owner, where a superuser put PostGIS only."""
        server = postgis.url(OWNER)
        ask(server, "CREATE ROLE maison LOGIN CREATEROLE", "CREATE DATABASE maison OWNER maison")
        ask(postgis.url("maison"), "CREATE EXTENSION postgis")
        yield postgis.url("maison", "maison")
        ask(server, "DROP DATABASE maison WITH (FORCE)", "DROP ROLE maison")

    def test_it_prepares_publishes_and_grants(self, owned):
        prepare(owned)
        assert not grant(owned, READER)
        sow(sow(owned), names=NEW)
        with opened(owned) as store:
            assert first_name(store) == "Renommée"
        with session(owned, READER) as reader:
            reader.execute("SET default_transaction_read_only = off")
            for refused in STILL_REFUSED:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    reader.execute(refused)

    def test_one_who_cannot_close_the_database_is_told(self, postgis, owned):
        prepare(owned)
        ask(postgis.url("maison"), "ALTER DATABASE maison OWNER TO postgres")
        with pytest.raises(StoreError, match="lecteur can create in this database"):
            grant(owned, READER)
