"""The geometry of each map, made once: what the browser fetches and keeps."""

import gzip
from collections.abc import Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import polars as pl
import shapely
from numpy.typing import NDArray

from cls_dash.domain.regions import REGIONS
from cls_dash.ingest.dataset.generalised import (
    DETAIL_STEP,
    OVERVIEW_STEP,
    detailed,
    mended,
    overview,
)
from cls_dash.ingest.dataset.surroundings import MARGIN_DEG, around
from cls_dash.render.packing import packed
from cls_dash.render.topology import encode, topology

SQUARE_DEG: Final = 0.01
"""Half the side of the square that stands for a commune without outline, where none is near."""
UNSEEN_STEPS: Final = 1.5
"""
The same, in steps of the grid, for one whose land is still drawn as that of another: it has a
place in the order of areas, and nothing that could be taken for it.
"""
SQUARES_A_ROW: Final = 7

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


def map_assets(
    communes: gpd.GeoDataFrame,
    departements: gpd.GeoDataFrame,
    perimeters: pl.DataFrame,
    territories: pl.DataFrame,
    *,
    epci: pd.DataFrame | None = None,
) -> pl.DataFrame:
    """
    Make the geometry of each map.

    One per territory, named by its slug, one of all ``territories``, one per département
    (``departement:63``) and region (``region:84``), and ``france``, coarser, of all communes.

    Parameters
    ----------
    communes
        All that are known, by code (EPSG:4326); outlines and chief points may be missing.
    departements
        Background of maps, by code (EPSG:4326): ``name``.
    perimeters
        ``territory`` and ``commune``.
    territories
        ``slug`` and ``short_name``.
    epci
        ``name``, and ``communes``, how many each has, by SIREN. What nobody named is called by
        its code.

    Returns
    -------
    DataFrame
        Columns ``name``, ``digest`` and ``body`` (gzip; see
        :mod:`cls_dash.render.packing`). Areas are in the order of their code or slug:
        values are sent in that order. Foreign members: ``groups``, the EPCI, département
        and region of each area; ``frames``, boxes of the places that lie oceans apart,
        that of most areas first; ``around``, names written around a territory; and for France
        ``details``, digest and box of each département.
    """
    names = _names(departements, epci)
    communes = _located(communes.sort_index())
    outlines = mended(communes)
    detail = _drawn(communes, detailed(outlines), DETAIL_STEP)
    parts = _parts(detail, perimeters)
    own = set(territories["slug"])
    assets = [
        _territory(name, part, detail, departements, epci, names)
        if name in own
        else _asset(name, part, names, layers={"context": _around(part, departements)})
        for name, part in parts.items()
    ]
    whole = _dissolved(parts, dict(territories.select("slug", "short_name").iter_rows()))
    behind = {"context": _around(whole, departements)}
    assets.append(_asset("territories", whole, names, layers=behind, groups={}))
    assets.append(
        _france(_drawn(communes, overview(outlines), OVERVIEW_STEP), names, assets, parts)
    )
    return pl.DataFrame(sorted(assets), schema=list(Asset._fields), orient="row")


def _names(departements: pd.DataFrame, epci: pd.DataFrame | None) -> Names:
    overseas = {code: name for code, (name, _, _) in COLLECTIVITIES.items()}
    return {
        "epci": {} if epci is None else epci["name"].to_dict(),
        "departement": overseas | departements["name"].to_dict(),
        "region": overseas | dict(REGIONS),
    }


