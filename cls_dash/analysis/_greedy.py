"""Places chosen one by one, each where it newly covers most need."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cls_dash.analysis._reach import DECAY, Decay, weights
from cls_dash.analysis._shares import Vector, non_negative
from cls_dash.analysis.coverage import TIE, checked, coverage
from cls_dash.errors import (
    InvalidInputError,
    NoPlaceError,
    TooFewPlacesError,
    UndefinedMeasureError,
)


@dataclass(frozen=True)
class Constraints:
    """What a programme must respect besides doing good."""

    groups: pd.Series | None = None
    """EPCI of each candidate, by code: the programme then has a place in every one."""
    cap: int | None = None
    """Most actions that a programme gives one commune; without it, no limit."""


@dataclass(frozen=True)
class Place:
    """One step of a programme. Gains are inhabitants weighted by need, newly covered."""

    code: str
    gain: float
    runner_up: str | None
    """What would be chosen in its stead, if there is any other candidate."""
    runner_up_gain: float


@dataclass(frozen=True)
class Programme:
    """The places of a programme in the order in which they are chosen."""

    places: tuple[Place, ...]
    before: float
    """Share of the need mass that existing actions cover."""
    after: float

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the places, in order."""
        return tuple(place.code for place in self.places)

    @property
    def gain(self) -> float:
        """Inhabitants weighted by need that the whole programme newly covers."""
        return sum(place.gain for place in self.places)


def next_places(
    population: pd.Series,
    need: pd.Series,
    minutes: pd.DataFrame,
    existing: pd.Series,
    candidates: pd.Index,
    *,
    places: int,
    decay: Decay = DECAY,
    constraints: Constraints | None = None,
) -> Programme:
    """
    Choose where the next actions would newly cover most need.

    The gain of a place is g_j = Σ_i P_i β_i (1 − c_i) w(t_ij); the best one is chosen, what
    it covers is taken off, and so on. The first place is the best there is; a programme is
    at least 1 − 1/e of the best one, for the gain is submodular. An aid to discussion: it
    knows nothing of premises, people and partners.

    Parameters
    ----------
    population
        Inhabitants of each commune, by code.
    need
        Need index β by commune, of mean 1, in the same order.
    minutes
        ``origin``, ``destination`` and ``minutes``, each pair once; absent, out of reach.
    existing
        Number of deployments that already cover, by commune where any took place.
    candidates
        Codes of the communes that may host an action. Nobody need live there.
    places
        Number of actions to place.
    decay
        ``(up to minutes, weight)``, bounds rising, weights between 0 and 1.
    constraints
        A place in every EPCI, a cap per commune.

    Returns
    -------
    Programme
        Ties go to the first commune by code. It stops early, with fewer places, when the
        cap leaves no candidate.

    Raises
    ------
    InvalidInputError
        If codes or pairs repeat, a value is missing or negative, or the number of places
        is below 1 or below that of the EPCI to serve.
    UndefinedMeasureError
        If nobody lives there or there is no candidate.

    References
    ----------
    Church, R. and ReVelle, C. (1974). The maximal covering location problem. *Papers of
    the Regional Science Association* 32, 101-118. doi:10.1007/BF01942293

    Nemhauser, G. L., Wolsey, L. A. and Fisher, M. L. (1978). An analysis of approximations
    for maximizing submodular set functions. *Mathematical Programming* 14, 265-294.
    doi:10.1007/BF01588971
    """
    mass = need_mass(population, need)
    covered = coverage(existing, minutes, population.index, decay=decay).to_numpy()
    order = candidates.sort_values()
    reach = weights(minutes, population.index, order, checked(decay))
    limits = constraints or Constraints()
    steps = _Steps(mass * (1 - covered), reach, order, limits, places)
    chosen = tuple(steps)
    return Programme(
        places=chosen,
        before=float(mass @ covered / mass.sum()),
        after=float(1 - steps.uncovered.sum() / mass.sum()),
    )


class _Steps:
    """The greedy choice, one place at a time; ``uncovered`` is what is left after each."""

    def __init__(
        self, uncovered: Vector, reach: csr_array, codes: pd.Index, limits: Constraints, places: int
    ) -> None:
        self.uncovered, self.codes, self.places = uncovered, codes, places
        # By place: a product with it gives gains, a row of it those that a place covers.
        self.by_place = reach.T.tocsr()
        self.left = np.full(len(codes), np.inf if limits.cap is None else float(limits.cap))
        self.groups = _groups(limits.groups, codes)
        if not len(codes):
            raise NoPlaceError("there is no candidate")
        if places < 1 or (limits.cap is not None and limits.cap < 1):
            raise InvalidInputError("the number of places and the cap must be at least 1")
        if places < len(self._unserved()):
            raise TooFewPlacesError("fewer places than intercommunalities to serve")

    def __iter__(self) -> Iterator[Place]:
        """Choose the places, the best first."""
        for remaining in range(self.places, 0, -1):
            open_ = self.left > 0
            unserved = self._unserved()
            if remaining <= len(unserved):
                open_ &= np.isin(self.groups, unserved)
            if not open_.any():
                return
            yield self._next(np.where(open_, self.by_place @ self.uncovered, -1.0))

    def _next(self, gains: Vector) -> Place:
        best = _first_highest(gains)
        gain, gains[best] = float(gains[best]), -1.0
        second = _first_highest(gains)
        rival = float(gains[second])
        start, end = self.by_place.indptr[best : best + 2]
        near, weight = self.by_place.indices[start:end], self.by_place.data[start:end]
        self.uncovered[near] *= 1 - weight
        self.left[best] -= 1
        self.groups = np.where(self.groups == self.groups[best], -1, self.groups)
        return Place(
            code=str(self.codes[best]),
            gain=gain,
            runner_up=str(self.codes[second]) if rival >= 0 else None,
            runner_up_gain=max(rival, 0.0),
        )

    def _unserved(self) -> NDArray[np.int64]:
        return np.unique(self.groups[self.groups >= 0])


def _first_highest(gains: Vector) -> int:
    """Return the first of the highest gains; two that only rounding parts are equal."""
    highest = float(gains.max())
    return int(np.argmax(gains >= highest - TIE * abs(highest)))


def _groups(groups: pd.Series | None, codes: pd.Index) -> NDArray[np.int64]:
    """Return the group of each candidate as a number, -1 when it has none to serve."""
    if groups is None:
        return np.full(len(codes), -1)
    numbers, _ = pd.factorize(groups.reindex(codes))
    return np.asarray(numbers)


def need_mass(population: pd.Series, need: pd.Series) -> Vector:
    """
    Return P_i β_i: inhabitants weighted by need.

    Raises
    ------
    InvalidInputError
        If indices differ, a code repeats, or a value is missing or negative.
    UndefinedMeasureError
        If nobody lives there.
    """
    if not population.index.equals(need.index) or not population.index.is_unique:
        raise InvalidInputError("population and need are indexed differently, or a code repeats")
    mass = non_negative(population, "population") * non_negative(need, "need")
    if not mass.sum() > 0:
        raise UndefinedMeasureError("nobody lives in these communes")
    return mass
