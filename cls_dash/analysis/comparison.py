"""Areas compared: funnels around an overall value, references, most similar territories."""

import numpy as np
import pandas as pd

from cls_dash.analysis._apart import apart, apart_p_value, rate_overdispersion
from cls_dash.analysis._averages import (
    Average,
    followed,
    of_known,
    overall_density,
    weighted_mean,
)
from cls_dash.analysis._funnel import (
    Overdispersion,
    funnel_curve,
    funnel_proportion,
    funnel_rate,
    overdispersion,
)
from cls_dash.analysis._shares import vector
from cls_dash.analysis._similar import most_similar, size_covariates
from cls_dash.analysis.rates import (
    clump,
    proportion,
    rate,
    standardised_rate,
    standardised_ratio,
)
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

__all__ = [
    "Average",
    "Overdispersion",
    "against",
    "apart",
    "apart_p_value",
    "clump",
    "followed",
    "funnel_curve",
    "funnel_proportion",
    "funnel_rate",
    "most_similar",
    "of_known",
    "overall_density",
    "overdispersion",
    "proportion",
    "rate",
    "rate_overdispersion",
    "size_covariates",
    "standardised_rate",
    "standardised_ratio",
    "weighted_mean",
]


def against(value: float, lower: float, upper: float, references: pd.Series) -> pd.DataFrame:
    """
    Compare the value of a territory with those of its EPCI, its département and others.

    Parameters
    ----------
    value, lower, upper
        Value of the territory with its confidence limits.
    references
        Values of the others, by name, in the same unit, taken as exact.

    Returns
    -------
    pandas.DataFrame
        By name: ``reference``; ``difference``, value − reference; ``verdict``, of the
        territory: ``"higher"`` or ``"lower"`` when the reference is beyond its limits,
        else ``"compatible"``, which is not «equal»; ``"undefined"`` where the reference is
        missing.

    Raises
    ------
    InvalidInputError
        If the limits do not hold the value, or one is missing; if a reference is no number.
    UndefinedMeasureError
        If the territory has no value.

    Notes
    -----
    A reference that the territory is a large part of hides some of its difference.
    """
    if np.isnan(value):
        raise UndefinedMeasureError("the territory has no value")
    if not lower <= value <= upper:
        raise InvalidInputError("the value is not between its limits")
    known = references.notna().to_numpy()
    vector(references[known], "references")
    reference = references.astype(float)
    verdict = np.select(
        [~known, reference < lower, reference > upper],
        ["undefined", "higher", "lower"],
        "compatible",
    )
    return pd.DataFrame(
        {"reference": reference, "difference": value - reference, "verdict": verdict}
    )
