"""The communes of a territory: who they are, what they belong to, their outlines."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, and_, case, func, select, true
from sqlalchemy.sql.elements import ColumnElement

from cls_dash.errors import UnknownTerritoryError
from cls_dash.store.asking import answered, during, in_force
from cls_dash.store.geometry import from_blobs
from cls_dash.store.model import CommuneRow, EpciRow, PerimeterRow


def communes(
    connection: Connection, territory: str, contract: str | None, on: date | None
) -> pd.DataFrame:
    """
    Return the communes of a territory: see :meth:`Readings.communes`.

    Raises
    ------
    UnknownTerritoryError
        If the territory has no commune.
    """
    inside: ColumnElement[bool] = true()
    if on:
        inside = and_(*in_force(on))
    elif contract:
        inside = and_(*during(connection, contract))
    query = (
        select(
            CommuneRow.code,
            CommuneRow.name,
            CommuneRow.epci,
            EpciRow.name.label("epci_name"),
            CommuneRow.departement,
            CommuneRow.region,
            CommuneRow.population,
            CommuneRow.population_year,
            CommuneRow.longitude,
            CommuneRow.latitude,
            CommuneRow.point_kind,
            func.max(case((inside, 1), else_=0)).label("inside"),
        )
        .join(PerimeterRow, PerimeterRow.commune == CommuneRow.code)
        .outerjoin(EpciRow, EpciRow.epci == CommuneRow.epci)
        .where(PerimeterRow.territory == territory)
        .group_by(CommuneRow.fid, EpciRow.fid)
        .order_by(CommuneRow.code)
    )
    frame = answered(connection, query).set_index("code")
    if frame.empty:
        raise UnknownTerritoryError(territory)
    return frame.assign(inside=frame["inside"].astype(bool))


def outlines(connection: Connection, territory: str) -> pd.DataFrame:
    """Return the communes' outlines: see :meth:`Readings.outlines`."""
    query = (
        select(CommuneRow.code, CommuneRow.name, CommuneRow.outline)
        .join(PerimeterRow, PerimeterRow.commune == CommuneRow.code)
        .where(PerimeterRow.territory == territory)
        .distinct()
        .order_by(CommuneRow.code)
    )
    frame = answered(connection, query).set_index("code")
    return frame.assign(outline=from_blobs(frame["outline"]))
