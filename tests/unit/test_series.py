"""Series placed whole: by hand, enumerated exactly, and by simulation."""

from functools import partial
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.analysis import _series
from cls_dash.analysis.concentration import (
    Series,
    chance_baseline,
    chance_funnel,
    expected,
    gini,
    hoover,
    lorenz_band,
    observed_chance,
    theil_t,
    top_share,
)
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

close = partial(pytest.approx, abs=1e-12)
LIMIT = 4
"""Standard errors that a simulated mean is allowed."""


def anywhere(weights, n):
    return Series(weights, np.ones((len(weights), n), dtype=bool))


def enumerated(series, people):
    """Walk through every placement of every series, in plain Python."""
    options = []
    for row in np.asarray(series.eligible, dtype=bool):
        whole = sum(p for p, held in zip(people, row, strict=True) if held)
        options.append([(i, people[i] / whole) for i, held in enumerate(row) if held and people[i]])
    for places in product(*options):
        spread, chance = [0.0] * len(people), 1.0
        for (place, odds), weight in zip(places, series.weights, strict=True):
            spread[place] += weight
            chance *= odds
        yield spread, chance


class TestByHand:
    """Two communes of 300 and 100 inhabitants; a programme of 3 sessions, a single meeting."""

    PEOPLE = (300, 100)
    SERIES = anywhere([3, 1], 2)

    def test_expected(self):
        assert list(expected(self.SERIES, self.PEOPLE)) == [close(3), close(1)]

    def test_hoover(self):
        """
        (4, 0), (3, 1), (1, 3) and (0, 4) have 9/16, 3/16, 3/16 and 1/16, hence 1/4, 0, 1/2, 3/4.

        Single sessions would have them by a binomial law: 81/256 + … that is another test.
        """
        chance = chance_baseline(self.SERIES, self.PEOPLE, measure=hoover, draws=999, seed=1)
        assert chance.expected == close(9 / 16 / 4 + 3 / 16 / 2 + 1 / 16 * 3 / 4)
        assert [chance.p_value(h) for h in (0, 0.25, 0.5, 0.75)] == [
            close(1), close(13 / 16), close(4 / 16), close(1 / 16),
        ]  # fmt: skip
        assert chance.upper == 0.75

    def test_sessions_counted_one_by_one_are_another_question(self):
        series = chance_baseline(self.SERIES, self.PEOPLE, measure=hoover, draws=999, seed=1)
        single = chance_baseline(
            anywhere([1] * 4, 2), self.PEOPLE, measure=hoover, draws=999, seed=1
        )
        assert series.p_value(0.5) == close(1 / 4)
        assert single.p_value(0.5) == close((12 + 1) / 256)

    def test_a_commune_that_joined_later_cannot_have_what_came_before(self):
        """The programme came before the second commune: only the meeting may be there."""
        series = Series([3, 1], [[True, False], [True, True]])
        assert list(expected(series, self.PEOPLE)) == [close(3.75), close(0.25)]
        asked = partial(chance_baseline, series, self.PEOPLE, measure=hoover, draws=999, seed=1)
        # (4, 0) 3 times in 4, (3, 1) otherwise; against 3/4 and 1/4 of the inhabitants.
        assert asked().expected == close(3 / 4 / 4)
        assert asked().p_value(0.25) == close(3 / 4)
        # Against what each could have had, 15/16 and 1/16.
        dated = asked(reference=expected(series, self.PEOPLE))
        assert dated.expected == close(3 / 4 * 1 / 16 + 1 / 4 * 3 / 16)
        assert dated.p_value(3 / 16) == close(1 / 4)

    def test_each_commune_against_chance(self):
        found = observed_chance([1, 3], self.SERIES, self.PEOPLE)
        assert list(found["expected"]) == [close(3), close(1)]
        assert list(found["ratio"]) == [close(1 / 3), close(3)]
        # The first has 0, 1, 3 or 4, of chance 1/16, 3/16, 3/16 and 9/16.
        assert list(found["least"]) == [0, 0]
        assert list(found["most"]) == [4, 4]
        assert list(found["flag"]) == ["none", "none"]

    def test_seventeen_sessions_in_one_place_surprise_nobody(self):
        """As single sessions, 17 where 8.5 are expected would happen once in 131,072."""
        found = observed_chance([17, 0], anywhere([17], 2), [50, 50])
        assert list(found["flag"]) == ["none", "none"]
        single = observed_chance([17, 0], anywhere([1] * 17, 2), [50, 50])
        assert list(single["flag"]) == ["very_high", "very_low"]


