"""Counts of persons by label, asked of :mod:`cls_dash.domain.suppression` as it wants them."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, eye_array, hstack

from cls_dash.domain.persons import THRESHOLD
from cls_dash.domain.suppression import ANY, Figures, withheld_figures


@dataclass(frozen=True)
class Withheld:
    """What must not be published; all the rest may be."""

    cells: pd.Index
    totals: pd.Index


def small(counts: pd.Series, *, threshold: int = THRESHOLD) -> pd.Series:
    """Say which counts are too small to be published; a missing count is not, nor is a zero."""
    return (counts > 0) & (counts < threshold)


def withheld(
    cells: pd.Series,
    totals: Mapping[Hashable, Collection[Hashable]],
    *,
    threshold: int = THRESHOLD,
) -> Withheld:
    """
    Return which cells and totals are withheld.

    Totals name the labels that each adds, as ``frame.groupby("epci").groups`` does; they may
    nest, overlap or cross. A missing cell is in no total: a total adds what is known.
    """
    rank = {label: at for at, label in enumerate(cells.index)}
    counted = np.nan_to_num(cells.to_numpy(dtype=np.float64, na_value=np.nan)).astype(np.int64)
    places = [(row, rank[label]) for row, parts in enumerate(totals.values()) for label in parts]
    rows, columns = np.array(places, dtype=np.int64).reshape(-1, 2).T
    adds = csr_array(
        (np.ones(len(rows), np.int64), (rows, columns)), shape=(len(totals), len(cells))
    )
    values = np.concatenate([counted, adds @ counted])
    alone = np.zeros(len(values), dtype=bool)
    figures = Figures(
        values,
        shown=~alone,
        links=csr_array(hstack([-adds, eye_array(len(totals), dtype=np.int64)])),
        fixed=alone,
        secret=alone,
        most=np.full(len(values), ANY),
    )
    hidden = withheld_figures(figures, threshold=threshold)
    names = pd.Index(list(totals), dtype=object, tupleize_cols=False)
    return Withheld(cells.index[hidden[: len(cells)]], names[hidden[len(cells) :]])
