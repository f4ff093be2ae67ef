"""What several territories put in their contracts, by common theme."""

from collections.abc import Mapping

import pandas as pd

from cls_dash import terms


def shares(themes: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the share of each group of themes in the actions of each territory, by name."""
    counts = (
        themes.assign(group=themes["theme"].map(terms.THEME_GROUP))
        .pivot_table(index="territory", columns="group", values="actions", aggfunc="sum")
        .reindex(index=list(names), columns=list(terms.THEME_GROUPS))
        .fillna(0.0)
    )
    counts = counts[counts.sum(axis=1) > 0]
    total = counts.sum(axis=1)
    return counts.div(total, axis=0).assign(total=total).rename(index=dict(names))
