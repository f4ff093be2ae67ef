"""Funnels: areas placed around the value of all of them, and how much they differ."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, chdtriv, ndtri

from cls_dash.analysis._observed import TAILS
from cls_dash.analysis._shares import Vector, non_negative, vector
from cls_dash.analysis.rates import PER, proportion, rate
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

Kind = Literal["rate", "proportion"]
WINSORISED: Final = 0.1
"""Part of the z-scores brought in at each end; Spiegelhalter's suggestion."""


def funnel_rate(
    events: ArrayLike,
    population: ArrayLike,
    *,
    multiplier: float = PER,
    target: float | None = None,
) -> pd.DataFrame:
    """
    Place the rate of each area in a funnel around the rate of all of them, or around a target.

    Parameters
    ----------
    events
        Counts of each area; those of one where nobody lives count in the overall rate.
        Fractions are accepted, the limits are then cautious.
    population
        Inhabitants, or person-years.
    multiplier
        Inhabitants that the rates are for.
    target
        What the funnel is around, for ``multiplier``: a norm fixed beforehand, such as 1 for
        events over those expected. Without it, the rate of all the areas, which moves with
        them: where all are high, none is.

    Returns
    -------
    pandas.DataFrame
        Indexed as the first that is a Series. ``value``, the rate; ``lower_95``,
        ``upper_95``, ``lower_998`` and ``upper_998``, the limits that chance seldom
        passes at the size of this area (:func:`funnel_curve`); ``z``, the distance from
        the overall rate, or the target, in standard errors, that :func:`overdispersion`
        reads; ``flag``: ``"very_high"`` or ``"very_low"`` beyond the 99.8 % limits, ``"high"`` or
        ``"low"`` beyond 95 %, else ``"none"``. Where nobody lives all is missing and the
        flag is ``"undefined"``.

    Raises
    ------
    InvalidInputError
        If lengths or indices differ, or a value is missing or negative.
        Also if the target is no rate.
    UndefinedMeasureError
        If nobody lives in these areas, there is no event at all and no target, or the target
        is 0.

    Notes
    -----
    Flags are those of :func:`~cls_dash.analysis.concentration.observed_expected`. They are
    not corrected for their number, and each area is a part of what it is compared with,
    unless there is a target.

    References
    ----------
    Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional
    performance. *Statistics in Medicine* 24(8), 1185-1202. doi:10.1002/sim.1970
    """
    values = rate(events, population, multiplier=multiplier)["value"]
    return _funnel(values, events, population, "rate", multiplier, target)


def funnel_proportion(
    part: ArrayLike, whole: ArrayLike, *, multiplier: float = 1, target: float | None = None
) -> pd.DataFrame:
    """
    Place the proportion of each area in a funnel around that of all of them, or a target.

    Parameters
    ----------
    part, whole
        Numerator and denominator of each area.
    multiplier
        1 for shares, 100 for percentages.
    target
        As :func:`funnel_rate`.

    Returns
    -------
    pandas.DataFrame
        As :func:`funnel_rate`.

    Raises
    ------
    InvalidInputError
        As :func:`funnel_rate`; also if a numerator exceeds its denominator.
    UndefinedMeasureError
        If every denominator is 0, or the overall proportion, or the target, is 0 or 1.

    References
    ----------
    As :func:`funnel_rate`.
    """
    values = proportion(part, whole, multiplier=multiplier)["value"]
    return _funnel(values, part, whole, "proportion", multiplier, target)


def funnel_curve(
    overall: float, sizes: ArrayLike, *, kind: Kind, multiplier: float, clump: float = 1.0
) -> pd.DataFrame:
    """
    Return the limits of a funnel at any size, to draw it.

    Of a proportion θ among n: θ ± z √(θ(1 − θ)/n), within 0 and 1; an area is beyond
    them when Wilson's limits of its own proportion leave θ out. Of a rate where E events
    are expected: the counts O, fractions included, whose exact Poisson limits just reach
    E, that is γ(O; E) = α/2 and γ(O + 1; E) = 1 − α/2, γ the regularised incomplete gamma
    function; they are smooth in E, unlike those of whole counts.

    Parameters
    ----------
    overall
        Value of all the areas together, or target, as the funnel writes it: for
        ``multiplier``.
    sizes
        Inhabitants, or denominators.
    clump
        Of rates, how many events come together (:func:`~cls_dash.analysis.rates.clump`).

    Returns
    -------
    pandas.DataFrame
        ``lower_95``, ``upper_95``, ``lower_998`` and ``upper_998``, indexed by size;
        missing at size 0.

    Raises
    ------
    InvalidInputError
        If a size is missing or negative, or the overall value is no rate or proportion.
    UndefinedMeasureError
        If the overall value is 0, or a proportion of 1: the funnel has no width.

    References
    ----------
    As :func:`funnel_rate`; the exact limits are Garwood's (1936), *Biometrika* 28(3-4),
    437-442. doi:10.1093/biomet/28.3-4.437
    """
    known, share = non_negative(sizes, "sizes"), _overall(overall, multiplier, kind)
    size = np.where(known > 0, known, np.nan) / clump
    return pd.DataFrame(
        {
            f"{side}_{name}": limit * multiplier
            for name, tail in TAILS.items()
            for side, limit in zip(
                ("lower", "upper"), _LIMITS[kind](share, size, tail), strict=True
            )
        },
        index=pd.Index(known, name="size"),
    )


