"""Checked inputs of the concentration measures: vectors, pairs and shares."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cls_dash.errors import InvalidInputError, UndefinedMeasureError

Vector = NDArray[np.float64]


def vector(values: ArrayLike, name: str) -> Vector:
    """Return ``values`` as a 1-D array of floats; refuse gaps, text and tables."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"{name} is not a list of numbers") from error
    if array.ndim != 1:
        raise InvalidInputError(f"{name} has {array.ndim} dimensions instead of 1")
    if not np.isfinite(array).all():
        raise InvalidInputError(f"{name} has a missing or infinite value")
    return array


def non_negative(values: ArrayLike, name: str) -> Vector:
    """Return ``values`` as a vector; refuse a negative one."""
    array = vector(values, name)
    if (array < 0).any():
        raise InvalidInputError(f"{name} has a negative value")
    return array


def aligned(**columns: ArrayLike) -> None:
    """
    Refuse columns that do not describe the same communes in the same order.

    Shapes must agree, and so must the indices of those that are pandas Series:
    a measure pairs by position, and a silent mismatch would be a wrong figure.
    """
    names = " and ".join(columns)
    if len({np.shape(column) for column in columns.values()}) > 1:
        raise InvalidInputError(f"{names} differ in length")
    indices = [c.index for c in columns.values() if isinstance(c, pd.Series)]
    if any(not index.equals(indices[0]) for index in indices):
        raise InvalidInputError(f"{names} are indexed differently")


def pair(amount: ArrayLike, population: ArrayLike) -> tuple[Vector, Vector]:
    """Return both as non-negative vectors of the same communes."""
    checked = non_negative(amount, "amount"), non_negative(population, "population")
    aligned(amount=amount, population=population)
    return checked


def share(values: Vector, name: str) -> Vector:
    """Divide by the total; refuse a total of zero, which nothing can be a share of."""
    total = float(values.sum())
    if total == 0:
        raise UndefinedMeasureError(f"the total {name} is zero")
    return values / total


def shares(amount: ArrayLike, population: ArrayLike) -> tuple[Vector, Vector]:
    """Return a_i and p_i, the shares each commune has of either total."""
    amounts, people = pair(amount, population)
    return share(amounts, "amount"), share(people, "population")


def labels(amount: ArrayLike, population: ArrayLike) -> pd.Index:
    """Return the index of the first that is a Series, else the positions."""
    for column in (amount, population):
        if isinstance(column, pd.Series):
            return column.index
    return pd.RangeIndex(np.shape(amount)[0])
