"""Questions about all of France: its communes, and what is known of each at every level."""

import pandas as pd
from sqlalchemy import Integer, and_, cast, func, select, true
from sqlalchemy.sql.elements import ColumnElement

from cls_dash.domain.extent import FRANCE, Extent
from cls_dash.store.asking import answered, columns
from cls_dash.store.model import (
    CommuneRow,
    DepartementRow,
    DeploymentRow,
    EpciRow,
    IndicatorRow,
    ObservationRow,
    PerimeterRow,
    ProviderRow,
)
from cls_dash.store.queries.care import placed
from cls_dash.store.queries.districts import WHOLE, parents, with_whole
from cls_dash.store.release import Release, memoised


@memoised
def places(release: Release, extent: Extent) -> pd.DataFrame:
    """
    Return the communes of an extent, by code, in the order of its map.

    Columns ``name``, ``epci``, ``epci_name``, ``departement``, ``region``, ``population``,
    ``longitude`` and ``latitude`` (EPSG:4326, of the chief point).
    """
    query = (
        select(
            CommuneRow.code, CommuneRow.name, CommuneRow.epci, EpciRow.name.label("epci_name"),
            CommuneRow.departement, CommuneRow.region, CommuneRow.population,
            CommuneRow.longitude, CommuneRow.latitude,
        )
        .outerjoin(EpciRow, EpciRow.epci == CommuneRow.epci)
        .where(_within(extent))
        .order_by(CommuneRow.code)
    )  # fmt: skip
    return answered(release.connection, query).set_index("code")


@memoised
def names(release: Release) -> dict[str, str]:
    """Return the names of the départements that have an outline, by code."""
    query = select(DepartementRow.departement, DepartementRow.name)
    return {str(code): str(name) for code, name in release.connection.execute(query)}


@memoised
def observed(release: Release) -> pd.DataFrame:
    """
    Return the indicators that are known somewhere, and at how many places of each level.

    Columns of the indicator's card, ``observed_at`` (a level) and ``places``.
    """
    tally = (
        select(
            ObservationRow.indicator,
            ObservationRow.level.label("observed_at"),
            func.count(ObservationRow.geography.distinct()).label("places"),
        )
        .where(ObservationRow.value.is_not(None))
        .where(ObservationRow.geography.not_in([*parents(release)]))
        .group_by(ObservationRow.indicator, ObservationRow.level)
        .subquery()
    )
    query = (
        select(*columns(IndicatorRow), tally.c.observed_at, tally.c.places)
        .join(tally, tally.c.indicator == IndicatorRow.code)
        .order_by(IndicatorRow.title, tally.c.observed_at)
    )
    return answered(release.connection, query)


def latest(
    release: Release, indicator: str, level: str, *, within: Extent = FRANCE
) -> pd.DataFrame:
    """
    Return the latest observation of an indicator in each place of a level, by its code.

    Columns ``value`` (missing when nothing is published), ``year`` and ``status``.
    ``within`` leaves other communes out.
    """
    query = (
        select(
            ObservationRow.geography, ObservationRow.year, ObservationRow.value,
            ObservationRow.status,
        )
        .where(ObservationRow.indicator == indicator, ObservationRow.level == level)
        .order_by(ObservationRow.geography, ObservationRow.year)
    )  # fmt: skip
    if level == "commune" and within != FRANCE:
        asked = select(CommuneRow.code).where(_within(within))
        query = query.where(ObservationRow.geography.in_(asked))
    known = answered(release.connection, query)
    last = known.drop_duplicates("geography", keep="last").set_index("geography")
    return last[["value", "year", "status"]]


@memoised
def population(release: Release, level: str) -> pd.Series:
    """Return the inhabitants of each place of a level; missing where no commune's are known."""
    alone = level == "commune"
    place = CommuneRow.__table__.c["code" if alone else level]
    query = (
        select(place.label("place"), cast(func.sum(CommuneRow.population), Integer).label("people"))
        .where(place.is_not(None), true() if alone else WHOLE)
        .group_by(place)
    )
    return answered(release.connection, query).set_index("place")["people"].astype(float)