SOME = st.integers(1, 4).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 50), min_size=n, max_size=n),
        st.lists(
            st.tuples(st.integers(1, 5), st.lists(st.booleans(), min_size=n, max_size=n)),
            min_size=1,
            max_size=5,
        ),
    )
)


def told(case):
    """Return series that may be placed somewhere, and inhabitants; nothing where none may."""
    people, found = case
    kept = [(w, row) for w, row in found if sum(p for p, e in zip(people, row, strict=True) if e)]
    if not kept:
        return None
    weights, rows = zip(*kept, strict=True)
    return Series(list(weights), [list(row) for row in rows]), np.array(people, dtype=float)


@given(SOME)
def test_every_spread_is_listed_with_its_chance(case):
    if (made := told(case)) is None:
        return
    series, people = made
    spreads, chances = _series.listed(series, people)
    want = {}
    for spread, chance in enumerated(series, people):
        want[tuple(spread)] = want.get(tuple(spread), 0.0) + chance
    assert len(spreads) == len(want)
    assert {tuple(row): close(p) for row, p in zip(spreads, chances, strict=True)} == want


@given(SOME)
def test_the_law_of_each_commune_is_that_of_the_enumeration(case):
    if (made := told(case)) is None:
        return
    series, people = made
    every = list(enumerated(series, people))
    observed = every[-1][0]
    found = observed_chance(observed, series, people)
    for i, row in enumerate(found.itertuples()):
        law = [(spread[i], chance) for spread, chance in every]
        assert row.expected == close(sum(n * p for n, p in law))
        most = sum(p for n, p in law if n >= observed[i])
        least = sum(p for n, p in law if n <= observed[i])
        assert sum(p for n, p in law if n < row.least) <= 0.025 + 1e-9
        assert sum(p for n, p in law if n > row.most) <= 0.025 + 1e-9
        if row.expected:
            assert (row.flag in {"high", "very_high"}) == (most <= 0.025 + 1e-12)
            assert (row.flag in {"low", "very_low"}) == (least <= 0.025 + 1e-12)
            assert (row.flag == "high") <= (row.observed > row.most)


@pytest.mark.parametrize("measure", [hoover, gini, theil_t, partial(top_share, k=2)])
def test_draws_agree_with_the_enumeration(measure, monkeypatch):
    series = Series([4, 1, 1, 2], [[1, 1, 0], [1, 1, 1], [0, 1, 1], [1, 1, 1]])
    people = [50, 30, 20]
    exact = chance_baseline(series, people, measure=measure, draws=9, seed=1)
    monkeypatch.setattr(_series, "listed", lambda *_: None)
    drawn = chance_baseline(series, people, measure=measure, draws=20_000, seed=1)
    assert drawn.chances is None
    assert exact.chances is not None
    assert drawn.expected == pytest.approx(
        exact.expected, abs=LIMIT * drawn.draws.std() / np.sqrt(20_000)
    )
    for value in np.unique(exact.draws)[:-1]:
        p = exact.p_value(value)
        assert drawn.p_value(value) == pytest.approx(
            p, abs=LIMIT * np.sqrt(p * (1 - p) / 20_000) + 1 / 20_000
        )
    assert drawn.upper == pytest.approx(exact.upper)


def test_single_series_are_the_multinomial():
    people = pd.Series([600, 250, 100, 50, 10])
    asked = partial(chance_baseline, population=people, measure=hoover, draws=20_000, seed=3)
    series, total = asked(anywhere([1] * 60, 5)), asked(60)
    assert series.expected == pytest.approx(total.expected, abs=0.002)
    assert series.upper == pytest.approx(total.upper, abs=0.005)


def test_all_draws_at_once_or_one_by_one():
    series, people = anywhere([1] * 20 + [3] * 10, 12), np.arange(1.0, 13)
    draw = partial(chance_baseline, series, people, draws=60, seed=3)
    for measure in (hoover, gini, theil_t, partial(top_share, k=3)):
        alone = draw(measure=lambda a, p, m=measure: float(m(a, p)))
        np.testing.assert_allclose(draw(measure=measure).draws, alone.draws, atol=1e-12)


def test_draws_do_not_depend_on_the_size_of_blocks(monkeypatch):
    series = Series([1] * 30, [[True] * 12] * 10 + [[True] * 5 + [False] * 7] * 20)
    draw = partial(chance_baseline, series, np.arange(1.0, 13), measure=hoover, draws=40, seed=3)
    whole = draw()
    monkeypatch.setattr(_series, "BLOCK_CELLS", 7 * 30)
    np.testing.assert_array_equal(draw().draws, whole.draws)


