"""Whether neighbours resemble each other: Moran's I, by commune."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cls_dash.analysis._neighbours import Sample, counts, sample
from cls_dash.analysis._permutations import ALPHA, around, flagged, permuted, two_sided
from cls_dash.analysis._shares import Vector
from cls_dash.errors import InvalidInputError

if TYPE_CHECKING:
    # Seconds to import, and nothing of it runs here.
    from libpysal.graph import Graph


def local_moran(
    values: pd.Series, neighbours: "Graph", *, permutations: int, seed: int
) -> pd.DataFrame:
    """
    Tell the communes that resemble their neighbours, or differ from them, beyond chance.

    I_i = z_i Σ_j w_ij z_j / (Σ_j z_j² / n), z the deviations from the mean, w
    row-standardised: the mean of the I_i is the global I. (esda divides by n − 1.)

    Parameters
    ----------
    values
        One for each commune, by code, in any unit. Missing ones are left out, as are
        the communes that touch no other of known value.
    neighbours
        Of the same communes, such as :func:`contiguity` gives.
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
        If communes differ from those of the graph, a value is infinite, or
        ``permutations`` is negative.
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
