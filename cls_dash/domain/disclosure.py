"""
Counts of persons from 1 to 10 are withheld, and so is what would give them back.

Counts of actions are free: they are published in full, however small.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import block_diag, csr_array, eye_array, hstack, vstack

from cls_dash.errors import InvalidInputError

THRESHOLD: Final = 11
"""The smallest count of persons that is published, zero apart."""
PERSON_UNITS: Final = frozenset({"persons", "professionals", "households", "students"})
"""Units of which a small count could point at someone."""
NODES: Final = 1_000
"""Branches explored before a figure is protected whatever it costs."""
NEAR: Final = 1e-6
"""How far from a whole number the solver may end."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Pair = tuple[ArrayLike, ArrayLike]


@dataclass(frozen=True)
class Withheld:
    """What must not be published; all the rest may be."""

    cells: pd.Index
    totals: pd.Index


def small(counts: pd.Series, *, threshold: int = THRESHOLD) -> pd.Series:
    """
    Say which counts of persons are too small to be published: 0 < count < threshold.

    A missing count is not small: nothing is known of it. Nor is a zero: nobody is in it,
    and counts of actions, which are free, already tell where nothing took place. What
    « none of them » says of a group that is known is judged by :func:`withheld_rates`.

    Raises
    ------
    InvalidInputError
        If a count is negative or not a number, or the threshold is not 1 or more.
    """
    values = _counts(counts, threshold)
    return pd.Series((values > 0) & (values < threshold), counts.index)


def withheld(
    cells: pd.Series,
    totals: Mapping[Hashable, Collection[Hashable]],
    *,
    threshold: int = THRESHOLD,
) -> Withheld:
    """
    Return which cells and totals to withhold, so that no small count can be worked out.

    The reader is taken to know every published figure, how totals add up, and that a
    withheld cell is at least 1, for zeros are published. For each small cell or total f
    two whole-number tables n′ and n″ agree with all that is published, and differ enough:
    n″_f − n′_f ≥ threshold − 1, so that f may just as well not be small.

    They are found by linear programming, one small figure after the other: those that
    minimise Σ v_g (|n′_g − n_g| + |n″_g − n_g|) over the published figures g, of value v_g.
    What changes in either is withheld too. The pattern is not proven to be the least
    possible, and a higher threshold may free a secondary figure that a lower one hid. That
    a reader may know this method and run it backwards is not considered.

    Parameters
    ----------
    cells
        Counts of persons of which all the others are sums, by any label. A missing cell
        is in no total: a total adds what is known.
    totals
        Labels of the cells that each published total adds, by name of the total. They may
        nest, overlap or cross; ``frame.groupby("epci").groups`` is such a mapping.

    Returns
    -------
    Withheld
        A cell that no total covers is withheld only when small; a zero never is.

    Raises
    ------
    InvalidInputError
        If a cell is negative or not whole, a label repeats or is unknown, or the threshold
        is not 1 or more.

    References
    ----------
    Fischetti, M. and Salazar, J. J. (2001). Solving the cell suppression problem on tabular
    data with linear constraints. *Management Science* 47(7), 1008-1027.
    """
    counts = _counts(cells, threshold)
    if (counts % 1 > 0).any():
        raise InvalidInputError("a cell is not a whole number")
    # Zeros are known to all and missing cells to no one: figures are made of the others.
    covers = _covers(cells.index, totals, counts > 0)
    # Those that add the same cells are one figure, whatever their names.
    figures = {cover: rank for rank, cover in enumerate(dict.fromkeys(filter(None, covers)))}
    table = _Table(counts[counts > 0].astype(np.int64), list(figures), threshold)
    table.protect()
    kept = {cover for cover, rank in figures.items() if table.hidden[rank]}
    hidden = np.array([cover in kept for cover in covers], dtype=bool)
    names = pd.Index(list(totals), dtype=object, tupleize_cols=False)
    return Withheld(cells.index[hidden[: len(cells)]], names[hidden[len(cells) :]])


