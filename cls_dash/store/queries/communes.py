"""The communes of a territory: who they are, what they belong to, their outlines."""

from datetime import date

import pandas as pd
from sqlalchemy import and_, case, func, select, true
from sqlalchemy.sql.elements import ColumnElement

from cls_dash.domain.selection import Selection
from cls_dash.errors import UnknownTerritoryError
from cls_dash.store.asking import answered, during, in_force
from cls_dash.store.geometry import from_blobs
from cls_dash.store.model import CommuneRow, EpciRow, PerimeterRow, TerritoryRow
from cls_dash.store.release import Release, memoised
from cls_dash.wording import listing


@memoised
def communes_of(
    release: Release, territory: str, contract: str | None = None, on: date | None = None
) -> pd.DataFrame:
    """
    Return the communes of a territory, indexed by INSEE code, in its order.

    Columns ``name``, ``epci``, ``epci_name``, ``departement``, ``region``,
    ``population``, ``population_year``, ``longitude`` and ``latitude`` (EPSG:4326) of the chief
    point, ``point_kind``, ``inside``: whether the commune belonged to the perimeter on the
    day ``on``, else during the contract (always true when neither is asked), and ``also``: the
    names of the other territories that it belongs to, empty of most.

    Raises
    ------
    UnknownTerritoryError
        If the territory has no commune.
    """
    inside: ColumnElement[bool] = true()
    if on:
        inside = and_(*in_force(on))
    elif contract:
        inside = and_(*during(release.connection, contract))
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
    frame = answered(release.connection, query).set_index("code")
    if frame.empty:
        raise UnknownTerritoryError(territory)
    others = {code: listing(names) for code, names in _others(release, territory).items()}
    also = pd.Series([others.get(code, "") for code in frame.index], frame.index, dtype=object)
    return frame.assign(inside=frame["inside"].astype(bool), also=also)


def _others(release: Release, territory: str) -> dict[str, list[str]]:
    """Return the names of the other territories that have communes of one, by commune."""
    mine = select(PerimeterRow.commune).where(PerimeterRow.territory == territory)
    query = (
        select(PerimeterRow.commune, TerritoryRow.name)
        .join(TerritoryRow, TerritoryRow.slug == PerimeterRow.territory)
        .where(PerimeterRow.territory != territory, PerimeterRow.ends_on.is_(None))
        .where(PerimeterRow.commune.in_(mine))
        .order_by(TerritoryRow.name)
    )
    found: dict[str, list[str]] = {}
    for commune, name in release.connection.execute(query):
        found.setdefault(str(commune), []).append(str(name))
    return found


def communes_on_map(release: Release, selection: Selection) -> pd.DataFrame:
    """Return all the communes of a selection's territory; ``inside`` are those of its perimeter."""
    return communes_of(release, selection.territory, selection.contract, selection.perimeter)


def communes_in_scope(release: Release, selection: Selection) -> pd.DataFrame:
    """Return the communes of a selection's perimeter."""
    everyone = communes_on_map(release, selection)
    return everyone[everyone["inside"]]


@memoised
def outlines_of(release: Release, territory: str) -> pd.DataFrame:
    """Return the communes' outlines (shapely, EPSG:4326), indexed by code."""
    query = (
        select(CommuneRow.code, CommuneRow.name, CommuneRow.outline)
        .join(PerimeterRow, PerimeterRow.commune == CommuneRow.code)
        .where(PerimeterRow.territory == territory)
        .distinct()
        .order_by(CommuneRow.code)
    )
    frame = answered(release.connection, query).set_index("code")
    return frame.assign(outline=from_blobs(frame["outline"]))
