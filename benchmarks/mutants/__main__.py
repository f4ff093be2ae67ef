"""
Print random mutants of modules, and whether unit tests kill them.

By hand, never in CI. Each mutant is one change in a clone; the tests nearest to its module run on
it, in a fork.
"""

import argparse
import importlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import pytest
from scipy.stats import binomtest

from benchmarks.mutants.drawn import Mutant, drawn
from benchmarks.mutants.nearest import importers, nearest_tests

SECONDS = 180
"""Of processor for the tests of one mutant: what needs more was noticed."""
HEAVY = ("esda", "geopandas", "hypothesis", "plotly", "polars", "scipy.stats",
         "sqlalchemy.dialects.postgresql", "sqlalchemy.orm", "streamlit")  # fmt: skip
"""Libraries that a fork finds already imported; pytest then warns that it cannot rewrite them."""
OPTIONS = ("-q", "-n", "0", "--tb=no", "-p", "no:cacheprovider",
           "-W", "ignore::pytest.PytestAssertRewriteWarning")  # fmt: skip


def run(tests: list[str], *options: str) -> tuple[int, set[str]]:
    """Run tests in a fork; return its exit code, negative where time ran out, and what failed."""
    if not tests:
        return 0, set()
    log = Path("mutants.log")
    child = os.fork()
    if not child:
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        code = pytest.main([*OPTIONS, *options, *tests])
        sys.stdout.flush()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, set(re.findall(r"^(?:FAILED|ERROR) (\S+)", log.read_text(), re.MULTILINE))


def enter(clone: str) -> None:
    """Clone this folder where modules may be changed, go there, and import libraries once."""
    here = Path.cwd()
    subprocess.run(["git", "clone", "-q", here, clone], check=True)  # noqa: S607
    for name in (".venv", ".tools"):
        Path(clone, name).symlink_to(here / name)
    os.chdir(clone)
    os.environ["PYTHONPATH"] = clone
    sys.path.insert(0, clone)
    for name in HEAVY:
        importlib.import_module(name)


def judged(mutant: Mutant, tests: list[str]) -> tuple[int, set[str]]:
    """Run tests on a mutant, print it, and return what :func:`run` does."""
    mutant.path.write_text(mutant.mutated)
    code, killers = run(tests, "-x")
    mutant.path.write_text(mutant.source)
    lines = zip(mutant.source.splitlines(), mutant.mutated.splitlines(), strict=False)
    before, after = next(((a, b) for a, b in lines if a != b), ("", ""))
    print(f"{'killed' if code else 'SURVIVED'} {mutant.path}:{mutant.line} {mutant.operator}")
    print(f"    {before.strip()}\n    {after.strip()}\n    {', '.join(killers)}", flush=True)
    return code, killers


def main() -> None:
    """Print each mutant and what became of it, then the share that tests kill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="+", help="pattern of files, or file::function,function")
    parser.add_argument("--mutants", type=int, default=40)
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--minutes", type=float, default=60, help="no mutant starts later")
    options = parser.parse_args()
    end = time.monotonic() + 60 * options.minutes
    verdicts = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as clone:
        enter(clone)
        graph = importers()
        for mutant in islice(drawn(options.modules, options.seed), options.mutants):
            if time.monotonic() > end:
                break
            verdicts.append(judged(mutant, nearest_tests(mutant.path, graph)))
        _, wrong = run(sorted(set().union(*(failed for _, failed in verdicts))))
    counted = [code for code, failed in verdicts if not failed & wrong]
    if not counted:
        parser.exit(1, "no mutant was judged\n")
    killed, n = sum(code != 0 for code in counted), len(counted)
    low, high = binomtest(killed, n).proportion_ci(method="wilson")
    share = f"{killed / n:.0%} ({low:.0%} to {high:.0%})"
    print(f"killed {killed} of {n}: {share}, seed {options.seed}")
    print(f"not counted, their killer fails without a mutant: {len(verdicts) - n} {sorted(wrong)}")


if __name__ == "__main__":
    main()
