"""
Run benchmarks and write ``benchmarks/results.md``: ratios first, and how they were had.

``python -m benchmarks`` runs every part; ``python -m benchmarks maps load`` runs these two
and leaves the sections of the others as they are.
"""

import inspect
import os
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

RESULTS = Path(__file__).with_name("results.md")
PARTS = {
    "loading": "Charger",
    "asking": "Interroger",
    "france": "France entière",
    "optimum": "Programmes d'actions",
    "secrecy": "Secret statistique",
    "first_sight": "Première vue",
    "maps": "Cartes",
    "documents": "Documents",
    "load": "Charge",
}
INTRODUCTION = """# Mesures

Faites par `make bench`, `make bench-maps` et `make bench-load`. Les rapports comptent : les deux
côtés tournent dans la même séance ; les durées ne valent que pour cette machine.
"""


def measured(name: str) -> str:
    """Run a part; return its section."""
    part = import_module(f"benchmarks.{name}")
    machine = (
        f"{os.cpu_count()} cœurs partagés, Python {platform.python_version()}, "
        f"{platform.system()} {platform.release()}"
    )
    tables = part.main()
    print(tables, flush=True)
    return (
        f"Mesuré le {date.today().isoformat()} sur {machine}.\n\n"
        f"```\n{inspect.getdoc(part)}\n```\n\n{tables}\n"
    )


def sections(text: str) -> dict[str, str]:
    """Return what is under each title of the results."""
    _, *parts = re.split(r"^## (.+)\n\n", text, flags=re.MULTILINE)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {title: f"{body.rstrip()}\n" for title, body in pairs}


def written(found: Mapping[str, str]) -> str:
    """Return the results, in the order of the parts."""
    known = [f"## {title}\n\n{found[title]}" for title in PARTS.values() if title in found]
    return "\n".join([INTRODUCTION, *known])


def main(names: Sequence[str]) -> None:
    """Measure, then write, one part after another."""
    if unknown := set(names) - set(PARTS):
        raise SystemExit(f"{', '.join(sorted(unknown))}: not among {', '.join(PARTS)}")
    for name in names or PARTS:
        print(f"{PARTS[name]}…", flush=True)
        section = measured(name)
        found = sections(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
        RESULTS.write_text(written(found | {PARTS[name]: section}), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
