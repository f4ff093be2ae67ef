"""
What a workbook says beside its cells: hidden rows, merged cells, percentages, uncomputed formulas.

The library that reads cells gives none of it. The parts of the archive are read as they come, so
that a sheet of a million rows takes little memory.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final
from xml.etree import ElementTree as ET

from cls_dash.ingest.files.marks import Marks
from cls_dash.ingest.files.ods_marks import CONTENT, ods_marks

PERCENT: Final = frozenset({"9", "10"})
"""Identifiers of the formats of Excel that are percentages without being declared."""
_PLACE: Final = re.compile(r"([A-Z]+)([0-9]+)")


def read_marks(path: Path, sheet: str) -> Marks:
    """Return the marks of a sheet; none where a file is not as a spreadsheet writes it."""
    try:
        with zipfile.ZipFile(path) as archive:
            if CONTENT in archive.namelist():
                return ods_marks(archive, sheet)
            part = _parts(archive).get(sheet)
            if part is None:
                return Marks()
            percents = _percent_styles(archive)
            with archive.open(part) as stream:
                return _marks(ET.iterparse(stream), percents)  # noqa: S314 -- as _root
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, ET.ParseError):
        return Marks()


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet, by name."""
    targets = {}
    for each in _root(archive.read("xl/_rels/workbook.xml.rels")):
        target = each.get("Target", "")
        targets[each.get("Id")] = target[1:] if target[:1] == "/" else f"xl/{target}"
    parts = {}
    for each in _root(archive.read("xl/workbook.xml")).iter():
        if _name(each) == "sheet":
            key = next((value for name, value in each.items() if name.endswith("}id")), "")
            parts[each.get("name", "")] = str(PurePosixPath(targets.get(key, "")))
    return parts


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """Return the ranks of the styles of cells that show percentages."""
    root = _root(archive.read("xl/styles.xml"))
    formats = {
        each.get("numFmtId", "")
        for each in root.iter()
        if _name(each) == "numFmt" and "%" in re.sub(r'"[^"]*"', "", each.get("formatCode", ""))
    }
    cells = next((each for each in root if _name(each) == "cellXfs"), ())
    known = formats | PERCENT
    return {str(rank) for rank, each in enumerate(cells) if each.get("numFmtId") in known}


def _marks(parts: Iterator[tuple[str, ET.Element]], percents: set[str]) -> Marks:
    marks, row = Marks(), 0
    for _, element in parts:
        match _name(element):
            case "row":
                row = int(element.get("r") or row + 1)
                if element.get("hidden") in {"1", "true"}:
                    marks.hidden.append(row)
                _mark_cells(element, marks, percents)
                element.clear()
            case "mergeCell":
                first, _, last = element.get("ref", "").partition(":")
                marks.merged.append((*_place(first), *_place(last or first)))
    return marks


def _mark_cells(row: ET.Element, marks: Marks, percents: set[str]) -> None:
    for cell in row:
        place = cell.get("r")
        if place is None:
            continue
        parts = {_name(each): each.text for each in cell}
        if "v" in parts or "is" in parts:
            column = _place(place)[1]
            marks.left = min(marks.left or column, column)
        if cell.get("s") in percents and cell.get("t", "n") == "n" and parts.get("v"):
            marks.percents.append(_place(place))
        if "f" in parts and not parts.get("v"):
            marks.uncomputed.append(_place(place))
        if cell.get("t") == "e":
            marks.broken.append(_place(place))


def _place(reference: str) -> tuple[int, int]:
    found = _PLACE.fullmatch(reference.replace("$", ""))
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _root(part: bytes) -> ET.Element:
    # The parser itself refuses bombs of entities, and reads no other file.
    return ET.fromstring(part)  # noqa: S314


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
