"""What the data folder says by itself, as frames of the store's tables: checked and drawn."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from cls_dash.analysis.travel import STEP_MINUTES, around, chosen, estimated
from cls_dash.domain.services import CATCHMENT_MINUTES, LIMIT_MINUTES
from cls_dash.ingest.dataset.derived import densities
from cls_dash.ingest.dataset.map_assets import map_assets
from cls_dash.ingest.dataset.reading import read_dataset
from cls_dash.ingest.geography.reference import geography_for, is_national

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
    "decisions": "decision",
    "categories": "category",
    "providers": "provider",
    "areas": "area",
    "completeness": "completeness",
    "provider_counts": "provider_count",
    "zonings": "zoning",
    "indicators": "indicator",
    "observations": "observation",
}
"""Table of the store that each frame of the dataset fills."""
POINT: Final = ["longitude", "latitude"]


def own_frames(data: Path) -> dict[str, pd.DataFrame]:
    """
    Return the tables that the dataset and its geography fill, loads left out.

    Travel times are all estimates. ``source`` has two columns more than the store's:
    ``download`` and ``format``.

    Raises
    ------
    InvalidDatasetError
        If a file of the dataset is wrong.
    """
    dataset, geography = read_dataset(data), geography_for(data)
    frames = {TABLE_OF[name]: frame for name, frame in dataset.items()}
    frames["source"]["retrieved_on"] = _texts(frames["source"]["retrieved_on"])
    communes, perimeter = geography["communes"], frames["perimeter"]
    frames["travel_time"] = travel_times(points_of(geography), perimeter["commune"])
    frames["observation"] = _with_densities(frames["observation"], geography, is_national(data))
    # Nothing is withheld yet: that is done at publication, on all that is published.
    frames["deployment"] = frames["deployment"].assign(withheld=False)
    for table in ("deployment", "provider"):
        frames[table] = _with_points(frames[table])
    frames["map_asset"] = map_assets(
        communes, geography["departements"], perimeter, frames["territory"], epci=geography["epci"]
    )
    return frames | geography_frames(geography)


def _with_densities(
    observations: pd.DataFrame, geography: Mapping[str, pd.DataFrame], whole: bool
) -> pd.DataFrame:
    """Add the densities that the geography gives where nothing is published."""
    names = {"epci": geography["epci"]["name"], "departement": geography["departements"]["name"]}
    found = densities(geography["communes"], names, whole=whole)
    key = ["indicator", "level", "geography"]
    told = pd.MultiIndex.from_frame(observations[key])
    own = found[~pd.MultiIndex.from_frame(found[key]).isin(told)]
    return pd.concat([observations, own], ignore_index=True)


def _texts(column: pd.Series) -> pd.Series:
    return column.astype(object).map(str, na_action="ignore")


def points_of(geography: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the chief points of the communes of a geography, and of their neighbours."""
    known = (geography[table][POINT] for table in ("communes", "around"))
    return pd.concat([pd.DataFrame(points).astype(float) for points in known])


def travel_times(points: pd.DataFrame, members: Collection[str]) -> pd.DataFrame:
    """
    Estimate the times that territories ask for: whom a member reaches, and who shares it.

    Members reach as far as :data:`LIMIT_MINUTES`, inside their territory as outside. A place
    is shared by those who live within :data:`CATCHMENT_MINUTES` of it, hence within twice
    that of a member who shares it. The rest of France asks for nothing.
    """
    ours = set(members)
    reached = around(points, ours, minutes=LIMIT_MINUTES)
    # Each of the two times may be told shorter than it is, by half a step.
    sharing = around(points, ours, minutes=2 * CATCHMENT_MINUTES + STEP_MINUTES)
    theirs = set(sharing.index) - ours
    times = [
        estimated(reached, origins=ours, limit_minutes=LIMIT_MINUTES),
        estimated(sharing, origins=theirs, limit_minutes=CATCHMENT_MINUTES),
    ]
    return chosen(None, pd.concat(times, ignore_index=True)).assign(source=None)


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
