"""The maps of the country: of each département and region, and of all of France."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import polars as pl
import shapely
from numpy.typing import NDArray

from cls_dash.ingest.dataset.assets import (
    COLLECTIVITIES,
    POINT,
    Asset,
    Names,
    asset_of,
    background,
    names_of,
)
from cls_dash.ingest.dataset.generalised import (
    DETAIL_STEP,
    OVERVIEW_STEP,
    detailed,
    mended,
    overview,
)

SQUARE_DEG: Final = 0.01
"""Half the side of the square that stands for a commune without outline, where none is near."""
UNSEEN_STEPS: Final = 1.5
"""
The same, in steps of the grid, for one whose land is still drawn as that of another: it has a
place in the order of areas, and nothing that could be taken for it.
"""
SQUARES_A_ROW: Final = 7


class Country(NamedTuple):
    """What is drawn whatever the territories are."""

    detail: gpd.GeoDataFrame
    """Communes by code (EPSG:4326), drawn for the map of a part of France; ``outlined`` says
    which have an outline."""
    assets: pl.DataFrame
    """``name``, ``digest`` and ``body``, as :class:`~cls_dash.ingest.dataset.assets.Asset`."""


def country_of(
    communes: gpd.GeoDataFrame, departements: gpd.GeoDataFrame, epci: pd.DataFrame | None
) -> Country:
    """Draw the communes and the maps of the country; parameters are those of ``map_assets``."""
    names = names_of(departements, epci)
    communes = _located(communes.sort_index())
    outlines = mended(communes)
    detail = _drawn(communes, detailed(outlines), DETAIL_STEP)
    parts = {
        f"{level}:{code}": part
        for level in ("departement", "region")
        for code, part in detail.groupby(level)
    }
    assets = [
        asset_of(name, part, names, layers={"context": background(part, departements)})
        for name, part in parts.items()
    ]
    whole = _drawn(communes, overview(outlines), OVERVIEW_STEP)
    assets.append(_france(whole, names, assets, parts))
    return Country(detail, pl.DataFrame(assets, schema=list(Asset._fields), orient="row"))


def to_tables(country: Country) -> dict[str, pl.DataFrame]:
    """Return a country as tables to keep, geometries as WKB."""
    detail = country.detail
    rows = pl.from_pandas(pd.DataFrame(detail.drop(columns="geometry")).reset_index())
    shapes = pl.Series("geometry", shapely.to_wkb(detail.geometry.to_numpy()), pl.Binary)
    return {"detail": rows.with_columns(shapes), "assets": country.assets}


def from_tables(tables: Mapping[str, pl.DataFrame]) -> Country:
    """Return the country that :func:`to_tables` gave."""
    detail = tables["detail"]
    rows = detail.drop("geometry").to_pandas().set_index("code")
    shapes = shapely.from_wkb(detail["geometry"].to_numpy())
    return Country(gpd.GeoDataFrame(rows, geometry=shapes, crs=4326), tables["assets"])


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


def _covered(points: NDArray[np.object_], outlines: gpd.GeoSeries) -> NDArray[np.bool_]:
    """Say which points lie in an outline."""
    covered = np.zeros(len(points), dtype=bool)
    covered[shapely.STRtree(outlines.dropna().to_numpy()).query(points, "within")[0]] = True
    return covered


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
    return asset_of("france", light, names, step_deg=OVERVIEW_STEP, details=details)
