"""The store is lost and comes back: what a reader sees, and how soon, without a restart."""

import sqlite3
import time

import pytest

from cls_dash import error_sentences
from cls_dash.errors import StoreError
from cls_dash.questions.commune.words import NO_LIST
from cls_dash.shell.ask import answers, store
from tests.pages.driver import answer, listed, texts
from tests.postgis import as_reader
from tests.seed import sow

SENTENCE = error_sentences.sentence_for(StoreError())
SOON_S = 2
KEPT, NEVER_ASKED = {"commune": "63000"}, "63010"


@pytest.fixture
def path(tmp_path):
    return sow(tmp_path / "cls.gpkg")


def sheet(opened, store):
    return opened(store, "ma_commune", **KEPT)


def refreshed(app):
    """Run the page again as a reader does; return how long it took."""
    started = time.monotonic()
    app.run()
    assert not app.exception
    return time.monotonic() - started


def says_the_last_reading(app):
    return [box.value for box in app.warning] == [error_sentences.LAST_READ] and answer(
        app
    ).startswith("À Commune 00, ")


def is_whole(app, name="Commune 00"):
    # No list of services of the seed is complete: its sheet says so, and nothing else.
    told = [box.value for box in app.info] == [NO_LIST]
    return told and not app.warning and answer(app).startswith(f"À {name}, ")


class TestADatabase:
    def test_down_at_the_start_is_said_then_read(self, postgis, opened, seeded_database):
        with postgis.down():
            app = sheet(opened, as_reader(seeded_database))
            assert [box.value for box in app.info] == [SENTENCE]
            assert not app.warning
        assert refreshed(app) < SOON_S
        assert is_whole(app)

    def test_lost_in_a_session_leaves_what_was_read_under_a_banner(
        self, postgis, opened, seeded_database
    ):
        app = sheet(opened, as_reader(seeded_database))
        assert is_whole(app)
        with postgis.down():
            assert refreshed(app) < SOON_S
            assert says_the_last_reading(app)
            listed(app, "commune").set_value(NEVER_ASKED).run()
            assert not app.exception
            assert SENTENCE in [box.value for box in app.info]
        assert refreshed(app) < SOON_S
        assert not app.warning
        assert answer(app).startswith("À Commune 10, ")

    def test_a_wrong_password_is_never_shown(self, opened, postgis):
        for address in (
            "postgresql+psycopg://lecteur:tr%C3%A8s+secret@127.0.0.1:1/atlas",
            f"postgresql+psycopg://inconnu:tr%C3%A8s+secret@/absente?host={postgis.socket}",
            "postgresql+psycopg://127.0.0.1:1/atlas?password=tr%C3%A8s+secret",
        ):
            app = opened(address)
            assert [box.value for box in app.info] == [SENTENCE]
            assert "secret" not in "".join(texts(app))


class TestAFile:
    def test_replaced_is_read_at_the_next_run(self, opened, path):
        app = sheet(opened, path)
        sow(path, names={"63000": "Renommée"})
        assert refreshed(app) < SOON_S
        assert is_whole(app, "Renommée")

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda path: path.unlink(),
            lambda path: path.write_bytes(b""),
            lambda path: path.write_bytes(b"\x00garbage\xff" * 4096),
            lambda path: path.write_bytes(path.read_bytes()[:6000]),
            lambda path: (path.unlink(), path.mkdir()),
        ],
        ids=["removed", "emptied", "overwritten", "cut", "made a folder"],
    )
    def test_spoilt_leaves_what_was_read_under_a_banner(self, opened, path, spoil):
        app = sheet(opened, path)
        whole = path.read_bytes()
        spoil(path)
        assert refreshed(app) < SOON_S
        assert says_the_last_reading(app)
        listed(app, "commune").set_value(NEVER_ASKED).run()
        assert SENTENCE in [box.value for box in app.info]
        if path.is_dir():
            path.rmdir()
        path.write_bytes(whole)
        assert refreshed(app) < SOON_S
        assert not app.warning
        assert answer(app).startswith("À Commune 10, ")

    def test_locked_by_another_program_is_said_and_soon_read(self, opened, path):
        app = sheet(opened, path)
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("BEGIN EXCLUSIVE")
        assert refreshed(app) < SOON_S
        assert is_whole(app), "what is kept asks nothing of the file"
        listed(app, "commune").set_value(NEVER_ASKED).run()
        assert not app.exception
        assert SENTENCE in [box.value for box in app.info]
        writer.execute("ROLLBACK")
        writer.close()
        assert refreshed(app) < SOON_S
        assert answer(app).startswith("À Commune 10, ")


def test_a_page_that_waits_asks_once_a_second_for_all(opened, path, monkeypatch):
    sheet(opened, path)
    path.unlink()
    asked = []
    monkeypatch.setattr(type(store()), "stamp", lambda _: asked.append(1) or _lost())
    assert [answers() for _ in range(20)] == [False] * 20
    assert len(asked) == 1


def _lost():
    raise StoreError("gone")
