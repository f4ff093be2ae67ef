"""Charts of analysis: what is drawn is what was measured, and no name is a tag."""

import numpy as np
import pandas as pd
import pytest

from cls_dash import terms, wording
from cls_dash.analysis.concentration import (
    Series,
    chance_funnel,
    lorenz,
    lorenz_band,
    observed_chance,
)
from cls_dash.errors import InvalidInputError, UndefinedMeasureError
from cls_dash.render import charts, palette, spread_charts

NASTY = "<img src=x onerror=alert(1)>"


def texts(figure):
    """Return every text of a figure: its hovers and its annotations."""
    drawn = [text for trace in figure.data for text in np.atleast_1d(trace.text or ())]
    return [str(text) for text in (*drawn, *(note.text for note in figure.layout.annotations))]


class TestFunnel:
    SERIES = Series([1] * 43, np.ones((43, 4), dtype=bool))
    PEOPLE = pd.Series([10.0, 20, 30, 0], list("abcd"))
    TABLE = observed_chance(pd.Series([40, 3, 0, 0], list("abcd")), SERIES, PEOPLE).assign(
        name=["Thiers", NASTY, "Billom", "Déserte"]
    )
    LIMITS = chance_funnel(SERIES, PEOPLE, np.geomspace(0.1, 33, 90))

    def test_each_commune_that_expects_something_is_a_point(self):
        figure = spread_charts.funnel(self.TABLE, self.LIMITS)
        marks = [trace for trace in figure.data if trace.mode == "markers"]
        points = sorted((x, y) for trace in marks for x, y in zip(trace.x, trace.y, strict=True))
        known = self.TABLE[self.TABLE["expected"] > 0]
        assert points == sorted(
            zip(known["expected"].round(2), known["ratio"].round(2), strict=True)
        )

    def test_those_beyond_chance_are_in_the_colour_of_actions_and_lie_outside(self):
        figure = spread_charts.funnel(self.TABLE, self.LIMITS)
        plain, out = (trace for trace in figure.data if trace.mode == "markers")
        flagged = self.TABLE["flag"].isin(["very_high", "high", "very_low", "low"])
        assert out.marker.color == palette.ACCENT
        assert len(out.x) == flagged.sum() == 3
        assert len(plain.x) == 0
        lower, upper = (trace for trace in figure.data[:2])
        for x, y in zip(out.x, out.y, strict=True):
            low, high = (np.interp(x, line.x, line.y) for line in (lower, upper))
            assert not low < y < high

    def test_names_are_no_tags(self):
        assert not [
            text for text in texts(spread_charts.funnel(self.TABLE, self.LIMITS)) if "<img" in text
        ]


class TestLorenzBand:
    def test_it_stays_under_equality_and_meets_its_ends(self):
        band = lorenz_band(30, [10.0, 20, 30, 40], draws=200, seed=1, points=11)
        assert band.iloc[0].tolist() == [0, 0, 0]
        assert band.iloc[-1].tolist() == [1, 1, 1]
        assert (band["lower"] <= band["upper"]).all()
        assert (band["upper"] <= band["population"] + 1e-9).all()

    def test_most_random_curves_pass_inside(self):
        people = np.arange(1.0, 31)
        band = lorenz_band(60, people, draws=500, seed=2, points=11)
        random = np.random.default_rng(9)
        inside = []
        for _ in range(200):
            curve = lorenz(random.multinomial(60, people / people.sum()), people)
            here = np.interp(band["population"], curve["population"], curve["amount"])
            inside.append(((here >= band["lower"] - 1e-9) & (here <= band["upper"] + 1e-9))[5])
        assert 0.88 <= np.mean(inside) <= 1

    def test_it_does_not_depend_on_the_unit(self):
        one, other = (lorenz_band(9, [k, 2 * k], draws=50, seed=3, points=5) for k in (1, 1000))
        pd.testing.assert_frame_equal(one, other)

    @pytest.mark.parametrize(
        ("total", "people", "points", "error"),
        [
            (0, [1.0], 5, UndefinedMeasureError),
            (3, [0.0], 5, UndefinedMeasureError),
            (3, [1.0], 1, InvalidInputError),
            (-1, [1.0], 5, InvalidInputError),
        ],
    )
    def test_refusals(self, total, people, points, error):
        with pytest.raises(error):
            lorenz_band(total, people, draws=10, seed=1, points=points)

    def test_it_is_drawn_between_equality_and_the_curve(self):
        band = pd.DataFrame({"population": [0, 0.5, 1], "lower": [0, 0.2, 1], "upper": [0, 0.4, 1]})
        shares = pd.DataFrame({"population": [0, 1], "amount": [0, 1]})
        drawn = [trace.y for trace in spread_charts.lorenz(shares, band).data]
        assert (0, 0.4, 1) in drawn
        assert (0, 0.2, 1) in drawn


