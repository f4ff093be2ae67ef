"""Funnels, references and similar territories: worked cases, invariants and refusals."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, poisson
from scipy.stats.mstats import winsorize

from cls_dash.analysis import comparison, rates
from cls_dash.analysis.comparison import (
    against,
    apart,
    apart_p_value,
    followed,
    funnel_curve,
    funnel_proportion,
    funnel_rate,
    most_similar,
    of_known,
    overall_density,
    overdispersion,
    proportion,
    rate_overdispersion,
    size_covariates,
    weighted_mean,
)
from cls_dash.analysis.concentration import observed_expected
from cls_dash.errors import InvalidInputError, UndefinedMeasureError
from tests.oracles import oracle

LIMITS = ["lower_95", "upper_95", "lower_998", "upper_998"]
FUNNELS = pytest.mark.parametrize("funnel", [funnel_rate, funnel_proportion])
FLAGS = {
    "High (0.001)": "very_high",
    "High (0.025)": "high",
    "Not significant": "none",
    "Low (0.025)": "low",
    "Low (0.001)": "very_low",
}


def close(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-12)


@st.composite
def areas(draw):
    """Counts and sizes of some areas, neither none nor all of the total."""
    codes = list("abcdefgh")[: draw(st.integers(1, 8))]
    whole = pd.Series({code: draw(st.integers(0, 2_000)) for code in codes})
    part = pd.Series({code: draw(st.integers(0, whole[code])) for code in codes})
    assume(0 < part.sum() < whole.sum())
    return part, whole


@st.composite
def territories(draw):
    """Three covariates of some territories."""
    number = st.integers(-50, 50).map(float)
    codes = list("abcdef")[: draw(st.integers(2, 6))]
    table = pd.DataFrame(
        {name: [draw(number) for _ in codes] for name in ("income", "age", "care")}, index=codes
    )
    assume((table.max() > table.min()).any())
    return table


class TestWorkedCases:
    def test_flags_of_rates(self):
        """funnel_crude_rate_flags, of PHEindicatormethods, an area without event included."""
        inputs, expected = oracle("funnel_crude_rate_flags")
        found = funnel_rate(inputs["count"], inputs["pop"], multiplier=100_000)
        assert found["flag"].tolist() == [FLAGS[said] for said in expected["significance"]]
        assert found["value"].tolist() == pytest.approx(inputs["rate_per_100000"], abs=1e-7)

    def test_flags_and_limits_of_proportions(self):
        """funnel_proportion, of PHEindicatormethods: 303 areas, limits at 100 sizes."""
        inputs, expected = oracle("funnel_proportion")
        part, whole = inputs["numerator"], inputs["denominator"]
        found = funnel_proportion(part, whole, multiplier=100)
        assert found["flag"].tolist() == [FLAGS[said] for said in expected["significance"]]
        overall = proportion([sum(part)], [sum(whole)], multiplier=100)["value"].iloc[0]
        assert overall == pytest.approx(expected["baseline_pct"], abs=1e-6)
        curve = funnel_curve(overall, inputs["grid_population"], kind="proportion", multiplier=100)
        assert curve.index.tolist() == inputs["grid_population"]
        for name in LIMITS:
            published = expected[name.replace("_", "")]
            assert curve[name].tolist() == pytest.approx(published, abs=1e-6)

    def test_flags_around_a_target(self):
        """
        Of the ratios in testdata_funnel_ratio_inputs.csv of PHEindicatormethods, those whose
        count is in its published table of limits around 1 (…_outputs.csv, exp_events).
        """
        limits = {  # count: expected events beyond which it is low, very low; high, very high
            6: (13.0594765, 18.0616374, 2.201894435, 1.107104434),
            8: (15.76318696, 21.15619716, 3.453831154, 1.970813969),
            16: (25.98299459, 32.62361534, 9.14538148, 6.405328218),
            35: (48.67652359, 57.41756498, 24.37878318, 19.51818966),
            41: (55.62112876, 64.90185944, 29.42230167, 24.01784059),
            47: (62.50002175, 72.28346944, 34.5338404, 28.62309641),
            67: (85.0876134, 96.35358134, 51.92408873, 44.52205864),
            80: (99.56693218, 111.6815831, 63.43501073, 55.18016146),
            105: (127.1089168, 140.6834151, 85.87960596, 76.1589912),
            115: (138.0400737, 152.1497378, 94.94429146, 84.686699),
            132: (156.5351775, 171.5042552, 110.443283, 99.52353318),
            151: (177.0968366, 192.964063, 127.8762368, 115.8558441),
            207: (237.2018623, 255.4311243, 179.7597927, 165.3718819),
        }
        events, expected = zip(
            (6, 4.293052052), (8, 6.239860227), (16, 36.38844667), (35, 73.67990176),
            (35, 45.76359833), (41, 64.5059786), (41, 58.50456621), (47, 75.16392132),
            (47, 60.02554278), (47, 52.42610151), (67, 88.13470139), (67, 55.13949469),
            (80, 105.9462323), (80, 128.2051282), (80, 96.15384615), (105, 137.4165685),
            (105, 144.8675497), (105, 89.04341927), (115, 82.14285714), (115, 103.0281312),
            (132, 102.7717222), (151, 106.4429719), (151, 204.6070461), (207, 177.7129121),
            strict=True,
        )  # fmt: skip
        published = []
        for n, e in zip(events, expected, strict=True):
            low, very_low, high, very_high = limits[n]
            published.append(
                "very_low" if e > very_low else "low" if e > low
                else "very_high" if e < very_high else "high" if e < high else "none"
            )  # fmt: skip
        found = funnel_rate(events, expected, multiplier=1, target=1)
        assert found["flag"].tolist() == published
        assert set(published) == {"very_low", "low", "none", "high", "very_high"}
        # Around their own mean, here under 1, the same areas are flagged otherwise.
        assert funnel_rate(events, expected, multiplier=1)["flag"].tolist() != published
        # The curve reaches a count where it becomes low: O/E of the published table.
        edges = funnel_curve(1, [row[0] for row in limits.values()], kind="rate", multiplier=1)
        assert (edges["lower_95"] * edges.index).tolist() == pytest.approx(list(limits), rel=1e-6)

    def test_a_target_is_what_z_is_counted_from(self):
        """9 events among 4 where 1 each is the norm: (9 − 4)/√4; of a proportion, ½."""
        assert funnel_rate([9], [4], multiplier=1, target=1)["z"].iloc[0] == close(2.5)
        assert funnel_proportion([40], [100], target=0.5)["z"].iloc[0] == close(-2)
        assert overdispersion([-1, 2], estimated=False).p_value == close(math.exp(-5 / 2))

    @pytest.mark.parametrize("target", [-1, math.nan, math.inf])
    def test_a_target_that_is_no_rate_is_refused(self, target):
        with pytest.raises(InvalidInputError, match="is not a rate"):
            funnel_rate([1], [1], target=target)

    def test_a_funnel_by_hand(self):
        """30 of 100, where θ = ½: 4 errors of 0.05 away, limits 0.5 ± 1.96 × 0.05."""
        found = funnel_proportion([30, 70], [100, 100]).iloc[0]
        assert found["z"] == close(-4)
        assert found[LIMITS].tolist() == pytest.approx([0.402, 0.598, 0.3455, 0.6545], abs=1e-4)
        assert found["flag"] == "very_low"

    def test_overdispersion_by_hand(self):
        """Of 10 areas, one at each end is brought in from 10 to 2; of 3, p = exp(−Σ z²/2)."""
        scores = [-10, -2, -1, -1, -1, 1, 1, 1, 2, 10]
        found = overdispersion(scores)
        assert found.phi == close((4 * 4 + 6 * 1) / 10)
        assert overdispersion(scores, winsorised=0).phi == close((2 * 100 + 2 * 4 + 6 * 1) / 10)
        assert overdispersion(scores[:9]).phi == close((100 + 2 * 4 + 6 * 1) / 9)
        assert overdispersion([-1, 0, 2]).p_value == close(math.exp(-5 / 2))

    def test_similar_territories_by_hand(self):
        """Of 1, 2, 3 the deviation is √(2/3); a second covariate tells the same twice over."""
        table = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [10.0, 20.0, 30.0]}, list("abc"))
        found = most_similar(table, "a")
        step = math.sqrt(3 / 2)
        assert found.index.tolist() == ["b", "c"]
        assert found["distance"].tolist() == close([step * math.sqrt(2), 2 * step * math.sqrt(2)])
        assert found["x"].tolist() == found["y"].tolist() == close([step, 2 * step])


class TestFunnelInvariants:
    def test_rates_are_those_of_rates(self):
        for name in ("rate", "proportion", "standardised_rate", "standardised_ratio"):
            assert getattr(comparison, name) is getattr(rates, name)

    @given(areas())
    def test_flags_of_rates_are_those_of_observed_against_expected(self, case):
        found, other = funnel_rate(*case), observed_expected(*case)
        assert found["flag"].tolist() == other["flag"].tolist()

    @given(areas())
    def test_flags_of_proportions_are_those_of_wilson(self, case):
        part, whole = case
        found, overall = funnel_proportion(part, whole), part.sum() / whole.sum()
        for names, confidence in (
            (["very_low", "low", "high", "very_high"], 0.95),
            (["very_low", "very_high"], 0.998),
        ):
            limits = proportion(part, whole, confidence=confidence)
            beyond = (overall < limits["lower"]) | (overall > limits["upper"])
            assert found["flag"].isin(names).tolist() == beyond.tolist()
        assert (found["flag"] == "undefined").tolist() == (whole == 0).tolist()

    @given(st.floats(0.01, 500))
    def test_no_more_than_the_tail_of_counts_is_beyond_the_limits(self, expected):
        limits = funnel_curve(1, [expected], kind="rate", multiplier=1).iloc[0] * expected
        for name, tail in (("95", 0.025), ("998", 0.001)):
            low, high = limits[f"lower_{name}"], limits[f"upper_{name}"]
            few, many = math.ceil(low) - 1, math.floor(high) + 1
            assert poisson.cdf(few, expected) <= tail < poisson.cdf(few + 1, expected)
            assert poisson.sf(many - 1, expected) <= tail < poisson.sf(many - 2, expected)

    @FUNNELS
    @given(case=areas())
    def test_limits_hold_each_other_and_z_agrees_with_the_value(self, funnel, case):
        part, whole = case
        found = funnel(*case, multiplier=1).dropna()
        assert found.index.tolist() == whole.index[whole > 0].tolist()
        ordered = found[["lower_998", "lower_95", "upper_95", "upper_998"]]
        assert (ordered.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
        assert (found["lower_998"] >= 0).all()
        apart = found[found["z"].abs() > 1e-9]
        gaps = apart["value"] - part.sum() / whole.sum()
        assert np.sign(apart["z"]).tolist() == np.sign(gaps).tolist()

    @FUNNELS
    @given(case=areas())
    def test_the_sum_of_squared_z_is_the_usual_chi_squared(self, funnel, case):
        part, whole = (column[case[1] > 0] for column in case)
        squares = (funnel(part, whole)["z"] ** 2).sum()
        if funnel is funnel_proportion:
            table = chi2_contingency([part, whole - part], correction=False)
            assert squares == pytest.approx(table.statistic, rel=1e-6, abs=1e-9)
        else:
            expected = whole * part.sum() / whole.sum()
            assert squares == close(((part - expected) ** 2 / expected).sum())

    @FUNNELS
    @given(case=areas(), unit=st.sampled_from([1e-3, 100.0]))
    def test_units_follow(self, funnel, case, unit):
        found, other = funnel(*case, multiplier=10), funnel(*case, multiplier=10 * unit)
        columns = ["value", *LIMITS]
        assert other[columns].to_numpy() / unit == pytest.approx(
            found[columns].to_numpy(), rel=1e-9, nan_ok=True
        )
        assert other["z"].to_numpy() == pytest.approx(
            found["z"].to_numpy(), rel=1e-6, abs=1e-9, nan_ok=True
        )

    @given(areas(), st.sampled_from([1e-3, 7.0]))
    def test_a_rate_may_be_of_persons_or_of_thousands(self, case, unit):
        events, people = case
        found = funnel_rate(events, people, multiplier=1)
        other = funnel_rate(events, people * unit, multiplier=unit)
        assert other[LIMITS].to_numpy() == pytest.approx(
            found[LIMITS].to_numpy(), rel=1e-9, nan_ok=True
        )

    @FUNNELS
    @given(case=areas(), order=st.permutations(range(8)))
    def test_the_order_of_areas_changes_nothing(self, funnel, case, order):
        part, whole = case
        order = [rank for rank in order if rank < len(part)]
        pd.testing.assert_frame_equal(
            funnel(part.iloc[order], whole.iloc[order]), funnel(part, whole).iloc[order]
        )

    @FUNNELS
    @given(case=areas(), share=st.floats(0.1, 0.9))
    def test_an_area_cut_in_two_of_equal_value_does_not_move_the_others(self, funnel, case, share):
        part, whole = (column.astype(float) for column in case)
        cut = []
        for column in (part, whole):
            halves = column.copy()
            halves["a"] = column["a"] * share
            halves["z"] = column["a"] - halves["a"]
            cut.append(halves)
        cut[0] = cut[0].clip(upper=cut[1])  # rounding
        found, other = funnel(part, whole), funnel(*cut)
        others = whole.index[1:]
        assert other.loc[others, ["value", *LIMITS]].to_numpy() == pytest.approx(
            found.loc[others, ["value", *LIMITS]].to_numpy(), rel=1e-9, nan_ok=True
        )
        if whole["a"] > 0 and found["lower_95"]["a"] > 0:
            assert other["lower_95"]["a"] < found["lower_95"]["a"]
            assert other["upper_95"]["a"] >= found["upper_95"]["a"]

    @pytest.mark.parametrize(
        ("kind", "funnel"), [("rate", funnel_rate), ("proportion", funnel_proportion)]
    )
    @given(case=areas())
    def test_the_curve_passes_through_the_limits_of_the_areas(self, kind, funnel, case):
        part, whole = case
        overall = 100 * part.sum() / whole.sum()
        curve = funnel_curve(overall, whole, kind=kind, multiplier=100)
        found = funnel(part, whole, multiplier=100)[LIMITS]
        assert curve.to_numpy() == pytest.approx(found.to_numpy(), rel=1e-9, nan_ok=True)


class TestOverdispersion:
    @given(st.lists(st.floats(-9, 9), min_size=2, max_size=60), st.sampled_from([0, 0.1, 0.2]))
    def test_scipy_brings_the_extremes_in_alike(self, scores, part):
        inner = np.asarray(winsorize(np.array(scores), limits=(part, part)))
        found = overdispersion(scores, winsorised=part).phi
        assert found == close(float((inner**2).mean()))

    def test_one_exceptional_area_does_not_make_all_differ(self):
        rng = np.random.default_rng(0)
        scores = rng.normal(size=200)
        usual, one = overdispersion(scores), overdispersion([*scores[1:], 50.0])
        assert usual.phi == pytest.approx(0.68, abs=0.1)
        assert one.phi == pytest.approx(usual.phi, abs=0.02)
        assert one.p_value < 1e-9 < 0.01 < usual.p_value

    def test_areas_that_all_differ_do(self):
        found = overdispersion(3 * np.random.default_rng(0).normal(size=200))
        assert found.phi > 5
        assert found.p_value < 1e-9

    def test_it_reads_the_z_of_a_funnel(self):
        part, whole = [30, 50, 20], [100, 80, 90]
        found = overdispersion(funnel_proportion(part, whole)["z"])
        table = chi2_contingency([part, np.subtract(whole, part)], correction=False)
        assert found.p_value == close(table.pvalue)


class TestMostSimilar:
    @given(territories())
    def test_a_plain_loop_agrees(self, table):
        found = most_similar(table, "a", k=9)
        used = [name for name in table if len(set(table[name])) > 1]
        assert found.columns.tolist() == ["distance", *used]
        for other in table.index[1:]:
            total = 0.0
            for name in used:
                column = table[name].tolist()
                mean = sum(column) / len(column)
                spread = math.sqrt(sum((x - mean) ** 2 for x in column) / len(column))
                gap = (table[name][other] - table[name]["a"]) / spread
                assert found[name][other] == close(gap)
                total += gap**2
            assert found["distance"][other] == close(math.sqrt(total))
        assert found["distance"].is_monotonic_increasing
        assert sorted(found.index) == table.index[1:].tolist()

    @given(territories(), st.sampled_from([0.01, 1_000.0]), st.sampled_from([-5.0, 273.15]))
    def test_units_change_nothing(self, table, unit, origin):
        found = most_similar(table, "a", k=9)
        other = most_similar(table.assign(age=table["age"] * unit + origin), "a", k=9)
        assert other["distance"].to_dict() == pytest.approx(found["distance"].to_dict(), abs=1e-6)

    @given(territories(), st.permutations(range(6)))
    def test_the_order_of_territories_changes_nothing(self, table, order):
        mixed = table.iloc[[rank for rank in order if rank < len(table)]]
        found, other = (most_similar(t, "a", k=9)["distance"].to_dict() for t in (table, mixed))
        assert other == pytest.approx(found, abs=1e-9)

    @given(territories())
    def test_the_distance_is_the_same_both_ways(self, table):
        there, back = most_similar(table, "a", k=9), most_similar(table, "b", k=9)
        assert there["distance"]["b"] == close(back["distance"]["a"])
        assert there.loc["b"].tolist()[1:] == close((-back.loc["a"]).tolist()[1:])

    def test_a_covariate_that_one_lacks_or_that_is_the_same_is_left_out(self):
        table = pd.DataFrame(
            {"age": [1, 2, 4], "gap": [1, None, 9], "same": [0.1] * 3}, index=list("abc")
        )
        found = most_similar(table, "b")
        assert found.columns.tolist() == ["distance", "age"]
        assert found.index.tolist() == ["a", "c"]

    def test_as_many_as_asked_ties_in_order_of_code(self):
        table = pd.DataFrame({"age": [0, 1, -1, 1, 9]}, index=list("xdcba"))
        assert most_similar(table, "x").index.tolist() == ["b", "c", "d"]
        assert most_similar(table, "x", k=1).index.tolist() == ["b"]


class TestAgainst:
    @pytest.mark.parametrize(
        ("reference", "verdict"),
        [(3.9, "higher"), (4, "compatible"), (5, "compatible"), (7, "compatible"), (7.1, "lower")],
    )
    def test_a_reference_on_a_limit_is_compatible(self, reference, verdict):
        found = against(5, 4, 7, pd.Series({"région": reference}))
        assert found["verdict"].to_dict() == {"région": verdict}
        assert found["difference"]["région"] == close(5 - reference)
        assert found["reference"]["région"] == reference

    @given(st.lists(st.floats(0, 10), max_size=5), st.sampled_from([0.01, 128.0]))
    def test_units_follow_and_a_verdict_says_which_is_more(self, values, unit):
        references = pd.Series(values, dtype=float)
        found = against(5, 4, 7, references)
        other = against(5 * unit, 4 * unit, 7 * unit, references * unit)
        assert (other["difference"] / unit).tolist() == close(found["difference"].tolist())
        assert (found.loc[found["verdict"] == "higher", "difference"] > 0).all()
        assert (found.loc[found["verdict"] == "lower", "difference"] < 0).all()

    def test_a_missing_reference_stays_missing(self):
        found = against(5, 4, 7, pd.Series({"epci": None, "région": 9.0}))
        assert found["verdict"].tolist() == ["undefined", "lower"]
        assert found["difference"].isna().tolist() == [True, False]


class TestAverages:
    VALUES, PEOPLE = pd.Series([10.0, 40.0, np.nan]), pd.Series([300.0, 100.0, 100.0])

    def test_by_hand(self):
        # 300 × 10 + 100 × 40, of 400; 30 + 2.5 km² for 400.
        assert weighted_mean([10, 40], [300, 100]) == close(17.5)
        assert overall_density([10, 40], [300, 100]) == close(400 / 32.5)

    @given(st.lists(st.floats(1, 1e4), min_size=1, max_size=8), st.data())
    def test_a_whole_lies_between_its_parts_whatever_the_unit(self, values, data):
        people = data.draw(
            st.lists(st.integers(1, 10**6), min_size=len(values), max_size=len(values))
        )
        for average in (weighted_mean, overall_density):
            found = average(values, people)
            assert min(values) * (1 - 1e-9) <= found <= max(values) * (1 + 1e-9)
            assert average(values, [1_000 * each for each in people]) == close(found)

    def test_what_is_known_of_too_few_is_no_figure(self):
        value, known = of_known(self.VALUES, self.PEOPLE, weighted_mean, least=0.8)
        assert (value, known) == (close(17.5), 0.8)
        value, known = of_known(self.VALUES, self.PEOPLE, weighted_mean, least=0.81)
        assert math.isnan(value)
        assert known == 0.8
        assert math.isnan(of_known(self.VALUES, self.PEOPLE, None, least=0)[0])

    def test_parts_without_land_or_people_make_no_whole(self):
        assert overall_density([0, 10], [5, 100]) == close(10)
        assert math.isnan(overall_density([0], [5]))
        assert math.isnan(weighted_mean([], []))

    def test_what_does_not_hold_is_refused(self):
        with pytest.raises(InvalidInputError, match="nobody lives"):
            of_known([1.0], [0.0], weighted_mean, least=0.8)
        with pytest.raises(InvalidInputError, match="differ in length"):
            of_known([1.0, 2.0], [1.0], weighted_mean, least=0.8)

    def test_years_and_areas_that_are_known_once_are_not_followed(self):
        nan = np.nan
        figures = pd.DataFrame(
            {"a": [3.0, nan, 1.0], "b": [nan, nan, 5.0]}, index=[2022, 2021, 2020]
        )
        assert followed(figures).to_dict() == {"a": {2020: 1.0, 2022: 3.0}}


class TestApart:
    def test_the_exact_chance_of_two_areas(self):
        """Of four events over two equal areas, all in one: 2 of the 16 ways."""
        found = apart_p_value([4, 0], [1, 1], series=[1, 1, 1, 1], draws=99, seed=1)
        assert found == close(2 / 16)
        # Two series of two: each way of two, that are as far or nearer.
        assert apart_p_value([4, 0], [1, 1], series=[2, 2], draws=99, seed=1) == close(1 / 2)

    def test_events_alone_are_drawn(self):
        found = apart_p_value([4, 0], [1, 1], draws=9_999, seed=1)
        assert found == pytest.approx(2 / 16, abs=0.01)

    @given(areas())
    def test_the_distance_is_the_usual_chi_squared(self, case):
        part, whole = case
        kept = whole > 0
        expected = part[kept].sum() * whole[kept] / whole[kept].sum()
        assert apart(part[kept], whole[kept]) == close(
            ((part[kept] - expected) ** 2 / expected).sum()
        )

    def test_areas_of_another_order_are_refused(self):
        one, other = pd.Series([1, 2], index=["a", "b"]), pd.Series([1, 2], index=["b", "a"])
        with pytest.raises(InvalidInputError, match="indexed differently"):
            apart_p_value(one, other, draws=9, seed=1)

    def test_areas_where_few_are_expected_are_not_read(self):
        # 219 for 17,000: 206.1, 12.9 expected; then 1.3 more where a hundred live.
        found, n = rate_overdispersion([119, 100], [16_000, 1_000])
        phi = ((119 - 206.118) ** 2 / 206.118 + (100 - 12.882) ** 2 / 12.882) / 2
        assert (found.phi, n) == (pytest.approx(phi, rel=1e-3), 2)
        assert rate_overdispersion([119, 100, 1], [16_000, 1_000, 100])[1] == 2
        assert rate_overdispersion([5, 1], [1_000, 100]) == (None, 1)


def test_covariates_of_size_by_hand():
    sizes = pd.DataFrame(
        {"communes": [4.0, 2.0], "population": [1_000.0, 0.0], "largest": [250.0, 0.0]},
        index=["a", "b"],
    )
    found = size_covariates(sizes)
    assert found.loc["a"].tolist() == [1_000, 250, 0.25]
    assert found.loc["b", "main"] != found.loc["b", "main"]


class TestEdges:
    @FUNNELS
    def test_an_empty_area_is_missing_and_named_like_the_others(self, funnel):
        found = funnel(pd.Series({"63001": 2, "63002": 0}), pd.Series({"63001": 9, "63002": 0}))
        assert found["flag"].to_dict() == {"63001": "none", "63002": "undefined"}
        assert found.loc["63002"].drop("flag").isna().all()

    @FUNNELS
    def test_a_single_area_is_its_own_reference(self, funnel):
        found = funnel([4], [10]).iloc[0]
        assert (found["z"], found["flag"]) == (0, "none")

    def test_no_event_is_beyond_the_limits_only_where_several_are_expected(self):
        found = funnel_rate([0, 0, 0, 12], [30, 40, 80, 100], multiplier=1)
        assert found["flag"].tolist() == ["none", "none", "low", "high"]
        assert (found["lower_95"] > 0).tolist() == [False, False, True, True]


class TestRefusals:
    @pytest.mark.parametrize(
        ("measure", "message"),
        [
            (lambda: funnel_rate([1, 2], [1]), "differ in length"),
            (lambda: funnel_rate([-1], [1]), "negative"),
            (lambda: funnel_rate([np.nan], [1]), "missing"),
            (lambda: funnel_rate([1], [1], multiplier=0), "is not a rate"),
            (lambda: funnel_proportion([2], [1]), "exceeds"),
            (lambda: funnel_curve(1.1, [1], kind="proportion", multiplier=1), "not a proportion"),
            (lambda: funnel_curve(-1, [1], kind="rate", multiplier=1), "is not a rate"),
            (lambda: funnel_curve(np.nan, [1], kind="rate", multiplier=1), "is not a rate"),
            (lambda: funnel_curve(np.inf, [1], kind="rate", multiplier=1), "is not a rate"),
            (lambda: funnel_curve(1, [-1], kind="rate", multiplier=1), "negative"),
            (lambda: overdispersion([1, np.nan]), "missing"),
            (lambda: overdispersion([1, 2], winsorised=0.5), "below a half"),
            (lambda: overdispersion([1, 2], winsorised=-0.1), "below a half"),
            (lambda: against(5, 6, 7, pd.Series([1.0])), "between its limits"),
            (lambda: against(5, 4, np.nan, pd.Series([1.0])), "between its limits"),
            (lambda: against(5, 4, 7, pd.Series(["many"])), "not a list of numbers"),
        ],
    )
    def test_what_does_not_hold(self, measure, message):
        with pytest.raises(InvalidInputError, match=message):
            measure()

    @pytest.mark.parametrize(
        ("measure", "message"),
        [
            (lambda: funnel_rate([0, 0], [0, 0]), "empty"),
            (lambda: funnel_rate([], []), "empty"),
            (lambda: funnel_rate([0, 0], [5, 5]), "leaves nothing"),
            (lambda: funnel_proportion([0, 0], [0, 0]), "empty"),
            (lambda: funnel_proportion([0, 0], [5, 5]), "leaves nothing"),
            (lambda: funnel_proportion([5, 5], [5, 5], multiplier=100), "leaves nothing"),
            (lambda: overdispersion([1]), "fewer than 2"),
            (lambda: against(np.nan, np.nan, np.nan, pd.Series([1.0])), "has no value"),
        ],
    )
    def test_what_has_no_value(self, measure, message):
        with pytest.raises(UndefinedMeasureError, match=message):
            measure()

    TABLE = pd.DataFrame({"age": [1.0, 2.0], "care": [3.0, None]}, index=["a", "b"])

    @pytest.mark.parametrize(
        ("table", "of", "k", "message"),
        [
            (TABLE, "z", 3, "no territory z"),
            (TABLE, "a", 0, "0 territories"),
            (TABLE.set_axis(["a", "a"]), "a", 3, "there twice"),
            (TABLE.set_axis(["age", "age"], axis=1), "a", 3, "there twice"),
            (TABLE.rename(columns={"age": "distance"}), "a", 3, "named distance"),
            (TABLE.assign(age=["young", "old"]), "a", 3, "not a list of numbers"),
            (TABLE.assign(age=[1.0, np.inf]), "a", 3, "infinite"),
        ],
    )
    def test_a_table_that_does_not_hold(self, table, of, k, message):
        with pytest.raises(InvalidInputError, match=message):
            most_similar(table, of, k=k)

    @pytest.mark.parametrize(
        ("table", "message"),
        [
            (TABLE.loc[["a"]], "fewer than 2"),
            (TABLE[["care"]], "no covariate"),
            (TABLE.assign(age=0.1), "no covariate"),
        ],
    )
    def test_territories_that_cannot_be_compared(self, table, message):
        with pytest.raises(UndefinedMeasureError, match=message):
            most_similar(table, "a")
