"""What is withheld: an attacker of the test's own cannot work small counts out of the rest."""

from functools import partial
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cls_dash import terms
from cls_dash.domain import suppression
from cls_dash.domain.believable import Programme
from cls_dash.domain.persons import PERSON_UNITS, THRESHOLD
from tests import labelled_counts
from tests.labelled_counts import small, withheld
from tests.oracles import oracle

COUNTS = st.one_of(st.integers(0, 14), st.integers(0, 60))
TINY = st.integers(0, 4)


def crossed(rows, columns):
    """Margins of a table whose cells are (row, column), and its grand total."""
    cells = list(product(rows, columns))
    lines = {("row", r): [(r, c) for c in columns] for r in rows}
    return lines | {("column", c): [(r, c) for r in rows] for c in columns} | {"all": cells}


@st.composite
def tables(draw, counts=COUNTS, most=4):
    """A table with margins."""
    rows, columns = range(draw(st.integers(1, most))), range(draw(st.integers(1, most)))
    return pd.Series({cell: draw(counts) for cell in product(rows, columns)}), crossed(
        rows, columns
    )


@st.composite
def zonings(draw, counts=COUNTS, most=9, crossing=1):
    """Communes in EPCI in a territory; with ``crossing``, in as many other zonings too."""
    communes = list("abcdefghi")[: draw(st.integers(1, most))]
    cells = pd.Series({code: draw(counts) for code in communes})
    totals = {"territory": communes}
    for zoning in range(crossing):
        zone = pd.Series({code: draw(st.integers(0, 2)) for code in communes})
        totals |= {(zoning, k): list(labels) for k, labels in zone.groupby(zone).groups.items()}
    return cells, totals


