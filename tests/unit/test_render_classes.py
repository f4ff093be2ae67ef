"""Classes of a choropleth: marks, counts and labels tell the same story."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cls_dash.errors import InvalidInputError, UndefinedMeasureError
from cls_dash.render import palette
from cls_dash.render.classes import MISSING, by_bounds, by_quantiles, thirds
from tests.oracles import oracle

POSITIVE_OR_GAP = st.lists(
    st.none() | st.just(0.0) | st.floats(min_value=0, max_value=1e4), min_size=1, max_size=60
).map(lambda values: pd.Series(values, dtype=float))


def told(classes):
    """Count the marks of each class, as a reader of the map would."""
    return tuple(classes.marks.count(str(rank)) for rank in range(len(classes.labels)))


def read(text):
    return float(text.replace("\u202f", "").replace(",", "."))


class TestByBounds:
    def test_a_bound_belongs_to_the_class_below_it(self):
        classes = by_bounds(pd.Series([0.5, 1.0, 1.1, 2.0, 2.1]), [1, 2], ["bas", "moyen", "haut"])
        assert classes.marks == "00112"
        assert classes.counts == (2, 2, 1)
        assert classes.labels == ("bas", "moyen", "haut")

    def test_a_missing_value_is_a_gap_and_no_class(self):
        classes = by_bounds(pd.Series([None, 0.0, 3.0]), [1], ["bas", "haut"])
        assert classes.marks == "-01"
        assert classes.counts == (1, 1)
        assert classes.missing == 1

    def test_a_class_without_any_value_is_counted_zero(self):
        assert by_bounds(pd.Series([5.0]), [1, 2], ["a", "b", "c"]).counts == (0, 0, 1)

    def test_all_missing_is_all_gaps(self):
        classes = by_bounds(pd.Series([None, None], dtype=float), [1], ["a", "b"])
        assert (classes.marks, classes.counts, classes.missing) == ("--", (0, 0), 2)

    def test_a_rank_above_nine_is_one_character(self):
        classes = by_bounds(pd.Series([10.5]), list(range(11)), [str(n) for n in range(12)])
        assert classes.marks == "B"

    @given(POSITIVE_OR_GAP)
    def test_marks_agree_with_a_plain_search(self, values):
        bounds = [0.0, 0.5, 10.0]
        expected = "".join(
            MISSING if pd.isna(value) else str(sum(value > bound for bound in bounds))
            for value in values
        )
        assert by_bounds(values, bounds, ["a", "b", "c", "d"]).marks == expected


class TestByQuantiles:
    def test_positive_values_are_cut_into_equal_parts_and_zero_stands_alone(self):
        values = pd.Series([0.0, 0.0, *range(1, 11)])
        classes = by_quantiles(values, 5, digits=0, zero="aucune")
        assert classes.labels == ("aucune", "1 à 3", "4 à 5", "6", "7 à 8", "9 à 10")
        assert classes.counts == (2, 3, 2, 1, 2, 2)
        assert classes.marks == "001112234455"

    def test_ties_make_fewer_classes(self):
        classes = by_quantiles(pd.Series([2.0] * 9 + [7.0]), 5, digits=0, zero="aucune")
        assert classes.labels == ("aucune", "2", "7")
        assert classes.counts == (0, 9, 1)

    def test_a_rounded_bound_that_leaves_nothing_below_it_makes_no_class(self):
        classes = by_quantiles(pd.Series([2.4, 2.4, 2.4, 9.0]), 5, digits=0, zero="aucune")
        assert 0 not in classes.counts[1:]


class TestAboveZero:
    def test_one_value_is_one_class(self):
        classes = by_quantiles(pd.Series([3.0]), 5, digits=0, zero="aucune")
        assert classes.labels == ("aucune", "3")
        assert classes.marks == "1"

    def test_only_zeros_make_one_class(self):
        classes = by_quantiles(pd.Series([0.0, 0.0]), 5, digits=0, zero="aucune")
        assert (classes.marks, classes.counts) == ("00", (2,))
        assert classes.labels == ("aucune",)

    def test_all_missing_is_all_gaps(self):
        classes = by_quantiles(pd.Series([None, None], dtype=float), 5, digits=0, zero="aucune")
        assert (classes.marks, classes.missing) == ("--", 2)
        assert sum(classes.counts) == 0

    def test_values_that_round_to_zero_are_still_apart_from_zero(self):
        classes = by_quantiles(pd.Series([0.0, 0.07, 0.3]), 5, digits=0, zero="aucune")
        assert classes.marks == "011"
        assert len(classes.labels) == len(classes.counts) == 2

    @given(
        values=POSITIVE_OR_GAP,
        k=st.integers(min_value=1, max_value=6),
        digits=st.sampled_from([0, 1]),
    )
    def test_counts_marks_and_labels_agree(self, values, k, digits):
        classes = by_quantiles(values, k, digits=digits, zero="aucune")
        assert len(classes.marks) == len(values)
        assert classes.counts == told(classes)
        assert sum(classes.counts) + classes.missing == len(values)
        assert classes.missing == classes.marks.count(MISSING) == values.isna().sum()
        assert len(classes.labels) == len(classes.counts) <= k + 1
        assert classes.counts[0] == (values == 0).sum()

    @given(values=POSITIVE_OR_GAP, digits=st.sampled_from([0, 1]))
    def test_a_value_lies_within_what_its_label_says(self, values, digits):
        classes = by_quantiles(values, 5, digits=digits, zero="aucune")
        if not values.max() > 0:
            return
        half = 0.5001 * 10**-digits
        for value, mark in zip(values, classes.marks, strict=True):
            if mark in (MISSING, "0"):
                continue
            ends = [*map(read, classes.labels[int(mark)].split(" à "))]
            low, high = ends[0], ends[-1]
            assert low - half <= value <= high + half

    @given(values=POSITIVE_OR_GAP, digits=st.sampled_from([0, 1]))
    def test_a_value_as_it_is_read_is_in_one_class_only(self, values, digits):
        classes = by_quantiles(values, 5, digits=digits, zero="aucune")
        ends = [[*map(read, label.split(" à "))] for label in classes.labels[1:]]
        for value, mark in zip(values, classes.marks, strict=True):
            if mark not in (MISSING, "0") and (read_as := round(value, digits)) > 0:
                inside = [rank for rank, end in enumerate(ends, 1) if end[0] <= read_as <= end[-1]]
                assert inside == [int(mark)]

    @given(values=POSITIVE_OR_GAP)
    def test_a_larger_value_is_never_in_a_lower_class(self, values):
        classes = by_quantiles(values, 5, digits=0, zero="aucune")
        known = [
            (value, mark)
            for value, mark in zip(values, classes.marks, strict=True)
            if mark != MISSING
        ]
        marks = [mark for _, mark in sorted(known)]
        assert marks == sorted(marks)

    def test_quantiles_are_those_of_mapclassify(self):
        """jenks_quantiles_calemp."""
        inputs, expected = oracle("jenks_quantiles_calemp")
        classes = by_quantiles(pd.Series(inputs["value"]), inputs["k"], digits=3, zero="aucune")
        assert classes.counts == (0, *expected["quantile_counts"])
        found = [read(label.split(" à ")[1]) for label in classes.labels[1:]]
        assert found == pytest.approx(expected["quantiles_upper"], abs=1e-6)


class TestThirds:
    @pytest.mark.parametrize(
        ("values", "found"),
        [
            ([1, 2, 3], "012"),
            ([1, 2, 3, 4, 5, 6], "001122"),
            ([0, 0, 0, 0, 0, 1], "000002"),
            ([0, 1, 1, 1, 1, 1], "022222"),
            ([0, 0, 1, 1, 2, 2], "001122"),
            ([0, 1, 1, 1, 1, 2], "000002"),
            ([5, 5, 9], "002"),
        ],
    )
    def test_equal_values_are_in_one_third(self, values, found):
        assert "".join(map(str, thirds(pd.Series(values)))) == found

    @given(st.lists(st.floats(0, 1e4), min_size=2, max_size=60), st.sampled_from([0.5, 64.0]))
    def test_they_follow_values_whatever_the_unit_and_part_the_ends(self, values, unit):
        assume(max(values) > min(values))
        values = pd.Series(values)
        found = thirds(values)
        ordered = sorted(zip(values, found, strict=True))
        assert [third for _, third in ordered] == sorted(found)
        assert len(set(ordered)) == values.nunique()
        assert (ordered[0][1], ordered[-1][1]) == (0, 2)
        assert thirds(values * unit).equals(found)

    @pytest.mark.parametrize("values", [[2.0, 2.0], []])
    def test_where_values_are_alike_none_is_low_or_high(self, values):
        with pytest.raises(UndefinedMeasureError, match="are the same"):
            thirds(pd.Series(values, dtype=float))

    def test_a_missing_value_is_in_no_third(self):
        with pytest.raises(InvalidInputError, match="missing"):
            thirds(pd.Series([1.0, None, 3.0]))


class TestBivariatePalette:
    def test_colours_darken_along_each_row_and_column(self):
        shades = np.array([light(colour) for colour in palette.BIVARIATE]).reshape(3, 3)
        assert (np.diff(shades, axis=0) < 0).all()
        assert (np.diff(shades, axis=1) < 0).all()
        assert shades.max() == shades[0, 0]
        assert shades.min() == shades[2, 2]

    def test_blue_comes_with_the_first_and_orange_with_the_second(self):
        red, _, blue = zip(*map(channels, palette.BIVARIATE), strict=True)
        assert blue[6] > red[6]  # C1
        assert red[2] > blue[2]  # A3


def channels(colour):
    return [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]


def light(colour):
    """Relative luminance, as WCAG defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))
