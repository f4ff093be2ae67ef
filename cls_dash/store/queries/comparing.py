"""Questions about several territories at once, each in its perimeter in force."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Integer, cast, extract, func, select, true

from cls_dash.domain.selection import Selection
from cls_dash.store.asking import answered, asked
from cls_dash.store.model import (
    ActionRow,
    AxisRow,
    CommuneRow,
    DeploymentRow,
    PerimeterRow,
)
from cls_dash.store.release import Release, memoised


@memoised
def sizes(release: Release) -> pd.DataFrame:
    """Return ``communes``, ``population`` and ``largest`` (the main town's), by territory."""
    query = (
        select(
            PerimeterRow.territory,
            func.count().label("communes"),
            func.sum(CommuneRow.population).label("population"),
            func.max(CommuneRow.population).label("largest"),
        )
        .join(CommuneRow, CommuneRow.code == PerimeterRow.commune)
        .where(PerimeterRow.ends_on.is_(None))
        .group_by(PerimeterRow.territory)
        .order_by(PerimeterRow.territory)
    )
    return answered(release.connection, query).set_index("territory").astype(float)


@memoised
def themes(
    release: Release, territories: Sequence[str], *, documented_only: bool = False
) -> pd.DataFrame:
    """
    Return the actions of territories by common theme.

    Columns ``territory``, ``theme``, ``actions``, ``budgeted`` (those whose budget is
    published) and ``budget_eur`` (their sum; missing when there are none).
    """
    query = (
        select(
            ActionRow.territory,
            AxisRow.theme,
            func.count().label("actions"),
            func.count(ActionRow.budget_eur).label("budgeted"),
            func.sum(ActionRow.budget_eur).label("budget_eur"),
        )
        .join(AxisRow, AxisRow.axis == ActionRow.axis)
        .where(ActionRow.territory.in_(territories))
        .where(ActionRow.evidence != "illustrative" if documented_only else true())
        .group_by(ActionRow.territory, AxisRow.theme)
        .order_by(ActionRow.territory, AxisRow.theme)
    )
    return answered(release.connection, query)


@memoised
def yearly(release: Release, selection: Selection) -> pd.Series:
    """Return the number of located deployments that began in each year that has any."""
    year = cast(extract("year", DeploymentRow.starts_on), Integer)
    query = (
        select(year.label("year"), func.count().label("n"))
        .join(ActionRow, ActionRow.action == DeploymentRow.action)
        .where(*asked(selection))
        .where(DeploymentRow.commune.is_not(None), DeploymentRow.starts_on.is_not(None))
        .group_by(year)
        .order_by(year)
    )
    return answered(release.connection, query).set_index("year")["n"]
