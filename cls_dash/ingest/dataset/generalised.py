"""Outlines of communes made simple enough for a map, neighbours still sharing their borders."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from cls_dash.render.topology import EQUAL_AREA, simplified

DETAIL_M: Final = 50.0
DETAIL_STEP: Final = 2e-5
"""Tolerance (metres) and grid (degrees) of the maps of a part of France."""
OVERVIEW_M: Final = 1_000.0
COAST_M: Final = 400.0
OVERVIEW_STEP: Final = 5e-4
"""The same for all of France; its coast, and what is small, are drawn finer."""
AREA_CHANGE: Final = 0.018
"""Share of its area that an EPCI or a département may gain or lose in the overview."""


def mended(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Return the communes that have an outline, in ``EQUAL_AREA``, neighbours sharing borders.

    As published, the borders of 200 communes of France do not quite match: generalised
    each on its own, they would part. They are cleaned with those beside them, and the rest left
    as it is: to clean all of France at once takes 600 MB.
    """
    outlined = communes[communes.geometry.notna()].to_crs(EQUAL_AREA)
    outlines = _clean(outlined.geometry.to_numpy().copy())
    return outlined.set_geometry(gpd.GeoSeries(outlines, index=outlined.index, crs=EQUAL_AREA))


def _clean(outlines: NDArray[np.object_]) -> NDArray[np.object_]:
    faults = shapely.coverage_invalid_edges(outlines)
    wrong = outlines[~(shapely.is_missing(faults) | shapely.is_empty(faults))]
    beside = np.unique(shapely.STRtree(outlines).query(wrong, "intersects")[1])
    outlines[beside] = shapely.coverage_clean(outlines[beside])
    if shapely.coverage_is_valid(outlines):
        return outlines
    cleaned: NDArray[np.object_] = shapely.coverage_clean(outlines)
    return cleaned


def detailed(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Generalise the outlines of communes for the map of a part of France."""
    return simplified(communes, DETAIL_M)


def overview(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Generalise the outlines of communes for the map of all of France.

    The coast is generalised less; so are the members of an EPCI or of a département that
    would change of area.
    """
    finer = simplified(communes, COAST_M)
    spared = pd.Series(False, index=communes.index)
    while True:
        rest = simplified(finer[~spared], OVERVIEW_M, outside=False)
        coarse = finer.set_geometry(rest.geometry.reindex(finer.index).fillna(finer.geometry))
        changed = _changed(communes, coarse) & ~spared
        if not changed.any():
            return coarse
        spared |= changed


def _changed(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> pd.Series:
    """Say which communes are of an EPCI or a département that gains or loses too much."""
    changed = pd.Series(False, index=before.index)
    for level in ("epci", "departement"):
        one, other = (
            frame.area.groupby(before[level]).transform("sum") for frame in (before, after)
        )
        changed |= (other / one - 1).abs() > AREA_CHANGE
    return changed
