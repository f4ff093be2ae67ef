"""Exact places: worked cases, every subset of drawn cases, invariants and refusals."""

from itertools import combinations, product
from math import inf, prod
from time import monotonic

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from cls_dash.analysis import _covering
from cls_dash.analysis.siting import (
    fewest_places,
    nearest_for_the_farthest,
    nearest_on_average,
    optimal_places,
)
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


def ways(minutes, communes, codes):
    """Minutes from each commune to the nearest of a set of places."""
    time = {(row.origin, row.destination): row.minutes for row in minutes.itertuples()}
    return [min(time.get((i, j), inf) for j in codes) for i in communes]


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

    def test_stores_nearest_on_average(self):
        """spopt_san_francisco: p-median."""
        mass, metres, stores, inputs, expected = san_francisco()
        found = nearest_on_average(mass, metres, stores, places=inputs["p"])
        assert found.minutes == pytest.approx(expected["pmedian_mean"], rel=1e-9)
        total = found.minutes * mass.sum()
        assert total == pytest.approx(expected["pmedian_objective"], rel=1e-9)
        assert found.codes == tuple(expected["chosen"])

    def test_fewest_stores(self):
        """spopt_san_francisco: location set covering."""
        mass, metres, stores, inputs, expected = san_francisco()
        found = fewest_places(metres, stores, inputs["service_radius"], of=mass.index)
        assert len(found.codes) == found.bound == expected["lscp_min_facilities"]
        assert found.proven
        assert max(ways(metres, mass.index, found.codes)) <= inputs["service_radius"]

    def test_stores_nearest_for_the_farthest(self):
        """spopt_san_francisco: p-centre."""
        mass, metres, stores, inputs, expected = san_francisco()
        found = nearest_for_the_farthest(metres, stores, places=inputs["p"], of=mass.index)
        assert found.minutes == pytest.approx(expected["pcenter"], rel=1e-9)
        assert max(ways(metres, mass.index, found.codes)) == found.minutes
        assert len(found.codes) <= inputs["p"]

    @pytest.mark.parametrize("rank", range(3))
    def test_medians_of_networks(self, rank):
        """pmedian_orlib: pmed1, pmed5 and pmed10, whose optima are known."""
        inputs, expected = oracle("pmedian_orlib")
        case = inputs["instances"][rank]
        # An edge given twice has its last cost.
        cost = {frozenset((a, b)): c for a, b, c in case["edges"]}
        ends = np.array([sorted(edge) for edge in cost]).T - 1
        network = csr_array((list(cost.values()), tuple(ends)), shape=(case["n"], case["n"]))
        nodes = [f"{number:03}" for number in range(1, case["n"] + 1)]
        found = nearest_on_average(
            pd.Series(1.0, nodes),
            table(nodes, nodes, shortest_path(network, directed=False)),
            pd.Index(nodes),
            places=case["p"],
        )
        optimum = expected["optimum"][case["name"]]
        assert found.minutes * case["n"] == pytest.approx(optimum, rel=1e-12)
        assert len(found.codes) == case["p"]


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

    @given(cases())
    def test_none_is_nearer_on_average(self, case):
        mass, minutes, candidates, places = case
        lived = mass[mass > 0]
        best = min(
            np.dot(lived, ways(minutes, lived.index, chosen))
            for chosen in combinations(candidates, places)
        )
        if best == inf:
            with pytest.raises(UndefinedMeasureError):
                nearest_on_average(mass, minutes, candidates, places=places)
            return
        found = nearest_on_average(mass, minutes, candidates, places=places)
        assert found.minutes == pytest.approx(best / mass.sum(), rel=1e-6)
        reached = np.dot(lived, ways(minutes, lived.index, found.codes))
        assert found.minutes * mass.sum() == pytest.approx(reached, rel=1e-9)
        assert found.proven
        assert found.bound == pytest.approx(found.minutes, rel=2e-6)
        assert len(set(found.codes)) == places

    @given(cases())
    def test_none_is_nearer_for_the_farthest(self, case):
        mass, minutes, candidates, places = case
        sets = combinations(candidates, places)
        best = min(max(ways(minutes, mass.index, chosen)) for chosen in sets)
        if best == inf:
            with pytest.raises(UndefinedMeasureError):
                nearest_for_the_farthest(minutes, candidates, places=places, of=mass.index)
            return
        found = nearest_for_the_farthest(minutes, candidates, places=places, of=mass.index)
        assert found.minutes == best == max(ways(minutes, mass.index, found.codes))
        assert (found.bound, found.proven) == (best, True)
        assert len(found.codes) <= places

    @given(cases(), st.integers(0, 25))
    def test_none_is_smaller(self, case, limit):
        mass, minutes, candidates, _ = case
        enough = [
            size
            for size in range(1, len(candidates) + 1)
            for chosen in combinations(candidates, size)
            if max(ways(minutes, mass.index, chosen)) <= limit
        ]
        if not enough:
            with pytest.raises(UndefinedMeasureError, match="near enough"):
                fewest_places(minutes, candidates, limit, of=mass.index)
            return
        found = fewest_places(minutes, candidates, limit, of=mass.index)
        assert len(found.codes) == found.bound == min(enough)
        assert found.proven
        assert max(ways(minutes, mass.index, found.codes)) <= limit


