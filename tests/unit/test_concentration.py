from functools import partial
from itertools import pairwise
from math import comb, exp, factorial, log, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cls_dash.analysis import _series
from cls_dash.analysis.concentration import (
    MIN_LOCATED,
    ChanceBaseline,
    by_part,
    chance_baseline,
    concentration_index,
    effective_number,
    gini,
    herfindahl,
    hoover,
    lorenz,
    observed_expected,
    slope_index,
    theil_decomposition,
    theil_l,
    theil_t,
    top_share,
)
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

# Sixteen actions in a territory of 28,000 inhabitants.
POPULATION = pd.Series(
    {
        "Grandville": 11600,
        "Bourg": 7000,
        "Valmont": 4700,
        "Lavigne": 3000,
        "Hameau": 1500,
        "Combe": 200,
    }
)
ACTIONS = pd.Series([8, 5, 1, 1, 1, 0], index=POPULATION.index)
INDICES = [hoover, gini, theil_t]
MEASURES = [*INDICES, theil_l, lorenz, observed_expected, partial(top_share, k=1)]


def with_name(measure):
    return getattr(measure, "__name__", "top_share")


@st.composite
def territories(draw, least=0):
    """Amounts (some of them) and populations (everywhere) of 1 to 12 communes."""
    communes = draw(
        st.lists(
            st.tuples(st.integers(least, 30), st.integers(1, 5000)),
            min_size=1,
            max_size=12,
        )
    )
    amount, population = np.array(communes, dtype=float).T
    assume(amount.sum() > 0)
    return amount, population


# --- Worked by hand -----------------------------------------------------------------


def test_indices_of_the_territory():
    """Too many in Grandville (3/35) and Bourg (1/16), one in Hameau (1/112)."""
    assert hoover(ACTIONS, POPULATION) == pytest.approx(11 / 70)
    assert gini(ACTIONS, POPULATION) == pytest.approx(377 / 2240)
    assert herfindahl(ACTIONS) == pytest.approx(92 / 256)
    assert effective_number(ACTIONS) == pytest.approx(256 / 92)
    assert theil_t(ACTIONS, POPULATION) == pytest.approx(
        (8 * log(35 / 29) + 5 * log(5 / 4) + log(35 / 94) + log(7 / 12) + log(7 / 6)) / 16
    )


def test_three_actions_against_one():
    """Two communes of equal population: the curve goes through (1/2, 1/4)."""
    amount, population = [3, 1], [500, 500]
    assert gini(amount, population) == pytest.approx(1 / 4)
    assert hoover(amount, population) == pytest.approx(1 / 4)
    assert theil_t(amount, population) == pytest.approx(3 / 4 * log(3 / 2) - 1 / 4 * log(2))
    assert theil_l(amount, population) == pytest.approx(log(2 / 3) / 2 + log(2) / 2)
    curve = lorenz(amount, population)
    assert curve.to_numpy().tolist() == [[0, 0], [0.5, 0.25], [1, 1]]


def test_theil_between_and_within_by_hand():
    """East has 3/4 of the actions and half the people, all of them in one commune."""
    split = theil_decomposition(
        [6, 0, 1, 1], [100, 100, 100, 100], ["east", "east", "west", "west"]
    )
    assert split.between == pytest.approx(3 / 4 * log(3 / 2) - 1 / 4 * log(2))
    assert split.within == pytest.approx(3 / 4 * log(2))
    assert list(split.groups.index) == ["east", "west"]
    assert list(split.groups["theil_t"]) == pytest.approx([log(2), 0])
    assert split.groups["between"].sum() == pytest.approx(split.between)


def test_a_group_without_action_has_no_inner_inequality():
    split = theil_decomposition([4, 0], [100, 100], ["east", "west"])
    assert split.groups["theil_t"].isna().tolist() == [False, True]
    assert split.within == 0
    assert split.between == pytest.approx(log(2))


def test_the_two_top_communes():
    top = top_share(ACTIONS, POPULATION, 2)
    assert top.labels == ("Grandville", "Bourg")
    assert (top.amount, top.population) == pytest.approx((13 / 16, 93 / 140))
    assert float(top) == top.amount


