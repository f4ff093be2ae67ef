"""What stands in the way is told as it is, in French: a disk, a permission, another command."""

import errno
import os
import sqlite3

import pytest
from typer.testing import CliRunner

from cls_dash.cli import app
from cls_dash.errors import BusyDataError, InterruptedChangeError, PublicationError
from cls_dash.ingest import failures, history
from cls_dash.ingest.history import Step
from cls_dash.ingest.problems import InvalidDatasetError

STORE = "sqlite:///absent.gpkg"


def lock_of(data):
    lock = data / "history" / "lock"
    lock.parent.mkdir(parents=True)
    return lock


def test_a_folder_that_another_command_changes_is_busy(tmp_path, monkeypatch):
    monkeypatch.setattr(history, "PATIENCE_S", 0.0)
    with history.alone(tmp_path), pytest.raises(BusyDataError) as raised:
        history.alone(tmp_path).__enter__()
    assert "Une autre commande" in failures.said(raised.value)[0]


def test_a_lock_that_cannot_be_opened_is_no_busy_folder(tmp_path):
    lock_of(tmp_path).mkdir()
    with pytest.raises((OSError, sqlite3.Error)) as raised:
        history.alone(tmp_path).__enter__()
    assert isinstance(raised.value, OSError)
    assert any("La permission manque" in each for each in failures.said(raised.value)[1])


def test_a_lock_that_is_damaged_is_no_busy_folder(tmp_path):
    lock_of(tmp_path).write_bytes(b"garbage " * 200)
    with pytest.raises(OSError, match="lock"):
        history.alone(tmp_path).__enter__()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "Le disque est plein"), (errno.EACCES, "La permission manque"),
        (errno.EROFS, "ne peut qu’être lu"), (errno.ENOENT, "n’existe pas"),
    ],
)  # fmt: skip
def test_what_the_system_answers_is_said_in_french_first(code, said):
    error = OSError(code, os.strerror(code), "communes.csv")
    assert said in failures.said(error)[1][0]
    published = PublicationError(str(error))
    published.__cause__ = error
    assert said in failures.said(published)[1][0]


def test_a_copy_beside_the_changes_is_none_of_them(tmp_path):
    with history.alone(tmp_path), history.changed(tmp_path, {"a": b"1"}, Step("load", "a")):
        pass
    kept = tmp_path / "history" / "000001.zip"
    kept.with_name("000001 (copie).zip").write_bytes(kept.read_bytes())
    assert [*history.steps(tmp_path)] == [1]


def test_a_change_that_is_damaged_is_named(tmp_path):
    lock_of(tmp_path).with_name("000001.zip").write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(InvalidDatasetError, match="abîmé") as raised:
        history.undone(tmp_path)
    assert raised.value.problems[0].file == "history/000001.zip"
    with history.alone(tmp_path), history.changed(tmp_path, {"a": b"1"}, Step("load", "a")):
        pass
    assert (tmp_path / "history" / "000002.zip").exists()


@pytest.fixture
def killed(tmp_path):
    """A data folder in which a command that writes a file was killed."""
    pending = tmp_path / "history" / history.PENDING
    step = Step("load", "actions-vallee")
    with history.alone(tmp_path), history.changed(tmp_path, {"a.csv": b"1"}, step):
        left = pending.read_bytes()
    (tmp_path / "history" / "000001.zip").unlink()
    pending.write_bytes(left)
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        ("build",), ("undo",), ("remove", "rpps"), ("load", "rpps", "absent.txt"),
        ("territory", "add", "vallee", "--name", "Vallée"),
        ("territory", "add-all", "absent.gpkg", "--name", "nom"),
    ],
)  # fmt: skip
def test_each_command_that_changes_data_says_first_what_a_killed_one_left(killed, command):
    ran = CliRunner().invoke(app, [*command, "--data", str(killed), "--store", STORE])
    first = "La commande précédente (actions-vallee) a été interrompue, et défaite : la refaire."
    assert ran.stdout.splitlines()[:1] == [first]
    assert not (killed / "a.csv").exists()


def test_what_is_said_of_a_killed_command_is_no_part_of_json(killed):
    ran = CliRunner().invoke(app, ["build", "--json", "--data", str(killed), "--store", STORE])
    assert "interrompue" not in ran.stdout
    assert "interrompue" in ran.stderr


def test_nothing_is_changed_before_what_a_killed_command_left_is_said(killed):
    with pytest.raises(InterruptedChangeError) as raised:
        history.change(killed, {"b.csv": b"2"}, Step("load", "b"))
    assert "refaire celle-ci" in failures.said(raised.value)[0]
    assert not (killed / "b.csv").exists()
    assert "défaite" in (history.recover(killed, STORE) or "")
    assert history.recover(killed, STORE) is None
