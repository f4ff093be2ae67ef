"""Questions about what committees decided."""

import pandas as pd
from sqlalchemy import select

from cls_dash.domain.selection import Evidence, Selection
from cls_dash.store.asking import answered, columns
from cls_dash.store.model import DecisionRow
from cls_dash.store.release import Release, memoised


@memoised
def decisions(release: Release, selection: Selection) -> pd.DataFrame:
    """Return the published decisions of a territory, the latest meeting first."""
    conditions = [DecisionRow.territory == selection.territory]
    if selection.documented_only:
        conditions.append(DecisionRow.evidence != Evidence.ILLUSTRATIVE)
    query = (
        select(*columns(DecisionRow))
        .where(*conditions)
        .order_by(DecisionRow.held_on.desc(), DecisionRow.item, DecisionRow.decision)
    )
    return answered(release.connection, query)
