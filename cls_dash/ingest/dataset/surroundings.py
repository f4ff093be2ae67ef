"""What lies around a territory on its map: intercommunalities, main towns, départements."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely

MARGIN_DEG: Final = 0.25
TOWNS: Final = 6
"""Main towns around whose name is written."""
LEAST_PEOPLE: Final = 2_000
ROUGH_DEG: Final = 0.003
SEEN: Final = 0.1
"""Share of the frame's width under which what is seen of a place has no room for a name."""


class Around(NamedTuple):
    """What is drawn around a territory, and the names written there."""

    departements: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    """Intercommunalities, those of which every commune is known alone: column ``name``."""
    names: list[list[Any]]
    """Kind (``town``, ``epci`` or ``departement``), name, longitude and latitude."""


def around(
    part: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    departements: gpd.GeoDataFrame,
    epci: pd.DataFrame | None,
) -> Around:
    """
    Return what lies around a territory.

    Parameters
    ----------
    part
        Its communes (EPSG:4326).
    communes
        All that are known, by code, with ``epci``, ``outlined``, and ``population`` where towns
        are to be named.
    departements
        ``name``, by code.
    epci
        ``name``, and ``communes``, how many each has, by SIREN.
    """
    frame = shapely.box(*part.total_bounds).buffer(MARGIN_DEG, join_style="mitre")
    others = communes[communes["outlined"] & ~communes.index.isin(part.index)]
    seen = others[others.intersects(frame)]
    near = departements.loc[departements.intersects(frame), ["name", "geometry"]]
    neighbours = _neighbours(seen["epci"], others, communes, epci)
    free = shapely.difference(frame, shapely.union_all(part.geometry.to_numpy()))
    # A département is named where no intercommunality is.
    left = shapely.difference(free, shapely.union_all(neighbours.geometry.to_numpy()))
    names = [*_named("epci", neighbours, free), *_named("departement", near, left)]
    return Around(near, neighbours, [*_towns(seen), *names])


def _neighbours(
    seen: pd.Series,
    others: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    epci: pd.DataFrame | None,
) -> gpd.GeoDataFrame:
    """Return the outlines of intercommunalities, less what of them is in the territory."""
    if epci is None or "communes" not in epci:
        return others.iloc[:0][["name", "geometry"]]
    known = communes.loc[communes["outlined"], "epci"].value_counts()
    # The outline of part of its communes would be mistaken for its own.
    whole = known.index[known == epci["communes"].reindex(known.index)]
    members = others[others["epci"].isin(seen.dropna().unique()) & others["epci"].isin(whole)]
    groups = list(members.groupby("epci"))
    outlines = [shapely.coverage_union_all(group.geometry.to_numpy()) for _, group in groups]
    codes = [code for code, _ in groups]
    # Drawn light, and rougher than communes: their borders stay shared.
    outlines = list(shapely.coverage_simplify(outlines, ROUGH_DEG)) if groups else outlines
    return gpd.GeoDataFrame(
        {"name": epci["name"].reindex(codes).to_list()},
        geometry=outlines, index=pd.Index(codes, dtype=object), crs=others.crs,
    )  # fmt: skip


def _towns(seen: gpd.GeoDataFrame) -> Iterator[list[Any]]:
    if "population" not in seen:
        return
    people = seen["population"].astype(float)
    for code in people[people >= LEAST_PEOPLE].nlargest(TOWNS).index:
        town = seen.loc[code]
        yield ["town", town["name"], float(town["longitude"]), float(town["latitude"])]


def _named(kind: str, places: gpd.GeoDataFrame, free: shapely.Geometry) -> Iterator[list[Any]]:
    """Put each name where most of what is seen of its place is, if there is room for it."""
    west, _, east, _ = free.bounds
    for name, outline in zip(places["name"], places.geometry, strict=True):
        # What only touches is a line or a point: there is no room in it.
        pieces = shapely.get_parts(shapely.intersection(outline, free))
        shown = [piece for piece in pieces if isinstance(piece, shapely.Polygon) and piece.area]
        if not shown:
            continue
        circle = shapely.maximum_inscribed_circle(max(shown, key=shapely.area), tolerance=0.005)
        if 2 * circle.length >= SEEN * (east - west):
            yield [kind, name, *shapely.get_coordinates(circle)[0].tolist()]
