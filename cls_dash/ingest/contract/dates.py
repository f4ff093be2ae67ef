"""Columns of dates as a coordinator writes them."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from cls_dash.ingest.recognise.dates import date_reader
from cls_dash.ingest.recognise.spans import Span, read_spans
from cls_dash.ingest.sieve import Sieve

DATES: Final = ("starts_on", "ends_on")


def dated(sieve: Sieve) -> None:
    """
    Make ``starts_on`` and ``ends_on`` days, and fill ``date_precision``.

    A start alone ends with what it says: a day, a month or a year. Where the person says
    that a day stands for its month or its year, the whole of it is kept.
    """
    spans = _spans(sieve)
    start, end = pl.col("starts_on"), pl.coalesce("ends_on", "starts_on")
    first, last = _of(spans, "first", start), _of(spans, "last", end)
    said, alone = pl.col("date_precision"), pl.col("ends_on").is_null()
    precision = (
        pl.when(start.is_null())
        .then(pl.lit("unknown"))
        .when((first == _of(spans, "first", end)) & (last == _of(spans, "last", start)))
        .then(_of(spans, "precision", start))
        .otherwise(pl.lit("period"))
    )
    wide = alone & said.is_in(["month", "year"])
    step = pl.when(said == "year").then(pl.lit("1y")).otherwise(pl.lit("1mo"))
    opening, closing = first.dt.truncate(step), last.dt.truncate(step).dt.offset_by(step)
    sieve.rows = sieve.rows.with_columns(
        _first=pl.when(wide).then(opening).otherwise(first),
        _last=pl.when(wide).then(closing.dt.offset_by("-1d")).otherwise(last),
    )
    _refuse_contradictions(sieve)
    sieve.rows = sieve.rows.with_columns(
        starts_on="_first", ends_on="_last", date_precision=said.fill_null(precision)
    ).drop("_first", "_last")


def _spans(sieve: Sieve) -> dict[str, Span]:
    """Return the span of each cell; put aside those that are no date, report guesses."""
    spans: dict[str, Span] = {}
    reader = date_reader(sieve.typed(DATES), sieve.file)
    for column in DATES:
        sieve.read_cells(column, reader)
        spans |= read_spans(sieve.rows[column])
    return spans


def _of(spans: Mapping[str, Span], part: str, cell: pl.Expr) -> pl.Expr:
    kind = pl.String if part == "precision" else pl.Date
    parts = {text: getattr(span, part) for text, span in spans.items()}
    return cell.replace_strict(parts, default=None, return_dtype=kind)


def _refuse_contradictions(sieve: Sieve) -> None:
    start, end, said = pl.col("starts_on"), pl.col("ends_on"), pl.col("date_precision")
    first, last = pl.col("_first"), pl.col("_last")
    sieve.refuse(last < first, "ends_on", "La fin précède le début.", "Corriger les dates.")
    sieve.refuse(
        start.is_null() & end.is_not_null(), "ends_on",
        "La fin est donnée sans le début.", "Ajouter le début, ou vider la fin.",
    )  # fmt: skip
    longer = (
        ((said == "day") & (first != last))
        | ((said == "month") & (first.dt.month_start() != last.dt.month_start()))
        | ((said == "year") & (first.dt.year() != last.dt.year()))
    )
    sieve.refuse(
        longer | ((said == "unknown") != start.is_null()), "date_precision",
        "Les dates ne s’accordent pas avec leur précision.",
        "Vider cette cellule : la précision se déduit des dates.",
    )  # fmt: skip
