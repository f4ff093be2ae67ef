"""
What need weighs: an index β by commune, 1 for the mean inhabitant, never negative.

Every index below has a mean of 1 weighted by population: Σ P_i β_i = Σ P_i. A commune whose
value is missing counts as the mean: nothing is known for or against it.
"""

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cls_dash.analysis._gradient import mid_ranks
from cls_dash.analysis._shares import Vector, aligned, non_negative, share, vector
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

HigherIs = Literal["better", "worse"]

STRENGTH: Final = 0.5
"""How much a rank weighs, unless said otherwise: from 0.5 to 1.5."""


def proportional_need(values: pd.Series, population: pd.Series) -> pd.Series:
    """
    Weigh communes in proportion to a value: twice the value is twice the need.

    β_i = x_i / x̄, the mean weighted by population. It holds on a ratio scale alone, where
    more is a need and zero is none: a share of inhabitants aged 75 or more, a poverty rate,
    minutes to the nearest doctor.

    Parameters
    ----------
    values
        By commune, non-negative, any unit; missing where unknown.
    population
        Inhabitants, by commune, in the same order.

    Returns
    -------
    pandas.Series
        ``need``, by commune.

    Raises
    ------
    InvalidInputError
        If indices differ, or a value or a population is negative or infinite.
    UndefinedMeasureError
        If no inhabitant has a known value, or all known values are zero.
    """
    known, p = _known(values, population)
    level = non_negative(values[known], "values")
    mean = float(p @ level)
    if mean == 0:
        raise UndefinedMeasureError("all values are zero")
    return _filled(known, level / mean, values)


def ranked_need(
    values: pd.Series,
    population: pd.Series,
    *,
    higher_is: HigherIs,
    strength: float = STRENGTH,
) -> pd.Series:
    """
    Weigh communes by their rank: β_i = 1 + s (2 R_i − 1).

    R is the mid-rank of a commune's inhabitants, weighted by population, in (0, 1), near 1
    for those most in need; communes of equal value share one. For a scale without a zero
    of its own (an index of deprivation, which has negative values), or for a lack (income,
    access to doctors), where half as much is not twice the need.

    Parameters
    ----------
    values
        By commune, any numbers; missing where unknown.
    population
        Inhabitants, by commune, in the same order.
    higher_is
        ``"worse"`` when a high value is a need, ``"better"`` when a low one is.
    strength
        s, from 0 (every inhabitant counts alike) to 1 (from 0 to 2).

    Returns
    -------
    pandas.Series
        ``need``, by commune, between 1 − s and 1 + s.

    Raises
    ------
    InvalidInputError
        If indices differ, a value is infinite, a population is negative, or the strength
        is not between 0 and 1.
    UndefinedMeasureError
        If no inhabitant has a known value.

    References
    ----------
    Bross, I. D. J. (1958). How to use ridit analysis. *Biometrics* 14(1), 18-38
    (mid-ranks, or ridits). doi:10.2307/2527727
    """
    if not 0 <= strength <= 1:
        raise InvalidInputError("the strength is not between 0 and 1")
    known, p = _known(values, population)
    level = vector(values[known], "values")
    ranks = mid_ranks(level if higher_is == "worse" else -level, p)
    return _filled(known, 1 + strength * (2 * ranks - 1), values)


def combined_need(needs: Sequence[pd.Series], weights: Sequence[float]) -> pd.Series:
    """
    Return the mean of several needs, weighted.

    Parameters
    ----------
    needs
        Indices β of mean 1, by commune, in one order.
    weights
        What each counts, non-negative, any unit.

    Returns
    -------
    pandas.Series
        ``need``, by commune.

    Raises
    ------
    InvalidInputError
        If there is not one weight for each need, indices differ, or a need or a weight
        is negative or missing.
    UndefinedMeasureError
        If all weights are zero, or there is none.
    """
    if len(needs) != len(weights):
        raise InvalidInputError("there is not one weight for each need")
    parts = share(non_negative(weights, "weights"), "weights")
    aligned(**{f"need {rank}": one for rank, one in enumerate(needs, 1)})
    mean = parts @ np.array([non_negative(one, "need") for one in needs])
    return pd.Series(mean, needs[0].index, name="need")


def _known(values: pd.Series, population: pd.Series) -> tuple[NDArray[np.bool_], Vector]:
    """Return where a value is known, and what share of the inhabitants there each has."""
    if not values.index.equals(population.index):
        raise InvalidInputError("values and population are indexed differently")
    people = non_negative(population, "population")
    known = values.notna().to_numpy()
    if not people[known].sum() > 0:
        raise UndefinedMeasureError("no inhabitant has a known value")
    return known, share(people[known], "population")


def _filled(known: NDArray[np.bool_], index: Vector, values: pd.Series) -> pd.Series:
    need = np.ones(len(values))
    need[known] = index
    return pd.Series(need, values.index, name="need")
