"""The store says when it cannot be read, notices its replacement, and is never written."""

import sqlite3

import pytest
from sqlalchemy import URL, event

from cls_dash.errors import StoreError
from cls_dash.store.addresses import store_path
from cls_dash.store.model import SCHEMA_VERSION
from cls_dash.store.open import open_store
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.territories import territories_of
from tests.conftest import opened
from tests.integration.states import first_name
from tests.postgis import ask
from tests.seed import sow

NEW = {"63000": "Renommée"}


@pytest.fixture
def path(tmp_path):
    return sow(tmp_path / "cls.gpkg")


@pytest.fixture
def file_store(path):
    with opened(f"sqlite:///{path}") as store:
        yield store


def change(address, statement):
    """Spoil a published store in a way that no program of ours would."""
    if address.startswith("sqlite"):
        writer = sqlite3.connect(store_path(address))
        with writer:
            writer.execute(statement)
        writer.close()
    else:
        ask(address, f"SET search_path TO release_1; {statement}")


def refusal(store):
    with pytest.raises(StoreError) as refused, store.reading():
        pass
    return str(refused.value)


class TestOnEitherEngine:
    def test_a_store_published_after_opening_is_read(self, address):
        with opened(address) as store:
            assert refusal(store).startswith("no ")
            sow(address)
            assert first_name(store) == "Commune 00"

    def test_a_replaced_store_is_noticed_at_the_next_reading(self, address):
        sow(address)
        with opened(address) as store:
            before = store.stamp()
            assert first_name(store) == "Commune 00"
            assert store.stamp() == before
            sow(address, names=NEW)
            assert store.stamp() != before
            assert first_name(store) == "Renommée"

    @pytest.mark.parametrize(
        ("statement", "message"),
        [
            ("UPDATE release SET schema_version = 999",
             f"schema 999, this program reads {SCHEMA_VERSION}"),
            ("DELETE FROM release", "schema None"),
            ("DROP TABLE release", "release"),
        ],
    )  # fmt: skip
    def test_a_store_of_another_version_is_refused(self, address, statement, message):
        sow(address)
        with opened(address) as store:
            assert first_name(store) == "Commune 00"
            change(address, statement)
            assert message in refusal(store)

    def test_a_store_that_is_not_replaced_keeps_its_connection(self, address):
        sow(address)
        with opened(address) as store:
            opens = []
            event.listen(store.engine, "connect", lambda *_: opens.append(1))
            assert [first_name(store) for _ in range(5)] == ["Commune 00"] * 5
            assert len(opens) == 1

    def test_an_unforeseen_mistake_inside_a_reading_is_not_a_fault_of_the_store(self, store):
        with pytest.raises(ZeroDivisionError), store.reading():
            raise ZeroDivisionError


class TestADatabase:
    def test_one_that_was_never_prepared_is_said(self, postgis):
        with opened(postgis.url("postgres")) as store:
            assert refusal(store) == 'relation "atlas.release" does not exist'

    def test_one_without_any_release_is_said(self, database):
        with opened(database) as store:
            assert refusal(store) == "no release is published in this database"
            with pytest.raises(StoreError, match="no release"):
                store.stamp()

    def test_one_that_does_not_exist_is_said(self, postgis):
        with opened(postgis.url("absente")) as store:
            assert 'database "absente" does not exist' in refusal(store)

    def test_a_release_withdrawn_gives_back_the_one_before(self, database):
        sow(sow(database), names=NEW)
        with opened(database) as store:
            stamp = store.stamp()
            ask(database, "DELETE FROM atlas.release WHERE id = 2")
            assert first_name(store) == "Commune 00"
            assert store.stamp() != stamp

    def test_a_server_that_stopped_is_said_then_read_again_without_opening_anew(
        self, postgis, seeded_database
    ):
        with opened(seeded_database) as store:
            assert first_name(store) == "Commune 00"
            with postgis.down():
                assert "connection" in refusal(store)
                with pytest.raises(StoreError):
                    store.stamp()
            assert first_name(store) == "Commune 00"

    def test_a_server_that_stopped_between_two_readings_goes_unnoticed(
        self, postgis, seeded_database
    ):
        with opened(seeded_database) as store:
            assert first_name(store) == "Commune 00"
            with postgis.down():
                pass
            assert first_name(store) == "Commune 00"

    def test_a_server_that_stops_during_a_reading_is_said(self, postgis, seeded_database):
        with opened(seeded_database) as store:
            with pytest.raises(StoreError), store.reading() as release, postgis.down():
                communes_of(release, "damier")
            assert first_name(store) == "Commune 00"

    def test_what_it_says_never_holds_the_password(self):
        address = "postgresql+psycopg://lecteur:secret@127.0.0.1:1/atlas"
        with opened(address) as store:
            assert "secret" not in refusal(store)