@memoised
def members(release: Release) -> dict[str, list[str]]:
    """
    Return the communes of each territory's perimeter in force, by its name.

    A city is there with all its *arrondissements*, never with some.
    """
    query = (
        select(PerimeterRow.territory, PerimeterRow.commune)
        .where(PerimeterRow.ends_on.is_(None))
        .order_by(PerimeterRow.territory, PerimeterRow.commune)
    )
    found: dict[str, list[str]] = {}
    for territory, commune in release.connection.execute(query):
        found.setdefault(str(territory), []).append(str(commune))
    return {slug: with_whole(release, codes) for slug, codes in found.items()}


@memoised
def sizes(release: Release, region: str) -> pd.DataFrame:
    """Return ``communes`` and ``people`` of each territory in a region, by slug."""
    query = (
        select(
            PerimeterRow.territory.label("slug"),
            func.count().label("communes"),
            func.sum(CommuneRow.population).label("people"),
        )
        .join(CommuneRow, CommuneRow.code == PerimeterRow.commune)
        .where(PerimeterRow.ends_on.is_(None), CommuneRow.region == region)
        .group_by(PerimeterRow.territory)
    )
    return answered(release.connection, query).set_index("slug")


@memoised
def held_regions(release: Release) -> list[str]:
    """Return the regions where a perimeter in force has communes, that of most of them first."""
    held = select(PerimeterRow.commune).where(PerimeterRow.ends_on.is_(None))
    query = (
        select(CommuneRow.region)
        .where(CommuneRow.code.in_(held), CommuneRow.region.is_not(None))
        .group_by(CommuneRow.region)
        .order_by(func.count().desc(), func.min(CommuneRow.code))
    )
    return list(map(str, release.connection.scalars(query)))


@memoised
def provider_categories(release: Release) -> list[str]:
    """Return the categories of the active providers."""
    query = select(ProviderRow.category).where(ProviderRow.status == "active").distinct()
    return sorted(map(str, release.connection.scalars(query)))


@memoised
def providers(release: Release, category: str | None) -> pd.DataFrame:
    """
    Return the active providers of a category, or all, where they are known to be.

    Columns ``name``, ``longitude`` and ``latitude`` (EPSG:4326), placed as
    :func:`cls_dash.store.queries.care.placed` says.
    """
    query = (
        select(
            ProviderRow.provider, ProviderRow.name, ProviderRow.point,
            CommuneRow.longitude, CommuneRow.latitude,
        )
        .outerjoin(CommuneRow, CommuneRow.code == ProviderRow.commune)
        .where(ProviderRow.status == "active")
        .where(ProviderRow.category == category if category else true())
        .order_by(ProviderRow.provider)
    )  # fmt: skip
    return placed(answered(release.connection, query))


@memoised
def actions(release: Release, *, documented_only: bool = False) -> pd.DataFrame:
    """
    Return how many deployments each commune has, over all territories.

    Columns ``name``, ``weight``, and ``longitude`` and ``latitude`` (EPSG:4326) of its chief
    point; by code.
    """
    query = (
        select(
            CommuneRow.code, CommuneRow.name, func.count().label("weight"),
            CommuneRow.longitude, CommuneRow.latitude,
        )
        .join(DeploymentRow, DeploymentRow.commune == CommuneRow.code)
        .where(DeploymentRow.evidence != "illustrative" if documented_only else true())
        .group_by(CommuneRow.fid)
        .order_by(CommuneRow.code)
    )  # fmt: skip
    return answered(release.connection, query).set_index("code")


@memoised
def illustrative(release: Release) -> bool:
    """Say whether some located deployment was made for the demonstration."""
    made = select(DeploymentRow.deployment).where(
        DeploymentRow.commune.is_not(None), DeploymentRow.evidence == "illustrative"
    )
    return release.connection.scalar(made.limit(1)) is not None


def _within(extent: Extent) -> ColumnElement[bool]:
    if extent.kind == "territory":
        inside = select(PerimeterRow.commune).where(PerimeterRow.territory == extent.code)
        return CommuneRow.code.in_(inside)
    if extent.kind == "france":
        return WHOLE
    column: ColumnElement[str] = CommuneRow.__table__.c[extent.kind]
    return and_(column == extent.code, WHOLE)
