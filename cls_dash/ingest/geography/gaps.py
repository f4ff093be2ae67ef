"""
The holes that published outlines leave inside the country, and whose they are.

A commune that has just absorbed others is published with the outline of its chief town
alone, or with none: the rest is a hole in the map, and densities are too high. A hole is
closed when something published says whose it is; any other, as the Spanish enclave of
Llívia, stays a hole.
"""

from collections.abc import Collection
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from cls_dash.ingest.geography.outlines import DECIMALS, EQUAL_AREA

GRID: Final = 10.0**-DECIMALS
"""Degrees: the outlines come rounded to it."""
SLIVER_KM2: Final = 0.01
"""One hectare: what rounding leaves between two borders of France is under a tenth of it,
any other hole is over."""
COVERED: Final = 0.99
"""Share of a hole that the parts of a commune cover, when it is theirs but for rounding."""
TOUCHING: Final = 10 * GRID
"""Shortest border, in degrees: on less than ten metres, two outlines meet by rounding."""
MERGED: Final = frozenset({"02311", "08300", "16238", "25297", "26371", "42072", "71131", "72287"})
"""
Communes that have just merged without becoming delegated communes: nothing in the packages
tells them from those that merged long ago. They are in the release 4.0.0 of
``@etalab/decoupage-administratif``, and no longer communes in 6.0.0.
"""


def absorbers(former: pd.DataFrame, outlined: Collection[str]) -> set[str]:
    """
    Return the communes that absorbed one whose outline is not published.

    Parameters
    ----------
    former
        What :func:`cls_dash.ingest.geography.codes.successors` returns.
    outlined
        Codes that have an outline of their own.
    """
    recent = former["kind"].isin(["delegated", "associated"]) | former.index.isin(MERGED)
    return set(former.loc[recent & ~former.index.isin(outlined), "code"])


def gaps(
    outlines: pd.Series, *, parts: pd.Series, town_halls: pd.Series, absorbing: Collection[str]
) -> gpd.GeoDataFrame:
    """
    Return the holes between outlines, and the commune that each is part of.

    Parameters
    ----------
    outlines
        Polygons (EPSG:4326, on a grid of ``GRID``) by INSEE code; some may be missing.
    parts
        Outlines of delegated and associated communes, by the code of the commune that
        they are part of.
    town_halls
        Points by INSEE code: those of communes without an outline count.
    absorbing
        Communes whose outline may lack a part: see :func:`absorbers`.

    Returns
    -------
    geopandas.GeoDataFrame
        A row per hole: ``geometry`` (EPSG:4326), ``km2``, ``owner`` (INSEE code) and
        ``evidence``, the first of these that designates one commune alone:

        - ``parts``: its delegated communes cover the hole;
        - ``town_hall``: it has no outline, and its town hall lies in the hole;
        - ``sliver``: the hole is under a hectare, the longest border is with it;
        - ``merger``: of all that border the hole, it alone is ``absorbing``.

        Both are missing if none does.
    """
    holes = gpd.GeoDataFrame(geometry=_blanks(outlines.dropna().to_numpy()), crs="EPSG:4326")
    holes["km2"] = holes.to_crs(EQUAL_AREA).area / 1e6
    borders = _borders(holes.geometry, outlines.dropna())
    unseen = town_halls[outlines.reindex(town_halls.index).isna()].dropna()
    clues = {
        "parts": _covering(holes.geometry, parts),
        "town_hall": _alone(_pairs(holes.geometry, unseen)),
        "sliver": _longest(borders[borders["hole"].map(holes["km2"]) < SLIVER_KM2]),
        "merger": _alone(borders[borders["commune"].isin(list(absorbing))]),
    }
    found = pd.concat(
        [owners.to_frame("owner").assign(evidence=clue) for clue, owners in clues.items()]
    )
    return holes.join(found[~found.index.duplicated()])


def closed(outlines: pd.Series, holes: gpd.GeoDataFrame) -> pd.Series:
    """Return the outlines, each with the ``holes`` of :func:`gaps` that it owns."""
    whole = outlines.copy()
    for owner, theirs in holes.groupby("owner").geometry:
        shapes = [*theirs, outlines.get(owner)]
        whole[owner] = shapely.union_all(shapes, grid_size=GRID)
    return whole


def _blanks(outlines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return what outlines surround and do not cover."""
    whole = shapely.union_all(outlines)
    frame = shapely.box(*shapely.total_bounds(whole)).buffer(1)
    blanks = shapely.get_parts(shapely.difference(frame, whole))
    inside = blanks[~shapely.intersects(blanks, frame.exterior)]
    # Rounding folds the slivers thinner than the grid: nothing is left of them.
    rounded = shapely.get_parts(shapely.set_precision(inside, GRID))
    kept: NDArray[np.object_] = rounded[~shapely.is_empty(rounded)]
    return kept


def _pairs(holes: gpd.GeoSeries, shapes: pd.Series) -> pd.DataFrame:
    """Return each ``hole`` and the ``commune`` and ``shape`` that meet."""
    left, right = shapely.STRtree(shapes.to_numpy()).query(holes.to_numpy(), "intersects")
    return pd.DataFrame(
        {
            "hole": holes.index[left],
            "commune": shapes.index[right],
            "shape": shapes.to_numpy()[right],
        }
    )


def _borders(holes: gpd.GeoSeries, outlines: pd.Series) -> pd.DataFrame:
    """Return the communes that border each hole, and ``length`` in degrees."""
    pairs = _pairs(holes, outlines)
    rings = holes.boundary.loc[pairs["hole"]].to_numpy()
    shared = shapely.intersection(rings, pairs["shape"].to_numpy(), grid_size=GRID)
    pairs["length"] = shapely.length(shared)
    return pairs[pairs["length"] > TOUCHING]


def _covering(holes: gpd.GeoSeries, parts: pd.Series) -> pd.Series:
    """Return the commune whose parts cover each hole, by hole."""
    pairs = _pairs(holes, parts)
    surroundings = holes.loc[pairs["hole"]].to_numpy()
    common = shapely.area(shapely.intersection(surroundings, pairs["shape"].to_numpy()))
    pairs["share"] = common / shapely.area(surroundings)
    shares = pairs.groupby(["hole", "commune"])["share"].sum()
    return _alone(shares[shares > COVERED].reset_index())


def _alone(pairs: pd.DataFrame) -> pd.Series:
    """Return the commune of the holes that have one alone, by hole."""
    pairs = pairs.drop_duplicates(["hole", "commune"])
    return pairs.drop_duplicates("hole", keep=False).set_index("hole")["commune"]


def _longest(borders: pd.DataFrame) -> pd.Series:
    """Return the commune that has the longest border with each hole, by hole."""
    ranked = borders.sort_values(["length", "commune"], ascending=[False, True])
    return ranked.drop_duplicates("hole").set_index("hole")["commune"]
