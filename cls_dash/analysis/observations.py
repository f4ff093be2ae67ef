"""The latest value of each place, and that of the finest place that is known around another."""

from collections.abc import Iterable

import pandas as pd


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
    last = latest(observed)
    held = communes.assign(commune=communes.index)
    known = [
        pd.DataFrame({"code": communes.index, "geography": held[level].to_numpy(object)})
        .merge(last[last["level"] == level], on="geography")
        .set_index("code")
        for level in levels
    ]
    found = pd.concat(known)
    return found[~found.index.duplicated()].reindex(communes.index)