@dataclass(frozen=True)
class Overdispersion:
    """How much more areas differ than chance alone would have them."""

    phi: float
    """Mean of the squared z-scores once the extremes are brought in; above 1, all differ."""
    p_value: float
    """Of the chi-squared test that all areas have the same value."""


def overdispersion(
    z: ArrayLike, *, winsorised: float = WINSORISED, estimated: bool = True
) -> Overdispersion:
    """
    Tell whether areas differ from the overall value more than chance would have them.

    φ = Σ z²/n, where the ⌊n × ``winsorised``⌋ lowest z-scores are first set to the next
    lowest one, and the highest likewise: a few exceptional areas do not move φ. It is
    above 1 when areas differ everywhere, and flags of the funnel then mean little; chance
    alone gives 0.68 to many areas with the default (1 with 0), so that 1 is a cautious
    threshold. The test is that of Σ z² over the scores as they are, against χ² with n − 1
    degrees of freedom, the overall value being estimated, or n around a target: a single
    exceptional area may make it significant.

    Parameters
    ----------
    z
        Distance of each area from the overall value in standard errors: the ``z`` of a
        funnel, without the missing ones. The test holds when few areas expect under 5.
    winsorised
        Part of the areas at each end, from 0 to below ½.
    estimated
        Whether the funnel is around the value of all the areas; else around a target.

    Raises
    ------
    InvalidInputError
        If a score is missing, or ``winsorised`` is out of range.
    UndefinedMeasureError
        If there are fewer than 2 areas.

    References
    ----------
    As :func:`funnel_rate`.
    """
    scores = np.sort(vector(z, "z"))
    if not 0 <= winsorised < 0.5:
        raise InvalidInputError(f"{winsorised} at each end is not from 0 to below a half")
    if scores.size < 2:
        raise UndefinedMeasureError("fewer than 2 areas")
    aside = int(scores.size * winsorised)
    inner = np.clip(scores, scores[aside], scores[-1 - aside])
    return Overdispersion(
        phi=float((inner**2).mean()),
        p_value=float(chdtrc(scores.size - estimated, (scores**2).sum())),
    )


def _funnel(
    values: pd.Series,
    part: ArrayLike,
    whole: ArrayLike,
    kind: Kind,
    multiplier: float,
    target: float | None,
) -> pd.DataFrame:
    """Add limits, z-scores and flags to the values of areas, whose inputs were checked."""
    sizes = np.asarray(whole, dtype=np.float64)
    if not sizes.sum() > 0:
        raise UndefinedMeasureError("the areas are empty")
    overall = float(np.sum(part) / sizes.sum()) if target is None else target / multiplier
    limits = funnel_curve(overall * multiplier, sizes, kind=kind, multiplier=multiplier)
    variance = overall * (1 - overall) if kind == "proportion" else overall
    z = (values / multiplier - overall) * np.sqrt(sizes / variance)
    found = pd.concat([values, limits.set_axis(values.index)], axis=1)
    return found.assign(z=z, flag=_flags(found))


def _overall(overall: float, multiplier: float, kind: Kind) -> float:
    """Return the overall value for one inhabitant; refuse one without a funnel."""
    highest = 1.0 if kind == "proportion" else np.inf
    if not (multiplier > 0 and 0 <= overall / multiplier <= highest and np.isfinite(overall)):
        raise InvalidInputError(f"{overall} for {multiplier} is not a {kind}")
    if overall in (0, highest * multiplier):
        raise UndefinedMeasureError(f"an overall {kind} of {overall} leaves nothing to chance")
    return overall / multiplier


def _rate_limits(overall: float, size: Vector, tail: float) -> tuple[Vector, Vector]:
    expected = overall * size
    # chdtriv(p, 2E)/2 is the a of γ(a; E) = p; no count is few enough where it falls under 1.
    low, high = chdtriv(1 - tail, 2 * expected) / 2 - 1, chdtriv(tail, 2 * expected) / 2
    return np.maximum(low, 0) / size, high / size


def _proportion_limits(overall: float, size: Vector, tail: float) -> tuple[Vector, Vector]:
    reach = -ndtri(tail) * np.sqrt(overall * (1 - overall) / size)
    return np.maximum(overall - reach, 0), np.minimum(overall + reach, 1)


_LIMITS: Final = {"rate": _rate_limits, "proportion": _proportion_limits}


def _flags(found: pd.DataFrame) -> NDArray[np.str_]:
    value = found["value"]
    return np.select(
        [
            value.isna(),
            value > found["upper_998"],
            value > found["upper_95"],
            value < found["lower_998"],
            value < found["lower_95"],
        ],
        ["undefined", "very_high", "high", "very_low", "low"],
        "none",
    )
