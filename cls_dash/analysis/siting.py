"""Where the next actions would do most good: programmes, their rivals and their trade-off."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cls_dash.analysis._covering import OptimalPlaces, optimal_places
from cls_dash.analysis._greedy import Constraints, Place, Programme, need_mass, next_places
from cls_dash.analysis._reach import DECAY, Decay, within
from cls_dash.analysis._what_if import Scores, scores, what_if
from cls_dash.analysis.coverage import coverage
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

__all__ = [
    "Constraints",
    "OptimalPlaces",
    "Place",
    "Programme",
    "Scores",
    "frontier",
    "need_mass",
    "next_places",
    "optimal_places",
    "scores",
    "sensitivity",
    "what_if",
]


def sensitivity(
    population: pd.Series,
    needs: Mapping[str, pd.Series],
    minutes: pd.DataFrame,
    existing: pd.Series,
    candidates: pd.Index,
    *,
    places: int,
    decays: Mapping[str, Decay],
    constraints: Constraints | None = None,
) -> dict[tuple[str, str], Programme]:
    """
    Choose the places again under each need and each decay.

    Returns
    -------
    dict
        The programme of each pair of names, of a need and of a decay. What all of them
        choose does not depend on these two conventions.

    Raises
    ------
    InvalidInputError, UndefinedMeasureError
        As :func:`next_places`.
    """
    near = within(minutes, *decays.values())
    return {
        (need, decay): next_places(
            population, needs[need], near, existing, candidates,
            places=places, decay=decays[decay], constraints=constraints,
        )
        for need in needs
        for decay in decays
    }  # fmt: skip


def frontier(
    population: pd.Series,
    need: pd.Series,
    minutes: pd.DataFrame,
    existing: pd.Series,
    candidates: pd.Index,
    *,
    favoured: pd.Series,
    places: int,
    decay: Decay = DECAY,
    constraints: Constraints | None = None,
) -> pd.DataFrame:
    """
    Trade reach against equity: programmes from the most useful to the fairest.

    Each one maximises (1 − λ) × the covered share of all need + λ × that of the favoured
    communes' need, λ from 0 to 1 in eleven steps; dominated programmes are left out.

    Parameters
    ----------
    favoured
        Boolean by commune, in the order of ``population``: whom equity looks at (the
        neediest fifth, say).

    Returns
    -------
    pandas.DataFrame
        ``reach`` and ``equity`` (covered shares of the need of all, and of the favoured)
        and ``codes`` (a tuple), from the greatest reach to the greatest equity.

    Raises
    ------
    InvalidInputError, UndefinedMeasureError
        As :func:`next_places`; also if no favoured commune is inhabited.
    """
    if not favoured.index.equals(population.index):
        raise InvalidInputError("the favoured communes are in another order")
    mass = need_mass(population, need)
    chosen = favoured.to_numpy(bool)
    if not mass[chosen].sum() > 0:
        raise UndefinedMeasureError("nobody lives in the favoured communes")
    everyone, few = mass / mass.sum(), np.where(chosen, mass, 0.0) / mass[chosen].sum()
    near, points = within(minutes, decay), {}
    for tilt in np.linspace(0, 1, 11):
        weight = pd.Series((1 - tilt) * everyone + tilt * few, population.index)
        codes = next_places(
            weight, pd.Series(1.0, population.index), near, existing, candidates,
            places=places, decay=decay, constraints=constraints,
        ).codes  # fmt: skip
        after = existing.add(pd.Series(codes).value_counts(), fill_value=0)
        covered = coverage(after, near, population.index, decay=decay).to_numpy()
        points[codes] = float(everyone @ covered), float(few @ covered)
    frame = pd.DataFrame(points.values(), columns=["reach", "equity"])
    frame["codes"] = list(points)
    frame = frame.sort_values(["reach", "equity"], ascending=False, ignore_index=True)
    best_before = frame["equity"].cummax().shift(fill_value=-1.0)
    return frame[frame["equity"] > best_before].reset_index(drop=True)
