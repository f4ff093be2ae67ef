"""
Tables that take long to make, kept until what they are made of changes.

What is kept is a copy, in the user's cache: without it, everything is made again.
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.settings import settings

Tables = dict[str, pl.DataFrame]
FOLDER: Final = "tables"
COUNTRY: Final = "country"
"""Where the maps of the country are kept: many territories are added to the same one."""
KEPT: Final = 4
"""Copies kept at most: a checkout or two, before and after a change."""


def kept(key: str, make: Callable[[], Tables], shelf: str = FOLDER) -> Tables:
    """Return the tables kept under a key, else make them and keep them."""
    folder = settings().cache / shelf / key
    with suppress(OSError, pl.exceptions.PolarsError):
        return _read(folder)
    tables = make()
    # A copy that cannot be kept (full disk, read-only folder) is made again next time.
    with suppress(OSError, pl.exceptions.PolarsError):
        keep(tables, folder)
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
