"""Run every benchmark and write ``benchmarks/results.md``: ratios first, and how they were had."""

import inspect
import os
import platform
from datetime import date
from pathlib import Path

from benchmarks import asking, france, loading, optimum

RESULTS = Path(__file__).with_name("results.md")
PARTS = (
    ("Charger", loading),
    ("Interroger", asking),
    ("France entière", france),
    ("Programmes d'actions", optimum),
)


def main() -> None:
    """Measure, then write."""
    machine = (
        f"{os.cpu_count()} cœurs partagés, Python {platform.python_version()}, "
        f"{platform.system()} {platform.release()}"
    )
    text = [
        "# Mesures\n",
        f"Faites le {date.today().isoformat()} par `make bench` sur {machine}. Les rapports "
        "comptent : les deux côtés tournent dans la même séance ; les durées ne valent que "
        "pour cette machine.\n",
    ]
    for title, part in PARTS:
        print(f"{title}…", flush=True)
        table = part.main()
        print(table, flush=True)
        text += [f"## {title}\n", f"```\n{inspect.getdoc(part)}\n```\n", f"{table}\n"]
    RESULTS.write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    main()
