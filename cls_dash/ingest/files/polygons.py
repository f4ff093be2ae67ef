"""
Polygons out of the files that people bring: GeoPackage, GeoJSON, zipped shapefile.

Whatever their label says, they are put in degrees where France is, repaired, and what
was done is told.
"""

import shutil
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import ProjError

from cls_dash.ingest.files import Member, opened, refused
from cls_dash.ingest.files.encodings import as_utf8
from cls_dash.ingest.files.geopackages import check_inert
from cls_dash.ingest.files.repairing import TangledError, repaired
from cls_dash.ingest.loaded import CORRECTIONS, QUARANTINE
from cls_dash.wording import agreeing, counted, number

SUFFIXES: Final = frozenset({".gpkg", ".geojson", ".json", ".shp"})
LAMBERT_93: Final = "EPSG:2154"
WGS_84: Final = "EPSG:4326"
MOST_POINTS: Final = 50_000_000
"""Points of all the shapes of a file: the communes of France, at their finest, have 25 million."""
UNIT: Final = "entité"
"""What a report counts in these files, which have no lines."""
_SURFACE: Final = 2
"""Dimension of a polygon."""
FRANCE_BOXES: Final = (
    (-5.6, 41.2, 9.8, 51.3),
    (-63.3, 14.2, -60.7, 18.3),
    (-54.8, 1.9, -51.4, 6.0),
    (55.0, -21.6, 56.0, -20.7),
    (44.8, -13.2, 45.5, -12.4),
    (-56.7, 46.6, -56.0, 47.3),
)
"""West, south, east, north in degrees: mainland and Corsica, Antilles, Guyane, La Réunion,
Mayotte, Saint-Pierre-et-Miquelon."""
_FIRST_BYTES: Final = {".gpkg": b"SQLite format 3\x00", ".shp": b"\x00\x00\x27\x0a"}
_SIMPLIFY: Final = "Les simplifier dans QGIS (Vecteur, Géométrie, Simplifier), puis exporter."
_STRANGE: Final = ("", "Ce n’est pas un polygone.", "Le redessiner, ou le retirer du fichier.")
_TORN: Final = ("polygone invalide", "polygone réparé", "Polygone qui se croise lui-même : réparé.")
_EXPORT: Final = "L’ouvrir dans QGIS et l’exporter de nouveau en GeoPackage."


@dataclass(frozen=True)
class Features:
    """
    Features of one layer of a file.

    ``frame`` has the attributes as they were read and ``geometry``: valid polygons in
    EPSG:4326, or missing. Its index is the number of the feature, from 1.
    ``quarantined`` are those whose geometry was no polygon, or broken beyond repair;
    ``corrections`` says what was mended, ``notes`` what holds for all.
    """

    file: str
    frame: gpd.GeoDataFrame
    quarantined: pl.DataFrame
    corrections: pl.DataFrame
    notes: tuple[str, ...]


def holds_polygons(members: Sequence[Member]) -> bool:
    """Say whether one of these files is of a geographic format."""
    return any(member.path.suffix.lower() in SUFFIXES for member in members)


def read_features(path: Path, *, layer: str | None = None, prefer: str = "") -> Features:
    """
    Read the polygons of a layer.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON or shapefile, possibly in a zip.
    layer
        Its name; needed when the file has several, unless ``prefer`` chooses.
    prefer
        Name of the layer to take when none is asked, case aside.

    Raises
    ------
    InvalidDatasetError
        If the file is not of these formats, lacks the layer, or lies outside France.
    """
    with _one_file(path, layer, prefer) as (member, encoding):
        frame = _read(member, _layer(member, layer, prefer))
    if frame.empty:
        raise refused(member.name, 1, "Ce fichier n’a aucune entité.", _EXPORT)
    given = frame.geometry.to_numpy()
    _check_size(member.name, frame)
    empty = shapely.is_missing(given) | shapely.is_empty(given)
    placed, system = _placed(member.name, _finite(given), frame.crs)
    shapes, mended = _polygonal(member.name, placed)
    frame.index = range(1, len(frame) + 1)
    strange = frame.index[~empty & shapely.is_missing(shapes)]
    return Features(
        file=member.name,
        frame=frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=WGS_84)),
        quarantined=_told(member, QUARANTINE, strange, *_STRANGE),
        corrections=_told(member, CORRECTIONS, frame.index[mended], *_TORN),
        notes=(*encoding, *system, *_without(int(empty.sum()))),
    )


