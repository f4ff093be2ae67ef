"""A grid that was dropped: seen before it is published, one change, taken back whole."""

from dataclasses import replace

import pytest

from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.ingest import history, loading
from cls_dash.ingest.contract.grid import read_grid
from cls_dash.ingest.contract.loads import changes_by, load_dropped
from cls_dash.ingest.contract.said import Dropped, keep, kept
from cls_dash.questions import actions_map
from cls_dash.questions.foreseen import foresee
from cls_dash.settings import settings
from tests.contract import asked, buildable, every_byte
from tests.unit.test_dropped_grid import GRID, answered

STORE = "cls.gpkg"


@pytest.fixture
def data(tmp_path):
    return buildable(tmp_path / "data")


@pytest.fixture
def dropped(data):
    """The grid, every question answered."""
    return replace(GRID, said=answered(read_grid(GRID, asked(data))))


def test_what_the_atlas_will_say_is_seen_and_nothing_changes(data, dropped, tmp_path):
    before = every_byte(data)
    grid = read_grid(dropped, asked(data))
    foreseen = foresee(
        data, changes_by(grid, dropped, asked(data)).files, f"sqlite:///{tmp_path / STORE}",
        actions_map.QUESTION, Selection("vallee", documented_only=True),
        chance=Chance.of(settings()),
    )  # fmt: skip
    assert foreseen.page.table is not None
    counted = {line[0]: line[3] for line in foreseen.page.table.lines}
    assert counted["Thiers"] == "5", "one was there, four are hers"
    assert foreseen.geometry
    assert foreseen.before == ""
    assert every_byte(data) == before
    assert not (tmp_path / STORE).exists()


def test_plan_and_log_are_one_change_that_is_taken_back_whole(data, dropped, tmp_path):
    keep(data, "vallee", dropped)
    before, store = every_byte(data), tmp_path / STORE
    done = load_dropped(dropped, store, asked(data))
    assert done.changes.counts["new"] == 7
    assert done.name == "actions-vallee, deployments-vallee"
    assert len(history.steps(data)) == 1
    assert kept(data, "vallee") == dropped, "it is forgotten by who knows that it was published"
    again = load_dropped(Dropped(dropped.name, dropped.content, dropped.said), store, asked(data))
    assert again.changes.counts == {"changed": 0, "retracted": 0, "new": 0, "same": 7}
    loading.undo(data, store)
    assert every_byte(data) == before
