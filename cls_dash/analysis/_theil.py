"""Theil's two indices, and how much of the first lies between groups of communes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import rel_entr

from cls_dash.analysis._shares import Vector, aligned, shares
from cls_dash.errors import InvalidInputError, UndefinedMeasureError


@dataclass(frozen=True, eq=False)
class TheilDecomposition:
    """Theil T split in two: ``between + within`` is ``total``."""

    between: float
    """Inequality there would be if each group spread its actions evenly inside."""
    within: float
    """Inequality that remains inside the groups."""
    total: float
    groups: pd.DataFrame
    """
    One row per group, in order of label. Columns: ``population`` and ``amount``
    (shares of the totals), ``theil_t`` (T_g, inside the group; missing when it has
    no action), ``between`` and ``within`` (its terms in the two sums; a ``between``
    is negative where the group has less than its share).
    """


def theil_kernel(a: Vector, p: Vector) -> Vector:
    """Return Σ a ln(a/p) over the last axis; ``a`` may hold one draw per row."""
    # Rounding can leave -1e-17 where the index is zero.
    return np.asarray(np.maximum(rel_entr(a, p).sum(axis=-1), 0.0))


def theil_t(amount: ArrayLike, population: ArrayLike) -> float:
    """
    Compute Theil's T, Σ a ln(a/p), with 0 ln 0 = 0.

    Parameters
    ----------
    amount, population
        Shape ``(n,)``, any unit, non-negative: one value per commune.

    Returns
    -------
    float
        In nats, 0 when every commune has its share of actions, at most
        ln(total population / population of the smallest commune).

    Raises
    ------
    UndefinedMeasureError
        If a total is zero, or if a commune without inhabitants has an action: its
        term is infinite.
    InvalidInputError
        If lengths or indices differ, or a value is negative, missing or infinite.

    References
    ----------
    Theil, H. (1967). *Economics and Information Theory*. North-Holland, Amsterdam.

    WHO's Health Equity Assessment Toolkit prints 1000 times this value:
    https://github.com/WHOequity/healthequal
    """
    return float(theil_kernel(*_inhabited_shares(amount, population)))


def theil_l(amount: ArrayLike, population: ArrayLike) -> float:
    """
    Compute Theil's L or mean log deviation, Σ p ln(p/a).

    Parameters
    ----------
    amount, population
        Shape ``(n,)``, any unit, non-negative: one value per commune.

    Returns
    -------
    float
        In nats, 0 when every commune has its share of actions; no upper bound. A
        commune without inhabitants weighs nothing, whatever it has.

    Raises
    ------
    UndefinedMeasureError
        If a total is zero, or if an inhabited commune has no action: the index is
        then infinite, which is not a large number but the lack of one.
    InvalidInputError
        If lengths or indices differ, or a value is negative, missing or infinite.

    References
    ----------
    Theil, H. (1967). *Economics and Information Theory*. North-Holland, Amsterdam.
    """
    a, p = shares(amount, population)
    if ((a == 0) & (p > 0)).any():
        raise UndefinedMeasureError("an inhabited commune has no amount")
    return float(theil_kernel(p, a))


def theil_decomposition(
    amount: ArrayLike, population: ArrayLike, group: ArrayLike
) -> TheilDecomposition:
    """
    Split Theil's T between and within groups of communes (their EPCI, say).

    Parameters
    ----------
    amount, population
        Shape ``(n,)``, any unit, non-negative: one value per commune.
    group
        Shape ``(n,)``: the label of the group of each commune.

    Returns
    -------
    TheilDecomposition
        In nats: between = Σ_g a_g ln(a_g/p_g) and within = Σ_g a_g T_g, T_g being
        Theil's T inside group g; their sum is :func:`theil_t`.

    Raises
    ------
    UndefinedMeasureError
        If a total is zero, or a commune without inhabitants has an action.
    InvalidInputError
        If lengths or indices differ, a value is negative, missing or infinite, or a
        commune has no group.

    References
    ----------
    Theil, H. (1967). *Economics and Information Theory*. North-Holland, Amsterdam.

    Shorrocks, A. F. (1980). The class of additively decomposable inequality
    measures. *Econometrica* 48(3), 613-625. doi:10.2307/1913126
    """
    a, p = _inhabited_shares(amount, population)
    aligned(amount=amount, population=population, group=group)
    code, label = pd.factorize(pd.Index(group), sort=True)
    if (code < 0).any():
        raise InvalidInputError("a commune has no group")
    a_g, p_g = _group_sums(code, a), _group_sums(code, p)
    # a_g T_g compares each commune with its part of what its group has.
    rate_g = np.divide(a_g, p_g, out=np.zeros_like(a_g), where=p_g > 0)
    inside = np.maximum(_group_sums(code, rel_entr(a, p * rate_g[code])), 0.0)
    groups = pd.DataFrame(
        {
            "population": p_g,
            "amount": a_g,
            "theil_t": inside / np.where(a_g > 0, a_g, np.nan),
            "between": rel_entr(a_g, p_g),
            "within": inside,
        },
        index=pd.Index(label, name="group"),
    )
    return TheilDecomposition(
        between=float(theil_kernel(a_g, p_g)),
        within=float(inside.sum()),
        total=float(theil_kernel(a, p)),
        groups=groups,
    )


def _inhabited_shares(amount: ArrayLike, population: ArrayLike) -> tuple[Vector, Vector]:
    """Return both shares; refuse an action where nobody lives."""
    a, p = shares(amount, population)
    if ((a > 0) & (p == 0)).any():
        raise UndefinedMeasureError("a commune without population has an amount")
    return a, p


def _group_sums(code: NDArray[np.intp], values: Vector) -> Vector:
    """Add up ``values`` by group."""
    return np.bincount(code, weights=values).astype(np.float64)
