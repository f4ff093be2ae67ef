"""
How actions are spread over communes, against population and against chance.

``amount`` is what is spread (located actions) and ``population`` what it is compared
with (inhabitants, or inhabitants weighted by need), one non-negative value per commune
in any unit, as arrays or as Series of equal index. Everywhere below, a_i and p_i are
the shares of commune i in their totals.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import SupportsFloat

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cls_dash.analysis._gradient import SlopeIndex, concentration_index, slope_index
from cls_dash.analysis._lorenz import gini, gini_kernel, hoover, hoover_kernel, lorenz
from cls_dash.analysis._observed import observed_expected
from cls_dash.analysis._shares import Vector, non_negative, share
from cls_dash.analysis._theil import (
    TheilDecomposition,
    theil_decomposition,
    theil_kernel,
    theil_l,
    theil_t,
)
from cls_dash.analysis._top import TopShare, effective_number, herfindahl, top_share
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

__all__ = [
    "MIN_LOCATED",
    "MIN_SERIES",
    "ChanceBaseline",
    "SlopeIndex",
    "TheilDecomposition",
    "TopShare",
    "chance_baseline",
    "concentration_index",
    "effective_number",
    "gini",
    "herfindahl",
    "hoover",
    "lorenz",
    "lorenz_band",
    "observed_expected",
    "slope_index",
    "theil_decomposition",
    "theil_l",
    "theil_t",
    "top_share",
]

MIN_LOCATED = 15
"""
Located actions below which a concentration figure has no verdict.

Fewer leave nearly all of a hundred communes empty however they are placed: with 12, chance
alone already misplaces three quarters of them in the largest territory, half in the smallest,
and each single action moves the figure by 8 points. A verdict would rest on one or two.
"""

MIN_SERIES = 8
"""Series (actions × communes), which move whole, below which there is no verdict either."""

Measure = Callable[[Vector, Vector], SupportsFloat]

# Draws × communes simulated at a time: it bounds memory, whatever the territory.
BLOCK_CELLS = 2_000_000
# Two spreads of equal index may differ by rounding; a tie must count as reached.
TIE = 1e-9
# How to take a whole table of draws at once, for the measures that can.
KERNELS: dict[Measure, Callable[[Vector, Vector], Vector]] = {
    gini: gini_kernel,
    hoover: hoover_kernel,
    theil_t: theil_kernel,
}


@dataclass(frozen=True, eq=False)
class ChanceBaseline:
    """What a measure is worth when actions fall at random on inhabitants."""

    expected: float
    """Mean of the draws."""
    upper: float
    """Quantile 97.5 % of the draws."""
    draws: Vector
    """Shape ``(draws,)``: the measure of each simulated spread."""

    def p_value(self, observed: float) -> float:
        """
        Return the chance of a spread at least as concentrated as the one observed.

        (1 + draws that reach ``observed``) / (draws + 1), hence never zero.

        References
        ----------
        Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero.
        *Statistical Applications in Genetics and Molecular Biology* 9(1), 39.
        doi:10.2202/1544-6115.1585
        """
        if not np.isfinite(observed):
            raise InvalidInputError("the observed value is missing or infinite")
        threshold = observed - TIE * max(1.0, abs(observed))
        reached = np.count_nonzero(self.draws >= threshold)
        return (1 + reached) / (len(self.draws) + 1)


def chance_baseline(
    total: int,
    population: ArrayLike,
    *,
    measure: Measure,
    draws: int,
    seed: int,
) -> ChanceBaseline:
    """
    Simulate a measure under multinomial(total, p): actions drawn by population.

    Parameters
    ----------
    total
        Number of located actions.
    population
        Shape ``(n,)``, non-negative: the chance of each commune, any unit.
    measure
        ``measure(amount, population)``, a number: :func:`hoover`, :func:`gini` and
        :func:`theil_t` take all draws at once (10 ms or so for 1,000 draws over 113
        communes); any other callable, ``partial(top_share, k=2)`` say, one by one.
    draws
        Number of simulated spreads; the smallest p-value is ``1 / (draws + 1)``.
    seed
        Seed of the draws: the same seed gives the same figures.

    Returns
    -------
    ChanceBaseline
        Below ``MIN_LOCATED`` actions it is still computed, but pages draw no verdict.

    Raises
    ------
    UndefinedMeasureError
        If ``total`` or the total population is zero, or if ``measure`` is undefined
        for a draw (:func:`theil_l` as soon as one commune is left empty).
    InvalidInputError
        If ``total`` is not a whole number, ``draws`` is below 1, or a population is
        negative, missing or infinite.
    """
    people = non_negative(population, "population")
    blocks = _blocks(total, people, draws, seed)
    values = np.concatenate([_measured(measure, block, people) for block in blocks])
    values.setflags(write=False)
    return ChanceBaseline(
        expected=float(values.mean()),
        upper=float(np.quantile(values, 0.975)),
        draws=values,
    )


def lorenz_band(
    total: int, population: ArrayLike, *, draws: int, seed: int, points: int = 51
) -> pd.DataFrame:
    """
    Return where 95 % of the Lorenz curves of random spreads pass.

    Parameters
    ----------
    total, population, draws, seed
        As :func:`chance_baseline`.
    points
        Number of shares of the population, from 0 to 1, at least 2.

    Returns
    -------
    pandas.DataFrame
        ``population``, and the quantiles 2.5 % and 97.5 % of the cumulative share of
        actions there, ``lower`` and ``upper``, each point by itself.

    Raises
    ------
    UndefinedMeasureError, InvalidInputError
        As :func:`chance_baseline`; also for fewer than two points.
    """
    if points < 2:
        raise InvalidInputError(f"the number of points is {points}")
    grid = np.linspace(0, 1, points)
    people = non_negative(population, "population")

    def curve(amount: Vector, inhabitants: Vector) -> Vector:
        found = lorenz(amount, inhabitants)
        return np.asarray(np.interp(grid, found["population"], found["amount"]))

    curves = np.array(
        [
            curve(counts.astype(np.float64), people)
            for block in _blocks(total, people, draws, seed)
            for counts in block
        ]
    )
    lower, upper = np.quantile(curves, [0.025, 0.975], axis=0)
    return pd.DataFrame({"population": grid, "lower": lower, "upper": upper})


def _blocks(total: int, people: Vector, draws: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Yield random spreads, many at a time, once what is asked is found to hold."""
    if total < 0 or not float(total).is_integer():
        raise InvalidInputError(f"the number of actions is {total}")
    if draws < 1:
        raise InvalidInputError(f"the number of draws is {draws}")
    if total == 0:
        raise UndefinedMeasureError("the total amount is zero")
    p = share(people, "population")
    random = np.random.default_rng(seed)
    rows = max(1, BLOCK_CELLS // len(p))
    for start in range(0, draws, rows):
        yield random.multinomial(int(total), p, size=min(rows, draws - start))


def _measured(measure: Measure, counts: NDArray[np.int64], people: Vector) -> Vector:
    """Measure each row of ``counts``, all at once where the measure allows it."""
    kernel = KERNELS.get(measure)
    if kernel is not None:
        return kernel(counts / counts[0].sum(), people / people.sum())
    return np.array([float(measure(row, people)) for row in counts.astype(np.float64)])
