"""
Outlines as quantised TopoJSON: each border once, as small integers.

Made when the dataset is built, never when a page is drawn. What comes out holds
polygons and multipolygons alone, in the order given, so that a reader needs a few
lines of code and may index values by position.
"""

import json
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import shapely

from cls_dash.errors import InvalidInputError

EQUAL_AREA = "EPSG:6933"
"""``coverage_simplify`` drops corners by area, so an equal-area projection makes its
tolerance the same length in Auvergne, in Guyane and in Réunion, with no zone to
choose; a national projection would only do for its own territory."""


def topology(
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    quantization: int,
    tolerance_m: float | None,
) -> dict[str, Any]:
    """
    Return one TopoJSON topology with an object per layer, all sharing arcs.

    Parameters
    ----------
    layers
        Frames in EPSG:4326, by name of object. The index becomes the ``id`` of the
        features, the other columns their properties, and their order is kept.
    quantization
        Number of steps of the grid on each side of the common box, at least 2. With
        1e4, a step is 8 m for a territory of 80 km.
    tolerance_m
        Tolerance of ``simplified``, in metres; ``None`` leaves the outlines as they
        are. Layers are simplified one by one: a layer whose borders must lie on
        those of another has to be dissolved from it once simplified.

    Raises
    ------
    InvalidInputError
        If there is no layer, or if one is empty, has a repeated identifier, has no
        CRS, or holds anything but polygons.
    """
    if not layers or quantization < 2:
        reason = "a topology needs a layer and a grid of 2 steps or more"
        raise InvalidInputError(reason)
    for name, frame in layers.items():
        _check(name, frame)
    if tolerance_m is not None:
        layers = {name: simplified(layers[name], tolerance_m) for name in layers}
    built = _cut(layers, quantization)
    for name, frame in layers.items():
        _identify(name, built["objects"][name]["geometries"], list(frame.index))
    return {key: built[key] for key in ("type", "transform", "objects", "arcs")}


def simplified(frame: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """
    Drop the corners of less than about ``tolerance_m`` squared, borders staying shared.

    Visvalingam–Whyatt over the coverage (``shapely.coverage_simplify``), in an
    equal-area projection; the frame comes back in its own CRS.
    """
    projected = frame.geometry.to_crs(EQUAL_AREA)
    outlines = shapely.coverage_simplify(projected.to_numpy(), tolerance_m)
    smaller = gpd.GeoSeries(outlines, index=frame.index, crs=EQUAL_AREA)
    return frame.set_geometry(smaller.to_crs(frame.crs))


def encode(topology: Mapping[str, Any]) -> bytes:
    """Return compact UTF-8 JSON: the same topology always gives the same bytes."""
    text = json.dumps(
        topology,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return text.encode("utf-8")


def _check(name: str, frame: gpd.GeoDataFrame) -> None:
    if frame.empty or frame.crs is None or not frame.index.is_unique:
        reason = f"{name}: needs features with a CRS and identifiers of their own"
        raise InvalidInputError(reason)
    polygonal = frame.geom_type.isin(["Polygon", "MultiPolygon"])
    if wrong := [str(code) for code in frame.index[~polygonal | frame.is_empty]]:
        reason = f"{name}: no polygon for {', '.join(wrong)}"
        raise InvalidInputError(reason)


def _cut(layers: Mapping[str, gpd.GeoDataFrame], quantization: int) -> dict[str, Any]:
    """Cut all borders into arcs; a feature is identified by its position."""
    from topojson.core.topology import Topology  # build time only: slow to import

    cut: dict[str, Any] = Topology(
        [frame.reset_index(drop=True) for frame in layers.values()],
        object_name=list(layers),
        prequantize=quantization,
        ignore_index=True,
    ).to_dict()
    return cut


def _identify(name: str, geometries: list[dict[str, Any]], identifiers: list[str]) -> None:
    """Put the caller's identifiers in place of positions, which must be in order."""
    if [geometry["id"] for geometry in geometries] != list(range(len(identifiers))):
        reason = f"{name}: features were lost or moved while the arcs were cut"
        raise InvalidInputError(reason)
    for geometry, identifier in zip(geometries, identifiers, strict=True):
        geometry["id"] = identifier
