"""How reachable care is from each commune: catchments and nearest places."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cls_dash.analysis._reach import DECAY, Decay, pairs, weights
from cls_dash.analysis._shares import Vector, non_negative
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

__all__ = ["DECAY", "Catchment", "Decay", "floating_catchment", "nearest"]


@dataclass(frozen=True)
class Catchment:
    """What each commune can reach, and what no one reaches."""

    accessibility: pd.Series
    """Supply for one inhabitant, by commune, in the unit of the supply."""
    ratio: pd.Series
    """Supply for one weighted inhabitant of its catchment, by place; missing if unreached."""
    unreached: pd.Series
    """Supply that no populated commune reaches, by place: it is counted nowhere."""


def floating_catchment(
    population: pd.Series,
    supply: pd.Series,
    minutes: pd.DataFrame,
    *,
    decay: Decay = DECAY,
) -> Catchment:
    """
    Measure accessibility by an enhanced two-step floating catchment area (E2SFCA).

    R_j = S_j / Σ_i w(t_ij) P_i, then A_i = Σ_j w(t_ij) R_j. Supply is shared between
    those who may come, so that Σ P_i A_i = Σ S_j over the supply that is reached.

    Parameters
    ----------
    population
        Inhabitants of each commune, by code; weighted by need or not.
    supply
        What each place offers (consultations a year, full-time equivalents…), by code.
    minutes
        ``origin`` (a commune), ``destination`` (a place) and ``minutes``, each pair once.
        Pairs that are absent are out of reach; those of other places are left out.
    decay
        ``(up to minutes, weight)``, bounds rising, the bound itself included.

    Returns
    -------
    Catchment
        A commune that reaches nothing has an accessibility of 0; one where nobody lives
        has one all the same, for it is a place.

    Raises
    ------
    InvalidInputError
        If codes repeat, a value is missing or negative, or the decay does not hold.
    UndefinedMeasureError
        If nobody lives in these communes.

    References
    ----------
    Luo, W. and Qi, Y. (2009). An enhanced two-step floating catchment area (E2SFCA)
    method for measuring spatial accessibility to primary care physicians. *Health &
    Place* 15(4), 1100-1107. doi:10.1016/j.healthplace.2009.06.002
    """
    people, offered = _by_code(population, "population"), _by_code(supply, "supply")
    if not people.sum() > 0:
        raise UndefinedMeasureError("nobody lives in these communes")
    reach = weights(minutes, population.index, supply.index, decay)
    demand = reach.T @ people
    reached = demand > 0
    ratio = np.divide(offered, demand, out=np.zeros(len(offered)), where=reached)
    return Catchment(
        accessibility=pd.Series(reach @ ratio, population.index, name="accessibility"),
        ratio=pd.Series(np.where(reached, ratio, np.nan), supply.index, name="ratio"),
        unreached=supply[~reached & (offered > 0)],
    )


def nearest(minutes: pd.DataFrame) -> pd.DataFrame:
    """
    Return the nearest destination of each origin, the first by code when several are.

    Parameters
    ----------
    minutes
        ``origin``, ``destination`` and ``minutes``, each pair once.

    Returns
    -------
    pandas.DataFrame
        ``destination`` and ``minutes``, by origin, in order of code.

    Raises
    ------
    InvalidInputError
        If a column is lacking, a pair repeats or a time is missing or negative.
    """
    ordered = pairs(minutes).sort_values(["origin", "minutes", "destination"])
    return ordered.drop_duplicates("origin").set_index("origin")[["destination", "minutes"]]


def _by_code(values: pd.Series, name: str) -> Vector:
    if not values.index.is_unique:
        raise InvalidInputError(f"a code of the {name} is there twice")
    return non_negative(values, name)
