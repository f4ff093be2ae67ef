"""Counts by place, group and period, with what can be worked out of them and what ties them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Integers = NDArray[np.integer[Any]]
Booleans = NDArray[np.bool_]
Column = tuple[str, str]
"""A group of persons, by its words, and a period."""
CLOSE: Final = 0.01
"""How far the sum of counts drawn from rounded rates may be, of the whole."""
ROUGHLY: Final = 10


class Grid:
    """
    Figures of one family: those of a release, and those that a reader makes of them.

    All are numbered; ``number`` gives that of a place (row) and column, or −1. Rows after
    those of ``places`` are what totals add to the parts that are known.
    """

    def __init__(self, figures: pl.DataFrame) -> None:
        """Give a number to each figure of a release: a place, a group and a year each."""
        self.places = figures["place"].unique().sort().to_numpy().astype(np.int64)
        keys = figures.select("words", "year")
        self.columns: list[Column] = list(keys.unique(maintain_order=True).iter_rows())
        rank = {column: at for at, column in enumerate(self.columns)}
        row = np.searchsorted(self.places, figures["place"].to_numpy())
        column = np.array([rank[each] for each in keys.iter_rows()], dtype=np.int64)
        shape = len(self.places), len(self.columns)
        self.number = np.full(shape, -1, dtype=np.int64)
        self.number[row, column] = np.arange(figures.height)
        counts = figures["n"].to_numpy().astype(float)
        # A rate of 0 % tells something of each: it is guarded as a count of one would be.
        counts[(figures["rates"] & figures["small"]).to_numpy() & (counts == 0)] = 1
        self.values, self.row, self.column = counts, row, column
        self.owner = np.arange(len(self.places))
        """Place of each row."""
        self.rough = np.zeros(len(self.columns), dtype=bool)
        self.rough[column[figures["rates"].to_numpy()]] = True
        self.whole = figures["whole"].to_numpy() & figures["rates"].to_numpy()
        self._links: list[tuple[Integers, Integers, Integers]] = []
        self._sums = 0

    def links(self) -> csr_array:
        """Return the sums that hold: a row each, 1 for the total and −1 for its parts."""
        shape = self._sums, len(self.values)
        if not self._links:
            return csr_array(shape, dtype=np.int64)
        sums, numbers, signs = (np.concatenate(each) for each in zip(*self._links, strict=True))
        return csr_array((signs, (sums, numbers)), shape=shape, dtype=np.int64)

    def value(self, column: int, rows: Integers | slice = slice(None)) -> Floats:
        """Return the values of a column, missing where nothing tells them."""
        number = self.number[rows, column]
        known = np.where(number < 0, 0, number)
        return np.where(number < 0, np.nan, self.values[known])

    def told(self, rows: Integers, columns: Iterable[int]) -> Floats:
        """Return the values of some columns, side by side."""
        return np.column_stack([self.value(column, rows) for column in columns])

    def rank(self, column: Column) -> int | None:
        """Return where a column is, ``None`` where there is none."""
        return self.columns.index(column) if column in self.columns else None

    def ranked(self, column: Column, *, like: Column) -> int:
        """Return where a column is, added where it is not yet."""
        if column not in self.columns:
            self.rough = np.append(self.rough, self.rough[self.columns.index(like)])
            self.columns.append(column)
            none = np.full((len(self.number), 1), -1, dtype=np.int64)
            self.number = np.hstack([self.number, none])
        return self.columns.index(column)

    def work_out(self, column: int, rows: Integers, values: Floats) -> None:
        """Give a column its values in rows where it has none."""
        new = (self.number[rows, column] < 0) & (values > -0.5)
        self.number[rows[new], column] = self.add(values[new], rows[new])

    def add(self, values: Floats, rows: Integers) -> Integers:
        """Return the numbers of figures that a reader works out."""
        numbers = len(self.values) + np.arange(len(values))
        self.values = np.concatenate([self.values, np.rint(values)])
        self.row = np.concatenate([self.row, rows])
        return numbers

    def tie(self, sums: Integers, members: Integers, signs: Integers, column: int) -> Floats:
        """
        Tie figures by sums, each with what is left, 0 at least, which is a figure as well.

        Parameters
        ----------
        sums
            Of which sum each member is, from 0.
        members
            Numbers of figures.
        signs
            1 for totals, −1 for parts.
        column
            Theirs.

        Returns
        -------
        array
            What totals add to their parts, missing where all is rounded.
        """
        left = np.bincount(sums, self.values[members] * signs).astype(np.float64)
        if self.rough[column]:
            totals = np.bincount(sums, self.values[members] * (signs > 0))
            left[left <= np.maximum(ROUGHLY, CLOSE * totals)] = 0
        left[left < 0] = 0
        row = np.zeros(len(left), dtype=np.int64)
        row[sums[signs > 0]] = self.row[members[signs > 0]]
        rests = self.add(left, row)
        every = np.arange(len(left))
        self._links.append(
            (
                self._sums + np.concatenate([sums, every]),
                np.concatenate([members, rests]),
                np.concatenate([signs, np.full(len(left), -1)]),
            )
        )
        self._sums += len(left)
        return left

    def extend(self, keys: Sequence[Integers], columns: Sequence[int], numbers: Sequence[Integers],
               owners: Sequence[Integers]) -> None:  # fmt: skip
        """Add a row for each key of what totals add to their parts, by column."""
        if not keys:
            return
        every, row = np.unique(np.concatenate(keys, axis=1), axis=1, return_inverse=True)
        first, more = len(self.number), every.shape[1]
        none = np.full((more, len(self.columns)), -1, dtype=np.int64)
        self.number = np.vstack([self.number, none])
        owner = np.zeros(more, dtype=np.int64)
        owner[row.ravel()] = np.concatenate(owners)
        self.owner = np.concatenate([self.owner, owner])
        column = np.repeat(columns, [len(each) for each in numbers])
        self.number[first + row.ravel(), column] = np.concatenate(numbers)

    def by_figure(self, labels: Integers) -> Integers:
        """Return for each figure the label of its place."""
        return labels[self.owner[self.row]]
