"""Figures that the reference geography gives by itself: how many inhabitants by km²."""

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import pandas as pd

from cls_dash.domain.regions import REGIONS
from cls_dash.render.topology import EQUAL_AREA

DENSITY: Final = "population_density"
SOURCE: Final = "cog-2026"
KM2: Final = 1e6
DECIMALS: Final = 1


def densities(
    communes: gpd.GeoDataFrame, names: Mapping[str, pd.Series], *, whole: bool
) -> pd.DataFrame:
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
    whole
        Whether all communes of France are there: départements and regions need all theirs.
    """
    area = communes.geometry.to_crs(EQUAL_AREA).area / KM2
    known = communes[(area > 0) & communes["population"].notna()]
    rows = [_level("commune", known.index, known["name"], known, area)]
    held = {**names, "region": pd.Series(REGIONS)} if whole else {"epci": names["epci"]}
    rows += [_level(level, known[level], name, known, area) for level, name in held.items()]
    return pd.concat(rows, ignore_index=True)


def _level(
    level: str,
    place: pd.Index | pd.Series,
    names: pd.Series,
    known: gpd.GeoDataFrame,
    area: pd.Series,
) -> pd.DataFrame:
    sums = pd.DataFrame(
        {"people": known["population"].astype(float), "area": area.reindex(known.index)}
    )
    by_place = sums.groupby(pd.Series(place, known.index).to_numpy()).sum()
    return pd.DataFrame(
        {
            "indicator": DENSITY,
            "level": level,
            "geography": by_place.index,
            "name": names.reindex(by_place.index).fillna("").to_numpy(),
            "year": str(known["population_year"].max()),
            "value": (by_place["people"] / by_place["area"]).round(DECIMALS).to_numpy(),
            "lower": None,
            "upper": None,
            "status": "derived",
            "source": SOURCE,
            "evidence": "documented",
        }
    )
