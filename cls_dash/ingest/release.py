"""Build the store from the shipped dataset, in one publication."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import polars as pl
import shapely

from cls_dash.analysis.travel import chosen, estimated
from cls_dash.ingest import kept
from cls_dash.ingest.dataset import read_dataset
from cls_dash.ingest.geography import geography_for
from cls_dash.ingest.map_assets import map_assets
from cls_dash.store.publish import publish
from cls_dash.store.tables import SCHEMA_VERSION

READ: Final = frozenset({".csv", ".geojson", ".json", ".yaml", ".parquet"})
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

TABLE_OF: Final = {
    "sources": "source",
    "territories": "territory",
    "perimeters": "perimeter",
    "contracts": "contract",
    "parties": "party",
    "axes": "axis",
    "axis_lineage": "axis_lineage",
    "actions": "action",
    "deployments": "deployment",
    "categories": "category",
    "providers": "provider",
    "indicators": "indicator",
    "observations": "observation",
}
"""Table of the store that each frame of the dataset fills."""


@dataclass(frozen=True)
class Built:
    """What a build published."""

    release: str
    rows: Mapping[str, int]


def build_store(
    data: Path, target: Path | str, *, tell: Callable[[str], None] = lambda _step: None
) -> Built:
    """
    Publish at ``target`` the store made of the dataset in ``data`` and of its loads.

    Parameters
    ----------
    data
        Folder of the dataset.
    target
        Path of an SQLite file, or SQLAlchemy address of either engine.
    tell
        Called with the French name of each step as it begins.

    Raises
    ------
    InvalidDatasetError
        If a file of the dataset is wrong; the store is left as it was.
    PublicationError
        If the new store fails its verification; likewise.
    """
    tell("Vérification du jeu de données")
    dataset, geography = read_dataset(data), geography_for(data)
    frames = {TABLE_OF[name]: frame for name, frame in dataset.items()}
    frames |= geography_frames(geography)
    tell("Lecture des fichiers chargés")
    loaded = kept.rows_of(data)
    _add_loads(frames, loaded, data)
    for table in ("deployment", "provider"):
        frames[table] = _with_points(frames[table])
    tell("Temps de trajet et fonds de carte")
    communes = geography["communes"]
    frames["travel_time"] = _travel_times(communes, frames["perimeter"], loaded)
    frames["map_asset"] = map_assets(
        communes, geography["departements"], frames["perimeter"], frames["territory"]
    )
    frames["source"] = _cited(frames)
    release, whole = digest(data), {**frames, **_counts(loaded)}
    tell("Publication")
    publish(whole, target, release=release, latest_fact=latest_fact(frames))
    return Built(release, {name: len(frame) for name, frame in whole.items()})


def _cited(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Leave out the cards of files that could be downloaded and that nothing cites yet."""
    sources = frames["source"].astype({"retrieved_on": object})
    sources["retrieved_on"] = sources["retrieved_on"].map(str, na_action="ignore")
    cited = {key for frame in frames.values() if "source" in frame for key in frame["source"]}
    kept_cards = sources["download"].isna() | sources["key"].isin(cited)
    return sources[kept_cards].drop(columns=["download", "format"])


def _counts(loaded: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return what is too large to go through pandas."""
    return {name: rows for name, rows in loaded.items() if name == "provider_count"}


def _add_loads(
    frames: dict[str, pd.DataFrame], loaded: Mapping[str, pl.DataFrame], data: Path
) -> None:
    """Add the rows of the loads; what the dataset says itself has the last word."""
    for table in ("indicator", "observation", "provider"):
        if table in loaded:
            frames[table] = _together(frames[table], loaded[table], kept.UNIQUE[table])
    if cards := kept.sources_of(data):
        frames["source"] = pd.concat([frames["source"], pd.DataFrame(cards)], ignore_index=True)


def _together(own: pd.DataFrame, loaded: pl.DataFrame, key: list[str]) -> pd.DataFrame:
    rows = pd.DataFrame(loaded.to_dict(as_series=False)).reindex(columns=own.columns)
    if "evidence" in own:
        rows["evidence"] = "documented"
    both = pd.concat([own.astype(object), rows.astype(object)], ignore_index=True)
    return both.drop_duplicates(key, keep="first")


def _travel_times(
    communes: pd.DataFrame, perimeter: pd.DataFrame, loaded: Mapping[str, pl.DataFrame]
) -> pd.DataFrame:
    """Return what a table gives and, where it says nothing, an estimate made once, here."""
    members = perimeter.groupby("territory")["commune"]
    within = {slug: sorted(set(codes)) for slug, codes in members}
    estimate = estimated(communes[["longitude", "latitude"]], within=within)
    if "travel_time" not in loaded:
        return chosen(None, estimate).assign(source=None)
    given = pd.DataFrame(loaded["travel_time"].to_dict(as_series=False))
    pair = ["origin", "destination"]
    times = chosen(given[[*pair, "minutes"]], estimate)
    return times.merge(given[[*pair, "source"]], on=pair, how="left")


def digest(data: Path) -> str:
    """Return the digest of every file that a build reads, and of the store's schema."""
    total = sha256(f"schema {SCHEMA_VERSION}".encode())
    for path in sorted(data.rglob("*")):
        if path.suffix in READ and path.is_file():
            total.update(path.relative_to(data).as_posix().encode())
            total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()


def latest_fact(frames: Mapping[str, pd.DataFrame]) -> date:
    """Return the latest day on which something is known to have happened."""
    days = [date.fromisoformat(day) for day in frames["source"]["published_on"].dropna()
            if _ISO_DAY.fullmatch(day)]  # fmt: skip
    days += frames["deployment"]["ends_on"].dropna().tolist()
    return max(days, default=date(1970, 1, 1))


def geography_frames(geography: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of the store that a reference geography fills."""
    communes, departements = geography["communes"], geography["departements"]
    return {
        "epci": geography["epci"].reset_index()[["epci", "name", "population"]],
        "departement": pd.DataFrame(
            {
                "departement": departements.index,
                "name": departements["name"].to_numpy(),
                "outline": _multipolygons(departements),
            }
        ),
        "commune": pd.DataFrame(communes.drop(columns="geometry"))
        .reset_index()
        .assign(outline=_multipolygons(communes)),
    }


def _multipolygons(frame: gpd.GeoDataFrame) -> list[shapely.MultiPolygon]:
    return [
        shapely.MultiPolygon([shape]) if isinstance(shape, shapely.Polygon) else shape
        for shape in frame.geometry
    ]


def _with_points(frame: pd.DataFrame) -> pd.DataFrame:
    """Replace ``longitude`` and ``latitude`` (EPSG:4326) by a point, where both are known."""
    known = frame["longitude"].notna() & frame["latitude"].notna()
    points = pd.Series(None, index=frame.index, dtype=object)
    points[known] = shapely.points(
        frame.loc[known, "longitude"].astype(float),
        frame.loc[known, "latitude"].astype(float),
    )
    return frame.drop(columns=["longitude", "latitude"]).assign(point=points)