class TestReached:
    def test_a_curve_says_how_many_are_at_so_many_minutes(self):
        times = pd.Series({"a": 12.0, "b": 3.0, "c": np.nan})
        people = pd.Series({"a": 10.0, "b": 30.0, "c": 60.0})
        figure = charts.reached({"récent": times}, people, limit=20)
        assert figure.data[0].x == (0, 3, 12)
        assert figure.data[0].y == (0, 0.3, 0.4)
        assert texts(figure) == ["récent"]
        (near,) = figure.layout.shapes
        assert (near.type, near.x0, near.x1, near.y1) == ("line", 20, 20, 1)

    def test_out_of_reach_of_all_a_curve_stays_at_nothing(self):
        figure = charts.reached(
            {"récent": pd.Series({"a": np.nan})}, pd.Series({"a": 10.0}), limit=20
        )
        assert figure.data[0].y == (0,)


class TestFrontier:
    def test_points_are_programmes_in_percents(self):
        points = pd.DataFrame(
            {"reach": [0.9, 0.7], "equity": [0.5, 0.8], "names": [NASTY, "Ambert"]}
        )
        figure = charts.frontier(points)
        assert (figure.data[0].x, figure.data[0].y) == ((90, 70), (50, 80))
        assert not [text for text in texts(figure) if "<img" in text]
        assert {"le plus large", "le plus équitable"} <= set(texts(figure))


class TestBalance:
    def test_shares_are_stacked_and_counted(self):
        shares = pd.DataFrame(
            {"prévention": [0.75, 0.04], "organisation des soins": [0.25, 0.96], "total": [4, 25]},
            index=["CLS 1", "CLS 2"],
        )
        figure = charts.balance(shares)
        assert [trace.name for trace in figure.data] == [
            "A : prévention", "B : organisation des soins",
        ]  # fmt: skip
        assert figure.data[0].x == (0.75, 0.04)
        assert figure.data[0].y == ("CLS 1 (4\u00a0actions)", "CLS 2 (25\u00a0actions)")
        assert figure.data[0].text == ("A 75\u00a0%", "A")
        assert figure.data[1].text == ("B 25\u00a0%", "B 96\u00a0%")


class TestWording:
    @pytest.mark.parametrize(
        ("value", "written"),
        [
            (0.0005, "p\u00a0<\u00a00,001"), (0.001, "p\u00a0=\u00a00,001"),
            (0.0312, "p\u00a0=\u00a00,03"), (1.0, "p\u00a0=\u00a01,00"),
        ],
    )  # fmt: skip
    def test_p_values(self, value, written):
        assert wording.p_value(value) == written

    def test_percents_may_have_decimals(self):
        assert wording.percent(0.12345, 1) == "12,3\u00a0%"
        assert wording.percent(float("nan"), 1) == terms.NO_DATA

    def test_every_theme_is_in_one_group(self):
        grouped = [theme for themes in terms.THEME_GROUPS.values() for theme in themes]
        assert sorted(grouped) == sorted(terms.THEMES)

    @pytest.mark.parametrize(
        ("names", "written"),
        [
            (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et 1\u00a0autre"),
            (["a", "b", "c", "d"], "a, b et 2\u00a0autres"), ([], ""),
        ],
    )  # fmt: skip
    def test_the_first_names_are_said_and_the_others_counted(self, names, written):
        assert wording.first_of(names, 2) == written

    @pytest.mark.parametrize(
        ("part", "written"),
        [
            (0.0, "0\u00a0%"), (0.004, "moins de 1\u00a0%"), (0.2, "20\u00a0%"),
            (0.996, "plus de 99\u00a0%"), (1.0, "100\u00a0%"),
        ],
    )  # fmt: skip
    def test_some_is_never_none_nor_most_all(self, part, written):
        assert wording.percent(part) == written

    @pytest.mark.parametrize(
        ("town", "at", "of"),
        [
            ("Thiers", "à Thiers", "de Thiers"), ("Ambert", "à Ambert", "d’Ambert"),
            ("Églisolles", "à Églisolles", "d’Églisolles"),
            ("Le Brugeron", "au Brugeron", "du Brugeron"),
            ("Les Ancizes", "aux Ancizes", "des Ancizes"),
            ("La Chaulme", "à La Chaulme", "de La Chaulme"),
            ("L’Hospitalet", "à L’Hospitalet", "de L’Hospitalet"),
        ],
    )  # fmt: skip
    def test_a_preposition_and_the_article_of_a_town_are_one_word(self, town, at, of):
        assert (wording.at(town), wording.of(town)) == (at, of)
