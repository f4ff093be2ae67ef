"""What a person settled of a file, put in the place of what was typed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from cls_dash.ingest.files import TextTable
from cls_dash.ingest.loaded import CORRECTIONS, PLACE, Asked, Report
from cls_dash.ingest.recognise.words import plain
from cls_dash.store.model.fields import Declaration

SETTLED: Final = "Réponse donnée pour cette cellule."
AS_BEFORE: Final = "Réponse donnée pour la même cellule d’un fichier d’avant."
Answers = Mapping[tuple[str, int, str], str]
"""Text of a cell by file, line and header, as the report says them."""


def answered(
    table: TextTable, declared: Declaration, answers: Answers, reason: str = SETTLED
) -> TextTable:
    """
    Return a table with the cells that were answered, each told; an empty answer empties it.

    A column of ours that the file lacks may be answered too, under our title of it.
    """
    rows, told = table.rows, []
    for (file, line, header), text in answers.items():
        if file != table.file:
            continue
        if header not in rows.columns:
            if header not in declared.titles.values():
                continue
            rows = rows.with_columns(pl.lit(None, pl.String).alias(header))
        here = pl.col("line") == line
        typed = rows.filter(here)[header].to_list()
        told += [(file, line, header, cell or "", text, reason) for cell in typed]
        kept = pl.when(here).then(pl.lit(text.strip() or None, pl.String))
        cells = rows.select(kept.otherwise(pl.lit(rows[header]))).to_series()
        rows = rows.with_columns(cells.alias(header))
    corrections = pl.DataFrame(told, schema=CORRECTIONS, orient="row")
    return replace(table, rows=rows, corrections=pl.concat([table.corrections, corrections]))


def as_before(report: Report, asked: Asked) -> dict[tuple[str, int, str], str]:
    """
    Return the answers to doubtful cells that a person gave of the same cells of another file.

    Cells that are read with certainty are not asked about: a reference that was doubtful last
    year may be one that this year's plan holds.
    """
    return {
        place: asked.usual[said]
        for file, line, column, text in report.quarantined[list(PLACE)].iter_rows()
        if (place := (file, line, column)) not in asked.answers
        if (said := (plain(column), text)) in asked.usual
    }


def given(report: Report) -> dict[str, dict[str, str]]:
    """Return what a person answered of the cells of a file: text by header and typed text."""
    said: dict[str, dict[str, str]] = {}
    for row in report.corrections.iter_rows(named=True):
        if row["reason"] in {SETTLED, AS_BEFORE} and row["value"].strip():
            said.setdefault(row["column"], {})[row["value"]] = row["corrected"]
    return said
