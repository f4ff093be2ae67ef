"""
What a page asks of the store: its statements, its processor, and what a process then holds.

Each page is run by Streamlit's test driver, in a process where it is the first that is asked
(cold), then again (warm). The walk runs every page on every territory in one process.

    python -m benchmarks.one_reading            the table
    python -m benchmarks.one_reading page STEM  one page
    python -m benchmarks.one_reading walk       all pages
"""

import gc
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from streamlit.testing.v1 import AppTest

from benchmarks.measuring import alone, table
from cls_dash.settings import ROOT
from cls_dash.shell import menu
from cls_dash.shell.ask import store
from cls_dash.store.queries.territories import territories_of

STEMS = ("carte_actions", "suivi_actions", "equite", "ma_commune", "comparer")
TERRITORY = "thiers-ambert-billom"


def ran(stem: str, statements: Counter[str], **codes: str) -> dict[str, float]:
    """Run a page; return its statements, the processor's and the clock's seconds."""
    app = AppTest.from_file(ROOT / "cls_dash/shell/frame.py", default_timeout=300)
    app.query_params.update(codes)
    app.switch_page(str(menu.script(stem)))
    statements.clear()
    processor, clock = time.process_time(), time.perf_counter()
    app.run()
    if app.exception:
        raise SystemExit(f"{stem}: {app.exception[0].value}")
    return {
        "statements": statements.total(),
        "distinct": len(statements),
        "processor": time.process_time() - processor,
        "seconds": time.perf_counter() - clock,
    }


def page(stem: str) -> dict[str, Any]:
    """Run a page where nothing was asked yet but the list of territories, then again."""
    statements = listened()
    ran("mentions_legales", statements, territoire=TERRITORY)
    return {
        "cold": ran(stem, statements, territoire=TERRITORY),
        "warm": ran(stem, statements, territoire=TERRITORY),
    }


def walk() -> dict[str, Any]:
    """Run every page on every territory; return what the process holds."""
    statements = listened()
    with store().reading() as release:
        territories = list(map(str, territories_of(release).index))
    processor, total = time.process_time(), 0.0
    for territory in territories:
        for stem in menu.TITLES:
            total += ran(stem, statements, territoire=territory)["statements"]
    gc.collect()
    return {
        "pages": len(territories) * len(menu.TITLES),
        "statements": total,
        "processor": time.process_time() - processor,
        "resident": resident_mb(),
    }


def listened() -> Counter[str]:
    """Return the statements of all engines, with their parameters, counted as they are run."""
    statements: Counter[str] = Counter()

    @event.listens_for(Engine, "before_cursor_execute")
    def count(
        _connection: object, _cursor: object, statement: str, values: object, *_: object
    ) -> None:
        statements[f"{statement} {values}"] += 1

    return statements


def resident_mb() -> float:
    """Return what this process holds in memory, in megabytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def main() -> None:
    """Print one answer as JSON, or the table of all."""
    if sys.argv[1:]:
        print(json.dumps(walk() if sys.argv[1] == "walk" else page(sys.argv[2])))
        return
    lines = []
    for stem in STEMS:
        found = alone("benchmarks.one_reading", "page", stem).answer
        lines += [
            (f"{stem}, {kind}", f"{one['statements']} ({one['distinct']})",
             f"{one['processor']:.2f}", f"{one['seconds']:.2f}")
            for kind, one in found.items()
        ]  # fmt: skip
    print(table(("page", "statements (distinct)", "processor, s", "clock, s"), lines))
    found = alone("benchmarks.one_reading", "walk")
    print(
        f"\n{found.answer['pages']} pages: {found.answer['statements']:.0f} statements, "
        f"{found.answer['processor']:.1f} s of processor, {found.answer['resident']:.0f} MB held, "
        f"{found.megabytes:.0f} MB at most"
    )


if __name__ == "__main__":
    main()
