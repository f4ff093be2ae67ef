"""Cut values into the classes of a choropleth."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from cls_dash import wording

MISSING: Final = "-"
"""Mark of an area without a value: a gap is shown as a gap."""


@dataclass(frozen=True)
class Classes:
    """Values cut into classes, the lowest first."""

    marks: str
    """One character per value: its class in base 36, ``-`` when missing."""
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    missing: int


def by_bounds(values: pd.Series, bounds: Sequence[float], labels: Sequence[str]) -> Classes:
    """
    Cut values at given bounds.

    Parameters
    ----------
    values
        Any unit; missing values stay missing.
    bounds
        Upper bounds, ascending, each belonging to its class; values above the last
        one make one more class, so that there is one label more than bounds.
    labels
        French names of the classes, lowest first.
    """
    known = values.notna().to_numpy()
    ranks = np.searchsorted(np.asarray(bounds), values.to_numpy(dtype=float))
    counts = np.bincount(ranks[known], minlength=len(labels))
    marks = "".join(
        np.base_repr(rank, 36) if is_known else MISSING
        for rank, is_known in zip(ranks, known, strict=True)
    )
    return Classes(marks, tuple(labels), tuple(map(int, counts)), int((~known).sum()))


def by_quantiles(values: pd.Series, k: int, *, digits: int, zero: str) -> Classes:
    """
    Cut positive values into at most ``k`` classes of equal size; zero is its own.

    Parameters
    ----------
    values
        Non-negative, any unit.
    k
        Number of classes wanted among positive values; fewer where ties forbid it.
    digits
        Decimals of the bounds in the labels.
    zero
        French name of the class of zeros, always the first.
    """
    positive = values[values > 0]
    if positive.empty:
        return by_bounds(values, [], [zero])
    lowest, highest = float(positive.min()), float(np.round(positive.max(), digits))
    cuts = np.unique(np.round(np.quantile(positive, np.linspace(0, 1, k + 1)[1:-1]), digits))
    # Rounded, a bound may leave nothing on one of its sides.
    cuts = cuts[(cuts >= lowest) & (cuts < highest)]
    labels = [
        f"{wording.number(low, digits)} à {wording.number(high, digits)}"
        for low, high in pairwise([lowest, *cuts, highest])
    ]
    # Values above the last rounded bound belong to the last class.
    return by_bounds(values, [0.0, *cuts], [zero, *labels])
