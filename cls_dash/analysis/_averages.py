"""The figure of a whole, made of those of its parts."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cls_dash.analysis._shares import Vector, aligned
from cls_dash.errors import InvalidInputError

Average = Callable[[Vector, Vector], float]
"""What makes the figure of a whole of the values and the populations of its parts."""


def weighted_mean(values: ArrayLike, population: ArrayLike) -> float:
    """
    Return the mean of a ratio over inhabitants, Σ p_i v_i / Σ p_i; missing of nobody.

    It is the ratio of the whole where inhabitants are its denominator, else close to it.
    """
    parts, people = np.asarray(values, dtype=float), np.asarray(population, dtype=float)
    total = people.sum()
    return float((parts * people).sum() / total) if total else float("nan")


def overall_density(densities: ArrayLike, population: ArrayLike) -> float:
    """
    Return the density of a whole: its inhabitants over its land, Σ p_i / Σ (p_i / d_i).

    Parts without a density above zero have no known land: they are left out. Missing where none
    is left.
    """
    parts, people = np.asarray(densities, dtype=float), np.asarray(population, dtype=float)
    lived = parts > 0
    land = (people[lived] / parts[lived]).sum()
    return float(people[lived].sum() / land) if land else float("nan")


def of_known(
    values: ArrayLike, population: ArrayLike, average: Average | None, *, least: float
) -> tuple[float, float]:
    """
    Return the figure of a whole, and the share of its inhabitants whose part is known.

    Parameters
    ----------
    values
        Shape ``(n,)``, of the parts; missing where not known.
    population
        Shape ``(n,)``: inhabitants of the parts.
    average
        :func:`weighted_mean` or :func:`overall_density`; ``None`` where parts make no whole:
        medians and deciles are not averaged.
    least
        Share of the inhabitants under which what is known does not stand for the whole.

    Returns
    -------
    tuple
        The figure, missing under ``least`` and without ``average``; the share, in [0, 1].

    Raises
    ------
    InvalidInputError
        If lengths or indices differ, or nobody lives there.
    """
    aligned(values=values, population=population)
    parts, people = np.asarray(values, dtype=float), np.asarray(population, dtype=float)
    if not people.sum() > 0:
        raise InvalidInputError("nobody lives in these parts")
    there = ~np.isnan(parts)
    known = float(people[there].sum() / people.sum())
    if average is None or known < least:
        return float("nan"), known
    return average(parts[there], people[there]), known


def followed(figures: pd.DataFrame) -> pd.DataFrame:
    """
    Return the figures by year of the areas that may be followed, in order of years.

    Parameters
    ----------
    figures
        By year, one column an area; missing where not known.

    Returns
    -------
    pandas.DataFrame
        Without the years that no area knows, nor the areas known in fewer than two.
    """
    known = figures.dropna(how="all").sort_index()
    return known.loc[:, known.notna().sum() >= 2]
