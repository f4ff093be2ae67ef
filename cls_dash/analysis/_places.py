"""The fewest places, those nearest on average and those nearest at worst, exactly."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array, eye_array, hstack

from cls_dash.analysis._programme import PRECISION, minimised, named, ordered, together, weighed
from cls_dash.analysis._reach import pairs
from cls_dash.analysis._shares import Vector
from cls_dash.errors import InvalidInputError, UndefinedMeasureError, UnsolvedError


@dataclass(frozen=True)
class NearestPlaces:
    """Places that make the way to the nearest of them shortest."""

    codes: tuple[str, ...]
    minutes: float
    """That way: on average, or from the farthest commune."""
    bound: float
    """What no set of as many places is under."""
    proven: bool
    """Whether the way meets the bound; else the time was up."""


@dataclass(frozen=True)
class FewestPlaces:
    """Few places that serve every commune."""

    codes: tuple[str, ...]
    bound: int
    """Number of places that no set that serves them all is under."""
    proven: bool
    """Whether the places are as few as that; else the time was up."""


@dataclass(frozen=True)
class _Set:
    """The smallest set found, and a bound of all."""

    chosen: Vector | None
    bound: int

    @property
    def size(self) -> float:
        return np.inf if self.chosen is None else float(self.chosen.sum())


def fewest_places(
    minutes: pd.DataFrame,
    candidates: pd.Index,
    limit: float,
    *,
    of: pd.Index,
    seconds: float = 20.0,
) -> FewestPlaces:
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
    seconds
        Time after which the best set so far is returned, unproven.

    Returns
    -------
    FewestPlaces
        Codes in order; of several sets as small, any.

    Raises
    ------
    InvalidInputError
        If a code or a pair repeats, a time or the limit is missing or negative, or there is
        no commune to serve.
    UndefinedMeasureError
        If a commune has no candidate within the limit, or there is none at all.
    UnsolvedError
        If the time is up before any set is found.

    References
    ----------
    Toregas, C., Swain, R., ReVelle, C. and Bergman, L. (1971). The location of emergency
    service facilities. *Operations Research* 19(6), 1363-1373. doi:10.1287/opre.19.6.1363
    """
    codes = ordered(candidates)
    if not limit >= 0:
        raise InvalidInputError("the limit is negative or missing")
    found = _fewest(_near(minutes, of, codes, limit), len(codes), seconds)
    if found.chosen is None:
        raise UnsolvedError("the time is up, and no set of places is found")
    return FewestPlaces(named(codes, found.chosen), found.bound, found.size <= found.bound)


def nearest_on_average(
    mass: pd.Series,
    minutes: pd.DataFrame,
    candidates: pd.Index,
    *,
    places: int,
    seconds: float = 20.0,
) -> NearestPlaces:
    """
    Choose the places that are nearest on average: Σ M_i min_{j∈S} t_ij / Σ M_i is lowest.

    The p-median: fit for a territory, not a country. Arguments and refusals are those of
    :func:`optimal_places`; communes without mass count for nothing.

    Raises
    ------
    UndefinedMeasureError
        Also if no set of so many places reaches every commune that has a mass.
    UnsolvedError
        If the time is up before any set is found.

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
    chosen, beyond = _median(near, share, len(codes), places, seconds)
    nearest = near[chosen[near["place"]] > 0].groupby("commune")["minutes"].min()
    average = float(nearest.to_numpy() @ share)
    closest = float(near.groupby("commune")["minutes"].min().to_numpy() @ share)
    bound = min(closest + beyond, average)
    return NearestPlaces(
        named(codes, chosen), average, bound, average <= bound + PRECISION * max(average, 1.0)
    )


def nearest_for_the_farthest(
    minutes: pd.DataFrame,
    candidates: pd.Index,
    *,
    places: int,
    of: pd.Index,
    seconds: float = 20.0,
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
    UnsolvedError
        If the time is up before any such set is found.

    References
    ----------
    Minieka, E. (1970). The m-center problem. *SIAM Review* 12(1), 138-139.
    """
    codes = ordered(candidates, places)
    near = _near(minutes, of, codes)
    times = np.unique(near["minutes"])
    stop = monotonic() + seconds

    def fewest(rank: int) -> _Set:
        left = max(stop - monotonic(), 0.1)
        return _fewest(near[near["minutes"] <= times[rank]], len(codes), left)

    # No set does better than the nearest candidate of each commune.
    start = int(np.searchsorted(times, near.groupby("commune")["minutes"].min().max()))
    best, rank, least = _first_served(fewest, start, len(times), places)
    if best is None and least == len(times):
        raise UndefinedMeasureError(f"{places} places do not reach every commune")
    if best is None:
        raise UnsolvedError("the time is up, and no set of places is found")
    return NearestPlaces(
        named(codes, best), float(times[rank]), float(times[least]), proven=rank == least
    )


def _first_served(
    fewest: Callable[[int], _Set], start: int, end: int, places: int
) -> tuple[Vector | None, int, int]:
    """Return the first rank found to need so few places, its set, and the first it may be."""
    best: Vector | None = None
    low, high, least = start, end, start
    while low < high:
        middle = (low + high) // 2
        found = fewest(middle)
        if found.chosen is not None and found.size <= places:
            best, high = found.chosen, middle
        else:
            low = middle + 1
            if found.bound > places:
                least = low
    return best, high, least


def _median(
    near: pd.DataFrame, share: Vector, size: int, places: int, seconds: float
) -> tuple[Vector, float]:
    """
    Return the places nearest on average, and a bound of the way beyond the nearest of all.

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
        seconds=seconds,
        upper=np.append(np.ones(size), ~last),
    )
    if found.x is None and found.interrupted:
        raise UnsolvedError("the time is up, and no set of places is found")
    if found.x is None:
        raise UndefinedMeasureError(f"{places} places do not reach every commune")
    return np.asarray(found.x[:size].round()), found.bound


def _fewest(near: pd.DataFrame, size: int, seconds: float) -> _Set:
    """Return the fewest places such that each commune of ``near`` has one of its own."""
    shape = near["commune"].max() + 1, size
    rows = csr_array((np.ones(len(near)), (near["commune"], near["place"])), shape=shape)
    found = minimised(np.ones(size), [(rows, 1.0, np.inf)], whole=size, seconds=seconds)
    # A number of places is whole; HiGHS holds a bound to be right within a millionth.
    least = int(np.ceil(max(1, found.bound - PRECISION)))
    return _Set(None if found.x is None else np.asarray(found.x.round()), least)


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
