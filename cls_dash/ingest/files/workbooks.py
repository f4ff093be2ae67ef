"""Read the sheets of workbooks (XLSX, XLS, ODS) as texts."""

import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

import fastexcel
import polars as pl
from cachetools import LRUCache, cached

from cls_dash.ingest.files import workbook_trial
from cls_dash.ingest.files.archives import HARMLESS, LARGEST, RATIO, SHEETS, Member, bomb, refused
from cls_dash.ingest.files.kinds import SAVE_AGAIN, unreadable
from cls_dash.ingest.files.marked_cells import as_shown
from cls_dash.ingest.files.records import TextTable, as_table, column_names, mended_titles, stripped
from cls_dash.ingest.files.workbook_marks import read_marks

_MAGIC: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of a zip (XLSX, ODS), and of an XLS."""
_PATIENCE_S: Final = 300
_MIDNIGHT: Final = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00:00(\.0+)?$"


def is_workbook(member: Member) -> bool:
    """Say whether a file is a workbook rather than a text, by its name or its first bytes."""
    with member.path.open("rb") as stream:
        return member.path.suffix.lower() in SHEETS or stream.read(4) in _MAGIC


def sheet_names(member: Member) -> list[str]:
    """
    Return the sheets of a workbook, in their order.

    Raises
    ------
    InvalidDatasetError
        If the workbook is damaged or is a bomb.
    """
    return list(_workbook(member).sheet_names)


def labelled(member: Member, sheet: str) -> str:
    """Return what the report calls a sheet."""
    return f"{member.name} › {sheet}"


def first_rows(member: Member, sheet: str | int = 0, count: int = 40) -> list[tuple[str, ...]]:
    """
    Return the first rows of a sheet, where its header is to be found; no cell is missing.

    Raises
    ------
    InvalidDatasetError
        If the workbook is damaged, is a bomb, or lacks the sheet.
    """
    return _cells(member, sheet, count).fill_null("").rows()


def is_hidden(member: Member, sheet: str) -> bool:
    """
    Say whether a sheet is hidden: what is drafted or listed there was not meant to be read.

    Raises
    ------
    InvalidDatasetError
        If the sheet is damaged.
    """
    return _sheet(member, sheet, 0).visible != "visible"


def read_sheet(
    member: Member,
    sheet: str | int = 0,
    *,
    skip: int = 0,
    units: int = 0,
    titles: Sequence[str] = (),
) -> TextTable:
    """
    Read a sheet of a workbook; cells become texts, ``line`` is the row of the sheet.

    Whole numbers come without decimals (``1004``), days as ``2024-03-12``, other moments
    as ``2024-03-12 14:30:00``, booleans as ``true``; a cell in error is empty. Cells shown as
    percentages are read as shown; merged ones all hold the value of the first: both are
    told, as are hidden rows and formulas that were not computed. Empty rows are no records.

    Parameters
    ----------
    member
        The workbook: XLSX, XLS or ODS.
    sheet
        Its name or its rank.
    skip
        Rows above the header; empty ones that follow are left out anyway.
    units
        Rows under the header that are no records: those of units.
    titles
        What to call the columns, where two rows of header say it together.

    Raises
    ------
    InvalidDatasetError
        If the workbook is damaged, is a bomb, lacks the sheet, or its header names a
        column twice.
    """
    label = labelled(member, sheet) if isinstance(sheet, str) else member.name
    cells = _cells(member, sheet).with_columns(stripped(pl.col(pl.String)))
    line = pl.int_range(1, cells.height + 1, dtype=pl.Int64).alias("line")
    inked = pl.any_horizontal(pl.col(pl.String).is_not_null())
    rows = cells.with_columns(line).slice(skip).filter(inked)
    if rows.is_empty():
        raise refused(label, skip + 1, "La feuille n’a pas d’en-tête.", "Vérifier la feuille.")
    *header, number = rows.row(0)
    names = column_names(label, number, titles or header)
    # Beyond the last title, a remark in the margin.
    margin = [f"colonne_{rank}" for rank in range(len(names) + 1, len(header) + 1)]
    rows = rows.slice(1 + units).rename(dict(zip(cells.columns, names + margin, strict=True)))
    name = sheet if isinstance(sheet, str) else _workbook(member).sheet_names[sheet]
    rows, told, notes = as_shown(label, rows, read_marks(member.path, name))
    told = pl.concat([told, mended_titles(label, number, titles or header)])
    return replace(as_table(label, rows, told), notes=notes, header=number)


def _cells(member: Member, sheet: str | int, count: int | None = None) -> pl.DataFrame:
    cells = _sheet(member, sheet, count).to_polars()
    return cells.with_columns(pl.all().cast(pl.String).str.replace(_MIDNIGHT, "$1"))


def _sheet(member: Member, sheet: str | int, count: int | None) -> fastexcel.ExcelSheet:
    try:
        return _workbook(member).load_sheet(
            sheet, header_row=None, skip_rows=0, n_rows=count, dtypes="string"
        )
    except fastexcel.FastExcelError as error:
        reason = "Cette feuille manque au classeur ou n’est pas lisible."
        raise refused(member.name, 1, reason, "Vérifier le classeur.", str(sheet)) from error


def _workbook(member: Member) -> fastexcel.ExcelReader:
    stat = member.path.stat()
    return _opened(member.name, member.path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=1)
def _opened(name: str, path: Path, _size: int, _written: int) -> fastexcel.ExcelReader:
    """Open a workbook that a trial process could read; keep the last one open."""
    _check_sizes(name, path)
    content = path.read_bytes()
    _try(name, path, sha256(content).digest())
    return fastexcel.read_excel(content)


@cached(LRUCache(256), key=lambda _name, _path, digest: digest, lock=Lock())
def _try(name: str, path: Path, _digest: bytes) -> None:
    """Refuse a workbook that another process cannot read, or dies of; what passed passes again."""
    trial = [sys.executable, "-I", workbook_trial.__file__, str(path)]
    try:
        ended = subprocess.run(trial, capture_output=True, timeout=_PATIENCE_S, check=False)  # noqa: S603 -- our own script
    except subprocess.TimeoutExpired as error:
        raise refused(name, 1, "Le classeur ne se lit pas.", SAVE_AGAIN) from error
    if ended.returncode < 0:
        reason = "Le classeur est abîmé, ou une de ses feuilles s’étend trop loin."
        remedy = "Supprimer les lignes et les colonnes vides du bout des feuilles, et enregistrer."
        raise refused(name, 1, reason, remedy)
    if ended.returncode > 0:
        raise unreadable(name, path)


def _check_sizes(name: str, path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = [each.file_size for each in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return  # An XLS, or a damaged file: the trial will tell.
    if sum(sizes) > min(LARGEST, max(HARMLESS, RATIO * path.stat().st_size)):
        raise bomb(name)
