"""The store is read-only, says when it cannot be read, and notices its replacement."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import URL, event

from cls_dash.errors import StoreError
from cls_dash.store.open import open_store, store_path
from cls_dash.store.publish import publish
from tests.seed import sow

NEW = {"63000": "Renommée"}


@pytest.fixture
def path(tmp_path):
    return sow(tmp_path / "cls.gpkg")


@pytest.fixture
def opened(path):
    store = open_store(f"sqlite:///{path}")
    yield store
    store.engine.dispose()


def name_of(store, code="63000"):
    with store.reading() as readings:
        return readings.communes("damier")["name"][code]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO epci (epci, name) VALUES ('1', 'x')",
        "UPDATE axis SET title = 'x'",
        "DELETE FROM deployment",
        "DROP TABLE release",
        "PRAGMA user_version = 7",
    ],
)
def test_nothing_can_be_written(opened, path, statement):
    before = path.read_bytes()
    with pytest.raises(StoreError, match="readonly"), opened.reading() as readings:
        readings.connection.exec_driver_sql(statement)
    assert path.read_bytes() == before
    assert name_of(opened) == "Commune 00"


def test_no_other_file_can_be_attached_or_made(opened, tmp_path):
    other = tmp_path / "autre.db"
    with pytest.raises(StoreError, match="not authorized"), opened.reading() as readings:
        readings.connection.exec_driver_sql(f"ATTACH 'file:{other}?mode=rwc' AS other")
    assert not other.exists()
    with pytest.raises(StoreError), opened.reading() as readings:
        readings.connection.exec_driver_sql(f"VACUUM INTO '{other}'")
    assert not other.exists()


def test_an_absent_store_is_said_and_never_created(tmp_path):
    path = tmp_path / "absent.gpkg"
    store = open_store(f"sqlite:///{path}")
    with pytest.raises(StoreError, match=r"no store at .*absent\.gpkg"), store.reading():
        pass
    with pytest.raises(StoreError, match="no store"):
        store.stamp()
    assert list(tmp_path.iterdir()) == []


def test_a_store_published_after_opening_is_read(tmp_path):
    path = tmp_path / "later.gpkg"
    store = open_store(f"sqlite:///{path}")
    with pytest.raises(StoreError), store.reading():
        pass
    sow(path)
    assert name_of(store) == "Commune 00"
    store.engine.dispose()


def test_a_store_removed_after_a_reading_is_said(opened, path):
    assert name_of(opened) == "Commune 00"
    path.unlink()
    with pytest.raises(StoreError, match="no store"), opened.reading():
        pass


def test_a_store_removed_between_its_stamp_and_its_opening_is_said(opened, path, monkeypatch):
    stamp = opened.stamp()
    monkeypatch.setattr(type(opened), "stamp", lambda _: stamp)
    path.unlink()
    with pytest.raises(StoreError, match="unable to open"), opened.reading():
        pass


@pytest.mark.parametrize("content", [b"\x00garbage\xff" * 4096, b"", b"SQLite format 3\x00" * 300])
def test_a_damaged_file_is_said(tmp_path, content):
    path = tmp_path / "cls.gpkg"
    path.write_bytes(content)
    store = open_store(f"sqlite:///{path}")
    with pytest.raises(StoreError), store.reading():
        pass
    store.engine.dispose()


def test_damage_found_while_reading_is_said(opened, path):
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * (size - 4096))
    with pytest.raises(StoreError), opened.reading() as readings:
        readings.communes("damier")


def test_a_folder_is_not_a_store(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}")
    with pytest.raises(StoreError), store.reading():
        pass


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE release SET schema_version = 999", "schema 999, this program reads 1"),
        ("DELETE FROM release", "schema None"),
        ("DROP TABLE release", "no such table: release"),
    ],
)
def test_a_store_of_another_version_is_refused(opened, path, statement, message):
    assert name_of(opened) == "Commune 00"
    writer = sqlite3.connect(path)
    with writer:
        writer.execute(statement)
    writer.close()
    with pytest.raises(StoreError, match=message), opened.reading():
        pass


def test_a_replaced_store_is_noticed_at_the_next_reading(opened, path):
    before = opened.stamp()
    assert name_of(opened) == "Commune 00"
    assert opened.stamp() == before
    sow(path, names=NEW)
    assert opened.stamp() != before
    assert name_of(opened) == "Renommée"


def test_a_store_that_is_not_replaced_keeps_its_connection(opened, path):
    opens = []
    event.listen(opened.engine, "connect", lambda *_: opens.append(1))
    assert [name_of(opened) for _ in range(5)] == ["Commune 00"] * 5
    assert len(opens) == 1
    sow(path, names=NEW)
    assert [name_of(opened) for _ in range(5)] == ["Renommée"] * 5
    assert len(opens) == 2


def test_replacements_while_the_file_is_being_opened_do_not_fail_the_reading(opened, path):
    assert name_of(opened) == "Commune 00"
    sow(path, names={"63000": "A"})
    left = ["B", "C", "D"]

    @event.listens_for(opened.engine, "connect")
    def replace_again(*_):
        if left:
            sow(path, names={"63000": left.pop(0)})

    # The file that was opened is whole, if no longer the latest: the next reading sees that.
    assert [name_of(opened) for _ in range(5)] == ["A", "B", "C", "D", "D"]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://user@host/cls",
        "sqlite://",
        "mysql://host/cls",
        "data/cls.gpkg",
        "",
    ],
)
def test_an_address_that_is_not_an_sqlite_file_is_refused(address):
    with pytest.raises(StoreError):
        open_store(address)


def test_a_refused_address_does_not_show_its_password():
    with pytest.raises(StoreError) as refusal:
        open_store("postgresql://user:secret@host/cls")
    assert "secret" not in str(refusal.value)


def test_the_path_of_an_address_is_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert store_path("sqlite:///data/cls.gpkg") == tmp_path / "data" / "cls.gpkg"


def test_a_store_can_live_in_a_folder_of_any_name(tmp_path):
    path = sow(tmp_path / "à 100 %41 #1" / "cls.gpkg")
    store = open_store(URL.create("sqlite", database=str(path)).render_as_string())
    assert name_of(store) == "Commune 00"
    store.engine.dispose()


def publish_generation(path, generation):
    """Publish ``generation`` rows under a release of that name."""
    epci = pd.DataFrame(
        {"epci": [f"{n:09}" for n in range(generation)], "name": "x", "population": 1}
    )
    publish({"epci": epci}, path, release=str(generation), latest_fact=date(2026, 1, generation))


def test_each_reading_sees_one_release_while_the_store_is_replaced(tmp_path):
    path = tmp_path / "cls.gpkg"
    publish_generation(path, 1)
    store, over = open_store(f"sqlite:///{path}"), threading.Event()

    def read():
        seen, deadline = [], time.monotonic() + 60
        while not (over.is_set() and seen) and len(seen) < 20_000:
            assert time.monotonic() < deadline
            with store.reading() as readings:
                release, _ = readings.release()
                count = "SELECT count(*) FROM epci"
                counts = {readings.connection.exec_driver_sql(count).scalar_one() for _ in range(3)}
                seen.append((int(release), counts, readings.release()[1].day))
        return seen

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for generation in range(2, 22):
                publish_generation(path, generation)
        finally:
            over.set()
        seen = [reader.result(timeout=90) for reader in readers]
    for readings in seen:
        assert all(counts == {release} and day == release for release, counts, day in readings)
        releases = [release for release, _, _ in readings]
        assert releases == sorted(releases), "a reader never goes back in time"
    assert len({release for readings in seen for release, _, _ in readings}) > 5
    with store.reading() as readings:
        assert readings.release()[0] == "21"
    store.engine.dispose()
