"""What need weighs: worked by hand, invariants, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cls_dash.analysis.need import combined_need, proportional_need, ranked_need
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

ANY = st.one_of(st.integers(-3, 3), st.floats(-100, 100), st.just(np.nan))


@st.composite
def communes(draw, values=ANY):
    """Values of communes, of which some tie and some are missing, and their inhabitants."""
    n = draw(st.integers(2, 8))
    codes = list("abcdefgh")[:n]
    level = pd.Series(draw(st.lists(values, min_size=n, max_size=n)), codes, dtype=float)
    people = pd.Series(draw(st.lists(st.integers(0, 5_000), min_size=n, max_size=n)), codes)
    assume(people[level.notna()].sum() > 0)
    return level, people.astype(float)


def mean(need, people):
    return (need * people).sum() / people.sum()


def follows(need, level):
    """Say whether need never falls as the level rises, and is alike where it is alike."""
    ordered = need[level.dropna().sort_values().index]
    alike = need.groupby(level).agg(np.ptp)
    return bool((np.diff(ordered) > -1e-9).all() and (alike < 1e-9).all())


class TestRanked:
    def test_by_hand(self):
        """400, 400 and 200 inhabitants: R = 0.2, 0.6, 0.9, so β = 0.7, 1.1, 1.4 at s = ½."""
        people = pd.Series({"a": 400.0, "b": 400.0, "c": 200.0})
        deprivation = pd.Series({"a": -5.34, "b": 3.94, "c": 6.68})
        need = ranked_need(deprivation, people, higher_is="worse")
        assert need.to_dict() == pytest.approx({"a": 0.7, "b": 1.1, "c": 1.4})
        doctors = pd.Series({"a": 3.8, "b": 2.9, "c": 0.0})
        assert ranked_need(doctors, people, higher_is="better").equals(need)
        whole = ranked_need(deprivation, people, higher_is="worse", strength=1)
        assert whole.to_dict() == pytest.approx({"a": 0.4, "b": 1.2, "c": 1.8})

    def test_ties_share_the_middle_and_the_unknown_has_the_mean(self):
        """Among 1,000 known: two of 300 tie at R = 0.3, one of 400 is at 0.8."""
        people = pd.Series({"a": 300.0, "b": 300.0, "c": 400.0, "d": 5_000.0})
        values = pd.Series({"a": 1.0, "b": 1.0, "c": 2.0, "d": np.nan})
        need = ranked_need(values, people, higher_is="worse")
        assert need.to_dict() == pytest.approx({"a": 0.8, "b": 0.8, "c": 1.3, "d": 1.0})

    @given(communes(), st.sampled_from(["better", "worse"]), st.floats(0, 1))
    def test_invariants(self, case, higher_is, strength):
        level, people = case
        need = ranked_need(level, people, higher_is=higher_is, strength=strength)
        assert need.between(1 - strength - 1e-9, 1 + strength + 1e-9).all()
        assert mean(need, people) == pytest.approx(1)
        assert follows(need, level if higher_is == "worse" else -level)
        assert (need[level.isna()] == 1).all()

    @given(communes())
    def test_only_the_order_matters(self, case):
        level, people = case
        stretched = level**3 * 7 - 2
        assume(level.nunique() == stretched.nunique())
        one, other = (ranked_need(x, people, higher_is="worse") for x in (level, stretched))
        assert one.equals(other)

    def test_without_strength_everyone_counts_alike(self):
        people = pd.Series({"a": 1.0, "b": 3.0})
        need = ranked_need(pd.Series({"a": 1.0, "b": 2.0}), people, higher_is="worse", strength=0)
        assert need.tolist() == [1, 1]

    @pytest.mark.parametrize("strength", [-0.1, 1.1])
    def test_a_need_below_zero_is_refused(self, strength):
        with pytest.raises(InvalidInputError, match="strength"):
            ranked_need(pd.Series([1.0]), pd.Series([1.0]), higher_is="worse", strength=strength)


class TestProportional:
    def test_twice_the_poverty_is_twice_the_need_and_the_unknown_has_the_mean(self):
        people = pd.Series({"a": 1.0, "b": 1.0, "c": 8.0})
        need = proportional_need(pd.Series({"a": 10.0, "b": 20.0, "c": np.nan}), people)
        assert need.to_dict() == pytest.approx({"a": 2 / 3, "b": 4 / 3, "c": 1})

    @given(communes(st.one_of(st.integers(0, 3), st.floats(0, 100), st.just(np.nan))))
    def test_invariants(self, case):
        level, people = case
        assume((level * people).sum() > 1e-6)
        need = proportional_need(level, people)
        assert (need >= 0).all()
        assert mean(need, people) == pytest.approx(1)
        assert follows(need, level)
        assert proportional_need(level * 100, people * 7).tolist() == pytest.approx(need.tolist())

    @pytest.mark.parametrize(
        ("values", "people", "error"),
        [
            ([1.0, -1.0], [1, 1], InvalidInputError),
            ([1.0, 1.0], [1, -1], InvalidInputError),
            ([0.0, 0.0], [1, 1], UndefinedMeasureError),
            ([np.nan, np.nan], [1, 1], UndefinedMeasureError),
            ([1.0, np.nan], [0, 1], UndefinedMeasureError),
        ],
    )
    def test_what_has_no_mean_is_refused(self, values, people, error):
        with pytest.raises(error):
            proportional_need(pd.Series(values), pd.Series(people))


@pytest.mark.parametrize(
    "measure", [proportional_need, lambda v, p: ranked_need(v, p, higher_is="worse")]
)
def test_indices_must_agree(measure):
    with pytest.raises(InvalidInputError, match="indexed differently"):
        measure(pd.Series({"a": 1.0}), pd.Series({"b": 1.0}))


class TestCombined:
    def test_by_hand(self):
        one, other = pd.Series({"a": 0.5, "b": 1.5}), pd.Series({"a": 1.4, "b": 0.6})
        assert combined_need([one, other], [2, 1]).tolist() == pytest.approx([0.8, 1.2])
        assert combined_need([one, other], [3, 0]).tolist() == pytest.approx(one.tolist())

    @given(communes(), communes(), st.integers(1, 3), st.integers(0, 3))
    def test_the_mean_inhabitant_still_has_one(self, case, another, weight, second):
        level, people = case
        more = another[0].reindex(level.index)
        assume(people[more.notna()].sum() > 0)
        parts = [ranked_need(x, people, higher_is="worse") for x in (level, more)]
        need = combined_need(parts, [weight, second])
        assert mean(need, people) == pytest.approx(1)
        assert (need >= 0).all()
        assert combined_need(parts[::-1], [second, weight]).tolist() == pytest.approx(need.tolist())

    @pytest.mark.parametrize(
        ("needs", "weights", "error"),
        [
            ([pd.Series([1.0])], [1, 1], InvalidInputError),
            ([pd.Series([1.0])], [-1], InvalidInputError),
            ([pd.Series([-1.0])], [1], InvalidInputError),
            ([pd.Series([1.0]), pd.Series([1.0], ["a"])], [1, 1], InvalidInputError),
            ([pd.Series([1.0])], [0], UndefinedMeasureError),
            ([], [], UndefinedMeasureError),
        ],
    )
    def test_what_does_not_hold_is_refused(self, needs, weights, error):
        with pytest.raises(error):
            combined_need(needs, weights)
