"""Catchments: invariants on drawn cases, refusals, and the worked cases kept outside."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cls_dash.analysis.accessibility import floating_catchment, nearest
from cls_dash.errors import InvalidInputError, UndefinedMeasureError
from tests.oracles import oracle


def times(pairs):
    return pd.DataFrame(
        [(origin, destination, minutes) for (origin, destination), minutes in pairs.items()],
        columns=["origin", "destination", "minutes"],
    ).astype({"minutes": float})


@st.composite
def cases(draw):
    """Communes a, b…, places A, B…, and some of the times between them."""
    communes = list("abcdef")[: draw(st.integers(1, 6))]
    places = list("ABCD")[: draw(st.integers(1, 4))]
    people = st.integers(0, 5_000)
    population = pd.Series({code: float(draw(people)) for code in communes})
    assume(population.sum() > 0)
    supply = pd.Series({code: float(draw(people)) for code in places})
    pairs = {
        (commune, place): draw(st.integers(0, 25))
        for commune in communes
        for place in places
        if draw(st.booleans())
    }
    return population, supply, times(pairs)


class TestWorkedCases:
    def test_by_hand_in_exact_fractions(self):
        """e2sfca_apl_like_hand."""
        inputs, expected = oracle("e2sfca_apl_like_hand")
        found = floating_catchment(
            pd.Series(inputs["population_standardised"]),
            pd.Series(inputs["supply_consultations"]),
            times({(a, b): t for a, row in inputs["minutes"].items() for b, t in row.items()}),
            decay=[(bound, float(Fraction(weight))) for bound, weight in inputs["decay"]],
        )
        for figures, key in ((found.ratio, "R"), (found.accessibility, "access")):
            exact = {code: float(Fraction(*parts)) for code, parts in expected[key].items()}
            assert figures.to_dict() == pytest.approx(exact, rel=1e-12)
        assert found.unreached.empty

    @pytest.mark.parametrize("rank", range(4))
    def test_two_suburbs_and_a_city(self, rank):
        """two_sfca_hospital, from the tests of PySAL access; its gravity as steps."""
        inputs, expected = oracle("two_sfca_hospital")
        way, own = inputs["scenarios"][rank], inputs["self_cost"]
        pairs = {(n, n): own for n in (1, 2, 3)}
        pairs |= {(1, 3): way["inbound"], (2, 3): way["inbound"], (1, 2): way["cross"]}
        pairs |= {(3, 1): way["outbound"], (3, 2): way["outbound"], (2, 1): way["cross"]}
        found = floating_catchment(
            pd.Series(inputs["population"], [1, 2, 3]),
            pd.Series(inputs["supply"], [1, 2, 3]),
            times(pairs),
            decay=[(t, 1 / t) for t in (1, 20, 40)],
        )
        assert found.accessibility.tolist() == pytest.approx(
            expected["access"][str(rank)], rel=1e-9
        )


class TestInvariants:
    @given(cases())
    def test_what_is_offered_is_what_is_had(self, case):
        population, supply, minutes = case
        found = floating_catchment(population, supply, minutes)
        had = (population * found.accessibility).sum()
        assert had == pytest.approx(supply.sum() - found.unreached.sum(), rel=1e-9, abs=1e-9)
        assert np.isfinite(found.accessibility).all()

    @given(cases())
    def test_a_plain_loop_agrees(self, case):
        population, supply, minutes = case
        found = floating_catchment(population, supply, minutes)
        weight = {
            (row.origin, row.destination): 1 if row.minutes <= 10 else 2 / 3
            if row.minutes <= 15 else 1 / 3
            for row in minutes.itertuples() if row.minutes <= 20
        }  # fmt: skip
        for commune in population.index:
            total = 0.0
            for place in supply.index:
                demand = sum(population[i] * weight.get((i, place), 0) for i in population.index)
                if demand > 0:
                    total += weight.get((commune, place), 0) * supply[place] / demand
            assert found.accessibility[commune] == pytest.approx(total, rel=1e-9)

    @given(cases(), st.permutations(range(6)))
    def test_the_order_of_communes_changes_nothing(self, case, order):
        population, supply, minutes = case
        order = [rank for rank in order if rank < len(population)]
        found = floating_catchment(population, supply, minutes).accessibility
        mixed = floating_catchment(
            population.iloc[order], supply.iloc[::-1], minutes.iloc[::-1]
        ).accessibility
        assert mixed.to_dict() == pytest.approx(found.to_dict(), rel=1e-9)

    @given(cases(), st.sampled_from([2.0, 60.0, 1e-3]))
    def test_units_follow(self, case, unit):
        population, supply, minutes = case
        found = floating_catchment(population, supply, minutes).accessibility
        more = floating_catchment(population, supply * unit, minutes).accessibility
        fewer = floating_catchment(population * unit, supply, minutes).accessibility
        assert more.to_numpy() == pytest.approx(found.to_numpy() * unit, rel=1e-9)
        assert fewer.to_numpy() == pytest.approx(found.to_numpy() / unit, rel=1e-9)

    @given(cases(), st.floats(0.1, 0.9))
    def test_a_commune_cut_in_two_at_the_same_place_changes_nothing(self, case, part):
        population, supply, minutes = case
        first = population.index[0]
        cut = population.copy()
        cut[first] *= part
        cut["z"] = population[first] * (1 - part)
        same = minutes[minutes["origin"] == first].assign(origin="z")
        found = floating_catchment(cut, supply, pd.concat([minutes, same])).accessibility
        whole = floating_catchment(population, supply, minutes).accessibility
        assert found[population.index].tolist() == pytest.approx(whole.tolist(), rel=1e-9)
        assert found["z"] == pytest.approx(whole[first], rel=1e-9)


class TestEdges:
    @pytest.mark.parametrize(
        ("minutes", "weight"),
        [(0, 1), (10, 1), (10.1, 2 / 3), (15, 2 / 3), (15.1, 1 / 3), (20, 1 / 3), (20.1, 0)],
    )
    def test_the_bound_of_a_step_is_in_it(self, minutes, weight):
        near, far = ("near", "A"), ("far", "A")
        found = floating_catchment(
            pd.Series({"near": 1.0, "far": 1.0}), pd.Series({"A": 6.0}),
            times({near: 0, far: minutes}),
        )  # fmt: skip
        shared = 6.0 / (1 + weight)
        assert found.accessibility.to_dict() == pytest.approx(
            {"near": shared, "far": weight * shared}
        )

    def test_what_nobody_reaches_is_told_and_counted_nowhere(self):
        population = pd.Series({"a": 100.0, "desert": 0.0})
        supply = pd.Series({"A": 5.0, "B": 7.0, "empty": 0.0})
        found = floating_catchment(population, supply, times({("a", "A"): 5, ("desert", "B"): 5}))
        assert found.unreached.to_dict() == {"B": 7.0}
        assert found.accessibility.to_dict() == {"a": 0.05, "desert": 0.0}
        assert found.ratio.isna().to_dict() == {"A": False, "B": True, "empty": True}

    def test_an_empty_commune_has_the_accessibility_of_its_place(self):
        population = pd.Series({"a": 100.0, "empty": 0.0})
        minutes = times({("a", "A"): 5, ("empty", "A"): 5})
        found = floating_catchment(population, pd.Series({"A": 5.0}), minutes)
        assert found.accessibility.to_dict() == {"a": 0.05, "empty": 0.05}

    def test_an_isolated_commune_reaches_nothing(self):
        found = floating_catchment(
            pd.Series({"a": 10.0, "island": 5.0}), pd.Series({"A": 1.0}), times({("a", "A"): 1})
        )
        assert found.accessibility["island"] == 0

    def test_the_nearest_is_the_first_by_code_when_several_are(self):
        minutes = times({("b", "B"): 7, ("b", "A"): 7, ("a", "C"): 3, ("a", "A"): 9})
        assert nearest(minutes).reset_index().to_numpy().tolist() == [["a", "C", 3], ["b", "A", 7]]


class TestRefusals:
    POPULATION = pd.Series({"a": 10.0})
    SUPPLY = pd.Series({"A": 1.0})
    MINUTES = times({("a", "A"): 5})

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"population": pd.Series([1.0, 1.0], ["a", "a"])}, "code of the population"),
            ({"supply": pd.Series([1.0, 1.0], ["A", "A"])}, "code of the supply"),
            ({"population": pd.Series({"a": np.nan})}, "population has a missing"),
            ({"supply": pd.Series({"A": -1.0})}, "supply has a negative"),
            ({"minutes": times({("a", "A"): -1})}, "minutes has a negative"),
            ({"minutes": times({("a", "A"): np.nan})}, "minutes has a missing"),
            ({"minutes": pd.concat([MINUTES, MINUTES])}, "a pair is there twice"),
            ({"minutes": MINUTES.drop(columns="origin")}, "minutes lack origin"),
            ({"decay": []}, "no step"),
            ({"decay": [(10, 1), (10, 0.5)]}, "must rise"),
            ({"decay": [(10, -1)]}, "must rise"),
        ],
    )
    def test_what_does_not_hold_is_refused(self, changed, message):
        given_ = {"population": self.POPULATION, "supply": self.SUPPLY, "minutes": self.MINUTES}
        with pytest.raises(InvalidInputError, match=message):
            floating_catchment(**given_ | changed)

    def test_where_nobody_lives_nothing_is_measured(self):
        with pytest.raises(UndefinedMeasureError, match="nobody lives"):
            floating_catchment(pd.Series({"a": 0.0}), self.SUPPLY, self.MINUTES)
