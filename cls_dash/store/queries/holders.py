"""Which territories hold what an address may name: a commune, a contract, an axis."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select

from cls_dash.store.model import AxisRow, CommuneRow, ContractRow, EpciRow, PerimeterRow
from cls_dash.store.release import Release, memoised

Held = Mapping[str, Mapping[str, str]]
"""Name of each thing by its code in an address, by territory."""


@memoised
def communes(release: Release) -> Held:
    """Return the communes of each territory."""
    query = (
        select(PerimeterRow.territory, CommuneRow.code, CommuneRow.name)
        .join(CommuneRow, CommuneRow.code == PerimeterRow.commune)
        .distinct()
    )
    return _by_territory(release.connection.execute(query))


@memoised
def intercommunalities(release: Release) -> Held:
    """Return the intercommunalities of each territory, as the extent of a map names them."""
    query = (
        select(PerimeterRow.territory, "epci-" + EpciRow.epci, EpciRow.name)
        .join(CommuneRow, CommuneRow.code == PerimeterRow.commune)
        .join(EpciRow, EpciRow.epci == CommuneRow.epci)
        .distinct()
    )
    return _by_territory(release.connection.execute(query))


@memoised
def contracts(release: Release) -> Held:
    """Return the contracts of each territory, by number."""
    found = release.connection.execute(select(ContractRow.territory, ContractRow.number))
    return _by_territory((slug, number, f"CLS {number}") for slug, number in found)


@memoised
def axes(release: Release) -> Held:
    """Return the axes of each territory."""
    query = select(AxisRow.territory, AxisRow.axis, AxisRow.title)
    return _by_territory(release.connection.execute(query))


@memoised
def perimeters(release: Release) -> Held:
    """Return the days, unnamed, on which communes joined or left each territory."""
    query = select(PerimeterRow.territory, PerimeterRow.starts_on, PerimeterRow.ends_on)
    found = release.connection.execute(query.distinct())
    return _by_territory(
        (slug, day.isoformat(), "")
        for slug, joined, last in found
        for day in (joined, *((last + timedelta(days=1),) if last else ()))
    )


def _by_territory(found: Iterable[Sequence[object]]) -> Held:
    held: dict[str, dict[str, str]] = {}
    for slug, code, name in found:
        held.setdefault(str(slug), {})[str(code)] = str(name)
    return held
