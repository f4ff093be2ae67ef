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


@dataclass(frozen=True)
class Crossed(Classes):
    """Areas classed by two variables at once: cells A1, A2… B1…, in the order of marks."""

    codes: tuple[str, ...]
    """One per class: a letter for the first variable and a figure for the second."""
    bounds: tuple[tuple[float, ...], tuple[float, ...]]
    """Bounds between the classes of each variable, each belonging to the class below it."""


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


def crossed(first: pd.Series, second: pd.Series, *, k: int = 3, names: tuple[str, str]) -> Crossed:
    """
    Class areas by two variables at once, each cut into ``k`` parts of equal size.

    A value on a bound belongs to the class below it, so that equal values are always in
    one class; where ties make two bounds equal, the class between them is empty. Bounds
    stay under the highest value: ties never put the lowest and the highest together.

    Parameters
    ----------
    first, second
        Any unit, of the same areas in the same order. Each is cut among its own known
        values; an area that lacks either has no class.
    k
        Classes of each variable, from 2 to 6: 36 cells are as many as there are marks.
    names
        French names of both variables.

    Raises
    ------
    InvalidInputError
        If the areas differ, or ``k`` is out of range.
    UndefinedMeasureError
        If the known values of a variable are all the same: none is low or high.
    """
    if not first.index.equals(second.index):
        raise InvalidInputError("both variables do not describe the same areas")
    if not 2 <= k <= 6:
        raise InvalidInputError(f"{k} classes of each variable instead of 2 to 6")
    values = [variable.to_numpy(dtype=float) for variable in (first, second)]
    bounds = [_tiles(known[~np.isnan(known)], k) for known in values]
    rows, columns = map(np.searchsorted, bounds, values)
    cells = np.where(np.isnan(values).any(axis=0), np.nan, k * rows + columns)
    codes = [f"{letter}{level}" for letter in ascii_uppercase[:k] for level in range(1, k + 1)]
    labels = [
        f"{code}{wording.NBSP}: {names[0]}, niveau {1 + cell // k} sur {k}{wording.NBSP}; "
        f"{names[1]}, niveau {1 + cell % k} sur {k}"
        for cell, code in enumerate(codes)
    ]
    classes = by_bounds(pd.Series(cells), range(k * k - 1), labels)
    return Crossed(
        classes.marks,
        classes.labels,
        classes.counts,
        classes.missing,
        codes=tuple(codes),
        bounds=(tuple(bounds[0].tolist()), tuple(bounds[1].tolist())),
    )


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


def _tiles(known: Vector, k: int) -> Vector:
    """Return the bounds of ``k`` equal parts, lowered so that the highest is in the last."""
    if not known.size:
        return known
    if known.min() == known.max():
        raise UndefinedMeasureError("all the known values of a variable are the same")
    second: float = known[known < known.max()].max()
    return np.minimum(_quantiles(known, k), second)


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
