"""The places that together cover most, exactly: what a greedy programme comes close to."""

from dataclasses import dataclass
from itertools import count
from time import monotonic
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, diags_array, eye_array, hstack

from cls_dash.analysis._programme import (
    PRECISION,
    Rows,
    minimised,
    named,
    ordered,
    together,
    weighed,
)
from cls_dash.analysis._reach import Decay, weights
from cls_dash.analysis._shares import Vector, aligned, non_negative
from cls_dash.analysis.coverage import checked
from cls_dash.errors import InvalidInputError

RELAXATIONS: Final = 3
"""
Rounds that let places be fractions, before whole ones: they take a tenth of a second each, and
after 20 s for 10 places out of 113 leave a gap of 0.2 to 1 %, as the machine is busy, not 2 to 3.
"""
SLACK: Final = 1e-7
"""By how much HiGHS may overrate a coverage that it holds to be right."""


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
    codes, masses = ordered(candidates, places), weighed(mass)
    if uncovered is not None:
        aligned(mass=mass, uncovered=uncovered)
        masses = masses * non_negative(uncovered, "uncovered")
    if not seconds > 0 or (uncovered is not None and (uncovered > 1).any()):
        raise InvalidInputError("an uncovered share exceeds 1, or no time is allowed")
    cover = _Cover(masses, weights(minutes, mass.index, codes, checked(decay)))
    chosen, bound = _best(cover, places, seconds)
    gain = cover.gain(chosen)
    return OptimalPlaces(named(codes, chosen), gain, max(bound, gain), _meets(gain, bound))


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
    known = [together(size, communes, places)]
    known.append((hstack([-cover.weight, eye_array(communes)]), -np.inf, 0.0))
    chosen, rated, settled = best, np.ones(communes), set[bytes]()
    for turn in count():
        known.append(cover.tangents(chosen, rated))
        left, whole = stop - monotonic(), size if turn >= RELAXATIONS else 0
        if _meets(gain, bound) or left <= 0 or chosen.tobytes() in settled:
            break
        if turn > RELAXATIONS:  # its cover is right: found again, it has no better
            settled.add(chosen.tobytes())
        found = minimised(cost, known, whole=whole, seconds=left)
        bound = min(bound, -scale * found.bound)
        if found.x is None:
            break
        chosen, rated = np.split(found.x.clip(0, 1), [size])
        if whole:
            chosen = chosen.round()
            best = max(best, chosen, key=cover.gain)
            gain = cover.gain(best)
    return best, bound


def _meets(gain: float, bound: float) -> bool:
    return bound <= gain * (1 + PRECISION)
