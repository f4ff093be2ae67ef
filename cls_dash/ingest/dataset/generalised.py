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
    wrong = ~(shapely.is_missing(faults) | shapely.is_empty(faults))
    beside = _with_neighbours(wrong, outlines)
    outlines[beside] = shapely.coverage_clean(outlines[beside])
    # Elsewhere, borders match as they did.
    if shapely.coverage_is_valid(outlines[_with_neighbours(beside, outlines)]):
        return outlines
    cleaned: NDArray[np.object_] = shapely.coverage_clean(outlines)
    return cleaned


def _with_neighbours(chosen: NDArray[np.bool_], outlines: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which outlines are chosen, or touch one that is."""
    near = shapely.STRtree(outlines).query(outlines[chosen], "intersects")[1]
    found = chosen.copy()
    found[near] = True
    return found


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
    coarse = simplified(finer, OVERVIEW_M, outside=False)
    spared = pd.Series(False, index=communes.index)
    while (changed := _changed(communes, coarse) & ~spared).any():
        spared |= changed
        coarse = _respared(finer, coarse, changed.to_numpy(), spared.to_numpy())
    return coarse


def _respared(
    finer: gpd.GeoDataFrame,
    coarse: gpd.GeoDataFrame,
    changed: NDArray[np.bool_],
    spared: NDArray[np.bool_],
) -> gpd.GeoDataFrame:
    """
    Return the overview once more communes are spared.

    What is near them alone is simplified again, among its neighbours so that borders stay
    shared; all of France is where they do not.
    """
    outlines, shapes = finer.geometry.to_numpy(), coarse.geometry.copy()
    shapes[spared] = finer.geometry[spared]
    beside = _with_neighbours(changed, outlines)
    again = _with_neighbours(beside, outlines) & ~spared
    among = _with_neighbours(again, outlines)
    rest = simplified(finer[among & ~spared], OVERVIEW_M, outside=False).geometry
    shapes[again] = rest[again[among & ~spared]]
    if not shapely.coverage_is_valid(shapes[among].to_numpy()):
        rest = simplified(finer[~spared], OVERVIEW_M, outside=False).geometry
        shapes[~spared] = rest
    return coarse.set_geometry(shapes)


def _changed(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> pd.Series:
    """Say which communes are of an EPCI or a département that gains or loses too much."""
    changed = pd.Series(False, index=before.index)
    for level in ("epci", "departement"):
        one, other = (
            frame.area.groupby(before[level]).transform("sum") for frame in (before, after)
        )
        changed |= (other / one - 1).abs() > AREA_CHANGE
    return changed
