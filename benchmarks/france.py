"""Measures over all of France: its communes, and two million pairs of them.

Communes and outlines are those of the registry packages; times are estimated up to 25
minutes, and every pair weighs (the last step of the usual decay is drawn out to 25).
Supply, and the 2,000 communes where an action took place, are drawn by a seed. Each part
is a process of its own: its peak memory counts libraries and inputs. Seconds are those of
the call alone, the best of 3, of exact choices once. Accessibility, statistics and optima
of both sides are checked to be equal; draws differ, and our contiguity forgives 2 metres.

Baselines: ``access.fca.two_stage_fca``; ``esda.Moran_Local`` (999 draws, one core, no
numba); libpysal's ``Graph.build_contiguity``; ``spopt.locate.MCLP`` by HiGHS, on the first
1,500 communes, up to 20 minutes: it writes each of the n² terms, which takes it 15 to 40 s
as the machine is busy, 3,000 took 210. It proves an optimum: our greedy choice, which does
not, is set against it, then our exact one.

Over France 999 draws could conclude nothing once corrected, and ``local_moran`` takes the
normal law: the line of draws is what it does where it draws, short of the verdicts.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.measuring import Measure, alone, machine_load, table
from cls_dash import wording
from cls_dash.analysis import _greedy, siting, travel
from cls_dash.analysis._neighbours import sample
from cls_dash.analysis._permutations import permuted
from cls_dash.analysis._reach import weights
from cls_dash.analysis.accessibility import floating_catchment
from cls_dash.analysis.clusters import contiguity, getis_ord, local_moran
from cls_dash.analysis.coverage import coverage
from cls_dash.ingest.geography.packages import CACHE, fetch_packages
from cls_dash.ingest.geography.reference import read_france

LIMIT = 25.0
DECAY = ((10.0, 1.0), (15.0, 2 / 3), (LIMIT, 1 / 3))
PLACES = 10
PERMUTATIONS = 999
WHOLLY = ((20.0, 1.0),)
"""MCLP knows no partial coverage."""
DENSE = 1_500

Answer = dict[str, Any]


def write_inputs(folder: Path) -> None:
    """Write the communes of known population and place, their outlines and their pairs."""
    france = read_france(fetch_packages(CACHE)).dropna(subset=["population", "longitude"])
    france = france.sort_index().astype({"population": float})
    france[["population"]].to_parquet(folder / "communes.parquet")
    france[["population", "geometry"]].to_parquet(folder / "outlines.parquet")
    times = travel.estimated(france, limit_minutes=LIMIT)
    times.write_parquet(folder / "pairs.parquet")


def best(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Return the shortest seconds of some runs, and what the last one returned."""
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        durations.append(time.perf_counter() - start)
    return min(durations), result


def _pairs(folder: Path) -> tuple[pd.Series, pd.DataFrame]:
    communes = pd.read_parquet(folder / "communes.parquet")
    return communes["population"], pd.read_parquet(folder / "pairs.parquet")


def _supply(population: pd.Series) -> pd.Series:
    offered = np.random.default_rng(1).integers(0, 10, len(population))
    return pd.Series(offered.astype(float), population.index)


def _existing(population: pd.Series) -> pd.Series:
    hosts = np.random.default_rng(2).choice(population.index, 2_000, replace=False)
    return pd.Series(1.0, pd.Index(hosts))


def catchment(folder: Path) -> Answer:
    """Measure accessibility as the atlas does; keep it, to be compared."""
    people, minutes = _pairs(folder)
    ask = partial(floating_catchment, people, _supply(people), minutes, decay=DECAY)
    seconds, found = best(ask)
    found.accessibility.to_frame().to_parquet(folder / "accessibility.parquet")
    return {"seconds": seconds, "communes": len(people), "pairs": len(minutes)}


def catchment_of_access(folder: Path) -> Answer:
    """Measure it by PySAL access, and check that figures are ours."""
    from access.fca import two_stage_fca
    from access.weights import step_fn

    people, minutes = _pairs(folder)
    ask = partial(
        two_stage_fca, people.to_frame("demand"), _supply(people).to_frame("supply"), minutes,
        max_cost=LIMIT, demand_index=True, cost_dest="destination", cost_name="minutes",
        weight_fn=step_fn(dict(DECAY)),
    )  # fmt: skip
    seconds, found = best(ask)
    ours = pd.read_parquet(folder / "accessibility.parquet")["accessibility"]
    # Supply that nobody lives near is infinite there; ours is left out and told.
    finite = np.isfinite(found)
    np.testing.assert_allclose(found[finite], ours[found.index][finite])
    return {"seconds": seconds}


