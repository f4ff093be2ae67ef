"""Exact places: worked cases, every subset of drawn cases, invariants and refusals."""

from itertools import combinations
from math import inf, prod

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cls_dash.analysis import _covering
from cls_dash.analysis.siting import optimal_places
from cls_dash.errors import InvalidInputError, UndefinedMeasureError
from tests.oracles import oracle

DECAY = [(10.0, 1.0), (15.0, 2 / 3), (20.0, 1 / 3)]
"""Partial weights are what makes the programme non-linear; those without a 1 are drawn too."""
DECAYS = [DECAY, [(10.0, 0.9), (15.0, 0.5), (20.0, 0.1)], [(15.0, 1.0)], [(5.0, 0.0), (20.0, 0.5)]]


def times(pairs):
    return pd.DataFrame(
        [(origin, destination, minutes) for (origin, destination), minutes in pairs.items()],
        columns=["origin", "destination", "minutes"],
    ).astype({"minutes": float})


def table(origins, destinations, minutes):
    return pd.DataFrame(
        {
            "origin": np.repeat(origins, len(destinations)),
            "destination": np.tile(destinations, len(origins)),
            "minutes": np.ravel(minutes).astype(float),
        }
    )


@st.composite
def cases(draw):
    """Communes a, b…, places A, B…, some of the times between them, and how many places."""
    communes = list("abcdefg")[: draw(st.integers(1, 7))]
    codes = list("ABCDEF")[: draw(st.integers(1, 6))]
    mass = pd.Series({code: float(draw(st.integers(0, 5_000))) for code in communes})
    assume(mass.sum() > 0)
    pairs = {
        (commune, place): draw(st.integers(0, 25))
        for commune in communes
        for place in codes
        if draw(st.integers(0, 3))
    }
    return mass, times(pairs), pd.Index(codes), draw(st.integers(1, len(codes)))


def gain(mass, minutes, codes, decay):
    """What a set of places covers, pair by pair."""
    time = {(row.origin, row.destination): row.minutes for row in minutes.itertuples()}

    def weight(pair):
        return next((w for bound, w in decay if time.get(pair, inf) <= bound), 0.0)

    return sum(m * (1 - prod(1 - weight((i, j)) for j in codes)) for i, m in mass.items())


def san_francisco():
    inputs, expected = oracle("spopt_san_francisco")
    mass = pd.Series(inputs["population"], inputs["tract"], dtype=float)
    metres = table(inputs["tract"], inputs["store"], inputs["distance_m"])
    return mass, metres, pd.Index(inputs["store"]), inputs, expected


class TestWorkedCases:
    def test_stores_that_cover_most(self):
        """spopt_san_francisco: maximal covering."""
        mass, metres, stores, inputs, expected = san_francisco()
        found = optimal_places(
            mass, metres, stores, places=inputs["p"], decay=[(inputs["service_radius"], 1.0)]
        )
        assert found.gain == pytest.approx(expected["mclp_objective"], rel=1e-9)
        assert found.proven
        assert gain(mass, metres, found.codes, [(inputs["service_radius"], 1.0)]) == found.gain
        assert found.gain > sum(more for _, more in expected["greedy_sequence"])


class TestEverySubset:
    @pytest.mark.parametrize("decay", DECAYS)
    @given(case=cases(), parts=st.lists(st.sampled_from([0.0, 0.3, 1.0]), min_size=7, max_size=7))
    def test_none_covers_more(self, decay, case, parts):
        mass, minutes, candidates, places = case
        uncovered = pd.Series(parts[: len(mass)], mass.index)
        for left in (None, uncovered):
            needed = mass if left is None else mass * left
            found = optimal_places(
                mass, minutes, candidates, places=places, decay=decay, uncovered=left
            )
            best = max(gain(needed, minutes, s, decay) for s in combinations(candidates, places))
            assert found.gain == pytest.approx(best, rel=2e-6)
            assert found.gain == pytest.approx(gain(needed, minutes, found.codes, decay), rel=1e-9)
            assert found.proven
            assert found.gain <= found.bound <= found.gain * (1 + 1e-6)
            assert len(set(found.codes)) == places
            assert list(found.codes) == sorted(found.codes)


