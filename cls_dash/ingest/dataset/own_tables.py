"""
Tables of the store that the data folder fills by itself, kept until a file changes.

To check them, estimate times and draw maps takes seconds, most of them to import the
libraries: a load of official files changes none of it. What is kept is a copy, in the
user's cache: without it, everything is made again.
"""

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.saved_loads import FOLDER
from cls_dash.settings import settings
from cls_dash.store.frames import typed
from cls_dash.store.model import SCHEMA_VERSION, Row

READ: Final = frozenset({".csv", ".geojson", ".json", ".yaml", ".parquet"})
CODE: Final = Path(__file__).parents[2]
KEPT: Final = 4
"""Datasets kept at most: a checkout or two, before and after a change."""


def own_tables(data: Path) -> dict[str, pl.DataFrame]:
    """
    Return the tables that the dataset and its geography fill, loads left out.

    Returns
    -------
    dict of DataFrame
        By name; columns and types are those of :mod:`cls_dash.store.model`, without
        ``fid``, geometries as GeoPackage blobs. ``source`` has ``download`` and
        ``format`` besides.

    Raises
    ------
    InvalidDatasetError
        If a file of the dataset is wrong.
    """
    folder = settings().cache / _key(data)
    with suppress(OSError, pl.exceptions.PolarsError):
        return _read(folder)
    tables = _made(data)
    # A copy that cannot be kept (full disk, read-only folder) is made again next time.
    with suppress(OSError, pl.exceptions.PolarsError):
        keep(tables, folder)
    return tables


def digest(data: Path, *, loads: bool = True) -> str:
    """Return the digest of every file that a build reads, and of the store's schema."""
    total = sha256(f"schema {SCHEMA_VERSION}".encode())
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data)
        if path.suffix in READ and path.is_file() and (loads or name.parts[0] != FOLDER):
            total.update(name.as_posix().encode())
            total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _key(data: Path) -> str:
    """Return what changes with the dataset, and with the program that reads it."""
    total = sha256(digest(data, loads=False).encode())
    for path in sorted(CODE.rglob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()


def _made(data: Path) -> dict[str, pl.DataFrame]:
    from cls_dash.ingest.dataset.own_frames import own_frames

    tables = {}
    for name, frame in own_frames(data).items():
        rows = typed(Row.metadata.tables[name], frame)
        tables[name] = rows.with_columns(frame.select(pl.exclude(rows.columns)))
    return tables


def _read(folder: Path) -> dict[str, pl.DataFrame]:
    names = (folder / "tables.txt").read_text(encoding="utf-8").split()
    return {name: pl.read_parquet(folder / f"{name}.parquet") for name in names}


def keep(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """Write tables into ``folder``, all or none; the oldest of its neighbours go."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".") as drafts:
        whole = Path(drafts) / "whole"
        whole.mkdir()
        for name, rows in tables.items():
            rows.write_parquet(whole / f"{name}.parquet")
        (whole / "tables.txt").write_text("\n".join(tables), encoding="utf-8")
        if folder.exists():
            folder.rename(Path(drafts) / "damaged")
        whole.rename(folder)
    known = sorted(folder.parent.glob("[!.]*"), key=lambda path: path.stat().st_mtime)
    for old in known[:-KEPT]:
        shutil.rmtree(old)
