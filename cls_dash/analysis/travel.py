"""Travel times between communes: a table that was brought, else an estimate by distance."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cls_dash.analysis._shares import Vector
from cls_dash.domain.services import LIMIT_MINUTES
from cls_dash.errors import InvalidInputError

if TYPE_CHECKING:
    # Pages take speeds from here, and do without it.
    import polars as pl
    from scipy.spatial import cKDTree

Places = NDArray[np.int64]
"""Positions of communes in their order of code."""
PAIR: Final = ("origin", "destination")

EARTH_KM: Final = 6371.0088
"""Mean radius of the Earth (IUGG)."""
DETOUR: Final = 1.34
"""
Kilometres by road for one as the crow flies: 1.343 on average over the fastest routes to
the centre of 300 European urban regions, where the relation is linear.
Mennicken, E., Lemoy, R. and Caruso, G. (2023). Road network distances and detours in
Europe. *Environment and Planning B*. doi:10.1177/23998083231168870
"""
SPEED_KMH: Final = 50.0
"""
Speed by road, rounded: employees of France who leave their commune to work would drive
35.4 km in 43 minutes at peak hours, that is 49 km/h, by INSEE's road distances.
Baccaïni, B., Sémécurbe, F. and Thomas, G. (2007). Les déplacements domicile-travail
amplifiés par la périurbanisation. *Insee Première* 1129.
"""
STEP_MINUTES: Final = 0.1
"""Times are rounded to it, so that a time shown as within a limit counts as within it."""
LEAST_KM: Final = 1.5
"""
Shortest distance counted, as the crow flies. Convention: it is how far one lives from
the centre of a disc as wide as the mean commune (543,940 km² / 34,875 = 15.6 km², so
2.23 km of radius, two thirds of which on average).
"""


def estimated(
    points: pd.DataFrame,
    *,
    origins: Collection[str] | None = None,
    limit_minutes: float = LIMIT_MINUTES,
    speed_kmh: float = SPEED_KMH,
    detour: float = DETOUR,
) -> "pl.DataFrame":
    """
    Estimate minutes by car between communes, from the distance as the crow flies.

    max(distance, ``LEAST_KM``) × ``detour`` / ``speed_kmh`` × 60. The floor is what it
    takes to move about one commune, which is never nothing: with the defaults, 2.4
    minutes to one's own commune and to a neighbour less than 1.5 km away.

    Parameters
    ----------
    points
        Columns ``longitude`` and ``latitude`` of chief points, in degrees (WGS 84), one
        row per commune, indexed by code. A commune without a point has no pair: how far
        it is is not known.
    origins
        Communes to leave from, by code; all when not given. A code that ``points`` lacks
        has no pair.
    limit_minutes
        Longest time kept, in minutes, itself included, whatever territory the communes are
        of; not less than the time inside a commune.
    speed_kmh
        Speed by road, in kilometres per hour.
    detour
        Length of a road over the distance as the crow flies, at least 1.

    Returns
    -------
    polars.DataFrame
        ``origin``, ``destination`` and ``minutes`` (rounded to 0.1), sorted by codes.
        Symmetric between origins; each that has a point is there with itself.

    Raises
    ------
    InvalidInputError
        If a column is lacking, a code is there twice, a point is not on Earth, or the
        speed, the detour or the limit is out of range.

    Notes
    -----
    Distances are those of a sphere, exact to 0.5 %, overseas and across a meridian
    included. An estimate ignores relief, rivers and the sea. Corsica is out of reach of
    the mainland, but near islands (Groix, Belle-Île, Les Saintes, Petite-Terre) and the
    two banks of an estuary look as close as if a road led there: only a table mends that.

    Parking and walking are not counted, as in other tables of road times. Door to door,
    trips of 10 to 20 km by car are slower: 36 km/h in the national survey of 2019
    (Y. Tresson, http://www.cestpour.info/deplacements/entd_4.html).
    """
    if not (0 < speed_kmh < np.inf and 1 <= detour < np.inf):
        raise InvalidInputError("the speed must be above 0 and the detour at least 1")
    minutes_per_km = detour / speed_kmh * 60
    if not limit_minutes >= LEAST_KM * minutes_per_km:
        raise InvalidInputError("the limit is shorter than the time inside a commune")
    located = _located(points)
    codes, n = located.index, len(located)
    sphere = _on_sphere(located["longitude"].to_numpy(), located["latitude"].to_numpy())
    near = _tree(sphere.T).query_pairs(_reach(limit_minutes, minutes_per_km), output_type="ndarray")
    one, other = near.T.astype(np.int64)
    # A pair is a number, so that one sort puts pairs in order.
    itself = np.arange(n) * (n + 1)
    pairs = np.concatenate([one * n + other, other * n + one, itself])
    origin, destination = np.divmod(np.sort(pairs), max(n, 1))
    if origins is not None:
        leaves = codes.isin(list(origins))[origin]
        origin, destination = origin[leaves], destination[leaves]
    distance = _arc(sphere, origin, destination)
    minutes = np.round(np.maximum(distance, LEAST_KM) * minutes_per_km, 1)
    within = minutes <= limit_minutes
    import polars as pl

    known = pl.Series(codes, dtype=pl.String)
    return pl.DataFrame(
        {
            "origin": known.gather(origin[within]),
            "destination": known.gather(destination[within]),
            "minutes": minutes[within],
        }
    )


def around(
    points: pd.DataFrame,
    members: Collection[str],
    *,
    minutes: float,
    speed_kmh: float = SPEED_KMH,
    detour: float = DETOUR,
) -> pd.DataFrame:
    """
    Return the communes that :func:`estimated` puts within ``minutes`` of one of ``members``.

    Parameters
    ----------
    points
        As :func:`estimated` takes them; communes without a point are left out.
    members
        Codes; those that ``points`` lacks are near nothing.
    minutes
        Longest time by car.
    speed_kmh, detour
        As :func:`estimated` takes them.

    Raises
    ------
    InvalidInputError
        If a column is lacking, a code is there twice, or a point is not on Earth.
    """
    located = _located(points)
    sphere = _on_sphere(located["longitude"].to_numpy(), located["latitude"].to_numpy()).T
    inside = located.index.isin(list(members))
    if not inside.any():
        return located[inside]
    reach = _reach(minutes, detour / speed_kmh * 60)
    away, _ = _tree(sphere[inside]).query(sphere, distance_upper_bound=reach)
    return located[np.isfinite(away)]


def chosen(table: "pl.DataFrame | None", estimate: "pl.DataFrame") -> "pl.DataFrame":
    """
    Take the times of a table for the origins it speaks of, the estimate elsewhere.

    An origin is taken whole: mixing two measures in one catchment would favour whichever
    is faster, and a destination that the table leaves out is one that it does not reach.
    Only the time inside an origin is estimated where the table, which is of trips
    between communes, is silent on it.

    Parameters
    ----------
    table
        ``origin``, ``destination`` (codes) and ``minutes``, each pair once; None when
        nobody brought one.
    estimate
        The same columns, as :func:`estimated` returns them.

    Returns
    -------
    polars.DataFrame
        ``origin``, ``destination``, ``minutes`` and ``basis``, ``"table"`` or
        ``"estimate"``, sorted by codes.

    Raises
    ------
    InvalidInputError
        If a pair is there twice.
    """
    import polars as pl

    told = estimate.clear() if table is None else table
    home = pl.col("origin") == pl.col("destination")
    silent, unsaid = (
        ~pl.col("origin").is_in(rows["origin"].unique().implode())
        for rows in (told, told.filter(home))
    )
    both = pl.concat(
        rows.select(*PAIR, "minutes", basis=pl.lit(basis))
        for rows, basis in ((told, "table"), (estimate.filter(silent | home & unsaid), "estimate"))
    ).sort(PAIR)
    if both.select(PAIR).is_duplicated().any():
        raise InvalidInputError("a pair of communes is there twice")
    return both


def _located(points: pd.DataFrame) -> pd.DataFrame:
    """Return the communes that have a point, in order of code."""
    if lacking := {"longitude", "latitude"} - set(points.columns):
        raise InvalidInputError(f"points lack {', '.join(sorted(lacking))}")
    if not points.index.is_unique:
        raise InvalidInputError("a commune is there twice")
    located = points[["longitude", "latitude"]].dropna().astype(np.float64).sort_index()
    if not (located["longitude"].abs().le(180) & located["latitude"].abs().le(90)).all():
        raise InvalidInputError("a point is not on Earth: degrees are expected")
    return located


def _on_sphere(longitude: Vector, latitude: Vector) -> Vector:
    """Return points of a sphere of radius 1, shape ``(3, n)``."""
    east, north = np.radians(longitude), np.radians(latitude)
    return np.array([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def _reach(minutes: float, minutes_per_km: float) -> float:
    """Return the longest chord whose rounded travel time is within a limit."""
    # A hair more than the limit, which is itself included.
    return _chord((minutes + STEP_MINUTES / 2) / minutes_per_km) * (1 + 1e-9)


def _chord(kilometres: float) -> float:
    """Return the straight line, on a sphere of radius 1, under an arc on the Earth."""
    return float(2 * np.sin(min(kilometres / (2 * EARTH_KM), np.pi / 2)))


def _arc(sphere: Vector, one: Places, other: Places) -> Vector:
    """Return the kilometres on the Earth between points of the sphere, pair by pair."""
    # Axis by axis: three times faster than on rows, at the size of France.
    chord = np.sqrt(sum(np.square(axis[one] - axis[other]) for axis in sphere))
    half = np.minimum(chord / 2, 1.0)  # rounding can leave 1 + 2e-16 at antipodes
    return np.asarray(2 * EARTH_KM * np.arcsin(half))


def _tree(points: Vector) -> "cKDTree":
    """Return a tree of points; pages, which do without one, do without 10 MB."""
    from scipy.spatial import cKDTree

    return cKDTree(points)