class TestInvariants:
    @given(cases(), st.sampled_from([60.0, 1e-3, 1e6]))
    def test_units_of_mass_follow(self, case, unit):
        mass, minutes, candidates, places = case
        found = optimal_places(mass, minutes, candidates, places=places, decay=DECAY)
        more = optimal_places(mass * unit, minutes, candidates, places=places, decay=DECAY)
        assert more.gain == pytest.approx(found.gain * unit, rel=2e-6)
        assert gain(mass, minutes, more.codes, DECAY) == pytest.approx(found.gain, rel=2e-6)

    @given(cases(), st.permutations(range(7)))
    def test_the_order_of_communes_and_candidates_changes_nothing(self, case, order):
        mass, minutes, candidates, places = case
        mixed = mass.iloc[[rank for rank in order if rank < len(mass)]]
        found = optimal_places(mass, minutes, candidates, places=places, decay=DECAY)
        other = optimal_places(
            mixed, minutes.iloc[::-1], candidates[::-1], places=places, decay=DECAY
        )
        assert list(other.codes) == sorted(other.codes)
        assert other.gain == pytest.approx(found.gain, rel=2e-6)

    @given(cases())
    def test_a_commune_cut_in_two_at_the_same_place_changes_nothing(self, case):
        mass, minutes, candidates, places = case
        cut = mass.copy()
        cut.iloc[0] *= 0.4
        cut["z"] = mass.iloc[0] * 0.6
        same = minutes[minutes["origin"] == mass.index[0]].assign(origin="z")
        both = pd.concat([minutes, same])
        found = optimal_places(mass, minutes, candidates, places=places, decay=DECAY)
        other = optimal_places(cut, both, candidates, places=places, decay=DECAY)
        assert other.gain == pytest.approx(found.gain, rel=2e-6)

    def test_a_place_is_chosen_once_even_where_it_would_help_twice(self):
        found = optimal_places(
            pd.Series({"a": 6.0}), times({("a", "A"): 12}), pd.Index(["A", "B"]),
            places=2, decay=DECAY,
        )  # fmt: skip
        assert found.codes == ("A", "B")
        assert found.gain == pytest.approx(4)

    @pytest.mark.parametrize(
        ("pairs", "uncovered"), [({("x", "A"): 1}, None), ({("a", "A"): 1}, [0.0])]
    )
    def test_where_nothing_can_be_gained_any_set_is_best(self, pairs, uncovered):
        found = optimal_places(
            pd.Series({"a": 6.0}), times(pairs), pd.Index(["A"]), places=1, decay=DECAY,
            uncovered=None if uncovered is None else pd.Series(uncovered, ["a"]),
        )  # fmt: skip
        assert (found.codes, found.gain, found.bound, found.proven) == (("A",), 0, 0, True)


