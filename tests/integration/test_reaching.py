"""How a database is reached to be read: with what it says itself, through a pooler, elsewhere."""

import threading
import time

import pytest
from sqlalchemy.engine import make_url

from cls_dash.errors import StoreError
from cls_dash.ingest.release import build_store
from cls_dash.store import deadlines
from cls_dash.store.database import grant, prepare
from cls_dash.store.open import open_store
from cls_dash.store.queries.communes import outlines_of
from tests.conftest import opened
from tests.faults.paths import pooled
from tests.integration.states import first_name
from tests.postgis import OWNER, READER, ask
from tests.seed import sow
from tests.shipped import DATA

WRITES = "UPDATE release_1.axis SET title = 'x'"


@pytest.fixture(scope="module")
def pooler(postgis):
    """What gives the address of a database through PgBouncer."""
    with pooled(postgis) as found:
        yield found


def refused(store, statement):
    with pytest.raises(StoreError) as said, store.reading() as release:
        release.connection.exec_driver_sql(statement)
    return str(said.value)


class TestATransaction:
    def test_an_owner_who_reads_cannot_write_either(self, database):
        store = open_store(sow(database))
        try:
            for statement in (WRITES, f"SET TRANSACTION READ WRITE; {WRITES}"):
                assert "read" in refused(store, statement)
            assert first_name(store) == "Commune 00"
        finally:
            store.engine.dispose()

    def test_it_is_bounded_whatever_the_role_has_set_for_itself(self, database):
        sow(database)
        for setting in ("statement_timeout = 0", "lock_timeout = 0", "search_path = x"):
            ask(database, f"ALTER ROLE {READER} SET {setting}")
        try:
            with opened(database) as store, store.reading() as release:
                for name, value in (
                    ("statement_timeout", "30s"), ("lock_timeout", "1s"),
                    ("transaction_read_only", "on"), ("search_path", "public"),
                ):  # fmt: skip
                    asked = release.connection.exec_driver_sql(f"SHOW {name}")
                    assert (name, asked.scalar()) == (name, value)
        finally:
            ask(database, f"ALTER ROLE {READER} RESET ALL")
            grant(database, READER)

    def test_a_slow_answer_is_waited_for_while_the_server_answers_others(self, database):
        sow(database)
        with opened(database) as store, store.reading() as release:
            assert release.connection.exec_driver_sql("SELECT pg_sleep(2.5), 7").one()[1] == 7


class TestPostgisInASchemaOfItsOwn:
    @pytest.fixture
    def apart(self, postgis):
        """The address of a database whose host keeps extensions apart, as its owner."""
        ask(
            postgis.url(OWNER),
            "CREATE ROLE locataire LOGIN CREATEROLE",
            'CREATE DATABASE "apart" OWNER locataire',
        )
        ask(postgis.url("apart"), 'CREATE SCHEMA "Les extensions"',
            'CREATE EXTENSION postgis SCHEMA "Les extensions"',
            'GRANT USAGE ON SCHEMA "Les extensions" TO locataire WITH GRANT OPTION')  # fmt: skip
        yield postgis.url("apart", "locataire")
        ask(postgis.url(OWNER), 'DROP DATABASE "apart" WITH (FORCE)', "DROP ROLE locataire")

    def test_it_is_prepared_published_granted_and_read(self, apart):
        prepare(apart)
        sow(apart)
        grant(apart, READER)
        sow(apart, names={"63000": "Renommée"})
        with opened(apart) as store:
            assert first_name(store) == "Renommée"
            with store.reading() as release:
                assert outlines_of(release, "damier")["outline"].notna().all()


class TestThroughPgBouncer:
    """In transaction mode, with the settings it comes with: two questions may be of two servers."""

    def test_what_is_published_through_it_is_read_through_it(self, database, pooler):
        name = make_url(database).database
        sow(pooler(name, OWNER))
        store = open_store(pooler(name))
        try:
            assert store.stamp()[0] == 1
            assert [first_name(store) for _ in range(20)] == ["Commune 00"] * 20
            sow(pooler(name, OWNER), names={"63000": "Renommée"})
            assert store.stamp()[0] == 2
            assert first_name(store) == "Renommée"
        finally:
            store.engine.dispose()

    def test_many_who_read_at_once_share_its_few_connections(self, database, pooler):
        store = open_store(pooler(make_url(sow(database)).database))
        names, readers = [], []
        try:
            for _ in range(12):
                reader = threading.Thread(
                    target=lambda: names.extend(first_name(store) for _ in range(10))
                )
                reader.start()
                readers.append(reader)
            for reader in readers:
                reader.join(60)
            assert names == ["Commune 00"] * 120
        finally:
            store.engine.dispose()

    def test_an_owner_only_reads_through_it_too(self, database, pooler):
        store = open_store(pooler(make_url(sow(database)).database, OWNER))
        try:
            assert "read-only transaction" in refused(store, WRITES)
        finally:
            store.engine.dispose()

    def test_the_shipped_data_go_through_it(self, database, pooler):
        name = make_url(database).database
        built = build_store(DATA, pooler(name, OWNER))
        with opened(database) as store, store.reading() as release:
            assert release.digest == built.release


class TestASharedQuestion:
    def test_all_who_wait_have_the_same_answer_asked_once(self):
        asked, over = [], threading.Event()

        def question():
            asked.append(1)
            over.wait(5)
            return len(asked)

        shared, answers = deadlines.Shared(question), []
        readers = [threading.Thread(target=lambda: answers.append(shared())) for _ in range(5)]
        for reader in readers:
            reader.start()
        time.sleep(0.1)
        over.set()
        for reader in readers:
            reader.join(5)
        assert answers == [1] * 5
        assert shared() == 2

    def test_nobody_waits_long_for_one_that_is_held_up(self, monkeypatch):
        monkeypatch.setattr(deadlines, "PATIENCE_S", 0.2)
        over, waits = threading.Event(), []
        shared = deadlines.Shared(lambda: over.wait(10))
        for _ in range(4):
            started = time.monotonic()
            with pytest.raises(StoreError, match="no answer"):
                shared()
            waits.append(time.monotonic() - started)
        assert waits[0] < 0.4
        assert max(waits[1:]) < 0.1, "the question had waited for longer than they may"
        over.set()
        time.sleep(0.1)
        assert shared()

    def test_what_it_raises_is_raised_for_each(self):
        def question():
            raise ZeroDivisionError

        shared = deadlines.Shared(question)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                shared()


def test_a_name_that_nobody_resolves_holds_nobody_up():
    store = open_store("postgresql://lecteur@base.invalid/atlas")
    started = time.monotonic()
    with pytest.raises(StoreError):
        store.stamp()
    assert time.monotonic() - started < 2
