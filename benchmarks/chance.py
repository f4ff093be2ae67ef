"""How long chance takes: actions one by one or all draws at once, then series placed whole."""

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from cls_dash.analysis.concentration import Series, chance_baseline, hoover, top_share

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
    series()


def series() -> None:
    """Print how long 2,000 draws of whole series take, within two perimeters."""
    random = np.random.default_rng(1)
    for size, communes in ((30, 25), (100, 113), (400, 1_000)):
        population, held = random.lognormal(6, 1.2, communes), np.ones((size, communes), bool)
        held[: size // 2, : communes // 5] = False
        placed = Series(random.choice([1, 1, 1, 2, 5, 17], size), held)
        for name, measure in (("Hoover", hoover), ("tête", partial(top_share, k=2))):
            spent = seconds(
                partial(chance_baseline, placed, population, measure=measure, draws=2_000, seed=1)
            )
            print(
                f"{name}, 2 000 tirages, {size} séries, {communes} communes : {spent * 1e3:.0f} ms"
            )


if __name__ == "__main__":
    main()
