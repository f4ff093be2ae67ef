"""
Where high or low values gather beyond chance, and rates that small numbers do not mislead.

Values are Series by code, neighbours a ``libpysal.graph.Graph`` of the same codes, such as
:func:`contiguity` gives. p-values are two-sided; q-values are those of Benjamini and
Hochberg, for a hundred communes tested at 5 % would show five clusters of chance.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cls_dash.analysis._moran import local_moran
from cls_dash.analysis._neighbours import MIN_KNOWN, contiguity, counts, sample
from cls_dash.analysis._permutations import ALPHA, around, drawn, flagged, two_sided
from cls_dash.analysis._smoothing import smoothed_rate

if TYPE_CHECKING:
    # Seconds to import, and nothing of it runs here.
    from libpysal.graph import Graph

__all__ = [
    "ALPHA",
    "MIN_KNOWN",
    "contiguity",
    "getis_ord",
    "local_moran",
    "smoothed_rate",
]


def getis_ord(
    values: pd.Series,
    neighbours: "Graph",
    *,
    star: bool = True,
    minimum: int = MIN_KNOWN,
) -> pd.DataFrame:
    """
    Tell hot spots and cold spots: communes around which values are high, or low.

    G*_i = (Σ_j w_ij x_j − k x̄) / (s √((n k − k²)/(n − 1))), w binary, the commune counted
    among its k neighbours; x̄ and s over all n communes.

    Parameters
    ----------
    values
        One for each commune, by code, in any unit. Missing ones are left out, as are
        the communes that touch no other of known value.
    neighbours
        Of the same communes, such as :func:`contiguity` gives.
    star
        False for G_i: the commune is left out of the sum, and of x̄, s and n.
    minimum
        Fewest communes to compare, 3 or more.

    Returns
    -------
    pandas.DataFrame
        Indexed like ``values``. ``z``, the score; ``p``, two-sided by the normal law;
        ``q``, that of Benjamini and Hochberg; ``kind``: ``"hot"`` or ``"cold"`` where
        q < 0.05, else ``"none"``, and ``"masked"`` where a value or all neighbours lack:
        the rest is then missing. A commune that touches all others has a z of 0.

    Raises
    ------
    InvalidInputError
        If communes differ from those of the graph, a value is infinite, or ``minimum``
        is under 3.
    UndefinedMeasureError
        Under ``minimum`` communes to compare, or if all have the same value.

    References
    ----------
    Ord, J. and Getis, A. (1995). Local spatial autocorrelation statistics: distributional
    issues and an application. *Geographical Analysis* 27(4), 286-306.
    doi:10.1111/j.1538-4632.1995.tb00912.x
    """
    found = sample(values, neighbours, minimum)
    if star:
        total, count = found.links @ found.z + found.z, counts(found.links) + 1
        scores = drawn(total, count, size=len(found.z), mean=0, variance=1, rounding=found.rounding)
    else:
        scores = around(found)
    figures = pd.DataFrame({"z": scores, "p": two_sided(scores)}, index=found.codes)
    table = flagged(figures, np.where(scores > 0, "hot", "cold"), values.index)
    return table[["z", "p", "q", "kind"]]
