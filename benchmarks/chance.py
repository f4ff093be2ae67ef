"""How much faster chance is simulated all draws at once than one by one."""

import time
from collections.abc import Callable

import numpy as np

from cls_dash.analysis.concentration import chance_baseline, hoover

DRAWS = 1_000


def seconds(work: Callable[[], object], repeat: int = 5) -> float:
    """Return the best of a few runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print the ratio at three sizes; both runs give the same figures."""
    print(f"Indice de Hoover, {DRAWS} tirages de 145 actions : un par un / tous ensemble")
    for communes in (25, 113, 1_000):
        population = np.random.default_rng(1).lognormal(6, 1.2, communes)

        def ask(measure: Callable[..., float], people: np.ndarray = population) -> float:
            found = chance_baseline(145, people, measure=measure, draws=DRAWS, seed=1)
            return found.expected

        together = seconds(lambda: ask(hoover))
        apart = seconds(lambda: ask(lambda amount, people: hoover(amount, people)))
        print(f"{communes:>6} communes : {apart / together:5.1f} fois  ({together * 1e3:.1f} ms)")


if __name__ == "__main__":
    main()
