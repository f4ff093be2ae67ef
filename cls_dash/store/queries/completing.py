"""Which lists of places are complete around territories, and what they hold there."""

from collections.abc import Collection, Sequence
from typing import Final

import pandas as pd
from sqlalchemy import Integer, Select, Subquery, cast, func, select, union

from cls_dash.domain.services import LIMIT_MINUTES
from cls_dash.store.asking import answered
from cls_dash.store.model import (
    AreaRow,
    CategoryRow,
    CommuneRow,
    CompletenessRow,
    PerimeterRow,
    ProviderCountRow,
    ProviderRow,
    TravelTimeRow,
)
from cls_dash.store.queries.districts import WHOLE, parents, parted, unseen
from cls_dash.store.release import Release, memoised

FRANCE: Final = "FR"
"""The area that holds every commune of a département: the lists of France leave out the
collectivities overseas."""
COLLECTIVITIES: Final = ("975", "977", "978", "98")


@memoised
def needed(release: Release, territories: Sequence[str]) -> pd.Index:
    """Return the communes of territories and all those within reach of one of theirs."""
    codes = release.connection.scalars(select(_needed(release, territories).c.commune))
    return pd.Index(sorted(map(str, codes)), name="commune", dtype=object)


@memoised
def lists(release: Release, territories: Sequence[str]) -> pd.DataFrame:
    """
    Return the lists that are complete in territories and within reach around.

    Columns ``category``, ``complete_on``, ``source`` and ``whole`` (all of France). A commune
    whose point is that of its post town was restored of late: lists of before count it with it.
    A list that tells no *arrondissement* is not complete for who sees a city by these.
    """
    asked = _whole(_needed(release, territories))
    restored = set(
        release.connection.scalars(
            select(CommuneRow.code).where(CommuneRow.point_kind == "post_town")
        )
    )
    every = map(str, release.connection.scalars(select(asked.c.commune)))
    codes = [code for code in every if code not in restored]
    inside = (
        select(AreaRow.area, AreaRow.commune)
        .join(asked, asked.c.commune == AreaRow.commune)
        .where(AreaRow.commune.not_in(restored))
        .subquery()
    )
    full = select(inside.c.area).group_by(inside.c.area).having(func.count() == len(codes))
    found = declared(release)
    areas = set(release.connection.scalars(full))
    if not any(code.startswith(COLLECTIVITIES) for code in codes):
        areas.add(FRANCE)
    untold = _untold(release, territories)
    pairs = pd.MultiIndex.from_frame(found[["category", "source"]])
    return found[found["area"].isin(areas) & ~pairs.isin(untold)].reset_index(drop=True)


@memoised
def declared(release: Release) -> pd.DataFrame:
    """Return every list that is said to be complete somewhere, and the ``title`` of categories."""
    query = (
        select(
            CompletenessRow.category,
            CompletenessRow.area,
            CompletenessRow.complete_on,
            CompletenessRow.source,
            CategoryRow.title,
        )
        .outerjoin(CategoryRow, CategoryRow.category == CompletenessRow.category)
        .order_by(CompletenessRow.category, CompletenessRow.source, CompletenessRow.area)
    )
    found = answered(release.connection, query)
    return found.assign(whole=found["area"] == FRANCE)


@memoised
def area(release: Release, name: str) -> pd.Index:
    """Return the communes of an area by code; that of all of France has no list."""
    query = select(AreaRow.commune).where(AreaRow.area == name).order_by(AreaRow.commune)
    return pd.Index(list(map(str, release.connection.scalars(query))), name="commune", dtype=object)


@memoised
def counts(release: Release, territories: Sequence[str]) -> pd.DataFrame:
    """Return ``category``, ``commune``, ``year``, ``n`` and ``source`` of all counts around."""
    around = select(_needed(release, territories).c.commune)
    query = select(
        ProviderCountRow.category,
        ProviderCountRow.commune,
        ProviderCountRow.year,
        ProviderCountRow.n,
        ProviderCountRow.source,
    ).where(ProviderCountRow.commune.in_(around))
    return answered(release.connection, query)


@memoised
def everywhere(
    release: Release, categories: Sequence[str], source: str, year: str, *, register: bool
) -> pd.Series:
    """
    Return how many a list counts of some categories, by commune of France that has any.

    Of a ``register``, its active establishments; else its counts of ``year``.
    """
    table = ProviderRow if register else ProviderCountRow
    n = func.count() if register else func.sum(ProviderCountRow.n)
    kept = ProviderRow.status == "active" if register else ProviderCountRow.year == int(year)
    query = (
        select(table.commune, cast(n, Integer).label("n"))
        .where(table.category.in_(categories), table.source == source, kept)
        .group_by(table.commune)
    )
    return answered(release.connection, query).set_index("commune")["n"]


@memoised
def communes(release: Release) -> pd.Index:
    """Return every commune of the geography."""
    return pd.Index(
        list(map(str, release.connection.scalars(select(CommuneRow.code).where(WHOLE)))),
        name="commune",
        dtype=object,
    )


@memoised
def names(release: Release, codes: Collection[str]) -> dict[str, str]:
    """Return the names of communes that the geography knows, by code."""
    query = select(CommuneRow.code, CommuneRow.name).where(CommuneRow.code.in_(codes))
    return {str(code): str(name) for code, name in release.connection.execute(query)}


def _needed(release: Release, territories: Sequence[str]) -> Subquery:
    members = select(PerimeterRow.commune).where(PerimeterRow.territory.in_(territories))
    if not parents(release):
        return union(members, _reached(members)).subquery()
    reached = [
        _reached(
            select(PerimeterRow.commune).where(PerimeterRow.territory == slug),
        ).where(TravelTimeRow.destination.not_in(unseen(release, slug)))
        for slug in territories
    ]
    return union(members, *reached).subquery()


def _reached(members: Select[str]) -> Select[str]:
    return select(TravelTimeRow.destination).where(
        TravelTimeRow.origin.in_(members), TravelTimeRow.minutes <= LIMIT_MINUTES
    )


def _whole(codes: Subquery) -> Subquery:
    """Return codes, those of *arrondissements* being those of their city."""
    code = func.coalesce(CommuneRow.parent, codes.c.commune).label("commune")
    known = select(code).select_from(codes)
    known = known.outerjoin(CommuneRow, CommuneRow.code == codes.c.commune)
    return known.distinct().subquery()


def _untold(release: Release, territories: Sequence[str]) -> set[tuple[str, str]]:
    """Return the lists, by category and source, that do not say in which *arrondissement*."""
    cities = {city for slug in territories for city in parted(release, slug)}
    if not cities:
        return set()
    parts = {code: city for code, city in parents(release).items() if city in cities}
    count = ProviderCountRow
    counted = select(count.commune, count.category, count.source)
    found: dict[str, set[tuple[str, str]]] = {}
    for code, *pair in release.connection.execute(
        counted.where(count.commune.in_([*cities, *parts])).distinct()
    ):
        found.setdefault(str(code), set()).add((str(pair[0]), str(pair[1])))
    told = {
        city: {pair for code, own in parts.items() if own == city for pair in found.get(code, ())}
        for city in cities
    }
    whole = select(ProviderRow.category, ProviderRow.source).where(
        ProviderRow.commune.in_([*cities]), ProviderRow.district.is_(None)
    )
    register = {(str(one), str(other)) for one, other in release.connection.execute(whole)}
    return register.union(*(found.get(city, set()) - told[city] for city in cities))
