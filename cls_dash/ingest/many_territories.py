"""
Add the territories of a file of polygons at once: the contracts that a region follows.

Light ones: perimeter, name, state and dates, no action. Of the file, only the columns that are
asked for are read: whoever else it names enters nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import polars as pl
import shapely

from cls_dash.domain.districts import PARENTS
from cls_dash.errors import TerritoryRefusedError
from cls_dash.ingest import history
from cls_dash.ingest.cards import checksum
from cls_dash.ingest.dataset.new_territory import agency, shortened, whole_france
from cls_dash.ingest.dataset.territory_home import Home, added
from cls_dash.ingest.files import refused
from cls_dash.ingest.files.polygons import UNIT, Features, read_features
from cls_dash.ingest.geography.coverage import columns_of, communes_within, matching, texts_of
from cls_dash.ingest.geography.districts import parts_of, whole
from cls_dash.ingest.geography.packages import CACHE
from cls_dash.ingest.geography.reference import is_national
from cls_dash.ingest.history import Step
from cls_dash.ingest.loaded import CORRECTIONS, QUARANTINE, Report
from cls_dash.ingest.many_territories_problems import problem_of, span_of, titled
from cls_dash.ingest.many_territories_words import notes, nothing
from cls_dash.ingest.memory import give_back
from cls_dash.ingest.recognise.words import slug
from cls_dash.ingest.release import Built, build_store
from cls_dash.wording import counted

STATES: Final = 12
"""Most states that a column may tell: with more, it tells something else."""


@dataclass(frozen=True)
class Fields:
    """Columns of the file that are read."""

    name: str
    state: str | None = None
    starts_on: str | None = None
    ends_on: str | None = None


@dataclass(frozen=True)
class Planned:
    """Territories that can be added as they are, and what the person must know of them before."""

    homes: tuple[Home, ...]
    france: gpd.GeoDataFrame
    around: tuple[str, ...]
    """Communes of the regions of most of them, for who has no contract to be known."""
    report: Report


def plan_territories(
    data: Path,
    file: Path,
    fields: Fields,
    *,
    where: str | None = None,
    layer: str | None = None,
    ars: str | None = None,
    cache: Path = CACHE,
    tell: Callable[[str], None] = lambda _step: None,
) -> Planned:
    """
    Plan one territory for each name of a file. Nothing is written.

    Parameters
    ----------
    data
        The dataset.
    file
        GeoPackage, GeoJSON or zipped shapefile.
    fields
        The columns to read.
    where, layer
        Filter ``column = 'value'`` of the features, and layer of the file.
    ars
        Health agency; that of the region of most communes of each when not given.
    cache
        Where the packages are looked for when all of France was not made.
    tell
        Called with the French name of each step as it begins.

    Raises
    ------
    InvalidDatasetError
        If the file or a column cannot be used.
    TerritoryRefusedError
        If none of its features makes a territory that is not there yet.
    """
    tell("Lecture des périmètres")
    features = read_features(file, layer=layer)
    if where:
        kept = matching(features, where).drop(columns="_label", errors="ignore")
        features = replace(features, frame=gpd.GeoDataFrame(kept))
    rows, corrections = _rows(features, fields)
    tell("Lecture de la géographie")
    france = whole_france(data, cache)
    tell("Communes de chaque périmètre")
    aside: list[tuple[str, int, str, str, str, str]] = []
    card = f"perimetres-{checksum(file)[:12]}"
    blank = replace(_BLANK, ars=ars or "", file=file, card=card)
    places = gpd.GeoDataFrame(pd.concat([france, parts_of(data, france, set(PARENTS.values()))]))
    homes = list(_homes(rows, features, places, blank, aside))
    known = {path.name for path in (data / "territories").glob("*/")}
    there = [home.name for home in homes if home.slug in known]
    homes = [home for home in homes if home.slug not in known]
    if not homes:
        raise TerritoryRefusedError(nothing(there, aside))
    report = Report(
        "perimeters",
        (features.file,),
        read=len(features.frame),
        corrections=pl.concat([features.corrections, corrections]),
        quarantined=pl.DataFrame(aside, schema=QUARANTINE, orient="row"),
        unit=UNIT,
        notes=(*features.notes, *notes(data, homes, there, places)),
    )
    return Planned(tuple(homes), france, _around(data, homes, france), report)


def add_territories(
    data: Path,
    plan: Callable[[], Planned],
    store: str,
    *,
    tell: Callable[[str], None] = lambda _step: None,
) -> Built:
    """
    Plan territories, add them and publish them: one change, one build.

    All of France, of which they are planned, takes no memory any more when the store is built.

    Raises
    ------
    InvalidDatasetError, TerritoryRefusedError
        As :func:`plan_territories`.
    InvalidDatasetError, PublicationError
        As :func:`cls_dash.ingest.release.build_store`: then nothing is changed.
    """
    with history.alone(data):
        step, files = _written(data, plan(), tell)
        give_back()
        with history.changed(data, files, step):
            return build_store(data, store, tell=tell)


def _written(
    data: Path, planned: Planned, tell: Callable[[str], None]
) -> tuple[Step, dict[str, bytes | None]]:
    """Return the change that adds what was planned, and its files."""
    tell("Écriture des territoires")
    files = added(data, planned.france, planned.homes, around=planned.around)
    return Step("territory", counted(len(planned.homes), "territoire")), files


_BLANK: Final = Home("", "", "", "", (), None, None)


def _rows(features: Features, fields: Fields) -> tuple[pd.DataFrame, pl.DataFrame]:
    """Return the cells that are read of each feature, and what was mended of them."""
    frame = features.frame
    texts, every = list(texts_of(frame)), [name for name in frame if name != "geometry"]
    asked = {
        "name": (fields.name, texts), "state": (fields.state, texts),
        "starts_on": (fields.starts_on, every), "ends_on": (fields.ends_on, every),
    }  # fmt: skip
    rows = pd.DataFrame(index=frame.index)
    for key, (column, known) in asked.items():
        read = frame[columns_of(features, column, known)[0]] if column else None
        rows[key] = "" if read is None else [_text(cell) for cell in read]
    # «Actif» and «actif» are one state: the commonest way to write it.
    spellings = Counter(rows["state"])
    best: dict[str, str] = {}
    for text, _ in spellings.most_common():
        best.setdefault(text.casefold(), text)
    if len(best) - ("" in best) > STATES:
        reason = f"Cette colonne a {len(best)} valeurs : ce n’est pas un état."
        raise refused(features.file, 1, reason, "Nommer une autre colonne.", fields.state or "")
    mended = rows["state"].map(lambda text: best[text.casefold()])
    corrections = [
        (features.file, number, fields.state, text, mended[number], "Même état, autre casse.")
        for number, text in rows["state"].items()
        if text != mended[number]
    ]
    return rows.assign(state=mended), pl.DataFrame(corrections, CORRECTIONS, orient="row")


def _text(cell: object) -> str:
    if cell is None or cell != cell:
        return ""
    text = str(cell.date()) if isinstance(cell, pd.Timestamp) else str(cell)
    return " ".join(text.split())


def _homes(
    rows: pd.DataFrame,
    features: Features,
    places: gpd.GeoDataFrame,
    blank: Home,
    aside: list[tuple[str, int, str, str, str, str]],
) -> Iterator[Home]:
    """Yield a territory for each name; features that bear one name are its parts."""
    taken: dict[str, str] = {}
    parted = places["parent"].notna()
    france, districts = places[~parted], places[parted]
    for name, parts in rows.groupby("name", sort=False):
        numbers = [int(number) for number in parts.index]
        problem = problem_of(str(name), parts, taken)
        if problem is None:
            shapes = features.frame.geometry.loc[parts.index].dropna().to_numpy()
            polygon = shapely.union_all(shapes)
            codes: tuple[str, ...] = ()
            if not polygon.is_empty:
                codes = communes_within(polygon, france, districts).codes
            if places.loc[list(codes)].geometry.isna().all():
                reason = "Ce périmètre ne couvre aucune commune connue."
                problem = ("geometry", str(name), reason, "Vérifier le tracé.")
        if problem:
            aside += [(features.file, number, *problem) for number in numbers]
            continue
        title = titled(str(name))
        taken[slug(title)] = str(name)
        first, last = span_of(parts["starts_on"]), span_of(parts["ends_on"])
        yield replace(
            blank,
            slug=slug(title),
            name=title[:1].upper() + title[1:],
            short_name=shortened(title[:1].upper() + title[1:]),
            ars=blank.ars or agency(places.loc[list(codes)]),
            codes=codes,
            since=first.first if first else None,
            until=last.last.year if last else None,
            label=str(name),
            state=parts["state"].iloc[0],
        )


def _around(data: Path, homes: Sequence[Home], france: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Return the communes of the regions of the territories: there, who has none is known."""
    if is_national(data):
        return ()
    regions = {france.loc[whole(home.codes), "region"].mode()[0] for home in homes}
    return tuple(france.index[france["region"].isin(regions)])
