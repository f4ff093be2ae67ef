"""Families of tests that are read together."""

import numpy as np

from cls_dash.analysis._shares import Vector


def benjamini_hochberg(p: Vector) -> Vector:
    """
    Return the p-values adjusted for their number: the least false discovery rate of each.

    Not ``scipy.stats.false_discovery_control``, which finds the same: importing it costs a
    server 45 MB.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. *Journal of
    the Royal Statistical Society B* 57, 289-300. doi:10.1111/j.2517-6161.1995.tb02031.x
    """
    order = np.argsort(p)[::-1]
    ranks = np.arange(p.size, 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum.accumulate(p[order] * p.size / ranks)
    return np.minimum(adjusted, 1.0)
