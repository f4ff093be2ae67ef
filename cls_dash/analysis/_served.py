"""Commune by commune: the actions it has against those that chance would give it, in series."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cls_dash.analysis._observed import ALARM_TAIL, TAILS, WARNING_TAIL
from cls_dash.analysis._series import Series, expected
from cls_dash.analysis._shares import Vector, labels, non_negative, pair
from cls_dash.errors import InvalidInputError

ROUNDING: Final = 1e-12
"""Of sums of chances that a Fourier transform gives."""
CELLS: Final = 1_000_000
"""Communes × frequencies transformed at a time."""


def observed_chance(amount: ArrayLike, series: Series, population: ArrayLike) -> pd.DataFrame:
    """
    Compare the actions of each commune with those that chance would give it.

    Parameters
    ----------
    amount
        Shape ``(n,)``: counts of actions.
    series
        What chance places, whole: as many actions in all.
    population
        Shape ``(n,)``, non-negative: the chance of each commune, any unit.

    Returns
    -------
    pandas.DataFrame
        Shape ``(n, 8)``, indexed like the inputs. ``observed``; ``expected``, Σ w q; ``ratio``,
        their quotient; ``least`` and ``most``, the counts that chance keeps to 95 times out of
        100; ``flag``: ``"very_high"`` or ``"very_low"`` where chance does as much at most once
        in 1,000, ``"high"`` or ``"low"`` at most 25 times in 1,000, else ``"none"``. Where
        nothing is expected the ratio is missing and the flag is ``"undefined"``.

    Raises
    ------
    UndefinedMeasureError, InvalidInputError
        As :func:`expected`; also if the series hold another number of actions.

    Notes
    -----
    The count of a commune is Σ w_s B_s, B_s Bernoulli of chance q_s: the commune's share of
    the population where series s may be placed. Its law is exact: the inverse Fourier
    transform of Π_s (1 − q_s + q_s zʷˢ). A series of 17 sessions makes it much wider than
    Poisson's, which single sessions would follow. Flags are not corrected for their number:
    of 100 communes at random, up to 5 are flagged on average.

    References
    ----------
    Hong, Y. (2013). On computing the distribution function for the Poisson binomial
    distribution. *Computational Statistics & Data Analysis* 59, 41-51.
    doi:10.1016/j.csda.2012.10.006

    Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional
    performance. *Statistics in Medicine* 24(8), 1185-1202. doi:10.1002/sim.1970
    """
    observed, people = pair(amount, population)
    if observed.sum() != series.total:
        raise InvalidInputError("the series hold another number of actions")
    mean = expected(series, people)
    odds, which = series.odds(people)
    below = _at_most(series.counts, odds.T, which)
    counts = observed.astype(np.intp)
    at_most = np.take_along_axis(below, counts[:, None], axis=1)[:, 0]
    under = np.take_along_axis(below, np.maximum(counts - 1, 0)[:, None], axis=1)[:, 0]
    at_least = np.where(counts > 0, 1 - under, 1.0)
    return pd.DataFrame(
        {
            "observed": observed,
            "expected": mean,
            "ratio": observed / np.where(mean > 0, mean, np.nan),
            "least": _first(below, WARNING_TAIL + 2 * ROUNDING),
            "most": _first(below, 1 - WARNING_TAIL),
            "flag": _flags(mean, at_least, at_most),
        },
        index=labels(amount, population),
    )


def chance_funnel(series: Series, population: ArrayLike, sizes: ArrayLike) -> pd.DataFrame:
    """
    Return the limits that chance seldom passes at any size of commune, to draw a funnel.

    Parameters
    ----------
    series, population
        As :func:`observed_chance`.
    sizes
        Inhabitants of communes that were in every perimeter.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``expected``, the number of actions that chance gives such a commune:
        ``lower_95``, ``upper_95``, ``lower_998`` and ``upper_998``, counts, interpolated so
        that a whole count is beyond a limit just when :func:`observed_chance` flags it.

    Raises
    ------
    UndefinedMeasureError, InvalidInputError
        As :func:`expected`; also if a size is negative.
    """
    people, known = non_negative(population, "population"), non_negative(sizes, "sizes")
    odds, which = series.odds(people)
    eligible = np.asarray(series.eligible, dtype=bool)
    first = [int(np.flatnonzero(which == row)[0]) for row in range(len(odds))]
    chances = np.minimum(known[:, None] / (eligible[first] @ people), 1.0)
    below = _at_most(series.counts, chances, which)
    mean = chances @ np.bincount(which, series.counts, minlength=len(odds))
    limits = {
        f"{side}_{name}": _between(below, level) - (side == "lower")
        for name, tail in TAILS.items()
        for side, level in (("lower", tail), ("upper", 1 - tail))
    }
    return pd.DataFrame(limits, index=pd.Index(mean, name="expected")).clip(lower=0)


def _at_most(weights: Vector, chances: Vector, which: NDArray[np.intp]) -> Vector:
    """
    Return P(O ≤ k) for each commune, k from 0 to the number of actions.

    ``chances`` has one row per commune, one column per set of eligible communes; ``which``
    says the column of each series.
    """
    size = int(weights.sum()) + 1
    turns = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    kinds, times = np.unique(np.column_stack([weights, which]), axis=0, return_counts=True)
    rows = max(1, CELLS // turns.size)
    found = np.empty((len(chances), size))
    for start in range(0, len(chances), rows):
        block = chances[start : start + rows]
        law = np.ones((len(block), turns.size), dtype=complex)
        for (weight, row), number in zip(kinds, times, strict=True):
            chance = block[:, int(row), None]
            law *= (1 - chance + chance * turns ** int(weight)) ** int(number)
        found[start : start + rows] = np.cumsum(np.fft.irfft(law, size, axis=1), axis=1)
    return np.clip(found, 0.0, 1.0)


def _first(below: Vector, level: float) -> NDArray[np.intp]:
    """Return the first count whose cumulated chance reaches a level."""
    return np.asarray(np.argmax(below >= level - ROUNDING, axis=1))


def _between(below: Vector, level: float) -> Vector:
    """Return that count plus how far it is from the next, by the chance it takes to reach it."""
    count = _first(below, level)
    upto = np.take_along_axis(below, count[:, None], axis=1)[:, 0]
    under = np.take_along_axis(below, np.maximum(count - 1, 0)[:, None], axis=1)[:, 0]
    under = np.where(count > 0, under, 0.0)
    own = upto - under
    part = np.divide(level - under, own, out=np.ones_like(own), where=own > ROUNDING)
    return np.asarray(count + np.clip(part, 0.0, 1.0))


def _flags(mean: Vector, at_least: Vector, at_most: Vector) -> NDArray[np.str_]:
    return np.select(
        [
            mean == 0,
            at_least <= ALARM_TAIL + ROUNDING,
            at_least <= WARNING_TAIL + ROUNDING,
            at_most <= ALARM_TAIL + ROUNDING,
            at_most <= WARNING_TAIL + ROUNDING,
        ],
        ["undefined", "very_high", "high", "very_low", "low"],
        "none",
    )