@pytest.mark.parametrize("by", ["population", "what each could have had"])
def test_the_level_under_the_null_is_at_most_that_which_is_said(by):
    """Of 2,000 spreads that chance made, at most 5.5 % are called significant at 5 %."""
    random = np.random.default_rng(20261128)
    people = random.lognormal(6, 1.2, 40)
    weights = np.array([1] * 20 + [2] * 8 + [5] * 3 + [17])
    held = np.ones((weights.size, people.size), dtype=bool)
    held[:15, :8] = False
    series = Series(weights, held)
    reference = expected(series, people) if by != "population" else people
    chance = chance_baseline(
        series, people, measure=hoover, draws=1_999, seed=5, reference=reference
    )
    spreads = next(_series.drawn(series, people, 2_000, seed=11))
    p = np.array([chance.p_value(hoover(row, reference)) for row in spreads])
    assert 0.03 < (p <= 0.05).mean() <= 0.055
    assert (p <= 0.01).mean() <= 0.015
    # Sessions drawn one by one would cry wolf one time in three or more.
    single = chance_baseline(
        series.total, people, measure=hoover, draws=1_999, seed=5, reference=reference
    )
    wolf = np.array([single.p_value(hoover(row, reference)) for row in spreads])
    assert (wolf <= 0.05).mean() > 0.3


@pytest.mark.slow
def test_flags_under_the_null_are_as_many_as_said():
    random = np.random.default_rng(7)
    people = random.lognormal(6, 1.2, 60)
    series = anywhere([1] * 40 + [4] * 10, 60)
    spreads = next(_series.drawn(series, people, 300, seed=2))
    found = [observed_chance(row, series, people)["flag"] for row in spreads]
    flags = pd.concat(found)
    assert (flags != "none").mean() <= 0.055
    assert flags.isin(["very_high", "very_low"]).mean() <= 0.0025


def test_the_curve_of_a_funnel_parts_what_is_flagged():
    series, people = anywhere([1] * 30 + [5] * 4, 3), np.array([70.0, 25, 5])
    curve = chance_funnel(series, people, people)
    for count in range(series.total + 1):
        for i in range(3):
            spread = np.zeros(3)
            spread[i], spread[(i + 1) % 3] = count, series.total - count
            flag = observed_chance(spread, series, people)["flag"].iloc[i]
            limits = curve.iloc[i]
            assert (flag in {"high", "very_high"}) == (count >= limits["upper_95"])
            assert (flag == "very_high") == (count >= limits["upper_998"])
            assert (flag in {"low", "very_low"}) == (count < limits["lower_95"])
            assert (flag == "very_low") == (count < limits["lower_998"])
    np.testing.assert_allclose(curve.index, expected(series, people))


def test_a_band_against_what_each_could_have_had():
    held = np.ones((30, 4), dtype=bool)
    held[:20, 3] = False
    series, people = Series([1] * 30, held), np.array([10.0, 20, 30, 40])
    band = lorenz_band(
        series, people, reference=expected(series, people), draws=300, seed=1, points=5
    )
    assert list(band["population"]) == [0, 0.25, 0.5, 0.75, 1]
    assert (band["lower"] <= band["upper"] + 1e-12).all()
    assert (band["upper"] <= band["population"] + 1e-12).all()


@pytest.mark.parametrize(
    ("series", "people", "error"),
    [
        (Series([], np.ones((0, 2))), [1, 2], UndefinedMeasureError),
        (anywhere([1], 2), [0, 0], UndefinedMeasureError),
        (Series([1], [[True, False]]), [0, 5], UndefinedMeasureError),
        (anywhere([0], 2), [1, 2], InvalidInputError),
        (anywhere([1.5], 2), [1, 2], InvalidInputError),
        (Series([1, 1], [[True, True]]), [1, 2], InvalidInputError),
        (anywhere([1], 3), [1, 2], InvalidInputError),
        (anywhere([1], 2), [1, -2], InvalidInputError),
    ],
)
def test_what_is_refused(series, people, error):
    with pytest.raises(error):
        expected(series, people)
    with pytest.raises(error):
        chance_baseline(series, people, measure=hoover, draws=9, seed=1)


def test_another_number_of_actions_is_refused():
    with pytest.raises(InvalidInputError, match="another number"):
        observed_chance([1, 1], anywhere([3], 2), [1, 1])


def test_a_reference_of_other_communes_is_refused():
    with pytest.raises(InvalidInputError, match="length"):
        chance_baseline(
            anywhere([1], 2), [1, 2], measure=hoover, draws=9, seed=1, reference=[1, 2, 3]
        )
