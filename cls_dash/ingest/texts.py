"""Columns of texts: what a mapping says of them, and those that a frame lacks."""

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
