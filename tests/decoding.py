"""Decoders of outlines: TopoJSON as it is specified, packed assets as the browser reads them."""

import gzip
import json
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tests.node import SCRIPTS, node


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
    """Return the objects of a packed asset as the map's own script reads them, and all it says."""
    text = gzip.decompress(body).decode()
    return {name: _frame(areas) for name, areas in _read(text).items()}, json.loads(text)


@cache
def _read(text):
    ended = node(SCRIPTS / "unpack.js", input=text)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def _frame(areas):
    frame = pd.DataFrame(areas, columns=["id", "name", "longitude", "latitude", "rings"])
    outlines = [shapely.build_area(shapely.MultiLineString(rings)) for rings in frame.pop("rings")]
    return gpd.GeoDataFrame(frame.set_index("id"), geometry=outlines, crs="EPSG:4326")
