"""Territories that are alike, by a few covariates."""

import numpy as np
import pandas as pd

from cls_dash.errors import InvalidInputError, UndefinedMeasureError


def size_covariates(sizes: pd.DataFrame) -> pd.DataFrame:
    """
    Return what makes territories alike in size, for :func:`most_similar`.

    Parameters
    ----------
    sizes
        By territory: ``communes`` (how many), ``population`` and ``largest``, the inhabitants
        of its main town.

    Returns
    -------
    pandas.DataFrame
        ``population``; ``mean``, inhabitants of a commune; ``main``, share of the main town,
        missing where nobody lives.
    """
    people = sizes["population"]
    return pd.DataFrame(
        {
            "population": people,
            "mean": people / sizes["communes"],
            "main": sizes["largest"] / people.where(people > 0),
        }
    )


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