def lines(dimension):
    """
    Return lines of three points to be served by their points, 0 minutes away.

    What no line escapes leaves a cap: the largest of dimensions 2, 3 and 4 over three numbers
    have 4, 9 and 20 points (Pellegrino, 1970), so that 5, 18 and 61 points are the fewest.
    """
    points = list(product(range(3), repeat=dimension))
    third = {
        (a, b): tuple((-x - y) % 3 for x, y in zip(a, b, strict=True))
        for a, b in combinations(points, 2)
    }
    found = {frozenset((*pair, last)) for pair, last in third.items()}
    pairs = [
        {"origin": f"l{rank}", "destination": "".join(map(str, point)), "minutes": 0.0}
        for rank, line in enumerate(sorted(found, key=sorted))
        for point in sorted(line)
    ]
    minutes = pd.DataFrame(pairs)
    return minutes, pd.Index(minutes["destination"].unique()), minutes["origin"].unique()


class TestTimeOfSets:
    @pytest.mark.parametrize(("dimension", "least"), [(2, 5), (3, 18)])
    def test_the_points_that_no_line_escapes(self, dimension, least):
        minutes, points, of = lines(dimension)
        found = fewest_places(minutes, points, 0, of=pd.Index(of))
        assert (len(found.codes), found.bound, found.proven) == (least, least, True)

    def test_what_would_take_hours_stops_and_says_that_it_is_not_proven(self):
        minutes, points, of = lines(4)
        began = monotonic()
        found = fewest_places(minutes, points, 0, of=pd.Index(of), seconds=2)
        assert monotonic() - began < 30
        assert found.bound <= 61 <= len(found.codes)
        assert found.proven == (len(found.codes) == found.bound)
        assert set(minutes.loc[minutes["destination"].isin(found.codes), "origin"]) == set(of)

    def test_the_farthest_way_keeps_a_bound_when_time_is_up(self):
        minutes, points, of = lines(4)
        far = minutes.assign(minutes=5.0)
        every = pd.concat([minutes.iloc[::2], far.iloc[1::2]])
        found = nearest_for_the_farthest(every, points, places=70, of=pd.Index(of), seconds=2)
        assert found.bound <= found.minutes <= 5
        assert found.proven == (found.bound == found.minutes)


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

    def test_communes_without_mass_need_not_be_reached(self):
        minutes = times({("a", "A"): 4, ("a", "B"): 9})
        mass = pd.Series({"desert": 0.0, "a": 3.0})
        found = nearest_on_average(mass, minutes, pd.Index(["B", "A"]), places=1)
        assert (found.codes, found.minutes) == (("A",), 4.0)

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

FAR = [
    ({}, UndefinedMeasureError, "1 places do not reach"),
    ({"minutes": times({("a", "A"): 5})}, UndefinedMeasureError, "1 communes have no"),
]
OF = [
    ({"of": pd.Index([])}, InvalidInputError, "no commune to serve"),
    ({"of": pd.Index(["a", "a"])}, InvalidInputError, "one is there twice"),
]


class TestRefusals:
    @pytest.mark.parametrize(("changed", "error", "message"), COMMON + MASS + COVER)
    def test_of_the_places_that_cover_most(self, changed, error, message):
        with pytest.raises(error, match=message):
            optimal_places(**{**ASKED, "decay": DECAY} | changed)

    @pytest.mark.parametrize(("changed", "error", "message"), COMMON + MASS + FAR)
    def test_of_the_places_nearest_on_average(self, changed, error, message):
        with pytest.raises(error, match=message):
            nearest_on_average(**ASKED | changed)

    @pytest.mark.parametrize(("changed", "error", "message"), COMMON + FAR + OF)
    def test_of_the_places_nearest_for_the_farthest(self, changed, error, message):
        asked = {**ASKED, "of": pd.Index(["a", "b"])} | changed
        with pytest.raises(error, match=message):
            nearest_for_the_farthest(**{key: asked[key] for key in asked if key != "mass"})

    @pytest.mark.parametrize(
        ("changed", "error", "message"),
        [
            *COMMON[2:],
            *OF,
            ({"limit": -1}, InvalidInputError, "limit"),
            ({"limit": np.nan}, InvalidInputError, "limit"),
            ({"limit": 4}, UndefinedMeasureError, "2 communes have no"),
            ({"of": pd.Index(["a", "b", "island"])}, UndefinedMeasureError, "1 communes have no"),
        ],
    )
    def test_of_the_fewest_places(self, changed, error, message):
        asked = {**ASKED, "of": pd.Index(["a", "b"]), "limit": 10} | changed
        with pytest.raises(error, match=message):
            fewest_places(**{k: asked[k] for k in ("minutes", "candidates", "limit", "of")})
