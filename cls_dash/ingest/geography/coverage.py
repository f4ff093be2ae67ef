"""Which polygon of a file is asked, and which communes it covers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import polars as pl
import shapely

from cls_dash.ingest.files import refused
from cls_dash.ingest.files.polygons import UNIT, Features, read_features
from cls_dash.ingest.loaded import Report
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.recognise.words import plain
from cls_dash.wording import agreeing, counted, listing, percent

MOST: Final = 0.5
"""Share of its area that a polygon must cover for a commune to belong."""
SLIVER: Final = 0.05
"""Shares below this, or above its complement, are two drawings of one border."""
LISTED: Final = 100
"""Names listed to whom must choose: the largest known file has 57."""

_WHERE: Final = re.compile(r"""^\s*"?([^"=]+?)"?\s*=\s*(['"]?)(.*?)\2\s*$""")
_NAMES: Final = frozenset({"nom", "name", "libelle", "intitule", "territoire"})
"""Words of the columns that name a feature, rather than number or classify it."""
_SMALL_WORDS: Final = frozenset(
    {"cls", "de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "a", "au", "aux"}
)


LARGEST_OUTSIDE: Final = 0.02
"""Share of a polygon that no commune may cover without a word: borders are simplified."""


@dataclass(frozen=True)
class Covered:
    """Communes of a polygon, and what the person must check of them."""

    codes: tuple[str, ...]
    """INSEE codes, sorted."""
    partly: int
    """Communes that the polygon cuts: some belong, some do not."""
    outside: float
    """Share of the polygon that no known commune covers: sea, abroad, unknown communes."""
    unplaced: tuple[str, ...]
    """Codes, sorted, of communes without outline among the members' neighbours of EPCI."""


def read_perimeter(
    path: Path,
    communes: gpd.GeoDataFrame,
    *,
    districts: gpd.GeoDataFrame | None = None,
    layer: str | None = None,
    where: str | None = None,
    names: Sequence[str] = (),
) -> tuple[Covered, Report]:
    """
    Read a perimeter drawn in a file: its communes, and what became of its features.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON or zipped shapefile.
    communes
        Communes of the reference geography, as ``geography_for`` returns them.
    districts
        *Arrondissements*: see :func:`communes_within`.
    layer, where, names
        What is asked: see :func:`cls_dash.ingest.files.polygons.read_features` and
        :func:`chosen`.

    Raises
    ------
    InvalidDatasetError
        If the file cannot be used, or if what is asked is not one perimeter with
        communes.
    """
    features = read_features(path, layer=layer)
    polygon, numbers = chosen(features, where=where, names=names)
    covered = communes_within(polygon, communes, districts)
    if not covered.codes:
        reason = "Ce périmètre ne couvre aucune commune connue."
        remedy = "Vérifier le tracé, ou faire toute la France : cls-dash geography --france."
        raise refused(features.file, numbers[0], reason, remedy)
    ours = pl.col("line").is_in(numbers)
    report = Report(
        format="perimeters",
        files=(features.file,),
        read=len(numbers),
        corrections=features.corrections.filter(ours),
        quarantined=features.quarantined.filter(ours),
        unit=UNIT,
        notes=(*features.notes, *_said(covered, communes, len(features.frame) - len(numbers))),
    )
    return covered, report


def chosen(
    features: Features, *, where: str | None = None, names: Sequence[str] = ()
) -> tuple[shapely.Geometry, tuple[int, ...]]:
    """
    Return the polygon that is asked for, and the numbers of the features it is made of.

    A name matches a feature that has it in a cell, or else all its words; case, accents
    and small words do not count.

    Parameters
    ----------
    features
        Features of a file.
    where
        A name, or a filter ``column = 'name'``.
    names
        Names to try in turn without ``where``; a file of one feature needs none.

    Raises
    ------
    InvalidDatasetError
        If no feature or several different ones match; their names are listed.
    """
    frame = features.frame
    terms = (where,) if where else names
    found = frame if len(frame) == 1 and not where else frame.iloc[:0]
    for term in terms if found.empty else ():
        found = matching(features, term)
        if len(found):
            break
    asked = terms[0] if terms else ""
    if found.empty:
        reason = "Aucun périmètre du fichier n’a ce nom."
        raise _not_one(features.file, _named(frame), asked, reason)
    labels = found["_label"] if "_label" in found else _named(found)
    # Features that bear one name are the parts of one perimeter.
    if len(set(labels)) > 1:
        raise _not_one(features.file, labels, asked, "Plusieurs périmètres ont ce nom.")
    polygon = shapely.union_all(found.geometry.dropna().to_numpy())
    if polygon.is_empty:
        number = int(found.index[0])
        reason, remedy = "Ce périmètre n’a pas de polygone.", "Le dessiner, puis l’exporter."
        raise refused(features.file, number, reason, remedy, asked)
    return polygon, tuple(int(number) for number in found.index)