def withheld_rates(
    numerator: pd.Series,
    denominator: pd.Series,
    *,
    sensitive: bool,
    threshold: int = THRESHOLD,
) -> pd.Series:
    """
    Say which rates of persons are withheld: numerator or denominator under the threshold.

    0 % and 100 % are withheld when the trait is ``sensitive``, for they tell it of each
    person; otherwise a numerator of 0 is published. A denominator of 0 is withheld. A
    missing part is not small: its rate is missing, withheld only for the other part.

    Raises
    ------
    InvalidInputError
        If indices differ, a count is negative or not a number, or the threshold is not 1
        or more.
    """
    if not numerator.index.equals(denominator.index):
        raise InvalidInputError("numerator and denominator are indexed differently")
    part, whole = _counts(numerator, threshold), _counts(denominator, threshold)
    hidden = ((part > 0) & (part < threshold)) | (whole < threshold)
    if sensitive:
        hidden |= (part == 0) | (part == whole)
    return pd.Series(hidden, numerator.index)


def mask_counts(
    frame: pd.DataFrame,
    *,
    count: str = "count",
    unit: str = "count_unit",
    threshold: int = THRESHOLD,
) -> pd.DataFrame:
    """
    Return the rows with their small counts of persons missing, and ``withheld`` to say so.

    All that is computed from these rows tells no more than they do (data-processing
    inequality): aggregates made *after* this door need no secondary suppression, at the
    price of leaving small counts out. Those made before it do: see :func:`withheld`.

    Parameters
    ----------
    frame
        A column of counts and one of units. A count without a unit may be of persons, and
        is treated so. Rows already ``withheld`` stay so.

    Raises
    ------
    InvalidInputError
        If a column is lacking, a count is negative or not a number, or the threshold is
        not 1 or more.
    """
    if lacking := {count, unit} - set(frame.columns):
        raise InvalidInputError(f"rows lack {', '.join(sorted(lacking))}")
    persons = frame[unit].isin(PERSON_UNITS) | frame[unit].isna()
    hidden = persons & small(frame[count], threshold=threshold)
    before = frame["withheld"].astype(bool) if "withheld" in frame else False
    return frame.assign(**{count: frame[count].mask(hidden), "withheld": hidden | before})


