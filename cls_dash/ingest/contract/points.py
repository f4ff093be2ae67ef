"""Check the points that a coordinator types against the outlines of the communes."""

from typing import Final

import geopandas as gpd
import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from cls_dash.ingest.coherence import pointed
from cls_dash.ingest.sieve import Sieve

MARGIN: Final = 0.02
"""Degrees (about 2 km): outlines are simplified, and places stand on borders."""


def placed(sieve: Sieve, outlines: gpd.GeoSeries) -> None:
    """
    Mend swapped coordinates; put aside a point far from its commune.

    Parameters
    ----------
    sieve
        Rows with ``commune``, ``longitude`` and ``latitude`` (degrees).
    outlines
        Outline of each commune of the territory (EPSG:4326), by code. Where a row has
        no commune, or the commune no outline, the whole territory stands for it.
    """
    east, north = (sieve.rows[name].to_numpy() for name in ("longitude", "latitude"))
    areas = outlines.reindex(sieve.rows["commune"].to_list()).to_numpy()
    areas = np.where(shapely.is_missing(areas), shapely.union_all(outlines.dropna()), areas)
    far = _far(areas, east, north)
    swapped = far & ~_far(areas, north, east)
    texts = {name: sieve.rows[name].cast(pl.String) for name in ("longitude", "latitude")}
    sieve.rows = sieve.rows.with_columns(**texts)
    for column, other in (("longitude", "latitude"), ("latitude", "longitude")):
        mended = pl.when(pl.lit(pl.Series(swapped))).then(pl.lit(texts[other]))
        why = "Longitude et latitude échangées."
        sieve.correct(column, mended.otherwise(pl.col(column)), why)
    sieve.rows = sieve.rows.with_columns(pl.col("longitude", "latitude").cast(pl.Float64))
    sieve.refuse(
        pl.lit(pl.Series(far & ~swapped)), "longitude",
        "Ce point est loin de sa commune, ou du territoire.",
        "Corriger les coordonnées (degrés, WGS 84) ou la commune, ou les laisser vides.",
    )  # fmt: skip
    pointed(sieve)


def _far(
    areas: NDArray[np.object_], east: NDArray[np.float64], north: NDArray[np.float64]
) -> NDArray[np.bool_]:
    # What is not in degrees was already said; neither is a missing number within bounds.
    known = (np.abs(east) <= 180) & (np.abs(north) <= 180)
    far = np.zeros(len(areas), dtype=bool)
    points = shapely.points(east[known], north[known])
    far[known] = shapely.distance(areas[known], points) > MARGIN
    return far
