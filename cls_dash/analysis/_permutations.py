"""What chance would give around a commune: scores and p-values of neighbouring sums."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import ndtr

from cls_dash.analysis._families import benjamini_hochberg
from cls_dash.analysis._neighbours import Sample, counts
from cls_dash.analysis._shares import Vector

ALPHA: Final = 0.05
"""Share of false ones, on average, among the communes said to be in a cluster."""

CELLS: Final = 2_000_000
"""Of a block of permuted sums: 16 MB."""


def around(found: Sample) -> Vector:
    """
    Return the standard score of the neighbours' sum, the commune itself left out.

    Given the value of i, its k neighbours are k others drawn without replacement. This
    is Getis and Ord's G_i; that of the local Moran is sign(z_i) G_i.
    """
    n, z = len(found.z), found.z
    mean = -z / (n - 1)
    variance = (n - z**2) / (n - 1) - mean**2
    return drawn(
        found.links @ z,
        counts(found.links),
        size=n - 1,
        mean=mean,
        variance=variance,
        rounding=found.rounding,
    )


def drawn(
    total: Vector,
    count: NDArray[np.int64],
    *,
    size: int,
    mean: Vector | float,
    variance: Vector | float,
    rounding: float,
) -> Vector:
    """
    Return (T − kμ) / √(σ² k (N − k) / (N − 1)) for a sum T of ``count`` values among N.

    0 where all draws are alike: all values are taken, or all are the same.
    """
    spread = variance * count * (size - count) / (size - 1)
    varies = spread > rounding
    gap = np.where(varies, total - count * mean, 0.0)
    return gap / np.sqrt(np.where(varies, spread, 1.0))


def two_sided(scores: Vector) -> Vector:
    """Return P(|Z| ≥ |score|) for a standard normal law."""
    return 2 * np.asarray(ndtr(-np.abs(scores)))


def permuted(found: Sample, *, permutations: int, seed: int) -> Vector:
    """
    Return p-values of the neighbours' sums under conditional permutations.

    (1 + M) / (1 + permutations), M the draws at least as far from what is expected, on
    either side: ``folded`` in esda. Communes with as many neighbours share their draws,
    as esda's do.
    """
    random, n = np.random.default_rng(seed), len(found.z)
    degrees, totals, p = counts(found.links), found.links @ found.z, np.empty(n)
    for degree in np.unique(degrees):
        rows = np.flatnonzero(degrees == degree)
        places = _subsets(random, n - 1, int(degree), permutations)
        sums = found.z[places].sum(axis=1)
        holds = csr_array(
            (np.ones(places.size), (places.ravel(), np.arange(permutations).repeat(degree))),
            shape=(n, permutations),
        )
        for block in np.array_split(rows, 1 + min(len(rows), len(rows) * permutations // CELLS)):
            # Draws are among all but the last; where i is drawn, the last stands for it.
            swap = (found.z[-1] - found.z[block])[:, None]
            centre = -degree * found.z[block] / (n - 1)
            gaps = np.abs(sums + holds[block].toarray() * swap - centre[:, None])
            least = np.abs(totals[block] - centre) - degree * found.rounding
            p[block] = 1 + (gaps >= least[:, None]).sum(axis=1)
    return p / (1 + permutations)


def _subsets(random: np.random.Generator, size: int, count: int, draws: int) -> NDArray[np.int64]:
    """Return ``draws`` rows of ``count`` distinct integers under ``size``, by Floyd's way."""
    chosen = np.empty((draws, count), dtype=np.int64)
    for rank, top in enumerate(range(size - count, size)):
        pick = random.integers(0, top, size=draws, endpoint=True)
        taken = (chosen[:, :rank] == pick[:, None]).any(axis=1)
        chosen[:, rank] = np.where(taken, top, pick)
    return chosen


def flagged(figures: pd.DataFrame, kinds: NDArray[np.str_], index: pd.Index) -> pd.DataFrame:
    """
    Add to ``p`` its Benjamini-Hochberg ``q``, and the ``kind`` where q < :data:`ALPHA`.

    Rows of ``index`` that the figures lack are added, missing, their kind ``"masked"``.
    """
    q = benjamini_hochberg(figures["p"].to_numpy(dtype=float))
    table = figures.assign(q=q, kind=np.where(q < ALPHA, kinds, "none")).reindex(index)
    return table.assign(kind=table["kind"].fillna("masked"))
