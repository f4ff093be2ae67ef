"""A date as people write it, read by :mod:`~cls_dash.ingest.recognise.spans`, or why it is none."""

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Final

from cls_dash.ingest.recognise.reading import Reading, Recogniser, doubtful
from cls_dash.ingest.recognise.spans import (
    DAYS,
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    SHAPES,
    point,
    read_span,
    said,
)

STRANGE: Final = "Ce n’est pas une date."
ABOUT: Final = "Cette date est approchée."
REMEDY: Final = (
    f"Écrire 12/03/2024, mars 2024 ou 2024 (de {FIRST_YEAR} à {LAST_YEAR}), ou rien si la date "
    "n’est pas connue."
)
YEAR: Final = "Écrire une année : 2024."
_NO_YEAR: Final = re.compile(r"\d\d?[/.]\d\d?")
_RUN: Final = re.compile(r"(\d\d) ?(\d\d) ?(20\d\d)|(20\d\d)(\d\d)(\d\d)")
"""Eight figures of a day that nothing parts."""
_MONTH: Final = rf"(?:{'|'.join(name[:3] + '[a-z]*' for name in MONTHS)})\.?"
_YEARS: Final = re.compile(r"((?:20)?[1-4]\d) ?[/-] ?(1[3-9]|[2-4]\d)")
"""Two years, the last of which is cut short: «2023-24»."""
_CUT: Final = re.compile(r"\bjui\b\.?")
"""The one beginning of three letters that two months share."""
_SEASONS: Final = {
    "printemps": "mars {0} à mai {0}",
    "ete": "juin {0} à août {0}",
    "automne": "septembre {0} à novembre {0}",
    "hiver": "décembre {0} à février {1}",
    "scolaire": "septembre {0} à juin {1}",
    "saison": "septembre {0} à juin {1}",
}
"""What a word beside a year may mean."""


def read_date(cell: str, *, year: str = "", swapped: bool = False) -> Reading:
    """
    Read a date as :func:`read_span` does, and say why a cell is none.

    Parameters
    ----------
    cell
        Stripped and not empty.
    year
        What a date without its year may be of: that of its sheet.
    swapped
        Whether other cells of the column have the month before the day: see :func:`date_reader`.
    """
    text = said(cell)
    if swapped and (reading := _two_ways(text)):
        return reading
    if span := read_span(cell):
        return Reading(span.iso if span.guess else cell, span.guess)
    for doubt in (_another_day, _impossible, _cut_short, _about, _listed):
        if reading := doubt(text):
            return reading
    return _yearless(text, year) or doubtful(STRANGE, REMEDY)


def date_reader(cells: Iterable[str], file: str) -> Recogniser:
    """
    Return the reader of the dates of a file: what one leaves in doubt, the others may tell.

    Where a date can only have its month before its day («03/15/2024»), those that can be read in
    both ways are doubtful. A date without its year may be of that of its sheet.
    """
    years = set(re.findall(r"\b20[0-9]{2}\b", file.rpartition(" › ")[2]))
    days = (_parts(text)[:2] for cell in cells if _in_figures(text := said(cell)))
    swapped = any(day <= 12 < month <= 31 for day, month in days)
    return partial(read_date, year=years.pop() if len(years) == 1 else "", swapped=swapped)


def _two_ways(text: str) -> Reading | None:
    if not _in_figures(text):
        return None
    day, month, year = _parts(text)
    if day == month or max(day, month) > 12:
        return None
    meant = (
        f"{first} {MONTHS[second - 1]} {year}" for first, second in ((month, day), (day, month))
    )
    reason = "D’autres dates de cette colonne ont le mois avant le jour."
    return doubtful(reason, REMEDY, *meant)


def _in_figures(text: str) -> bool:
    """Say whether a date is written in figures, its year last."""
    return any(shape.fullmatch(text) for shape in SHAPES[1:3])


def _another_day(text: str) -> Reading | None:
    """Doubt of a date that falls on another day of the week than the one beside it."""
    found = re.match(rf"(?:le )?({'|'.join(DAYS)})[a-z]*\.? ", text)
    span = point(text[found.end() :]) if found else None
    if found is None or span is None or span.precision != "day":
        return None
    ahead = (DAYS.index(found[1]) - span.first.weekday() + 3) % 7 - 3
    meant = [span.first, span.first + timedelta(days=ahead)]
    reason = "Le jour de la semaine n’est pas celui de cette date."
    return doubtful(reason, REMEDY, *(f"{day:%d/%m/%Y}" for day in meant))


def _impossible(text: str) -> Reading | None:
    """Doubt of a day that no month has, or of a month that no year has."""
    if not any(shape.fullmatch(text) for shape in SHAPES[:3]):
        return None
    day, month, year = _parts(text)
    reason = "Cette date n’existe pas."
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
        end = calendar.monthrange(year, month)[1]
        after = date(year, month, end) + timedelta(days=1)
        return doubtful(reason, REMEDY, f"{end:02d}/{month:02d}/{year}", f"{after:%d/%m/%Y}")
    if day <= 12 < month <= 31 and FIRST_YEAR <= year <= LAST_YEAR:
        return doubtful("Le mois est écrit avant le jour.", REMEDY, f"{month:02d}/{day:02d}/{year}")
    return doubtful(reason if day > 31 or month > 12 else STRANGE, REMEDY)


