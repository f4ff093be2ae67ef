"""
The *arrondissements* of Paris, Lyon and Marseille: files of their own beside the communes'.

Whoever counts communes never reads them; a territory that names some has them as its places.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from cls_dash.domain import districts
from cls_dash.ingest.dataset.tables import read_csv_file
from cls_dash.ingest.geography.france import decoded, located
from cls_dash.ingest.geography.outlines import read_outlines_file, write_outlines
from cls_dash.ingest.geography.packages import Packages, read_district_outlines, read_divisions
from cls_dash.ingest.problems import InvalidDatasetError

NAME: Final = "arrondissements"
POPULATION_YEAR: Final = 2023
"""Census of ``population`` in ``communes.json`` of the divisions 6.0.0: legal on 1 January 2026."""
COLUMNS: Final = (
    "name", "departement", "region", "population", "population_year",
    "longitude", "latitude", "point_kind",
)  # fmt: skip


def write_districts(packages: Packages, folder: Path) -> None:
    """Write ``arrondissements.csv`` and ``arrondissements.geojson`` into ``folder``, by code."""
    records = pd.DataFrame.from_records(read_divisions(packages.divisions, "communes"))
    ours = records[records["code"].isin(list(districts.PARENTS))].set_index("code").sort_index()
    counted = ours["population"] if "population" in ours else pd.Series(None, ours.index)
    rows = pd.DataFrame(
        {
            "name": ours["nom"],
            "departement": ours["departement"],
            "region": ours["region"],
            "population": counted.astype("Int64"),
            "population_year": pd.Series(POPULATION_YEAR, ours.index, dtype="Int64"),
        }
    )
    published = read_district_outlines(packages)
    drawn = located(
        rows,
        outlines=decoded(published["geometry"]),
        town_halls=decoded(published["mairie_localisation"]),
    )
    folder.mkdir(parents=True, exist_ok=True)
    table = drawn[list(COLUMNS)]
    table.to_csv(folder / f"{NAME}.csv", index_label="code", lineterminator="\n")
    write_outlines(drawn.geometry.dropna(), folder / f"{NAME}.geojson")


def read_districts(data: Path) -> gpd.GeoDataFrame:
    """
    Return those of a dataset by code (EPSG:4326), with ``parent``; none where it lacks the file.

    Raises
    ------
    InvalidDatasetError
        If a file is wrong.
    """
    folder = data / "geography"
    if not (folder / f"{NAME}.csv").is_file():
        return gpd.GeoDataFrame({"parent": []}, geometry=[], crs="EPSG:4326")
    file = read_csv_file(folder, f"{NAME}.csv", NAME)
    if problems := file.judged():
        raise InvalidDatasetError(problems)
    rows = file.rows().to_pandas().set_index("code")
    whole = rows.astype({"population": "Int64", "population_year": "Int64"})
    outlines = read_outlines_file(folder / f"{NAME}.geojson").reindex(whole.index)
    parents = pd.Series(districts.PARENTS).reindex(whole.index)
    return gpd.GeoDataFrame(whole.assign(parent=parents), geometry=outlines)


def parts_of(data: Path, communes: gpd.GeoDataFrame, cities: Collection[str]) -> gpd.GeoDataFrame:
    """
    Return those of some cities, with ``parent`` and all that communes have.

    Each is in the intercommunality of its city.
    """
    every = read_districts(data)
    ours = every[every["parent"].isin(list(cities))]
    above = communes.reindex(ours["parent"]).set_axis(ours.index)
    lacking = [name for name in communes.columns if name not in ours.columns]
    return gpd.GeoDataFrame(ours.assign(**{name: above[name] for name in lacking}))


def with_parts(data: Path, communes: gpd.GeoDataFrame, codes: Collection[str]) -> gpd.GeoDataFrame:
    """Return communes, and after them the *arrondissements* of the cities that codes name."""
    cities = {districts.PARENTS[code] for code in codes if code in districts.PARENTS}
    if not cities:
        return communes
    parts = parts_of(data, communes, cities)[list(communes.columns)]
    return gpd.GeoDataFrame(pd.concat([communes, parts.astype(communes.dtypes)]))


def whole(codes: Collection[str]) -> list[str]:
    """Return codes of communes, those of *arrondissements* being those of their city, sorted."""
    return sorted({districts.PARENTS.get(code, code) for code in codes})