def test_ties_go_to_the_more_populous_then_to_the_label():
    population = pd.Series({"D": 50, "C": 90, "B": 50, "A": 10})
    one_each = pd.Series(1, index=population.index)
    assert top_share(one_each, population, 4).labels == ("C", "B", "D", "A")
    assert top_share([1, 1, 1], [5, 5, 5], 2).labels == (0, 1)


def test_poisson_limits_have_the_tabulated_values():
    """Garwood's limits of the mean behind 0, 1 and 10 events."""
    table = observed_expected([0, 1, 10], [1, 1, 1])
    upper, lower = table["upper"] * 11 / 3, table["lower"] * 11 / 3
    assert list(upper) == pytest.approx([3.689, 5.572, 18.390], abs=5e-4)
    assert list(lower) == pytest.approx([0, 0.02532, 4.795], abs=5e-4)
    assert upper[0] == pytest.approx(-log(0.025))


def test_limits_follow_the_confidence():
    ninety = observed_expected(ACTIONS, POPULATION, confidence=0.9)
    assert ninety.loc["Combe", "upper"] * 0.8 / 7 == pytest.approx(-log(0.05))
    assert ninety["flag"].equals(observed_expected(ACTIONS, POPULATION)["flag"])


@pytest.mark.parametrize(
    ("counts", "flags"),
    [
        ([9, 1], ["none", "none"]),  # of 5: P(X ≥ 9) = 0.068, P(X ≤ 1) = 0.040
        ([15, 1], ["high", "low"]),  # of 8: 0.017 and 0.003
        ([30, 0], ["very_high", "very_low"]),  # of 15: 0.0004 and 3e-7
    ],
)
def test_funnel_flags(counts, flags):
    assert list(observed_expected(counts, [700, 700])["flag"]) == flags


def test_gradient_of_three_equal_communes():
    """Mid-ranks 1/6, 1/2, 5/6: the line goes from 5 to 35."""
    slope = slope_index([10, 20, 30], [40, 40, 40], [1, 2, 3])
    assert (slope.sii, slope.rii) == pytest.approx((30, 7))
    assert concentration_index([10, 20, 30], [40, 40, 40], [1, 2, 3]) == pytest.approx(2 / 9)


def test_relative_slope_is_missing_when_the_line_starts_below_zero():
    slope = slope_index([0, 0, 30], [40, 40, 40], [1, 2, 3])
    assert slope.sii == pytest.approx(45)
    assert np.isnan(slope.rii)


@st.composite
def ranked(draw):
    """Actions, inhabitants and ranks of communes, of which some tie and some are empty."""
    n = draw(st.integers(1, 6))
    return tuple(
        draw(st.lists(st.integers(0, most), min_size=n, max_size=n)) for most in (9, 50, 3)
    )


class TestByPart:
    def test_a_commune_across_two_parts_is_shared_between_them(self):
        """Of 50 inhabitants, the first 25 are all of the commune of 30, which has 6 actions."""
        found = by_part([1, 6], [20, 30], [2, 1], parts=2)
        assert found["share"].tolist() == pytest.approx([5 / 7, 2 / 7])
        assert found["rate"].tolist() == pytest.approx([5 / 25, 2 / 25])

    @given(ranked(), st.integers(1, 7))
    def test_parts_make_the_whole_and_ties_have_no_order(self, case, parts):
        amount, people, rank = case
        had = sum(a for a, p in zip(amount, people, strict=True) if p)
        assume(had)
        found = by_part(amount, people, rank, parts=parts)
        assert found["share"].sum() == pytest.approx(1)
        assert found["rate"].mean() == pytest.approx(had / sum(people))
        turned = by_part(amount[::-1], people[::-1], rank[::-1], parts=parts)
        assert found["rate"].tolist() == pytest.approx(turned["rate"].tolist())

    @pytest.mark.parametrize(
        ("amount", "people", "rank", "error"),
        [
            ([1], [0], [1], UndefinedMeasureError),
            ([0], [1], [1], UndefinedMeasureError),
            ([1, 0], [0, 5], [1, 2], UndefinedMeasureError),
            ([-1], [1], [1], InvalidInputError),
            ([1, 1], [1, 1], [1, np.nan], InvalidInputError),
            ([1], [1, 1], [1, 2], InvalidInputError),
        ],
    )
    def test_what_has_no_parts_is_refused(self, amount, people, rank, error):
        with pytest.raises(error):
            by_part(amount, people, rank)

    def test_no_part_is_refused(self):
        with pytest.raises(InvalidInputError, match="parts"):
            by_part([1], [1], [1], parts=0)


