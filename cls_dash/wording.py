"""French wording: how numbers, dates and lists are written, and shared sentences."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from math import isclose
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import NumberPattern, format_currency, format_percent, parse_pattern

from cls_dash import terms

LOCALE: Final = Locale("fr", "FR")
NBSP: Final = "\u00a0"
UNLIKELY: Final = 0.05
"""A gap that chance makes less often than that is said not to come from it."""
_SIGN_APART: Final = re.compile(r" (?=[;:?!»%])|(?<=«) ")


INVERTED: Final = re.compile(
    r"(?<![\w-])[^\W\d_]+-(?:t-)?(?:je|tu|ils?|elles?|on|nous|vous|ce)(?![\w-])"
)
"""A verb and its subject behind a hyphen, «est-il», which no line parts."""
HARD_HYPHEN: Final = "\u2011"


def hard_hyphened(text: str) -> str:
    """Return a text whose inverted verbs no line parts, for who has no other way to say so."""
    return INVERTED.sub(lambda found: found[0].replace("-", HARD_HYPHEN), text)


_COUNTED: Final = re.compile(
    r"^(?:(?!(?:par|pour|sur|dans|en|à|de|des|du|aux?)\b)[^\W\d_]{3,}(?: |$))+"
)
"""What a unit counts, before what it is counted by: «consultations» par an."""
_S: Final = re.compile(r"(?<!foi)(?<!moi)(?<!ca)(?<!cè)s\b")


def unbroken(text: str) -> str:
    """Return a text whose signs stay on the line of their word, as French typography has it."""
    return _SIGN_APART.sub(NBSP, text)


def within(title: str) -> str:
    """Return a title as a sentence has it: without its capital, unless it is an acronym's."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def number(value: float | None, digits: int = 0) -> str:
    """Write a number: ``1 234,5`` (narrow no-break spaces); zero has no decimals, nor a sign."""
    if value is None or value != value:
        return terms.NO_DATA
    return _written(value, digits if value else 0)


@lru_cache(16_384)
def _written(value: float, digits: int) -> str:
    """Write a number; a page writes the same ones again and again, at 0.05 ms each."""
    written: str = _shape(digits).apply(value, LOCALE)
    # What rounds to zero has no sign.
    return written if any(digit in written for digit in "123456789") else written.lstrip("-")


@cache
def _shape(digits: int) -> NumberPattern:
    return parse_pattern("#,##0" + ("." + "0" * digits if digits else ""))


def at_least_said(value: float, digits: int) -> str:
    """Write a number; some is never written zero: ``moins de 0,1``."""
    least = 10.0**-digits
    return f"moins de {number(least, digits)}" if 0 < value < least / 2 else number(value, digits)


def percent(share: float | None, digits: int = 0) -> str:
    """
    Write a share as a percentage: ``24 %``.

    Some is never written 0 %, nor almost all 100 %: ``moins de 1 %``, ``plus de 99 %``.
    """
    if share is None or share != share:
        return terms.NO_DATA
    step = 10.0 ** -(digits + 2)
    # Of a sum of shares, the last decimals are rounding.
    part = round(share, 9)
    if 0 < part < step / 2:
        return f"moins de {_percent(step, digits)}"
    if 1 - step / 2 <= part < 1:
        return f"plus de {_percent(1 - step, digits)}"
    if 1 < part < 1 + step / 2:
        return f"plus de {_percent(1, digits)}"
    return _percent(part, digits)


def _percent(share: float, digits: int) -> str:
    if digits:
        # A pattern of our own would lose the no-break space of the locale's.
        return f"{number(share * 100, digits)}{NBSP}%"
    return format_percent(share, locale=LOCALE)


def measured(value: float, unit: str) -> str:
    """Write a value with its unit, as precisely as it is given: ``8,2 %``."""
    digits = 0 if value == round(value) else 1 if value == round(value, 1) else 2
    return f"{number(value, digits)}{NBSP}{unit_of(value, unit)}"


def unit_of(value: float, unit: str) -> str:
    """Return a unit as it agrees with a value: in French, 1,95 is singular (``point``)."""
    return _COUNTED.sub(lambda words: _S.sub("", words[0]), unit) if abs(value) < 2 else unit


def dated(title: str, years: str) -> str:
    """Write what is measured with its years: ``Chômage (15 à 64 ans, 2018)``."""
    if not years:
        return title
    return f"{title[:-1]}, {years})" if title.endswith(")") else f"{title} ({years})"


def titled(title: str, unit: str) -> str:
    """Write what is measured and its unit, once where the title says it already."""
    return title if _plain(unit) in _plain(title) else f"{title} ({unit})"


def _plain(text: str) -> str:
    """Return a text as it is compared: spaces alike, no capitals."""
    return " ".join(text.casefold().split())


def euros(amount: float) -> str:
    """Write an amount: ``15 816,00 €``."""
    return format_currency(amount, "EUR", locale=LOCALE)


def day(when: date) -> str:
    """Write a date: ``2 avril 2025``, ``1er avril 2025``."""
    written = format_date(when, "long", locale=LOCALE)
    return written.replace("1 ", "1er ", 1) if when.day == 1 else written


