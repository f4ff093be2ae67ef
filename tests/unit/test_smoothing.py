"""Smoothed rates: worked cases kept outside, a plain loop, invariants and refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from libpysal.graph import Graph

from cls_dash.analysis.clusters import smoothed_rate
from cls_dash.analysis.rates import rate, standardised_rate
from cls_dash.errors import InvalidInputError, UndefinedMeasureError
from tests.oracles import oracle

CODES = list("abcdefgh")
RING = {code: [CODES[rank - 1], CODES[(rank + 1) % 8]] for rank, code in enumerate(CODES)}
GRAPH = Graph.from_dicts(RING)
close = pytest.approx


def series(values):
    return pd.Series(values, CODES[: len(values)], dtype=float)


@st.composite
def cases(draw):
    """Events and inhabitants of eight communes in a ring, some of them empty."""
    people = draw(st.lists(st.integers(0, 5_000), min_size=8, max_size=8))
    people[0], people[1] = people[0] + 1, people[1] + 1
    return series([draw(st.integers(0, n)) for n in people]), series(people)


OPTIONS = st.sampled_from(
    [(None, "poisson"), (GRAPH, "poisson"), (None, "binomial"), (GRAPH, "binomial")]
)


def by_hand(events, population, code, circle, family):
    """Smooth the rate of one commune, one neighbour after the other."""
    circle = [other for other in circle if population[other]]
    people = sum(population[other] for other in circle)
    mean = sum(events[other] for other in circle) / people
    size, own = people / len(circle), events[code] / population[code]
    variance = sum(
        population[other] * (events[other] / population[other] - mean) ** 2 for other in circle
    ) / people  # fmt: skip
    if family == "poisson":
        prior = max(variance - mean / size, 0)
        noise = mean / population[code]
    else:
        even = mean * (1 - mean)
        prior = max((size * variance - even) / (size - 1), 0) if size > 1 else 0
        noise = (even - prior) / population[code]
    return mean + (own - mean) * prior / (prior + noise) if prior else mean


class TestWorkedCases:
    def test_auckland(self):
        """empirical_bayes_auckland, from spdep; the local one is that of GeoDa and esda."""
        inputs, expected = oracle("empirical_bayes_auckland")
        events, population = (
            pd.Series(inputs[key], range(1, 168)) for key in ("events", "population")
        )
        found = smoothed_rate(events, population)
        assert found.tolist() == close(expected["eb"], rel=1e-9)
        # The mean is what a large number of inhabitants, none of whom counts, would leave.
        trust = (found - expected["b"]) / (events / population - expected["b"])
        prior = expected["b"] / population * trust / (1 - trust)
        assert prior.tolist() == close([expected["a"]] * 167, rel=1e-6)
        links = Graph.from_dicts(dict(enumerate(inputs["neighbours_one_based"], 1)))
        local = smoothed_rate(events, population, links)
        assert local.tolist() == close(expected["local_eb_geoda"], rel=1e-9)

    @pytest.mark.parametrize("family", ["poisson", "binomial"])
    def test_huddersfield(self, family):
        """empirical_bayes_huddersfield, from spdep and its documentation."""
        inputs, expected = oracle("empirical_bayes_huddersfield")
        cases_, total = pd.Series(inputs["cases"]), pd.Series(inputs["total"])
        found = smoothed_rate(cases_, total, family=family)
        assert found.tolist() == close(expected[f"eb_{family}"], rel=1e-9)
        assert rate(cases_, total, multiplier=1)["value"].tolist() == close(expected["raw"])
        if family == "binomial":
            published = expected["published_first5_pct"]
            assert (100 * found[:5]).tolist() == close(published, abs=0.005)

    def test_ages(self):
        """age_standardisation_pysal, from esda: crude and direct."""
        inputs, expected = oracle("age_standardisation_pysal")
        crude = {key: np.array(values) for key, values in inputs["crude"].items()}
        regions = {key: values.reshape(2, 4).sum(axis=1) for key, values in crude.items()}
        found = rate(regions["e"], regions["b"], multiplier=1)["value"]
        assert found.tolist() == close(expected["crude"], abs=5e-9)
        direct = [np.array(inputs["direct"][key]).reshape(2, 4) for key in "ebs"]
        for region, value in enumerate(expected["direct_rounded4"]):
            figure = standardised_rate(*(bands[region] for bands in direct), multiplier=1)
            assert round(figure["value"], 4) == value


class TestInvariants:
    @given(cases(), OPTIONS)
    def test_a_plain_loop_agrees(self, case, options):
        (events, population), (links, family) = case, options
        found = smoothed_rate(events, population, links, family=family)
        for code in CODES:
            circle = CODES if links is None else [code, *RING[code]]
            if population[code]:
                exact = by_hand(events, population, code, circle, family)
                assert found[code] == close(exact, rel=1e-6, abs=1e-12)
            else:
                assert np.isnan(found[code])

    @given(cases(), OPTIONS)
    def test_a_rate_moves_towards_the_mean_and_not_beyond(self, case, options):
        (events, population), (links, family) = case, options
        found = smoothed_rate(events, population, links, family=family)
        for code in found.dropna().index:
            circle = CODES if links is None else [code, *RING[code]]
            lived = [other for other in circle if population[other]]
            mean = events[lived].sum() / population[lived].sum()
            low, high = sorted([mean, events[code] / population[code]])
            assert low - 1e-12 <= found[code] <= high + 1e-12

    @given(cases(), st.permutations(CODES), OPTIONS)
    def test_the_order_of_communes_changes_nothing(self, case, order, options):
        (events, population), (links, family) = case, options
        found = smoothed_rate(events, population, links, family=family)
        mixed = smoothed_rate(events[order], population[order], links, family=family)
        assert mixed.index.tolist() == order
        assert mixed[CODES].tolist() == close(found.tolist(), rel=1e-6, abs=1e-12, nan_ok=True)

    @given(cases(), st.sampled_from([2.0, 60.0, 1e-3]))
    def test_person_months_for_person_years(self, case, unit):
        events, population = case
        found = smoothed_rate(events, population)
        other = smoothed_rate(events, population * unit)
        assert other.to_numpy() * unit == close(found.to_numpy(), rel=1e-6, abs=1e-12, nan_ok=True)

    def test_equal_rates_stay_and_small_ones_move_most(self):
        people = series([10, 100, 1_000, 10_000])
        assert smoothed_rate(people / 10, people).tolist() == close([0.1] * 4)
        events = series([4, 40, 400, 1_000])
        found = smoothed_rate(events, people) - 1_444 / 11_110
        assert found[:3].is_monotonic_increasing
        assert found.iloc[2] == close(0.4 - 1_444 / 11_110, rel=0.05)

    def test_what_chance_explains_is_all_the_mean(self):
        """The prior variance would be negative."""
        assert smoothed_rate(series([5, 6, 4]), series([100] * 3)).tolist() == close([0.05] * 3)

    @pytest.mark.parametrize("links", [None, GRAPH])
    def test_all_of_all_is_all_and_one_inhabitant_teaches_nothing(self, links):
        people = series([3.3, 7, 100, 100, 0.1, 5, 9, 11])
        whole = smoothed_rate(people, people, links, family="binomial")
        assert whole.tolist() == close([1] * 8)
        alone = smoothed_rate(series([1, 0] * 4), series([1] * 8), family="binomial")
        assert alone.tolist() == close([0.5] * 8)

    def test_without_any_event_the_rate_is_nil(self):
        for links in (None, GRAPH):
            assert set(smoothed_rate(series([0] * 8), series([9] * 8), links)) == {0}

    def test_an_empty_commune_is_missing_and_counts_nowhere(self):
        events, people = series([5, 60, 9, 0]), series([100, 200, 0, 300])
        kept = ["a", "b", "d"]
        found = smoothed_rate(events, people)
        assert found.index[found.isna()].tolist() == ["c"]
        assert found[kept].tolist() == smoothed_rate(events[kept], people[kept]).tolist()

    def test_an_island_keeps_its_rate(self):
        apart = Graph.from_dicts({"a": ["b"], "b": ["a"], "c": []})
        found = smoothed_rate(series([5, 60, 9]), series([100, 200, 90]), apart)
        assert found["c"] == close(0.1)


class TestRefusals:
    @pytest.mark.parametrize(
        ("events", "population", "message"),
        [
            (series([1, 2]), series([10]), "differ in length"),
            (series([1, 2]), series([10, 20])[::-1], "indexed differently"),
            (series([1, -2]), series([10, 20]), "events has a negative"),
            (series([1, np.nan]), series([10, 20]), "events has a missing"),
            (series([1, 2]), series([10, np.nan]), "population has a missing"),
            (pd.Series([1, 2], ["a", "a"]), pd.Series([9, 9], ["a", "a"]), "there twice"),
        ],
    )
    def test_inputs_that_do_not_hold(self, events, population, message):
        with pytest.raises(InvalidInputError, match=message):
            smoothed_rate(events, population)

    @pytest.mark.parametrize("population", [[0, 0], [10, 0]])
    def test_one_commune_has_no_other_to_resemble(self, population):
        with pytest.raises(UndefinedMeasureError, match="fewer than two"):
            smoothed_rate(series([1, 0]), series(population))

    def test_a_part_does_not_exceed_its_whole(self):
        with pytest.raises(InvalidInputError, match="exceeds its whole"):
            smoothed_rate(series([11, 2]), series([10, 20]), family="binomial")

    def test_neighbours_are_of_the_same_communes(self):
        with pytest.raises(InvalidInputError, match="same communes"):
            smoothed_rate(series([1, 2]), series([10, 20]), GRAPH)
