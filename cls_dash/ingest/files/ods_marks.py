"""What an ODS says beside its cells, as :mod:`~cls_dash.ingest.files.workbook_marks` of an XLSX."""

import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from cls_dash.ingest.files.marks import Marks

CONTENT: Final = "content.xml"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_MOST: Final = 16_384
"""Cells alike that one mark may cover: what a spreadsheet repeats to its edge is empty."""


def ods_marks(archive: zipfile.ZipFile, sheet: str) -> Marks:
    """
    Return the marks of a sheet of an ODS.

    Raises
    ------
    ET.ParseError, KeyError, ValueError
        If the archive is not as a spreadsheet writes it.
    """
    marks = Marks()
    with archive.open(CONTENT) as stream:
        row, here = 0, False
        parts = ET.iterparse(stream, ("start", "end"))  # noqa: S314 -- the parser refuses bombs
        for event, element in parts:
            if event == "start":
                if element.tag == f"{_TABLE}table":
                    here, row = element.get(f"{_TABLE}name") == sheet, 0
            elif element.tag == f"{_TABLE}table-row":
                repeated = _times(element, "rows")
                if here:
                    _mark_row(element, marks, range(row + 1, row + 1 + min(repeated, _MOST)))
                row += repeated
                element.clear()
    return marks


def _mark_row(row: ET.Element, marks: Marks, lines: range) -> None:
    """Add what a row says, which may be repeated."""
    cells = list(_cells(row))
    if not any(_inked(cell) for _, cell in cells):
        return
    if row.get(f"{_TABLE}visibility", "visible") != "visible":
        marks.hidden.extend(lines)
    for column, cell in cells:
        kind, value = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_OFFICE}value")
        if _inked(cell):
            marks.left = min(marks.left or column, column)
        if kind == "percentage" and value:
            marks.percents.extend((line, column) for line in lines)
        if cell.get(f"{_TABLE}formula") and not _inked(cell):
            marks.uncomputed.extend((line, column) for line in lines)
        high, wide = (int(cell.get(f"{_TABLE}number-{way}-spanned", "1"))
                      for way in ("rows", "columns"))  # fmt: skip
        if high > 1 or wide > 1:
            top = lines[0]
            marks.merged.append((top, column, top + high - 1, column + wide - 1))


def _cells(row: ET.Element) -> Iterator[tuple[int, ET.Element]]:
    """Yield each cell and its column; empty ones that are repeated come once."""
    column = 0
    for cell in (each for each in row if each.tag in _CELLS):
        repeated = _times(cell, "columns")
        for rank in range(repeated if _inked(cell) and repeated <= _MOST else 1):
            yield column + rank + 1, cell
        column += repeated


def _times(element: ET.Element, way: str) -> int:
    return int(element.get(f"{_TABLE}number-{way}-repeated", "1"))


def _inked(cell: ET.Element) -> bool:
    """Say whether a cell holds something."""
    return cell.get(f"{_OFFICE}value-type") is not None or any(
        each.text for each in cell.iter() if each is not cell
    )
