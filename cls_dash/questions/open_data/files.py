"""The files of a release, by the names that their addresses end with."""

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cls_dash.errors import UnknownLayerError
from cls_dash.store.model import EXTRACTS
from cls_dash.store.queries.extracts import geometry_kind, row_counts
from cls_dash.store.release import Release

FORMAT: Final = 1
"""Part of the addresses: changed with what is written under them."""
LARGE: Final = 10_000
"""Rows from which a file takes a while to make: those of all of France."""
PACKAGE: Final = "datapackage.json"
CATALOGUE: Final = "catalogue.jsonld"
DESCRIPTION: Final = "openapi.json"
"""What describes the files, beside them."""
MEDIA: Final = MappingProxyType(
    {
        "csv": "text/csv",
        "geojson": "application/geo+json",
        "gpkg": "application/geopackage+sqlite3",
        "json": "application/json",
        "jsonld": "application/ld+json",
        "parquet": "application/vnd.apache.parquet",
    }
)
"""Media type of each kind of file."""


@dataclass(frozen=True)
class DataFile:
    """A file that others can take."""

    table: str
    """One of :data:`EXTRACTS`; nothing where it holds them all."""
    kind: str

    @property
    def name(self) -> str:
        """Return what its address ends with."""
        return f"{self.table or 'atlas'}.{self.kind}"

    @property
    def media(self) -> str:
        """Return its media type."""
        return MEDIA[self.kind]

    @property
    def title(self) -> str:
        """Return what people call it."""
        return EXTRACTS[self.table].file.title if self.table else "Toutes les tables"

    @property
    def help(self) -> str:
        """Return what it holds."""
        if self.table:
            return EXTRACTS[self.table].file.help
        return "Une couche par table, contours des communes et des territoires compris."


def files_of(table: str) -> tuple[DataFile, ...]:
    """Return the files of a table: one more where it can be drawn."""
    drawn = geometry_kind(EXTRACTS[table]) is not None
    kinds = ("csv", "parquet", "geojson") if drawn else ("csv", "parquet")
    return tuple(DataFile(table, kind) for kind in kinds)


WHOLE: Final = DataFile("", "gpkg")
FILES: Final = MappingProxyType(
    {each.name: each for each in (WHOLE, *(file for table in EXTRACTS for file in files_of(table)))}
)
"""All files of a release, by name."""


def version(release: Release) -> str:
    """Return what names a release in addresses: all that changes what its files hold."""
    shown = "-documente" if release.documented_only else ""
    return f"{release.digest[:12]}-{FORMAT}{shown}"


def _known(name: str) -> DataFile:
    if name not in FILES:
        raise UnknownLayerError(name)
    return FILES[name]


def size(release: Release, name: str) -> int:
    """
    Return how many rows of the store one of :data:`FILES` holds.

    Raises
    ------
    UnknownLayerError
        If there is no such file.
    """
    table = _known(name).table
    counts = row_counts(release)
    tables = [EXTRACTS[table]] if table else EXTRACTS.values()
    return sum(counts[row.__tablename__] for row in tables)


def is_long(release: Release, name: str) -> bool:
    """
    Say whether one of :data:`FILES` takes a while to make, when it is first asked for.

    Raises
    ------
    UnknownLayerError
        If there is no such file.
    """
    return size(release, name) >= LARGE


def write(release: Release, name: str, path: Path) -> None:
    """
    Write one of :data:`FILES`.

    Raises
    ------
    UnknownLayerError
        If there is no such file.
    """
    file = _known(name)
    # A second to import: only who asks for a file that is not there yet waits for it.
    from cls_dash.questions.sources import extracts

    if file is WHOLE:
        extracts.write_whole(release, path)
    else:
        extracts.write(release, file.table, extracts.Kind(file.kind), path)
