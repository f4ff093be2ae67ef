"""Columns of texts: what a mapping says of them, codes laid bare, and those that a frame lacks."""

from collections.abc import Iterable, Mapping

import polars as pl


def looked_up(column: str | pl.Expr, known: Mapping[str, str | None]) -> pl.Expr:
    """Return what a mapping says of each text, nothing where it does not have it."""
    cells = pl.col(column) if isinstance(column, str) else column
    return cells.replace_strict(known, default=None, return_dtype=pl.String)


def completed(rows: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Return rows with the columns that they lack, empty."""
    lacking = [name for name in columns if name not in rows.columns]
    return rows.with_columns(pl.lit(None, pl.String).alias(name) for name in lacking)


def bare_code(column: str) -> pl.Expr:
    """Return codes in capitals, without spaces or the decimals that a spreadsheet adds."""
    code = pl.col(column).str.to_uppercase().str.replace_all(r"\s", "")
    whole = code.str.replace(r"^([0-9]+)[.,]0+$", "$1")
    # What a spreadsheet shows of a number may be all of it: five figures, or nine.
    scientific = r"^([0-9])[.,]([0-9]{4})E\+?0?4$|^([0-9])[.,]([0-9]{8})E\+?0?8$"
    return whole.str.replace(scientific, "${1}${2}${3}${4}")
