"""
Find the tables of the files that people bring: whatever stands above them, on every sheet.

A reader says what it knows of a row of titles; the row that says most is the header. Hidden
sheets are not read, and no sheet is left without a word.
"""

import csv
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from cls_dash.ingest.files.archives import Member
from cls_dash.ingest.files.layouts import DELIMITERS
from cls_dash.ingest.files.records import TextTable
from cls_dash.ingest.files.texts import read_text
from cls_dash.ingest.files.workbooks import (
    first_rows,
    is_hidden,
    is_workbook,
    labelled,
    read_sheet,
    sheet_names,
)
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.wording import NBSP, listing

LOOKED: Final = 40
"""Rows where a header is looked for."""
_PIECE: Final = 2**20
OURS: Final = frozenset({"Exemples", "Lisez-moi", "Listes"})
"""Sheets of our own templates that hold no data."""

Score = Callable[[Sequence[str]], int]
"""Says how many columns a reader knows in a row of titles; 0 where one that it needs lacks."""


@dataclass(frozen=True)
class Header:
    """Where the titles of a table stand: ``skip`` rows above them, ``height`` rows of them."""

    skip: int
    height: int
    titles: tuple[str, ...]
    score: int


def find_tables(member: Member, score: Score, elsewhere: Collection[str] = ()) -> list[TextTable]:
    """
    Read the tables of a file whose titles a reader knows; none where there is none.

    Parameters
    ----------
    member
        The file.
    score
        What the reader knows of a row of titles.
    elsewhere
        Sheets that another reader reads, as the report names them: nothing is said of those.

    Raises
    ------
    InvalidDatasetError
        If the file cannot be read.
    """
    if not is_workbook(member):
        header = find_header(first_lines(member), score)
        if header is None:
            return []
        return [read_text(member, skip=header.skip)]
    tables = []
    others: list[str] = []
    hidden: list[str] = []
    for sheet in sheets_of(member, elsewhere):
        try:
            seen = not is_hidden(member, sheet)
            header = find_header(first_rows(member, sheet, LOOKED), score) if seen else None
        except InvalidDatasetError:  # A damaged sheet, or one that holds no cells.
            seen, header = True, None
        if header is not None:
            titles = header.titles if header.height > 1 else ()
            units = header.height - 1
            tables.append(read_sheet(member, sheet, skip=header.skip, units=units, titles=titles))
        else:
            (others if seen else hidden).append(sheet)
    notes = tuple(_unread(member.name, others, hidden))
    return [replace(each, notes=(*notes, *each.notes)) for each in tables]


def sheets_of(member: Member, elsewhere: Collection[str] = ()) -> list[str]:
    """Return the sheets of a workbook that may hold data, but those that are named."""
    return [
        name
        for name in sheet_names(member)
        if name not in OURS and labelled(member, name) not in elsewhere
    ]


def find_header(rows: Sequence[Sequence[str]], score: Score) -> Header | None:
    """Return the row of titles that a reader knows best, or two rows that say them together."""
    found = [Header(skip, 1, tuple(row), score(row)) for skip, row in enumerate(rows)]
    for skip, (above, below) in enumerate(pairwise(rows)):
        titles = tuple(_joined(above, below))
        found.append(Header(skip, 2, titles, score(titles)))
    best = max(found, key=lambda each: (each.score, -each.height, -each.skip), default=None)
    return best if best and best.score else None


def _joined(above: Sequence[str], below: Sequence[str]) -> Iterator[str]:
    """Yield the titles of two rows: that of below where there is one, else that of above."""
    yield from (under.strip() or over for over, under in zip(above, below, strict=True))


def first_lines(member: Member) -> list[list[str]]:
    """Return the cells of the first lines of a text, each parted as its own separators say."""
    with member.path.open("rb") as stream:
        wide = stream.read(2) in {b"\xff\xfe", b"\xfe\xff"}
    encoding = "utf-16" if wide else "utf-8-sig"
    with member.path.open(encoding=encoding, errors="replace", newline=None) as stream:
        lines = stream.read(_PIECE).split("\n")[:LOOKED]
    rows = []
    for line in lines:
        separator = max(DELIMITERS, key=line.count)
        try:
            rows.append(next(csv.reader([line], delimiter=separator), []))
        except csv.Error:
            rows.append([line])
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _unread(file: str, others: Sequence[str], hidden: Sequence[str]) -> Iterator[str]:
    for what, sheets in (("sans le tableau attendu", others), ("masquées", hidden)):
        if sheets:
            names = listing([f"«{NBSP}{sheet}{NBSP}»" for sheet in sheets])
            yield f"{file} : feuilles {what}, non lues : {names}."