def greedy(folder: Path) -> Answer:
    """Choose ten places: the whole call, then the choice alone once the table is made."""
    people, minutes = _pairs(folder)
    need, existing = pd.Series(1.0, people.index), _existing(people)
    whole, programme = best(
        partial(
            siting.next_places, people, need, minutes, existing, people.index,
            places=PLACES, decay=DECAY,
        )
    )  # fmt: skip
    reach = weights(minutes, people.index, people.index, DECAY)
    covered = coverage(existing, minutes, people.index, decay=DECAY).to_numpy()
    left = people.to_numpy() * (1 - covered)

    def choice() -> tuple[str, ...]:
        steps = _greedy._Steps(left.copy(), reach, people.index, _greedy.Constraints(), PLACES)
        return tuple(place.code for place in steps)

    seconds, codes = best(choice)
    if codes != programme.codes:
        raise SystemExit("the choice alone is not that of the whole call")
    return {"seconds": whole, "choice": seconds}


def _few(folder: Path) -> tuple[pd.Series, pd.DataFrame]:
    people, minutes = _pairs(folder)
    people = people.iloc[:DENSE]
    ends = minutes[["origin", "destination"]].isin(people.index)
    return people, minutes[ends.all(axis=1)]


def dense(folder: Path) -> Answer:
    """Choose ten places among a few communes, greedily then exactly."""
    people, minutes = _few(folder)
    need = pd.Series(1.0, people.index)
    seconds, programme = best(
        partial(
            siting.next_places, people, need, minutes, need.iloc[:0], people.index,
            places=PLACES, decay=WHOLLY,
        )
    )  # fmt: skip
    exact, optimum = best(
        partial(
            siting.optimal_places, people, minutes, people.index,
            places=PLACES, decay=WHOLLY, seconds=120.0,
        ),
        1,
    )  # fmt: skip
    return {"seconds": seconds, "exact": exact, "gain": programme.gain, "optimum": optimum.gain}


def dense_of_spopt(folder: Path) -> Answer:
    """Choose them by spopt's MCLP, its table of costs left out."""
    import pulp
    from spopt.locate import MCLP

    people, minutes = _few(folder)
    costs = np.full((DENSE, DENSE), np.inf)
    ends = [people.index.get_indexer(minutes[end]) for end in ("origin", "destination")]
    costs[tuple(ends)] = minutes["minutes"]

    def ask() -> float:
        problem = MCLP.from_cost_matrix(costs, people.to_numpy(), WHOLLY[0][0], PLACES)
        solved = problem.solve(pulp.HiGHS(msg=False), results=False)
        return float(pulp.value(solved.problem.objective))

    seconds, optimum = best(ask, 1)
    return {"seconds": seconds, "optimum": optimum}


def _outlines(folder: Path) -> tuple[pd.Series, pd.Series]:
    france = gpd.read_parquet(folder / "outlines.parquet")
    people = france["population"]
    return np.log(people.where(people > 0)), pd.Series(france.geometry.to_numpy(), france.index)


def clusters(folder: Path) -> Answer:
    """Tell clusters of the logarithm of the population, and who touches whom before."""
    values, outlines = _outlines(folder)
    touching, graph = best(partial(contiguity, outlines))
    normal, found = best(partial(local_moran, values, graph, permutations=PERMUTATIONS, seed=1))
    hot, _ = best(partial(getis_ord, values, graph))
    drawing, _ = best(lambda: permuted(sample(values, graph), permutations=PERMUTATIONS, seed=1))
    found.to_parquet(folder / "clusters.parquet")
    graph.to_parquet(folder / "graph.parquet")
    return {"touching": touching, "normal": normal, "hot": hot, "seconds": drawing}


