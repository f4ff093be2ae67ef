"""Areas compared: funnels around an overall value, references, most similar territories."""

import numpy as np
import pandas as pd

from cls_dash.analysis._funnel import (
    Overdispersion,
    funnel_curve,
    funnel_proportion,
    funnel_rate,
    overdispersion,
)
from cls_dash.analysis._shares import vector
from cls_dash.analysis.rates import (
    clump,
    proportion,
    rate,
    standardised_rate,
    standardised_ratio,
)
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

__all__ = [
    "Overdispersion",
    "against",
    "clump",
    "funnel_curve",
    "funnel_proportion",
    "funnel_rate",
    "most_similar",
    "overdispersion",
    "proportion",
    "rate",
    "standardised_rate",
    "standardised_ratio",
]


def most_similar(covariates: pd.DataFrame, of: str, *, k: int = 3) -> pd.DataFrame:
    """
    Return the territories closest to one by what they are like.

    The distance is √Σ (z_t − z_of)², z a covariate less its mean over all the territories,
    divided by its standard deviation over them (that of a population). Covariates that
    a territory lacks, or that are the same everywhere, are left out of all the distances.

    Parameters
    ----------
    covariates
        One row per territory, by code, and one column per covariate, any units.
    of
        Code of the territory that others are compared with.
    k
        How many are wanted; all the others when there are fewer.

    Returns
    -------
    pandas.DataFrame
        By territory, the closest first, then in order of code: ``distance``, and for each
        covariate that was used the gap z_t − z_of, positive where the other has more.

    Raises
    ------
    InvalidInputError
        If codes or covariates repeat, a value is no number, ``of`` is not among the
        territories, a covariate is named ``distance`` or ``k`` is under 1.
    UndefinedMeasureError
        If there are fewer than 2 territories, or no covariate is left.

    Notes
    -----
    Covariates weigh alike, and two that tell the same story count twice: choose few. The
    distance has no scale of its own: it compares territories of one table only.
    """
    scores = _standardised(_named(covariates, of))
    if k < 1:
        raise InvalidInputError(f"{k} territories wanted")
    gaps = scores.drop(index=of) - scores.loc[of]
    distance = np.sqrt((gaps**2).sum(axis=1))
    gaps.insert(0, "distance", distance)
    return gaps.sort_index().sort_values("distance", kind="stable").head(k)


def against(value: float, lower: float, upper: float, references: pd.Series) -> pd.DataFrame:
    """
    Compare the value of a territory with those of its EPCI, its département and others.

    Parameters
    ----------
    value, lower, upper
        Value of the territory with its confidence limits.
    references
        Values of the others, by name, in the same unit, taken as exact.

    Returns
    -------
    pandas.DataFrame
        By name: ``reference``; ``difference``, value − reference; ``verdict``, of the
        territory: ``"higher"`` or ``"lower"`` when the reference is beyond its limits,
        else ``"compatible"``, which is not «equal»; ``"undefined"`` where the reference is
        missing.

    Raises
    ------
    InvalidInputError
        If the limits do not hold the value, or one is missing; if a reference is no number.
    UndefinedMeasureError
        If the territory has no value.

    Notes
    -----
    A reference that the territory is a large part of hides some of its difference.
    """
    if np.isnan(value):
        raise UndefinedMeasureError("the territory has no value")
    if not lower <= value <= upper:
        raise InvalidInputError("the value is not between its limits")
    known = references.notna().to_numpy()
    vector(references[known], "references")
    reference = references.astype(float)
    verdict = np.select(
        [~known, reference < lower, reference > upper],
        ["undefined", "higher", "lower"],
        "compatible",
    )
    return pd.DataFrame(
        {"reference": reference, "difference": value - reference, "verdict": verdict}
    )


def _named(covariates: pd.DataFrame, of: str) -> pd.DataFrame:
    """Return the covariates as numbers; refuse names that repeat, are unknown or reserved."""
    if not (covariates.index.is_unique and covariates.columns.is_unique):
        raise InvalidInputError("a territory or a covariate is there twice")
    if of not in covariates.index:
        raise InvalidInputError(f"no territory {of}")
    if "distance" in covariates.columns:
        raise InvalidInputError("a covariate is named distance")
    try:
        numbers = covariates.astype(float)
    except (TypeError, ValueError) as error:
        raise InvalidInputError("a covariate is not a list of numbers") from error
    if np.isinf(numbers).any(axis=None):
        raise InvalidInputError("a covariate has an infinite value")
    return numbers


def _standardised(covariates: pd.DataFrame) -> pd.DataFrame:
    """Return the z-scores of the covariates that all have and that differ."""
    if len(covariates) < 2:
        raise UndefinedMeasureError("fewer than 2 territories")
    known = covariates.dropna(axis="columns")
    # Compared rather than the deviation with 0, which rounding keeps from being exact.
    used = known.loc[:, known.max() > known.min()]
    if used.empty:
        raise UndefinedMeasureError("no covariate that all territories have and that differs")
    return (used - used.mean()) / used.std(ddof=0)
