"""Figures that the reference geography gives by itself: how many inhabitants by km²."""

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import polars as pl

from cls_dash.domain.regions import REGIONS
from cls_dash.render.topology import EQUAL_AREA

DENSITY: Final = "population_density"
SOURCE: Final = "cog-2026"
KM2: Final = 1e6
DECIMALS: Final = 1


def densities(
    communes: gpd.GeoDataFrame,
    names: Mapping[str, Mapping[str, str]],
    *,
    parts: gpd.GeoDataFrame | None = None,
    whole: bool,
) -> pl.DataFrame:
    """
    Return the inhabitants by km² of communes and of what they belong to, as observations.

    Municipal population over the area of the outline, generalised as published (EPSG:6933,
    an equal-area projection). A commune without outline or population has none, and is left
    out of both sides of the fraction of what holds it.

    Parameters
    ----------
    communes
        Reference geography (EPSG:4326), by code.
    names
        Of EPCI and départements, by code, under ``epci`` and ``departement``.
    parts
        *Arrondissements* that have theirs too, and are in nothing else: their commune is.
    whole
        Whether all communes of France are there: départements and regions need all theirs.
    """
    area = communes.geometry.to_crs(EQUAL_AREA).area / KM2
    known = communes[(area > 0) & communes["population"].notna()]
    levels = {"commune": known["name"].to_dict(), "epci": names["epci"]}
    if whole:
        levels |= {"departement": names["departement"], "region": REGIONS}
    columns = [level for level in levels if level != "commune"]
    sums = known[columns].assign(people=known["population"].astype(float), area=area[known.index])
    rows = pl.from_pandas(sums.rename_axis("commune").reset_index())
    year = str(known["population_year"].max())
    found = [_level(level, called, rows, year) for level, called in levels.items()]
    if parts is not None and len(parts):
        nowhere = parts.assign(epci=None, departement=None, region=None)
        found.append(densities(nowhere, {"epci": {}}, whole=False))
    return pl.concat(found)


def _level(level: str, names: Mapping[str, str], rows: pl.DataFrame, year: str) -> pl.DataFrame:
    place = pl.col(level).cast(pl.String)
    sums = rows.drop_nulls(level).group_by(level).agg(pl.col("people", "area").sum()).sort(level)
    nothing = pl.lit(None, pl.Float64)
    return sums.select(
        indicator=pl.lit(DENSITY),
        level=pl.lit(level),
        geography=place,
        name=place.replace_strict(names, default="", return_dtype=pl.String),
        year=pl.lit(year),
        value=(pl.col("people") / pl.col("area")).round(DECIMALS, mode="half_to_even"),
        lower=nothing,
        upper=nothing,
        status=pl.lit("derived"),
        source=pl.lit(SOURCE),
        evidence=pl.lit("documented"),
    )
