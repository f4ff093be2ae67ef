"""Programmes of places: a worked case, plain loops, invariants, refusals."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cls_dash.analysis.siting import Constraints, frontier, next_places, sensitivity
from cls_dash.errors import InvalidInputError, UndefinedMeasureError
from tests.oracles import oracle
from tests.unit.test_coverage import STEPS, times

ONE = pd.Series({"A": 1})


@st.composite
def towns(draw):
    """Communes on a line or so: population, need, all times, what exists."""
    codes = list("ABCDEF")[: draw(st.integers(2, 6))]
    population = pd.Series({c: float(draw(st.integers(0, 3_000))) for c in codes})
    need = pd.Series({c: draw(st.sampled_from([0.5, 1.0, 2.0])) for c in codes})
    assume(population.sum() > 0)
    minutes = times(
        {(a, b): draw(st.integers(0, 25)) for a in codes for b in codes if draw(st.booleans())}
    )
    existing = pd.Series({c: draw(st.integers(0, 1)) for c in codes})
    return population, need, minutes, existing


def covered(case, codes):
    """Return the need covered once actions take place in ``codes``, by plain loops."""
    population, need, minutes, existing = case
    total = 0.0
    for commune in population.index:
        left = 1.0
        for row in minutes[minutes["origin"] == commune].itertuples():
            weight = next((w for bound, w in STEPS if row.minutes <= bound), 0)
            left *= (1 - weight) ** (existing[row.destination] + codes.count(row.destination))
        total += population[commune] * need[commune] * (1 - left)
    return total


def chosen(case, **changes):
    population, need, minutes, existing = case
    return next_places(
        population, need, minutes, existing, population.index,
        **{"places": 1, "decay": STEPS} | changes,
    )  # fmt: skip


class TestProgramme:
    def test_by_hand_in_exact_fractions(self):
        """next_best_place_hand."""
        inputs, expected = oracle("next_best_place_hand")
        pairs = {(a, b): t for a, row in inputs["minutes"].items() for b, t in row.items()}
        population = pd.Series(inputs["population"], dtype=float)
        need = pd.Series({c: top / bottom for c, (top, bottom) in inputs["need_weight"].items()})
        found = next_places(
            population, need, times(pairs), ONE, population.index, places=2, decay=STEPS
        )
        first, second = found.places
        gains = {key: {c: a / b for c, (a, b) in expected[key].items()} for key in
                 ("gain_step1", "gain_step2")}  # fmt: skip
        assert (first.code, second.code) == (expected["best1"], expected["best2"])
        assert first.gain == pytest.approx(gains["gain_step1"]["D"], rel=1e-12)
        assert second.gain == pytest.approx(gains["gain_step2"]["B"], rel=1e-12)
        assert (first.runner_up, second.runner_up) == ("C", "C")
        assert first.runner_up_gain == pytest.approx(gains["gain_step1"]["C"], rel=1e-12)
        assert second.gap == pytest.approx(gains["gain_step2"]["B"] / gains["gain_step2"]["C"] - 1)
        top, bottom = expected["coverage_before"]
        assert found.before == pytest.approx(top / bottom, rel=1e-12)

    @given(towns())
    def test_the_first_place_is_the_best_there_is(self, case):
        before = covered(case, [])
        gains = {code: covered(case, [code]) - before for code in case[0].index}
        place = chosen(case).places[0]
        assert place.gain == pytest.approx(max(gains.values()), abs=1e-6)
        assert gains[place.code] == pytest.approx(place.gain, abs=1e-6)
        others = {code: gain for code, gain in gains.items() if code != place.code}
        assert place.runner_up_gain == pytest.approx(max(others.values()), abs=1e-6)

    @given(towns())
    def test_gains_add_up_to_what_the_programme_covers(self, case):
        found = chosen(case, places=4)
        mass = (case[0] * case[1]).sum()
        assume(mass > 0)
        after = covered(case, list(found.codes))
        assert found.gain == pytest.approx(after - covered(case, []), abs=1e-6)
        assert found.after == pytest.approx(after / mass)
        assert found.before == pytest.approx(covered(case, []) / mass)
        gains = [place.gain for place in found.places]
        assert gains == pytest.approx(sorted(gains, reverse=True), abs=1e-9)

    @given(towns())
    def test_a_programme_is_never_far_from_the_best(self, case):
        found = chosen(case, places=2, constraints=Constraints(cap=1))
        before = covered(case, [])
        best = max(covered(case, list(pair)) for pair in combinations(case[0].index, 2)) - before
        assert found.gain >= (1 - 1 / 2.718281828) * best - 1e-6

    @given(towns(), st.sampled_from([3.0, 1e-3]))
    def test_units_and_order_change_nothing(self, case, unit):
        population, need, minutes, existing = case
        found = chosen(case, places=3)
        mixed = chosen(
            (population.iloc[::-1] * unit, need.iloc[::-1], minutes.iloc[::-1], existing), places=3
        )
        assert mixed.codes == found.codes
        assert mixed.gain == pytest.approx(found.gain * unit, rel=1e-9)

    @given(towns(), st.floats(0.1, 0.9))
    def test_a_commune_cut_in_two_at_the_same_place_changes_no_gain(self, case, part):
        population, need, minutes, existing = case
        cut = pd.concat([population, pd.Series({"Z": population["A"] * (1 - part)})])
        cut["A"] *= part
        also = minutes[minutes["origin"] == "A"].assign(origin="Z")
        found = next_places(
            cut, pd.concat([need, pd.Series({"Z": need["A"]})]), pd.concat([minutes, also]),
            existing, population.index, places=2, decay=STEPS,
        )  # fmt: skip
        assert found.gain == pytest.approx(chosen(case, places=2).gain, abs=1e-6)

    def test_equal_gains_go_to_the_first_by_code(self):
        flat = pd.Series(1.0, ["B", "A", "C"])
        minutes = times({(c, c): 0 for c in "ABC"})
        none = pd.Series(dtype=float)
        found = next_places(flat, flat, minutes, none, flat.index, places=3)
        assert found.codes == ("A", "B", "C")
        assert found.places[0].gap == 0
        assert found.places[2].gap == float("inf")

    def test_a_candidate_alone_has_no_runner_up(self):
        flat = pd.Series(1.0, ["A", "B"])
        minutes = times({("A", "A"): 0})
        found = next_places(
            flat, flat, minutes, pd.Series(dtype=float), pd.Index(["A"]), places=1
        ).places[0]
        assert (found.code, found.runner_up, found.runner_up_gain) == ("A", None, 0)


class TestConstraints:
    FLAT = pd.Series({"A": 100.0, "B": 90.0, "C": 1.0})
    MINUTES = times({(c, c): 12 for c in "ABC"})
    EPCI = pd.Series({"A": "west", "B": "west", "C": "east"})

    def programme(self, **limits):
        return next_places(
            self.FLAT, self.FLAT * 0 + 1, self.MINUTES, pd.Series(dtype=float), self.FLAT.index,
            places=limits.pop("places"), constraints=Constraints(**limits),
        ).codes  # fmt: skip

    def test_without_a_cap_a_commune_may_have_several(self):
        assert self.programme(places=3) == ("A", "B", "A")

    def test_a_cap_is_kept_and_may_end_a_programme_early(self):
        assert self.programme(places=3, cap=1) == ("A", "B", "C")
        assert self.programme(places=5, cap=1) == ("A", "B", "C")

    def test_every_intercommunality_has_one_at_the_least_cost(self):
        assert self.programme(places=2, groups=self.EPCI) == ("A", "C")
        assert self.programme(places=3, groups=self.EPCI) == ("A", "B", "C")

    def test_fewer_places_than_intercommunalities_is_refused(self):
        with pytest.raises(InvalidInputError, match="fewer places"):
            self.programme(places=1, groups=self.EPCI)


class TestSensitivity:
    def test_each_need_and_decay_has_its_programme(self):
        population = pd.Series({"A": 100.0, "B": 60.0})
        flat = population * 0 + 1
        tilted = pd.Series({"A": 0.4, "B": 2.0})
        minutes = times({("A", "A"): 0, ("B", "B"): 0, ("A", "B"): 18, ("B", "A"): 18})
        found = sensitivity(
            population, {"equal": flat, "tilted": tilted}, minutes, pd.Series(dtype=float),
            population.index, places=1, decays={"near": [(10, 1.0)], "far": STEPS},
        )  # fmt: skip
        assert {key: programme.codes for key, programme in found.items()} == {
            ("equal", "near"): ("A",), ("equal", "far"): ("A",),
            ("tilted", "near"): ("B",), ("tilted", "far"): ("B",),
        }  # fmt: skip

    @given(towns())
    def test_each_programme_is_that_of_all_the_times(self, case):
        population, need, minutes, existing = case
        decays = {"near": [(10, 1.0)], "far": STEPS}
        found = sensitivity(
            population, {"need": need}, minutes, existing, population.index,
            places=2, decays=decays,
        )  # fmt: skip
        for name, decay in decays.items():
            assert found["need", name] == next_places(
                population, need, minutes, existing, population.index, places=2, decay=decay
            )

    def test_no_decay_without_step_nor_time_below_zero(self):
        people = pd.Series({"A": 1.0})
        for minutes, decay in ((times({("A", "A"): 0}), []), (times({("A", "A"): -1}), STEPS)):
            with pytest.raises(InvalidInputError):
                sensitivity(
                    people, {"one": people}, minutes, people, people.index,
                    places=1, decays={"one": decay},
                )  # fmt: skip


class TestFrontier:
    def trade(self, case, favoured, **changes):
        population, need, minutes, existing = case
        return frontier(
            population, need, minutes, existing, population.index,
            favoured=favoured, **{"places": 2, "decay": STEPS} | changes,
        )  # fmt: skip

    @pytest.mark.slow
    @given(towns())
    def test_each_point_gives_up_reach_for_equity_and_says_what_it_covers(self, case):
        population, need, _, _ = case
        favoured = pd.Series(need.rank(method="first") == 1, population.index)
        assume((population * need)[favoured].sum() > 0)
        found = self.trade(case, favoured)
        assert found["reach"].is_monotonic_decreasing
        assert found["equity"].is_monotonic_increasing
        assert found["reach"].is_unique or len(found) == 1
        for row in found.itertuples():
            whole = covered(case, list(row.codes)) / (population * need).sum()
            assert row.reach == pytest.approx(whole)

    def test_the_two_ends_differ_where_the_needy_live_apart(self):
        population = pd.Series({"A": 100.0, "B": 10.0})
        minutes = times({("A", "A"): 0, ("B", "B"): 0})
        case = population, population * 0 + 1, minutes, pd.Series(dtype=float)
        found = self.trade(case, pd.Series({"A": False, "B": True}), places=1)
        assert found["codes"].tolist() == [("A",), ("B",)]
        assert found["equity"].tolist() == [0, 1]

    @pytest.mark.parametrize(
        ("favoured", "steps", "error"),
        [
            (pd.Series({"A": True}), 11, InvalidInputError),
            (pd.Series({"A": True, "B": False}), 1, InvalidInputError),
            (pd.Series({"A": False, "B": False}), 11, UndefinedMeasureError),
        ],
    )
    def test_refusals(self, favoured, steps, error):
        flat = pd.Series({"A": 1.0, "B": 1.0})
        case = flat, flat, times({("A", "A"): 0}), pd.Series(dtype=float)
        with pytest.raises(error):
            self.trade(case, favoured, steps=steps)


class TestRefusals:
    SOUND = pd.Series({"A": 1.0, "B": 1.0})
    MINUTES = times({("A", "A"): 0, ("B", "B"): 0})

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"population": SOUND * 0}, UndefinedMeasureError),
            ({"need": SOUND * 0}, UndefinedMeasureError),
            ({"candidates": pd.Index([])}, UndefinedMeasureError),
            ({"need": pd.Series({"A": 1.0})}, InvalidInputError),
            ({"need": SOUND - 2}, InvalidInputError),
            ({"places": 0}, InvalidInputError),
            ({"constraints": Constraints(cap=0)}, InvalidInputError),
            ({"candidates": pd.Index(["A", "A"])}, InvalidInputError),
            ({"existing": pd.Series({"A": -1})}, InvalidInputError),
            ({"decay": [(10, 2.0)]}, InvalidInputError),
        ],
    )
    def test_what_does_not_hold_is_refused(self, changed, error):
        sound = {
            "population": self.SOUND, "need": self.SOUND, "minutes": self.MINUTES,
            "existing": pd.Series(dtype=float), "candidates": self.SOUND.index, "places": 1,
        }  # fmt: skip
        with pytest.raises(error):
            next_places(**sound | changed)