def by_category(counts, categories, epcis):
    """Communes by category in EPCI, with totals of either and of both."""
    labels = [(rank // categories, rank % categories) for rank in range(len(counts))]
    cells = pd.Series(counts, pd.MultiIndex.from_tuples(labels))
    totals = {}
    for commune, category in labels:
        epci = commune % epcis
        for name in (("commune", commune), ("epci", epci), ("epci", epci, category)):
            totals.setdefault(name, []).append((commune, category))
    return cells, totals


def figures(cells, totals):
    return {("cell", label): [label] for label in cells.index} | {
        ("total", name): list(labels) for name, labels in totals.items()
    }


def hidden(found):
    return {("cell", label) for label in found.cells} | {("total", name) for name in found.totals}


def bounds_by_programming(cells, totals, found):
    """Yield what a reader finds of each withheld small figure, by linear programming."""
    secret, everything = hidden(found), figures(cells, totals)
    known = {name: labels for name, labels in everything.items() if name not in secret}
    holds = np.array([[c in labels for c in cells.index] for labels in known.values()], float)
    told = np.array([cells[labels].sum() for labels in known.values()], float)
    least = [(1 if ("cell", label) in secret else 0, None) for label in cells.index]
    for name in secret:
        if cells[everything[name]].sum() < THRESHOLD:
            goal = np.array([c in everything[name] for c in cells.index], float)
            ends = []
            for sign in (1, -1):
                way = {"A_eq": holds, "b_eq": told} if len(known) else {}
                result = linprog(sign * goal, bounds=least, **way)
                assert result.status in (0, 3)
                ends.append(sign * result.fun if result.status == 0 else np.inf)
            yield ends


def bounds_by_trying(cells, totals, found, width):
    """Yield the same by trying every table of whole numbers, few and small."""
    secret, everything = hidden(found), figures(cells, totals)
    known = [(labels, cells[labels].sum()) for n, labels in everything.items() if n not in secret]
    # A cell that no published total holds may be anything: one value more than asked will do.
    most = {
        label: min((told for labels, told in known if label in labels), default=width + 2)
        for label in cells.index
    }
    tries = [
        np.arange(1, most[label] + 1) if ("cell", label) in secret else np.array([cells[label]])
        for label in cells.index
    ]
    grid = (axis.ravel() for axis in np.meshgrid(*tries, indexing="ij"))
    table = pd.DataFrame(dict(zip(cells.index, grid, strict=True)), columns=cells.index)
    for parts, told in known:
        table = table[sum(table[c] for c in parts) == told]
    for name in secret:
        if cells[everything[name]].sum() <= width:
            values = sum(table[c] for c in everything[name])
            yield values.min(), values.max()


def published(cells, totals, found):
    return [
        cells[labels].sum()
        for name, labels in figures(cells, totals).items()
        if name not in hidden(found)
    ]


class TestWorkedCase:
    def test_a_rectangle_hides_the_only_small_cell(self):
        """small_cell_suppression."""
        inputs, expected = oracle("small_cell_suppression")
        frame = pd.DataFrame(inputs["cells"], inputs["rows"], inputs["columns"])
        cells = pd.Series({(r, c): frame.loc[r, c] for r in frame.index for c in frame})
        totals = crossed(inputs["rows"], inputs["columns"])
        options = {"threshold": inputs["threshold"]}
        assert cells.index[small(cells, **options)].tolist() == [
            tuple(cell) for cell in expected["primary"]
        ]
        found = withheld(cells, totals, **options)
        assert len(found.cells) == expected["minimal_number_of_masked_cells"]
        assert found.totals.empty
        assert all(value == 0 or value >= 11 for value in published(cells, totals, found))
        for line in set(totals) - {"all"}:
            assert len(set(totals[line]) & set(found.cells)) in (0, 2)
        for low, high in bounds_by_programming(cells, totals, found):
            assert low <= 4
            assert high >= 11


class TestNoReaderWorksOutASmallCount:
    @given(tables())
    def test_from_the_margins_of_a_table(self, case):
        self.check(*case)

    @given(zonings())
    def test_from_nested_levels(self, case):
        self.check(*case)

    @given(zonings(crossing=2))
    def test_from_two_zonings_that_cross(self, case):
        self.check(*case)

    @pytest.mark.slow
    @given(zonings(most=5, crossing=2), tables(most=3))
    def test_from_levels_and_categories(self, case, other):
        """Communes by category, with margins of either and EPCI of every category."""
        cells, zones = case
        categories = range(2)
        draws = other[0].to_numpy()
        labels = list(product(cells.index, categories))
        counts = [cells[c] if k == 0 else draws[i % len(draws)] for i, (c, k) in enumerate(labels)]
        totals = {(z, k): [(c, k) for c in zones[z]] for z in zones for k in categories}
        totals |= {(z,): list(product(zones[z], categories)) for z in zones}
        totals |= {(c,): [(c, k) for k in categories] for c in cells.index}
        self.check(pd.Series(counts, pd.MultiIndex.from_tuples(labels)), totals)

    @given(st.one_of(zonings(TINY, 5, crossing=3), tables(TINY, 2)), st.sampled_from([2, 3, 4]))
    def test_even_by_trying_all_whole_numbers(self, case, threshold):
        """Three zonings: a linear programme may see halves where there are none."""
        found = withheld(*case, threshold=threshold)
        assert all(v == 0 or v >= threshold for v in published(*case, found))
        for low, high in bounds_by_trying(*case, found, threshold - 1):
            assert high - low >= threshold - 1

    def check(self, cells, totals):
        found = withheld(cells, totals)
        assert all(value == 0 or value >= THRESHOLD for value in published(cells, totals, found))
        for low, high in bounds_by_programming(cells, totals, found):
            assert high - low > THRESHOLD - 1 - 1e-6
            assert high > THRESHOLD - 1e-6


class TestNeighbourhoods:
    """Large tables are protected by neighbourhoods; here, small ones too."""

    @pytest.mark.slow
    @settings(max_examples=20)
    @given(
        st.lists(COUNTS, min_size=12, max_size=27),
        st.integers(2, 3),
        st.integers(2, 4),
        st.randoms(use_true_random=False),
    )
    def test_what_is_found_there_holds_everywhere_in_any_order(
        self, counts, categories, epcis, random
    ):
        cells, totals = by_category(counts, categories, epcis)
        names = random.sample(list(totals), len(totals))
        cells = cells[random.sample(list(cells.index), len(cells))]
        labels = np.array([code % epcis for code, _ in cells.index])
        near = np.append(labels, np.full(len(totals), -1))
        believe = suppression._Table.believe

        def told(table, members, change):
            everyone = np.zeros(len(table.values), np.int64)
            everyone[members] = change
            assert not (table.links @ everyone).any()
            assert (table.values + everyone > 0).all()
            believe(table, members, change)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(suppression, "FEW", 0)
            patch.setattr(suppression._Table, "believe", told)
            patch.setattr(labelled_counts, "Figures", partial(suppression.Figures, near=[near]))
            TestNoReaderWorksOutASmallCount().check(cells, {n: totals[n] for n in names})


class TestNoMoreThanNeeded:
    @given(zonings(st.one_of(st.just(0), st.integers(11, 40)), crossing=2))
    def test_nothing_is_withheld_when_nothing_is_small(self, case):
        assert not hidden(withheld(*case))

    @given(zonings(crossing=2))
    def test_zeros_are_published(self, case):
        cells, _ = case
        assert not (cells[list(withheld(*case).cells)] == 0).any()

    @given(st.lists(COUNTS, min_size=1))
    def test_without_a_total_small_cells_alone_are(self, counts):
        cells = pd.Series(counts)
        assert withheld(cells, {}).cells.tolist() == cells.index[small(cells)].tolist()

    @given(st.lists(COUNTS, min_size=1), st.integers(1, 40), st.integers(0, 20))
    def test_a_higher_threshold_frees_no_small_count(self, counts, threshold, more):
        cells = pd.Series(counts)
        freed = small(cells, threshold=threshold) & ~small(cells, threshold=threshold + more)
        assert not freed.any()

    def test_the_smallest_of_the_others_hides_a_small_commune(self):
        cells = pd.Series({"a": 3, "b": 40, "c": 25, "d": 60})
        found = withheld(cells, {"epci": list("abc"), "territory": list("abcd")})
        assert hidden(found) == {("cell", "a"), ("cell", "c")}

    def test_two_small_communes_whose_total_tells_too_much_need_a_third(self):
        cells = pd.Series({"a": 3, "b": 4, "c": 25, "d": 60})
        assert withheld(cells, {"epci": list("abcd")}).cells.tolist() == ["a", "b", "c"]

    def test_what_is_withheld_already_hides_another_at_no_cost(self):
        """The large b hides a; it then hides c too, though d is smaller."""
        cells = pd.Series({"a": 3, "b": 60, "c": 4, "d": 25})
        found = withheld(cells, {"west": ["a", "b"], "east": ["b", "c", "d"]})
        assert hidden(found) == {("cell", label) for label in "abc"}

    def test_two_small_communes_may_be_enough(self):
        cells = pd.Series({"a": 5, "b": 8, "c": 25})
        assert withheld(cells, {"epci": list("abc")}).cells.tolist() == ["a", "b"]

    def test_what_adds_the_same_cells_is_one_figure(self):
        """An EPCI where one commune has someone is that commune, and so is its copy."""
        cells = pd.Series({"a": 5, "b": 0, "c": 25, "d": 30})
        totals = {"epci": ["a", "b"], "copy": ["a"], "territory": list("abcd")}
        found = withheld(cells, totals)
        assert found.cells.tolist() == ["a", "c"]
        assert found.totals.tolist() == ["epci", "copy"]

    def test_a_difference_of_two_totals_is_not_published(self):
        """Two versions of a perimeter, one commune apart."""
        cells = pd.Series({"a": 5, "b": 30})
        found = withheld(cells, {"before": ["a", "b"], "after": ["b"]})
        assert hidden(found) == {("cell", "a"), ("total", "before")}

    def test_halves_are_made_whole_in_the_same_places(self):
        """Raising f by 3 lowers a and b by 1.5 each, where c ties them; by 4, all is whole."""
        cells = pd.Series({"f": 2, "a": 20, "b": 21, "c": 22})
        totals = {"fab": list("fab"), "ac": list("ac"), "bc": list("bc")}
        found = withheld(cells, totals, threshold=4)
        assert hidden(found) == {("cell", label) for label in "fabc"}

    def test_a_missing_cell_is_in_no_total(self):
        cells = pd.Series({"a": 5, "b": 30, "unknown": np.nan})
        found = withheld(cells, {"known": ["a", "b"], "none": ["unknown"], "empty": []})
        assert "unknown" not in found.cells
        assert hidden(found) == {("cell", "a"), ("cell", "b")}

    @given(zonings(crossing=2))
    def test_missing_cells_change_nothing_of_the_others(self, case):
        cells, totals = case
        more = pd.concat([pd.Series({"unknown": np.nan}), cells])
        wider = {name: ["unknown", *labels] for name, labels in totals.items()}
        assert hidden(withheld(more, wider)) == hidden(withheld(cells, totals))

    @pytest.mark.slow
    @given(zonings(crossing=2), st.randoms(use_true_random=False))
    def test_the_same_small_figures_whatever_the_order(self, case, random):
        cells, totals = case
        order = random.sample(list(cells.index), len(cells))
        found = withheld(cells[order], totals)
        TestNoReaderWorksOutASmallCount().check(cells[order], totals)
        assert set(cells.index[small(cells)]) <= set(found.cells)

    def test_names_stay_what_they_are(self):
        index = pd.MultiIndex.from_product([["a", "b"], ["young", "old"]], names=["commune", "age"])
        cells = pd.Series([2, 30, 40, 50], index)
        found = withheld(cells, cells.groupby("commune").groups)
        assert found.cells.names == ["commune", "age"]
        assert found.cells.tolist() == [("a", "young"), ("a", "old")]


class TestTheSolverIsNotTrusted:
    RIGHT = staticmethod(Programme.least)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "wrong",
        [
            pytest.param(lambda found: 0 * found, id="nothing found"),
            pytest.param(lambda found: -found, id="the other way"),
            pytest.param(lambda found: found + np.arange(len(found)) % 2, id="beside"),
        ],
    )
    @given(case=zonings(most=5, crossing=2))
    def test_a_wrong_answer_withholds_too_much_never_too_little(self, wrong, case):
        def least(*asked):
            found = self.RIGHT(*asked)
            return None if found is None else wrong(found)

        self.check(least, case)

    @pytest.mark.parametrize("slack", [1, 50])
    @given(case=zonings(st.integers(0, 14), most=5))
    def test_tables_that_no_reader_believes_hide_nothing(self, slack, case):
        """Answers with fewer than one person in a cell."""

        def lax(programme, cost, low, high):
            return self.RIGHT(programme, cost, np.where(low < 0, low - slack, low), high + slack)

        self.check(lax, case)

    def check(self, solver, case):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Programme, "least", solver)
            TestNoReaderWorksOutASmallCount().check(*case)


class TestUnits:
    def test_units_of_persons_are_units(self):
        assert set(terms.UNITS) - PERSON_UNITS == {"teams", "other"}
        assert set(terms.UNITS) >= PERSON_UNITS


def test_nothing_withholds_nothing():
    assert not hidden(withheld(pd.Series([], dtype=float), {}))
