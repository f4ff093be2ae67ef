"""A draft beside a store: its lock tells one that is being written from a leftover."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from cls_dash.store.draft import drafted, take_place


@pytest.mark.slow
def test_many_at_the_same_time_neither_fail_nor_take_one_anothers_draft(tmp_path):
    target = tmp_path / "cls.gpkg"

    def published(number):
        with drafted(target) as draft:
            draft.write_text(str(number))
            written = draft.read_text()
            take_place(draft, target)
        return written

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(published, range(1500))) == [str(number) for number in range(1500)]
    assert list(tmp_path.iterdir()) == [target]


def test_what_a_killed_process_left_goes_and_what_is_being_written_stays(tmp_path):
    target = tmp_path / "cls.gpkg"
    for name in (".cls.gpkg.mort", ".cls.gpkg.mort.lock", ".cls.gpkg.mort.lock-journal"):
        (tmp_path / name).touch()
    with drafted(target) as living:
        living.touch()
        with drafted(target):
            assert living.exists()
        beside = {path.name for path in tmp_path.iterdir()}
        assert beside == {living.name, f"{living.name}.lock"}


def test_a_lock_that_cannot_be_tried_leaves_its_draft_alone(tmp_path):
    target = tmp_path / "cls.gpkg"
    draft, lock = tmp_path / ".cls.gpkg.autre", tmp_path / ".cls.gpkg.autre.lock"
    draft.touch()
    lock.write_text("Ce n'est pas une base." * 100)
    with drafted(target):
        assert draft.exists()
    assert lock.exists()


def test_a_folder_where_nothing_can_be_written_is_said(tmp_path):
    target = tmp_path / "absent" / "cls.gpkg"
    with pytest.raises(sqlite3.OperationalError, match="unable to open"), drafted(target):
        pytest.fail("a draft in no folder")
