"""Whether neighbours resemble each other: Moran's I, over a territory and by commune."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from cls_dash.analysis._chance import ALPHA, around, flagged, permuted, two_sided
from cls_dash.analysis._neighbours import ROUNDING, Sample, counts, sample
from cls_dash.analysis._shares import Vector
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

if TYPE_CHECKING:
    # Seconds to import, and nothing of it runs here.
    from libpysal.graph import Graph

Assumption = Literal["normality", "randomisation"]


@dataclass(frozen=True)
class GlobalMoran:
    """Moran's I of a territory, beside what chance would give."""

    statistic: float
    """Above ``expected`` where neighbours resemble each other, below where they differ."""
    expected: float
    """−1/(n − 1)."""
    z: float
    p: float
    """Two-sided."""


def global_moran(
    values: pd.Series, neighbours: "Graph", *, assumption: Assumption = "normality"
) -> GlobalMoran:
    """
    Measure the resemblance of neighbours over a whole territory.

    I = Σ_i Σ_j w_ij z_i z_j / Σ_i z_i², z the deviations from the mean, w row-standardised.

    Parameters
    ----------
    values
        One for each commune, by code, in any unit. Missing ones are left out, as are
        the communes that touch no other of known value.
    neighbours
        Of the same communes, such as :func:`contiguity` gives.
    assumption
        The variance under chance: values drawn from a normal law, or those observed
        dealt again at random, which is safer where a few are extreme.

    Raises
    ------
    InvalidInputError
        If communes differ from those of the graph, or a value is infinite.
    UndefinedMeasureError
        Under 8 communes to compare, if all have the same value, or all touch each other.

    References
    ----------
    Cliff, A. and Ord, J. (1981). *Spatial Processes: Models and Applications*. Pion.
    """
    found = sample(values, neighbours)
    expected = -1 / (len(found.z) - 1)
    variance = _variance(found, assumption) - expected**2
    if variance <= ROUNDING * expected**2:
        raise UndefinedMeasureError("every commune touches all others")
    statistic = float(np.mean(found.z * _lag(found)))
    z = (statistic - expected) / variance**0.5
    return GlobalMoran(statistic, expected, z, float(two_sided(np.array([z]))[0]))


def local_moran(
    values: pd.Series, neighbours: "Graph", *, permutations: int, seed: int
) -> pd.DataFrame:
    """
    Tell the communes that resemble their neighbours, or differ from them, beyond chance.

    I_i = z_i Σ_j w_ij z_j / (Σ_j z_j² / n), z the deviations from the mean, w
    row-standardised: the mean of the I_i is the global I. (esda divides by n − 1.)

    Parameters
    ----------
    values, neighbours
        As :func:`global_moran`.
    permutations
        Of the values around each commune, which keeps its own. Under n/0.05 − 1, no
        corrected p-value could conclude: those of the normal law, given z_i, are used.
    seed
        Of the permutations.

    Returns
    -------
    pandas.DataFrame
        Indexed like ``values``. ``statistic``; ``p``, two-sided; ``q``, that of
        Benjamini and Hochberg; ``quadrant``, the commune then its neighbours:
        ``"high_high"``, ``"low_high"``, ``"low_low"`` or ``"high_low"``, high being
        above the mean; ``kind``, the quadrant where q < 0.05, else ``"none"``, and
        ``"masked"`` where a value or all neighbours lack: the rest is then missing.

    Raises
    ------
    InvalidInputError
        As :func:`global_moran`, or if ``permutations`` is negative.
    UndefinedMeasureError
        Under 8 communes to compare, or if all have the same value.

    References
    ----------
    Anselin, L. (1995). Local indicators of spatial association: LISA. *Geographical
    Analysis* 27(2), 93-115. doi:10.1111/j.1538-4632.1995.tb00338.x
    Sokal, R., Oden, N. and Thomson, B. (1998). Local spatial autocorrelation in a
    biological model. *Geographical Analysis* 30(4), 331-354 (conditional moments).
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. *JRSS B*
    57(1), 289-300. doi:10.1111/j.2517-6161.1995.tb02031.x
    """
    if permutations < 0:
        raise InvalidInputError("the number of permutations is negative")
    found = sample(values, neighbours)
    lag = _lag(found)
    if permutations >= len(found.z) / ALPHA - 1:
        p = permuted(found, permutations=permutations, seed=seed)
    else:
        p = two_sided(around(found))
    # A commune at the mean has a statistic of 0 whatever its neighbours are.
    p = np.where(found.z == 0, 1.0, p)
    sides = [np.where(side > found.rounding, "high", "low") for side in (found.z, lag)]
    quadrant = np.strings.add(np.strings.add(sides[0], "_"), sides[1])
    columns = {"statistic": found.z * lag, "p": p, "quadrant": quadrant}
    table = flagged(pd.DataFrame(columns, index=found.codes), quadrant, values.index)
    return table[["statistic", "p", "q", "quadrant", "kind"]]


def _lag(found: Sample) -> Vector:
    """Return the mean of the neighbours."""
    mean: Vector = found.links @ found.z / counts(found.links)
    return mean


def _variance(found: Sample, assumption: Assumption) -> float:
    """Return E[I²] under chance, Σ w being n (Cliff and Ord 1981)."""
    n, degrees = len(found.z), counts(found.links)
    weights = csr_array(found.links / degrees[:, None])
    s1 = float(((weights + weights.T) ** 2).sum()) / 2
    s2 = float(((1 + weights.sum(axis=0)) ** 2).sum())
    if assumption == "normality":
        return (n**2 * s1 - n * s2 + 3 * n**2) / ((n**2 - 1) * n**2)
    kurtosis = float(np.mean(found.z**4))
    whole = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * n**2)
    tails = kurtosis * ((n**2 - n) * s1 - 2 * n * s2 + 6 * n**2)
    return (whole - tails) / ((n - 1) * (n - 2) * (n - 3) * n**2)
