"""The code that says which needs count: what is read, what is left out, what is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.domain.need import EQUAL, STRENGTHS, Choice, named, read

OFFERED = ("deprivation_index", "gp_accessibility", "share_75_plus", "eloignement", EQUAL)


@pytest.mark.parametrize(
    ("code", "weights", "strength"),
    [
        ("eloignement", [("eloignement", 1)], 50),
        ("egal", [], 50),
        ("deprivation_index", [("deprivation_index", 1)], 50),
        ("gp_accessibility-1.deprivation_index-2",
         [("deprivation_index", 2), ("gp_accessibility", 1)], 50),
        ("deprivation_index.share_75_plus~75",
         [("deprivation_index", 1), ("share_75_plus", 1)], 75),
        # What is not offered, not a weight or not a strength is left out.
        ("unknown-3.share_75_plus-2", [("share_75_plus", 2)], 50),
        ("share_75_plus-9", [("deprivation_index", 1)], 50),
        ("share_75_plus~33", [("share_75_plus", 1)], 50),
        ("nowhere", [("deprivation_index", 1)], 50),
        ("", [("deprivation_index", 1)], 50),
    ],
)  # fmt: skip
def test_a_code_is_read(code, weights, strength):
    assert read(code, OFFERED) == Choice(tuple(weights), strength)


@given(
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
    st.sampled_from(STRENGTHS),
)
def test_what_is_written_is_read_again(weights, strength):
    pairs = tuple((c, w) for c, w in zip(OFFERED[:4], weights, strict=True) if w)
    choice = Choice(pairs, strength)
    again = read(choice.code, OFFERED)
    assert again.code == choice.code
    assert dict(again.weights).keys() == dict(pairs).keys()
    if len(pairs) > 1:
        assert again == choice
    assert named(choice.code, OFFERED)


@pytest.mark.parametrize("code", ["", "nowhere", "unknown-3", "share_75_plus-9", "~75"])
def test_what_names_nothing_offered(code):
    assert not named(code, OFFERED)


def test_a_weight_is_moved():
    choice = read("deprivation_index", OFFERED).weighing("gp_accessibility", 3, OFFERED)
    assert choice.code == "deprivation_index-1.gp_accessibility-3"
    assert choice.weighing("deprivation_index", 0, OFFERED).code == "gp_accessibility"
    assert read("egal", OFFERED).weighing("share_75_plus", 1, OFFERED).code == "share_75_plus"


def test_without_any_need_everyone_counts_alike():
    assert read("nowhere", [EQUAL]).code == EQUAL
