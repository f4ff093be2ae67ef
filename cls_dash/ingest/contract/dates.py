"""Dates as a coordinator writes them: a day, a month or a year, in French or ISO."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import polars as pl

from cls_dash.ingest.contract.words import unaccented
from cls_dash.ingest.sieve import Sieve

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
MONTHS: Final = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of spreadsheets."""
_TIME: Final = r"(?:[ t]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?z?)?"
_SHAPES: Final = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        rf"(?P<year>\d{{4}})[/-](?P<month>\d\d?)[/-](?P<day>\d\d?){_TIME}",
        rf"(?P<day>\d\d?)[/.-](?P<month>\d\d?)[/.-](?P<year>\d{{4}}){_TIME}",
        r"(?P<day>\d\d?)[/.-](?P<month>\d\d?)[/.-](?P<short>\d\d)",
        r"(?:[a-z]+di |dimanche )?(?P<day>\d\d?)(?:er)? (?P<name>[a-z]+)\.? (?P<year>\d{4})",
        r"(?P<year>\d{4})[/-](?P<month>\d\d?)",
        r"(?P<month>\d\d?)[/-](?P<year>\d{4})",
        r"(?P<name>[a-z]+)\.? (?P<year>\d{4})",
        r"(?P<year>\d{4})(?:\.0)?",
        r"(?P<serial>\d{5})(?:\.0)?",
    )
)


@dataclass(frozen=True)
class Span:
    """First and last day of what a cell says, and how precisely: day, month or year."""

    first: date
    last: date
    precision: str
    guess: str = ""
    """Why the cell could be read otherwise (French), or nothing."""


def read_span(cell: str) -> Span | None:
    """
    Read a date; nothing where the cell is not one, or is before 2000 or after 2100.

    Days come before months, as in French. A year of two digits is of this century, and
    a number of five digits is a day that a spreadsheet lost the format of: both are
    said in :attr:`Span.guess`.
    """
    text = " ".join(unaccented(cell).split())
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(text))), None)
    try:
        span = _span(found.groupdict()) if found else None
    except (ValueError, OverflowError):  # the 31st of February, a month of no name
        return None
    return span if span and FIRST_YEAR <= span.first.year <= LAST_YEAR else None


def _widened(day: date, precision: str) -> tuple[date, date]:
    """Return the first and last day of the month or the year of a day, or this day."""
    if precision == "month":
        last = calendar.monthrange(day.year, day.month)[1]
        return day.replace(day=1), day.replace(day=last)
    if precision == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


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
    """Return what each cell says; those that are no date are put aside, guesses are told."""
    spans: dict[str, Span] = {}
    for column in ("starts_on", "ends_on"):
        cells = sieve.rows[column].drop_nulls().unique().to_list()
        read = {cell: span for cell in cells if (span := read_span(cell))}
        remedy = f"Écrire 12/03/2024, mars 2024 ou 2024 (de {FIRST_YEAR} à {LAST_YEAR})."
        unread = [cell for cell in cells if cell not in read]
        sieve.refuse(pl.col(column).is_in(unread), column, "Ce n’est pas une date.", remedy)
        guessed = {cell: span for cell, span in read.items() if span.guess}
        days = {cell: span.first.isoformat() for cell, span in guessed.items()}
        why = {cell: span.guess for cell, span in guessed.items()}
        sieve.correct(column, pl.col(column).replace(days), pl.col(column).replace(why))
        spans |= read | {days[cell]: span for cell, span in guessed.items()}
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


def _span(parts: Mapping[str, str | None]) -> Span:
    if serial := parts.get("serial"):
        day = _EPOCH + timedelta(days=int(serial))
        return Span(day, day, "day", "Numéro de jour d’un tableur, lu comme une date.")
    name, short = parts.get("name"), parts.get("short")
    month = _month_number(name) if name else int(parts.get("month") or 1)
    year = int(parts.get("year") or f"20{short}")
    precision = "day" if parts.get("day") else "month" if name or parts.get("month") else "year"
    first, last = _widened(date(year, month, int(parts.get("day") or 1)), precision)
    guess = "Année de deux chiffres, lue dans ce siècle." if short else ""
    return Span(first, last, precision, guess)


def _month_number(word: str) -> int:
    """Return the number of a month from its name, which may be cut short."""
    found = [rank for rank, name in enumerate(MONTHS, 1) if name.startswith(word)]
    if len(word) < 3 or len(found) != 1:
        raise ValueError(word)
    return found[0]
