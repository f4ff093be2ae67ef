"""The best places, exactly: covering most, fewest, nearest on average, nearest at worst."""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import count
from time import monotonic
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array, eye_array, hstack

from cls_dash.analysis._reach import Decay, pairs, weights
from cls_dash.analysis._shares import Vector, aligned, non_negative
from cls_dash.analysis.coverage import checked
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

PRECISION: Final = 1e-6
"""An optimum is proven when its bound is no farther than that, in proportion."""
RELAXATIONS: Final = 3
"""
Rounds that let places be fractions, before whole ones: they take a tenth of a second each, and
after 20 s for 10 places out of 113 leave a gap of 0.2 to 1 %, as the machine is busy, not 2 to 3.
"""
SLACK: Final = 1e-7
"""By how much HiGHS may overrate a coverage that it holds to be right."""

Rows = tuple[Any, Vector | float, Vector | float]
"""A sparse table, and between what its product with the variables must lie."""


@dataclass(frozen=True)
class OptimalPlaces:
    """Places that together cover most, and how sure that is."""

    codes: tuple[str, ...]
    gain: float
    """What they newly cover, in the unit of the mass."""
    bound: float
    """What no set of as many places exceeds."""
    proven: bool
    """Whether the gain meets the bound; else the time was up."""


@dataclass(frozen=True)
class NearestPlaces:
    """Places that make the way to the nearest of them shortest."""

    codes: tuple[str, ...]
    minutes: float
    """That way: on average, or from the farthest commune."""


def optimal_places(
    mass: pd.Series,
    minutes: pd.DataFrame,
    candidates: pd.Index,
    *,
    places: int,
    decay: Decay,
    uncovered: pd.Series | None = None,
    seconds: float = 20.0,
) -> OptimalPlaces:
    """
    Choose the set S of places that covers most: what a greedy programme comes close to.

    Σ_i M_i u_i (1 − Π_{j∈S} (1 − w(t_ij))) is at its highest. With a single step of weight 1
    this is the maximal covering location problem. Coverage is concave in −Σ ln(1 − w):
    tangents bound it, and are added where a solution is overrated until it meets its bound.

    Parameters
    ----------
    mass
        M, inhabitants × need, by commune.
    minutes
        ``origin``, ``destination`` and ``minutes``, each pair once; absent, out of reach.
    candidates
        Codes of the places among which to choose, each at most once.
    places
        How many.
    decay
        ``(up to minutes, weight)``, bounds rising, weights between 0 and 1.
    uncovered
        u, the share that existing actions leave uncovered, by commune in the order of the
        mass; without it, all.
    seconds
        Time after which the best set so far is returned, unproven, with its bound: both may
        then differ from one machine to another.

    Returns
    -------
    OptimalPlaces
        Codes in order; of several optimal sets, any.

    Raises
    ------
    InvalidInputError
        If codes or pairs repeat, a value is missing, negative or out of range, the decay
        does not hold, or there are not as many candidates as places.
    UndefinedMeasureError
        If the whole mass is zero or there is no candidate.

    References
    ----------
    Church, R. and ReVelle, C. (1974). The maximal covering location problem. *Papers of
    the Regional Science Association* 32, 101-118. doi:10.1007/BF01942293

    Nemhauser, G. L. and Wolsey, L. A. (1981). Maximizing submodular set functions:
    formulations and analysis of algorithms. *Annals of Discrete Mathematics* 11, 279-301
    (the same scheme; on our territories tangents were five times faster than its cuts).
    """
    codes, masses = _codes(candidates, places), _masses(mass)
    if uncovered is not None:
        aligned(mass=mass, uncovered=uncovered)
        masses = masses * non_negative(uncovered, "uncovered")
    if not seconds > 0 or (uncovered is not None and (uncovered > 1).any()):
        raise InvalidInputError("an uncovered share exceeds 1, or no time is allowed")
    cover = _Cover(masses, weights(minutes, mass.index, codes, checked(decay)))
    chosen, bound = _best(cover, places, seconds)
    gain = cover.gain(chosen)
    return OptimalPlaces(_named(codes, chosen), gain, max(bound, gain), _meets(gain, bound))


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
    codes = _codes(candidates)
    if not limit >= 0:
        raise InvalidInputError("the limit is negative or missing")
    return _named(codes, _fewest(_near(minutes, of, codes, limit), len(codes)))


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
    codes, masses = _codes(candidates, places), _masses(mass)
    lived = masses > 0
    near = _near(minutes, mass.index[lived], codes)
    share = masses[lived] / masses.sum()
    chosen = _median(near, share, len(codes), places)
    nearest = near[chosen[near["place"]] > 0].groupby("commune")["minutes"].min()
    return NearestPlaces(_named(codes, chosen), float(nearest.to_numpy() @ share))


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
    codes = _codes(candidates, places)
    near = _near(minutes, of, codes)
    times = np.unique(near["minutes"])

    def fewest(rank: int) -> Vector:
        return _fewest(near[near["minutes"] <= times[rank]], len(codes))

    # No set does better than the nearest candidate of each commune.
    start = int(np.searchsorted(times, near.groupby("commune")["minutes"].min().max()))
    rank = bisect_left(range(len(times)), -places, lo=start, key=lambda n: -fewest(n).sum())
    if rank == len(times):
        raise UndefinedMeasureError(f"{places} places do not reach every commune")
    return NearestPlaces(_named(codes, fewest(rank)), float(times[rank]))


