"""What a person settled of a file, put in the place of what was typed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from cls_dash.ingest.files import TextTable
from cls_dash.ingest.loaded import CORRECTIONS

SETTLED: Final = "Réponse donnée pour cette cellule."


def answered(table: TextTable, answers: Mapping[tuple[str, int, str], str]) -> TextTable:
    """Return a table with the cells that were answered, each told; an empty answer empties it."""
    rows, told = table.rows, []
    for (file, line, header), text in answers.items():
        if file != table.file or header not in rows.columns:
            continue
        here = pl.col("line") == line
        typed = rows.filter(here)[header].to_list()
        told += [(file, line, header, cell or "", text, SETTLED) for cell in typed]
        kept = pl.when(here).then(pl.lit(text.strip() or None, pl.String))
        cells = rows.select(kept.otherwise(pl.lit(rows[header]))).to_series()
        rows = rows.with_columns(cells.alias(header))
    corrections = pl.DataFrame(told, schema=CORRECTIONS, orient="row")
    return replace(table, rows=rows, corrections=pl.concat([table.corrections, corrections]))
