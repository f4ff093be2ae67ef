"""The geometry of one map: what the browser fetches under its digest, and keeps."""

import gzip
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely

from cls_dash.domain.regions import REGIONS
from cls_dash.ingest.dataset.generalised import DETAIL_STEP
from cls_dash.ingest.dataset.surroundings import MARGIN_DEG
from cls_dash.render.packing import packed
from cls_dash.render.topology import encode, topology

LEVELS: Final = ("epci", "departement", "region")
POINT: Final = ["longitude", "latitude"]
METROPOLE: Final = "Métropole"
OVERSEAS: Final = "97"
"""From this code on, each département or collectivity is a place of its own."""
COLLECTIVITIES: Final = {
    "975": ("Saint-Pierre-et-Miquelon", -56.3, 46.9),
    "977": ("Saint-Barthélemy", -62.83, 17.9),
    "978": ("Saint-Martin", -63.06, 18.08),
    "984": ("Terres australes et antarctiques françaises", 69.5, -49.3),
    "986": ("Wallis-et-Futuna", -176.2, -13.28),
    "987": ("Polynésie française", -149.4, -17.7),
    "988": ("Nouvelle-Calédonie", 165.5, -21.3),
    "989": ("Île de Clipperton", -109.22, 10.3),
}
"""
Name and rough place (longitude, latitude) of those whose communes have no point in the
reference geography. Their codes are both those of a département and of a region.
"""

Names = Mapping[str, Mapping[str, str]]
"""Names of EPCI, départements and regions: by level, then by code."""


class Asset(NamedTuple):
    """The geometry of a map: gzipped, under the digest that is its address."""

    name: str
    digest: str
    body: bytes


def names_of(departements: pd.DataFrame, epci: pd.DataFrame | None) -> Names:
    """Return the names of EPCI, départements and regions, by level and code."""
    overseas = {code: name for code, (name, _, _) in COLLECTIVITIES.items()}
    return {
        "epci": {} if epci is None else epci["name"].to_dict(),
        "departement": overseas | departements["name"].to_dict(),
        "region": overseas | dict(REGIONS),
    }


def background(areas: gpd.GeoDataFrame, departements: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the départements that are seen behind areas: ``name`` and their outline."""
    west, south, east, north = areas.total_bounds
    margin = MARGIN_DEG
    box = shapely.box(west - margin, south - margin, east + margin, north + margin)
    return departements.loc[departements.intersects(box), ["name", "geometry"]]


def asset_of(
    name: str,
    areas: gpd.GeoDataFrame,
    names: Names,
    *,
    layers: Mapping[str, gpd.GeoDataFrame] = MappingProxyType({}),
    step_deg: float = DETAIL_STEP,
    **members: object,
) -> Asset:
    """
    Pack the geometry of a map.

    Parameters
    ----------
    name
        Of the map.
    areas
        What it colours, by code (EPSG:4326): ``name``, ``geometry`` and, where it has them,
        a point and the levels above.
    names
        Of what is above.
    layers
        What is drawn beside them, by the name of the layer.
    step_deg
        Grid of its coordinates, in degrees.
    **members
        What else it says.
    """
    about = areas[["name", *areas.columns.intersection(POINT), "geometry"]].round(5)
    drawn = {"areas": about, **layers}
    # Named, for a region that is one département must not share its digest.
    told = {"name": name, "groups": _groups(areas, names), "frames": _frames(areas, names)}
    members = told | members
    body = encode(packed(topology(drawn, step_deg=step_deg, members=members)))
    # mtime=0: the same geometry gives the same bytes.
    return Asset(name, sha256(body).hexdigest()[:16], gzip.compress(body, 9, mtime=0))


def _groups(areas: gpd.GeoDataFrame, names: Names) -> dict[str, dict[str, list[Any]]]:
    """Return what holds the areas: of each level, the codes in order, and each area's rank."""
    groups = {}
    for level in areas.columns.intersection(LEVELS, sort=False):
        rank, codes = pd.factorize(areas[level], sort=True)
        called = [names[level].get(code, code) for code in codes]
        groups[level] = {"codes": list(codes), "names": called, "of": rank.tolist()}
    return groups


def _frames(areas: gpd.GeoDataFrame, names: Names) -> list[dict[str, Any]]:
    """
    Return the boxes of the places that lie oceans apart, that of most areas first.

    Those of which no outline is published come only when there is nothing else.
    """
    departement = areas["departement"].fillna("")
    place = departement.where(departement >= OVERSEAS, "")
    edges = {"minx": "min", "miny": "min", "maxx": "max", "maxy": "max"}
    boxes = areas.bounds.groupby(place).agg(edges)
    called = {"": METROPOLE, **names["departement"]}
    ranked = sorted(boxes.index, key=lambda code: (-(place == code).sum(), code))
    drawn = [code for code in ranked if code not in COLLECTIVITIES] or ranked
    return [
        {"name": called.get(code, code), "box": boxes.loc[code].round(4).tolist()} for code in drawn
    ]
