"""What is followed: actions, what became of them, and needs."""

from dataclasses import dataclass, field

import pandas as pd

from cls_dash.domain.selection import Selection
from cls_dash.questions.follow import needs
from cls_dash.questions.follow.needs import NeedHere
from cls_dash.store.queries import following
from cls_dash.store.queries.communes import communes_in_scope
from cls_dash.store.queries.deployments import deployments_of
from cls_dash.store.release import Release, memoised


@dataclass(frozen=True)
class Followed:
    """All that is known of the actions of a selection."""

    selection: Selection
    actions: pd.DataFrame
    axes: pd.DataFrame
    deployments: pd.DataFrame
    """Of these actions, in the period and perimeter that were chosen."""
    communes: pd.DataFrame
    """Those of the perimeter."""
    needs: tuple[NeedHere, ...]
    by_action: dict[str, pd.DataFrame] = field(repr=False)

    def of(self, action: str) -> pd.DataFrame:
        """Return the deployments of an action."""
        return self.by_action.get(action, self.deployments.iloc[:0])


@memoised
def followed(release: Release, selection: Selection) -> Followed:
    """Gather what is followed."""
    actions = following.actions(release, selection)
    deployments = deployments_of(release, selection)
    deployments = deployments[deployments["action"].isin(actions.index)]
    return Followed(
        selection,
        actions,
        following.axes(release, selection),
        deployments,
        communes_in_scope(release, selection),
        needs.here(release, selection),
        {str(action): rows for action, rows in deployments.groupby("action")},
    )
