"""The grid that a person dropped, in their own columns: corrected, with the codes recognised."""

import io
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cls_dash.ingest.contract.answers import AS_BEFORE, SETTLED
from cls_dash.ingest.contract.draft import Draft, DraftTable
from cls_dash.ingest.contract.grid import Grid
from cls_dash.ingest.contract.said import Line
from cls_dash.ingest.contract.workbook import CREATED, STYLES
from cls_dash.ingest.recognise.words import SHEETS
from cls_dash.store.model import FILES

CODE: Final = "Code Insee"
ASIDE: Final = "Mis de côté"
_LONGEST: Final = 31
"""Letters that a spreadsheet gives the name of a sheet."""
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")
_CORRECTED: Final = {"bg_color": "#FCE8B2", "text_wrap": True, "valign": "top"}


def corrected_grid(grid: Grid) -> bytes:
    """
    Return a workbook of the tables that were read, a sheet each, in the words of their author.

    What she answered and what was corrected of a word, a number or an amount is marked; a
    comment quotes what was typed. The codes of communes, the identifiers of deployments and why
    a line is left out come last.
    """
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        book.set_properties({"title": "Tableau corrigé", "author": "Atlas CLS", "created": CREATED})
        looks = {**STYLES, "corrected": _CORRECTED}
        styles = {name: book.add_format(look) for name, look in looks.items()}
        for table, draft in grid.drafts.items():
            for each in draft.tables:
                sheet = book.add_worksheet(_free(book, each, table))
                _write(sheet, table, draft, each, styles)
    return packed.getvalue()


def _free(book: xlsxwriter.Workbook, found: DraftTable, table: str) -> str:
    """Return a name for a sheet that no other has."""
    said = found.file.rpartition(" › ")[2] if " › " in found.file else SHEETS[table]
    name = _FORBIDDEN.sub(" ", said).strip()[:_LONGEST] or SHEETS[table]
    taken = {each.get_name().casefold() for each in book.worksheets()}
    if name.casefold() in taken:
        name = f"{name[: _LONGEST - 4]} ({len(taken) + 1})"
    return name


def _write(
    sheet: Worksheet, table: str, draft: Draft, found: DraftTable, styles: Mapping[str, Format]
) -> None:
    more = _more(table, draft, found)
    headers = [*found.columns, *more]
    for rank, header in enumerate(headers):
        sheet.set_column(rank, rank, 24, styles["text"])
        sheet.write_string(0, rank, header, styles["header"])
    sheet.freeze_panes(1, 0)
    mended = _mended(table, draft, found)
    for row, cells in enumerate(found.rows.iter_rows(named=True), 1):
        for rank, header in enumerate(found.columns):
            value, typed = mended.get((cells["line"], header), (cells[header], None))
            if value is None:
                continue
            if typed is None:
                sheet.write_string(row, rank, value)
                continue
            sheet.write_string(row, rank, value, styles["corrected"])
            sheet.write_comment(row, rank, f"Tapé : {typed}")
        for rank, header in enumerate(more, len(found.columns)):
            if value := more[header].get((found.file, cells["line"])):
                sheet.write_string(row, rank, value, styles["wrapped"])


def _mended(table: str, draft: Draft, found: DraftTable) -> dict[tuple[int, str], tuple[str, str]]:
    """Return what cells say now and what was typed, where a word or a number was corrected."""
    fields = {each.name: each for each in FILES[table].fields}
    told = {
        header
        for role, header in found.roles.items()
        if fields[role].words or fields[role].type in {"integer", "number"}
    }
    mended: dict[tuple[int, str], tuple[str, str]] = {}
    for row in draft.report.corrections.iter_rows(named=True):
        place = row["line"], row["column"]
        answered = row["reason"] in {SETTLED, AS_BEFORE}
        if row["file"] == found.file and (row["column"] in told or answered):
            first = mended.get(place, ("", row["value"]))[1]
            mended[place] = row["corrected"], first
    return mended


def _more(table: str, draft: Draft, found: DraftTable) -> dict[str, dict[Line, str]]:
    """Return the columns to add, each with its cells by line."""
    columns: dict[str, dict[Line, str]] = {}
    if table == "deployments":
        codes, keys = defaultdict(list), defaultdict(list)
        for place, code, key in _rows(draft):
            codes[place].append(code or "")
            keys[place].append(key)
        columns[CODE] = {place: " ; ".join(filter(None, each)) for place, each in codes.items()}
        title = FILES[table].titles["deployment"]
        columns[title] = {place: each[0] for place, each in keys.items() if len(each) == 1}
    aside: dict[Line, str] = {}
    for doubt in draft.doubts:
        place = doubt.file, doubt.line
        aside[place] = f"{aside.get(place, '')} {doubt.column} : {doubt.reason}".strip()
    columns |= {ASIDE: aside} if aside else {}
    return {title: cells for title, cells in columns.items() if title not in found.columns}


def _rows(draft: Draft) -> list[tuple[Line, Any, str]]:
    places = draft.loaded.places
    if places is None:
        return []
    lines = places.select("file", "line").rows()
    told = draft.rows.select("commune", "deployment").rows()
    return [(line, *row) for line, row in zip(lines, told, strict=True)]
