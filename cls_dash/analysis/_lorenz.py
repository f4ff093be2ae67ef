"""The Lorenz curve and the two indices read on it: Gini's area, Hoover's gap."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cls_dash.analysis._shares import Vector, shares


def gini(amount: ArrayLike, population: ArrayLike) -> float:
    """
    Compute Gini's index, 1 − Σ (P_k − P_{k−1})(L_k + L_{k−1}).

    P and L cumulate p and a over communes sorted by amount per inhabitant; a commune
    with an action and no inhabitant comes last.

    Parameters
    ----------
    amount, population
        Shape ``(n,)``, any unit, non-negative: one value per commune.

    Returns
    -------
    float
        0 (every commune has its share) to 1 (everything where nobody lives). No
        small-sample correction.

    Raises
    ------
    UndefinedMeasureError
        If the total amount or the total population is zero.
    InvalidInputError
        If lengths or indices differ, or a value is negative, missing or infinite.

    References
    ----------
    Brown, M. C. (1994). Using Gini-style indices to evaluate the spatial patterns of
    health practitioners. *Social Science & Medicine* 38(9), 1243-1256.
    doi:10.1016/0277-9536(94)90189-9
    """
    return float(gini_kernel(*shares(amount, population)))


def lorenz(amount: ArrayLike, population: ArrayLike) -> pd.DataFrame:
    """
    Trace the Lorenz curve, from the commune least endowed per inhabitant to the most.

    Parameters
    ----------
    amount, population
        Shape ``(n,)``, any unit, non-negative: one value per commune.

    Returns
    -------
    pandas.DataFrame
        Shape ``(n + 1, 2)``: cumulative shares ``population`` and ``amount``, from
        (0, 0) to (1, 1), convex. Vertical at its end where an action has no inhabitant.

    Raises
    ------
    UndefinedMeasureError
        If the total amount or the total population is zero.
    InvalidInputError
        If lengths or indices differ, or a value is negative, missing or infinite.

    References
    ----------
    Lorenz, M. O. (1905). Methods of measuring the concentration of wealth.
    *Publications of the American Statistical Association* 9(70), 209-219.
    doi:10.2307/2276207
    """
    curve = cumulated(*shares(amount, population))
    return pd.DataFrame(dict(zip(("population", "amount"), curve, strict=True)))


def cumulated(a: Vector, p: Vector) -> tuple[Vector, Vector]:
    """Return the cumulative shares of population, then of amount; ``a`` may hold draws as rows."""
    order = _by_rate(a, p)
    both = []
    for ordered in (p[order], np.take_along_axis(a, order, axis=-1)):
        curve = np.zeros((*ordered.shape[:-1], ordered.shape[-1] + 1))
        curve[..., 1:] = np.minimum(np.cumsum(ordered, axis=-1), 1.0)
        curve[..., -1] = 1.0  # what the sums amount to, up to rounding
        both.append(curve)
    return both[0], both[1]


def hoover(amount: ArrayLike, population: ArrayLike) -> float:
    """
    Compute Hoover's index, ½ Σ |a − p|: the share of actions that would have to move.

    Parameters
    ----------
    amount, population
        Shape ``(n,)``, any unit, non-negative: one value per commune.

    Returns
    -------
    float
        0 (every commune has its share) to 1 (everything where nobody lives).

    Raises
    ------
    UndefinedMeasureError
        If the total amount or the total population is zero.
    InvalidInputError
        If lengths or indices differ, or a value is negative, missing or infinite.

    References
    ----------
    Hoover, E. M. (1936). The measurement of industrial localization. *Review of
    Economics and Statistics* 18(4), 162-171. doi:10.2307/1927875

    Duncan, O. D. and Duncan, B. (1955). A methodological analysis of segregation
    indexes. *American Sociological Review* 20(2), 210-217. doi:10.2307/2088328
    """
    return float(hoover_kernel(*shares(amount, population)))


def gini_kernel(a: Vector, p: Vector) -> Vector:
    """Return Gini's index over the last axis; ``a`` may hold one draw per row."""
    order = _by_rate(a, p)
    a, p = np.take_along_axis(a, order, axis=-1), p[order]
    # L_k + L_{k-1} is twice the one less the step between them.
    index = 1 - (p * (2 * np.cumsum(a, axis=-1) - a)).sum(axis=-1)
    return np.asarray(np.clip(index, 0.0, 1.0))  # rounding can leave -1e-16


def hoover_kernel(a: Vector, p: Vector) -> Vector:
    """Return Hoover's index over the last axis; ``a`` may hold one draw per row."""
    return np.asarray(np.minimum(np.abs(a - p).sum(axis=-1) / 2, 1.0))


def _by_rate(a: Vector, p: Vector) -> NDArray[np.intp]:
    """Order communes by amount per inhabitant, those without inhabitants last."""
    # Where there is neither amount nor inhabitant the step is nil: any place will do.
    endless = np.where(a > 0, np.inf, 0.0)
    rate = np.divide(a, p, out=endless, where=p > 0)
    return np.argsort(rate, axis=-1, kind="stable")
