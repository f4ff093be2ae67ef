"""What stands on each sheet of a file, before it is read: its titles, and what they announce."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cls_dash.ingest.contract.draft import RECIPES
from cls_dash.ingest.contract.said import Said
from cls_dash.ingest.contract.titles import find_titles, lacking, score_titles
from cls_dash.ingest.files import Member, first_rows, is_workbook
from cls_dash.ingest.files.tables import (
    LOOKED,
    Header,
    cells_of_first_lines,
    find_header,
    sheets_of,
)
from cls_dash.ingest.files.workbooks import is_hidden, labelled
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.store.model import FILES

_ENOUGH: Final = 2
"""Titles known of a sheet that may be a table of ours."""


@dataclass(frozen=True)
class Sheet:
    """A sheet that is seen, or a text."""

    name: str
    """As the report names it: ``suivi.xlsx › Réalisé``."""
    header: int
    """Line of its titles."""
    titles: tuple[str, ...]
    table: str
    """What it holds; nothing where it is not read."""
    roles: Mapping[str, str]
    """Title of each of our columns that is recognised."""
    lacking: tuple[str, ...]
    """Our titles of the columns to fill that it lacks."""

    @property
    def short(self) -> str:
        """Return its name in the workbook."""
        return self.name.rpartition(" › ")[2]


def outline(member: Member, said: Said) -> list[Sheet]:
    """
    Return the sheets of a file, those that are hidden left out.

    Where none has the columns to fill of a table, the one that comes nearest is to be read: what
    it lacks is to be asked.

    Raises
    ------
    InvalidDatasetError
        If the file is damaged.
    """
    tops = _tops(member)
    headers = {name: found for name, rows in tops if (found := _header(rows, said))}
    tables = {name: _announced(found.titles, said) for name, found in headers.items()}
    if not any(tables.values()):
        tables |= _nearest(headers, said)
    tables |= {name: table for name, table in said.tables.items() if name in headers}
    return [_sheet(name, found, tables[name], said) for name, found in headers.items()]


def _tops(member: Member) -> Iterator[tuple[str, Sequence[Sequence[str]]]]:
    """Yield the first lines of each sheet."""
    if not is_workbook(member):
        yield member.name, cells_of_first_lines(member)
        return
    for sheet in sheets_of(member):
        try:
            if not is_hidden(member, sheet):
                yield labelled(member, sheet), first_rows(member, sheet, LOOKED)
        except InvalidDatasetError:  # A damaged sheet, or one that holds no cells.
            continue


def _header(rows: Sequence[Sequence[str]], said: Said) -> Header | None:
    """Return the titles that say a table whole, failing that in part; else the fullest line."""

    def whole(titles: Sequence[str]) -> int:
        return max(score_titles(titles, FILES[t], said.columns.get(t, {})) for t in RECIPES)

    def part(titles: Sequence[str]) -> int:
        return max(len(find_titles(titles, FILES[t], said.columns.get(t, {}))) for t in RECIPES)

    def full(titles: Sequence[str]) -> int:
        return sum(bool(title.strip()) for title in titles)

    return find_header(rows, whole) or find_header(rows, part) or find_header(rows, full)


def _announced(titles: Sequence[str], said: Said) -> str:
    """Return the table that a row of titles says whole, or nothing."""
    scores = {t: score_titles(titles, FILES[t], said.columns.get(t, {})) for t in RECIPES}
    likeliest = max(scores, key=lambda table: scores[table])
    return likeliest if scores[likeliest] else ""


def _nearest(headers: Mapping[str, Header], said: Said) -> dict[str, str]:
    """Return the sheet that says most of a table, with the table."""
    known = {
        (name, table): len(find_titles(found.titles, FILES[table], said.columns.get(table, {})))
        for name, found in headers.items()
        for table in RECIPES
        if name not in said.tables
    }
    best = max(known, key=lambda pair: known[pair], default=None)
    return dict([best]) if best and known[best] >= _ENOUGH else {}


def _sheet(name: str, header: Header, table: str, said: Said) -> Sheet:
    titles = tuple(dict.fromkeys(title.strip() for title in header.titles if title.strip()))
    line = header.skip + 1
    if not table:
        return Sheet(name, line, titles, "", {}, ())
    given = said.columns.get(table, {})
    roles = find_titles(titles, FILES[table], given)
    return Sheet(name, line, titles, table, roles, tuple(lacking(roles, FILES[table], given)))
