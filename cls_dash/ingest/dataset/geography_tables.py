"""What the geography gives of the store's tables: outlines, maps, times, densities."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import polars as pl
import shapely

from cls_dash.analysis.travel import STEP_MINUTES, around, chosen, estimated
from cls_dash.domain.districts import PARENTS
from cls_dash.domain.services import CATCHMENT_MINUTES, LIMIT_MINUTES
from cls_dash.ingest.dataset.country_maps import Country, country_of, from_tables, to_tables
from cls_dash.ingest.dataset.derived import densities
from cls_dash.ingest.dataset.map_assets import with_territories
from cls_dash.ingest.geography.districts import parts_of
from cls_dash.ingest.geography.reference import geography_for, is_national
from cls_dash.ingest.memory import give_back
from cls_dash.store.frames import typed
from cls_dash.store.geometry import to_blobs
from cls_dash.store.model import Row

POINT: Final = ["longitude", "latitude"]


def geography_tables(
    data: Path,
    perimeter: pl.DataFrame,
    territory: pl.DataFrame,
    country: Mapping[str, pl.DataFrame] | None = None,
) -> dict[str, pl.DataFrame]:
    """
    Return the tables that the geography fills, for the territories that a dataset has.

    Nothing else of the dataset is read: what is typed every day changes none of them.

    Parameters
    ----------
    data
        The dataset, for its geography.
    perimeter
        ``territory`` and ``commune``.
    territory
        ``slug`` and ``short_name``.
    country
        What :func:`country_tables` gave of the same geography, where it is known.

    Returns
    -------
    dict of DataFrame
        By table; ``observation`` holds densities alone. Travel times are all estimates.

    Raises
    ------
    InvalidDatasetError
        If a file of the geography is wrong.
    """
    geography = geography_for(data)
    communes = geography["communes"]
    members = perimeter["commune"].to_list()
    parts = parts_of(data, communes, {PARENTS[code] for code in members if code in PARENTS})
    names = {level: geography[table]["name"].to_dict()
             for level, table in (("epci", "epci"), ("departement", "departements"))}  # fmt: skip
    drawn = (
        country_of(communes, geography["departements"], geography["epci"])
        if country is None
        else from_tables(country)
    )
    assets = with_territories(
        drawn,
        geography["departements"],
        perimeter,
        territory,
        epci=geography["epci"],
        districts=parts,
    )
    frames = {
        "map_asset": assets,
        "travel_time": travel_times(points_of({**geography, "parts": parts}), members),
        **geography_frames(geography, parts),
    }
    typed_frames = {name: typed(Row.metadata.tables[name], rows) for name, rows in frames.items()}
    dense = densities(communes, names, parts=parts, whole=is_national(data))
    return {"observation": dense, **typed_frames}


def country_tables(data: Path) -> dict[str, pl.DataFrame]:
    """
    Return the maps of the country, which no territory changes, as tables to keep.

    Raises
    ------
    InvalidDatasetError
        If a file of the geography is wrong.
    """
    tables = to_tables(_country(data))
    give_back()
    return tables


def _country(data: Path) -> Country:
    geography = geography_for(data)
    return country_of(geography["communes"], geography["departements"], geography["epci"])


def points_of(geography: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """
    Return the chief points of the communes of a geography, and of their neighbours.

    Those of ``parts``, where there are any, are beside that of their commune.
    """
    tables = [table for table in ("communes", "around", "parts") if table in geography]
    known = [geography[table] for table in tables if len(geography[table])]
    return pd.concat([pd.DataFrame(rows[POINT]).astype(float) for rows in known])


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


def geography_frames(
    geography: Mapping[str, pd.DataFrame], parts: gpd.GeoDataFrame
) -> dict[str, pl.DataFrame]:
    """Return the tables of the store that a reference geography fills; ``parts`` have a parent."""
    communes, departements = geography["communes"], geography["departements"]
    epci = geography["epci"].reset_index()[["epci", "name", "population"]]
    return {
        "epci": pl.from_pandas(epci),
        "departement": _outlined(departements[["name", "geometry"]]),
        "commune": pl.concat([_outlined(communes), _outlined(parts)], how="diagonal_relaxed"),
    }


def _outlined(places: gpd.GeoDataFrame) -> pl.DataFrame:
    """Return places by their codes, with ``outline`` in the place of their geometry."""
    shapes = places.geometry.to_numpy().copy()
    simple = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    shapes[simple] = shapely.multipolygons(shapes[simple, None])
    rows = pl.from_pandas(pd.DataFrame(places.drop(columns="geometry")).reset_index())
    return rows.with_columns(pl.Series("outline", to_blobs(shapes), pl.Binary))
