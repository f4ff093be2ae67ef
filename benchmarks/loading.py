"""Load of a million rows and more, against ``pandas.to_sql``, in the same run.

Ours is the whole command, ``cls-dash load``: reading, checking, report, publication of a
verified store. The baseline is what a user would write: ``pd.read_csv`` then ``to_sql``
of the rows as they are, unchecked. Each runs in a process of its own.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd
from sqlalchemy import create_engine

from benchmarks.generated_rpps import write_rpps
from benchmarks.measuring import Measure, alone, table
from cls_dash.settings import ROOT
from tests.postgis import programs, serving_stores

BPE = ROOT.parent / "shared" / "data" / "bpe18_ensemble_csv.zip"
RPPS_ROWS = 1_300_000
SAMPLE = 130_000
"""Rows of the RPPS that the baseline writes: its time grows with them, and is scaled."""


def ours(name: str, path: str, year: str, store: str, folder: str) -> None:
    """Load a file with the command that users type."""
    from typer.testing import CliRunner

    from cls_dash.cli import app

    arguments = ["load", name, path, "--year", year, "--store", store, "--data", folder]
    result = CliRunner().invoke(app, [*arguments, "--report", folder, "--json"])
    if result.exit_code:
        raise SystemExit(result.output[-2000:])
    answer = json.loads(result.stdout)
    print(json.dumps({key: answer[key] for key in ("read", "accepted", "rejected")}))


def baseline(path: str, separator: str, rows: str, url: str) -> None:
    """Write the same rows as pandas does."""
    frame = pd.read_csv(
        path, sep=separator, dtype=str, nrows=int(rows) or None, quoting=3, index_col=False
    )
    frame.to_sql("loaded", create_engine(url), index=False, if_exists="replace")
    print(json.dumps({"rows": len(frame)}))


def compared(folder: Path, name: str, path: Path, year: int, store: str, url: str) -> list[str]:
    """Return one line of the table: a format on an engine."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(
        ROOT / "data", data, ignore=shutil.ignore_patterns("*.gpkg*", "france", "loads")
    )
    us = alone("benchmarks.loading", "ours", name, str(path), str(year), store, str(data))
    rows = SAMPLE if name == "rpps" else 0
    separator = "|" if name == "rpps" else ";"
    them = alone("benchmarks.loading", "baseline", str(path), separator, str(rows), url)
    scale = us.answer["read"] / them.answer["rows"]
    return _line(name, store, us, them, scale)


def _line(name: str, store: str, us: Measure, them: Measure, scale: float) -> list[str]:
    note = "" if scale < 1.01 else f" (mesuré sur {them.answer['rows']} lignes, × {scale:.0f})"
    return [
        name.upper(),
        store.partition(":")[0].partition("+")[0],
        f"{us.answer['read']:,}".replace(",", " "),
        f"{them.seconds * scale / us.seconds:.1f}",
        f"{us.seconds:.1f} s",
        f"{us.megabytes:.0f} Mo",
        f"{them.seconds * scale:.1f} s{note}",
        f"{them.megabytes:.0f} Mo",
    ]


def main() -> str:
    """Measure what can be on this machine; return the table."""
    lines = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        rpps = folder / "PS_LibreAcces_Personne_activite_202605120000.txt"
        write_rpps(rpps, RPPS_ROWS)
        files = [("rpps", rpps, 2026), *([("bpe", BPE, 2018)] if BPE.exists() else [])]
        for name, path, year in files:
            sqlite = f"sqlite:///{folder}/cls.gpkg"
            lines.append(compared(folder, name, path, year, sqlite, f"sqlite:///{folder}/b.db"))
            if programs():
                with serving_stores() as server, server.database() as url:
                    lines.append(compared(folder, name, path, year, url, url))
    header = ["Fichier", "Moteur", "Lignes", "pandas ÷ atlas", "atlas", "mémoire", "pandas.to_sql",
              "mémoire"]  # fmt: skip
    return table(header, lines)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["ours", *arguments]:
            ours(*arguments)
        case ["baseline", *arguments]:
            baseline(*arguments)
        case _:
            print(main())
