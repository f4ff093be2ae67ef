"""The communes of a territory on the atlas's own map, and where another contract is too."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import geopandas as gpd
import polars as pl

from cls_dash.domain.districts import PARENTS
from cls_dash.ingest.dataset.map_assets import map_assets
from cls_dash.page.draw.paper.parts import map_of
from cls_dash.page.draw.paper.pictures import map_svg
from cls_dash.render import maps, palette
from cls_dash.terms import CREDITS
from cls_dash.wording import counted

NAMED: Final = 8
"""Main towns whose name is written."""
AROUND_DEG: Final = 0.3
OURS: Final = "territory"
ALONE, SHARED = "Dans ce seul territoire", "Déjà dans un autre contrat"


def perimeter_svg(
    name: str, geography: Mapping[str, Any], codes: Collection[str], shared: Collection[str]
) -> str:
    """
    Draw the communes of a territory.

    Parameters
    ----------
    name
        Of the territory.
    geography
        As :func:`~cls_dash.ingest.geography.reference.geography_for` gives it, with the
        *arrondissements* of the cities that the territory names some of.
    codes
        Of its communes.
    shared
        Those of them that are in another territory too.
    """
    communes: gpd.GeoDataFrame = geography["communes"]
    members = communes.loc[sorted(codes)]
    west, south, east, north = members.total_bounds
    near = communes.cx[
        west - AROUND_DEG : east + AROUND_DEG, south - AROUND_DEG : north + AROUND_DEG
    ]
    cities = {PARENTS[code] for code in codes if code in PARENTS}
    here = communes.loc[sorted({*near.index, *members.index} - cities)]
    perimeter = pl.DataFrame({"territory": OURS, "commune": [*members.index]})
    territory = pl.DataFrame({"slug": [OURS], "short_name": [name]})
    assets = map_assets(
        here, geography["departements"], perimeter, territory, epci=geography["epci"]
    )
    asset = assets.filter(name=OURS)["body"].item()
    return map_svg(map_of(asset, _values(name, members, shared)), (f"{name}. {CREDITS}",)).decode()


def _values(name: str, members: gpd.GeoDataFrame, shared: Collection[str]) -> maps.Values:
    marks = "".join("1" if code in shared else "0" for code in members.index)
    colours = (palette.SEQUENTIAL[1], palette.ACCENT)
    both = [
        maps.LegendClass(colour, label, counted(marks.count(mark), "commune"))
        for mark, colour, label in zip("01", colours, (ALONE, SHARED), strict=True)
        if mark in marks
    ]
    towns = members["population"].fillna(0).argsort()[::-1][:NAMED]
    return maps.Values(
        title=f"{name} : {counted(len(members), 'commune')}.",
        classes=marks,
        palette=colours,
        tips=(),
        legend=maps.Legend(title="Communes du territoire", classes=tuple(both)),
        labels=tuple(int(rank) for rank in towns),
    )
