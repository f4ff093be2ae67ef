"""Commune by commune: the actions it has against those its population would have."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv

from cls_dash.analysis._shares import Vector, labels, pair, share
from cls_dash.errors import InvalidInputError

# Tail left on each side of a funnel: 95 % and 99.8 %, the two customary limits.
WARNING_TAIL = 0.025
ALARM_TAIL = 0.001
TAILS = {"95": WARNING_TAIL, "998": ALARM_TAIL}


def observed_expected(
    amount: ArrayLike, population: ArrayLike, *, confidence: float = 0.95
) -> pd.DataFrame:
    """
    Compare the actions of each commune with its share of the population.

    Parameters
    ----------
    amount
        Shape ``(n,)``: counts of actions. A fraction (an action shared between
        communes) is accepted; the limits are then interpolated and cautious, a sum
        of fractions varying less than a count.
    population
        Shape ``(n,)``, any unit, non-negative: persons, or persons weighted by need.
    confidence
        Level of ``lower`` and ``upper``, between 0 and 1; it does not move ``flag``.

    Returns
    -------
    pandas.DataFrame
        Shape ``(n, 6)``, indexed like the inputs. ``observed``; ``expected``, the
        total amount × p_i; ``ratio``, their quotient a_i/p_i; ``lower`` and
        ``upper``, exact Poisson limits of the ratio; ``flag``, where the count lies
        in the funnel: ``"very_high"`` or ``"very_low"`` beyond its 99.8 % limits,
        ``"high"`` or ``"low"`` beyond 95 %, else ``"none"``. A commune without
        inhabitants expects nothing: ratio and limits are missing, and the flag is
        ``"undefined"``.

    Raises
    ------
    UndefinedMeasureError
        If the total amount or the total population is zero.
    InvalidInputError
        If lengths or indices differ, a value is negative, missing or infinite, or
        ``confidence`` is not between 0 and 1.

    Notes
    -----
    The limits are γ⁻¹(O; α/2) and γ⁻¹(O + 1; 1 − α/2), quantiles of a gamma law, that
    is half a chi-squared one. A 95 % flag is a 95 % interval that leaves 1 out. Flags
    are not corrected for their number: of 100 communes at random, up to 5 are flagged
    on average. The reference is the territory itself, the commune included: observed
    and expected have the same total.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. *Biometrika*
    28(3-4), 437-442. doi:10.1093/biomet/28.3-4.437

    Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional
    performance. *Statistics in Medicine* 24(8), 1185-1202. doi:10.1002/sim.1970
    """
    if not 0 < confidence < 1:
        raise InvalidInputError(f"confidence {confidence} is not between 0 and 1")
    observed, people = pair(amount, population)
    share(observed, "amount")  # refuses a territory without any action
    expected = observed.sum() * share(people, "population")
    divisor = np.where(expected > 0, expected, np.nan)
    lower, upper = poisson_limits(observed, confidence)
    return pd.DataFrame(
        {
            "observed": observed,
            "expected": expected,
            "ratio": observed / divisor,
            "lower": lower / divisor,
            "upper": upper / divisor,
            "flag": _funnel_flags(observed, divisor),
        },
        index=labels(amount, population),
    )


def poisson_limits(count: Vector, confidence: float) -> tuple[Vector, Vector]:
    """Return Garwood's exact limits of the mean behind each count."""
    tail = (1 - confidence) / 2
    some = count > 0  # scipy has no quantile at 0, where the lower limit is 0
    lower = np.where(some, gammaincinv(np.where(some, count, 1.0), tail), 0.0)
    return lower, gammainccinv(count + 1, tail)


def _funnel_flags(observed: Vector, expected: Vector) -> NDArray[np.str_]:
    """Place each count in the funnel by its exact Poisson tails."""
    at_least, at_most = gammainc(observed, expected), gammaincc(observed + 1, expected)
    return np.select(
        [
            np.isnan(expected),
            at_least < ALARM_TAIL,
            at_least < WARNING_TAIL,
            at_most < ALARM_TAIL,
            at_most < WARNING_TAIL,
        ],
        ["undefined", "very_high", "high", "very_low", "low"],
        "none",
    )
