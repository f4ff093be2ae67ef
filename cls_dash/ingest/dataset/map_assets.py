"""The geometry of each map, made once: what the browser fetches and keeps."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import polars as pl
import shapely

from cls_dash.ingest.dataset.assets import Asset, Names, asset_of, background, names_of
from cls_dash.ingest.dataset.country_maps import Country, country_of
from cls_dash.ingest.dataset.surroundings import around


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
    country = country_of(communes, departements, epci)
    return with_territories(country, departements, perimeters, territories, epci=epci)


def with_territories(
    country: Country,
    departements: gpd.GeoDataFrame,
    perimeters: pl.DataFrame,
    territories: pl.DataFrame,
    *,
    epci: pd.DataFrame | None = None,
    districts: gpd.GeoDataFrame | None = None,
) -> pl.DataFrame:
    """
    Return the maps of a country and those of the territories in it: see :func:`map_assets`.

    ``districts`` are *arrondissements*, with ``parent``, which no map of the country draws: as
    published, for they have few corners.
    """
    names, detail = names_of(departements, epci), country.detail
    if districts is not None and len(districts):
        # On a map, «Lyon 3e» says it all.
        short = districts["name"].str.removesuffix(" Arrondissement")
        parts_of_cities = districts.assign(outlined=True, name=short)
        detail = gpd.GeoDataFrame(pd.concat([detail, parts_of_cities]))
    known = dict(territories.select("slug", "short_name").iter_rows())
    parts = {slug: part for slug, part in _parts(detail, perimeters).items() if slug in known}
    assets = [
        _territory(name, part, _seen(detail, part), departements, epci, names)
        for name, part in parts.items()
    ]
    whole = _dissolved(parts, known)
    behind = {"context": background(whole, departements)}
    assets.append(asset_of("territories", whole, names, layers=behind, groups={}))
    own = pl.DataFrame(assets, schema=list(Asset._fields), orient="row")
    return pl.concat([country.assets, own]).sort("name")


def _parts(areas: gpd.GeoDataFrame, perimeters: pl.DataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Return the communes of each territory."""
    communes = pl.col("commune").unique().sort()
    members = perimeters.group_by("territory").agg(communes).sort("territory")
    return {slug: areas.loc[codes] for slug, codes in members.iter_rows()}


def _seen(areas: gpd.GeoDataFrame, part: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas around a territory: a city, or its *arrondissements* if it has some."""
    if "parent" not in areas:
        return areas
    cities = set(part["parent"].dropna())
    whole = areas["parent"].isna() & ~areas.index.isin(cities)
    return areas[whole | areas["parent"].isin(cities)]


def _dissolved(parts: Mapping[str, gpd.GeoDataFrame], names: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Return one area a territory, in the département where most of its communes are."""
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


def _union(part: gpd.GeoDataFrame) -> shapely.Geometry:
    """Return the outline of a part; squares lie over outlines, and count where there is none."""
    outlined = part.geometry[part["outlined"]].to_numpy()
    if len(outlined):
        return shapely.coverage_union_all(outlined)
    return shapely.union_all(part.geometry.to_numpy())


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
    return asset_of(name, part, names, layers=layers, around=told)
