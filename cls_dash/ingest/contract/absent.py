"""Columns that a sheet lacks: the rows of the territory keep what they say there."""

from collections.abc import Sequence

import polars as pl

from cls_dash.ingest.sieve import Sieve
from cls_dash.ingest.texts import completed
from cls_dash.store.model.fields import Declaration


def absent_from(rows: pl.DataFrame, declared: Declaration) -> tuple[str, ...]:
    """
    Return the columns that a file says nothing of.

    Of those that go together, only where the file has none.
    """
    there = {*rows.columns, *declared.key}
    given = {each.group for each in declared.fields if each.name in there} - {""}
    return tuple(each.name for each in declared.fields
                 if each.name not in there and each.group not in given)  # fmt: skip


def remembered(
    rows: pl.DataFrame, known: pl.DataFrame, declared: Declaration, absent: Sequence[str]
) -> pl.DataFrame:
    """Add the columns that a file lacks: lines already known keep what they say there."""
    (key,) = declared.key
    if key in rows.columns:
        rows = rows.join(known.select(key, *absent), on=key, how="left", maintain_order="left")
    return completed(rows, declared.columns)


def keep_absent(sieve: Sieve, absent: Sequence[str], former: pl.DataFrame, key: str) -> None:
    """Keep what known rows held in the columns that the file lacks."""
    again = pl.col(key).is_in(former[key].implode())
    known = sieve.rows.select(key).join(
        former.select(key, *absent), on=key, how="left", maintain_order="left"
    )
    sieve.rows = sieve.rows.with_columns(
        pl.when(again).then(_like(known[name], sieve.rows[name])).otherwise(name).alias(name)
        for name in absent
    )


def _like(texts: pl.Series, column: pl.Series) -> pl.Series:
    """Return texts of the dataset with the type that a column has once it is read."""
    return texts.str.to_date() if column.dtype == pl.Date else texts.cast(column.dtype)