class TestAFile:
    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO epci (epci, name) VALUES ('1', 'x')",
            "UPDATE axis SET title = 'x'",
            "DELETE FROM deployment",
            "REPLACE INTO epci SELECT * FROM epci",
            "DROP TABLE release",
            "ALTER TABLE axis ADD COLUMN x",
            "CREATE TABLE x (a)",
            "CREATE INDEX x ON axis (title)",
            "CREATE VIEW x AS SELECT 1",
            "CREATE VIRTUAL TABLE x USING rtree(a, b, c)",
            "PRAGMA user_version = 7",
            "PRAGMA journal_mode = WAL",
            "REINDEX",
        ],
    )
    def test_nothing_can_be_written(self, file_store, path, statement):
        before = path.read_bytes()
        with pytest.raises(StoreError, match="readonly"), file_store.reading() as release:
            release.connection.exec_driver_sql(statement)
        assert path.read_bytes() == before
        assert first_name(file_store) == "Commune 00"

    @pytest.mark.parametrize(
        "statement",
        [
            "ATTACH 'file:{other}?mode=rwc' AS other",
            "ATTACH '{other}' AS other",
            "ATTACH ':memory:' AS other",
            "SELECT load_extension('{other}')",
            "VACUUM INTO '{other}'",
        ],
    )
    def test_no_other_file_can_be_attached_made_or_loaded(self, file_store, tmp_path, statement):
        other = tmp_path / "autre.db"
        with pytest.raises(StoreError, match="authoriz"), file_store.reading() as release:
            release.connection.exec_driver_sql(statement.format(other=other))
        assert not other.exists()

    def test_nothing_appears_beside_it(self, file_store, path):
        with file_store.reading() as release:
            assert territories_of(release).size
            assert list(path.parent.iterdir()) == [path]

    def test_an_absent_store_is_said_and_never_created(self, tmp_path):
        path = tmp_path / "absent.gpkg"
        store = open_store(f"sqlite:///{path}")
        assert refusal(store) == f"no store at {path}"
        with pytest.raises(StoreError, match="no store"):
            store.stamp()
        assert list(tmp_path.iterdir()) == []

    def test_a_store_removed_after_a_reading_is_said(self, file_store, path):
        assert first_name(file_store) == "Commune 00"
        path.unlink()
        assert refusal(file_store).startswith("no store")

    def test_a_store_removed_between_its_stamp_and_its_opening_is_said(
        self, file_store, path, monkeypatch
    ):
        stamp = file_store.stamp()
        monkeypatch.setattr(type(file_store), "stamp", lambda _: stamp)
        path.unlink()
        assert refusal(file_store) == "unable to open database file"

    @pytest.mark.parametrize(
        "content", [b"\x00garbage\xff" * 4096, b"", b"SQLite format 3\x00" * 300]
    )
    def test_a_damaged_file_is_said(self, tmp_path, content):
        path = tmp_path / "cls.gpkg"
        path.write_bytes(content)
        with opened(f"sqlite:///{path}") as store:
            assert refusal(store)

    def test_damage_found_while_reading_is_said(self, file_store, path):
        def read_then_spoil():
            with file_store.reading() as release:
                assert release.digest == "seed"
                path.write_bytes(path.read_bytes()[:4096] + b"\xff" * (path.stat().st_size - 4096))
                communes_of(release, "damier")

        with pytest.raises(StoreError, match="malformed"):
            read_then_spoil()

    def test_a_folder_is_not_a_store(self, tmp_path):
        with opened(f"sqlite:///{tmp_path}") as store:
            assert refusal(store)

    def test_replacements_while_the_file_is_being_opened_do_not_fail_the_reading(
        self, file_store, path
    ):
        assert first_name(file_store) == "Commune 00"
        sow(path, names={"63000": "A"})
        left = ["B", "C", "D"]

        @event.listens_for(file_store.engine, "connect")
        def replace_again(*_):
            if left:
                sow(path, names={"63000": left.pop(0)})

        # The file that was opened is whole, if no longer the latest: the next reading sees that.
        assert [first_name(file_store) for _ in range(5)] == ["A", "B", "C", "D", "D"]

    def test_it_is_opened_again_once_it_is_replaced(self, file_store, path):
        opens = []
        event.listen(file_store.engine, "connect", lambda *_: opens.append(1))
        assert first_name(file_store) == "Commune 00"
        sow(path, names=NEW)
        assert [first_name(file_store) for _ in range(5)] == ["Renommée"] * 5
        assert len(opens) == 2

    def test_it_can_live_in_a_folder_of_any_name(self, tmp_path):
        path = sow(tmp_path / "à 100 %41 #1" / "cls.gpkg")
        with opened(URL.create("sqlite", database=str(path)).render_as_string()) as store:
            assert first_name(store) == "Commune 00"


class TestAnAddress:
    @pytest.mark.parametrize(
        "address",
        [
            "sqlite://",
            "mysql://user:secret@host/cls",
            "postgresql://user:secret@host:secret/cls",
            "postgresql:user:secret",
            "data/cls.gpkg",
            "",
        ],
    )
    def test_one_that_is_not_of_a_store_is_refused_without_showing_it(self, address):
        with pytest.raises(StoreError) as refused:
            open_store(address)
        assert "secret" not in str(refused.value)
        assert refused.value.__cause__ is None
        assert refused.value.__suppress_context__ or refused.value.__context__ is None

    @pytest.mark.parametrize(
        "scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"]
    )
    def test_any_driver_of_postgresql_means_the_one_we_have(self, seeded_database, scheme):
        address = seeded_database.replace("postgresql+psycopg", scheme)
        with opened(address) as store:
            assert first_name(store) == "Commune 00"

    def test_the_path_of_a_file_is_absolute(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert store_path("sqlite:///data/cls.gpkg") == tmp_path / "data" / "cls.gpkg"
