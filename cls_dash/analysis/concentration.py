"""
How actions are spread over communes, against population and against chance.

``amount`` is what is spread (located actions) and ``population`` what it is compared
with (inhabitants, or inhabitants weighted by need), one non-negative value per commune
in any unit, as arrays or as Series of equal index. Everywhere below, a_i and p_i are
the shares of commune i in their totals.
"""

from cls_dash.analysis._baseline import ChanceBaseline, Measure, chance_baseline, lorenz_band
from cls_dash.analysis._families import benjamini_hochberg
from cls_dash.analysis._gradient import SlopeIndex, by_part, concentration_index, slope_index
from cls_dash.analysis._lorenz import gini, hoover, lorenz
from cls_dash.analysis._observed import observed_expected
from cls_dash.analysis._series import Series, expected
from cls_dash.analysis._served import chance_funnel, observed_chance
from cls_dash.analysis._theil import TheilDecomposition, theil_decomposition, theil_l, theil_t
from cls_dash.analysis._top import TopShare, effective_number, herfindahl, top_share

__all__ = [
    "MIN_LOCATED",
    "MIN_SERIES",
    "ChanceBaseline",
    "Measure",
    "Series",
    "SlopeIndex",
    "TheilDecomposition",
    "TopShare",
    "benjamini_hochberg",
    "by_part",
    "chance_baseline",
    "chance_funnel",
    "concentration_index",
    "effective_number",
    "expected",
    "gini",
    "herfindahl",
    "hoover",
    "lorenz",
    "lorenz_band",
    "observed_chance",
    "observed_expected",
    "slope_index",
    "theil_decomposition",
    "theil_l",
    "theil_t",
    "top_share",
]

MIN_LOCATED = 15
"""
Located actions below which a concentration figure has no verdict.

Fewer leave nearly all of a hundred communes empty however they are placed: with 12, chance
alone already misplaces three quarters of them in the largest territory, half in the smallest,
and each single action moves the figure by 8 points. A verdict would rest on one or two.
"""

MIN_SERIES = 8
"""Series (actions × communes), which move whole, below which there is no verdict either."""