def partial_day(iso: str | None) -> str | None:
    """Write an ISO date that may lack its day or month: ``avril 2025``."""
    if not iso:
        return None
    match iso.split("-"):
        case [_, _, _]:
            return day(date.fromisoformat(iso))
        case [_, _]:
            return format_date(date.fromisoformat(f"{iso}-01"), "MMMM y", locale=LOCALE)
    return iso


def span(starts_on: date | None, ends_on: date | None, precision: str) -> str:
    """Write when a deployment took place, as precisely as it is known."""
    if starts_on is None or ends_on is None:
        return "date inconnue"
    if precision == "day" and starts_on == ends_on:
        return day(starts_on)
    same_month = (starts_on.year, starts_on.month) == (ends_on.year, ends_on.month)
    if precision == "month" and same_month:
        return format_date(starts_on, "MMMM y", locale=LOCALE)
    if starts_on.year == ends_on.year:
        if precision == "year":
            return str(starts_on.year)
        return f"{day(starts_on)} – {day(ends_on)}"
    return f"{starts_on.year} – {ends_on.year}"


def listing(words: Sequence[str]) -> str:
    """Join words: ``Thiers, Ambert et Billom``."""
    return format_list(words, locale=LOCALE)


def at(town: str) -> str:
    """Write where: ``à Thiers``, ``au Brugeron``, ``aux Martres-de-Veyre``."""
    return _contracted("à", "au", "aux", town)


def of(town: str) -> str:
    """Write from where: ``de Thiers``, ``d’Ambert``, ``du Brugeron``, ``des Ancizes``."""
    if unicodedata.normalize("NFD", town[:1]).casefold()[:1] in set("aeiouy"):
        return f"d’{town}"
    return _contracted("de", "du", "des", town)


def at_each(towns: Sequence[str]) -> str:
    """Write where, town by town: ``à Thiers et au Brugeron``."""
    return listing([at(town) for town in towns])


def ordinal(rank: int) -> str:
    """Write a rank: ``1er``, ``2e``."""
    return "1er" if rank == 1 else f"{number(rank)}e"


def starting(sentence: str) -> str:
    """Return a sentence with a capital at its beginning, even if that is in bold."""
    bare = sentence.lstrip("*")
    return sentence[: len(sentence) - len(bare)] + bare[:1].upper() + bare[1:]


def _contracted(alone: str, singular: str, plural: str, town: str) -> str:
    """Join a preposition and a name; the article of the name is a part of it."""
    for article, contracted in (("Le ", singular), ("Les ", plural)):
        if town.startswith(article):
            return f"{contracted} {town.removeprefix(article)}"
    return f"{alone} {town}"


def first_of(words: Sequence[str], most: int) -> str:
    """Join the first words and count the others: ``Thiers, Ambert et 3 autres``."""
    others = len(words) - most
    if others < 1:
        return listing(words)
    return f"{', '.join(words[:most])} et {counted(others, 'autre')}"


def counted(n: float, singular: str, plural: str | None = None) -> str:
    """Write a count with its noun: ``1 action``, ``12 actions``."""
    return f"{number(n)}{NBSP}{agreeing(n, singular, plural or f'{singular}s')}"


def places(n: float, districts: float) -> str:
    """Write how many communes there are, ``districts`` of which are *arrondissements* of one."""
    if n == districts:
        return counted(n, "arrondissement")
    said = counted(n - districts, "commune")
    return f"{said} et {counted(districts, 'arrondissement')}" if districts else said


def by_evidence(counts: Mapping[str, int]) -> list[str]:
    """Write how many actions a source tells of, the coordination supplied, and were made up."""
    supplied = counts.get("supplied", 0)
    return [
        counted(counts.get("documented", 0), "action documentée", "actions documentées"),
        *([counted(supplied, "saisie")] if supplied else []),
        counted(counts.get("illustrative", 0), "illustrative"),
    ]


def attested(kinds: Iterable[str]) -> str:
    """Name the sources of facts, illustrative ones aside: ``les sources publiques``."""
    known = set(kinds)
    said = [
        *(["les sources publiques"] if "documented" in known else []),
        *(["la saisie de la coordination"] if "supplied" in known else []),
    ]
    return listing(said) or "les sources publiques"


def agreeing(n: float, singular: str, plural: str) -> str:
    """Return the words that agree with a count: in French, 0 and 1 are singular."""
    return singular if abs(n) < 2 else plural


def p_value(value: float) -> str:
    """
    Write a p-value: ``p = 0,02``, ``p < 0,001``.

    It is never rounded to the threshold of verdicts, of which it would seem to be on the other
    side: ``p = 0,047``.
    """
    if value < 0.001:
        return f"p{NBSP}<{NBSP}{number(0.001, 3)}"
    digits = 2 if value >= 0.01 else 3
    while round(value, digits) == UNLIKELY and not isclose(value, UNLIKELY):
        digits += 1
    return f"p{NBSP}={NBSP}{number(value, digits)}"


def odds(p_value: float) -> str:
    """Say how often chance alone would do as much."""
    if p_value < 0.001:
        return "moins d’une fois sur mille"
    if p_value < 0.01:
        return "moins d’une fois sur cent"
    times = max(1, round(p_value * 100))
    return f"environ {times} fois sur cent" if times > 1 else "environ une fois sur cent"
