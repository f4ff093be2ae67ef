"""Concentration measures against published and hand-worked cases kept outside."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from cls_dash.analysis.concentration import (
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
from cls_dash.errors import UndefinedMeasureError
from tests.oracles import oracle


def close(expected, *, rel=1e-9):
    return pytest.approx(expected, rel=rel)


class TestDeployments:
    """deployment_concentration_hand: exact fractions worked by hand."""

    @pytest.fixture
    def case(self):
        inputs, expected = oracle("deployment_concentration_hand")
        return pd.Series(inputs["actions"]), pd.Series(inputs["population"]), expected

    def test_single_figures(self, case):
        actions, population, expected = case
        figures = {
            "hoover": hoover(actions, population),
            "gini_weighted": gini(actions, population),
            "hhi": herfindahl(actions),
            "effective_number": effective_number(actions),
        }
        for name, figure in figures.items():
            assert figure == close(float(Fraction(*expected[name]))), name
        assert theil_t(actions, population) == close(expected["theil_T"])
        assert hoover(actions, population) * actions.sum() == close(expected["actions_to_move"])

    def test_top_communes(self, case):
        actions, population, expected = case
        top = top_share(actions, population, 2)
        assert list(top.labels) == expected["top2"]
        assert top.amount == close(float(Fraction(*expected["top2_action_share"])))
        assert top.population == close(float(Fraction(*expected["top2_population_share"])))

    def test_observed_expected(self, case):
        actions, population, expected = case
        table = observed_expected(actions, population)
        for commune, row in expected["oe"].items():
            found = table.loc[commune, ["expected", "ratio", "lower", "upper"]]
            assert list(found) == close(list(row.values())), commune
            quotient = Fraction(*expected["location_quotient"][commune])
            assert table.loc[commune, "ratio"] == close(float(quotient)), commune

    def test_theil_l_is_not_computable(self, case):
        actions, population, _ = case
        with pytest.raises(UndefinedMeasureError):
            theil_l(actions, population)


@pytest.mark.parametrize("series", ["x", "y"])
def test_gini_damgaard_weiner(series):
    """gini_damgaard_weiner: R's ineq, with and without its small-sample correction."""
    inputs, expected = oracle("gini_damgaard_weiner")
    values = inputs[series]
    index = gini(values, np.ones(len(values)))
    assert index == pytest.approx(expected[f"gini_{series}"], abs=1e-9)
    corrected = index * len(values) / (len(values) - 1)
    assert corrected == pytest.approx(expected[f"gini_corr_{series}"], abs=1e-9)


def test_usa_1968_unweighted():
    """gini_theil_usa1968: mean incomes by class, R's ineq (published Gini)."""
    inputs, expected = oracle("gini_theil_usa1968")
    income, one = inputs["x"], np.ones(len(inputs["x"]))
    assert gini(income, one) == pytest.approx(expected["gini_unweighted"], abs=5e-8)
    assert theil_t(income, one) == close(expected["theil_T_unweighted"], rel=1e-10)
    assert theil_l(income, one) == close(expected["theil_L_unweighted"], rel=1e-10)


def test_usa_1968_weighted():
    """gini_theil_usa1968: the same classes, each with its number of families."""
    inputs, expected = oracle("gini_theil_usa1968")
    families = np.array(inputs["weight"], dtype=float)
    income = families * inputs["x"]
    assert gini(income, families) == close(expected["gini_weighted"], rel=1e-10)
    assert theil_t(income, families) == close(expected["theil_T_weighted"], rel=1e-10)
    assert theil_l(income, families) == close(expected["theil_L_weighted"], rel=1e-10)
    assert hoover(income, families) == close(expected["hoover_weighted"], rel=1e-10)
    curve = lorenz(income, families)
    assert list(curve["population"]) == close(expected["lorenz_p"], rel=1e-10)
    assert list(curve["amount"]) == close(expected["lorenz_L"], rel=1e-10)