# --- Edges --------------------------------------------------------------------------


def test_one_commune_cannot_be_unequal():
    for measure in (*INDICES, theil_l):
        assert measure([7], [120]) == 0
    assert effective_number([7]) == 1
    assert list(observed_expected([7], [120])["ratio"]) == [1]


@pytest.mark.parametrize("measure", [*INDICES, theil_l], ids=with_name)
def test_a_commune_with_nobody_and_nothing_changes_nothing(measure):
    assert measure([3, 1, 0], [500, 500, 0]) == pytest.approx(measure([3, 1], [500, 500]))


def test_actions_where_nobody_lives():
    """All of them: utmost inequality, no Theil T, and no expected count."""
    assert hoover([0, 4], [100, 0]) == 1
    assert gini([0, 4], [100, 0]) == 1
    curve = lorenz([1, 4], [100, 0])
    assert curve.to_numpy().tolist() == [[0, 0], [1, 0.2], [1, 1]]
    with pytest.raises(UndefinedMeasureError, match="without population"):
        theil_t([1, 4], [100, 0])
    with pytest.raises(UndefinedMeasureError, match="without population"):
        theil_decomposition([1, 4], [100, 0], ["east", "west"])
    deserted = observed_expected([1, 4], [100, 0]).loc[1]
    assert deserted[["ratio", "lower", "upper"]].isna().all()
    assert deserted["flag"] == "undefined"


def test_tables_keep_the_communes():
    assert list(observed_expected(ACTIONS, POPULATION).index) == list(ACTIONS.index)
    unnamed = ACTIONS.to_numpy()
    assert list(observed_expected(unnamed, POPULATION).index) == list(ACTIONS.index)


# --- Invariants ---------------------------------------------------------------------


@given(territory=territories(), unit=st.floats(0.001, 1000))
def test_units_do_not_matter(territory, unit):
    amount, population = territory
    for measure in INDICES:
        expected = pytest.approx(measure(amount, population), abs=1e-9)
        assert measure(amount * unit, population) == expected
        assert measure(amount, population * unit) == expected


@given(territory=territories(), data=st.data())
def test_the_order_of_communes_does_not_matter(territory, data):
    amount, population = territory
    order = data.draw(st.permutations(range(len(amount))))
    for measure in INDICES:
        assert measure(amount[order], population[order]) == pytest.approx(
            measure(amount, population), abs=1e-12
        )


@given(territory=territories(), part=st.floats(0.1, 0.9))
def test_splitting_a_commune_at_equal_rate_does_not_matter(territory, part):
    parts = [np.concatenate([[part * x[0], (1 - part) * x[0]], x[1:]]) for x in territory]
    for measure in INDICES:
        assert measure(*parts) == pytest.approx(measure(*territory), abs=1e-12)


@given(territory=territories())
def test_indices_agree_with_a_second_implementation(territory):
    """Gini as the mean gap of two inhabitants, Hoover as the surplus to move."""
    amount, population = (x / x.sum() for x in territory)
    communes = list(zip(amount, population, strict=True))
    gap = sum(abs(a / p - b / q) * p * q for a, p in communes for b, q in communes) / 2
    assert gini(*territory) == pytest.approx(gap, abs=1e-12)
    surplus = sum(max(a - p, 0) for a, p in communes)
    assert hoover(*territory) == pytest.approx(surplus, abs=1e-12)
    assert 0 <= hoover(*territory) <= gini(*territory) + 1e-12 <= 1 + 1e-12


