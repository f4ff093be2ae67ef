"""What a contract planned and what became of it, against plain loops over what was published."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.domain.selection import Period, Selection
from cls_dash.store.queries import following
from tests.conftest import ENGINES, opened
from tests.follow_seed import follow_frames, sow_followed

FRAMES = {
    table: [
        {name: None if value != value else value for name, value in row.items()}
        for row in follow_frames()[table].astype(object).to_dict("records")
    ]
    for table in ("action", "axis", "axis_lineage", "contract")
}
NUMBERS = {row["contract"]: row["number"] for row in FRAMES["contract"]}
AXES = {row["axis"]: row for row in FRAMES["axis"]}


@pytest.fixture(scope="module", params=ENGINES)
def answers(request, tmp_path_factory):
    """Release of the followed territory, on each engine."""
    if request.param == "sqlite":
        path: Path = sow_followed(tmp_path_factory.mktemp("followed") / "cls.gpkg")
        with opened(f"sqlite:///{path}") as store, store.reading() as release:
            yield release
    else:
        with request.getfixturevalue("postgis").database() as address:
            sow_followed(address)
            with opened(address) as store, store.reading() as release:
                yield release


years = st.integers(2018, 2027)
selections = st.builds(
    Selection,
    territory=st.sampled_from(["damier", "voisin", "absent"]),
    contract=st.sampled_from([None, "damier-1", "damier-2", "voisin-1", "absent"]),
    axis=st.sampled_from([None, *AXES, "absent"]),
    period=st.none() | st.builds(Period, years, years),
    documented_only=st.booleans(),
)


def chosen(row, selection):
    return (
        row["territory"] == selection.territory
        and selection.contract in (None, row["contract"])
        and selection.axis in (None, row["axis"])
    )


def acts(row, selection):
    return row["evidence"] == "documented" or not selection.documented_only


@given(selection=selections)
def test_actions_are_those_of_the_choice_whatever_the_period(answers, selection):
    expected = [row for row in FRAMES["action"] if chosen(row, selection) and acts(row, selection)]
    expected.sort(key=lambda row: (NUMBERS[row["contract"]], row["axis"], row["action"]))
    found = following.actions(answers, selection)
    assert found.index.tolist() == [row["action"] for row in expected]
    for row, line in zip(expected, found.to_dict("records"), strict=True):
        axis = AXES[row["axis"]]
        assert (line["axis_title"], line["theme"]) == (axis["title"], axis["theme"])
        assert line["number"] == NUMBERS[row["contract"]]
        assert line["carriers"] == row["carriers"]


@given(selection=selections)
def test_axes_are_those_of_the_choice_but_the_wholly_illustrative(answers, selection):
    expected = []
    for axis, row in AXES.items():
        own = [action for action in FRAMES["action"] if action["axis"] == axis]
        kept = not own or any(acts(action, selection) for action in own)
        if chosen(row, selection) and kept:
            expected.append(axis)
    expected.sort(key=lambda axis: (NUMBERS[AXES[axis]["contract"]], axis))
    assert following.axes(answers, selection).index.tolist() == expected


def test_the_illustrative_axis_is_the_only_one_left_out(answers):
    every = set(following.axes(answers, Selection("damier")).index)
    documented = set(following.axes(answers, Selection("damier", documented_only=True)).index)
    assert every - documented == {"damier-2-a2"}


def test_lineage_keeps_what_was_dropped(answers):
    found = following.lineage(answers, "damier").astype(object).to_dict("records")
    for row, expected in zip(found, FRAMES["axis_lineage"], strict=True):
        for name in ("previous", "axis", "relation", "basis"):
            assert row[name] == expected[name]
        assert row["previous_number"] == NUMBERS[AXES[expected["previous"]]["contract"]]
    assert found[0]["number"] == 2
    assert found[1]["number"] != found[1]["number"]
    assert following.lineage(answers, "voisin").empty


def test_missing_texts_are_none_and_numbers_nan(answers):
    found = following.actions(answers, Selection("damier"))
    assert found["carriers"].tolist().count(None) == 1
    assert found["planned_target"].dtype == float
    assert found["planned_target"].isna().sum() == 1
