"""Territories: their contracts, who is party to these, their axes, their perimeters."""

import pandas as pd
from sqlalchemy import func, select, true

from cls_dash.domain.perimeter import Spell, Version, versions
from cls_dash.store.asking import answered, columns
from cls_dash.store.model import (
    AxisRow,
    CommuneRow,
    ContractRow,
    PartyRow,
    PerimeterRow,
    TerritoryRow,
)
from cls_dash.store.release import Release, memoised


@memoised
def territories_of(release: Release) -> pd.DataFrame:
    """
    Return one row per territory, indexed by slug, in the order of names.

    Columns ``name``, ``short_name``, ``ars``, ``website``, ``recorded_until`` (the day
    until which the coordination says that all is recorded), ``communes``, ``districts`` (those of
    them that are *arrondissements*) and ``population`` (of the perimeter in force today).
    """
    current = (
        select(
            PerimeterRow.territory,
            func.count().label("communes"),
            func.count(CommuneRow.parent).label("districts"),
            func.sum(CommuneRow.population).label("population"),
        )
        .join(CommuneRow, CommuneRow.code == PerimeterRow.commune)
        .where(PerimeterRow.ends_on.is_(None))
        .group_by(PerimeterRow.territory)
        .subquery()
    )
    query = (
        select(
            TerritoryRow.slug,
            TerritoryRow.name,
            TerritoryRow.short_name,
            TerritoryRow.ars,
            TerritoryRow.website,
            TerritoryRow.recorded_until,
            current.c.communes,
            current.c.districts,
            current.c.population,
        )
        .join(current, current.c.territory == TerritoryRow.slug)
        .order_by(TerritoryRow.name)
    )
    return answered(release.connection, query).set_index("slug")


@memoised
def contracts_of(release: Release, territory: str) -> pd.DataFrame:
    """Return the contracts of a territory, indexed by id, oldest first."""
    query = (
        select(*columns(ContractRow))
        .where(ContractRow.territory == territory)
        .order_by(ContractRow.number)
    )
    return answered(release.connection, query).set_index("contract")


@memoised
def parties_of(release: Release, territory: str) -> pd.DataFrame:
    """Return who signs, carries, funds or accompanies each contract."""
    query = select(*columns(PartyRow)).where(PartyRow.territory == territory)
    return answered(release.connection, query.order_by(PartyRow.fid))


@memoised
def axes_of(release: Release, territory: str, contract: str | None = None) -> pd.DataFrame:
    """Return axes with the number of their contract, indexed by id."""
    query = (
        select(*columns(AxisRow), ContractRow.number)
        .join(ContractRow, ContractRow.contract == AxisRow.contract)
        .where(AxisRow.territory == territory)
        .where(AxisRow.contract == contract if contract else true())
        .order_by(ContractRow.number, AxisRow.axis)
    )
    return answered(release.connection, query).set_index("axis")


@memoised
def perimeters_of(release: Release, territory: str) -> list[Version]:
    """Return the successive perimeters of a territory, oldest first."""
    approximate = (PerimeterRow.basis == "approximate").label("approximate")
    query = select(
        PerimeterRow.commune, PerimeterRow.starts_on, PerimeterRow.ends_on, approximate
    ).where(PerimeterRow.territory == territory)
    return versions(Spell(*row) for row in release.connection.execute(query))


@memoised
def every_contract(release: Release) -> pd.DataFrame:
    """Return the contracts of all territories, by territory, the oldest first."""
    query = select(*columns(ContractRow)).order_by(ContractRow.territory, ContractRow.number)
    return answered(release.connection, query)
