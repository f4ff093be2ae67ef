"""Give the cells of a sheet what its marks say: percentages, merged cells, hidden rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Final

import polars as pl

from cls_dash.ingest.files.marks import Marks
from cls_dash.ingest.loaded import CORRECTIONS
from cls_dash.wording import NBSP, agreeing, counted

_SHOWN: Final = "Pourcentage, lu tel que le classeur le montre."
_MERGED: Final = "Cellules fusionnées : la valeur de la première."
_LISTED: Final = 6

Told = tuple[int, str, str, str, str]
"""Line, column, value read, value kept, why."""


def as_shown(
    file: str, rows: pl.DataFrame, marks: Marks
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    """
    Return records as a person sees them, what was changed, and what to know of the sheet.

    Parameters
    ----------
    file
        Its name in the report.
    rows
        Texts in the order of the sheet's columns, and ``line``.
    marks
        Of the same sheet.
    """
    names = [name for name in rows.columns if name != "line"]
    ranks = {line: rank for rank, line in enumerate(rows["line"])}
    marks = _aligned(marks)
    changes = [*_percents(rows, names, ranks, marks), *_merged(rows, names, ranks, marks)]
    for name in dict.fromkeys(each[1] for each in changes):
        cells = rows[name].to_list()
        for line, column, _, kept, _ in changes:
            if column == name:
                cells[ranks[line]] = kept
        rows = rows.with_columns(pl.Series(name, cells, pl.String))
    told = pl.DataFrame([(file, *each) for each in changes], schema=CORRECTIONS, orient="row")
    return rows, told, tuple(_notes(file, ranks, marks))


def _aligned(marks: Marks) -> Marks:
    """Return marks whose columns count from the first one that was read."""
    shift = max(marks.left - 1, 0)
    return replace(
        marks,
        percents=[(row, column - shift) for row, column in marks.percents],
        merged=[
            (top, max(left - shift, 1), bottom, right - shift)
            for top, left, bottom, right in marks.merged
        ],
    )


def _percents(
    rows: pl.DataFrame, names: Sequence[str], ranks: dict[int, int], marks: Marks
) -> Iterator[Told]:
    for line, column in marks.percents:
        if line in ranks and column <= len(names):
            cell = rows[names[column - 1]][ranks[line]]
            try:
                shown = Decimal(cell or "") * 100
            except InvalidOperation:
                continue
            yield line, names[column - 1], cell, f"{shown.normalize():f}", _SHOWN


def _merged(
    rows: pl.DataFrame, names: Sequence[str], ranks: dict[int, int], marks: Marks
) -> Iterator[Told]:
    for top, left, bottom, right in marks.merged:
        if top not in ranks or left > len(names):
            continue
        value = rows[names[left - 1]][ranks[top]]
        for line in range(top, bottom + 1):
            for column in range(left, min(right, len(names)) + 1):
                name = names[column - 1]
                if value and line in ranks and rows[name][ranks[line]] is None:
                    yield line, name, "", value, _MERGED


def _notes(file: str, ranks: dict[int, int], marks: Marks) -> Iterator[str]:
    hidden = [line for line in marks.hidden if line in ranks]
    if hidden:
        verb = agreeing(len(hidden), "est lue aussi", "sont lues aussi")
        lines = counted(len(hidden), "ligne masquée", "lignes masquées")
        yield f"{file}{NBSP}: {lines}, qui {verb} ({_numbers(hidden)})."
    for cells, why, remedy in (
        (marks.uncomputed, "n’ont pas de résultat enregistré", "ouvrir le classeur, l’enregistrer"),
        (marks.broken, "sont en erreur", "les corriger, ou vider leur cellule"),
    ):
        empty = sorted({line for line, _ in cells if line in ranks})
        if empty:
            lines = f"lignes {_numbers(empty)}"
            yield f"{file}{NBSP}: des formules {why}, leur cellule est vide ({lines}) : {remedy}."


def _numbers(lines: Sequence[int]) -> str:
    more = "…" if len(lines) > _LISTED else ""
    return ", ".join(str(line) for line in lines[:_LISTED]) + more
