"""Run one measure in a process of its own: its seconds, its peak memory, its answer."""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Measure:
    """What a run cost. ``seconds`` counts the whole process, imports included."""

    seconds: float
    megabytes: float
    answer: Any


def alone(module: str, *arguments: str) -> Measure:
    """Run ``python -m module arguments…``; what it prints is a JSON answer."""
    return timed([sys.executable, "-m", module, *arguments])


def timed(command: Sequence[str]) -> Measure:
    """Run a command that prints a JSON answer."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    printed = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return Measure(seconds, usage.ru_maxrss / 1024, json.loads(printed))


def median_ms(ask: Callable[[], object], times: int = 15) -> float:
    """Return the median milliseconds of a question, the first asking left out."""
    ask()
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        durations.append((time.perf_counter() - start) * 1000)
    return statistics.median(durations)


def table(header: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table."""
    rows = [header, ["---"] * len(header), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def peak_mb() -> float:
    """Return this process's peak memory, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def machine_load() -> str:
    """Say how busy the machine was in the last quarter of an hour."""
    return (
        f"Charge de la machine, autres travaux compris : {os.getloadavg()[2]:.1f} processus en "
        f"moyenne pour {os.cpu_count()} cœurs."
    )
