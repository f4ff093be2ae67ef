"""Decoders of outlines, from what is written of their formats and nothing else."""

import gzip
import json
from itertools import accumulate

import geopandas as gpd
import numpy as np
import shapely


def lines(built):
    """The arcs as vertices of the grid of the whole Earth."""
    low = np.rint(np.divide(built["transform"]["translate"], built["transform"]["scale"]))
    return [np.cumsum(arc, axis=0) + low.astype(int) for arc in built["arcs"]]


def decoded_rings(built, name):
    """Decode with nothing but the TopoJSON specification: identifier, then its rings."""
    arcs = lines(built)

    def ring(indexes):
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indexes]
        return np.vstack([parts[0], *(part[1:] for part in parts[1:])])

    return {
        geometry["id"]: [
            [ring(indexes) for indexes in polygon]
            for polygon in (
                [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
            )
        ]
        for geometry in built["objects"][name]["geometries"]
    }


def decoded(built, name):
    step = built["transform"]["scale"][0]
    return {
        code: shapely.MultiPolygon(
            [(rings[0] * step, [hole * step for hole in rings[1:]]) for rings in polygons]
        )
        for code, polygons in decoded_rings(built, name).items()
    }


def unpacked(body):
    """Return the objects of a packed asset as frames of outlines, and all that it says."""
    told = json.loads(gzip.decompress(body))
    points = np.cumsum(np.reshape(told["steps"], (-1, 2)), axis=0) * told["scale"]
    arcs = np.split(points + told["translate"], np.cumsum(told["lengths"])[:-1])
    new = 0
    frames = {}
    for name, layer in told["objects"].items():
        outlines, rings, ring = [], [], []
        for use in layer["uses"]:
            if use == 1:
                ring.append(arcs[new])
                new += 1
            elif use:
                ring.append(arcs[new - use // 2][:: 1 if use % 2 else -1])
            elif ring:
                rings.append(np.vstack(ring))
                ring = []
            else:
                outlines.append(shapely.build_area(shapely.MultiLineString(rings)))
                rings = []
        frames[name] = gpd.GeoDataFrame(
            {"name": layer["names"]}, geometry=outlines, index=_codes(layer), crs="EPSG:4326"
        )
    return frames, told


def _codes(layer):
    if "ids" in layer:
        return layer["ids"]
    return [np.base_repr(number, 36).zfill(5) for number in accumulate(layer["codes"])]
