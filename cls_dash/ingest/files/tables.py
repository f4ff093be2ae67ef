"""
Find the tables of the files that people bring: whatever stands above them, on every sheet.

A reader says what it knows of a row of titles; the row that says most is the header. Hidden
sheets are not read, and no sheet is left without a word.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from cls_dash.ingest.files.archives import Member, refused
from cls_dash.ingest.files.encodings import old_encoding
from cls_dash.ingest.files.kinds import check_kind
from cls_dash.ingest.files.layouts import DELIMITERS
from cls_dash.ingest.files.records import MOST_COLUMNS, TextTable
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


def find_tables(
    member: Member,
    score: Score,
    *,
    only: str | None = None,
    elsewhere: Collection[str] = (),
    twins: bool = False,
) -> list[TextTable]:
    """
    Read the tables of a file whose titles a reader knows; none where there is none.

    Parameters
    ----------
    member
        The file.
    score
        What the reader knows of a row of titles.
    only
        The one sheet to look at, where the workbook has one for each table.
    elsewhere
        Sheets that another reader reads, as the report names them: nothing is said of those.
    twins
        Whether columns may have the same title: the second is then called «Date (2)».

    Raises
    ------
    InvalidDatasetError
        If the file cannot be read.
    """
    if not is_workbook(member):
        lines = _first_lines(member)
        header = find_header(_parted(lines), score)
        if header is None:
            return []
        titles = _told_apart(header.titles) if twins else header.titles
        if header.height == 1 and titles == header.titles:
            return [read_text(member, skip=header.skip)]
        first = header.skip + header.height
        mark = _separator(lines[first - 1])
        table = read_text(member, header=titles, skip=first, delimiter=mark)
        return [replace(table, header=header.skip + 1)]
    tables = []
    others: list[str] = []
    hidden: list[str] = []
    for sheet in [only] if only else sheets_of(member, elsewhere):
        try:
            seen = not is_hidden(member, sheet)
            header = find_header(first_rows(member, sheet, LOOKED), score) if seen else None
        except InvalidDatasetError:  # A damaged sheet, or one that holds no cells.
            seen, header = True, None
        if header is not None:
            told = _told_apart(header.titles) if twins else header.titles
            titles = told if header.height > 1 or told != header.titles else ()
            units = header.height - 1
            tables.append(read_sheet(member, sheet, skip=header.skip, units=units, titles=titles))
        else:
            (others if seen else hidden).append(sheet)
    notes = tuple(_unread(member.name, others, hidden))
    return [replace(each, notes=(*notes, *each.notes)) for each in tables]


def first_table(member: Member, sheet: str | int = 0) -> TextTable:
    """
    Read a text, or one sheet of a workbook, its header being its first row.

    Raises
    ------
    InvalidDatasetError
        If it cannot be read.
    """
    return read_sheet(member, sheet) if is_workbook(member) else read_text(member)


def _told_apart(titles: Sequence[str]) -> tuple[str, ...]:
    """Return titles each of which is one column's."""
    said: Counter[str] = Counter()
    told = []
    for title in titles:
        name = title.strip()
        said[name] += 1
        told.append(f"{name} ({said[name]})" if name and said[name] > 1 else title)
    return tuple(told)


def check_lying(member: Member, score: Score) -> None:
    """
    Refuse a table that has its titles in its first column, a record in each of the others.

    Raises
    ------
    InvalidDatasetError
        If it has, or if the file cannot be read.
    """
    tops: list[Sequence[Sequence[str]]]
    if is_workbook(member):
        tops = [first_rows(member, sheet, LOOKED) for sheet in sheets_of(member)]
    else:
        tops = [cells_of_first_lines(member)]
    if any(find_header([*zip(*rows, strict=True)], score) for rows in tops):
        reason = "Le tableau est couché : ses titres sont dans une colonne, non sur une ligne."
        remedy = "Le copier, puis « Collage spécial », « Transposer »."
        raise refused(member.name, 1, reason, remedy)


def sheets_of(member: Member, elsewhere: Collection[str] = ()) -> list[str]:
    """Return the sheets of a workbook that may hold data, but those that are named."""
    return [
        name
        for name in sheet_names(member)
        if name not in OURS and labelled(member, name) not in elsewhere
    ]


def rows_of_titles(member: Member) -> Iterator[tuple[str, ...]]:
    """
    Yield what may be the titles of a table of a file: each of its first rows, alone or in pairs.

    Raises
    ------
    InvalidDatasetError
        If the file cannot be read.
    """
    if not is_workbook(member):
        yield from (titles for _, _, titles in _candidates(cells_of_first_lines(member)))
        return
    for sheet in sheet_names(member):
        yield from (titles for _, _, titles in _candidates(first_rows(member, sheet, LOOKED)))


def find_header(rows: Sequence[Sequence[str]], score: Score) -> Header | None:
    """Return the row of titles that a reader knows best, or two rows that say them together."""
    found = [Header(*each, score(each[-1])) for each in _candidates(rows)]
    best = max(found, key=lambda each: (each.score, -each.height, -each.skip), default=None)
    return best if best and best.score else None


def _candidates(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield rows that may be titles: how many stand above, how many they are, their words."""
    for skip, row in enumerate(rows):
        yield skip, 1, tuple(row)
    for skip, (above, below) in enumerate(pairwise(rows)):
        yield skip, 2, tuple(_joined(above, below))


def _joined(above: Sequence[str], below: Sequence[str]) -> Iterator[str]:
    """Yield the titles of two rows: that of below where there is one, else that of above."""
    yield from (under.strip() or over for over, under in zip(above, below, strict=True))


def cells_of_first_lines(member: Member) -> list[list[str]]:
    """Return the cells of the first lines of a text, each parted as its own separators say."""
    return _parted(_first_lines(member))


def _first_lines(member: Member) -> list[str]:
    check_kind(member.name, member.path)
    return re.split("\r\n|\n|\r", _beginning(member))[:LOOKED]


def _separator(line: str) -> str:
    return max(DELIMITERS, key=line.count)


def _parted(lines: Sequence[str]) -> list[list[str]]:
    """Return the cells of lines, each parted as its own separators say."""
    rows = []
    for line in lines:
        try:
            cells = next(csv.reader([line], delimiter=_separator(line)), [])
            rows.append(cells[:MOST_COLUMNS])  # What is wider is refused once it is read.
        except csv.Error:
            rows.append([line])
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _beginning(member: Member) -> str:
    """Return the beginning of a text, whole lines of it, in the likeliest of its encodings."""
    with member.path.open("rb") as stream:
        octets = stream.read(_PIECE) + stream.readline(_PIECE)
    if octets[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return octets.decode("utf-16", errors="replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode(old_encoding(octets), errors="replace")


def _unread(file: str, others: Sequence[str], hidden: Sequence[str]) -> Iterator[str]:
    for what, sheets in (("sans le tableau attendu", others), ("masquées", hidden)):
        if sheets:
            names = listing([f"«{NBSP}{sheet}{NBSP}»" for sheet in sheets])
            yield f"{file} : feuilles {what}, non lues : {names}."
