"""Clusters: worked cases kept outside, second implementations, invariants and refusals."""

from itertools import combinations
from math import comb, sqrt
from statistics import NormalDist, fmean, pstdev

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from libpysal.graph import Graph
from scipy.stats import false_discovery_control

from cls_dash.analysis._families import benjamini_hochberg
from cls_dash.analysis._neighbours import sample
from cls_dash.analysis._permutations import permuted
from cls_dash.analysis.clusters import getis_ord, local_moran
from cls_dash.errors import InvalidInputError, UndefinedMeasureError
from tests.oracles import oracle

QUADRANTS = [None, "high_high", "low_high", "low_low", "high_low"]
close = pytest.approx


def case(name, *, base):
    inputs, expected = oracle(name)
    rows = inputs[f"neighbours_{'one' if base else 'zero'}_based"]
    touching = {i + base: list(row) for i, row in enumerate(rows)}
    return pd.Series(inputs["value"], list(touching), dtype=float), touching, expected


def graph(touching):
    return Graph.from_dicts(touching)


def grid(side=4, *, queen=True):
    """Communes of a chessboard, and who touches whom."""
    cells = [(x, y) for x in range(side) for y in range(side)]
    reach = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if (a, b) != (0, 0)]
    steps = [step for step in reach if queen or 0 in step]
    name = "{:x}{:x}".format
    return {
        name(*cell): [
            name(cell[0] + a, cell[1] + b)
            for a, b in steps
            if (cell[0] + a, cell[1] + b) in cells
        ]
        for cell in cells
    }  # fmt: skip


TOUCHING = grid()
GRID = graph(TOUCHING)


@st.composite
def figures(draw):
    """Whole numbers on the chessboard, not all alike."""
    drawn = draw(arrays(float, 16, elements=st.integers(-20, 20)))
    assume(np.ptp(drawn) > 0)
    return pd.Series(drawn, list(TOUCHING))


def scored(table):
    return table.drop(columns=["kind", "quadrant"], errors="ignore").to_numpy(dtype=float)


class TestWorkedCases:
    def test_six_points(self):
        """getis_ord_six_points, from the documentation of esda."""
        inputs, expected = oracle("getis_ord_six_points")
        points = np.array(inputs["points"], dtype=float)
        near = np.hypot(*(points[:, None] - points).T) <= inputs["threshold"]
        np.fill_diagonal(near, val=False)
        links = graph({i: np.flatnonzero(row).tolist() for i, row in enumerate(near)})
        values = pd.Series(inputs["value"])
        for star, key in ((False, "Gi"), (True, "Gi_star")):
            found = getis_ord(values, links, star=star, minimum=6)
            assert found["z"].tolist() == close(expected[key], abs=5e-9)

    def test_africa(self):
        """local_moran_afcon, from spdep: Ii, its moments, p, BH, G*, the global I."""
        values, touching, expected = case("local_moran_afcon", base=1)
        links = graph(touching)
        found = local_moran(values, links, permutations=0, seed=0)
        for column, key in (("statistic", "Ii"), ("p", "p_two_sided"), ("q", "p_bh")):
            assert found[column].tolist() == close(expected[key], rel=1e-8)
        assert (found["p"] < 0.05).sum() == expected["n_sig_raw_005"]
        assert (found["kind"] != "none").sum() == expected["n_sig_bh_005"]
        score = np.sign(values - values.mean()) * getis_ord(values, links, star=False)["z"]
        assert score.tolist() == close(expected["Z"], rel=1e-8)
        variance = ((found["statistic"] - expected["E"]) / score) ** 2
        assert variance.tolist() == close(expected["V"], rel=1e-8)
        assert getis_ord(values, links)["z"].tolist() == close(expected["Gi_star"], rel=1e-8)

    def test_the_whole_of_africa(self):
        """local_moran_afcon: the local ones have the global I as their mean."""
        values, touching, expected = case("local_moran_afcon", base=1)
        found = local_moran(values, graph(touching), permutations=0, seed=0)
        assert found["statistic"].mean() == close(expected["global_I"], rel=1e-8)

    def test_saint_louis(self):
        """moran_stl, from the documentation of esda."""
        values, touching, expected = case("moran_stl", base=0)
        found = local_moran(values, graph(touching), permutations=0, seed=0)
        assert found["statistic"].mean() == close(expected["I"], rel=1e-8)

    def test_quadrants(self):
        """lisa_quadrants_desmith, from the documentation of esda."""
        values, touching, expected = case("lisa_quadrants_desmith", base=0)
        found = local_moran(values, graph(touching), permutations=0, seed=0)
        assert found["quadrant"].tolist() == [QUADRANTS[rank] for rank in expected["q"]]

    @pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")
    def test_esda_agrees(self):
        """The values of moran_stl; esda.G_Local of binary weights and esda.Moran_Local."""
        from esda import G_Local, Moran_Local  # seconds to import

        values, touching, _ = case("moran_stl", base=0)
        links, n = graph(touching), len(values)
        binary = G_Local(values, links, transform="B", star=True, permutations=0)
        found = getis_ord(values, links)
        assert found["z"].tolist() == close(binary.Zs.tolist(), rel=1e-9)
        assert (found["p"] / 2).tolist() == close(binary.p_norm.tolist(), rel=1e-9)
        dealt = Moran_Local(values, links, permutations=9_999, seed=1, keep_simulations=True)
        moran = local_moran(values, links, permutations=9_999, seed=1)
        assert moran["statistic"].tolist() == close((dealt.Is * n / (n - 1)).tolist(), rel=1e-9)
        # A share of 10,000 draws: each has an error of at most 0.005, where it is ½.
        expected = -(dealt.z**2) / (dealt.z**2).sum()
        far = np.abs(dealt.sim - expected) >= np.abs(dealt.Is - expected) - 1e-12
        assert moran["p"].tolist() == close(far.mean(axis=0).tolist(), abs=0.025)