def _told(member: Member, schema: pl.Schema, numbers: Iterable[int], *said: str) -> pl.DataFrame:
    """Return what is said of the geometry of some features."""
    rows = [(member.name, int(number), "geometry", *said) for number in numbers]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _check_size(file: str, frame: gpd.GeoDataFrame) -> None:
    points = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
    if points > MOST_POINTS:
        reason = f"Les tracés ont {number(points)} points : c’est plus que {number(MOST_POINTS)}."
        raise refused(file, 1, reason, _SIMPLIFY)


def _without(empty: int) -> Iterator[str]:
    if empty:
        verb = agreeing(empty, "n’a pas", "n’ont pas")
        yield f"{counted(empty, 'entité')} {verb} de géométrie lisible."


@contextmanager
def _one_file(
    path: Path, layer: str | None, prefer: str
) -> Iterator[tuple[Member, tuple[str, ...]]]:
    """Yield the one geographic file behind a path, and what was said of its encoding."""
    with opened([path]) as members, tempfile.TemporaryDirectory(prefix="cls-dash-") as folder:
        found = [member for member in members if member.path.suffix.lower() in SUFFIXES]
        wanted = {name.casefold() for name in (layer, prefer) if name}
        if len(found) > 1:
            found = [member for member in found if member.path.stem.casefold() in wanted] or found
        if len(found) != 1:
            inside = ", ".join(member.path.name for member in found or members)
            reason = "Il faut un fichier géographique, et un seul."
            remedy = "Fournir un GeoPackage, un GeoJSON ou un shapefile dans un zip."
            raise refused(path.name, 1, reason, remedy, inside[:200])
        yield _readable(found[0], members, Path(folder))


def _readable(
    member: Member, members: Sequence[Member], folder: Path
) -> tuple[Member, tuple[str, ...]]:
    """
    Return the file as GDAL can read it: a shapefile whole, a GeoJSON in UTF-8.

    GDAL guesses a format by what a file holds, and some formats name other files: only
    what starts as its suffix says is shown to it.
    """
    suffix = member.path.suffix.lower()
    with member.path.open("rb") as stream:
        head = stream.read(16)
    if suffix in _FIRST_BYTES and not head.startswith(_FIRST_BYTES[suffix]):
        raise _unreadable(member)
    if suffix == ".gpkg":
        check_inert(member)
    if suffix in {".json", ".geojson"}:
        return _utf8(member, folder)
    # The members of an archive were each unpacked in a folder of their own.
    if suffix == ".shp" and len(members) > 1:
        for other in members:
            if _stem(other) == _stem(member):
                shutil.copyfile(other.path, folder / f"shapes{other.path.suffix.lower()}")
        return Member(member.name, folder / "shapes.shp"), ()
    return member, ()


def _stem(member: Member) -> str:
    return member.name.rpartition(".")[0].casefold()


def _utf8(member: Member, folder: Path) -> tuple[Member, tuple[str, ...]]:
    path, corrections = as_utf8(member, folder)
    with path.open(encoding="utf-8") as stream:
        if not next(filter(str.strip, stream), "").lstrip().startswith("{"):
            raise _unreadable(member)
    if path != member.path:
        path = path.rename(path.with_suffix(".geojson"))
    return Member(member.name, path), tuple(corrections["reason"].unique(maintain_order=True))


def _layer(member: Member, layer: str | None, prefer: str) -> str:
    with _gdal(member):
        layers = gpd.list_layers(member.path)
    names: list[str] = layers.loc[layers["geometry_type"].notna(), "name"].tolist()
    if not names:
        raise _unreadable(member)
    if layer is None and len(names) == 1:
        return names[0]
    wanted = (layer or prefer).casefold()
    for name in names:
        if name.casefold() == wanted:
            return name
    # A GeoJSON or a shapefile has one layer, which bears the name of its file.
    if len(names) == 1 and member.path.suffix.lower() != ".gpkg":
        return names[0]
    reason = "Le fichier n’a pas cette couche." if layer else "Le fichier a plusieurs couches."
    remedy = f"Choisir avec --layer parmi : {', '.join(names)}."
    raise refused(member.name, 1, reason, remedy, layer or "")


