"""Who touches whom, and the communes whose value a statistic of clusters may use."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cls_dash.analysis._shares import Vector, vector
from cls_dash.errors import InvalidInputError, UndefinedMeasureError

if TYPE_CHECKING:
    # Seconds to import: for annotations here, and within the one function that builds.
    from libpysal.graph import Graph

MIN_KNOWN: Final = 8
"""Under so many communes, the normal law of these statistics does not hold at all."""

TOUCHING: Final = 2e-5
"""Degrees (about 2 m): outlines are rounded to 1e-5, which may part what touched."""

POLYGONS: Final = (3, 6)
"""What shapely numbers polygons and multipolygons."""

ROUNDING: Final = 1e-12
"""Relative; a smaller difference comes from the order of a sum, not from the data."""


@dataclass(frozen=True)
class Sample:
    """Communes of known value that have a neighbour among them, in order of code."""

    codes: pd.Index
    z: Vector
    """Their values, of mean 0 and variance 1; exactly 0 where that is rounding."""
    links: csr_array
    """Square, 1 where two of them touch; its diagonal is empty."""
    rounding: float
    """What is 0 in the unit of ``z``."""


def contiguity(outlines: pd.Series) -> "Graph":
    """
    Return which communes touch, be it at a corner (queen contiguity).

    Parameters
    ----------
    outlines
        Polygons of shapely in EPSG:4326, by code. They touch at :data:`TOUCHING` degrees
        or less. Communes whose outline is missing or empty stay, without a neighbour.

    Returns
    -------
    libpysal.graph.Graph
        Binary and symmetric, codes in the order given.

    Raises
    ------
    InvalidInputError
        If there is no commune, a code is there twice or an outline is not a polygon.
    """
    from libpysal.graph import Graph  # seconds to import

    codes, missing = _unique(outlines.index), outlines.isna().to_numpy()
    shapes = np.where(missing, None, outlines.to_numpy(dtype=object))
    known = shapes[~missing]
    # What is no geometry has no type, and shapely would raise an error of its own.
    if not (shapely.is_geometry(known).all() and _polygonal(known).all()):
        raise InvalidInputError("an outline is not a polygon")
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCHING)
    pairs = pairs[:, pairs[0] != pairs[1]]
    # In a Graph, what has no neighbour is its own, of weight 0.
    alone = np.setdiff1d(np.arange(len(codes)), pairs[0])
    focal, other = np.hstack([pairs, [alone, alone]])
    order = np.lexsort((other, focal))
    focal, other = focal[order], other[order]
    return Graph.from_arrays(codes[focal], codes[other], (focal != other).astype(int))


def links(neighbours: "Graph", codes: pd.Index) -> csr_array:
    """
    Return who touches whom as a matrix of 0 and 1, in the order of ``codes``.

    Raises
    ------
    InvalidInputError
        If the codes are not those of the graph, each once, or a link goes one way only.
    """
    if len(_unique(codes)) != neighbours.n or not codes.isin(neighbours.unique_ids).all():
        raise InvalidInputError("values and neighbours are not of the same communes")
    pairs = neighbours.adjacency[lambda weight: weight != 0].index
    focal, other = (codes.get_indexer(pairs.get_level_values(level)) for level in (0, 1))
    apart = focal != other
    ends = focal[apart], other[apart]
    matrix = csr_array((np.ones(len(ends[0])), ends), shape=(len(codes), len(codes)))
    if (matrix != matrix.T).nnz:
        raise InvalidInputError("a commune is not the neighbour of its neighbour")
    return matrix


def sample(values: pd.Series, neighbours: "Graph", minimum: int = MIN_KNOWN) -> Sample:
    """
    Leave out missing values, then the communes that touch none of the others.

    They go before anything is computed: an isolated commune comes out "significant", and
    a missing value would be taken for one. Order of code, so that draws do not depend on
    that of the rows.

    Raises
    ------
    InvalidInputError
        If a value is infinite or no number, ``minimum`` is under 3, or as :func:`links`.
    UndefinedMeasureError
        If fewer than ``minimum`` communes are left, or all have the same value.
    """
    if minimum < 3:
        raise InvalidInputError("two communes cannot be compared with others")
    ordered = values.sort_index()
    matrix = links(neighbours, ordered.index)
    known = ordered.notna().to_numpy()
    # Links go both ways: to drop what touches nothing isolates no other.
    known = known & (matrix @ known > 0)
    if known.sum() < minimum:
        raise UndefinedMeasureError(f"fewer than {minimum} communes to compare")
    figures = vector(ordered[known], "values")
    rounding, spread = ROUNDING * float(np.abs(figures).max()), float(figures.std())
    if np.ptp(figures) <= rounding:
        raise UndefinedMeasureError("all communes have the same value")
    z = (figures - figures.mean()) / spread
    rounding /= spread
    z[np.abs(z) <= rounding] = 0
    return Sample(ordered.index[known], z, matrix[known][:, known], rounding)


def counts(matrix: csr_array) -> NDArray[np.int64]:
    """Return how many neighbours each commune has."""
    return np.asarray(np.diff(matrix.indptr), dtype=np.int64)


def _unique(codes: pd.Index) -> pd.Index:
    if codes.empty or not codes.is_unique:
        raise InvalidInputError("no commune, or one there twice")
    return codes


def _polygonal(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    return np.isin(shapely.get_type_id(shapes), POLYGONS)