@given(territory=territories())
def test_the_lorenz_curve_rises_and_bends_upwards(territory):
    curve = lorenz(*territory)
    assert len(curve) == len(territory[0]) + 1
    assert curve.iloc[0].tolist() == [0, 0]
    assert curve.iloc[-1].tolist() == [1, 1]
    assert curve["population"].is_monotonic_increasing
    assert curve["amount"].is_monotonic_increasing
    steps = curve.diff().iloc[1:]
    slopes = steps["amount"] / steps["population"]
    assert all(after >= before - 1e-6 for before, after in pairwise(slopes))


@given(territory=territories(), data=st.data())
def test_between_and_within_add_up(territory, data):
    amount, population = territory
    group = np.array(data.draw(st.tuples(*[st.sampled_from("ABC") for _ in amount])))
    split = theil_decomposition(amount, population, group)
    assert split.between + split.within == pytest.approx(split.total, abs=1e-12)
    assert split.total == theil_t(amount, population)
    assert min(split.between, split.within) >= 0
    for name, row in split.groups.dropna().iterrows():
        alone = theil_t(amount[group == name], population[group == name])
        assert row["theil_t"] == pytest.approx(alone, abs=1e-9)


@given(territory=territories(least=1))
def test_theil_l_is_theil_t_of_the_exchanged_shares(territory):
    amount, population = territory
    assert theil_l(amount, population) == pytest.approx(theil_t(population, amount))


@given(territory=territories())
def test_top_shares_grow_to_the_whole(territory):
    tops = [top_share(*territory, k) for k in range(1, len(territory[0]) + 1)]
    assert all(a.amount <= b.amount + 1e-12 for a, b in pairwise(tops))
    assert (tops[-1].amount, tops[-1].population) == pytest.approx((1, 1))


@given(territory=territories())
def test_flags_are_exact_poisson_tails_and_agree_with_the_limits(territory):
    table = observed_expected(*territory)
    assert table["expected"].sum() == pytest.approx(table["observed"].sum())
    for row in table.itertuples():
        terms = [row.expected**k / factorial(k) for k in range(int(row.observed) + 1)]
        below = exp(-row.expected) * sum(terms)
        above = 1 - exp(-row.expected) * sum(terms[:-1])
        assert (row.flag in {"high", "very_high"}) == (above < 0.025) == (row.lower > 1)
        assert (row.flag in {"low", "very_low"}) == (below < 0.025) == (row.upper < 1)
        assert (row.flag == "very_high") == (above < 0.001)
        assert (row.flag == "very_low") == (below < 0.001)


@given(territory=territories())
def test_the_gradient_turns_round_with_the_ranking(territory):
    value, population = territory
    rank = np.arange(len(value))
    index = concentration_index(value, population, rank)
    assert -1 <= index <= 1
    assert concentration_index(value, population, -rank) == pytest.approx(-index, abs=1e-12)
    assume(len(value) > 1)
    forth, back = (slope_index(value, population, r) for r in (rank, -rank))
    assert back.sii == pytest.approx(-forth.sii, abs=1e-9)
    if np.isfinite([forth.rii, back.rii]).all():
        assert back.rii * forth.rii == pytest.approx(1)


@given(territory=territories())
def test_communes_of_equal_rank_may_come_in_any_order(territory):
    value, population = territory
    rank = np.arange(len(value)) // 2
    index = concentration_index(value, population, rank)
    assert index == pytest.approx(
        concentration_index(value[::-1], population[::-1], rank[::-1]), abs=1e-12
    )


# --- Chance -------------------------------------------------------------------------


def hoover_by_chance(total, population):
    """Mean Hoover index of a multinomial: each count is binomial, summed exactly."""
    mean = 0.0
    for people in population:
        p = people / sum(population)
        for k in range(total + 1):
            binomial = comb(total, k) * p**k * (1 - p) ** (total - k)
            mean += binomial * abs(k / total - p) / 2
    return mean


