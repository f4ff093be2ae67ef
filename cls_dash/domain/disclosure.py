"""
Counts of persons from 1 to 10 are withheld, and so is what would give them back.

Counts of actions are free: they are published in full, however small.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack

from cls_dash.domain.persons import THRESHOLD
from cls_dash.domain.suppression import ANY, Figures, withheld_figures
from cls_dash.errors import InvalidInputError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Withheld:
    """What must not be published; all the rest may be."""

    cells: pd.Index
    totals: pd.Index


def small(counts: pd.Series, *, threshold: int = THRESHOLD) -> pd.Series:
    """
    Say which counts of persons are too small to be published: 0 < count < threshold.

    A missing count is not small: nothing is known of it. Nor is a zero: nobody is in it,
    and counts of actions, which are free, already tell where nothing took place.

    Raises
    ------
    InvalidInputError
        If a count is negative or not a number, or the threshold is not 1 or more.
    """
    values = _counts(counts, threshold)
    return pd.Series((values > 0) & (values < threshold), counts.index)


def withheld(
    cells: pd.Series,
    totals: Mapping[Hashable, Collection[Hashable]],
    *,
    threshold: int = THRESHOLD,
) -> Withheld:
    """
    Return which cells and totals to withhold, so that no small count can be worked out.

    Both are the figures of :mod:`cls_dash.domain.suppression`, which says what a reader is
    taken to know. The pattern is not proven to be the least possible, and a higher threshold
    may free a secondary figure that a lower one hid. That a reader may know this method and
    run it backwards is not considered.

    Parameters
    ----------
    cells
        Counts of persons of which all the others are sums, by any label. A missing cell
        is in no total: a total adds what is known.
    totals
        Labels of the cells that each published total adds, by name of the total. They may
        nest, overlap or cross; ``frame.groupby("epci").groups`` is such a mapping.

    Returns
    -------
    Withheld
        A cell that no total covers is withheld only when small; a zero never is.

    Raises
    ------
    InvalidInputError
        If a cell is negative or not whole, a label repeats or is unknown, or the threshold
        is not 1 or more.
    """
    counts = _counts(cells, threshold)
    if (counts % 1 > 0).any():
        raise InvalidInputError("a cell is not a whole number")
    parts = _parts(cells.index, totals)
    counted = np.nan_to_num(counts).astype(np.int64)
    rows = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    columns = np.concatenate([*parts, []]).astype(np.int64)
    adds = csr_array(
        (np.ones(len(rows), np.int64), (rows, columns)), shape=(len(parts), len(counts))
    )
    values = np.concatenate([counted, adds @ counted])
    alone = np.zeros(len(values), dtype=bool)
    figures = Figures(
        values,
        shown=~alone,
        links=csr_array(hstack([-adds, eye_array(len(parts), dtype=np.int64)])),
        fixed=alone,
        secret=alone,
        most=np.full(len(values), ANY),
    )
    hidden = withheld_figures(figures, threshold=threshold)
    names = pd.Index(list(totals), dtype=object, tupleize_cols=False)
    return Withheld(cells.index[hidden[: len(cells)]], names[hidden[len(cells) :]])


def _parts(
    index: pd.Index, totals: Mapping[Hashable, Collection[Hashable]]
) -> list[NDArray[np.int64]]:
    """Return the ranks of the cells of each total."""
    rank = {label: at for at, label in enumerate(index)}
    if len(rank) < len(index):
        raise InvalidInputError("a label of the cells is there twice")
    for name, labels in totals.items():
        if not rank.keys() >= set(labels) or len(set(labels)) < len(labels):
            raise InvalidInputError(f"a cell of the total {name} is unknown or there twice")
    return [np.array([rank[c] for c in labels], dtype=np.int64) for labels in totals.values()]


def _counts(counts: pd.Series, threshold: int) -> Floats:
    if not threshold >= 1:
        raise InvalidInputError("the threshold is not 1 or more")
    try:
        values: Floats = counts.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise InvalidInputError("counts are not numbers") from error
    if (values < 0).any() or np.isinf(values).any():
        raise InvalidInputError("a count is negative or infinite")
    return values
