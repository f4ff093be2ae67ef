"""Series: what chance places as one, where, and every spread that it may give."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import comb, prod
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cls_dash.analysis._shares import Vector, non_negative
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

BLOCK_CELLS: Final = 2_000_000
"""Draws × communes (or series) simulated at a time: it bounds memory, whatever the territory."""
SPREADS: Final = 20_000
"""Most spreads that are listed one by one rather than drawn."""


@dataclass(frozen=True, eq=False)
class Series:
    """
    Series of actions: all the deployments of one action in one commune, placed as a whole.

    Sessions of one programme in one place are not independent: where the first was held
    says where the others were. Chance moves them together.
    """

    weights: ArrayLike
    """Shape ``(s,)``: number of located deployments of each series, whole, at least 1."""
    eligible: ArrayLike
    """Shape ``(s, n)``: whether each series may be placed on each commune."""

    @cached_property
    def counts(self) -> Vector:
        """Return the weights, checked."""
        found = non_negative(self.weights, "weights")
        if (found < 1).any() or (found % 1 != 0).any():
            raise InvalidInputError("a series has no whole number of deployments")
        if np.shape(self.eligible)[:1] != found.shape or np.ndim(self.eligible) != 2:
            raise InvalidInputError("weights and eligible communes differ in length")
        return found

    @property
    def total(self) -> int:
        """Return the number of located deployments."""
        return int(self.counts.sum())

    def odds(self, people: Vector) -> tuple[Vector, NDArray[np.intp]]:
        """
        Return the chances of communes by set of eligible ones, and the set of each series.

        Raises
        ------
        UndefinedMeasureError
            If there is no series, or one that may be placed where nobody lives only.
        """
        if not self.counts.size:
            raise UndefinedMeasureError("the total amount is zero")
        eligible = np.asarray(self.eligible, dtype=bool)
        if eligible.shape[1] != people.size:
            raise InvalidInputError("eligible communes and population differ in length")
        sets, which = np.unique(eligible, axis=0, return_inverse=True)
        weighted = sets * people
        total = weighted.sum(axis=1, keepdims=True)
        if not (total > 0).all():
            raise UndefinedMeasureError("the total population is zero")
        return weighted / total, which.ravel()


def expected(series: Series, population: ArrayLike) -> Vector:
    """
    Return the number of deployments that chance gives each commune on average.

    Σ_s w_s P_i / Σ_j P_j over the communes j where series s may be placed.

    Parameters
    ----------
    series
        What is placed.
    population
        Shape ``(n,)``, non-negative: the chance of each commune, any unit.

    Raises
    ------
    UndefinedMeasureError
        If there is no series, or one that may be placed where nobody lives only.
    InvalidInputError
        If lengths differ, a weight is no whole number, or a population is negative, missing
        or infinite.
    """
    odds, which = series.odds(non_negative(population, "population"))
    return np.asarray(np.bincount(which, series.counts, minlength=len(odds)) @ odds)


def drawn(series: Series, people: Vector, draws: int, seed: int) -> Iterator[Vector]:
    """Yield random spreads, one per row, many at a time."""
    odds, which = series.odds(people)
    ladders = np.cumsum(odds, axis=1)
    ladders /= ladders[:, -1:]
    random, n, size = np.random.default_rng(seed), people.size, series.counts.size
    rows = max(1, BLOCK_CELLS // max(n, size))
    for start in range(0, draws, rows):
        block = min(rows, draws - start)
        chances, cells = random.random((block, size)), np.empty((block, size), dtype=np.intp)
        for row, ladder in enumerate(ladders):
            cells[:, which == row] = np.searchsorted(ladder, chances[:, which == row], side="right")
        cells += np.arange(block)[:, None] * n
        weights = np.broadcast_to(series.counts, cells.shape)
        found = np.bincount(cells.ravel(), weights.ravel(), minlength=block * n)
        yield found.astype(np.float64, copy=False).reshape(block, n)


def listed(series: Series, people: Vector) -> tuple[Vector, Vector] | None:
    """
    Return every spread, one per row, and its chance; nothing where there may be too many.

    Series are placed one after the other, and spreads that come out equal are one.
    """
    odds, which = series.odds(people)
    kinds = np.column_stack([series.counts, which])
    alike = np.unique(kinds, axis=0, return_counts=True)[1]
    open_to = (odds > 0).sum(axis=0).astype(bool).sum()
    if prod(comb(int(m) + int(open_to) - 1, int(m)) for m in alike) > SPREADS:
        return None
    spreads: Vector = np.zeros((1, people.size))
    chances: Vector = np.ones(1)
    for weight, row in zip(series.counts, which, strict=True):
        places = np.flatnonzero(odds[row])
        moves = np.zeros((places.size, people.size))
        moves[np.arange(places.size), places] = weight
        spreads = (spreads[:, None] + moves).reshape(-1, people.size)
        chances = np.outer(chances, odds[row, places]).ravel()
        spreads, same = np.unique(spreads, axis=0, return_inverse=True)
        chances = np.asarray(np.bincount(same.ravel(), chances), dtype=np.float64)
    return spreads, chances