@pytest.mark.parametrize("total", [MIN_LOCATED, 20, 400])
@pytest.mark.parametrize(
    "population", [[300] * 100, [50 * (i + 1) for i in range(100)]], ids=["equal", "un"]
)
def test_expected_hoover_is_the_binomial_one(total, population):
    chance = chance_baseline(total, population, measure=hoover, draws=2000, seed=1)
    error = chance.draws.std() / np.sqrt(len(chance.draws))
    exact = hoover_by_chance(total, population)
    assert chance.expected == pytest.approx(exact, abs=4 * error)
    assert chance.expected < chance.upper < 1


def test_few_actions_look_concentrated_whatever_one_does():
    """Over 100 equal communes, n actions at random: 0.99ⁿ of the communes get none."""
    assert hoover_by_chance(20, [1] * 100) == pytest.approx(0.99**20)
    assert hoover_by_chance(MIN_LOCATED - 1, [1] * 100) == pytest.approx(0.99**14)
    few, many = (
        chance_baseline(total, [1] * 100, measure=hoover, draws=1000, seed=1) for total in (20, 400)
    )
    assert few.expected == pytest.approx(0.82, abs=0.01)
    assert many.expected == pytest.approx(0.20, abs=0.01)


@given(territory=territories(), total=st.integers(1, 60), seed=st.integers(0, 2**32))
def test_a_p_value_is_a_chance(territory, total, seed):
    amount, population = territory
    chance = partial(chance_baseline, total, population, measure=hoover, draws=19, seed=seed)
    p_value = chance().p_value(hoover(amount, population))
    assert 1 / 20 <= p_value <= 1
    assert p_value == chance().p_value(hoover(amount, population))
    np.testing.assert_array_equal(chance().draws, chance().draws)


def test_another_seed_gives_other_draws():
    one, two = (
        chance_baseline(20, POPULATION, measure=hoover, draws=50, seed=seed) for seed in (1, 2)
    )
    assert not np.array_equal(one.draws, two.draws)


def test_p_value_counts_the_draws_that_reach_the_observed_one():
    chance = ChanceBaseline(expected=0.2, upper=0.3, draws=np.array([0.1, 0.2, 0.3]))
    assert chance.p_value(0.05) == 1
    assert chance.p_value(0.2) == 3 / 4
    assert chance.p_value(0.1 + 0.2) == 2 / 4  # 0.30000000000000004: a tie all the same
    assert chance.p_value(0.4) == 1 / 4
    with pytest.raises(InvalidInputError):
        chance.p_value(nan)


@pytest.mark.parametrize("measure", INDICES, ids=with_name)
def test_all_draws_at_once_or_one_by_one(measure):
    """The fast path gives what the public function gives on each draw."""
    draw = partial(chance_baseline, 30, POPULATION, draws=40, seed=3)
    at_once = draw(measure=measure)
    one_by_one = draw(measure=lambda amount, people: measure(amount, people))
    np.testing.assert_allclose(at_once.draws, one_by_one.draws, atol=1e-12)
    assert at_once.upper == pytest.approx(np.quantile(one_by_one.draws, 0.975))


def test_draws_do_not_depend_on_the_size_of_blocks(monkeypatch):
    draw = partial(chance_baseline, 30, POPULATION, measure=hoover, draws=40, seed=3)
    whole = draw()
    monkeypatch.setattr(_series, "BLOCK_CELLS", 7 * len(POPULATION))
    np.testing.assert_array_equal(draw().draws, whole.draws)


def test_chance_of_a_top_share():
    chance = chance_baseline(16, POPULATION, measure=partial(top_share, k=2), draws=200, seed=1)
    assert 93 / 140 < chance.expected < chance.upper < 1
    assert chance.p_value(top_share(ACTIONS, POPULATION, 2).amount) > 0.05


def test_chance_gives_nothing_where_nobody_lives():
    deserted = chance_baseline(
        50, [10, 0, 20, 0], measure=lambda a, _: a[1] + a[3], draws=100, seed=1
    )
    assert deserted.upper == 0


