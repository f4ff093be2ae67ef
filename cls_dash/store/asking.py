"""How questions are put to the database and their answers made into frames."""

from collections.abc import Iterable
from datetime import date
from sys import intern
from typing import Final

import pandas as pd
from sqlalchemy import Connection, Float, Integer, Select, String, false, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from cls_dash.domain.selection import Selection
from cls_dash.store.model import ActionRow, ContractRow, DeploymentRow, PerimeterRow, Row

# Texts stay the objects that the database gave: an index of them is looked at one by one, which
# Arrow's own take a fifth more processor for, over a page asked for the first time.
pd.set_option("mode.string_storage", "python")

_AT_ONCE: Final = 2_000
"""Rows that are read together."""


def answered(connection: Connection, query: Select[*tuple[object, ...]]) -> pd.DataFrame:
    """Return the answer as a frame; missing texts and dates are ``None``, numbers ``nan``."""
    # Not pandas.read_sql, which hides the database's errors behind its own.
    result = connection.execute(query)
    columns: dict[str, list[object]] = {name: [] for name in result.keys()}  # noqa: SIM118
    texts = {c.name for c in query.selected_columns if isinstance(c.type, String)}
    for rows in result.partitions(_AT_ONCE):
        for (name, known), values in zip(columns.items(), zip(*rows, strict=True), strict=True):
            known.extend(_once(values) if name in texts else values)
    numbers = {c.name for c in query.selected_columns if isinstance(c.type, Integer | Float)}
    return pd.DataFrame(
        {name: _column(values, number=name in numbers) for name, values in columns.items()}
    )


def _once(texts: tuple[object, ...]) -> Iterable[object]:
    """Return texts that all answers share: a commune is named in dozens, its EPCI in each row."""
    if set(map(type, texts)) == {str}:
        return map(intern, texts)  # type: ignore[arg-type]
    return (intern(text) if type(text) is str else text for text in texts)


def _column(values: list[object], *, number: bool) -> pd.Series:
    """Return a column, texts as they are: pandas would copy them out of Python, and back."""
    if not number:
        return pd.Series(values, dtype=object)
    # Of a column that holds nothing, pandas could not tell that it is one of numbers.
    return pd.Series(values, dtype=None if values and None not in values else float)


def columns(row: type[Row], *, without: str = "") -> list[ColumnElement[object]]:
    """Return the columns of a table, but ``fid`` and the one named."""
    return [c for c in row.__table__.columns if c.name not in {"fid", without}]


def in_contract(selection: Selection) -> list[ColumnElement[bool]]:
    """Return the conditions that the contract and the axis of a selection put on actions."""
    conditions: list[ColumnElement[bool]] = []
    if selection.contract:
        conditions.append(ActionRow.contract == selection.contract)
    if selection.axis:
        conditions.append(ActionRow.axis == selection.axis)
    return conditions


def asked(selection: Selection) -> list[ColumnElement[bool]]:
    """Return the conditions that a selection puts on deployments and their action."""
    conditions = [DeploymentRow.territory == selection.territory, *in_contract(selection)]
    if selection.documented_only:
        conditions.append(DeploymentRow.evidence != "illustrative")
    if period := selection.period:
        conditions.append(DeploymentRow.starts_on <= period.ends_on)
        conditions.append(DeploymentRow.ends_on >= period.starts_on)
    if selection.perimeter:
        members = select(PerimeterRow.commune).where(
            PerimeterRow.territory == selection.territory, *in_force(selection.perimeter)
        )
        conditions.append(or_(DeploymentRow.commune.is_(None), DeploymentRow.commune.in_(members)))
    return conditions


def in_force(day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions of a membership that holds on a day."""
    return PerimeterRow.starts_on <= day, or_(
        PerimeterRow.ends_on.is_(None), PerimeterRow.ends_on >= day
    )


def during(connection: Connection, contract: str) -> list[ColumnElement[bool]]:
    """Return the conditions of a membership that overlaps a contract's years."""
    years = connection.execute(
        select(ContractRow.start_year, ContractRow.end_year).where(ContractRow.contract == contract)
    ).one_or_none()
    if years is None:
        return [false()]
    conditions: list[ColumnElement[bool]] = []
    if years.end_year:
        conditions.append(PerimeterRow.starts_on <= date(years.end_year, 12, 31))
    if years.start_year:
        starts_on = date(years.start_year, 1, 1)
        conditions.append(or_(PerimeterRow.ends_on.is_(None), PerimeterRow.ends_on >= starts_on))
    return conditions or [true()]
