"""
Choose which figures to withhold, so that no small count can be worked out of the others.

Figures are tied by links, each a total and its parts. The reader is taken to know every
published figure, every link, and that a withheld figure is at least 1, for zeros are
published. For each small figure f two whole-number tables n′ and n″ agree with all that is
published and differ enough: n″_f − n′_f ≥ threshold − 1, so that f may as well not be small.

Tables are found by linear programming among the neighbours of f, and farther where they do
not suffice: those that minimise Σ v_g (|n′_g − n_g| + |n″_g − n_g|) over the published
figures g, of value v_g. What changes in either is withheld too. Each table is checked in
whole numbers: a solver that errs withholds too much, never too little.

References
----------
Fischetti, M. and Salazar, J. J. (2001). Solving the cell suppression problem on tabular
data with linear constraints. *Management Science* 47(7), 1008-1027.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array, csr_array, hstack

NODES: Final = 1_000
"""Branches explored before figures are protected whatever it costs."""
ANY: Final = 2**40
"""The highest value, where nothing bounds it."""
NEAR: Final = 1e-6
"""How far from a whole number the solver may end."""
FEW: Final = 600
"""Figures that are all looked at together."""
UNLIKE: Final = 1e-3
"""How much dearer the last figure is than the first, of the same value."""
ROUNDS: Final = 4
"""Times that all neighbours of a kind are looked at together, at no cost."""

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]
Booleans = NDArray[np.bool_]
Pair = tuple[ArrayLike, ArrayLike]


@dataclass(frozen=True)
class Figures:
    """Figures that are published or can be worked out, and what ties them."""

    values: Integers
    shown: Booleans
    """Published unless withheld; the others are what a reader makes of differences."""
    links: csr_array
    """A row for each sum: 1 for the total, −1 for its parts."""
    fixed: Booleans
    """Published by others: never withheld."""
    secret: Booleans
    """Not small, but to be protected all the same."""
    most: Integers
    """The highest value that a reader may believe."""
    near: Sequence[Integers] = field(default=())
    """For each width of neighbourhood, closest first, which one each figure is in, or −1."""


def withheld_figures(figures: Figures, *, threshold: int) -> Booleans:
    """Say which shown figures are withheld; those that are 0 never are."""
    found = np.zeros(len(figures.values), dtype=bool)
    someone = np.flatnonzero(figures.values > 0)
    if len(someone):
        table = _Table(figures, someone, threshold)
        table.protect()
        found[someone] = table.hidden & figures.shown[someone]
    return found


class _Table:
    """Positive figures, what is withheld of them, and the values a reader may believe."""

    def __init__(self, figures: Figures, someone: Integers, threshold: int) -> None:
        links = csr_array(figures.links)[:, someone]
        self.links = csc_array(links[np.diff(links.indptr) > 0])
        self.values, self.most = figures.values[someone], figures.most[someone]
        self.shown, self.fixed = figures.shown[someone], figures.fixed[someone]
        self.width = threshold - 1
        small = (self.values <= self.width) & ~self.fixed
        self.guarded = small | (figures.secret[someone] & ~self.fixed)
        self.hidden = (self.guarded | ~self.shown) & ~self.fixed
        self.low, self.high = self.values.copy(), self.values.copy()
        everyone = np.zeros(len(someone), dtype=np.int64)
        close = () if len(someone) <= FEW else figures.near
        self.near = [*(labels[someone] for labels in close), everyone]

    @property
    def narrow(self) -> Booleans:
        """Whether each guarded figure is given back by the tables found so far."""
        return self.guarded & (self.high - self.low < self.width)

    def given_back(self, figure: int) -> bool:
        """Say whether one guarded figure is."""
        return bool(self.guarded[figure] and self.high[figure] - self.low[figure] < self.width)

    def protect(self) -> None:
        """Withhold more, until each guarded figure may be anywhere in the width."""
        # One that nothing ties to others needs none of them.
        lone = np.diff(self.links.indptr) == 0
        self.high[lone] = np.maximum(self.high[lone], self.values[lone] + self.width)
        if len(self.values) > FEW:
            self.pool()
        for labels in self.near:
            self.look(labels)
        for figure in np.argsort(self.values, kind="stable"):
            if self.given_back(figure):
                for change in self.cheapest(figure):
                    self.believe(change)

    def pool(self) -> None:
        """
        Let figures that are parts of the same totals hide one another, smallest first.

        With k of them withheld, of sum S, each may be anything from 1 to S − k + 1.
        """
        apart = self.fixed | ~self.shown | (self.most < ANY)
        for members in _groups(np.where(apart, -1, self.alike())):
            kept = members[np.argsort(self.values[members], kind="stable")]
            guarded = self.guarded[kept]
            last = np.flatnonzero(guarded)
            if not len(last) or not self.narrow[kept].any():
                continue
            hide = guarded | self.hidden[kept]
            sums = self.values[kept] - 1
            if hide.sum() < 2 or sums[hide].sum() < self.width:
                more = np.flatnonzero(~hide)
                if not len(more):
                    continue
                hide[more[0]] = True
            if hide.sum() > 1 and (slack := int(sums[hide].sum())) >= self.width:
                chosen = kept[hide]
                self.hidden[chosen] = True
                self.low[chosen] = 1
                self.high[chosen] = np.maximum(self.high[chosen], 1 + slack)

    def alike(self) -> Integers:
        """Return a number for each figure, the same for those that are parts of the same totals."""
        weights = np.random.default_rng(0).integers(1, 2**40, self.links.shape[0])
        marks = np.asarray(self.links.T @ weights, dtype=np.int64)
        return np.unique(marks, return_inverse=True)[1].astype(np.int64)

    def look(self, labels: Integers) -> None:
        """Show of many figures at once that what is withheld already hides them."""
        narrow = self.narrow
        wanted = np.unique(labels[narrow])
        for members in _groups(np.where(np.isin(labels, wanted[wanted >= 0]), labels, -1)):
            for turn in range(ROUNDS):
                before = self.narrow[members].sum()
                if before:
                    self.believe(self.unseen(members, turn))
                if self.narrow[members].sum() == before and turn:
                    break

    def believe(self, change: Integers) -> None:
        """Make another table as likely as the true one: withhold all that it alters."""
        self.hidden |= change != 0
        self.low = np.minimum(self.low, self.values + change)
        self.high = np.maximum(self.high, self.values + change)

    def unseen(self, members: Integers, turn: int) -> Integers:
        """Return a change among members that alters nothing published, up or down."""
        free = members[self.hidden[members]]
        cost = np.zeros(len(free))
        cost[self.narrow[free]] = 1 if turn % 2 else -1
        bounds = 1 - self.values[free], np.minimum(self.most[free] - self.values[free], self.width)
        change = np.zeros_like(self.values)
        rows = self._rows(free)
        change[free] = _least(cost, rows, (0, 0), bounds)
        return change if self.holds(change) else 0 * change

    def cheapest(self, figure: int) -> tuple[Integers, Integers]:
        """Return two changes that put a figure far enough apart, and alter the least."""
        for labels in self.near:
            if (label := labels[figure]) < 0:
                continue
            members = np.flatnonzero((labels == label) & ~self.fixed)
            if (changes := self._apart(figure, members)) is not None:
                return changes
        # Nothing hides it: nothing that is tied to it is published.
        tied = self._tied(figure)
        self.hidden[tied] = True
        self.low[figure], self.high[figure] = 1, self.values[figure] + self.width
        return np.zeros_like(self.values), np.zeros_like(self.values)

    def _apart(self, figure: int, members: Integers) -> tuple[Integers, Integers] | None:
        """Return the two changes among members, ``None`` where there are none."""
        size = len(members)
        price = np.where(self.hidden[members], 1.0, self.values[members])
        # Of two figures of one price, the whole is taken of one rather than a part of each.
        price += price * UNLIKE * np.arange(size) / size
        rows = self._rows(members)
        one = csr_array((np.ones(1), ([0], [int(np.searchsorted(members, figure))])), (1, size))
        none = csr_array(rows.shape)
        # A change is up − down, for each figure, in either table.
        table = csr_array(
            _stack([[rows, -rows, none, none], [none, none, rows, -rows], [one, -one, -one, one]])
        )
        zeros = np.zeros(2 * rows.shape[0])
        up, down = self.most[members] - self.values[members], self.values[members] - 1
        found = _least(
            np.tile(price, 4),
            table,
            (np.append(zeros, self.width), np.append(zeros, np.inf)),
            (np.zeros(4 * size), np.concatenate([up, down, up, down])),
        ).reshape(4, -1)
        changes = np.zeros((2, len(self.values)), dtype=np.int64)
        changes[:, members] = found[0] - found[1], found[2] - found[3]
        high, low = changes
        far = high[figure] - low[figure] >= self.width
        return (high, low) if far and self.holds(high) and self.holds(low) else None

    def _rows(self, members: Integers) -> csr_array:
        rows = csr_array(self.links[:, members])
        return rows[np.diff(rows.indptr) > 0]

    def _tied(self, figure: int) -> Booleans:
        """Say which figures a chain of links ties to one."""
        tied = np.zeros(len(self.values), dtype=bool)
        tied[figure] = True
        ties, before = abs(self.links), 0
        while tied.sum() > before:
            before = tied.sum()
            tied = (ties.T @ (ties @ tied)) > 0
            tied[figure] = True
        return tied & ~self.fixed

    def holds(self, change: Integers) -> bool:
        """Say whether a table is one that a reader may believe."""
        table = self.values + change
        return bool(
            (table > 0).all()
            and (table <= self.most).all()
            and not (self.links @ change).any()
            and not change[self.fixed].any()
        )


def _groups(labels: Integers) -> Iterator[Integers]:
    """Yield the ranks of each label, those of −1 left out."""
    order = np.argsort(labels, kind="stable")
    order = order[labels[order] >= 0]
    if len(order):
        yield from np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)


def _stack(rows: list[list[csr_array]]) -> csr_array:
    from scipy.sparse import vstack

    return vstack([hstack(row) for row in rows])


def _least(cost: ArrayLike, rows: csr_array, sums: Pair, bounds: Pair) -> Integers:
    """Return the whole numbers of least cost, or zeros where none are found."""
    # Long to import, and most runs have nothing to hide.
    from scipy.optimize import Bounds, LinearConstraint, milp

    cost = np.asarray(cost, dtype=float)
    if not len(cost):
        return np.zeros(0, dtype=np.int64)
    held = LinearConstraint(rows, *sums) if rows.shape[0] else None
    # So small a programme is sooner solved than simplified.
    found = milp(cost, constraints=held, bounds=Bounds(*bounds), options={"presolve": False}).x
    if found is not None and (np.abs(found - np.rint(found)) > NEAR).any():
        # Zonings that cross may give halves: take whole numbers in the same places.
        same = Bounds(*(np.where(np.abs(found) > NEAR, bound, 0) for bound in bounds))
        options = {"node_limit": NODES}
        found = milp(cost, constraints=held, bounds=same, integrality=1, options=options).x
    return np.zeros(len(cost), np.int64) if found is None else np.rint(found).astype(np.int64)