class _Cover:
    """Who is covered by which candidates; those that cover wholly apart, the others as logs."""

    def __init__(self, mass: Vector, weight: csr_array) -> None:
        reached = (mass > 0) & (weight.sum(axis=1) > 0)
        self.mass, self.weight = mass[reached], weight[reached]
        self.wholly, self.partly = self.weight.copy(), self.weight.copy()
        whole = self.weight.data == 1
        self.wholly.data = whole.astype(float)
        self.partly.data = -np.log1p(-np.where(whole, 0.0, self.weight.data))

    def split(self, chosen: Vector) -> tuple[Vector, Vector]:
        """Return the part of each commune that is not covered wholly, and the logs on it."""
        left = 1 - np.minimum(self.wholly @ chosen, 1.0)
        logs = np.divide(self.partly @ chosen, left, out=np.zeros(len(left)), where=left > 0)
        return left, logs

    def covered(self, chosen: Vector) -> Vector:
        """Return 1 − Π (1 − w) for a set, and a concave function above it for fractions."""
        left, logs = self.split(chosen)
        return 1 - left * np.exp(-logs)

    def gain(self, chosen: Vector) -> float:
        return float(self.mass @ self.covered(chosen))

    def greedy(self, places: int) -> Vector:
        chosen = np.zeros(self.weight.shape[1])
        for _ in range(places):
            gains = (self.mass * (1 - self.covered(chosen))) @ self.weight
            chosen[np.where(chosen > 0, -1.0, gains).argmax()] = 1.0
        return chosen

    def tangents(self, chosen: Vector, rated: Vector) -> Rows:
        """Return z − slope·x ≤ base, for the communes whose ``rated`` z is above their cover."""
        left, logs = self.split(chosen)
        at = np.flatnonzero((left > 0) & (rated > self.covered(chosen) + SLACK))
        slope = np.exp(-logs[at])
        base = 1 - slope - slope * logs[at]
        # A candidate that covers wholly lifts any base to 1.
        lines = diags_array(slope) @ self.partly[at] + diags_array(1 - base) @ self.wholly[at]
        return hstack([-lines, eye_array(len(left), format="csr")[at]]), -np.inf, base


def _best(cover: _Cover, places: int, seconds: float) -> tuple[Vector, float]:
    """Return the best set found in the time allowed, and a bound of all."""
    stop, best = monotonic() + seconds, cover.greedy(places)
    gain, bound = cover.gain(best), cover.gain(np.ones(len(best)))
    size, communes = len(best), len(cover.mass)
    scale = gain / 1_000 or 1.0  # HiGHS also stops at a gap of 1e-6, whatever the unit
    cost = np.append(np.zeros(size), -cover.mass / scale)
    # Σ w x bounds the coverage too, and better than the tangent at nothing.
    known = [_together(size, communes, places)]
    known.append((hstack([-cover.weight, eye_array(communes)]), -np.inf, 0.0))
    chosen, rated, settled = best, np.ones(communes), set[bytes]()
    for turn in count():
        known.append(cover.tangents(chosen, rated))
        left, whole = stop - monotonic(), size if turn >= RELAXATIONS else 0
        if _meets(gain, bound) or left <= 0 or chosen.tobytes() in settled:
            break
        if turn > RELAXATIONS:  # its cover is right: found again, it has no better
            settled.add(chosen.tobytes())
        found = _minimise(cost, known, whole=whole, seconds=left)
        bound = min(bound, -scale * _lowest(found))
        if found.x is None:
            break
        chosen, rated = np.split(found.x.clip(0, 1), [size])
        if whole:
            chosen = chosen.round()
            best = max(best, chosen, key=cover.gain)
            gain = cover.gain(best)
    return best, bound


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
    found = _minimise(
        np.append(np.zeros(size), share[levels["commune"]] * longer),
        [
            _together(size, len(levels), places),
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
    return np.asarray(_minimise(np.ones(size), [(rows, 1.0, np.inf)], whole=size).x.round())


def _minimise(
    cost: Vector,
    rows: list[Rows],
    *,
    whole: int,
    upper: Vector | float = 1.0,
    seconds: float = np.inf,
) -> Any:  # noqa: ANN401 - scipy's result is untyped
    """Solve by HiGHS a programme over 0 to ``upper`` whose first variables are whole."""
    from scipy.optimize import milp  # Half a second: only for those who ask for an optimum.

    return milp(
        cost,
        integrality=np.arange(len(cost)) < whole,
        bounds=(0.0, upper),
        constraints=rows,
        options={"time_limit": seconds, "mip_rel_gap": PRECISION / 10},
    )


def _lowest(found: Any) -> float:  # noqa: ANN401
    """Return what the cost cannot be under; a continuous optimum is its own bound."""
    if found.mip_dual_bound is not None:
        return float(found.mip_dual_bound)
    return float(found.fun) if found.status == 0 else -np.inf


def _together(size: int, others: int, places: int) -> Rows:
    """Return Σ x = places, for ``size`` candidates followed by other variables."""
    return csr_array(np.repeat([1.0, 0.0], [size, others])[None]), places, places


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


def _codes(candidates: pd.Index, places: int = 1) -> pd.Index:
    if not len(candidates):
        raise UndefinedMeasureError("there is no candidate")
    if not candidates.is_unique or candidates.hasnans:
        raise InvalidInputError("a candidate is there twice or missing")
    if not 1 <= places <= len(candidates):
        raise InvalidInputError("the number of places must be from 1 to that of candidates")
    return candidates.sort_values()


def _masses(mass: pd.Series) -> Vector:
    if not mass.index.is_unique:
        raise InvalidInputError("a code of the mass is there twice")
    masses = non_negative(mass, "mass")
    if not masses.sum() > 0:
        raise UndefinedMeasureError("the whole mass is zero")
    return masses


def _named(codes: pd.Index, chosen: Vector) -> tuple[str, ...]:
    return tuple(codes[chosen > 0])


def _meets(gain: float, bound: float) -> bool:
    return bound <= gain * (1 + PRECISION)
