"""Build the store from the shipped dataset, in one publication."""

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from cls_dash.ingest.dataset import read_dataset
from cls_dash.ingest.geography import read_geography
from cls_dash.render.topology import encode, topology
from cls_dash.store.publish import publish
from cls_dash.store.tables import SCHEMA_VERSION

QUANTIZATION: Final = 20_000
TOLERANCE_M: Final = 50.0
CONTEXT_MARGIN_DEG: Final = 0.25
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


def build_store(data: Path, target: Path) -> Built:
    """
    Publish at ``target`` the store made of the dataset in ``data``.

    Raises
    ------
    InvalidDatasetError
        If a file of the dataset is wrong; the store is left as it was.
    PublicationError
        If the new store fails its verification; likewise.
    """
    dataset, geography = read_dataset(data), read_geography(data / "geography")
    frames = {TABLE_OF[name]: frame for name, frame in dataset.items()}
    frames |= _geography(geography)
    for table in ("deployment", "provider"):
        frames[table] = _with_points(frames[table])
    frames["map_asset"] = map_assets(
        geography["communes"],
        geography["departements"],
        frames["perimeter"],
        frames["territory"],
    )
    release = digest(data)
    publish(frames, target, release=release, latest_fact=latest_fact(frames))
    return Built(release, {name: len(frame) for name, frame in frames.items()})


def digest(data: Path) -> str:
    """Return the digest of every file that a build reads, and of the store's schema."""
    total = sha256(f"schema {SCHEMA_VERSION}".encode())
    for path in sorted(data.rglob("*")):
        if path.suffix in {".csv", ".geojson", ".json", ".yaml"} and path.is_file():
            total.update(path.relative_to(data).as_posix().encode())
            total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()


def latest_fact(frames: Mapping[str, pd.DataFrame]) -> date:
    """Return the latest day on which something is known to have happened."""
    days = [date.fromisoformat(day) for day in frames["source"]["published_on"].dropna()
            if _ISO_DAY.fullmatch(day)]  # fmt: skip
    days += frames["deployment"]["ends_on"].dropna().tolist()
    return max(days, default=date(1970, 1, 1))


def map_assets(
    communes: gpd.GeoDataFrame,
    departements: gpd.GeoDataFrame,
    perimeters: pd.DataFrame,
    territories: pd.DataFrame,
) -> pd.DataFrame:
    """
    Make the geometry of each map: one per territory, and one of all territories.

    Returns
    -------
    DataFrame
        Columns ``name``, ``digest`` and ``body`` (gzipped TopoJSON). Areas are in
        the order of their code or slug: values are sent in that order.
    """
    areas = {}
    for slug, members in perimeters.groupby("territory")["commune"]:
        inside = communes.loc[sorted(set(members))]
        areas[str(slug)] = gpd.GeoDataFrame(
            {
                "name": inside["name"],
                "group": inside["epci"].fillna(""),
                "longitude": inside["longitude"],
                "latitude": inside["latitude"],
            },
            geometry=inside.geometry,
        )
    names = territories.set_index("slug")["short_name"]
    areas["territories"] = _dissolved({slug: areas[slug] for slug in sorted(areas)}, names)
    rows = [_asset(name, frame, departements) for name, frame in sorted(areas.items())]
    return pd.DataFrame(rows, columns=["name", "digest", "body"])


def _dissolved(areas: Mapping[str, gpd.GeoDataFrame], names: pd.Series) -> gpd.GeoDataFrame:
    outlines = [shapely.coverage_union_all(frame.geometry.values) for frame in areas.values()]
    points = [shapely.point_on_surface(outline) for outline in outlines]
    return gpd.GeoDataFrame(
        {
            "name": [names[slug] for slug in areas],
            "group": list(areas),
            "longitude": [round(point.x, 5) for point in points],
            "latitude": [round(point.y, 5) for point in points],
        },
        index=pd.Index(areas),
        geometry=outlines,
        crs=next(iter(areas.values())).crs,
    )


def _asset(
    name: str, areas: gpd.GeoDataFrame, departements: gpd.GeoDataFrame
) -> tuple[str, str, bytes]:
    west, south, east, north = areas.total_bounds
    margin = CONTEXT_MARGIN_DEG
    around = shapely.box(west - margin, south - margin, east + margin, north + margin)
    context = departements.loc[departements.intersects(around), ["name", "geometry"]]
    body = encode(
        topology(
            {"areas": areas, "context": context},
            quantization=QUANTIZATION,
            tolerance_m=TOLERANCE_M,
        )
    )
    # mtime=0: the same geometry gives the same bytes.
    return name, sha256(body).hexdigest()[:16], gzip.compress(body, 9, mtime=0)


def _geography(geography: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
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
        shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
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
