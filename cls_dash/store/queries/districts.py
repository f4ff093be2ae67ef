"""
Cities that a territory sees by *arrondissement*, and those that it sees whole.

The communes' table has the *arrondissements* of the cities that some territory names some of. For
that territory, these stand for the city; for all others they are not there.
"""

from sqlalchemy import ColumnElement, case, func, select

from cls_dash.store.model import CommuneRow, PerimeterRow, ProviderRow
from cls_dash.store.release import Release, memoised

WHOLE = CommuneRow.parent.is_(None)
"""The condition of a commune: an *arrondissement* is a part of one."""


@memoised
def parents(release: Release) -> dict[str, str]:
    """Return the city of each *arrondissement* that the release holds, by code."""
    query = select(CommuneRow.code, CommuneRow.parent).where(~WHOLE)
    return {str(code): str(city) for code, city in release.connection.execute(query)}


@memoised
def parted(release: Release, territory: str) -> frozenset[str]:
    """Return the cities that a territory sees by *arrondissement*: it names some."""
    cities = parents(release)
    if not cities:
        return frozenset()
    members = select(PerimeterRow.commune).where(
        PerimeterRow.territory == territory, PerimeterRow.commune.in_(cities)
    )
    return frozenset(cities[code] for code in release.connection.scalars(members))


@memoised
def has_communes(release: Release, territory: str) -> bool:
    """Say whether a territory has communes, were it beside *arrondissements*."""
    members = select(PerimeterRow.commune).where(
        PerimeterRow.territory == territory, PerimeterRow.commune.not_in(parents(release))
    )
    return release.connection.scalar(members.limit(1)) is not None


def unseen(release: Release, territory: str) -> list[str]:
    """Return the codes that a territory does not see, for it sees the same ground by others."""
    ours = parted(release, territory)
    others = (code for code, city in parents(release).items() if city not in ours)
    return sorted({*ours, *others})


def place_of(release: Release, territory: str) -> ColumnElement[str]:
    """Return where an establishment is for a territory: where it is said, its *arrondissement*."""
    ours = parted(release, territory)
    if not ours:
        return ProviderRow.__table__.c.commune
    district = func.coalesce(ProviderRow.district, ProviderRow.commune)
    return case((ProviderRow.commune.in_(ours), district), else_=ProviderRow.commune)


def with_whole(release: Release, codes: list[str]) -> list[str]:
    """Return codes, and those of the cities all the *arrondissements* of which are among them."""
    cities = parents(release)
    missing = {city for code, city in cities.items() if code not in codes}
    return sorted({*codes, *({cities[code] for code in codes if code in cities} - missing)})
