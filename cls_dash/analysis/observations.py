"""The latest value of each place, and that of the finest place that is known around another."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

_UNKNOWN: Final = -1
"""As an index of pandas says what it lacks."""


def latest(observed: pd.DataFrame) -> pd.DataFrame:
    """
    Return the last observation of each place.

    Parameters
    ----------
    observed
        Of one indicator: ``level``, ``geography`` and whatever else, the oldest first.
    """
    return observed.drop_duplicates(["level", "geography"], keep="last")


def finest(observed: pd.DataFrame, communes: pd.DataFrame, levels: Iterable[str]) -> pd.DataFrame:
    """
    Return the last observation of each commune, else of the finest place that holds it.

    Parameters
    ----------
    observed
        Of one indicator, those that have a value: ``level``, ``geography`` and whatever else,
        the oldest first.
    communes
        By code; a column for each level but ``commune`` says which place holds each.
    levels
        The finest first.

    Returns
    -------
    pandas.DataFrame
        Columns of ``observed``, by commune, in their order; missing where nothing is known.
    """
    last = latest(observed).reset_index(drop=True)
    found = np.full(len(communes), _UNKNOWN)
    for level in levels:
        there = last.index[last["level"] == level].to_numpy()
        known = pd.Index(last["geography"].to_numpy()[there])
        places = communes.index if level == "commune" else communes[level]
        at = known.get_indexer(places)
        told = (found == _UNKNOWN) & (at != _UNKNOWN)
        found[told] = there[at[told]]
    return last.reindex(found).set_axis(communes.index)
