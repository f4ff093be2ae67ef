"""How far apart areas are: all of them together, against chance."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cls_dash.analysis._baseline import AllAtOnce, chance_baseline
from cls_dash.analysis._funnel import Overdispersion, funnel_rate, overdispersion
from cls_dash.analysis._series import Series
from cls_dash.analysis._shares import Vector, aligned

EXPECTED: Final = 5
"""Least expected count for a z-score to mean something."""


def apart(events: ArrayLike, sizes: ArrayLike) -> float:
    """
    Return the chi-squared distance of counts from those that their sizes would give.

    X² = Σ (O_i − E_i)² / E_i, E_i = Σ O × s_i / Σ s.

    Parameters
    ----------
    events
        Shape ``(n,)``: counts of each area.
    sizes
        Shape ``(n,)``, positive: inhabitants, or person-years.

    References
    ----------
    Pearson, K. (1900). *Philosophical Magazine* 50(302), 157-175.
    doi:10.1080/14786440009463897
    """
    return float(_each_apart(np.asarray(events, dtype=float)[np.newaxis], sizes)[0])


def _each_apart(spreads: Vector, sizes: ArrayLike) -> Vector:
    """Return how far :func:`apart` each spread sets areas; shape ``(spreads, n)``."""
    people = np.asarray(sizes, dtype=float)
    expected = spreads.sum(axis=1, keepdims=True) * people / people.sum()
    distances: Vector = ((spreads - expected) ** 2 / expected).sum(axis=1)
    return distances


def apart_p_value(
    events: ArrayLike, sizes: ArrayLike, *, series: ArrayLike | None = None, draws: int, seed: int
) -> float:
    """
    Return how often chance alone would set areas as far :func:`apart`, all of them together.

    Parameters
    ----------
    events, sizes
        As :func:`apart`. The order of areas is part of the draws: sort them, so that all who
        compare the same ones say the same.
    series
        Number of events of each series, in any order: chance places a series whole, in
        proportion to sizes. Without it, each event is placed alone.
    draws, seed
        As :func:`~cls_dash.analysis.concentration.chance_baseline`.

    Raises
    ------
    InvalidInputError
        If lengths or indices differ; and what ``chance_baseline`` raises.
    """
    aligned(events=events, sizes=sizes)
    counts, people = np.asarray(events, dtype=float), np.asarray(sizes, dtype=float)
    placed: int | Series = round(counts.sum())
    if series is not None:
        weights = np.sort(np.asarray(series))
        placed = Series(weights, np.ones((weights.size, people.size), dtype=bool))
    baseline = chance_baseline(
        placed, people, measure=AllAtOnce(_each_apart), draws=draws, seed=seed
    )
    return baseline.p_value(apart(counts, people))


def rate_overdispersion(
    events: ArrayLike, population: ArrayLike, *, least: float = EXPECTED
) -> tuple[Overdispersion | None, int]:
    """
    Return how much the rates of areas differ beyond chance, and how many areas were read.

    Parameters
    ----------
    events, population
        Counts and inhabitants of each area.
    least
        Areas where fewer events are expected are left out: their z-score means nothing.

    Returns
    -------
    tuple
        :func:`~cls_dash.analysis.comparison.overdispersion` of the z-scores, ``None`` of
        fewer than two areas; and how many areas there are.

    Raises
    ------
    InvalidInputError, UndefinedMeasureError
        As :func:`~cls_dash.analysis.comparison.funnel_rate`.
    """
    z = funnel_rate(events, population)["z"].to_numpy()
    counts, people = np.asarray(events, dtype=float), np.asarray(population, dtype=float)
    kept = z[people / people.sum() * counts.sum() >= least]
    return (overdispersion(kept) if kept.size > 1 else None), int(kept.size)
