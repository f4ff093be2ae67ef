"""How well a commune is covered by actions, and whom that leaves out."""

from typing import Final

import numpy as np
import pandas as pd

from cls_dash.analysis._reach import DECAY, Decay, pairs, weights
from cls_dash.analysis._shares import non_negative, share, vector
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

TIE: Final = 1e-9
"""Two figures closer than that, in proportion, differ by rounding alone."""


def coverage(
    deployments: pd.Series, minutes: pd.DataFrame, communes: pd.Index, *, decay: Decay = DECAY
) -> pd.Series:
    """
    Measure how much of the way actions come to each commune, between 0 and 1.

    c_i = 1 − Π_j (1 − w(t_ij)), over deployments j: one within the first step of the decay
    covers wholly, several farther ones cover more than one, and none ever more than 1.

    Parameters
    ----------
    deployments
        Number of deployments of each commune where any took place, by code.
    minutes
        ``origin``, ``destination`` and ``minutes``, each pair once; absent, out of reach.
    communes
        Codes of the communes to measure.
    decay
        ``(up to minutes, weight)``, bounds rising, weights between 0 and 1.

    Returns
    -------
    pandas.Series
        ``coverage``, by commune: 0 where no action is within reach.

    Raises
    ------
    InvalidInputError
        If codes or pairs repeat, a number is missing, negative or not whole, or the decay
        does not hold.

    References
    ----------
    Berman, O. and Krass, D. (2002). The generalized maximal covering location problem.
    *Computers & Operations Research* 29(6), 563-581 (partial coverage by steps).
    """
    times = non_negative(deployments, "deployments")
    if (times != np.round(times)).any():
        raise InvalidInputError("a number of deployments is not whole")
    places = deployments.index[times > 0]
    reach = weights(minutes, communes, places, checked(decay))
    with np.errstate(divide="ignore"):
        reach.data = np.log1p(-reach.data)  # minus infinity at weight 1, whence 0 below
    left = np.exp(reach @ times[times > 0])
    return pd.Series(1 - left, communes, name="coverage")


def time_to_nearest(minutes: pd.DataFrame, places: pd.Index, communes: pd.Index) -> pd.Series:
    """
    Return the minutes from each commune to the nearest of ``places``.

    Returns
    -------
    pandas.Series
        ``minutes``, by commune; missing where none is within reach.

    Raises
    ------
    InvalidInputError
        If a column is lacking, a pair is there twice or a time is missing or negative.
    """
    near = pairs(minutes)
    near = near[near["destination"].isin(places)]
    return near.groupby("origin")["minutes"].min().reindex(communes).rename_axis(communes.name)


def neediest(need: pd.Series, population: pd.Series, *, part: float = 0.2) -> pd.Series:
    """
    Say which communes gather the neediest ``part`` of the inhabitants.

    Communes are taken from the neediest on, the more populated first among equals, until
    they gather at least that part; those where nobody lives are left out.

    Returns
    -------
    pandas.Series
        Boolean, by commune.

    Raises
    ------
    InvalidInputError
        If indices differ, a value is missing, or the part is not between 0 and 1.
    UndefinedMeasureError
        If nobody lives there, or every commune has the same need: nobody is neediest.
    """
    if not need.index.equals(population.index):
        raise InvalidInputError("need and population are indexed differently")
    if not 0 < part < 1:
        raise InvalidInputError("the part is not between 0 and 1")
    p = share(non_negative(population, "population"), "population")
    level = vector(need, "need")
    if np.ptp(level[p > 0]) < TIE:
        raise UndefinedMeasureError("every commune has the same need")
    order = np.lexsort((need.index.to_numpy(str), -p, -level))
    before = np.cumsum(p[order]) - p[order]
    chosen = np.zeros(len(p), dtype=bool)
    chosen[order] = before < part - TIE
    return pd.Series(chosen & (p > 0), need.index, name="neediest")


def checked(decay: Decay) -> Decay:
    """Return a decay whose weights are parts of a whole; refuse others."""
    if any(not 0 <= weight <= 1 for _, weight in decay):
        raise InvalidInputError("a weight of the decay is not between 0 and 1")
    return decay