def communes_within(
    polygon: shapely.Geometry,
    communes: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame | None = None,
) -> Covered:
    """
    Return the communes of a polygon (EPSG:4326).

    A commune belongs when a point inside its outline lies in the polygon and at least
    half of its area does too. A commune without an outline belongs when its town hall
    does. Shares are ratios of areas in degrees: over one commune, the error of not
    projecting is below one in a hundred. A city that the polygon cuts is parted into those of
    its ``districts`` (with ``parent``) that belong.
    """
    near = communes.iloc[np.sort(communes.sindex.query(polygon, predicate="intersects"))]
    shapes = near.geometry.to_numpy()
    shapely.prepare(polygon)
    common = shapely.area(shapes)
    # Most communes lie inside: to cut those would take ten times as long.
    cut = ~shapely.covers(polygon, shapes)
    share = np.ones(len(shapes))
    common[cut] = shapely.area(shapely.intersection(shapes[cut], polygon))
    share[cut] = common[cut] / shapely.area(shapes[cut])
    inside = shapely.covers(polygon, shapely.point_on_surface(shapes)) & (share >= MOST)
    traversed = (share > SLIVER) & (share < 1 - SLIVER)
    parts: tuple[str, ...] = ()
    if districts is not None:
        parted = traversed & near.index.isin(districts["parent"])
        ours = districts[districts["parent"].isin(near.index[parted])]
        # Those of an intercommunality that has no outline are looked for among communes.
        parts = communes_within(polygon, ours.assign(epci=None)).codes if len(ours) else ()
        inside, traversed = inside & ~parted, traversed & ~parted
    hidden = communes[communes.geometry.isna()]
    halls = shapely.points(hidden["longitude"].astype(float), hidden["latitude"].astype(float))
    held = hidden.index[shapely.covers(polygon, halls)]
    codes = sorted([*near.index[inside], *held])
    unknown = hidden.drop(index=held)
    neighbours = unknown[unknown["epci"].isin(communes.loc[codes, "epci"].dropna())]
    return Covered(
        codes=tuple(sorted([*codes, *parts])),
        partly=int(traversed.sum()),
        outside=float(1 - common.sum() / polygon.area),
        unplaced=tuple(sorted(neighbours.index)),
    )


def _said(covered: Covered, communes: gpd.GeoDataFrame, others: int) -> Iterator[str]:
    """Yield what the person must check of a drawn perimeter."""
    if others:
        left = agreeing(others, "n’est pas lue", "ne sont pas lues")
        yield f"{counted(others, 'autre entité', 'autres entités')} du fichier {left}."
    if covered.partly:
        cut = agreeing(covered.partly, "est traversée", "sont traversées")
        which = "celles dont il couvre plus de la moitié sont retenues"
        yield f"{counted(covered.partly, 'commune')} {cut} par le tracé : {which}."
    if covered.outside > LARGEST_OUTSIDE:
        share = percent(covered.outside)
        yield f"{share} de la surface n’est dans aucune commune connue : vérifier le tracé."
    if covered.unplaced:
        names = [f"{communes.loc[code, 'name']} ({code})" for code in covered.unplaced]
        yield f"Sans contour publié, à ajouter à la main si besoin : {listing(names)}."


def matching(features: Features, term: str) -> pd.DataFrame:
    """
    Return the features that have a name, or the words of it, labelled by that cell.

    ``term`` is a name, or a filter ``column = 'name'``.

    Raises
    ------
    InvalidDatasetError
        If the column of the filter is none of text.
    """
    texts = texts_of(features.frame)
    wanted = term
    if condition := _WHERE.match(term):
        column, _, wanted = condition.groups()
        texts = texts[columns_of(features, column, list(texts))]
    if texts.columns.empty:
        return features.frame.iloc[:0]
    cells = texts.map(lambda cell: _words(cell) if isinstance(cell, str) else ())
    asked = _words(wanted)
    large = set(asked) - _SMALL_WORDS
    exact = cells.map(lambda words: bool(asked) and words == asked)
    within = cells.map(lambda words: bool(large) and large <= set(words))
    hits = exact if exact.to_numpy().any() else within
    found = features.frame[hits.any(axis=1)]
    # A filter may be on a status that several perimeters share: their name tells them apart.
    cell = _named(features.frame) if condition else texts.where(hits).bfill(axis=1).iloc[:, 0]
    return found.assign(_label=cell.reindex(found.index))


def columns_of(features: Features, asked: str, known: Sequence[str]) -> list[str]:
    """
    Return those of some columns that bear a name, case, accents and signs aside.

    Raises
    ------
    InvalidDatasetError
        If none does; they are listed.
    """
    names = [name for name in known if _words(name) == _words(asked)]
    if not names:
        reason = "Le fichier n’a pas cette colonne de texte."
        remedy = f"Choisir parmi : {', '.join(map(str, known)) or 'aucune'}."
        raise refused(features.file, 1, reason, remedy, asked)
    return names


def _words(text: str) -> tuple[str, ...]:
    return tuple(plain(text).split())


def _named(frame: gpd.GeoDataFrame) -> pd.Series:
    """Return the column that tells features apart best, as the names of the features."""
    texts = texts_of(frame)
    names = [column for column in texts if _NAMES & set(_words(str(column)))]
    known = texts[names or list(texts)].nunique()
    return texts[known.idxmax()] if len(known) else pd.Series("", index=frame.index)


def texts_of(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the columns that hold texts."""
    return frame.drop(columns="geometry").select_dtypes(["object", "str"]).astype("object")


def _not_one(file: str, labels: pd.Series, asked: str, reason: str) -> InvalidDatasetError:
    names = sorted({str(label) for label in labels.dropna()} - {""})
    listed = " ; ".join(names[:LISTED]) or "ses entités n’ont pas de nom"
    remedy = f"Choisir avec --where un nom du fichier : {listed}."
    return refused(file, 1, reason, remedy, asked)
