"""Deployments of a selection: where, when, how many, how well they are known."""

from datetime import date

import pandas as pd
from sqlalchemy import func, select, true

from cls_dash.domain.selection import Selection
from cls_dash.store.asking import answered, asked, columns
from cls_dash.store.model import ActionRow, AxisRow, CommuneRow, DeploymentRow
from cls_dash.store.queries.communes import communes_in_scope
from cls_dash.store.release import Release, memoised


@memoised
def located_by_commune(release: Release, selection: Selection) -> pd.Series:
    """Return the number of deployments of each commune that has any, by code."""
    query = (
        select(DeploymentRow.commune, func.count().label("deployments"))
        .join(ActionRow, ActionRow.action == DeploymentRow.action)
        .where(*asked(selection), DeploymentRow.commune.is_not(None))
        .group_by(DeploymentRow.commune)
        .order_by(DeploymentRow.commune)
    )
    found = answered(release.connection, query)
    return found.set_index("commune")["deployments"].astype("int64")


@memoised
def counted_communes(release: Release, selection: Selection) -> pd.DataFrame:
    """
    Return the communes that count, with their number of located deployments.

    Communes outside the perimeter, and those whose population is not known, are left out.
    Columns are those of :func:`communes_in_scope`, and ``deployments``.
    """
    communes = communes_in_scope(release, selection)
    communes = communes[communes["population"].notna()]
    located = located_by_commune(release, selection).reindex(communes.index, fill_value=0)
    return communes.assign(deployments=located.astype(int))


@memoised
def last_start(release: Release, selection: Selection) -> date | None:
    """Return the day when the last deployment began, ``None`` when none is dated."""
    query = (
        select(func.max(DeploymentRow.starts_on))
        .join(ActionRow, ActionRow.action == DeploymentRow.action)
        .where(*asked(selection))
    )
    return release.connection.scalar(query)


@memoised
def tally_of(release: Release, selection: Selection) -> pd.DataFrame:
    """
    Count deployments by how well they are known.

    Columns ``evidence``, ``scope``, ``dated`` (0 or 1) and ``deployments``.
    """
    dated = DeploymentRow.starts_on.is_not(None).label("dated")
    query = (
        select(
            DeploymentRow.evidence,
            DeploymentRow.scope,
            dated,
            func.count().label("deployments"),
        )
        .join(ActionRow, ActionRow.action == DeploymentRow.action)
        .where(*asked(selection))
        .group_by(DeploymentRow.evidence, DeploymentRow.scope, dated)
    )
    return answered(release.connection, query)


@memoised
def deployments_of(
    release: Release, selection: Selection, commune: str | None = None
) -> pd.DataFrame:
    """
    Return deployments, latest first, undated last, with action and axis titles.

    Small counts of persons are in no store: ``withheld`` says which.

    Parameters
    ----------
    release
        Where they are read.
    selection
        What is asked.
    commune
        INSEE code; without it, the whole territory.
    """
    query = (
        select(
            *columns(DeploymentRow, without="point"),
            ActionRow.title.label("action_title"),
            ActionRow.contract,
            AxisRow.title.label("axis_title"),
            AxisRow.theme,
            CommuneRow.name.label("commune_name"),
        )
        .join(ActionRow, ActionRow.action == DeploymentRow.action)
        .join(AxisRow, AxisRow.axis == ActionRow.axis)
        .outerjoin(CommuneRow, CommuneRow.code == DeploymentRow.commune)
        .where(*asked(selection))
        .where(DeploymentRow.commune == commune if commune else true())
        .order_by(
            DeploymentRow.starts_on.is_(None),
            DeploymentRow.starts_on.desc(),
            DeploymentRow.deployment,
        )
    )
    found = answered(release.connection, query)
    return found.set_index("deployment").astype({"withheld": bool})


@memoised
def recorded(release: Release, *, documented_only: bool) -> pd.DataFrame:
    """
    Count the deployments of all territories, in series of one action in one commune.

    Columns ``territory``, ``action``, ``commune`` (missing where none is known), ``evidence`` and
    ``deployments``.
    """
    keys = (
        DeploymentRow.territory, DeploymentRow.action, DeploymentRow.commune, DeploymentRow.evidence
    )  # fmt: skip
    query = (
        select(*keys, func.count().label("deployments"))
        .where(DeploymentRow.evidence != "illustrative" if documented_only else true())
        .group_by(*keys)
        .order_by(*keys)
    )
    return answered(release.connection, query)