class TestTime:
    """On a ring of communes of which a greedy programme takes the wrong ones."""

    MASS = pd.Series({"a": 4.0, "b": 3.0, "c": 3.0, "d": 4.0})
    MINUTES = times(
        {
            ("b", "greedy"): 5, ("c", "greedy"): 5, ("a", "left"): 5, ("b", "left"): 12,
            ("d", "right"): 5, ("c", "right"): 12,
        }
    )  # fmt: skip
    CODES = pd.Index(["greedy", "left", "right"])

    def ask(self, **options):
        return optimal_places(self.MASS, self.MINUTES, self.CODES, places=2, decay=DECAY, **options)

    def test_with_time_the_best_is_proven(self):
        found = self.ask()
        assert found.codes == ("left", "right")
        assert found.gain == pytest.approx(12)
        assert found.proven

    def test_without_it_the_greedy_set_comes_with_a_bound_that_holds(self):
        found = self.ask(seconds=1e-9)
        assert found.gain == pytest.approx(10)
        assert not found.proven
        assert found.bound >= 12

    def test_time_that_runs_out_inside_the_solver_keeps_what_is_known(self, monkeypatch):
        solve, asked = _covering.minimised, []

        def hurried(*given_, whole, seconds):
            asked.append(whole)
            return solve(*given_, whole=whole, seconds=0.0 if whole else seconds)

        monkeypatch.setattr(_covering, "minimised", hurried)
        monkeypatch.setattr(_covering, "RELAXATIONS", 1)
        found = self.ask()
        assert asked[:2] == [0, 3]
        assert found.bound >= 12
        assert found.gain >= 10

    def test_a_set_found_again_ends_the_search_though_the_bound_is_not_met(self, monkeypatch):
        solve, asked = _covering.minimised, []

        def counted(*given_, **options):
            asked.append(options["whole"])
            return solve(*given_, **options)

        monkeypatch.setattr(_covering, "minimised", counted)
        monkeypatch.setattr(_covering, "_meets", lambda *_: False)
        found = self.ask(seconds=2)
        assert (found.codes, found.proven) == (("left", "right"), False)
        assert len(asked) <= _covering.RELAXATIONS + 2


ASKED = {
    "mass": pd.Series({"a": 10.0, "b": 5.0}),
    "minutes": times({("a", "A"): 5, ("b", "B"): 5}),
    "candidates": pd.Index(["A", "B"]),
    "places": 1,
}
COMMON = [
    ({"places": 0}, InvalidInputError, "number of places"),
    ({"places": 3}, InvalidInputError, "number of places"),
    ({"candidates": pd.Index([])}, UndefinedMeasureError, "no candidate"),
    ({"candidates": pd.Index(["A", "A"])}, InvalidInputError, "candidate is there twice"),
    ({"candidates": pd.Index(["A", None])}, InvalidInputError, "or missing"),
    ({"minutes": times({("a", "A"): -1})}, InvalidInputError, "minutes has a negative"),
    ({"minutes": times({("a", "A"): np.nan})}, InvalidInputError, "minutes has a missing"),
    ({"minutes": pd.concat([ASKED["minutes"]] * 2)}, InvalidInputError, "pair is there twice"),
    ({"minutes": ASKED["minutes"][["origin", "minutes"]]}, InvalidInputError, "minutes lack"),
]
MASS = [
    ({"mass": pd.Series({"a": 0.0})}, UndefinedMeasureError, "mass is zero"),
    ({"mass": pd.Series({"a": -1.0})}, InvalidInputError, "mass has a negative"),
    ({"mass": pd.Series({"a": np.nan})}, InvalidInputError, "mass has a missing"),
    ({"mass": pd.Series([1.0, 1.0], ["a", "a"])}, InvalidInputError, "mass is there twice"),
]
COVER = [
    ({"decay": [(10, 1.5)]}, InvalidInputError, "decay"),
    ({"decay": []}, InvalidInputError, "no step"),
    ({"uncovered": pd.Series({"a": 1.0, "c": 1.0})}, InvalidInputError, "indexed differently"),
    ({"uncovered": pd.Series({"a": 1.0, "b": 1.1})}, InvalidInputError, "exceeds 1"),
    ({"uncovered": pd.Series({"a": 1.0, "b": -0.1})}, InvalidInputError, "negative"),
    ({"uncovered": pd.Series({"a": 1.0, "b": np.nan})}, InvalidInputError, "missing"),
    ({"seconds": 0}, InvalidInputError, "no time"),
    ({"seconds": np.nan}, InvalidInputError, "no time"),
]


class TestRefusals:
    @pytest.mark.parametrize(("changed", "error", "message"), COMMON + MASS + COVER)
    def test_of_the_places_that_cover_most(self, changed, error, message):
        with pytest.raises(error, match=message):
            optimal_places(**{**ASKED, "decay": DECAY} | changed)
