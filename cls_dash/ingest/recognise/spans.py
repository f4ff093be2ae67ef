"""
A date as people write it, in French or ISO: a day, a month, a year, or from one to another.

A season, «fin 2024», «depuis 2023», several days of one cell are for the person to settle:
see :mod:`~cls_dash.ingest.recognise.dates`.
"""

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cls_dash.ingest.recognise.words import unaccented

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
MONTHS: Final = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of spreadsheets."""
_HOUR: Final = r"\d\d? ?(?:h|:)(?:\d\d(?::\d\d(?:\.\d+)?)?)?"
_MOMENT: Final = rf"{_HOUR}(?:z|[+-]\d\d:?\d\d)?(?: ?(?:-|/|a) ?{_HOUR})?"
_HALF_DAY: Final = r"(?:au )?(?:matin|midi|soir|apres-midi|apm|am|pm|journee)"
_TIME: Final = rf"(?:(?: a| de|,)?[ t]\(?{_MOMENT}\)?| \(?{_HALF_DAY}\)?)?"
DAYS: Final = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_WEEKDAY: Final = rf"(?:le )?(?:(?P<weekday>{'|'.join(DAYS)})(?:[a-z]*di|anche)?\.? )?"
_RANK: Final = r"(?:er|re|e|eme|nd|nde)"
_QUARTER: Final = (
    rf"(?:t|trimestre )(?P<quarter>[1-4])|(?P<quarter_>[1-4])(?:t|{_RANK} ?trim(?:estre|\.)?)"
)
_HALF: Final = rf"semestre (?P<half>[12])|(?P<half_>[12]){_RANK} ?semestre"
_YEAR: Final = r"(?:(?P<year>\d{4})|(?P<short>\d\d))"
_ORDINALS: Final = {"premier": "1er", "second": "2nd", "deuxieme": "2e", "troisieme": "3e",
                    "quatrieme": "4e"}  # fmt: skip
SHAPES: Final = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        rf"(?P<year>\d{{4}})[/-](?P<month>\d\d?)[/-](?P<day>\d\d?){_TIME}",
        rf"{_WEEKDAY}(?P<day>\d\d?)[/.-](?P<month>\d\d?)[/.-](?P<year>\d{{4}}){_TIME}",
        rf"{_WEEKDAY}(?P<day>\d\d?)[/.-](?P<month>\d\d?)[/.-](?P<short>\d\d){_TIME}",
        rf"{_WEEKDAY}(?P<day>\d\d?)(?:er)?[ -](?P<name>[a-z]+)\.?[ -](?P<year>\d{{4}}){_TIME}",
        rf"{_WEEKDAY}(?P<day>\d\d?)(?:er)?[ -](?P<name>[a-z]+)\.?[ -](?P<short>\d\d){_TIME}",
        r"(?P<year>\d{4})[/-](?P<month>\d\d?)",
        r"(?P<month>\d\d?)[/.-](?P<year>\d{4})",
        r"(?P<name>[a-z]+)\.?[ -](?P<year>\d{4})",
        r"(?P<year>\d{4}) \((?P<name>[a-z]+)\.?\)",
        r"(?P<name>[a-z]+)\.?-(?P<short>\d\d)",
        r"(?P<year>\d{4})(?:\.0)?",
        r"(?:courant|annee|en) (?P<about>\d{4})",
        r"(?P<serial>\d{5})(?:\.\d+)?",
        rf"(?:{_QUARTER})(?: de)?[ /-]*{_YEAR}",
        rf"(?P<year>\d{{4}})[ /-]*(?:{_QUARTER})",
        rf"(?:{_HALF})(?: de)?[ /-]+{_YEAR}",
        rf"(?P<year>\d{{4}})[ /-]+(?:{_HALF})",
        r"(?:s|semaine |sem\. ?)(?P<week>\d\d)[ -]+(?P<year>\d{4})",
    )
)
SHORT: Final = "Année de deux chiffres, lue dans ce siècle."
_YEARS: Final = "Plusieurs années, lues du premier au dernier jour."
_SPLITS: Final = tuple(
    re.compile(rf"(?:du |de |d'|entre )?(?P<first>.+?){between}(?P<last>.+)", re.ASCII)
    for between in (
        r" ?/ ?(?=\d{4}-)",
        " au ",
        " a ",
        " jusqu'au ",
        r" ?(?:→|->|>) ?",
        r" ?- ?",
        r" ?/ ?",
        " et ",
    )
)


_ISO: Final = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


@dataclass(frozen=True)
class Span:
    """First and last day of what a cell says, and how precisely."""

    first: date
    last: date
    precision: str
    """``day``, ``month``, ``year`` or ``period``."""
    guess: str = ""
    """Why the cell could be read otherwise (French), or nothing."""

    @property
    def iso(self) -> str:
        """Return the day, the month or the year as ISO writes it, or the two ends of a period."""
        if self.precision in _ISO:
            return self.first.strftime(_ISO[self.precision])
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def read_span(cell: str) -> Span | None:
    """
    Read a date; nothing where the cell is not one, or is before 2000 or after 2100.

    Days come before months, as in French. A year of two digits is of this century, and
    a number of five digits is a day that a spreadsheet lost the format of: both are
    said in :attr:`Span.guess`.
    """
    text = said(cell)
    return point(text) or _period(text)


def read_spans(cells: Iterable[str | None]) -> dict[str, Span]:
    """Return the dates of a column, by cell; those that are none are left out."""
    return {cell: span for cell in set(cells) if cell and (span := read_span(cell))}


def said(cell: str) -> str:
    """Return a cell without what hands vary: case, accents, dashes, ordinals in letters."""
    text = re.sub("[\u2010-\u2015]", "-", unaccented(cell)).replace("’", "'")
    return " ".join(_ORDINALS.get(word, word) for word in text.split())


def point(text: str) -> Span | None:
    """Read one day, month, quarter or year."""
    for shape in SHAPES:
        if found := shape.fullmatch(text):
            try:
                span = _span(found.groupdict())
            except (ValueError, OverflowError):  # the 31st of February, a month of no name
                continue
            return span if FIRST_YEAR <= span.first.year <= LAST_YEAR else None
    return None


def _widened(day: date, precision: str) -> tuple[date, date]:
    """Return the first and last day of the month or the year of a day, or this day."""
    if precision == "month":
        last = calendar.monthrange(day.year, day.month)[1]
        return day.replace(day=1), day.replace(day=last)
    if precision == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


def _period(text: str) -> Span | None:
    """Read what goes from one date to another, the first of which may be cut short."""
    for split in _SPLITS:
        found = split.fullmatch(text)
        last = point(found["last"]) if found else None
        if found is None or last is None:
            continue
        start, month = found["first"].strip(" .-"), MONTHS[last.first.month - 1]
        year = last.first.year
        whole = [start, f"{start} {year}", f"{start} {month} {year}"]
        if last.precision == "day":
            whole.append(f"{start}/{year}")
        first = next((span for each in whole if (span := point(each))), None)
        days = first is not None and first.precision == last.precision == "day"
        if first is None or first.first >= last.first or (days and " et " in text):
            continue
        years = _YEARS if first.precision == last.precision == "year" else ""
        return Span(first.first, last.last, "period", first.guess or last.guess or years)
    return None


def _months(year: int, count: int, rank: int, guess: str) -> Span:
    """Return a part of a year: the quarter or the half of that rank."""
    start = date(year, (rank - 1) * count + 1, 1)
    return Span(start, _widened(start.replace(month=rank * count), "month")[1], "period", guess)


def _span(parts: Mapping[str, str | None]) -> Span:
    if serial := parts.get("serial"):
        day = _EPOCH + timedelta(days=int(serial))
        return Span(day, day, "day", "Numéro de jour d’un tableur, lu comme une date.")
    if about := parts.get("about"):
        day = date(int(about), 1, 1)
        return Span(*_widened(day, "year"), "year", "Date approchée, lue comme l’année entière.")
    short = parts.get("short")
    guess = SHORT if short else ""
    year = int(parts.get("year") or f"20{short or '00'}")
    if quarter := parts.get("quarter") or parts.get("quarter_"):
        return _months(year, 3, int(quarter), guess)
    if half := parts.get("half") or parts.get("half_"):
        return _months(year, 6, int(half), guess)
    if week := parts.get("week"):
        first = date.fromisocalendar(year, int(week), 1)
        return Span(
            first, first + timedelta(days=6), "period", "Semaine, lue du lundi au dimanche."
        )
    name = parts.get("name")
    month = _month_number(name) if name else int(parts.get("month") or 1)
    precision = "day" if parts.get("day") else "month" if name or parts.get("month") else "year"
    first, last = _widened(date(year, month, int(parts.get("day") or 1)), precision)
    weekday = parts.get("weekday")
    if weekday and DAYS.index(weekday) != first.weekday():
        raise ValueError(weekday)
    return Span(first, last, precision, guess)


def _month_number(word: str) -> int:
    """Return the number of a month from its name, which may be cut short."""
    found = [rank for rank, name in enumerate(MONTHS, 1) if name.startswith(word)]
    if len(word) < 3 or len(found) != 1:
        raise ValueError(word)
    return found[0]
