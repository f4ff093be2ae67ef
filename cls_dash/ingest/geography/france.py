"""All of France in memory: the present communes, what they belong to, where they are."""

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from cls_dash.ingest.geography.outlines import on_grid
from cls_dash.ingest.geography.packages import read_divisions

POPULATION_YEAR = 2022
"""Census of ``populationMunicipale`` in ``epci.json`` of the divisions 6.0.0."""

TABLES: Final = {
    "communes": (
        "name",
        "epci",
        "departement",
        "region",
        "population",
        "population_year",
        "longitude",
        "latitude",
        "point_kind",
    ),
    "epci": ("name", "population", "communes"),
    "departements": ("name", "region", "region_name"),
    "around": ("longitude", "latitude"),
}
"""Columns of the reference geography, by table, the key left out."""


def read_communes(divisions: Path) -> pd.DataFrame:
    """
    Return the present communes of the divisions' archive, by INSEE code, sorted.

    Columns ``name``, ``epci`` (SIREN, missing for the communes of no EPCI),
    ``epci_name``, ``departement``, ``departement_name``, ``region``, ``region_name``,
    ``population`` (inhabitants, *population municipale*; missing without an EPCI, since
    it comes with the members) and ``population_year``.
    """
    records = pd.DataFrame.from_records(read_divisions(divisions, "communes"))
    present = records[records["type"] == "commune-actuelle"].set_index("code")
    return (
        present[["departement", "region"]]
        .join(present["nom"].rename("name"))
        .join(_members(divisions))
        .join(_names(divisions, "departements", "departement_name"), on="departement")
        .join(_names(divisions, "regions", "region_name"), on="region")
        .sort_index()
    )


def located(
    communes: pd.DataFrame,
    *,
    outlines: pd.Series,
    town_halls: pd.Series | None = None,
    towns: pd.Series | None = None,
) -> gpd.GeoDataFrame:
    """
    Give communes their outline and their chief point.

    Parameters
    ----------
    communes
        What :func:`read_communes` returns.
    outlines, town_halls
        Geometries (EPSG:4326) by INSEE code; codes of no commune are left out.
    towns
        What :func:`post_towns` returns.

    Returns
    -------
    geopandas.GeoDataFrame
        The columns of ``communes``; ``geometry`` (EPSG:4326, on a grid of 1e-5 degree,
        about 1 m, or missing); ``longitude`` and ``latitude`` of the chief point
        (degrees) and ``point_kind``:

        - ``town_hall``: the town hall, which lies in the outline;
        - ``representative``: a point of the outline, the town hall being unknown or
          outside it;
        - ``unchecked``: the town hall of a commune that has no outline;
        - ``post_town``: the point of its post town, the commune having neither.
    """
    halls = pd.Series(dtype=object) if town_halls is None else town_halls
    shapes = on_grid(_aligned(outlines, communes.index))
    points = _chief_points(shapes, on_grid(_aligned(halls, communes.index)))
    points = points.set_index(communes.index)
    if towns is not None:
        points = _with_post_towns(points, towns)
    return gpd.GeoDataFrame(communes.join(points), geometry=shapes, crs="EPSG:4326")


def post_towns(divisions: Path, communes: pd.DataFrame) -> pd.Series:
    """
    Return the post town of each commune, by code: it stands for one that has no point.

    The most populous commune of the same postcode and EPCI. A commune that was restored from
    a merged one, whose outline is not published yet, mostly has the postcode of the town that
    it was merged with.
    """
    records = pd.DataFrame.from_records(read_divisions(divisions, "communes"))
    present = records[records["type"] == "commune-actuelle"].set_index("code")
    postcodes = present["codesPostaux"].explode().dropna().rename("postcode")
    known = communes[["epci", "population"]].dropna().join(postcodes, how="inner")
    known = known.rename_axis("code").reset_index()
    ranked = known.sort_values(["population", "code"], ascending=[False, True])
    first = ranked.drop_duplicates(["epci", "postcode"]).rename(columns={"code": "town"})
    both = ranked.merge(first[["epci", "postcode", "town"]], on=["epci", "postcode"])
    return both.drop_duplicates("code").set_index("code")["town"]


def _with_post_towns(points: pd.DataFrame, towns: pd.Series) -> pd.DataFrame:
    lost = points.index[points["longitude"].isna()].intersection(towns.index)
    theirs = points.reindex(towns[lost]).set_axis(lost)
    theirs = theirs[theirs["longitude"].notna()].assign(point_kind="post_town")
    return pd.concat([points.drop(theirs.index), theirs]).reindex(points.index)


def decoded(wkb: pd.Series) -> pd.Series:
    """Return the geometries of hexadecimal WKB; missing stays missing."""
    texts = wkb.astype(object)
    shapes = shapely.from_wkb(texts.where(texts.notna(), None).to_numpy(dtype=object))
    return pd.Series(shapes, index=wkb.index, dtype=object)


def epci_of(communes: pd.DataFrame) -> pd.DataFrame:
    """Return ``name``, ``population`` and number of ``communes`` of each EPCI, by SIREN."""
    rows = communes.groupby("epci").agg(
        name=("epci_name", "first"),
        population=("population", "sum"),
        communes=("name", "size"),
    )
    return rows.astype({"communes": "Int64"})


def departements_of(communes: pd.DataFrame) -> pd.DataFrame:
    """Return ``name``, ``region`` and ``region_name`` of each département, by code."""
    return communes.groupby("departement").agg(
        name=("departement_name", "first"),
        region=("region", "first"),
        region_name=("region_name", "first"),
    )


def _members(divisions: Path) -> pd.DataFrame:
    rows = [
        {
            "code": member["code"],
            "epci": group["code"],
            "epci_name": group["nom"],
            "population": member["populationMunicipale"],
            "population_year": POPULATION_YEAR,
        }
        for group in read_divisions(divisions, "epci")
        for member in group["membres"]
    ]
    counts = {"population": "Int64", "population_year": "Int64"}
    return pd.DataFrame.from_records(rows).astype(counts).set_index("code")


def _names(divisions: Path, level: str, column: str) -> pd.Series:
    records = read_divisions(divisions, level)
    return pd.Series({record["code"]: record["nom"] for record in records}, name=column)


def _aligned(shapes: pd.Series, index: pd.Index) -> NDArray[np.object_]:
    # A missing geometry is None for shapely, not the NaN of a reindexed series.
    found = shapes.astype(object).reindex(index)
    values: NDArray[np.object_] = found.where(found.notna(), None).to_numpy(dtype=object)
    return values


def _chief_points(outlines: NDArray[np.object_], town_halls: NDArray[np.object_]) -> pd.DataFrame:
    """Return one point per commune in degrees, and what it is."""
    inside = shapely.covers(outlines, town_halls)
    outlined = ~shapely.is_missing(outlines)
    points = np.where(outlined & ~inside, on_grid(shapely.point_on_surface(outlines)), town_halls)
    kinds = np.select(
        [inside, outlined, ~shapely.is_missing(town_halls)],
        ["town_hall", "representative", "unchecked"],
        default="",
    )
    return pd.DataFrame(
        {
            "longitude": shapely.get_x(points),
            "latitude": shapely.get_y(points),
            "point_kind": pd.Series(kinds, dtype="str").replace("", None),
        }
    )
