"""Integer programmes over candidate places, and what their questions have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csc_array, csr_array, vstack

from cls_dash.analysis._shares import Vector, non_negative
from cls_dash.domain.solver import Solver
from cls_dash.errors import InvalidInputError, NoPlaceError, UndefinedMeasureError

PRECISION: Final = 1e-6
"""An optimum is proven when its bound is no farther than that, in proportion."""

Rows = tuple[Any, Vector | float, Vector | float]
"""A sparse table, and between what its product with the variables must lie."""


@dataclass(frozen=True)
class Found:
    """What a search found."""

    x: Vector | None
    """The best variables, ``None`` for none."""
    bound: float
    """What no variables cost less than, −∞ if that is unknown."""
    interrupted: bool
    """Whether the time was up."""


def minimised(cost: Vector, rows: list[Rows], *, whole: int, seconds: float) -> Found:
    """Solve by HiGHS a programme over 0 to 1 whose first variables are whole."""
    tables, low, high = zip(*rows, strict=True)
    heights = [table.shape[0] for table in tables]
    search = Solver(csc_array(vstack(tables)), _stacked(low, heights), _stacked(high, heights))
    search.price(cost)
    search.within(np.zeros(len(cost)), np.ones(len(cost)))
    search.count(np.arange(len(cost)) < whole)
    search.set(time_limit=seconds, mip_rel_gap=PRECISION / 10)
    search.run()
    return Found(search.columns, search.bound, search.interrupted)


def _stacked(bounds: Sequence[Vector | float], heights: list[int]) -> Vector:
    """Return the bound of each row of tables of so many."""
    return np.concatenate(
        [np.broadcast_to(bound, height) for bound, height in zip(bounds, heights, strict=True)]
    ).astype(float)


def together(size: int, others: int, places: int) -> Rows:
    """Return Σ x = places, for ``size`` candidates followed by other variables."""
    return csr_array(np.repeat([1.0, 0.0], [size, others])[None]), places, places


def ordered(candidates: pd.Index, places: int = 1) -> pd.Index:
    """Return candidates in order of code, once they are found to hold."""
    if not len(candidates):
        raise NoPlaceError("there is no candidate")
    if not candidates.is_unique or candidates.hasnans:
        raise InvalidInputError("a candidate is there twice or missing")
    if not 1 <= places <= len(candidates):
        raise InvalidInputError("the number of places must be from 1 to that of candidates")
    return candidates.sort_values()


def weighed(mass: pd.Series) -> Vector:
    """Return the mass of each commune, once it is found to hold."""
    if not mass.index.is_unique:
        raise InvalidInputError("a code of the mass is there twice")
    masses = non_negative(mass, "mass")
    if not masses.sum() > 0:
        raise UndefinedMeasureError("the whole mass is zero")
    return masses


def named(codes: pd.Index, chosen: Vector) -> tuple[str, ...]:
    """Return the codes of the places that are chosen."""
    return tuple(codes[chosen > 0])
