"""The geometry of each map, made once: what the browser fetches and keeps."""

import gzip
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from cls_dash.render.topology import encode, topology

QUANTIZATION: Final = 20_000
TOLERANCE_M: Final = 50.0
CONTEXT_MARGIN_DEG: Final = 0.25
SQUARE_DEG: Final = 0.01


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
        inside = _outlined(communes.loc[sorted(set(members))])
        areas[str(slug)] = gpd.GeoDataFrame(
            {
                "name": inside["name"],
                "group": inside["epci"].fillna(""),
                "longitude": inside["longitude"].fillna(inside["longitude"].mean()),
                "latitude": inside["latitude"].fillna(inside["latitude"].mean()),
            },
            geometry=inside.geometry,
        )
    names = territories.set_index("slug")["short_name"]
    areas["territories"] = _dissolved({slug: areas[slug] for slug in sorted(areas)}, names)
    rows = [_asset(name, frame, departements) for name, frame in sorted(areas.items())]
    return pd.DataFrame(rows, columns=["name", "digest", "body"])


def _outlined(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Return communes that all have a shape: a small square where no outline is published.

    Five communes of France have no published point either: theirs is in the middle.
    """
    east = communes["longitude"].fillna(communes["longitude"].mean())
    north = communes["latitude"].fillna(communes["latitude"].mean())
    squares = shapely.box(
        east - SQUARE_DEG, north - SQUARE_DEG, east + SQUARE_DEG, north + SQUARE_DEG
    )
    drawn = gpd.GeoSeries(squares, index=communes.index, crs=communes.crs)
    return communes.set_geometry(communes.geometry.fillna(drawn))


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
