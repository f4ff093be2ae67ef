"""The geometry of maps, under the digest that names it."""

from sqlalchemy import select

from cls_dash.errors import UnknownTerritoryError
from cls_dash.store.model import MapAssetRow
from cls_dash.store.release import Release, memoised


@memoised
def asset_digest(release: Release, name: str) -> str:
    """
    Return the digest under which a map's geometry is served.

    Raises
    ------
    UnknownTerritoryError
        If the store holds no geometry of this name.
    """
    query = select(MapAssetRow.digest).where(MapAssetRow.name == name)
    digest: str | None = release.connection.scalar(query)
    if digest is None:
        raise UnknownTerritoryError(name)
    return digest


def asset_of(release: Release, digest: str) -> bytes | None:
    """
    Return the gzipped TopoJSON of a digest, ``None`` when unknown.

    Not kept with the release: it is served under its digest after the release is gone.
    """
    return release.connection.scalar(select(MapAssetRow.body).where(MapAssetRow.digest == digest))
