"""
All of France on disk, as GeoParquet, for whoever wants more than the shipped communes.

Some 12 MB, made again in ten seconds from the packages: it is not committed.
"""

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from cls_dash.ingest.geography.france import TABLES, departements_of, epci_of
from cls_dash.ingest.geography.outlines import departement_outlines
from cls_dash.ingest.problems import InvalidDatasetError, Problem

FRANCE: Final = "france"
"""Folder of all of France, in that of the reference geography."""
_NAMES: Final = ("epci_name", "departement_name", "region_name")
_COLUMNS: Final = {
    "communes": (*TABLES["communes"], *_NAMES, "geometry"),
    "epci": TABLES["epci"],
    "departements": (*TABLES["departements"], "geometry"),
}


def write_national(france: gpd.GeoDataFrame, folder: Path) -> None:
    """
    Write all of France into ``folder``: communes, EPCI and départements in GeoParquet.

    Parameters
    ----------
    france
        What :func:`cls_dash.ingest.geography.reference.read_france` returns. Communes without an
        outline are written too; their département has no background if none has one.
    folder
        Where to write; each file takes the place of the former one when it is whole.
    """
    outlines = departement_outlines(france, around=france)
    frames = {
        "communes": france.sort_index(),
        "epci": epci_of(france),
        "departements": gpd.GeoDataFrame(outlines.join(departements_of(france))),
    }
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as drafts:
        for name in _COLUMNS:
            frames[name].to_parquet(Path(drafts) / f"{name}.parquet", compression="zstd")
        for name in _COLUMNS:
            (Path(drafts) / f"{name}.parquet").replace(folder / f"{name}.parquet")


def read_national(folder: Path) -> dict[str, pd.DataFrame | gpd.GeoDataFrame]:
    """
    Read what :func:`write_national` wrote, as ``read_geography`` returns a selection.

    Returns
    -------
    dict
        ``communes`` (GeoDataFrame, EPSG:4326, by code; outline, point, EPCI and
        population may be missing), ``epci`` (DataFrame, by SIREN), ``departements``
        (GeoDataFrame, EPSG:4326, by code) and ``around``, empty: nothing is beyond.

    Raises
    ------
    InvalidDatasetError
        If a file is missing or is not what was written.
    """
    frames = {name: _read(folder, name) for name in _COLUMNS}
    frames["communes"] = frames["communes"].drop(columns=list(_NAMES))
    nowhere = pd.Index([], dtype=object, name="code")
    around = pd.DataFrame(columns=list(TABLES["around"]), index=nowhere, dtype=float)
    return {name: _as_selected(frame) for name, frame in frames.items()} | {"around": around}


def read_some(folder: Path, codes: Collection[str]) -> gpd.GeoDataFrame:
    """
    Return some communes of what :func:`write_national` wrote, with the names of all levels.

    Raises
    ------
    InvalidDatasetError
        If the file is missing or is not what was written.
    """
    asked = [("code", "in", list(codes) or [""])]
    return gpd.GeoDataFrame(_as_selected(_read(folder, "communes", filters=asked)))


def read_stored(folder: Path) -> gpd.GeoDataFrame:
    """
    Return France as it was given to :func:`write_national`, with the names of all levels.

    Raises
    ------
    InvalidDatasetError
        If the file is missing or is not what was written.
    """
    return _read(folder, "communes")


def _read(folder: Path, name: str, **asked: Any) -> pd.DataFrame | gpd.GeoDataFrame:  # noqa: ANN401 - pyarrow's own
    path = folder / f"{name}.parquet"
    columns = _COLUMNS[name]
    read = gpd.read_parquet if "geometry" in columns else pd.read_parquet
    try:
        return read(path, **asked)[list(columns)]
    except (OSError, ValueError, KeyError) as error:
        reason = "Ce fichier de la France entière manque ou n’est pas lisible."
        remedy = "Le refaire : cls-dash geography --france."
        file = f"{folder.name}/{path.name}"
        raise InvalidDatasetError([Problem(file, 1, "", "", reason, remedy)]) from error


def _as_selected(frame: pd.DataFrame | gpd.GeoDataFrame) -> pd.DataFrame | gpd.GeoDataFrame:
    """Return texts as a selection has them: objects, ``None`` where they are missing."""
    texts = frame.select_dtypes("str").astype(object)
    frame[texts.columns] = texts.where(texts.notna(), None)
    return frame.set_axis(frame.index.astype(object))
