"""Load of a million rows and more, against ``pandas.to_sql``, in the same run.

Ours is the whole command, ``cls-dash load``, on a dataset that was built once before:
reading, checking, report, publication of a verified store. The baseline is what a user
would write: ``pd.read_csv`` then ``to_sql`` of the rows as they are, unchecked. Each runs
in a process of its own, imports included.

«Écrire» compares the writing alone, of the same rows, imports left out: ours is the
publication of the whole store with its indexes, its references and its verification,
the baseline ``to_sql`` of the counts of the load into one bare table.
"""

import json
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pandas as pd
import polars as pl
from sqlalchemy import create_engine

from benchmarks.generated_rpps import write_rpps
from benchmarks.measuring import Measure, alone, table, timed
from cls_dash import wording
from cls_dash.ingest import saved_loads
from cls_dash.ingest.dataset.own_tables import own_tables
from cls_dash.settings import ROOT
from cls_dash.store.publish import publish
from tests.postgis import programs, serving_stores

BPE = ROOT.parent / "shared" / "data" / "bpe18_ensemble_csv.zip"
RPPS_ROWS = 1_300_000
SAMPLE = 130_000
"""Rows of the RPPS that the baseline writes: its time grows with them, and is scaled."""


def ours(name: str, path: Path, year: int, store: str, data: Path) -> Measure:
    """Load a file with the command that users type."""
    command = [str(Path(sys.executable).with_name("cls-dash")), "load", name, str(path)]
    options = {"--year": year, "--store": store, "--data": data, "--report": data.parent}
    pairs = [str(word) for option in options.items() for word in option]
    return timed([*command, *pairs, "--json"])


def baseline(path: str, separator: str, rows: str, url: str) -> None:
    """Write the same rows as pandas does."""
    frame = pd.read_csv(
        path, sep=separator, dtype=str, nrows=int(rows) or None, quoting=3, index_col=False
    )
    frame.to_sql("loaded", create_engine(url), index=False, if_exists="replace")
    print(json.dumps({"rows": len(frame)}))


def writing(name: str, store: str, data: str, url: str) -> None:
    """Write the counts of a load that was kept, as ours then as pandas does."""
    tables = own_tables(Path(data))
    counts = saved_loads.rows_of(Path(data))["provider_count"]
    tables["provider_count"] = counts
    card = dict.fromkeys(tables["source"].columns) | {"key": counts["source"][0]}
    card |= dict.fromkeys(("producer", "title", "licence"), name)
    cards = pl.DataFrame([card], schema=tables["source"].schema)
    tables["source"] = pl.concat([tables["source"], cards]).drop("download", "format")
    plain = pd.DataFrame(counts.to_dict(as_series=False))
    engine = create_engine(url)
    start = time.perf_counter()
    publish(tables, store, release="benchmark", latest_fact=date(2026, 1, 1))
    middle = time.perf_counter()
    plain.to_sql("counts", engine, index=False, if_exists="replace")
    end = time.perf_counter()
    print(json.dumps({"rows": len(plain), "ours": middle - start, "theirs": end - middle}))


def compared(
    folder: Path, name: str, path: Path, year: int, store: str, url: str
) -> list[list[str]]:
    """Return two lines of the table: a format on an engine, whole then written alone."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(
        ROOT / "data", data, ignore=shutil.ignore_patterns("*.gpkg*", "france", "loads")
    )
    own_tables(data)
    us = ours(name, path, year, store, data)
    rows = SAMPLE if name == "rpps" else 0
    separator = "|" if name == "rpps" else ";"
    them = alone("benchmarks.loading", "baseline", str(path), separator, str(rows), url)
    scale = us.answer["read"] / them.answer["rows"]
    lines = [_line(name, store, us, them, scale)]
    if name == "bpe":
        both = alone("benchmarks.loading", "writing", name, store, str(data), url).answer
        lines.append(
            [
                "BPE, écrire",
                _engine(store),
                wording.number(both["rows"]),
                f"{both['theirs'] / both['ours']:.1f}",
                f"{both['ours']:.1f} s",
                "",
                f"{both['theirs']:.1f} s",
                "",
            ]
        )
    return lines


def _engine(store: str) -> str:
    return store.partition(":")[0].partition("+")[0]


def _line(name: str, store: str, us: Measure, them: Measure, scale: float) -> list[str]:
    note = "" if scale < 1.01 else f" (mesuré sur {them.answer['rows']} lignes, × {scale:.0f})"
    return [
        name.upper(),
        _engine(store),
        wording.number(us.answer["read"]),
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
            lines += compared(folder, name, path, year, sqlite, f"sqlite:///{folder}/b.db")
            if programs():
                with serving_stores() as server, server.database() as url:
                    lines += compared(folder, name, path, year, url, url)
    header = ["Fichier", "Moteur", "Lignes", "pandas ÷ atlas", "atlas", "mémoire", "pandas.to_sql",
              "mémoire"]  # fmt: skip
    return table(header, lines)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["writing", *arguments]:
            writing(*arguments)
        case ["baseline", *arguments]:
            baseline(*arguments)
        case _:
            print(main())