class TestSecondImplementation:
    @given(figures())
    def test_plain_loops_agree(self, values):
        n, mean, spread = 16, fmean(values), pstdev(values)
        hot = getis_ord(values, GRID)
        moran = local_moran(values, GRID, permutations=0, seed=0)
        for code, others in TOUCHING.items():
            k = len(others) + 1
            total = sum(values[other] for other in [*others, code])
            z = (total - k * mean) / (spread * sqrt((n * k - k**2) / (n - 1)))
            assert hot.loc[code, "z"] == close(z, abs=1e-9)
            assert hot.loc[code, "p"] == close(2 * NormalDist().cdf(-abs(z)), abs=1e-9)
            lag = fmean(values[other] - mean for other in others)
            expected = (values[code] - mean) * lag / spread**2
            assert moran.loc[code, "statistic"] == close(expected, abs=1e-9)

    @given(figures(), st.integers(0, 2**32))
    def test_draws_are_those_of_all_subsets(self, values, seed):
        """p against the share, over all subsets of others, of those as far as the neighbours."""
        found = sample(values, GRID)
        p = dict(zip(found.codes, permuted(found, permutations=2_000, seed=seed), strict=True))
        for code in ("00", "01", "33"):
            others = values.drop(code).to_numpy()
            count = len(TOUCHING[code])
            sums = np.array([sum(some) for some in combinations(others, count)])
            centre = count * others.sum() / 15
            least = abs(values[TOUCHING[code]].sum() - centre) - 1e-9
            exact = (np.abs(sums - centre) >= least).sum() / comb(15, count)
            error = sqrt(exact * (1 - exact) / 2_000)
            assert p[code] == close(exact, abs=5 * error + 1 / 2_000)

    def test_benjamini_and_hochberg_by_hand(self):
        values = pd.Series(np.arange(16.0) ** 2, list(TOUCHING))
        p = getis_ord(values, GRID)["p"].sort_values()
        q = getis_ord(values, GRID)["q"]
        for rank, code in enumerate(p.index):
            assert q[code] == close(min(16 * p.iloc[i] / (i + 1) for i in range(rank, 16)))


