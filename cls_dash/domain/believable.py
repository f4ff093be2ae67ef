"""
Tables that a reader may believe as well as the true one, sought by linear programming.

The same programmes serve all figures of a neighbourhood: each question changes costs and
bounds, and starts from the answer to the one before.
"""

from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array

from cls_dash.domain.solver import Solver

NODES: Final = 1_000
"""Branches explored before it is held that there are no whole numbers."""
NEAR: Final = 1e-6
"""How far from a whole number the solver may end."""
UNLIKE: Final = 1e-3
"""How much dearer the last figure is than the first, of the same value."""

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]
Booleans = NDArray[np.bool_]


class Neighbours:
    """
    Figures that may change together, and how they may without altering a published sum.

    Parameters
    ----------
    values, most
        What each figure is, and the highest that a reader may believe.
    links
        A row for each sum: 1 for the total, −1 for its parts.
    asked
        Ranks of those that :meth:`apart` may be asked for.
    width
        How far apart two tables put them.
    """

    def __init__(
        self, values: Integers, most: Integers, links: csc_array, *, asked: Integers, width: int
    ) -> None:
        self.values, self.most, self.asked, self.width = values, most, asked, width
        told = coo_array(links)
        kept, rows = np.unique(told.coords[0], return_inverse=True)
        self.links = csr_array((told.data, (rows, told.coords[1])), (len(kept), len(values)))

    def change(
        self, free: Booleans, ways: Integers, low: Integers, high: Integers
    ) -> Integers | None:
        """
        Return the change of free figures alone that takes figures farthest the ways asked.

        Parameters
        ----------
        free
            Whether each figure may change.
        ways
            1 for those to be higher, −1 for those to be lower, 0 for the others.
        low, high
            The lowest and the highest that each need be.
        """
        least = np.where(free, np.maximum(low, 1) - self.values, 0)
        most = np.where(free, np.minimum(high, self.most) - self.values, 0)
        found = self._one.least(-ways.astype(float), least, most)
        return found if found is not None and self.holds(found) else None

    def apart(self, figure: int, price: Floats) -> tuple[Integers, Integers] | None:
        """Return two changes of least price that put a figure apart, if there are any."""
        # Of two figures of one price, the whole is taken of one rather than a part of each.
        price = np.tile(price * (1 + UNLIKE * np.arange(len(price)) / len(price)), 4)
        room = np.tile(np.concatenate([self.most - self.values, self.values - 1]), 2)
        gap = np.zeros(len(self.asked))
        low = np.concatenate([0 * room, np.where(self.asked == figure, self.width, -np.inf)])
        found = self._two.least(np.append(price, gap), low, np.append(room, gap + np.inf))
        if found is None:
            return None
        gained, lost, gained_too, lost_too = found[: len(price)].reshape(4, -1)
        x, y = gained - lost, gained_too - lost_too
        return (x, y) if self.holds(x) and self.holds(y) else None

    def holds(self, change: Integers) -> bool:
        """Say whether a reader may believe the figures so changed."""
        table = self.values + change
        return bool(
            (table > 0).all() and (table <= self.most).all() and not (self.links @ change).any()
        )

    @cached_property
    def _one(self) -> "Programme":
        return Programme(csc_array(self.links))

    @cached_property
    def _two(self) -> "Programme":
        """Columns: gained in x, lost in x, gained in y, lost in y; then x − y, where asked."""
        told, size, sums = coo_array(self.links), len(self.values), self.links.shape[0]
        rows, columns = told.coords
        each, one = np.arange(len(self.asked)), np.ones(len(self.asked))
        last = 2 * sums + each
        at = [rows, rows, rows + sums, rows + sums, last, last, last, last, last]
        of = [*(columns + rank * size for rank in range(4)),
              *(self.asked + rank * size for rank in range(4)), 4 * size + each]  # fmt: skip
        held = [told.data, -told.data, told.data, -told.data, one, -one, -one, one, -one]
        shape = 2 * sums + len(each), 4 * size + len(each)
        entries = np.concatenate(held), (np.concatenate(at), np.concatenate(of))
        return Programme(csc_array(entries, shape))


class Programme:
    """Columns of least cost, whole and in their bounds, that leave every row at 0."""

    def __init__(self, table: csc_array) -> None:
        level = np.zeros(table.shape[0])
        self._solver = Solver(table, level, level)
        # So small a programme is sooner solved than simplified.
        self._solver.set(presolve="off", mip_max_nodes=NODES)

    def least(self, cost: Floats, low: Floats, high: Floats) -> Integers | None:
        """Return the whole numbers of least cost, ``None`` where none are found."""
        found = self._solved(cost, low, high)
        if found is not None and (np.abs(found - np.rint(found)) > NEAR).any():
            # Zonings that cross may give halves: take whole numbers in the same places.
            still = np.abs(found) <= NEAR
            self._solver.count(~np.zeros_like(still))
            found = self._solved(cost, np.where(still, 0, low), np.where(still, 0, high))
            self._solver.count(np.zeros_like(still))
        return None if found is None else np.rint(found).astype(np.int64)

    def _solved(self, cost: Floats, low: Floats, high: Floats) -> Floats | None:
        self._solver.price(cost)
        self._solver.within(low, high)
        self._solver.run()
        return self._solver.columns if self._solver.optimal else None
