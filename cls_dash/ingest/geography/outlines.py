"""
Outlines on a readable grid: rounding, dissolving, writing as GeoJSON.

Lengths are metres; geometries go in and out in EPSG:4326.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping, shape

from cls_dash.ingest.problems import InvalidDatasetError, Problem

DECIMALS = 5
"""Of a degree: about 1 m, so that a diff shows what moved and no noise."""

AROUND_KM = 30.0
CONTEXT_TOLERANCE_M = 250.0
GAP_WIDTH_DEGREES = 0.12
"""Widest gap that départements close: some communes of France have no outline."""

EQUAL_AREA = "EPSG:6933"
"""The simplification drops corners by area: an equal-area projection makes its
tolerance the same length in Auvergne, in Guyane and in Réunion."""

KM_PER_DEGREE = 111.32

REMEDY = "Refaire la géographie de référence depuis les paquets publiés."


def on_grid(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """
    Round coordinates in degrees to ``DECIMALS``; missing stays missing.

    Every vertex moves to its nearest node, so that shared borders stay shared.
    A polygon that this makes invalid (one in France) is repaired on the grid.
    """
    rounded: NDArray[np.object_] = shapely.transform(
        geometries, lambda degrees: np.round(degrees, DECIMALS)
    )
    rounded = shapely.remove_repeated_points(rounded)
    broken = ~shapely.is_valid(rounded) & ~shapely.is_missing(rounded)
    rounded[broken] = shapely.set_precision(geometries[broken], 10.0**-DECIMALS)
    return rounded


def departement_outlines(france: gpd.GeoDataFrame, *, around: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Dissolve the départements that touch a box of 30 km around some communes.

    Metropolitan France has one box, each overseas département its own.

    Gaps left by communes without an outline are closed: by their own département
    when their town hall is known, else by the neighbour with the longest border.
    Enclaves of another département stay. Simplified at 250 m for the background of
    a map, borders staying shared.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``departement``, sorted; geometry only (EPSG:4326).
    """
    outlined = france.loc[~france.geometry.isna(), ["departement", "geometry"]]
    whole = _with_gaps(outlined.dissolve("departement"), france)
    whole.geometry = shapely.coverage_clean(whole.geometry.to_numpy(), gap_width=GAP_WIDTH_DEGREES)
    near = whole[whole.intersects(_boxes_around(around))].to_crs(EQUAL_AREA)
    near.geometry = shapely.coverage_simplify(near.geometry.to_numpy(), CONTEXT_TOLERANCE_M)
    near = near.to_crs("EPSG:4326")
    near.geometry = on_grid(near.geometry.to_numpy())
    return near


def write_outlines(
    outlines: gpd.GeoSeries, path: Path, *, names: Mapping[str, str] | None = None
) -> None:
    """
    Write outlines (EPSG:4326, index = code) as GeoJSON, one feature a line.

    Exterior rings run counter-clockwise, as RFC 7946 asks.
    """
    oriented = shapely.orient_polygons(outlines.to_numpy())
    lines = []
    for code, outline in zip(outlines.index, oriented, strict=True):
        properties = {"code": code} | ({"name": names[code]} if names is not None else {})
        feature = {
            "type": "Feature",
            "properties": properties,
            "geometry": mapping(outline),
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_bytes(text.encode("utf-8"))


def read_outlines_file(path: Path) -> gpd.GeoSeries:
    """
    Read what ``write_outlines`` wrote: valid polygons (EPSG:4326) by code.

    Raises
    ------
    InvalidDatasetError
        If the file is missing or is not such a collection, if a code comes twice or
        if an outline is not a valid polygon. The line is that of the feature, as
        ``write_outlines`` lays them out.
    """
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        codes = [str(feature["properties"]["code"]) for feature in features]
        geometries = [shape(feature["geometry"]) for feature in features]
    except (OSError, LookupError, TypeError, ValueError, AttributeError) as error:
        reason = f"Le fichier n'est pas une liste de contours ({error})."
        raise InvalidDatasetError([Problem(path.name, 1, "", "", reason, REMEDY)]) from error
    outlines = gpd.GeoSeries(geometries, index=codes, crs="EPSG:4326")
    polygonal = outlines.geom_type.isin(["Polygon", "MultiPolygon"])
    refused = {
        "Ce contour est donné deux fois.": outlines.index.duplicated(),
        "Ce contour n'est pas un polygone valide.": ~(polygonal & outlines.is_valid),
    }
    problems = [
        Problem(path.name, int(position) + 2, "", codes[position], reason, REMEDY)
        for reason, wrong in refused.items()
        for position in np.flatnonzero(wrong)
    ]
    if problems:
        raise InvalidDatasetError(problems)
    return outlines


def _with_gaps(departements: gpd.GeoDataFrame, france: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give a gap to the département of the town hall, without outline, in it."""
    union = shapely.union_all(departements.geometry.to_numpy())
    rings = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(union)))
    holes = shapely.polygons(rings[~shapely.is_ccw(rings)])
    unseen = france[france["point_kind"] == "unchecked"]
    halls = shapely.points(unseen["longitude"], unseen["latitude"])
    for hole, hall in shapely.STRtree(halls).query(holes, "contains").T:
        owner = unseen["departement"].iloc[hall]
        departements.loc[owner, "geometry"] = shapely.union(
            departements.loc[owner, "geometry"], holes[hole]
        )
    return departements


def _boxes_around(communes: gpd.GeoDataFrame) -> shapely.Geometry:
    """Return the boxes of the communes, 30 km wider on each side, in degrees."""
    overseas = communes["departement"].str.startswith(("97", "98"))
    place = communes["departement"].where(overseas, "")
    outlined = communes[communes.geometry.notna()]
    return shapely.union_all([_box_around(each) for _, each in outlined.groupby(place)])


def _box_around(communes: gpd.GeoDataFrame) -> shapely.Polygon:
    """Return the box of the communes, 30 km wider on each side, in degrees."""
    west, south, east, north = communes.total_bounds
    latitude = AROUND_KM / KM_PER_DEGREE
    longitude = latitude / np.cos(np.radians(max(abs(south), abs(north))))
    return shapely.box(west - longitude, south - latitude, east + longitude, north + latitude)
