"""The fewest places, those nearest on average and those nearest at worst, exactly."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array, eye_array, hstack

from cls_dash.analysis._programme import minimised, named, ordered, together, weighed
from cls_dash.analysis._reach import pairs
from cls_dash.analysis._shares import Vector
from cls_dash.errors import InvalidInputError, UndefinedMeasureError


@dataclass(frozen=True)
class NearestPlaces:
    """Places that make the way to the nearest of them shortest."""

    codes: tuple[str, ...]
    minutes: float
    """That way: on average, or from the farthest commune."""


def fewest_places(
    minutes: pd.DataFrame, candidates: pd.Index, limit: float, *, of: pd.Index
) -> tuple[str, ...]:
    """
    Choose the fewest places such that every commune of ``of`` has one within ``limit``.

    Parameters
    ----------
    minutes, candidates
        As :func:`optimal_places`.
    limit
        Minutes, itself included.
    of
        Codes of the communes to serve.

    Returns
    -------
    tuple
        Codes in order; of several sets as small, any.

    Raises
    ------
    InvalidInputError
        If a code or a pair repeats, a time or the limit is missing or negative, or there is
        no commune to serve.
    UndefinedMeasureError
        If a commune has no candidate within the limit, or there is none at all.

    References
    ----------
    Toregas, C., Swain, R., ReVelle, C. and Bergman, L. (1971). The location of emergency
    service facilities. *Operations Research* 19(6), 1363-1373. doi:10.1287/opre.19.6.1363
    """
    codes = ordered(candidates)
    if not limit >= 0:
        raise InvalidInputError("the limit is negative or missing")
    return named(codes, _fewest(_near(minutes, of, codes, limit), len(codes)))


def nearest_on_average(
    mass: pd.Series, minutes: pd.DataFrame, candidates: pd.Index, *, places: int
) -> NearestPlaces:
    """
    Choose the places that are nearest on average: Σ M_i min_{j∈S} t_ij / Σ M_i is lowest.

    The p-median, solved to the end whatever it takes: fit for a territory, not a country.
    Arguments and refusals are those of :func:`optimal_places`; communes without mass count
    for nothing.

    Raises
    ------
    UndefinedMeasureError
        Also if no set of so many places reaches every commune that has a mass.

    References
    ----------
    Hakimi, S. L. (1964). Optimum locations of switching centers and the absolute centers
    and medians of a graph. *Operations Research* 12(3), 450-459. doi:10.1287/opre.12.3.450

    Elloumi, S. (2010). A tighter formulation of the p-median problem. *Journal of
    Combinatorial Optimization* 19, 69-83 (the programme solved here, by levels of time).
    """
    codes, masses = ordered(candidates, places), weighed(mass)
    lived = masses > 0
    near = _near(minutes, mass.index[lived], codes)
    share = masses[lived] / masses.sum()
    chosen = _median(near, share, len(codes), places)
    nearest = near[chosen[near["place"]] > 0].groupby("commune")["minutes"].min()
    return NearestPlaces(named(codes, chosen), float(nearest.to_numpy() @ share))


def nearest_for_the_farthest(
    minutes: pd.DataFrame, candidates: pd.Index, *, places: int, of: pd.Index
) -> NearestPlaces:
    """
    Choose the places that are nearest for the farthest commune: max_i min_{j∈S} t_ij is lowest.

    The p-centre: the first of the times within which ``places`` serve every commune.
    Arguments and refusals are those of :func:`fewest_places`.

    Returns
    -------
    NearestPlaces
        As few places as do it: more, up to ``places``, would not shorten the longest way.

    Raises
    ------
    UndefinedMeasureError
        Also if no set of so many places reaches every commune.

    References
    ----------
    Minieka, E. (1970). The m-center problem. *SIAM Review* 12(1), 138-139.
    """
    codes = ordered(candidates, places)
    near = _near(minutes, of, codes)
    times = np.unique(near["minutes"])

    def fewest(rank: int) -> Vector:
        return _fewest(near[near["minutes"] <= times[rank]], len(codes))

    # No set does better than the nearest candidate of each commune.
    start = int(np.searchsorted(times, near.groupby("commune")["minutes"].min().max()))
    rank = bisect_left(range(len(times)), -places, lo=start, key=lambda n: -fewest(n).sum())
    if rank == len(times):
        raise UndefinedMeasureError(f"{places} places do not reach every commune")
    return NearestPlaces(named(codes, fewest(rank)), float(times[rank]))


def _median(near: pd.DataFrame, share: Vector, size: int, places: int) -> Vector:
    """
    Return the places nearest on average.

    A variable for each distinct time of each commune: whether all places lie beyond it.
    """
    # Of so many places, one at least is among the nearest size − places + 1 candidates.
    near = near[near.groupby("commune").cumcount() <= size - places]
    new = ~near.duplicated(["commune", "minutes"]).to_numpy()
    levels, level = near[new], new.cumsum() - 1
    first = ~levels.duplicated("commune").to_numpy()
    last = np.append(first[1:], True)
    longer = np.append(np.diff(levels["minutes"]), 0.0)  # means nothing at a last level, unused
    shape = len(levels), len(levels)
    here = csr_array((np.ones(len(near)), (level, near["place"])), shape=(len(levels), size))
    # What is beyond the level before and not at this one is beyond this one; all is beyond
    # nothing, and nothing beyond the last.
    before = diags_array((~first[1:]).astype(float), offsets=-1, shape=shape)
    found = minimised(
        np.append(np.zeros(size), share[levels["commune"]] * longer),
        [
            together(size, len(levels), places),
            (hstack([here, eye_array(len(levels)) - before]), first.astype(float), np.inf),
        ],
        whole=size,
        upper=np.append(np.ones(size), ~last),
    )
    if found.x is None:
        raise UndefinedMeasureError(f"{places} places do not reach every commune")
    return np.asarray(found.x[:size].round())


def _fewest(near: pd.DataFrame, size: int) -> Vector:
    """Return the fewest places such that each commune of ``near`` has one of its own."""
    shape = near["commune"].max() + 1, size
    rows = csr_array((np.ones(len(near)), (near["commune"], near["place"])), shape=shape)
    return np.asarray(minimised(np.ones(size), [(rows, 1.0, np.inf)], whole=size).x.round())


def _near(
    minutes: pd.DataFrame, of: pd.Index, codes: pd.Index, limit: float = np.inf
) -> pd.DataFrame:
    """Return ranks of communes and places within the limit, by commune, the nearest first."""
    if not (len(of) and of.is_unique):
        raise InvalidInputError("there is no commune to serve, or one is there twice")
    times = pairs(minutes)
    near = pd.DataFrame(
        {
            "commune": of.get_indexer(times["origin"]),
            "place": codes.get_indexer(times["destination"]),
            "minutes": times["minutes"].to_numpy(float),
        }
    )
    near = near[(near["commune"] >= 0) & (near["place"] >= 0) & (near["minutes"] <= limit)]
    if unreached := len(of) - near["commune"].nunique():
        raise UndefinedMeasureError(f"{unreached} communes have no candidate near enough")
    return near.sort_values(["commune", "minutes", "place"], ignore_index=True)
