"""Social gradient: how a value rises or falls along a ranking of the communes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cls_dash.analysis._shares import Vector, aligned, non_negative, share, vector
from cls_dash.errors import InvalidInputError, UndefinedMeasureError


@dataclass(frozen=True)
class SlopeIndex:
    """Gap between the two ends of the ranking, on the fitted line."""

    sii: float
    """Slope index: value at the top minus value at the bottom, in its own unit."""
    rii: float
    """Relative index: value at the top over value at the bottom, ``nan`` where the
    line is not above zero at the bottom."""


def concentration_index(value: ArrayLike, population: ArrayLike, rank: ArrayLike) -> float:
    """
    Compute the relative concentration index, (2/μ) Σ p (y − μ)(R − ½).

    Parameters
    ----------
    value
        Shape ``(n,)``, non-negative: a rate or a mean per commune, any unit.
    population
        Shape ``(n,)``, non-negative: the weight of each commune, any unit.
    rank
        Shape ``(n,)``, any numbers: position of each commune, from the most
        disadvantaged (smallest) to the most advantaged. Communes of equal rank share
        one mid-rank, so that their order does not matter.

    Returns
    -------
    float
        Between −1 and 1. Positive when the value gathers among the advantaged,
        negative among the disadvantaged, 0 without gradient. The absolute index is
        this value times the weighted mean μ.

    Raises
    ------
    UndefinedMeasureError
        If the total population or the mean value is zero.
    InvalidInputError
        If lengths or indices differ, a value is missing or infinite, or ``value`` or
        ``population`` is negative somewhere.

    References
    ----------
    Wagstaff, A., Paci, P. and van Doorslaer, E. (1991). On the measurement of
    inequalities in health. *Social Science & Medicine* 33(5), 545-557.
    doi:10.1016/0277-9536(91)90212-U

    Kakwani, N., Wagstaff, A. and van Doorslaer, E. (1997). Socioeconomic inequalities
    in health: measurement, computation, and statistical inference. *Journal of
    Econometrics* 77(1), 87-103. doi:10.1016/S0304-4076(96)01807-6

    WHO's own code: https://github.com/WHOequity/healthequal
    """
    y, p, r = _ranked(value, population, rank)
    if (y < 0).any():
        raise InvalidInputError("value has a negative value")
    mean = p @ y
    if mean == 0:
        raise UndefinedMeasureError("the mean value is zero")
    return float(2 / mean * (p @ ((y - mean) * (r - 0.5))))


def slope_index(value: ArrayLike, population: ArrayLike, rank: ArrayLike) -> SlopeIndex:
    """
    Compute the slope and the relative index of inequality, SII and RII.

    Parameters
    ----------
    value
        Shape ``(n,)``, any unit and sign: a rate or a mean per commune.
    population
        Shape ``(n,)``, non-negative: the weight of each commune, any unit.
    rank
        Shape ``(n,)``, any numbers: position of each commune, from the most
        disadvantaged (smallest) to the most advantaged. Communes of equal rank share
        one mid-rank.

    Returns
    -------
    SlopeIndex
        Positive SII, or RII above 1: the value rises with advantage.

    Raises
    ------
    UndefinedMeasureError
        If the total population is zero, or all of it stands at one rank.
    InvalidInputError
        If lengths or indices differ, a value is missing or infinite, or
        ``population`` is negative somewhere.

    Notes
    -----
    Value on mid-rank R by least squares weighted by population, y = b0 + SII R, and
    RII = (b0 + SII)/b0. Three variants circulate under the same name; this is the
    linear one of England's Fingertips, not WHO's logistic fit, which may differ by
    several points.

    References
    ----------
    Mackenbach, J. P. and Kunst, A. E. (1997). Measuring the magnitude of
    socio-economic inequalities in health: an overview of available measures
    illustrated with two examples from Europe. *Social Science & Medicine* 44(6),
    757-771. doi:10.1016/S0277-9536(96)00073-1

    Schlotheuber, A. and Hosseinpoor, A. R. (2022). Summary measures of health
    inequality: a review of existing measures and their application. *International
    Journal of Environmental Research and Public Health* 19(6), 3697.
    doi:10.3390/ijerph19063697
    """
    y, p, r = _ranked(value, population, rank)
    if np.unique(r[p > 0]).size < 2:
        raise UndefinedMeasureError("the whole population stands at one rank")
    mean, from_middle = p @ y, r - 0.5  # the weighted mean of mid-ranks is one half
    sii = float(p @ (from_middle * (y - mean)) / (p @ from_middle**2))
    bottom = float(mean) - sii / 2
    return SlopeIndex(sii=sii, rii=(bottom + sii) / bottom if bottom > 0 else np.nan)


def by_part(
    amount: ArrayLike, population: ArrayLike, rank: ArrayLike, *, parts: int = 5
) -> pd.DataFrame:
    """
    Return what each equal part of the population has, in order of rank.

    Parameters
    ----------
    amount
        Shape ``(n,)``, non-negative: what each commune has, in all.
    population
        Shape ``(n,)``, non-negative: inhabitants of each commune.
    rank
        Shape ``(n,)``, any numbers: position of each commune, the smallest first. Communes
        of equal rank are taken as one, and one that is across two parts is shared between
        them by inhabitants.
    parts
        Number of parts.

    Returns
    -------
    pandas.DataFrame
        One row per part, the smallest rank first: ``share`` of the amount, and ``rate``,
        amount per inhabitant. What is where nobody lives is in no part.

    Raises
    ------
    UndefinedMeasureError
        If the total population, or the amount of inhabited communes, is zero.
    InvalidInputError
        If lengths or indices differ, a value is missing, infinite or negative, or there is
        no part.

    Notes
    -----
    Differences of the concentration curve at equal steps. Worked case: communes of 30 and
    20 inhabitants, 6 and 1 actions, in two parts: 25 inhabitants of the first have 5 actions,
    its other 5 have 1 and the second's 20 have 1.
    """
    if parts < 1:
        raise InvalidInputError(f"the number of parts is {parts}")
    people = non_negative(population, "population")
    had = np.where(people > 0, non_negative(amount, "amount"), 0.0)
    position = vector(rank, "rank")
    aligned(amount=amount, population=population, rank=rank)
    p, a = share(people, "population"), share(had, "amount")
    _, step = np.unique(position, return_inverse=True)
    across, along = (np.r_[0.0, np.cumsum(np.bincount(step, weights=w))] for w in (p, a))
    shares = np.diff(np.interp(np.linspace(0, 1, parts + 1), across, along))
    return pd.DataFrame({"share": shares, "rate": shares * had.sum() / (people.sum() / parts)})


def _ranked(
    value: ArrayLike, population: ArrayLike, rank: ArrayLike
) -> tuple[Vector, Vector, Vector]:
    """Return values, shares of population and mid-ranks (0 to 1)."""
    y, people = vector(value, "value"), non_negative(population, "population")
    position = vector(rank, "rank")
    aligned(value=value, population=population, rank=rank)
    p = share(people, "population")
    return y, p, mid_ranks(position, p)


def mid_ranks(position: Vector, share_of_people: Vector) -> Vector:
    """Return the mid-rank of each, from 0 to 1, weighted; equal positions share one."""
    _, step = np.unique(position, return_inverse=True)
    width = np.bincount(step, weights=share_of_people)
    return np.asarray((np.cumsum(width) - width / 2)[step])
