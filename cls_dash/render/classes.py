"""Cut values into the classes of a choropleth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from string import digits as figures
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cls_dash import terms, wording
from cls_dash.errors import InvalidInputError, UndefinedMeasureError
from cls_dash.render import palette

Vector = NDArray[np.float64]

MISSING: Final = "-"
"""Mark of an area without a value: a gap is shown as a gap."""
_MARKS: Final = np.array(list(figures + ascii_uppercase))
CLASSES: Final = 5
"""Of a map, where there are values enough."""
FIGURES: Final = 3
"""Significant figures of the bounds and of tooltips."""
THOUSAND: Final = 1_000
GAPS: Final = {kind: terms.STATUSES[kind] for kind in palette.GAPS}
"""French names of the reasons for which a place has no colour of its own."""


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
    marks = "".join(np.where(known, _MARKS[ranks], MISSING).tolist())
    return Classes(marks, tuple(labels), tuple(map(int, counts)), int((~known).sum()))


def by_quantiles(values: pd.Series, k: int, *, digits: int, zero: str | None) -> Classes:
    """
    Cut values into at most ``k`` classes of equal size; zero may be its own.

    Parameters
    ----------
    values
        Any unit; non-negative when zero has a class.
    k
        Number of classes wanted among positive values; fewer where ties forbid it.
    digits
        Decimals of the bounds in the labels.
    zero
        French name of the class of zeros, always the first; ``None`` when zero is a value
        like another.
    """

    def cuts(positive: Vector) -> Vector:
        return np.round(_quantiles(positive, k), digits)

    return _above_zero(values, cuts, digits=digits, zero=zero)


def thirds(values: pd.Series) -> pd.Series:
    """
    Return the third that each value falls in: 0, 1 or 2.

    A value on a bound belongs to the third below it, so that equal values are always in one;
    where ties make both bounds equal, the third between them is empty. Bounds stay under the
    highest value: ties never put the lowest and the highest together.

    Raises
    ------
    InvalidInputError
        If a value is missing.
    UndefinedMeasureError
        If values are all the same: none is low or high.
    """
    known = values.to_numpy(dtype=float)
    if np.isnan(known).any():
        raise InvalidInputError("a value is missing")
    below = known[known < known.max(initial=-np.inf)]
    if not below.size:
        raise UndefinedMeasureError("all values are the same")
    bounds = np.minimum(_quantiles(known, 3), below.max())
    return pd.Series(np.searchsorted(bounds, known), values.index)


def told_apart(classes: Classes, kinds: Sequence[str | None], names: Mapping[str, str]) -> Classes:
    """
    Give values that are missing for a known reason classes of their own, before the others.

    Parameters
    ----------
    classes
        Of the values.
    kinds
        Why each value is missing, in the same order; ``None`` where it is not, or nobody knows.
    names
        French name of each kind, in the order of the classes; those that do not occur have none.
    """
    here = [kind for kind in names if kind in kinds]
    ranks = {kind: str(_MARKS[rank]) for rank, kind in enumerate(here)}

    def mark(old: str, kind: str | None) -> str:
        if old != MISSING:
            return str(_MARKS[int(old, 36) + len(here)])
        return ranks.get(kind or "", MISSING)

    marks = "".join(mark(old, kind) for old, kind in zip(classes.marks, kinds, strict=True))
    counts = tuple(marks.count(ranks[kind]) for kind in here)
    return Classes(
        marks,
        (*(names[kind] for kind in here), *classes.labels),
        (*counts, *classes.counts),
        classes.missing - sum(counts),
    )


def _above_zero(
    values: pd.Series, cuts: Callable[[Vector], Vector], *, digits: int, zero: str | None
) -> Classes:
    """
    Cut values at the rounded bounds that ``cuts`` finds; zero may be its own class.

    Values are cut as they are read: two that are written alike are never in two classes. Labels
    part what can be written («25 à 31», «32 à 98»); a class of one value is that value.
    """
    read = values.round(digits)
    values = read.where((read > 0) | (values <= 0), values)
    kept = values.dropna() if zero is None else values[values > 0]
    cut = kept.to_numpy(dtype=float)
    alone = [] if zero is None else [zero]
    if not cut.size:
        return by_bounds(values, [], alone)
    lowest, highest = float(np.round(cut.min(), digits)), float(np.round(cut.max(), digits))
    bounds = np.unique(cuts(cut))
    # Rounded, a bound may leave nothing on one of its sides.
    bounds = bounds[(bounds >= cut.min()) & (bounds < highest)]
    # Between values that tie, a bound may have nothing below it but the bound before.
    filled = np.unique(np.searchsorted(bounds, cut))
    bounds = bounds[filled[filled < bounds.size]]
    starts, ends = [lowest, *(bounds + 10.0**-digits)], [*bounds, highest]
    ranks = np.searchsorted(bounds, cut)
    labels = [
        _label(cut[ranks == rank], low, high, digits)
        for rank, (low, high) in enumerate(zip(starts, ends, strict=True))
    ]
    # Values above the last rounded bound belong to the last class.
    return by_bounds(values, [*(0.0 for _ in alone), *bounds], [*alone, *labels])


def _label(inside: Vector, low: float, high: float, digits: int) -> str:
    """Name a class by its ends, or by the one value that it holds."""
    told = {wording.number(value, digits) for value in (inside.min(), inside.max())}
    ends = told if len(told) == 1 else (wording.number(end, digits) for end in (low, high))
    return " à ".join(ends)


def _quantiles(known: Vector, k: int) -> Vector:
    return np.quantile(known, np.linspace(0, 1, k + 1)[1:-1])


def decimals(values: pd.Series) -> int:
    """
    Return how many decimals leave the middle values three figures; none beside thousands.

    Never more than the values have: 6,4 is not 6,40.
    """
    known = values[values.notna() & (values != 0)].abs()
    if known.empty or known.max() >= THOUSAND or (known == known.round()).all():
        return 0
    most = int(np.clip(FIGURES - 1 - np.floor(np.log10(known.median())), 0, FIGURES))
    return next(n for n in range(most + 1) if n == most or np.allclose(known, known.round(n)))