class TestInvariants:
    @given(figures(), st.sampled_from([2.0, 1e4, 0.3]), st.sampled_from([0.0, -50.0, 0.1]))
    def test_a_change_of_unit_changes_nothing(self, values, scale, shift):
        changed = values * scale + shift
        for measure in (
            lambda x: getis_ord(x, GRID),
            lambda x: local_moran(x, GRID, permutations=0, seed=0),
            lambda x: local_moran(x, GRID, permutations=400, seed=0),
        ):
            before, after = measure(values), measure(changed)
            assert scored(after) == close(scored(before), abs=1e-8)
            assert after["kind"].tolist() == before["kind"].tolist()
            if "quadrant" in after:
                assert after["quadrant"].tolist() == before["quadrant"].tolist()

    @given(figures(), st.permutations(list(TOUCHING)))
    def test_the_order_of_communes_changes_nothing(self, values, order):
        mixed = graph({code: TOUCHING[code][::-1] for code in order})
        for measure in (
            getis_ord,
            lambda x, links: local_moran(x, links, permutations=400, seed=3),
        ):
            found, other = measure(values, GRID), measure(values[order], mixed)
            assert other.index.tolist() == order
            pd.testing.assert_frame_equal(other.loc[found.index], found)

    @given(figures())
    def test_upside_down_hot_is_cold(self, values):
        hot, cold = getis_ord(values, GRID), getis_ord(-values, GRID)
        assert cold["z"].tolist() == close((-hot["z"]).tolist(), abs=1e-9)
        other = {"hot": "cold", "cold": "hot", "none": "none"}
        assert cold["kind"].tolist() == hot["kind"].map(other).tolist()

    def test_a_chessboard_is_as_unlike_as_can_be_and_its_halves_alike(self):
        rook = graph(grid(6, queen=False))
        codes = list(grid(6))
        board = pd.Series([float((i // 6 + i) % 2) for i in range(36)], codes)
        unlike = local_moran(board, rook, permutations=0, seed=0)["statistic"]
        halves = pd.Series([float(i >= 18) for i in range(36)], codes)
        assert unlike.mean() == close(-1)
        # The two rows along the border have neighbours on the other side.
        local = local_moran(halves, graph(grid(6)), permutations=0, seed=0)
        for kinds, names in (
            (local["kind"], ("low_low", "high_high")),
            (getis_ord(halves, graph(grid(6)))["kind"], ("cold", "hot")),
        ):
            rows = kinds.to_numpy().reshape(6, 6)[:, 1:5]
            sides = set(rows[:2].ravel()), set(rows[2:4].ravel()), set(rows[4:].ravel())
            assert sides == ({names[0]}, {"none"}, {names[1]})


class TestPermutations:
    VALUES = pd.Series(np.arange(16.0) ** 2, list(TOUCHING))

    def test_too_few_to_conclude_leave_the_normal_law(self):
        """16 communes: 16 / 0.05 − 1 = 319."""
        normal, few, enough = (
            local_moran(self.VALUES, GRID, permutations=count, seed=1)["p"]
            for count in (0, 318, 319)
        )
        assert few.tolist() == normal.tolist()
        assert set(np.round(enough * 320, 9) % 1) == {0}
        assert set(enough) != set(normal)

    def test_the_seed_decides(self):
        one, same, other = (
            local_moran(self.VALUES, GRID, permutations=999, seed=seed)["p"].tolist()
            for seed in (1, 1, 2)
        )
        assert one == same != other

    # In other units, neither a mean nor a difference is exact.
    @pytest.mark.parametrize(("scale", "shift"), [(1, 0), (0.1, 0), (0.1, 1e6), (1e-9, 1)])
    @pytest.mark.parametrize("permutations", [0, 400])
    def test_what_no_draw_can_change_is_no_cluster(self, permutations, scale, shift):
        """Neighbours all alike, for the one that differs or its only neighbour; all of them."""
        others = [*"bcdefghi"]
        wheel = graph({"a": others} | {code: ["a"] for code in others})
        for values, code in (
            ([9, 0, 0, 0, 0, 0, 0, 0, 0], "a"),
            ([0, 9, 0, 0, 0, 0, 0, 0, 0], "b"),
            ([1, 2, 3, 4, 5, 6, 7, 8, 10], "a"),
        ):
            units = pd.Series(values, ["a", *others]) * scale + shift
            found = local_moran(units, wheel, permutations=permutations, seed=1)
            assert found.loc[code, "p"] == 1
            left = getis_ord(units, wheel, star=False).loc[code]
            assert left[["z", "p", "kind"]].tolist() == [0, 1, "none"]
        assert getis_ord(units, wheel).loc["a", ["z", "p", "kind"]].tolist() == [0, 1, "none"]

    @pytest.mark.parametrize(("scale", "shift"), [(1, 0), (0.1, 0), (0.1, 1e6), (1e-9, 1)])
    @pytest.mark.parametrize("permutations", [0, 400])
    def test_a_commune_at_the_mean_is_neither_high_nor_low(self, permutations, scale, shift):
        values = pd.Series(-4.0, list(TOUCHING))
        values[["00", "01", "10", "11"]] = 0, 12, 12, 12
        values[["22", "23", "32"]] = 2, -1, -1
        units = values * scale + shift
        found = local_moran(units, GRID, permutations=permutations, seed=1)
        assert found.loc["00", ["statistic", "p", "quadrant"]].tolist() == [0, 1, "low_high"]
        assert getis_ord(units, GRID, star=False).loc["00", "p"] < 0.05
        # At 33, it is the mean of the neighbours. All this whichever way things are rounded.
        for more in np.arange(9) / 7:
            found = local_moran(units + more, GRID, permutations=permutations, seed=1)
            assert found.loc["33", "quadrant"] == "low_low"
            assert found.loc["00", "statistic"] == 0

    def test_a_commune_is_not_its_own_neighbour(self):
        own = GRID.assign_self_weight(1)
        pd.testing.assert_frame_equal(getis_ord(self.VALUES, own), getis_ord(self.VALUES, GRID))


class TestMasks:
    @given(figures(), st.sets(st.sampled_from(list(TOUCHING)), min_size=1, max_size=5))
    def test_missing_values_are_out_before_anything_is_computed(self, values, missing):
        known = values.drop(sorted(missing))
        assume(np.ptp(known) > 0)
        rest = {c: [o for o in TOUCHING[c] if o not in missing] for c in known.index}
        assume(all(rest.values()))
        gaps = values.where(~values.index.isin(list(missing)))
        for measure in (getis_ord, lambda x, g: local_moran(x, g, permutations=400, seed=1)):
            found = measure(gaps, GRID)
            pd.testing.assert_frame_equal(found.loc[known.index], measure(known, graph(rest)))
            masked = found.loc[sorted(missing)]
            assert set(masked.pop("kind")) == {"masked"}
            assert masked.isna().all(axis=None)

    def test_islands_are_masked_and_those_that_a_gap_isolates(self):
        more = TOUCHING | {"pair": ["other"], "other": ["pair"], "island": []}
        values = pd.Series(np.arange(19.0), list(more))
        values["other"] = np.nan
        found = getis_ord(values, graph(more))
        assert found.index[found["kind"] == "masked"].tolist() == ["pair", "other", "island"]
        alone = getis_ord(values[list(TOUCHING)], GRID)
        pd.testing.assert_frame_equal(found.loc[list(TOUCHING)], alone)


MEASURES = pytest.mark.parametrize(
    "measure",
    [getis_ord, lambda x, links: local_moran(x, links, permutations=0, seed=0)],
)


@MEASURES
class TestRefusals:
    VALUES = pd.Series(np.arange(16.0), list(TOUCHING))

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            (VALUES.iloc[:-1], "same communes"),
            (VALUES.rename({"00": "63"}), "same communes"),
            (pd.concat([VALUES, VALUES.iloc[:1]]), "there twice"),
            (VALUES.replace(3.0, np.inf), "infinite"),
            (VALUES.astype(str) + "?", "not a list of numbers"),
        ],
    )
    def test_values_that_do_not_hold(self, measure, values, message):
        with pytest.raises(InvalidInputError, match=message):
            measure(values, GRID)

    def test_a_link_that_goes_one_way(self, measure):
        one_way = graph(TOUCHING | {"00": ["01"]})
        with pytest.raises(InvalidInputError, match="neighbour of its neighbour"):
            measure(self.VALUES, one_way)

    @pytest.mark.parametrize("value", [3.0, 0.1 + 0.2, 1e9])
    def test_values_all_alike(self, measure, value):
        alike = pd.Series(value, list(TOUCHING))
        alike.iloc[0] *= 1 + 1e-15
        with pytest.raises(UndefinedMeasureError, match="the same value"):
            measure(alike, GRID)

    def test_too_few_communes(self, measure):
        line = {i: [j for j in (i - 1, i + 1) if 0 <= j < 9] for i in range(9)}
        values = pd.Series(np.arange(9.0))
        measure(values.where(values != 8), graph(line))
        # A gap at 7 isolates 8: seven are left.
        with pytest.raises(UndefinedMeasureError, match="fewer than 8"):
            measure(values.where(values != 7), graph(line))
        with pytest.raises(UndefinedMeasureError, match="fewer than 8"):
            measure(pd.Series([1.0]), graph({0: []}))


class TestOptions:
    def test_a_minimum_and_a_number_of_permutations_make_sense(self):
        values = pd.Series(np.arange(16.0), list(TOUCHING))
        with pytest.raises(InvalidInputError, match="two communes"):
            getis_ord(values, GRID, minimum=2)
        with pytest.raises(InvalidInputError, match="permutations is negative"):
            local_moran(values, GRID, permutations=-1, seed=0)


class TestBenjaminiHochberg:
    @given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
    def test_it_is_that_of_scipy(self, drawn):
        p = np.array(drawn)
        np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p), atol=1e-15)

    def test_the_worked_case_of_the_paper(self):
        # Benjamini and Hochberg (1995), section 4: four of fifteen pass at 0.05.
        p = np.array(
            [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
             0.4262, 0.5719, 0.6528, 0.7590, 1.0]
        )  # fmt: skip
        assert (benjamini_hochberg(p) <= 0.05).sum() == 4
