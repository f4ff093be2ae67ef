"""What a measure is worth by chance alone: its draws, its p-values, the band of its curve."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import SupportsFloat

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cls_dash.analysis import _series
from cls_dash.analysis._lorenz import cumulated, gini, gini_kernel, hoover, hoover_kernel
from cls_dash.analysis._series import Series
from cls_dash.analysis._shares import Vector, aligned, non_negative, share
from cls_dash.analysis._theil import theil_kernel, theil_t
from cls_dash.analysis._top import top_kernel, top_share
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

Measure = Callable[[Vector, Vector], SupportsFloat]
Kernel = Callable[[Vector, Vector], Vector]


@dataclass(frozen=True)
class AllAtOnce:
    """A measure that takes every spread at once, a row each, and what they are compared with."""

    each: Kernel
    """Returns a figure for each row."""


# Two spreads of equal index may differ by rounding; a tie must count as reached.
TIE = 1e-9
# How to take a whole table of draws at once, for the measures that can.
KERNELS: dict[Measure, Kernel] = {
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
    """Shape ``(draws,)``: the measure of each simulated spread, or of every possible one."""
    chances: Vector | None = None
    """Of every possible spread; ``None`` where spreads were drawn."""

    def p_value(self, observed: float) -> float:
        """
        Return the chance of a spread at least as concentrated as the one observed.

        (1 + draws that reach ``observed``) / (draws + 1), hence never zero; the exact chance
        where every spread was listed.

        References
        ----------
        Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero.
        *Statistical Applications in Genetics and Molecular Biology* 9(1), 39.
        doi:10.2202/1544-6115.1585
        """
        if not np.isfinite(observed):
            raise InvalidInputError("the observed value is missing or infinite")
        reached = self.draws >= observed - TIE * max(1.0, abs(observed))
        if self.chances is not None:
            return float(min(self.chances[reached].sum(), 1.0))
        return float((1 + np.count_nonzero(reached)) / (len(self.draws) + 1))


def chance_baseline(
    total: int | Series,
    population: ArrayLike,
    *,
    measure: Measure | AllAtOnce,
    draws: int,
    seed: int,
    reference: ArrayLike | None = None,
) -> ChanceBaseline:
    """
    Return what a measure is worth when series fall at random, in proportion to population.

    Parameters
    ----------
    total
        The series, each placed whole on one of its eligible communes; or a number of located
        actions, each a series of its own that may be placed anywhere: multinomial(total, p).
    population
        Shape ``(n,)``, non-negative: the chance of each commune, any unit.
    measure
        ``measure(amount, reference)``, a number: :func:`hoover`, :func:`gini`,
        :func:`theil_t` and ``partial(top_share, k=2)`` take all draws at once (20 ms or so
        for 2,000 draws of 100 series over 113 communes), as does :class:`AllAtOnce`; any other
        callable, one by one.
    draws
        Number of simulated spreads; the smallest p-value is ``1 / (draws + 1)``. Series that
        have few spreads (as :data:`~cls_dash.analysis._series.SPREADS`) are not drawn: every
        spread is listed with its chance, and figures are exact.
    seed
        Seed of the draws: the same seed gives the same figures.
    reference
        What amounts are compared with; ``population`` unless given. Where perimeters changed,
        :func:`expected` is what each commune could have had.

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
        If ``total`` is not a whole number, ``draws`` is below 1, lengths differ, or a
        population is negative, missing or infinite.
    """
    people = non_negative(population, "population")
    against = _against(people, reference)
    every = _series.listed(total, people) if isinstance(total, Series) and draws > 0 else None
    if every is not None:
        spreads, chances = every
        return _weighed(_measured(measure, spreads, against), chances)
    values = np.concatenate(
        [_measured(measure, block, against) for block in _blocks(total, people, draws, seed)]
    )
    values.setflags(write=False)
    return ChanceBaseline(
        expected=float(values.mean()),
        upper=float(np.quantile(values, 0.975)),
        draws=values,
    )


def lorenz_band(
    total: int | Series,
    population: ArrayLike,
    *,
    draws: int,
    seed: int,
    points: int = 51,
    reference: ArrayLike | None = None,
) -> pd.DataFrame:
    """
    Return where 95 % of the Lorenz curves of random spreads pass.

    Parameters
    ----------
    total, population, draws, seed, reference
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
    against = share(_against(people, reference), "reference")
    curves = []
    for block in _blocks(total, people, draws, seed):
        abscissae, ordinates = cumulated(block / block[0].sum(), against)
        curves += [np.interp(grid, x, y) for x, y in zip(abscissae, ordinates, strict=True)]
    lower, upper = np.quantile(np.array(curves), [0.025, 0.975], axis=0)
    return pd.DataFrame({"population": grid, "lower": lower, "upper": upper})


def _against(people: Vector, reference: ArrayLike | None) -> Vector:
    """Return what amounts are compared with."""
    against = people if reference is None else non_negative(reference, "reference")
    aligned(population=people, reference=against)
    return against


def _blocks(total: int | Series, people: Vector, draws: int, seed: int) -> Iterator[Vector]:
    """Yield random spreads, many at a time, once what is asked is found to hold."""
    if draws < 1:
        raise InvalidInputError(f"the number of draws is {draws}")
    if isinstance(total, Series):
        yield from _series.drawn(total, people, draws, seed)
        return
    if total < 0 or not float(total).is_integer():
        raise InvalidInputError(f"the number of actions is {total}")
    if total == 0:
        raise UndefinedMeasureError("the total amount is zero")
    p = share(people, "population")
    random = np.random.default_rng(seed)
    rows = max(1, _series.BLOCK_CELLS // len(p))
    for start in range(0, draws, rows):
        size = min(rows, draws - start)
        yield random.multinomial(int(total), p, size=size).astype(np.float64)


def _measured(measure: Measure | AllAtOnce, spreads: Vector, reference: Vector) -> Vector:
    """Measure each row of ``spreads``, all at once where the measure allows it."""
    if isinstance(measure, AllAtOnce):
        return measure.each(spreads, reference)
    if kernel := _kernel(measure):
        return kernel(spreads / spreads[0].sum(), share(reference, "reference"))
    return np.array([float(measure(row, reference)) for row in spreads])


def _kernel(measure: Measure) -> Kernel | None:
    if isinstance(measure, partial) and measure.func is top_share and not measure.args:
        return partial(top_kernel, **measure.keywords)
    return KERNELS.get(measure)


def _weighed(values: Vector, chances: Vector) -> ChanceBaseline:
    """Return the baseline of every possible spread, each with its chance."""
    order = np.argsort(values, kind="stable")
    rank = int(np.searchsorted(np.cumsum(chances[order]), 0.975 - TIE))
    return ChanceBaseline(
        expected=float(values @ chances),
        upper=float(values[order][min(rank, values.size - 1)]),
        draws=values,
        chances=chances,
    )
