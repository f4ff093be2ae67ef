"""What the data folder says by itself, as frames of the store's tables: checked and drawn."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import polars as pl
import shapely

from cls_dash.analysis.travel import STEP_MINUTES, around, chosen, estimated
from cls_dash.domain.services import CATCHMENT_MINUTES, LIMIT_MINUTES
from cls_dash.ingest.dataset.derived import densities
from cls_dash.ingest.dataset.map_assets import map_assets
from cls_dash.ingest.dataset.reading import read_dataset
from cls_dash.ingest.geography.reference import geography_for, is_national
from cls_dash.store.frames import with_points
from cls_dash.store.geometry import to_blobs

POINT: Final = ["longitude", "latitude"]


def own_frames(data: Path) -> dict[str, pl.DataFrame]:
    """
    Return the tables that the dataset and its geography fill, loads left out.

    Travel times are all estimates. ``source`` has two columns more than the store's:
    ``download`` and ``format``.

    Raises
    ------
    InvalidDatasetError
        If a file of the dataset is wrong.
    """
    tables, geography = read_dataset(data), geography_for(data)
    # Dates of sources may be partial in the store.
    tables["source"] = tables["source"].with_columns(pl.col("retrieved_on").cast(pl.String))
    communes, perimeter = geography["communes"], tables["perimeter"]
    tables["observation"] = _with_densities(tables["observation"], geography, is_national(data))
    # Nothing is withheld yet: that is done at publication, on all that is published.
    tables["deployment"] = tables["deployment"].with_columns(withheld=pl.lit(value=False))
    for table in ("deployment", "provider"):
        tables[table] = with_points(tables[table])
    assets = map_assets(
        communes, geography["departements"], perimeter, tables["territory"], epci=geography["epci"]
    )  # fmt: skip
    times = travel_times(points_of(geography), perimeter["commune"].to_list())
    return {**tables, "map_asset": assets, "travel_time": times, **geography_frames(geography)}


def _with_densities(
    observations: pl.DataFrame, geography: Mapping[str, pd.DataFrame], whole: bool
) -> pl.DataFrame:
    """Add the densities that the geography gives where nothing is published."""
    names = {level: geography[table]["name"].to_dict()
             for level, table in (("epci", "epci"), ("departement", "departements"))}  # fmt: skip
    found = densities(geography["communes"], names, whole=whole)
    own = found.join(observations, on=["indicator", "level", "geography"], how="anti")
    return pl.concat([observations, own.select(observations.columns)], how="vertical_relaxed")


def points_of(geography: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the chief points of the communes of a geography, and of their neighbours."""
    known = (geography[table][POINT] for table in ("communes", "around"))
    return pd.concat([pd.DataFrame(points).astype(float) for points in known])


def travel_times(points: pd.DataFrame, members: Collection[str]) -> pl.DataFrame:
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
    return chosen(None, pl.concat(times)).with_columns(source=None)


def geography_frames(geography: Mapping[str, pd.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the tables of the store that a reference geography fills."""
    communes, departements = geography["communes"], geography["departements"]
    epci = geography["epci"].reset_index()[["epci", "name", "population"]]
    return {
        "epci": pl.from_pandas(epci),
        "departement": _outlined(departements[["name", "geometry"]]),
        "commune": _outlined(communes),
    }


def _outlined(places: gpd.GeoDataFrame) -> pl.DataFrame:
    """Return places by their codes, with ``outline`` in the place of their geometry."""
    shapes = places.geometry.to_numpy().copy()
    simple = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    shapes[simple] = shapely.multipolygons(shapes[simple, None])
    rows = pl.from_pandas(pd.DataFrame(places.drop(columns="geometry")).reset_index())
    return rows.with_columns(pl.Series("outline", to_blobs(shapes), pl.Binary))
