"""Who can reach what: the weight of each place for each commune, as a sparse table."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cls_dash.analysis._shares import Vector, non_negative, vector
from cls_dash.errors import InvalidInputError

Decay = Sequence[tuple[float, float]]

DECAY: Final = ((10.0, 1.0), (15.0, 2 / 3), (20.0, 1 / 3))
"""
Weight of a place by the minutes it takes, up to each bound; nothing beyond the last.
A convention of this atlas, not a published scale: three even steps, up to 20 minutes.
"""
PAIR: Final = ["origin", "destination"]


def pairs(minutes: pd.DataFrame) -> pd.DataFrame:
    """Return times that hold: their columns, each pair once, none missing or negative."""
    if lacking := {*PAIR, "minutes"} - set(minutes.columns):
        raise InvalidInputError(f"minutes lack {', '.join(sorted(lacking))}")
    if minutes.duplicated(PAIR).any():
        raise InvalidInputError("a pair is there twice")
    non_negative(minutes["minutes"], "minutes")
    return minutes


def weights(
    minutes: pd.DataFrame, origins: pd.Index, destinations: pd.Index, decay: Decay
) -> csr_array:
    """
    Return w(t_ij), one row per origin and one column per destination, 0 when out of reach.

    Parameters
    ----------
    minutes
        ``origin``, ``destination`` and ``minutes``, each pair once. Pairs of other codes
        are left out; categorical columns are three times faster.
    decay
        ``(up to minutes, weight)``, bounds rising, the bound itself included.

    Raises
    ------
    InvalidInputError
        If a column is lacking, a pair or a code is there twice, a time is missing or
        negative, or the decay does not hold.
    """
    if lacking := {*PAIR, "minutes"} - set(minutes.columns):
        raise InvalidInputError(f"minutes lack {', '.join(sorted(lacking))}")
    if not (origins.is_unique and destinations.is_unique):
        raise InvalidInputError("a code is there twice")
    weight = step(non_negative(minutes["minutes"], "minutes"), decay)
    rows, columns = (
        _positions(minutes["origin"], origins),
        _positions(minutes["destination"], destinations),
    )
    kept = (rows >= 0) & (columns >= 0) & (weight > 0)
    shape = len(origins), len(destinations)
    table = csr_array((weight[kept], (rows[kept], columns[kept])), shape=shape)
    if table.nnz < np.count_nonzero(kept):
        raise InvalidInputError("a pair is there twice")
    return table


def within(minutes: pd.DataFrame, *decays: Decay) -> pd.DataFrame:
    """
    Return the times that some decays weigh, to be weighed many times: codes are categorical.

    Raises
    ------
    InvalidInputError
        As :func:`pairs`, or if a decay has no step.
    """
    if not all(decays):
        raise InvalidInputError("the decay has no step")
    farthest = max(bound for decay in decays for bound, _ in decay)
    known = pairs(minutes)[[*PAIR, "minutes"]]
    return known[known["minutes"] <= farthest].astype(dict.fromkeys(PAIR, "category"))


def step(minutes: NDArray[np.float64], decay: Decay) -> Vector:
    """Return the weight of each time: that of the first bound not below it, else 0."""
    if not decay:
        raise InvalidInputError("the decay has no step")
    bounds, steps = (vector(column, "decay") for column in zip(*decay, strict=True))
    if (np.diff(bounds) <= 0).any() or bounds[0] < 0 or (steps < 0).any():
        raise InvalidInputError("the bounds of the decay must rise and its weights not be negative")
    return np.append(steps, 0.0)[np.searchsorted(bounds, minutes, side="left")]


def _positions(codes: pd.Series, index: pd.Index) -> NDArray[np.int64]:
    """Return the rank of each code in an index, -1 when it is not there."""
    if isinstance(codes.dtype, pd.CategoricalDtype):
        numbers, known = codes.cat.codes.to_numpy(), codes.cat.categories
    else:
        # Each code is looked up once, not once per pair: over France, four times faster.
        numbers, known = pd.factorize(codes)
    return np.asarray(np.append(index.get_indexer(known), -1)[numbers])