def clusters_of_pysal(folder: Path) -> Answer:
    """Tell them by esda, on the communes that count, and check that statistics are ours."""
    from esda import Moran_Local
    from libpysal.graph import Graph, read_parquet

    values, outlines = _outlines(folder)
    ours = pd.read_parquet(folder / "clusters.parquet")["statistic"].dropna()
    graph = read_parquet(folder / "graph.parquet").subgraph(ours.index).transform("r")
    ask = partial(
        Moran_Local, values[ours.index].to_numpy(), graph,
        permutations=PERMUTATIONS, n_jobs=1, seed=1, keep_simulations=False,
    )  # fmt: skip
    seconds, found = best(ask)
    np.testing.assert_allclose(found.Is * len(ours) / (len(ours) - 1), ours, rtol=1e-6, atol=1e-9)
    shapes = gpd.GeoSeries(outlines.dropna(), crs=4326)
    touching, _ = best(partial(Graph.build_contiguity, shapes, rook=False))
    return {"seconds": seconds, "touching": touching}


def lines_of(run: Callable[[str], Measure]) -> list[list[str]]:
    """Run each measure alone; return its lines."""
    near = run("catchment")
    size = f"{wording.number(near.answer['communes'])} communes"
    sizes = f"{size}, {wording.number(near.answer['pairs'])} paires"
    few, some = f"{wording.number(DENSE)} communes", run("greedy")
    ours, theirs = run("dense"), run("dense_of_spopt")
    np.testing.assert_allclose(ours.answer["optimum"], theirs.answer["optimum"], rtol=1e-6)
    missed = 1 - ours.answer["gain"] / theirs.answer["optimum"]
    mine, peer = run("clusters"), run("clusters_of_pysal")
    access = _theirs("access", near, run("catchment_of_access"))
    none = ["", "", ""]
    return [
        ["Accessibilité (E2SFCA)", sizes, "2 s", *_ours(near), *access],
        ["Dix places, de l'appel à la réponse", sizes, "", *_ours(some), *none],
        ["Dix places, choix seul", sizes, "0.2 s", *_ours(some, "choice"), *none],
        [f"Dix places une par une ({100 * missed:.2f} % sous l'optimum), contre l'optimum", few,
         "", *_ours(ours), *_theirs("spopt MCLP", ours, theirs)],
        ["Dix places, optimum des deux côtés", few, "", *_ours(ours, "exact"),
         *_theirs("spopt MCLP", ours, theirs, "exact")],
        ["Moran local, 999 tirages", size, "6 s", *_ours(mine),
         *_theirs("esda", mine, peer)],
        ["Moran local, loi normale", size, "6 s", *_ours(mine, "normal"), *none],
        ["Getis-Ord G*", size, "6 s", *_ours(mine, "hot"), *none],
        ["Contiguïté des contours", size, "", *_ours(mine, "touching"),
         *_theirs("libpysal", mine, peer, "touching", "touching")],
    ]  # fmt: skip


def _ours(measure: Measure, key: str = "seconds") -> list[str]:
    return [f"{measure.answer[key]:.2f} s", f"{measure.answer['megabytes']:.0f} Mo"]


def _theirs(
    name: str, ours: Measure, theirs: Measure, key: str = "seconds", peer: str = "seconds"
) -> list[str]:
    seconds = theirs.answer[peer]
    ratio = seconds / ours.answer[key]
    memory = f"{theirs.answer['megabytes']:.0f} Mo"
    return [f"{ratio:.{int(ratio < 10)}f}", f"{name} : {seconds:.1f} s", memory]


def own_peak_mb() -> float:
    """Return the peak memory of this process; ``ru_maxrss`` starts from its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> str:
    """Make the inputs, measure each part alone; return the table."""
    with tempfile.TemporaryDirectory() as made:
        alone("benchmarks.france", "write_inputs", made)
        lines = lines_of(lambda part: alone("benchmarks.france", part, made))
    header = ["Mesure", "Taille", "Borne", "atlas", "mémoire", "pair ÷ atlas", "pair", "mémoire"]
    return f"{table(header, lines)}\n\n{machine_load()}"


if __name__ == "__main__":
    match sys.argv[1:]:
        case [part, folder]:
            # HiGHS writes on the standard output what it pleases: the answer has its own.
            answer = os.fdopen(os.dup(1), "w")
            os.dup2(2, 1)
            figures = globals()[part](Path(folder)) or {}
            json.dump(figures | {"megabytes": own_peak_mb()}, answer)
            answer.close()
        case _:
            print(main())
