"""The folder of a person who has no checkout, made of the shipped dataset and kept up with it."""

import pytest

from cls_dash.ingest.dataset import own_folder
from cls_dash.ingest.dataset.own_folder import CAME, fill


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8")
            for path in folder.rglob("*") if path.is_file() and path.name != CAME}  # fmt: skip


@pytest.fixture
def shipped(tmp_path):
    folder = tmp_path / "shipped"
    for name, text in {"sources.csv": "un", "indicators/a.yaml": "deux", "areas.csv": "x"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def data(tmp_path, shipped):
    folder = tmp_path / "à elle" / "data"
    fill(folder, shipped)
    return folder


def test_the_first_use_copies_what_is_shipped(data, shipped):
    assert files(data) == files(shipped)
    assert [path.name for path in data.parent.iterdir()] == ["data"]


def test_what_she_changed_added_or_removed_stays_so(data, shipped):
    (data / "sources.csv").write_text("à moi", "utf-8")
    (data / "territories").mkdir()
    (data / "territories" / "mien.csv").write_text("mien", "utf-8")
    (data / "areas.csv").unlink()
    for name in ("sources.csv", "areas.csv"):
        (shipped / name).write_text("plus récent", "utf-8")
    fill(data, shipped)
    assert files(data) == {
        "sources.csv": "à moi", "indicators/a.yaml": "deux", "territories/mien.csv": "mien",
    }  # fmt: skip


def test_a_newer_program_brings_what_she_left_as_it_came(data, shipped):
    (shipped / "indicators" / "a.yaml").write_text("plus récent", "utf-8")
    (shipped / "indicators" / "b.yaml").write_text("nouveau", "utf-8")
    fill(data, shipped)
    assert files(data) == files(shipped)
    (shipped / "indicators" / "a.yaml").write_text("encore", "utf-8")
    fill(data, shipped)
    assert files(data)["indicators/a.yaml"] == "encore"


def test_a_folder_made_by_other_means_is_left(tmp_path, shipped):
    data = tmp_path / "data"
    data.mkdir()
    fill(data, shipped)
    assert list(data.iterdir()) == []


def test_a_copy_that_is_interrupted_leaves_nothing(tmp_path, shipped, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(own_folder.shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space"):
        fill(tmp_path / "elle" / "data", shipped)
    assert list((tmp_path / "elle").iterdir()) == []
    monkeypatch.undo()
    fill(tmp_path / "elle" / "data", shipped)
    assert files(tmp_path / "elle" / "data") == files(shipped)
