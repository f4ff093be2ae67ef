"""Rates, proportions and standardised figures, each with its confidence limits."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, ndtri

from cls_dash.analysis._shares import Vector, aligned, labels, non_negative
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

CONFIDENCE: Final = 0.95
PER: Final = 10_000
"""Inhabitants that a rate is for."""
FEW: Final = 10
"""Under so many events, exact limits; from there on Byar's, which are close to them."""


def byar_limits(events: ArrayLike, *, confidence: float = CONFIDENCE) -> tuple[Vector, Vector]:
    """
    Return Byar's limits of counts that follow a Poisson law.

    x (1 − 1/9x − z/3√x)³ and (x+1) (1 − 1/9(x+1) + z/3√(x+1))³; the lower one is missing
    where it would be negative, for very few events.

    Raises
    ------
    InvalidInputError
        If a count is missing or negative, or the confidence is not between 0 and 1.

    References
    ----------
    Breslow, N. and Day, N. (1987). *Statistical Methods in Cancer Research*, vol. II.
    IARC, p. 69.
    """
    counts, z = non_negative(events, "events"), _quantile(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = counts * (1 - 1 / (9 * counts) - z / (3 * np.sqrt(counts))) ** 3
    more = counts + 1
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(low >= 0, low, np.nan), high


def poisson_limits(events: ArrayLike, *, confidence: float = CONFIDENCE) -> tuple[Vector, Vector]:
    """
    Return limits of counts: exact under :data:`FEW` events, Byar's from there on.

    Exact limits are χ²(2x)/2 and χ²(2x+2)/2; that of no event starts at 0.

    Raises
    ------
    InvalidInputError
        As :func:`byar_limits`.
    """
    counts = non_negative(events, "events")
    byar_low, byar_high = byar_limits(counts, confidence=confidence)
    tail = (1 - confidence) / 2
    exact_low = np.where(counts > 0, gammaincinv(np.maximum(counts, 0.5), tail), 0.0)
    exact_high = gammaincinv(counts + 1, 1 - tail)
    few = counts < FEW
    return np.where(few, exact_low, byar_low), np.where(few, exact_high, byar_high)


def rate(
    events: ArrayLike,
    population: ArrayLike,
    *,
    multiplier: float = PER,
    confidence: float = CONFIDENCE,
    clump: ArrayLike = 1.0,
) -> pd.DataFrame:
    """
    Return crude rates: events for ``multiplier`` inhabitants, with Poisson limits.

    Parameters
    ----------
    events
        Counts of each area.
    population
        Inhabitants, or person-years.
    clump
        How many events come together: :func:`clump` of the series that they make. As many
        times fewer are independent, and limits are c × those of ``events`` / c.

    Returns
    -------
    pandas.DataFrame
        ``value``, ``lower`` and ``upper``, indexed as the first that is a Series.
        Missing where nobody lives.

    Raises
    ------
    InvalidInputError
        If lengths or indices differ, a value is missing or negative, or the confidence
        is not between 0 and 1.
    """
    counts, people = _pair(events, population)
    together = non_negative(np.broadcast_to(clump, counts.shape), "clump")
    if (together < 1).any():
        raise InvalidInputError("a clump is under 1")
    low, high = (
        limit * together for limit in poisson_limits(counts / together, confidence=confidence)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        per = np.where(people > 0, multiplier / people, np.nan)
    return _figures(counts * per, low * per, high * per, labels(events, population))


def clump(sizes: ArrayLike) -> float:
    """
    Return Σ w² / Σ w over series of w events: the size of the one that an event belongs to.

    It is the variance of their total over its mean, when series come at random.

    Raises
    ------
    InvalidInputError
        If a size is under 1 or missing.

    References
    ----------
    Kish, L. (1965). *Survey Sampling*. Wiley, p. 162. McCullagh, P. and Nelder, J. A. (1989).
    *Generalized Linear Models*, 2nd ed. Chapman and Hall, p. 198: the clusters that make a
    count vary more than Poisson's law.
    """
    weights = non_negative(sizes, "sizes")
    if (weights < 1).any():
        raise InvalidInputError("a series has no event")
    return float((weights**2).sum() / weights.sum()) if weights.size else 1.0


def proportion(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    multiplier: float = 1,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """
    Return proportions with Wilson's score limits, which never leave 0 to 1.

    Returns
    -------
    pandas.DataFrame
        ``value``, ``lower`` and ``upper``, times ``multiplier``. Missing where the
        denominator is 0.

    Raises
    ------
    InvalidInputError
        As :func:`rate`; also if a numerator exceeds its denominator.

    References
    ----------
    Wilson, E. (1927). Probable inference, the law of succession, and statistical
    inference. *JASA* 22, 209-212.
    """
    part, whole = _pair(numerator, denominator)
    if (part > whole).any():
        raise InvalidInputError("a numerator exceeds its denominator")
    z, n = _quantile(confidence), np.where(whole > 0, whole, np.nan)
    p = part / n
    middle = part + z**2 / 2
    half = z * np.sqrt(part * (1 - p) + z**2 / 4)
    # Rounding may leave −1e-17 where no case is known.
    low, high = np.maximum(middle - half, 0), np.minimum(middle + half, n + z**2)
    scale = multiplier / (n + z**2)
    return _figures(p * multiplier, low * scale, high * scale, labels(numerator, denominator))


def standardised_rate(
    events: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    *,
    multiplier: float = 100_000,
    confidence: float = CONFIDENCE,
) -> pd.Series:
    """
    Return the directly standardised rate of one area, with Dobson's limits.

    Σ w_k x_k/n_k / Σ w_k over age bands; the limits are those of the number of events,
    carried over by the standard error.

    Parameters
    ----------
    events, population, standard
        Events, inhabitants of the area and of the standard population, by age band.

    Returns
    -------
    pandas.Series
        ``value``, ``lower`` and ``upper``, for ``multiplier`` inhabitants.

    Raises
    ------
    InvalidInputError
        As :func:`rate`.
    UndefinedMeasureError
        Under :data:`FEW` events, where the limits do not hold; if a band of the standard
        has no inhabitant here, or the standard is empty.

    References
    ----------
    Dobson, A., Kuulasmaa, K., Eberle, E. and Scherer, J. (1991). Confidence intervals for
    weighted sums of Poisson parameters. *Statistics in Medicine* 10, 457-462.
    """
    counts, people = _pair(events, population)
    weights = non_negative(standard, "standard")
    aligned(population=population, standard=standard)
    if counts.sum() < FEW:
        raise UndefinedMeasureError(f"fewer than {FEW} events")
    used = weights > 0
    if not used.any() or (people[used] == 0).any():
        raise UndefinedMeasureError("a band of the standard population has no inhabitant")
    scale = weights[used] / weights.sum() / people[used]
    total = counts.sum()
    value = float((scale * counts[used]).sum())
    spread = float(np.sqrt((scale**2 * counts[used]).sum() / total))
    low, high = poisson_limits([total], confidence=confidence)
    limits = value + spread * (low[0] - total), value + spread * (high[0] - total)
    return multiplier * pd.Series([value, *limits], ["value", "lower", "upper"])


def standardised_ratio(
    events: ArrayLike,
    population: ArrayLike,
    reference_events: ArrayLike,
    reference_population: ArrayLike,
    *,
    confidence: float = CONFIDENCE,
) -> pd.Series:
    """
    Return the indirectly standardised ratio of one area: events over those expected.

    Expected are those that the rates of the reference, band by band, would give here.

    Returns
    -------
    pandas.Series
        ``observed``, ``expected``, and ``value``, ``lower``, ``upper`` of their ratio.

    Raises
    ------
    InvalidInputError
        As :func:`rate`.
    UndefinedMeasureError
        If nothing is expected, or a band has no inhabitant in the reference.
    """
    counts, people = _pair(events, population)
    others, everyone = _pair(reference_events, reference_population)
    aligned(events=events, reference_events=reference_events)
    if ((everyone == 0) & (people > 0)).any():
        raise UndefinedMeasureError("a band has no inhabitant in the reference")
    lived = everyone > 0
    expected = float((people[lived] * others[lived] / everyone[lived]).sum())
    if expected == 0:
        raise UndefinedMeasureError("nothing is expected")
    observed = counts.sum()
    low, high = poisson_limits([observed], confidence=confidence)
    return pd.Series(
        [observed, expected, *(np.array([observed, low[0], high[0]]) / expected)],
        ["observed", "expected", "value", "lower", "upper"],
    )


def _pair(part: ArrayLike, whole: ArrayLike) -> tuple[Vector, Vector]:
    checked = non_negative(part, "events"), non_negative(whole, "population")
    aligned(events=part, population=whole)
    return checked


def _quantile(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise InvalidInputError("the confidence is not between 0 and 1")
    return float(ndtri((1 + confidence) / 2))


def _figures(value: Vector, lower: Vector, upper: Vector, index: pd.Index) -> pd.DataFrame:
    return pd.DataFrame({"value": value, "lower": lower, "upper": upper}, index=index)