class _Table:
    """
    Positive cells, the figures that add them (each cell first), and their likely bounds.

    A solver rounds: what it finds is checked here in whole numbers, and cannot leak.
    """

    def __init__(self, counts: Integers, covers: list[frozenset[int]], threshold: int) -> None:
        rows = np.repeat(np.arange(len(covers)), [len(cover) for cover in covers])
        columns = np.array([cell for cover in covers for cell in cover], dtype=np.int64)
        shape = len(covers), len(counts)
        self.adds = csr_array((np.ones(len(rows), np.int64), (rows, columns)), shape=shape)
        self.counts, self.values = counts, self.adds @ counts
        self.hidden = self.values < threshold
        self.low, self.high = self.values.copy(), self.values.copy()
        self.width = threshold - 1

    @property
    def narrow(self) -> NDArray[np.bool_]:
        """Whether each figure is small and its bounds, in the tables found, tell so."""
        return np.asarray((self.high - self.low < self.width) & (self.values <= self.width))

    def protect(self) -> None:
        """Withhold more, until each small figure may be anywhere in the width."""
        # Most small figures hide one another: a few tables show it for many of them at once.
        before = len(self.values) + 1
        while 0 < (left := self.narrow.sum()) < before:
            before = left
            self.believe(self.unseen(-self.adds[self.narrow].sum(axis=0)))
        for rank in np.argsort(self.values, kind="stable"):
            if self.narrow[rank]:
                for change in self.cheapest(rank):
                    self.believe(change)

    def believe(self, change: Integers) -> None:
        """Make another table as likely as the true one: withhold all that it alters."""
        altered = self.adds @ change
        self.hidden |= altered != 0
        self.low = np.minimum(self.low, self.values + altered)
        self.high = np.maximum(self.high, self.values + altered)

    def unseen(self, cost: Integers) -> Integers:
        """Return the change of least cost that alters nothing published."""
        free = np.flatnonzero(self.hidden[: len(self.counts)])
        rows = self.adds[~self.hidden][:, free]
        # Without an upper bound, a cell that no published total holds could rise for ever.
        bounds = 1 - self.counts[free], np.full(len(free), self.width)
        change = np.zeros_like(self.counts)
        change[free] = _least(cost[free], rows[np.diff(rows.indptr) > 0], (0, 0), bounds)
        return change if self.holds(change) else 0 * change

    def cheapest(self, rank: int) -> tuple[Integers, Integers]:
        """Return two changes that put a figure far enough apart, and alter the least."""
        size, shown, figure = len(self.counts), ~self.hidden, self.adds[[rank]]
        worth = np.where(shown, self.values, 1)
        totals, price = self.adds[size:][shown[size:]], worth[size:][shown[size:]]
        # A change is up − down, for each cell and each published total, in either table.
        side, none = eye_array(len(price)), csr_array((1, 2 * len(price)))
        table, apart = hstack([totals, -totals, -side, side]), hstack([figure, -figure, none])
        rows = vstack([block_diag([table, table]), hstack([apart, -apart])])
        zeros, no_bound = np.zeros(2 * len(price)), np.full(size + 2 * len(price), np.inf)
        found = _least(
            np.tile(np.concatenate([worth[:size], worth[:size], price, price]), 2),
            rows,
            (np.append(zeros, self.width), np.append(zeros, np.inf)),
            (np.zeros(rows.shape[1]), np.tile(np.insert(no_bound, size, self.counts - 1), 2)),
        ).reshape(2, -1)
        high, low = found[:, :size] - found[:, size : 2 * size]
        if self.holds(high) and self.holds(low) and (figure @ (high - low))[0] >= self.width:
            return high, low
        # Raising one of its cells always does, but withholds every total above it.
        return self.width * (np.arange(size) == figure.indices[0]), 0 * low

    def holds(self, change: Integers) -> bool:
        """Say whether every cell that is not zero stays so, as the reader knows it is."""
        return bool((self.counts + change > 0).all())


def _least(cost: Integers, rows: csr_array, sums: Pair, bounds: Pair) -> Integers:
    """Return the whole numbers of least cost, or zeros where none are found."""
    # Long to import, and most runs have nothing to hide.
    from scipy.optimize import Bounds, LinearConstraint, milp

    held = LinearConstraint(rows, *sums) if rows.shape[0] else None
    # So small a programme is sooner solved than simplified.
    found = milp(cost, constraints=held, bounds=Bounds(*bounds), options={"presolve": False}).x
    if found is not None and (np.abs(found - np.rint(found)) > NEAR).any():
        # Three zonings that cross may give halves: take whole numbers in the same places.
        same = Bounds(*(np.where(np.abs(found) > NEAR, bound, 0) for bound in bounds))
        options = {"node_limit": NODES}
        found = milp(cost, constraints=held, bounds=same, integrality=1, options=options).x
    return np.zeros_like(cost) if found is None else np.rint(found).astype(np.int64)


def _covers(
    index: pd.Index, totals: Mapping[Hashable, Collection[Hashable]], counted: NDArray[np.bool_]
) -> list[frozenset[int]]:
    """Return the counted cells of each cell and total, by rank among the counted."""
    known, rank = set(index), {label: at for at, label in enumerate(index[counted])}
    if len(known) < len(index):
        raise InvalidInputError("a label of the cells is there twice")
    for name, labels in totals.items():
        if not known.issuperset(labels) or len(set(labels)) < len(labels):
            raise InvalidInputError(f"a cell of the total {name} is unknown or there twice")
    parts = [*([label] for label in index), *totals.values()]
    return [frozenset(rank[label] for label in labels if label in rank) for labels in parts]


def _counts(counts: pd.Series, threshold: int) -> Floats:
    if not threshold >= 1:
        raise InvalidInputError("the threshold is not 1 or more")
    try:
        values: Floats = counts.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise InvalidInputError("counts are not numbers") from error
    if (values < 0).any() or np.isinf(values).any():
        raise InvalidInputError("a count is negative or infinite")
    return values