def _located(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Give a point to the communes that have none, side by side so that each can be seen.

    Around the middle of their EPCI, else of their collectivity.
    """
    points, lost = communes[POINT].astype(float), communes[POINT].isna().any(axis=1)
    middle = points.groupby(communes["epci"]).transform("mean")
    place = communes["departement"].map(COLLECTIVITIES).astype(object)
    for rank, axis in enumerate(POINT, start=1):
        overseas = place.str[rank].astype(float)
        middle[axis] = middle[axis].fillna(overseas).fillna(points[axis].mean())
    near = communes.loc[lost, "epci"].fillna(communes["departement"])
    row, column = np.divmod(near.groupby(near).cumcount().to_numpy(), SQUARES_A_ROW)
    points[lost] = middle[lost] + 3 * SQUARE_DEG * np.column_stack([column, -row])
    return communes.assign(**points)


def _drawn(
    communes: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame, step_deg: float
) -> gpd.GeoDataFrame:
    """
    Draw the communes by these outlines, by a square where there is none.

    Column ``outlined`` says which have one.
    """
    east, north = communes["longitude"], communes["latitude"]
    drawn = outlines.geometry.to_crs(communes.crs).reindex(communes.index)
    half = np.where(
        _covered(shapely.points(east, north), drawn), UNSEEN_STEPS * step_deg, SQUARE_DEG
    )
    squares = shapely.box(east - half, north - half, east + half, north + half)
    instead = gpd.GeoSeries(squares, index=communes.index, crs=communes.crs)
    outlined = drawn.notna()
    return communes.set_geometry(drawn.fillna(instead)).assign(outlined=outlined)


def _parts(areas: gpd.GeoDataFrame, perimeters: pl.DataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Return the communes of each territory, département and region."""
    communes = pl.col("commune").unique().sort()
    members = perimeters.group_by("territory").agg(communes).sort("territory")
    parts = {slug: areas.loc[codes] for slug, codes in members.iter_rows()}
    for level in ("departement", "region"):
        parts |= {f"{level}:{code}": part for code, part in areas.groupby(level)}
    return parts


def _dissolved(parts: Mapping[str, gpd.GeoDataFrame], names: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Return one area a territory, in the département where most of its communes are."""
    parts = {slug: part for slug, part in parts.items() if slug in names}
    outlines = [_union(part) for part in parts.values()]
    points = shapely.point_on_surface(outlines)
    return gpd.GeoDataFrame(
        {
            "name": [names[slug] for slug in parts],
            "longitude": shapely.get_x(points),
            "latitude": shapely.get_y(points),
            "departement": [part["departement"].mode().get(0) for part in parts.values()],
        },
        index=pd.Index(parts),
        geometry=outlines,
        crs=next(iter(parts.values())).crs,
    )


def _covered(points: NDArray[np.object_], outlines: gpd.GeoSeries) -> NDArray[np.bool_]:
    """Say which points lie in an outline."""
    covered = np.zeros(len(points), dtype=bool)
    covered[shapely.STRtree(outlines.dropna().to_numpy()).query(points, "within")[0]] = True
    return covered


def _union(part: gpd.GeoDataFrame) -> shapely.Geometry:
    """Return the outline of a part; squares lie over outlines, and count where there is none."""
    outlined = part.geometry[part["outlined"]].to_numpy()
    if len(outlined):
        return shapely.coverage_union_all(outlined)
    return shapely.union_all(part.geometry.to_numpy())


def _around(areas: gpd.GeoDataFrame, departements: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    west, south, east, north = areas.total_bounds
    margin = MARGIN_DEG
    box = shapely.box(west - margin, south - margin, east + margin, north + margin)
    return departements.loc[departements.intersects(box), ["name", "geometry"]]


def _territory(
    name: str,
    part: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    departements: gpd.GeoDataFrame,
    epci: pd.DataFrame | None,
    names: Names,
) -> Asset:
    found = around(part, communes, departements, epci)
    layers = {"context": found.departements}
    if len(found.neighbours):
        layers["neighbours"] = found.neighbours
    told = [[kind, called, round(x, 4), round(y, 4)] for kind, called, x, y in found.names]
    return _asset(name, part, names, layers=layers, around=told)


def _france(
    areas: gpd.GeoDataFrame,
    names: Names,
    assets: Sequence[Asset],
    parts: Mapping[str, gpd.GeoDataFrame],
) -> Asset:
    details = [
        [asset.digest, *parts[asset.name].total_bounds.round(4).tolist()]
        for asset in assets
        if asset.name.startswith("departement:")
    ]
    light = areas.drop(columns=POINT)
    return _asset("france", light, names, step_deg=OVERVIEW_STEP, details=details)


def _asset(
    name: str,
    areas: gpd.GeoDataFrame,
    names: Names,
    *,
    layers: Mapping[str, gpd.GeoDataFrame] = MappingProxyType({}),
    step_deg: float = DETAIL_STEP,
    **members: object,
) -> Asset:
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
