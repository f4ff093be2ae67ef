"""
A file that someone drops, before anything is loaded: what was found in it and what is doubtful.

Read it, show the doubts, and read it again with the answers: nothing is kept in between.

>>> draft = read_draft("suivi.xlsx", content, "deployments", asked)  # doctest: +SKIP
>>> answers = {draft.doubts[0].place: draft.doubts[0].proposals[0]}  # doctest: +SKIP
>>> again = replace(asked, answers=answers)  # doctest: +SKIP
>>> read_draft("suivi.xlsx", content, "deployments", again)  # doctest: +SKIP
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cls_dash.ingest.contract.answers import answered
from cls_dash.ingest.contract.home import Home, home_asked
from cls_dash.ingest.contract.sheets import Recipe, read_at_home, read_tables
from cls_dash.ingest.contract.titles import find_titles
from cls_dash.ingest.files import opened
from cls_dash.ingest.formats import actions, deployments
from cls_dash.ingest.loaded import Asked, Loaded, Report
from cls_dash.ingest.remembered import recalled
from cls_dash.store.model import FILES

RECIPES: Mapping[str, Recipe] = {each.table: each for each in (actions.RECIPE, deployments.RECIPE)}


@dataclass(frozen=True)
class DraftTable:
    """One table of the file."""

    file: str
    """File and sheet, as the report names them: ``suivi.xlsx › Réalisé``."""
    header: int
    """Line of its titles."""
    columns: tuple[str, ...]
    roles: Mapping[str, str]
    """Header of each of our columns that was recognised; others are for the person to say, in
    ``Asked.columns``."""
    rows: pl.DataFrame
    """Its records as typed, or answered, with their ``line``."""


@dataclass(frozen=True)
class Doubt:
    """A cell to settle."""

    file: str
    line: int
    column: str
    """Its header, or nothing where the whole row is at fault."""
    text: str
    """As typed."""
    reason: str
    remedy: str
    proposals: tuple[str, ...]

    @property
    def place(self) -> tuple[str, int, str]:
        """Return the key of its answer in ``Asked.answers``."""
        return self.file, self.line, self.column


@dataclass(frozen=True)
class Draft:
    """What a file gives as it stands, with the answers given so far."""

    tables: tuple[DraftTable, ...]
    doubts: tuple[Doubt, ...]
    loaded: Loaded

    @property
    def rows(self) -> pl.DataFrame:
        """Return the rows accepted, as the table of the dataset has them."""
        (rows,) = self.loaded.tables.values()
        return rows

    @property
    def report(self) -> Report:
        """Return what became of every record."""
        return self.loaded.report


def read_draft(
    name: str, content: bytes, table: str, asked: Asked, home: Home | None = None
) -> Draft:
    """
    Read the bytes of a file as a table of a contract.

    Parameters
    ----------
    name
        Of the file: its ending and what the report calls it.
    content
        Its bytes.
    table
        ``actions`` or ``deployments``.
    asked
        The territory and, once the person gave them, ``columns`` (what was said of a file with the
        same titles holds until then), ``answers``, ``unfold``; for
        deployments, ``actions`` that the same workbook brings.
    home
        The territory, where it was read already.

    Raises
    ------
    InvalidDatasetError
        If the file cannot be read, or lacks a column that no title recalls.
    """
    with tempfile.TemporaryDirectory(prefix="cls-dash-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        asked, notes = recalled(table, [path], asked)
        loaded = read_at_home([path], home or home_asked(name, asked), asked, RECIPES[table])
        with opened([path]) as members:
            tables = [
                DraftTable(each.file, each.header, columns, roles, each.rows)
                for member in members
                for found in read_tables(member, FILES[table], asked)
                for each in (answered(found, FILES[table], asked.answers),)
                for columns in (tuple(c for c in each.rows.columns if c != "line"),)
                for roles in (find_titles(columns, FILES[table], asked.columns),)
            ]
    report = replace(loaded.report, notes=(*notes, *loaded.report.notes))
    return Draft(tuple(tables), _doubts(report), replace(loaded, report=report))


def _doubts(report: Report) -> tuple[Doubt, ...]:
    offered = {
        (file, line, column): tuple(proposals)
        for file, line, column, proposals in report.proposals.iter_rows()
    }
    # A cell of a row that was unfolded is doubtful once.
    return tuple(
        Doubt(*place, row["value"], row["reason"], row["remedy"], offered.get(place, ()))
        for row in report.quarantined.unique(maintain_order=True).iter_rows(named=True)
        for place in ((row["file"], row["line"], row["column"]),)
    )
