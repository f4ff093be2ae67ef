"""A load of own rows that is killed, at any moment, loses neither the rows nor the store."""

import random
import shutil
import sqlite3
import time
from contextlib import closing

import pytest

from cls_dash.ingest import history, loading
from cls_dash.ingest.contract import editing, renewal
from cls_dash.ingest.contract.home import read_home
from tests.contract import asked, buildable, csv_file, every_byte
from tests.integration.doomed import PROCESSES, killed

ROW = {"Action": "vallee-1-01", "Forme": "atelier", "Commune": "63430"}
OLD = [ROW | {"Intitulé": f"Atelier {n}", "Début": "2023"} for n in range(40)]
NEW = [row | {"Début": "2024"} for row in OLD[:30]] + [ROW | {"Intitulé": "Marche"}]
MOMENTS = 20
PATIENCE_S = 300


def load(data, store, path):
    return loading.load("deployments", [path], store, asked(data))


def load_started(data, store, path, started):
    started.set()
    load(data, store, path)


def rows(store):
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        return connection.execute("SELECT * FROM deployment ORDER BY fid").fetchall()


def state(data, store):
    kept = {name: body for name, body in every_byte(data).items()
            if not name.rpartition("/")[2].startswith(".")}  # fmt: skip
    return kept, store.read_bytes()


@pytest.mark.long
def test_killed_at_any_moment_the_next_command_finishes_or_undoes_it(tmp_path):
    sheet = csv_file(tmp_path / "suivi.csv", *OLD)
    home = tmp_path / "home"
    data, store = home / "data", home / "cls.gpkg"
    buildable(data)
    load(data, store, sheet)
    former, old = state(data, store), rows(store)
    shutil.copytree(home, tmp_path / "first")
    csv_file(sheet, *NEW)
    began = time.monotonic()
    load(data, store, sheet)
    lasts, new = time.monotonic() - began, rows(store)
    assert old != new
    chance = random.Random(20261129)  # noqa: S311 - moments, no secret
    seen = set()
    for _ in range(MOMENTS):
        shutil.rmtree(home)
        shutil.copytree(tmp_path / "first", home)
        started = PROCESSES.Event()
        with killed(load_started, data, store, sheet, started):
            assert started.wait(PATIENCE_S)
            time.sleep(lasts * chance.random() * 1.1)
        assert rows(store) in (old, new), "readers see one of the two stores, whole"
        seen.add((data / history.FOLDER / history.PENDING).exists())
        history.recover(data, store)
        published = rows(store) == new
        assert (state(data, store) == former) is not published, "the folder is that of the store"
        outcome = load(data, store, sheet)
        same = all(merged.silent for merged in outcome.changes.merged)
        assert same is published, "recovered, it is all done or all to do"
        assert rows(store) == new
        loading.undo(data, store)
        assert state(data, store) == former
    assert seen == {True, False}, "some were killed in the middle of a change, some not"


def contract_published(data, store):
    """What two pages of the workshop do: write the next contract, then publish it."""
    home = read_home(data, "vallee")
    said = editing.edited(data, home, renewal.renewed(home))
    editing.write(data, said)
    loading.publish(data, store)


def contract_started(data, store, started):
    started.set()
    contract_published(data, store)


@pytest.mark.long
def test_a_contract_that_the_workshop_was_killed_in_is_written_whole_or_not_at_all(tmp_path):
    home = tmp_path / "home"
    data, store = home / "data", home / "cls.gpkg"
    buildable(data)
    loading.publish(data, store)
    former = state(data, store)
    shutil.copytree(home, tmp_path / "first")
    began = time.monotonic()
    contract_published(data, store)
    lasts, latter = time.monotonic() - began, state(data, store)
    assert former[0] != latter[0]
    chance = random.Random(20261130)  # noqa: S311 - moments, no secret
    for _ in range(MOMENTS):
        shutil.rmtree(home)
        shutil.copytree(tmp_path / "first", home)
        started = PROCESSES.Event()
        with killed(contract_started, data, store, started):
            assert started.wait(PATIENCE_S)
            time.sleep(lasts * chance.random() * 1.1)
        history.recover(data, store)
        files, published = state(data, store)
        assert files in (former[0], latter[0])
        assert published in (former[1], latter[1])
        if files == former[0]:
            assert published == former[1], "nothing is published that is not in the folder"
            contract_published(data, store)
        loading.publish(data, store)
        assert state(data, store) == latter
        loading.undo(data, store)
        assert state(data, store) == former
