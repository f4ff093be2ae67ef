"""Rates of small places drawn towards the mean, by as much as chance moves them."""

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array

from cls_dash.analysis._neighbours import links
from cls_dash.analysis._shares import Vector, aligned, non_negative
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

if TYPE_CHECKING:
    # Seconds to import, and nothing of it runs here.
    from libpysal.graph import Graph

Family = Literal["poisson", "binomial"]


def smoothed_rate(
    events: pd.Series,
    population: pd.Series,
    neighbours: "Graph | None" = None,
    *,
    family: Family = "poisson",
) -> pd.Series:
    """
    Smooth rates by empirical Bayes: the fewer the inhabitants, the nearer to the mean.

    m + (r_i − m) A / (A + m/n_i) with r_i = x_i/n_i, m = Σx/Σn and the prior variance
    A = Σ n (r − m)²/Σn − m/n̄, floored at 0: rates that differ no more than chance are
    all the mean. For a proportion (binomial), m/n becomes (m(1 − m) − A)/n.

    Parameters
    ----------
    events
        Counts, by code; at most the population if binomial.
    population
        Inhabitants, or person-years, of the same communes.
    neighbours
        Draw towards the mean of the commune and its neighbours, not that of all. An
        isolated commune then keeps its crude rate.
    family
        ``"poisson"`` for rates of rare events, ``"binomial"`` for proportions.

    Returns
    -------
    pandas.Series
        Events for one inhabitant, indexed like ``events``. Missing where nobody lives;
        the events there count nowhere.

    Raises
    ------
    InvalidInputError
        If indices differ, or are not those of the graph; if a value is missing or
        negative, or a part exceeds its whole.
    UndefinedMeasureError
        If fewer than two communes are inhabited.

    References
    ----------
    Marshall, R. (1991). Mapping disease and mortality rates using empirical Bayes
    estimators. *Applied Statistics* 40(2), 283-294.
    Martuzzi, M. and Elliott, P. (1996). Empirical Bayes estimation of small area
    prevalence of non-rare conditions. *Statistics in Medicine* 15, 1867-1873.
    """
    counts, people, lived = _inhabited(events, population)
    if family == "binomial" and (counts > people).any():
        raise InvalidInputError("a part exceeds its whole")
    if neighbours is None:
        circle = csr_array(np.ones((1, len(people))))
    else:
        touching = links(neighbours, events.index)[lived][:, lived]
        circle = csr_array(touching + eye_array(len(people)))
    mean, variance, size = _moments(counts, people, circle)
    if family == "poisson":
        prior = variance - mean / size
        noise = mean / people
    else:
        even = mean * (1 - mean)
        # With one inhabitant by commune or fewer, the numerator is never positive.
        prior = (size * variance - even) / np.where(size > 1, size - 1, 1)
        noise = (even - prior) / people
    # A prior variance floored at 0 leaves the mean.
    trust = np.divide(prior, prior + noise, out=np.zeros(len(people)), where=prior > 0)
    smooth = pd.Series(mean + (counts / people - mean) * trust, events.index[lived], name="rate")
    return smooth.reindex(events.index)


def _inhabited(
    events: pd.Series, population: pd.Series
) -> tuple[Vector, Vector, NDArray[np.bool_]]:
    """Return events and inhabitants where there are any, and where that is."""
    counts, people = non_negative(events, "events"), non_negative(population, "population")
    aligned(events=events, population=population)
    if not events.index.is_unique:
        raise InvalidInputError("a commune is there twice")
    lived = people > 0
    if lived.sum() < 2:
        raise UndefinedMeasureError("fewer than two communes are inhabited")
    return counts[lived], people[lived], lived


def _moments(counts: Vector, people: Vector, circle: csr_array) -> tuple[Vector, Vector, Vector]:
    """Return the mean rate of each circle, the variance around it and its mean population."""
    rates, total = counts / people, circle @ people
    mean = circle @ counts / total
    # Σ n (r − m)² in full, circle by circle: Σ n r² − m² Σ n would leave rounding.
    rows, columns = circle.nonzero()
    gaps = people[columns] * (rates[columns] - mean[rows]) ** 2
    variance = np.bincount(rows, gaps, minlength=len(total)) / total
    return mean, variance, total / np.diff(circle.indptr)
