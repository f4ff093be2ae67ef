"""Rates against the cases of PHEindicatormethods kept outside, invariants and refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from cls_dash.analysis.rates import (
    byar_limits,
    poisson_limits,
    proportion,
    rate,
    standardised_rate,
    standardised_ratio,
)
from cls_dash.errors import InvalidInputError, UndefinedMeasureError
from tests.oracles import oracle

LIMITS = ["value", "lower", "upper"]


def cases(name):
    return zip(*oracle(name), strict=True)


def close(expected):
    return pytest.approx(expected, rel=1e-9)


class TestWorkedCases:
    def test_byar_and_wilson(self):
        """ci_byar_wilson."""
        for asked, expected in cases("ci_byar_wilson"):
            if asked["method"] == "Byars":
                low, high = byar_limits([asked["x"]], confidence=asked["confidence"])
                found = {"lower": low[0], "upper": high[0]}
            else:
                row = proportion([asked["x"]], [asked["n"]], confidence=asked["confidence"])
                found = row.iloc[0][["lower", "upper"]].to_dict()
            if expected["lower"] is None:
                assert np.isnan(found.pop("lower"))
                expected = {"upper": expected["upper"]}
            assert found == close(expected)

    @pytest.mark.parametrize(("name", "measure"), [("phe_rate", rate),
                                                   ("phe_proportion", proportion)])  # fmt: skip
    def test_areas(self, name, measure):
        """phe_rate and phe_proportion."""
        for asked, expected in cases(name):
            options = {key: asked[key] for key in ("multiplier", "confidence")}
            row = measure([asked["x"]], [asked["n"]], **options).iloc[0]
            assert row.to_dict() == close({key: expected[key] for key in LIMITS})

    @pytest.mark.parametrize(("confidence", "suffix"), [(0.95, "95_0cl"), (0.998, "99_8cl")])
    def test_standardised(self, confidence, suffix):
        """direct_standardisation_dobson and indirect_standardisation_ratio."""
        for asked, expected in cases("direct_standardisation_dobson"):
            found = standardised_rate(
                asked["count"], asked["pop"], asked["stdpop"],
                multiplier=asked["multiplier"], confidence=confidence,
            )  # fmt: skip
            limits = [expected["value"], expected[f"lower{suffix}"], expected[f"upper{suffix}"]]
            assert found[LIMITS].tolist() == close(limits)
        for asked, expected in cases("indirect_standardisation_ratio"):
            found = standardised_ratio(
                asked["count"], asked["pop"], asked["refcount"], asked["refpop"],
                confidence=confidence,
            )  # fmt: skip
            limits = [expected["ratio"], expected[f"lower{suffix}"], expected[f"upper{suffix}"]]
            assert found[LIMITS].tolist() == close(limits)
            assert found["expected"] == close(expected["expected"])


class TestInvariants:
    @given(st.integers(0, 9), st.sampled_from([0.8, 0.95, 0.998]))
    def test_exact_limits_leave_half_of_the_risk_on_each_side(self, events, confidence):
        low, high = poisson_limits([events], confidence=confidence)
        risk = (1 - confidence) / 2
        assert poisson.cdf(events, high[0]) == pytest.approx(risk, rel=1e-6)
        if events:
            assert poisson.sf(events - 1, low[0]) == pytest.approx(risk, rel=1e-6)
        else:
            assert low[0] == 0

    @given(st.integers(0, 5_000))
    def test_limits_hold_the_count_and_widen_with_the_confidence(self, events):
        low, high = poisson_limits([events])
        lower, higher = poisson_limits([events], confidence=0.998)
        assert lower[0] <= low[0] <= events < high[0] < higher[0]

    @given(st.integers(0, 500), st.integers(1, 10**6), st.sampled_from([10.0, 1e-3]))
    def test_units_follow(self, events, people, unit):
        found, other = rate([events], [people]), rate([events], [people * unit])
        assert other.to_numpy() == pytest.approx(found.to_numpy() / unit, rel=1e-9)
        more = rate([events], [people], multiplier=10_000 * unit)
        assert more.to_numpy() == pytest.approx(found.to_numpy() * unit, rel=1e-9)

    @given(st.integers(0, 500), st.integers(0, 500))
    def test_a_proportion_and_its_complement_mirror_each_other(self, part, rest):
        one, other = proportion([part], [part + rest]), proportion([rest], [part + rest])
        if part + rest == 0:
            assert one.isna().all(axis=None)
            return
        mirrored = 1 - other[["value", "upper", "lower"]].to_numpy()
        assert one.to_numpy() == pytest.approx(mirrored, rel=1e-9, abs=1e-12)
        assert (one["lower"] >= 0).all()
        assert (one["upper"] <= 1).all()

    def test_a_standard_that_is_the_population_gives_the_crude_rate(self):
        events, people = [3, 8, 20], [400, 300, 500]
        crude = rate([31], [1_200], multiplier=100_000).iloc[0]
        assert standardised_rate(events, people, people).to_dict() == close(crude.to_dict())

    def test_an_area_that_is_its_reference_has_a_ratio_of_one(self):
        found = standardised_ratio([3, 8, 0], [400, 300, 0], [3, 8, 0], [400, 300, 0])
        assert found[["observed", "expected", "value"]].tolist() == close([11, 11, 1])

    def test_a_band_cut_in_two_of_equal_rate_changes_nothing(self):
        whole = standardised_rate([10, 20], [100, 400], [5, 5])
        cut = standardised_rate([5, 5, 20], [50, 50, 400], [2.5, 2.5, 5])
        assert cut.to_dict() == close(whole.to_dict())

    def test_rows_keep_their_names_and_an_empty_area_is_missing(self):
        found = rate(pd.Series({"63001": 2, "63002": 0}), pd.Series({"63001": 100, "63002": 0}))
        assert found.index.tolist() == ["63001", "63002"]
        assert found.isna().all(axis=1).tolist() == [False, True]


class TestRefusals:
    @pytest.mark.parametrize(
        ("measure", "arguments", "message"),
        [
            (rate, ([1, 2], [1]), "differ in length"),
            (rate, ([-1], [1]), "negative"),
            (rate, ([np.nan], [1]), "missing"),
            (rate, (pd.Series([1], ["a"]), pd.Series([1], ["b"])), "indexed differently"),
            (proportion, ([2], [1]), "exceeds"),
            (standardised_rate, ([20], [100], [1, 1]), "differ in length"),
            (standardised_ratio, ([20], [100], [1, 1], [10, 10]), "differ in length"),
        ],
    )
    def test_inputs_that_contradict_each_other(self, measure, arguments, message):
        with pytest.raises(InvalidInputError, match=message):
            measure(*arguments)

    @pytest.mark.parametrize("confidence", [0, 1, 95, np.nan])
    def test_a_confidence_is_between_0_and_1(self, confidence):
        with pytest.raises(InvalidInputError, match="confidence"):
            rate([1], [1], confidence=confidence)

    @pytest.mark.parametrize(
        ("measure", "arguments", "message"),
        [
            (standardised_rate, ([4, 5], [100, 100], [1, 1]), "fewer than 10"),
            (standardised_rate, ([10, 5], [100, 0], [1, 1]), "no inhabitant"),
            (standardised_rate, ([10, 5], [100, 100], [0, 0]), "no inhabitant"),
            (standardised_ratio, ([1], [10], [0], [10]), "nothing is expected"),
            (standardised_ratio, ([1], [10], [1], [0]), "in the reference"),
        ],
    )
    def test_figures_that_have_no_value(self, measure, arguments, message):
        with pytest.raises(UndefinedMeasureError, match=message):
            measure(*arguments)
