"""How reachable care is from each commune: catchments, nearest places, people within reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cls_dash.analysis._shares import Vector, non_negative, vector
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

DECAY: Final = ((10.0, 1.0), (15.0, 2 / 3), (20.0, 1 / 3))
"""
Weight of a place by the minutes it takes, up to each bound; nothing beyond the last.
A convention of this atlas, not a published scale: three even steps, up to 20 minutes.
"""
PAIR: Final = ["origin", "destination"]


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
    decay: Sequence[tuple[float, float]] = DECAY,
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
    times = _pairs(minutes)
    rows = population.index.get_indexer(times["origin"])
    columns = supply.index.get_indexer(times["destination"])
    weight = _weight(times["minutes"].to_numpy(), decay)
    kept = (rows >= 0) & (columns >= 0) & (weight > 0)
    shape = len(people), len(offered)
    weights = csr_array((weight[kept], (rows[kept], columns[kept])), shape=shape)
    demand = weights.T @ people
    reached = demand > 0
    ratio = np.divide(offered, demand, out=np.zeros(len(offered)), where=reached)
    return Catchment(
        accessibility=pd.Series(weights @ ratio, population.index, name="accessibility"),
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
    ordered = _pairs(minutes).sort_values(["origin", "minutes", "destination"])
    return ordered.drop_duplicates("origin").set_index("origin")[["destination", "minutes"]]


def population_within(minutes: pd.DataFrame, limit: float, *, population: pd.Series) -> float:
    """
    Return how many inhabitants have a destination at ``limit`` minutes or less.

    Parameters
    ----------
    minutes
        ``origin``, ``destination`` and ``minutes``, each pair once.
    limit
        Minutes, itself included.
    population
        Inhabitants of each commune, by code. A commune without any pair is out of reach.

    Raises
    ------
    InvalidInputError
        If a column is lacking, a pair or a code repeats, or a value is missing or negative.
    """
    if not limit >= 0:
        raise InvalidInputError("the limit is negative or missing")
    people, times = _by_code(population, "population"), _pairs(minutes)
    near = times.loc[times["minutes"] <= limit, "origin"].unique()
    return float(people[population.index.isin(near)].sum())


def _by_code(values: pd.Series, name: str) -> Vector:
    if not values.index.is_unique:
        raise InvalidInputError(f"a code of the {name} is there twice")
    return non_negative(values, name)


def _pairs(minutes: pd.DataFrame) -> pd.DataFrame:
    if lacking := {*PAIR, "minutes"} - set(minutes.columns):
        raise InvalidInputError(f"minutes lack {', '.join(sorted(lacking))}")
    if minutes.duplicated(PAIR).any():
        raise InvalidInputError("a pair is there twice")
    non_negative(minutes["minutes"], "minutes")
    return minutes


def _weight(minutes: NDArray[np.float64], decay: Sequence[tuple[float, float]]) -> Vector:
    """Return the weight of each time: that of the first bound not below it, else 0."""
    if not decay:
        raise InvalidInputError("the decay has no step")
    bounds, steps = (vector(column, "decay") for column in zip(*decay, strict=True))
    if (np.diff(bounds) <= 0).any() or bounds[0] < 0 or (steps < 0).any():
        raise InvalidInputError("the bounds of the decay must rise and its weights not be negative")
    return np.append(steps, 0.0)[np.searchsorted(bounds, minutes, side="left")]