def _cut_short(text: str) -> Reading | None:
    meant = [
        whole
        for name in ("juin", "juillet")
        if read_span(whole := _CUT.sub(name, text)) and whole != text
    ]
    return doubtful("Ce mois peut être juin ou juillet.", REMEDY, *meant) if meant else None


def _about(text: str) -> Reading | None:
    meant = list(_approached(text))
    return doubtful(ABOUT, REMEDY, *meant) if meant else None


def _listed(text: str) -> Reading | None:
    """Doubt of a cell that holds dates among other words."""
    inside = list(dict.fromkeys(_inside(text)))
    if len(inside) > 1:
        reason = "Plusieurs dates dans une cellule : une ligne par date, ou une période."
        return doubtful(reason, REMEDY, *inside, f"{inside[0]} au {inside[-1]}")
    return doubtful(ABOUT, REMEDY, *inside) if inside and re.search("[a-z?]", text) else None


def _yearless(text: str, year: str) -> Reading | None:
    """Doubt of a date without its year, or whose figures nothing parts."""
    if found := _RUN.fullmatch(text):
        day = "/".join(part for part in found.groups() if part)
        return doubtful(STRANGE, REMEDY, *([day] if read_span(day) else []))
    if found := _YEARS.fullmatch(text):
        first, last = f"20{found[1][-2:]}", f"20{found[2]}"
        meant = [f"{first} à {last}"] if first < last else []
        return doubtful("Ces années sont abrégées.", REMEDY, *meant)
    completed = (f"{text}/{year}", f"{text} {year}") if year else ()
    meant = [*_shortened(text), *(each for each in completed if read_span(each))]
    if meant or re.search(rf"\b(?:{'|'.join(MONTHS)})\b", text) or _NO_YEAR.fullmatch(text):
        return doubtful("L’année manque à cette date.", REMEDY, *meant)
    return None


def _approached(text: str) -> Iterator[str]:
    """Yield what a season, a school year, «S1» or months in a sentence may mean."""
    years = re.findall(r"\b20\d\d\b", text)
    if not years:
        return
    for first, last, year in re.findall(rf"({_MONTH}) ?(?:a|au|-) ?({_MONTH}) (\d{{4}})", text):
        starts = (f"{first} {each}" for each in (year, int(year) - 1))
        whole = [f"{start} à {last} {year}" for start in starts]
        yield from next(([each] for each in whole if read_span(each)), [])
    half = r"(?:{0} ?)?s(?:em)?\.? ?(?:{0})?(?:[ /-]*\d{{4}})?".format("([12])(?:er|e|eme|nd)?")
    found = re.fullmatch(rf"(?:\d{{4}}[ /-]*)?{half}", text)
    if found and any(found.groups()):
        yield f"semestre {found[1] or found[2]} {years[0]}"
    if found := re.fullmatch(r"q ?([1-4])[ /-]*(\d{4})|(\d{4})[ /-]*q ?([1-4])", text):
        yield f"T{found[1] or found[4]} {years[0]}"
    for word, months in _SEASONS.items():
        if re.search(rf"\b{word}\b", text):
            after = years[1] if len(years) > 1 else str(int(years[0]) + 1)
            yield months.format(years[0], after)
            yield from years[:1] if len(years) == 1 else [f"{years[0]} à {years[1]}"]


def _shortened(text: str) -> Iterator[str]:
    """Yield the month that «mars 24» or «3/24» may be."""
    found = re.fullmatch(r"(?P<month>[a-z]+\.?[ ]|\d\d?/)(?P<short>[1-4]\d)", text)
    meant = f"{found['month']}20{found['short']}" if found else ""
    if (span := read_span(meant)) and span.precision == "month":
        yield meant


def _parts(text: str) -> tuple[int, int, int]:
    """Return day, month and year of a date in figures."""
    found = next(match for shape in SHAPES[:3] if (match := shape.fullmatch(text))).groupdict()
    return int(found["day"]), int(found["month"]), int(found.get("year") or f"20{found['short']}")


def _inside(text: str) -> Iterator[str]:
    """Yield the dates that stand among other words: «fin 2024», «12/03/2024, 19/03/2024»."""
    several = r"(?P<parts>{0}(?:(?:,| et|,? puis) {0})+) (?P<end>{1})"
    for part, end in ((r"\d+", rf"{_MONTH} \d{{4}}"), (_MONTH, r"\d{4}")):
        if listed := re.fullmatch(several.format(part, end), text):
            yield from (f"{each} {listed['end']}" for each in re.findall(part, listed["parts"]))
            return
    shape = rf"\d\d?/\d\d?/\d{{4}}|(?:\d\d? )?{_MONTH} \d{{4}}|\b\d{{4}}\b"
    yield from (each for each in re.findall(shape, text) if point(each))


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