@pytest.mark.parametrize("decade", range(7))
def test_theil_decomposition_mexico(decade):
    """theil_decomposition_mexico: PySAL's TheilD on 32 states in 5 regions."""
    inputs, expected = oracle("theil_decomposition_mexico")
    product = np.array(inputs["y"])[:, decade]
    one = np.ones(len(product))
    split = theil_decomposition(product, one, inputs["partition"])
    assert split.total == pytest.approx(expected["T"][decade], abs=6e-9)
    assert split.between == pytest.approx(expected["between"][decade], abs=6e-9)
    assert split.within == pytest.approx(expected["within"][decade], abs=6e-9)
    assert gini(product, one) == pytest.approx(expected["gini_by_decade"][decade], abs=6e-9)


def test_who_nonordered_theil():
    """who_healthequal_nonordered: WHO's TI and MLD, which it prints times 1000."""
    inputs, expected = oracle("who_healthequal_nonordered")
    population = np.array(inputs["population"], dtype=float)
    cases = population * inputs["estimate"]
    assert 1000 * theil_t(cases, population) == close(expected["ti"])
    assert 1000 * theil_l(cases, population) == close(expected["mld"])


def test_who_ordered_gradient():
    """who_healthequal_ordered: RCI, ACI and the linear weighted SII and RII."""
    inputs, expected = oracle("who_healthequal_ordered")
    value, population = inputs["estimate"], inputs["population"]
    index = concentration_index(value, population, range(1, 6))
    assert index == close(expected["rci"])
    assert index * np.average(value, weights=population) == close(expected["aci"])
    slope = slope_index(value, population, range(1, 6))
    assert slope.sii == close(expected["sii_linear_wls"])
    assert slope.rii == close(expected["rii_linear_wls"])


def test_who_ordered_sample():
    """who_orderedsample_rci: skilled birth attendance by wealth quintile."""
    inputs, expected = oracle("who_orderedsample_rci")
    index = concentration_index(inputs["estimate"], inputs["population"], range(5))
    assert index == close(expected["rci"])


@pytest.mark.parametrize("area", range(3))
@pytest.mark.parametrize(("confidence", "suffix"), [(0.95, "95_0cl"), (0.998, "99_8cl")])
def test_indirect_ratio(area, confidence, suffix):
    """
    indirect_standardisation_ratio: PHEindicatormethods.

    The area is set beside a second one that makes its expected count the published
    one. From 10 events on, the package's limits are Byar's, within 5e-4 of ours.
    """
    inputs, expected = oracle("indirect_standardisation_ratio")
    area_inputs, published = inputs[area], expected[area]
    rate = np.divide(area_inputs["refcount"], area_inputs["refpop"])
    events, expectation = sum(area_inputs["count"]), rate @ area_inputs["pop"]
    assert (events, expectation) == close((published["observed"], published["expected"]))
    both = observed_expected(
        [events, 1000 - events],
        [expectation, 1000 - expectation],
        confidence=confidence,
    )
    assert both.loc[0, "expected"] == close(published["expected"])
    assert both.loc[0, "ratio"] == close(published["ratio"])
    tolerance = 1e-9 if events < 10 else 5e-4
    limits = [published[f"lower{suffix}"], published[f"upper{suffix}"]]
    assert list(both.loc[0, ["lower", "upper"]]) == close(limits, rel=tolerance)


def test_funnel_flags():
    """funnel_crude_rate_flags: 40 areas of PHEindicatormethods, one without event."""
    inputs, expected = oracle("funnel_crude_rate_flags")
    words = {
        "High (0.001)": "very_high",
        "High (0.025)": "high",
        "Not significant": "none",
        "Low (0.025)": "low",
        "Low (0.001)": "very_low",
    }
    table = observed_expected(inputs["count"], inputs["pop"])
    assert list(table["flag"]) == [words[word] for word in expected["significance"]]
    baseline = table["expected"] / inputs["pop"]
    assert list(baseline) == close([expected["baseline"]] * len(table))