# --- Refusals -----------------------------------------------------------------------


@pytest.mark.parametrize("measure", MEASURES, ids=with_name)
class TestRefusals:
    def test_no_action(self, measure):
        with pytest.raises(UndefinedMeasureError, match="amount is zero"):
            measure([0, 0], [10, 20])

    def test_no_inhabitant(self, measure):
        with pytest.raises(UndefinedMeasureError, match="population is zero"):
            measure([1, 2], [0, 0])

    def test_no_commune(self, measure):
        with pytest.raises(UndefinedMeasureError):
            measure([], [])

    @pytest.mark.parametrize(
        ("amount", "population"),
        [
            ([1, 2], [10, 20, 30]),
            ([1, nan], [10, 20]),
            ([1, 2], [10, float("inf")]),
            ([1, -2], [10, 20]),
            ([1, 2], [10, -20]),
            ([1, "two"], [10, 20]),
            ([[1, 2]], [[10, 20]]),
            (3, 10),
            (pd.Series([1, None], dtype="Int64"), [10, 20]),
            (pd.Series([1, 2], index=["A", "B"]), pd.Series([1, 2], index=["B", "A"])),
        ],
    )
    def test_contradictory_inputs(self, measure, amount, population):
        with pytest.raises(InvalidInputError):
            measure(amount, population)


def test_theil_l_with_an_empty_commune():
    with pytest.raises(UndefinedMeasureError, match="no amount"):
        theil_l(ACTIONS, POPULATION)


@pytest.mark.parametrize("measure", [herfindahl, effective_number])
def test_measures_of_the_amount_alone_refuse_too(measure):
    with pytest.raises(UndefinedMeasureError):
        measure([0, 0])
    with pytest.raises(InvalidInputError):
        measure([1, -1])


@pytest.mark.parametrize("group", [["A"], "AB", ["A", None], [["A"], ["B"]]])
def test_each_commune_needs_one_group(group):
    with pytest.raises(InvalidInputError):
        theil_decomposition([1, 2], [10, 20], group)


@pytest.mark.parametrize("k", [0, 7])
def test_top_share_of_as_many_communes_as_there_are(k):
    with pytest.raises(InvalidInputError):
        top_share(ACTIONS, POPULATION, k)


@pytest.mark.parametrize("confidence", [0, 1, 95, nan])
def test_confidence_is_a_proportion(confidence):
    with pytest.raises(InvalidInputError):
        observed_expected(ACTIONS, POPULATION, confidence=confidence)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"total": 0}, UndefinedMeasureError),
        ({"population": [0, 0]}, UndefinedMeasureError),
        ({"population": []}, UndefinedMeasureError),
        ({"measure": theil_l, "total": 1}, UndefinedMeasureError),
        ({"total": -1}, InvalidInputError),
        ({"total": 2.5}, InvalidInputError),
        ({"total": nan}, InvalidInputError),
        ({"draws": 0}, InvalidInputError),
        ({"population": [1, nan]}, InvalidInputError),
    ],
)
def test_chance_refuses(changed, error):
    usual = {"total": 20, "population": [1, 2], "measure": hoover, "draws": 5}
    with pytest.raises(error):
        chance_baseline(**(usual | changed), seed=1)


def test_gradients_refuse():
    with pytest.raises(UndefinedMeasureError, match="mean"):
        concentration_index([0, 0], [1, 1], [1, 2])
    with pytest.raises(InvalidInputError, match="negative"):
        concentration_index([-1, 2], [1, 1], [1, 2])
    with pytest.raises(UndefinedMeasureError, match="one rank"):
        slope_index([1, 2, 3], [1, 1, 0], [4, 4, 5])
    for measure in (concentration_index, slope_index):
        with pytest.raises(UndefinedMeasureError, match="population"):
            measure([1, 2], [0, 0], [1, 2])
        with pytest.raises(InvalidInputError, match="length"):
            measure([1, 2], [1, 1], [1, 2, 3])
        with pytest.raises(InvalidInputError, match="rank"):
            measure([1, 2], [1, 1], [1, nan])
