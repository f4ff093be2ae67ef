"""
A date as people write it, in French or ISO: a day, a month, a year, or from one to another.

A season, «fin 2024», «depuis 2023», several days of one cell are for the person to settle.
"""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cls_dash.ingest.recognise.reading import Reading, doubtful
from cls_dash.ingest.recognise.words import unaccented

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
MONTHS: Final = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
STRANGE: Final = "Ce n’est pas une date."
REMEDY: Final = f"Écrire 12/03/2024, mars 2024 ou 2024 (de {FIRST_YEAR} à {LAST_YEAR})."
YEAR: Final = "Écrire une année : 2024."
_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of spreadsheets."""
_TIME: Final = r"(?:(?: a|,)?[ t]\d\d?(?:h|:)(?:\d\d(?::\d\d(?:\.\d+)?)?)?(?:z|[+-]\d\d:?\d\d)?)?"
_WEEKDAY: Final = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim)(?:[a-z]*di|anche)?\.? )?"
_SHAPES: Final = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        rf"(?P<year>\d{{4}})[/-](?P<month>\d\d?)[/-](?P<day>\d\d?){_TIME}",
        rf"{_WEEKDAY}(?P<day>\d\d?)[/.-](?P<month>\d\d?)[/.-](?P<year>\d{{4}}){_TIME}",
        rf"{_WEEKDAY}(?P<day>\d\d?)[/.-](?P<month>\d\d?)[/.-](?P<short>\d\d){_TIME}",
        rf"{_WEEKDAY}(?P<day>\d\d?)(?:er)?[ -](?P<name>[a-z]+)\.?[ -](?P<year>\d{{4}}){_TIME}",
        r"(?P<day>\d\d?)-(?P<name>[a-z]+)\.?-(?P<short>\d\d)",
        r"(?P<year>\d{4})[/-](?P<month>\d\d?)",
        r"(?P<month>\d\d?)[/.-](?P<year>\d{4})",
        r"(?P<name>[a-z]+)\.?[ -](?P<year>\d{4})",
        r"(?P<year>\d{4}) \((?P<name>[a-z]+)\.?\)",
        r"(?P<name>[a-z]+)\.?-(?P<short>\d\d)",
        r"(?P<year>\d{4})(?:\.0)?",
        r"(?:courant|annee|en) (?P<about>\d{4})",
        r"(?P<serial>\d{5})(?:\.\d+)?",
        r"(?:t(?P<quarter>[1-4])|(?P<quarter_>[1-4])(?:er|e|eme|nd) trimestre)[ -]+(?P<year>\d{4})",
        r"(?P<half>[12])(?:er|e|eme|nd) semestre (?P<year>\d{4})",
        r"(?:s|semaine |sem\. ?)(?P<week>\d\d)[ -]+(?P<year>\d{4})",
    )
)
_CUT: Final = re.compile(r"\bjui\b\.?")
"""The one beginning of three letters that two months share."""
_SPLITS: Final = tuple(
    re.compile(rf"(?:du |de |d'|entre )?(?P<first>.+?){between}(?P<last>.+)", re.ASCII)
    for between in (r" ?/ ?(?=\d{4}-)", " au ", " a ", " jusqu'au ", r" ?- ?", r" ?/ ?", " et ")
)


@dataclass(frozen=True)
class Span:
    """First and last day of what a cell says, and how precisely."""

    first: date
    last: date
    precision: str
    """``day``, ``month``, ``year`` or ``period``."""
    guess: str = ""
    """Why the cell could be read otherwise (French), or nothing."""


def read_span(cell: str) -> Span | None:
    """
    Read a date; nothing where the cell is not one, or is before 2000 or after 2100.

    Days come before months, as in French. A year of two digits is of this century, and
    a number of five digits is a day that a spreadsheet lost the format of: both are
    said in :attr:`Span.guess`.
    """
    text = " ".join(re.sub("[\u2013\u2014]", "-", unaccented(cell)).replace("’", "'").split())
    return _point(text) or _period(text)


def _point(text: str) -> Span | None:
    """Read one day, month, quarter or year."""
    for shape in _SHAPES:
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
        last = _point(found["last"]) if found else None
        if found is None or last is None:
            continue
        start, month = found["first"].strip(" .-"), MONTHS[last.first.month - 1]
        year = last.first.year
        whole = (start, f"{start} {year}", f"{start} {month} {year}")
        first = next((span for each in whole if (span := _point(each))), None)
        days = first is not None and first.precision == last.precision == "day"
        if first is None or first.first >= last.first or (days and " et " in text):
            continue
        return Span(first.first, last.last, "period", first.guess or last.guess)
    return None


def _months(year: int, count: int, rank: int) -> Span:
    """Return a part of a year: the quarter or the half of that rank."""
    start = date(year, (rank - 1) * count + 1, 1)
    return Span(start, _widened(start.replace(month=rank * count), "month")[1], "period")


def _span(parts: Mapping[str, str | None]) -> Span:
    if serial := parts.get("serial"):
        day = _EPOCH + timedelta(days=int(serial))
        return Span(day, day, "day", "Numéro de jour d’un tableur, lu comme une date.")
    if about := parts.get("about"):
        day = date(int(about), 1, 1)
        return Span(*_widened(day, "year"), "year", "Date approchée, lue comme l’année entière.")
    if quarter := parts.get("quarter") or parts.get("quarter_"):
        return _months(int(parts["year"] or 0), 3, int(quarter))
    if half := parts.get("half"):
        return _months(int(parts["year"] or 0), 6, int(half))
    if week := parts.get("week"):
        first = date.fromisocalendar(int(parts["year"] or 0), int(week), 1)
        return Span(
            first, first + timedelta(days=6), "period", "Semaine, lue du lundi au dimanche."
        )
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


def read_date(cell: str) -> Reading:
    """Read a date as :func:`read_span` does, and say why a cell is none."""
    if span := read_span(cell):
        return Reading(_iso(span) if span.guess else cell, span.guess)
    text = " ".join(unaccented(cell).split())
    if any(shape.fullmatch(text) for shape in _SHAPES[:3]):
        day, month, year = _parts(text)
        reason = "Cette date n’existe pas."
        if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
            end = calendar.monthrange(year, month)[1]
            after = date(year, month, end) + timedelta(days=1)
            return doubtful(reason, REMEDY, f"{end:02d}/{month:02d}/{year}", f"{after:%d/%m/%Y}")
        return doubtful(reason if day > 31 or month > 12 else STRANGE, REMEDY)
    if meant := [whole for name in ("juin", "juillet")
                 if read_span(whole := _CUT.sub(name, text)) and whole != text]:  # fmt: skip
        return doubtful("Ce mois peut être juin ou juillet.", REMEDY, *meant)
    inside = list(dict.fromkeys(_inside(text)))
    if len(inside) > 1:
        reason = "Plusieurs dates dans une cellule : une ligne par date, ou une période."
        return doubtful(reason, REMEDY, *inside, f"{inside[0]} au {inside[-1]}")
    if inside and re.search("[a-z]", text):
        return doubtful("Cette date est approchée.", REMEDY, *inside)
    if re.search(rf"\b(?:{'|'.join(MONTHS)})\b", text):
        return doubtful("L’année manque à cette date.", REMEDY)
    return doubtful(STRANGE, REMEDY)


def _iso(span: Span) -> str:
    formats = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    if span.precision in formats:
        return span.first.strftime(formats[span.precision])
    return f"{span.first.isoformat()}/{span.last.isoformat()}"


def _parts(text: str) -> tuple[int, int, int]:
    """Return day, month and year of a date in figures."""
    found = next(match for shape in _SHAPES[:3] if (match := shape.fullmatch(text))).groupdict()
    return int(found["day"]), int(found["month"]), int(found.get("year") or f"20{found['short']}")


def _inside(text: str) -> Iterator[str]:
    """Yield the dates that stand among other words: «fin 2024», «12/03/2024, 19/03/2024»."""
    month = rf"(?:{'|'.join(name[:3] + '[a-z]*' for name in MONTHS)})\.?"
    listed = re.fullmatch(rf"(?P<days>\d+(?:(?:,| et) \d+)+) (?P<end>{month} \d{{4}})", text)
    if listed:
        yield from (f"{day} {listed['end']}" for day in re.findall(r"\d+", listed["days"]))
        return
    shape = rf"\d\d?/\d\d?/\d{{4}}|(?:\d\d? )?{month} \d{{4}}|\b\d{{4}}\b"
    yield from (each for each in re.findall(shape, text) if _point(each))


def read_year(cell: str) -> Reading:
    """Read the year of a date written in any way."""
    if re.fullmatch(r"[0-9]{4}", cell):
        return Reading(cell)
    if re.fullmatch(r"[0-9]{2}", cell):
        return doubtful("Cette année n’a que deux chiffres.", YEAR, f"20{cell}")
    span = read_span(cell)
    if span is None:
        found = re.findall(r"\b20[0-9]{2}\b", cell)
        return doubtful("Ce n’est pas une année.", YEAR, *found)
    if span.first.year != span.last.year:
        reason = "C’est une période de plusieurs années."
        return doubtful(reason, YEAR, str(span.first.year), str(span.last.year))
    return Reading(str(span.first.year), "Année de cette date.")
