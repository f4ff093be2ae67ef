"""Tie the counts of places to those of the places that they hold."""

from typing import Final

import numpy as np
import polars as pl

from cls_dash.store.secrecy.grid import Booleans, Floats, Grid, Integers

_MARKS: Final = 2**40


class Nest:
    """Which rows of a grid are inside which others, by level."""

    def __init__(self, grid: Grid, inside: pl.DataFrame, sizes: pl.DataFrame) -> None:
        """
        Find the places of a grid among those that are nested.

        Parameters
        ----------
        grid
            Figures by place.
        inside
            ``part``, ``part_level``, ``whole``: numbers of places.
        sizes
            ``place`` and ``size``, its communes.
        """
        here = pl.Series(grid.places).implode()
        known = inside.filter(pl.col("part").is_in(here) & pl.col("whole").is_in(here))
        levels = {level: at for at, level in enumerate(sorted(set(known["part_level"])))}
        self.commune = levels.get("commune", -1)
        self.level = known["part_level"].replace_strict(levels, return_dtype=pl.Int64).to_numpy()
        self.part, self.whole = (
            np.searchsorted(grid.places, known[side].to_numpy()) for side in ("part", "whole")
        )
        size = np.ones(len(grid.places))
        held = sizes.filter(pl.col("place").is_in(here))
        size[np.searchsorted(grid.places, held["place"].to_numpy())] = held["size"].to_numpy()
        key = self.whole * (len(levels) + 1) + self.level
        _, self.group = np.unique(key, return_inverse=True)
        covered = np.bincount(self.group, size[self.part])
        self.covers = covered[self.group] == size[self.whole]
        """Whether the parts of this level make the whole."""


def fill(grid: Grid, nest: Nest) -> None:
    """Work out the only place that lacks among those that make another."""
    parts = np.bincount(nest.group)
    for column in range(len(grid.columns)) if len(nest.group) else ():
        value = grid.value(column)
        lacks = np.isnan(value[nest.part])
        several = np.bincount(nest.group, lacks)
        added = np.bincount(nest.group, np.nan_to_num(value[nest.part]))
        told = lacks & nest.covers & (several == 1)[nest.group] & (parts > 1)[nest.group]
        told &= ~np.isnan(value[nest.whole])
        one, first = np.unique(nest.part[told], return_index=True)
        total, group = nest.whole[told][first], nest.group[told][first]
        grid.work_out(column, one, value[total] - added[group])


def nested(grid: Grid, nest: Nest) -> Booleans:
    """
    Tie each place to those that it holds, a sum for each of their levels.

    So are their other communes, those that nothing tells one by one. Return where communes
    that are known make all of a figure, by place and column.
    """
    complete = np.zeros(grid.number.shape, dtype=bool)
    lefts = _Lefts(grid)
    for column in range(len(grid.columns)) if len(nest.group) else ():
        others = np.full(len(grid.places), -1, dtype=np.int64)
        total, level, left, numbers = _tied(grid, nest, grid.number[:, column], column, lefts)
        communes = level == nest.commune
        complete[total[communes & (left == 0)], column] = True
        others[total[communes]] = numbers[communes]
        _tied(grid, nest, others, column, lefts, depth=1)
    lefts.extend()
    return complete


class _Lefts:
    """What totals add to their parts: the same place wherever the same parts are known."""

    def __init__(self, grid: Grid) -> None:
        """Begin without any."""
        self.grid = grid
        self.marks = np.random.default_rng(0).integers(1, _MARKS, len(grid.places))
        self.keys: list[Integers] = []
        self.columns: list[int] = []
        self.numbers: list[Integers] = []
        self.owners: list[Integers] = []

    def add(self, key: Integers, column: int, numbers: Integers, owners: Integers) -> None:
        """Keep those of a column, each with what tells it from others."""
        self.keys.append(key)
        self.columns.append(column)
        self.numbers.append(numbers)
        self.owners.append(owners)

    def extend(self) -> None:
        """Give each a row of the grid."""
        self.grid.extend(self.keys, self.columns, self.numbers, self.owners)


def _tied(
    grid: Grid, nest: Nest, number: Integers, column: int, lefts: _Lefts, depth: int = 0
) -> tuple[Integers, Integers, Floats, Integers]:
    """Tie the figures of one column; return totals, levels, what is left and its numbers."""
    both = (number[nest.part] >= 0) & (number[nest.whole] >= 0)
    _, first, sums = np.unique(nest.group[both], return_index=True, return_inverse=True)
    total, level = nest.whole[both][first], nest.level[both][first]
    part = nest.part[both]
    left = grid.tie(
        np.concatenate([np.arange(len(total)), sums.ravel()]),
        np.concatenate([number[total], number[part]]),
        np.repeat([1, -1], [len(total), len(part)]),
        column,
    )
    numbers = np.arange(len(grid.values) - len(left), len(grid.values))
    same = np.bincount(sums.ravel(), lefts.marks[part], len(left)).astype(np.int64)
    key = np.stack([total, level, same, np.full(len(total), depth)])
    lefts.add(key, column, numbers, total)
    return total, level, left, numbers


def balanced(grid: Grid, unions: pl.DataFrame) -> None:
    """Tie sets of places of two levels, of which one holds all communes of the other."""
    here = unions.filter(pl.col("place").is_in(pl.Series(grid.places).implode()))
    sizes = unions.group_by("union").agg(size=pl.len())
    here = here.join(sizes, on="union").filter(pl.len().over("union") == pl.col("size"))
    row = np.searchsorted(grid.places, here["place"].to_numpy())
    sign: Integers = here["sign"].to_numpy()
    which = np.unique(here["union"].to_numpy(), return_inverse=True)[1].ravel()
    lefts = _Lefts(grid)
    for column in range(len(grid.columns)) if len(row) else ():
        number = grid.number[row, column]
        whole = np.bincount(which, number < 0) == 0
        kept = whole[which]
        if not kept.any():
            continue
        rank = np.cumsum(whole) - 1
        left = grid.tie(rank[which[kept]], number[kept], sign[kept], column)
        union = np.flatnonzero(whole)
        numbers = np.arange(len(grid.values) - len(left), len(grid.values))
        lefts.add(np.stack([union, *[0 * union] * 2, 0 * union - 1]), column, numbers,
                  np.full(len(union), row[0]))  # fmt: skip
    lefts.extend()
