"""Classes of a choropleth: marks, counts and labels tell the same story."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.render.classes import MISSING, by_bounds, by_quantiles

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
        assert classes.labels == ("aucune", "1 à 3", "3 à 5", "5 à 6", "6 à 8", "8 à 10")
        assert classes.counts == (2, 3, 2, 1, 2, 2)
        assert classes.marks == "001112234455"

    def test_ties_make_fewer_classes(self):
        classes = by_quantiles(pd.Series([2.0] * 9 + [7.0]), 5, digits=0, zero="aucune")
        assert classes.labels == ("aucune", "2 à 2", "2 à 7")
        assert classes.counts == (0, 9, 1)

    def test_one_value_is_one_class(self):
        classes = by_quantiles(pd.Series([3.0]), 5, digits=0, zero="aucune")
        assert classes.labels == ("aucune", "3 à 3")
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

    def test_a_rounded_bound_that_leaves_nothing_below_it_makes_no_class(self):
        classes = by_quantiles(pd.Series([2.4, 2.4, 2.4, 9.0]), 5, digits=0, zero="aucune")
        assert 0 not in classes.counts[1:]

    @given(POSITIVE_OR_GAP, st.integers(min_value=1, max_value=6), st.sampled_from([0, 1]))
    def test_counts_marks_and_labels_agree(self, values, k, digits):
        classes = by_quantiles(values, k, digits=digits, zero="aucune")
        assert len(classes.marks) == len(values)
        assert classes.counts == told(classes)
        assert sum(classes.counts) + classes.missing == len(values)
        assert classes.missing == classes.marks.count(MISSING) == values.isna().sum()
        assert len(classes.labels) == len(classes.counts) <= k + 1
        assert classes.counts[0] == (values == 0).sum()

    @given(POSITIVE_OR_GAP, st.sampled_from([0, 1]))
    def test_a_value_lies_within_what_its_label_says(self, values, digits):
        classes = by_quantiles(values, 5, digits=digits, zero="aucune")
        if not values.max() > 0:
            return
        half = 0.5001 * 10**-digits
        for value, mark in zip(values, classes.marks, strict=True):
            if mark in (MISSING, "0"):
                continue
            low, high = map(read, classes.labels[int(mark)].split(" à "))
            assert low - half <= value <= high + half

    @given(POSITIVE_OR_GAP)
    def test_a_larger_value_is_never_in_a_lower_class(self, values):
        classes = by_quantiles(values, 5, digits=0, zero="aucune")
        known = [
            (value, mark)
            for value, mark in zip(values, classes.marks, strict=True)
            if mark != MISSING
        ]
        marks = [mark for _, mark in sorted(known)]
        assert marks == sorted(marks)
