"""How much faster the travel times of France are estimated by a tree than pair by pair.

The baseline measures every pair by the haversine formula, a thousand communes at a time
so as to fit in memory, and keeps those under the limit. Both give the same rows.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd

from cls_dash.analysis import travel

T = TypeVar("T")
LIMIT = 30.0
AREA_KM2 = 543_940
CHUNK = 1_000


def country(communes: int) -> pd.DataFrame:
    """Return points spread at random, as dense as the communes of France."""
    rng = np.random.default_rng(1)
    side = np.sqrt(AREA_KM2 * communes / 34_875) / 111.2
    longitude = rng.uniform(0, side / np.cos(np.radians(46.5)), communes)
    latitude = 46.5 + rng.uniform(-side / 2, side / 2, communes)
    codes = pd.Index([f"{number:05d}" for number in range(communes)])
    return pd.DataFrame({"longitude": longitude, "latitude": latitude}, index=codes)


def naive(points: pd.DataFrame) -> pd.DataFrame:
    """Return the same frame as ``travel.estimated``, from a dense table."""
    east, north = np.radians(points["longitude"]).to_numpy(), np.radians(points["latitude"])
    north = north.to_numpy()
    found = []
    for start in range(0, len(points), CHUNK):
        rows = slice(start, start + CHUNK)
        a = np.sin((north[rows, None] - north) / 2) ** 2
        a += np.cos(north[rows, None]) * np.cos(north) * np.sin((east[rows, None] - east) / 2) ** 2
        kilometres = 2 * travel.EARTH_KM * np.arcsin(np.sqrt(a))
        minutes = np.maximum(kilometres, travel.LEAST_KM) * travel.DETOUR / travel.SPEED_KMH * 60
        origin, destination = np.nonzero(minutes <= LIMIT)
        found.append(
            pd.DataFrame(
                {
                    "origin": points.index[origin + start],
                    "destination": points.index[destination],
                    "minutes": minutes[origin, destination].round(1),
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def measured(work: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds that work took, and what it returned."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main() -> None:
    """Print the ratio at three sizes, and how long the choice of a table takes."""
    print("Temps de trajet estimés à 30 minutes : toutes les paires / par arbre")
    for communes in (2_000, 10_000, 35_000):
        points = country(communes)
        ask = partial(travel.estimated, points, limit_minutes=LIMIT)
        quick, ours = min((measured(ask) for _ in range(3)), key=lambda run: run[0])
        slow, theirs = measured(partial(naive, points))
        pd.testing.assert_frame_equal(ours.to_pandas(), theirs, check_exact=False, atol=0.1001)
        print(
            f"{communes:>6} communes, {len(ours):>9,} paires : {slow / quick:5.1f} fois "
            f"({slow:.1f} s, {quick:.2f} s)"
        )
    brought = ours.sample(fraction=0.5, seed=1)
    seconds, _ = measured(partial(travel.chosen, brought, ours))
    print(f"Choix entre une table de {len(brought):,} trajets et l'estimation : {seconds:.2f} s")


if __name__ == "__main__":
    main()
