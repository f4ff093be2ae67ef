"""What a territory already holds: what its sheets may name, and the keys in use."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import polars as pl

from cls_dash.ingest.dataset.reading import ILLUSTRATIVE_FILE
from cls_dash.ingest.dataset.tables import read_csv_file, read_texts
from cls_dash.ingest.files import refused
from cls_dash.ingest.geography.reference import communes_for
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError, Problem
from cls_dash.ingest.recognise.words import typed_source
from cls_dash.store.model import FILES

TABLES: Final = (
    "territory", "perimeter", "contracts", "axes", "parties", "axis_lineage", "actions",
    "deployments",
)  # fmt: skip
KEYS: Final = {name: FILES[name].key[0] for name in ("actions", "deployments")}


@dataclass(frozen=True)
class Home:
    """The dataset as seen from one territory; every cell is a text, missing when empty."""

    slug: str
    tables: Mapping[str, pl.DataFrame]
    """Those of :data:`TABLES`."""
    lists: Mapping[str, Mapping[str, str]]
    """Label of each key that a cell may name, by column."""
    outlines: gpd.GeoSeries
    """Outline of each commune of the perimeter (EPSG:4326, some missing), by code."""
    taken: Mapping[str, Mapping[str, str]]
    """Keys of actions and deployments that other files hold, with the file."""


def home_asked(file: str, asked: Asked) -> Home:
    """
    Read the territory that the person named for a file.

    Raises
    ------
    InvalidDatasetError
        If none is named; otherwise as :func:`read_home`.
    """
    if asked.territory is None:
        reason = "Le territoire de ce fichier n’est pas dit."
        raise refused(file, 1, reason, "Ajouter --territory et son identifiant.")
    return read_home(asked.data, asked.territory)


def with_actions(home: Home, actions: pl.DataFrame | None) -> Home:
    """Return a territory as if actions that were read, and are not loaded yet, were its own."""
    if actions is None:
        return home
    known = dict(actions.select("action", "title").iter_rows())
    return replace(home, lists={**home.lists, "action": {**home.lists["action"], **known}})


def read_home(data: Path, slug: str) -> Home:
    """
    Read the territory ``slug`` of the dataset in ``data``.

    Raises
    ------
    InvalidDatasetError
        If no territory has this name, or if one of its files is wrong.
    """
    known = sorted(path.name for path in (data / "territories").glob("*/"))
    if slug not in known:
        reason = "Ce territoire n’est pas dans le jeu de données."
        remedy = f"Choisir parmi : {', '.join(known)} ; ou l’ajouter : cls-dash territory add."
        raise InvalidDatasetError([Problem("territories", 1, "--territory", slug, reason, remedy)])
    tables = {name: read_texts(data, f"territories/{slug}/{name}.csv", name) for name in TABLES}
    communes = communes_for(data, set(tables["perimeter"]["commune"]))
    epci = communes.dropna(subset="epci").sort_values("epci").set_index("epci")["epci_name"]
    sources = _labels(read_texts(data, "sources.csv", "sources"), "key", "title")
    return Home(
        slug=slug,
        tables=tables,
        lists={
            "contract": _labels(tables["contracts"], "contract", "label"),
            "axis": _labels(tables["axes"], "axis", "title"),
            "action": _labels(tables["actions"], "action", "title"),
            "commune": communes["name"].fillna("").to_dict(),
            "epci": epci[~epci.index.duplicated()].to_dict(),
            "source": {typed_source(slug): "Saisie du territoire", **sources},
        },
        outlines=communes.geometry,
        taken={name: _taken(data, slug, name) for name in KEYS},
    )


def _labels(rows: pl.DataFrame, key: str, label: str) -> dict[str, str]:
    return dict(rows.select(key, pl.col(label).fill_null("")).iter_rows())


def _taken(data: Path, slug: str, name: str) -> dict[str, str]:
    """Return the keys of a table that are not for this territory's file to define."""
    own = f"territories/{slug}/{name}.csv"
    paths = list((data / "territories").glob(f"*/{name}.csv"))
    if name == "deployments":
        paths += (data / "territories").glob(f"*/{ILLUSTRATIVE_FILE}")
    files = sorted(path.relative_to(data).as_posix() for path in paths)
    return {
        key: file
        for file in files
        if file != own
        for key in read_csv_file(data, file, name).sieve.rows[KEYS[name]].drop_nulls()
    }
