"""Questions about what a contract planned: its actions, its axes, and what became of them."""

import pandas as pd
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from cls_dash.domain.selection import Evidence, Selection
from cls_dash.store.asking import answered, columns, in_contract
from cls_dash.store.model import ActionRow, AxisLineageRow, AxisRow, ContractRow
from cls_dash.store.release import Release, memoised


@memoised
def actions(release: Release, selection: Selection) -> pd.DataFrame:
    """
    Return actions, indexed by id, in the order of contracts and axes.

    Their own columns, then ``axis_title``, ``theme`` and ``number`` (of the contract). A
    period or a perimeter leaves no action out: they restrict what took place.
    """
    query = (
        select(
            *columns(ActionRow),
            AxisRow.title.label("axis_title"),
            AxisRow.theme,
            ContractRow.number,
        )
        .join(AxisRow, AxisRow.axis == ActionRow.axis)
        .join(ContractRow, ContractRow.contract == ActionRow.contract)
        .where(*_chosen(selection), *_documented(selection))
        .order_by(ContractRow.number, ActionRow.axis, ActionRow.action)
    )
    return answered(release.connection, query).set_index("action")


@memoised
def axes(release: Release, selection: Selection) -> pd.DataFrame:
    """
    Return axes with the ``number`` of their contract, indexed by id, with or without action.

    Of documented facts only, an axis whose actions are all illustrative is left out.
    """
    own = exists().where(ActionRow.axis == AxisRow.axis)
    conditions = [AxisRow.territory == selection.territory]
    if selection.contract:
        conditions.append(AxisRow.contract == selection.contract)
    if selection.axis:
        conditions.append(AxisRow.axis == selection.axis)
    if documented := _documented(selection):
        conditions.append(or_(~own, own.where(*documented)))
    query = (
        select(*columns(AxisRow), ContractRow.number)
        .join(ContractRow, ContractRow.contract == AxisRow.contract)
        .where(*conditions)
        .order_by(ContractRow.number, AxisRow.axis)
    )
    return answered(release.connection, query).set_index("axis")


@memoised
def lineage(release: Release, territory: str) -> pd.DataFrame:
    """
    Return what became of axes, one row per link.

    Columns ``previous``, ``axis`` (``None`` when dropped), ``relation``, ``basis``, and the
    numbers of both contracts, ``previous_number`` and ``number``.
    """
    before, after = aliased(AxisRow), aliased(AxisRow)
    old, new = aliased(ContractRow), aliased(ContractRow)
    query = (
        select(
            AxisLineageRow.previous, AxisLineageRow.axis, AxisLineageRow.relation,
            AxisLineageRow.basis, old.number.label("previous_number"), new.number,
        )
        .join(before, before.axis == AxisLineageRow.previous)
        .join(old, old.contract == before.contract)
        .outerjoin(after, after.axis == AxisLineageRow.axis)
        .outerjoin(new, new.contract == after.contract)
        .where(AxisLineageRow.territory == territory)
        .order_by(old.number, AxisLineageRow.fid)
    )  # fmt: skip
    return answered(release.connection, query)


def _chosen(selection: Selection) -> list[ColumnElement[bool]]:
    return [ActionRow.territory == selection.territory, *in_contract(selection)]


def _documented(selection: Selection) -> list[ColumnElement[bool]]:
    return [ActionRow.evidence != Evidence.ILLUSTRATIVE] if selection.documented_only else []
