"""What a territory can reach: travel times and places of care around it."""

import pandas as pd
from sqlalchemy import Select, and_, or_, select

from cls_dash.domain.services import CATCHMENT_MINUTES
from cls_dash.store.asking import answered, columns
from cls_dash.store.geometry import from_blobs
from cls_dash.store.model import (
    CommuneRow,
    PerimeterRow,
    ProviderRow,
    TravelTimeRow,
)
from cls_dash.store.queries.districts import parted, place_of, unseen
from cls_dash.store.release import Release, memoised


@memoised
def minutes_from(release: Release, territory: str) -> pd.DataFrame:
    """
    Return travel times from each commune of a territory.

    Columns ``origin``, ``destination`` (INSEE codes; the second may lie outside),
    ``minutes`` and ``basis`` (``table`` or ``estimate``), each pair once. Pairs that are
    absent are farther than :data:`cls_dash.domain.services.LIMIT_MINUTES`, inside the territory as
    outside.
    """
    query = select(
        TravelTimeRow.origin, TravelTimeRow.destination, TravelTimeRow.minutes, TravelTimeRow.basis
    ).where(TravelTimeRow.origin.in_(_members(territory)))
    if hidden := unseen(release, territory):
        query = query.where(TravelTimeRow.destination.not_in(hidden))
    return answered(release.connection, query)


@memoised
def demand_around(release: Release, territory: str) -> tuple[pd.DataFrame, pd.Series]:
    """
    Return who shares the places that a territory reaches, its neighbours included.

    Times as :func:`minutes_from` returns them, from every commune that shares such a place (at
    :data:`CATCHMENT_MINUTES` or less of it), and the population of these communes, by code,
    where it is known.
    """
    near = TravelTimeRow.minutes <= CATCHMENT_MINUTES
    shared = select(TravelTimeRow.destination).where(
        TravelTimeRow.origin.in_(_members(territory)), near
    )
    query = (
        select(
            TravelTimeRow.origin,
            TravelTimeRow.destination,
            TravelTimeRow.minutes,
            TravelTimeRow.basis,
            CommuneRow.population,
        )
        .outerjoin(CommuneRow, CommuneRow.code == TravelTimeRow.origin)
        .where(TravelTimeRow.destination.in_(shared), near)
    )
    if hidden := unseen(release, territory):
        query = query.where(
            TravelTimeRow.origin.not_in(hidden), TravelTimeRow.destination.not_in(hidden)
        )
    frame = answered(release.connection, query)
    population = frame.drop_duplicates("origin").set_index("origin")["population"]
    return frame.drop(columns="population"), population.dropna().astype(float).sort_index()


@memoised
def providers_of(
    release: Release, near: tuple[float, float] | None = None, territory: str = ""
) -> pd.DataFrame:
    """
    Return providers, indexed by id, with a point where one is known: see :func:`placed`.

    ``near`` (longitude and latitude, degrees) leaves out those whose commune is known
    to be more than a degree away; ``territory`` says who looks, for whom an *arrondissement*
    may be a place.
    """
    query = _providers(release, territory)
    if near:
        east, north = near
        close = and_(
            CommuneRow.longitude.between(east - 1, east + 1),
            CommuneRow.latitude.between(north - 1, north + 1),
        )
        query = query.where(or_(close, CommuneRow.code.is_(None)))
    return placed(answered(release.connection, query))


@memoised
def providers_around(release: Release, territory: str) -> pd.DataFrame:
    """
    Return the providers of a territory's communes and of those that they reach.

    Indexed by id, in its order; columns of the table, ``commune_name``, and ``longitude``
    and ``latitude`` (EPSG:4326) as :func:`placed` makes them. In a city that it sees by
    *arrondissement*, those of which none is said are of the city.
    """
    query = _providers(release, territory).where(
        or_(
            ProviderRow.commune.in_(_members(territory)),
            ProviderRow.commune.in_(_reached(territory)),
            ProviderRow.commune.in_(parted(release, territory)),
        )
    )
    return placed(answered(release.connection, query))


def placed(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Return providers indexed by id, each at its own point where one is known.

    ``longitude`` and ``latitude`` (EPSG:4326) are those of the provider, else of its
    commune's chief point; ``point_precision`` says which. Missing when the commune lies
    outside the reference geography.
    """
    frame = frame.set_index("provider")
    points = from_blobs(frame.pop("point"))
    exact = [point is not None for point in points]
    frame.loc[exact, "longitude"] = [point.x for point in points if point]
    frame.loc[exact, "latitude"] = [point.y for point in points if point]
    return frame


def _providers(release: Release, territory: str) -> Select[*tuple[object, ...]]:
    place = place_of(release, territory)
    return (
        select(
            *columns(ProviderRow, without="commune"),
            place.label("commune"),
            CommuneRow.name.label("commune_name"),
            CommuneRow.longitude,
            CommuneRow.latitude,
        )
        .select_from(ProviderRow)
        .outerjoin(CommuneRow, CommuneRow.code == place)
        .order_by(ProviderRow.provider)
    )


def _members(territory: str) -> Select[str]:
    return select(PerimeterRow.commune).where(PerimeterRow.territory == territory)


def _reached(territory: str) -> Select[str]:
    return select(TravelTimeRow.destination).where(TravelTimeRow.origin.in_(_members(territory)))