def _read(member: Member, layer: str) -> gpd.GeoDataFrame:
    with _gdal(member):
        return gpd.read_file(member.path, layer=layer, on_invalid="fix")


@contextmanager
def _gdal(member: Member) -> Iterator[None]:
    """Turn what GDAL and GEOS raise into a refusal; what they find odd is judged by us."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (RuntimeError, ValueError, OverflowError, shapely.errors.GEOSException) as error:
        raise _unreadable(member) from error


def _unreadable(member: Member) -> Exception:
    reason = "Ce n’est pas un fichier géographique lisible."
    return refused(member.name, 1, reason, _EXPORT)


def _placed(
    file: str, shapes: NDArray[np.object_], crs: CRS | None
) -> tuple[NDArray[np.object_], tuple[str, ...]]:
    """Return shapes in degrees, read in the first system that puts them in France."""
    if shapely.is_missing(shapes).all():
        raise refused(file, 1, "Aucune entité n’a de polygone.", _EXPORT)
    label = CRS(crs).name if crs else "aucun système"
    said = f"Coordonnées étiquetées « {label} »"
    swapped = shapely.transform(shapes, lambda pairs: pairs[:, ::-1])
    tries = (
        (crs, shapes, ()),
        (LAMBERT_93, shapes, (f"{said}, mais en mètres : lues en Lambert-93.",)),
        (WGS_84, shapes, (f"{said}, mais en degrés : lues en WGS 84.",)),
        (WGS_84, swapped, (f"{said}, latitude d’abord : remises dans l’ordre.",)),
    )
    for system, candidates, notes in tries:
        placed = _in_degrees(candidates, system)
        if placed is not None:
            return placed, notes
    reason = "Les coordonnées ne sont pas en France."
    remedy = "Exporter le fichier en WGS 84 (EPSG:4326) ou en Lambert-93 (EPSG:2154)."
    raise refused(file, 1, reason, remedy, label)


def _in_degrees(shapes: NDArray[np.object_], crs: CRS | str | None) -> NDArray[np.object_] | None:
    """Return shapes in EPSG:4326, or nothing if most are out of France in this system."""
    if crs is None:
        return None
    try:
        placed: NDArray[np.object_] = gpd.GeoSeries(shapes, crs=crs).to_crs(WGS_84).to_numpy()
    except ProjError:
        return None
    west, south, east, north = shapely.bounds(placed).T
    x, y = (west + east) / 2, (south + north) / 2
    inside = np.zeros(len(x), dtype=bool)
    for left, bottom, right, top in FRANCE_BOXES:
        inside |= (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
    return placed if inside.sum() * 2 > np.isfinite(x).sum() else None


def _finite(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return planar geometries; what is empty or holds an infinite number is missing."""
    flat: NDArray[np.object_] = shapely.force_2d(shapes)
    flat[~np.isfinite(shapely.bounds(flat)).all(axis=1)] = None
    return flat


def _polygonal(
    file: str, shapes: NDArray[np.object_]
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return valid polygons, missing where there is none, and which ones were repaired."""
    try:
        shapes, broken = repaired(_finite(shapes))
    except TangledError as error:
        reason = "Ce polygone se croise lui-même trop de fois pour être réparé."
        raise refused(file, error.rank + 1, reason, _SIMPLIFY) from error
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    for position in np.flatnonzero(mixed):
        parts = shapely.get_parts(shapes[position])
        shapes[position] = shapely.union_all(parts[shapely.get_dimensions(parts) == _SURFACE])
    shapes[(shapely.get_dimensions(shapes) != _SURFACE) | shapely.is_empty(shapes)] = None
    return shapes, broken & ~shapely.is_missing(shapes)
