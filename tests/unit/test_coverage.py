"""Coverage, need and the nearest action: plain loops, invariants, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cls_dash.analysis.coverage import coverage, neediest, time_to_nearest
from cls_dash.errors import InvalidInputError, UndefinedMeasureError
from tests.oracles import oracle

STEPS = [(10.0, 1.0), (15.0, 2 / 3), (20.0, 1 / 3)]


def times(pairs):
    return pd.DataFrame(
        [(origin, destination, float(minutes)) for (origin, destination), minutes in pairs.items()],
        columns=["origin", "destination", "minutes"],
    )


@st.composite
def cases(draw):
    """Communes a, b…, deployments in some, and some of the times between them."""
    communes = list("abcdef")[: draw(st.integers(1, 6))]
    deployments = pd.Series({c: draw(st.integers(0, 4)) for c in communes})
    pairs = {
        (one, other): draw(st.integers(0, 25))
        for one in communes
        for other in communes
        if draw(st.booleans())
    }
    return deployments, times(pairs), pd.Index(communes)


@st.composite
def needs(draw):
    n = draw(st.integers(2, 8))
    codes = list("abcdefgh")[:n]
    values = draw(st.lists(st.floats(0.1, 100), min_size=n, max_size=n))
    people = draw(st.lists(st.integers(0, 5_000), min_size=n, max_size=n))
    assume(sum(people) > 0)
    return pd.Series(values, codes), pd.Series(people, codes, dtype=float)


class TestCoverage:
    def test_by_hand_in_exact_fractions(self):
        """next_best_place_hand: what one action in A leaves uncovered."""
        inputs, expected = oracle("next_best_place_hand")
        pairs = {(a, b): t for a, row in inputs["minutes"].items() for b, t in row.items()}
        found = coverage(
            pd.Series(1, inputs["existing_actions_at"]), times(pairs), pd.Index(list("ABCDE")),
            decay=STEPS,
        )  # fmt: skip
        left = {code: top / bottom for code, (top, bottom) in
                expected["uncovered_after_existing"].items()}  # fmt: skip
        assert (1 - found).to_dict() == pytest.approx(left, abs=1e-12)

    @given(cases())
    def test_a_plain_loop_agrees(self, case):
        deployments, minutes, communes = case
        found = coverage(deployments, minutes, communes, decay=STEPS)
        for commune in communes:
            left = 1.0
            for row in minutes[minutes["origin"] == commune].itertuples():
                weight = next((w for bound, w in STEPS if row.minutes <= bound), 0)
                left *= (1 - weight) ** deployments[row.destination]
            assert found[commune] == pytest.approx(1 - left, abs=1e-12)

    @given(cases(), st.integers(0, 5))
    def test_one_more_action_never_covers_less(self, case, rank):
        deployments, minutes, communes = case
        more = deployments.copy()
        more.iloc[rank % len(more)] += 1
        before = coverage(deployments, minutes, communes)
        assert (coverage(more, minutes, communes) >= before - 1e-12).all()

    @given(cases())
    def test_order_changes_nothing(self, case):
        deployments, minutes, communes = case
        found = coverage(deployments, minutes, communes)
        mixed = coverage(deployments.iloc[::-1], minutes.iloc[::-1], communes[::-1])
        assert mixed[communes].tolist() == pytest.approx(found.tolist())

    def test_without_any_action_nothing_is_covered(self):
        found = coverage(pd.Series(dtype=float), times({("a", "a"): 0}), pd.Index(["a", "island"]))
        assert found.to_dict() == {"a": 0, "island": 0}

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"deployments": pd.Series({"a": 0.5})}, "not whole"),
            ({"deployments": pd.Series({"a": -1})}, "negative"),
            ({"communes": pd.Index(["a", "a"])}, "code is there twice"),
            ({"minutes": times({("a", "a"): 1}).drop(columns="minutes")}, "lack minutes"),
            ({"minutes": pd.concat([times({("a", "a"): 1})] * 2)}, "pair is there twice"),
            ({"minutes": times({("a", "a"): -1})}, "negative"),
            ({"decay": [(10, 1.5)]}, "between 0 and 1"),
            ({"decay": [(10, -0.5)]}, "between 0 and 1"),
        ],
    )
    def test_what_does_not_hold_is_refused(self, changed, message):
        sound = {
            "deployments": pd.Series({"a": 1}),
            "minutes": times({("a", "a"): 1}),
            "communes": pd.Index(["a"]),
        }
        with pytest.raises(InvalidInputError, match=message):
            coverage(**sound | changed)


class TestNearest:
    def test_the_nearest_of_the_places_alone(self):
        minutes = times({("a", "b"): 4, ("a", "c"): 9, ("b", "c"): 7, ("b", "b"): 2})
        found = time_to_nearest(minutes, pd.Index(["c"]), pd.Index(["a", "b", "c"]))
        assert found.to_dict() == pytest.approx({"a": 9, "b": 7, "c": np.nan}, nan_ok=True)

    def test_without_a_place_every_time_is_missing(self):
        found = time_to_nearest(times({("a", "a"): 1}), pd.Index([]), pd.Index(["a"]))
        assert found.isna().all()


class TestNeediest:
    @given(needs())
    def test_no_one_left_out_needs_more_and_one_fewer_would_not_do(self, case):
        need, people = case
        assume(np.ptp(need[people > 0]) > 1e-6)
        chosen = neediest(need, people)
        inside, outside = need[chosen], need[~chosen & (people > 0)]
        if len(outside):
            assert inside.min() >= outside.max()
        gathered = people[chosen].sum()
        assert gathered >= 0.2 * people.sum() - 1e-6
        last = people[chosen & (need == inside.min())].min()
        assert gathered - last < 0.2 * people.sum()

    def test_equal_needs_have_no_neediest(self):
        flat = pd.Series({"a": 1.0, "b": 1.0, "empty": 3.0})
        with pytest.raises(UndefinedMeasureError, match="same need"):
            neediest(flat, pd.Series({"a": 5.0, "b": 5.0, "empty": 0.0}))

    @pytest.mark.parametrize("part", [0, 1, -1, np.nan])
    def test_a_part_is_one(self, part):
        with pytest.raises(InvalidInputError, match="part"):
            neediest(pd.Series([1.0, 2]), pd.Series([1.0, 1]), part=part)
