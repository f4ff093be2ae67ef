"""A date as people write it: a day, a month or a year, in French or ISO."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cls_dash.ingest.contract.words import unaccented

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
