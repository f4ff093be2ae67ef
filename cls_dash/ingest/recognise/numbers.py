"""
A number as people write it: thousands, units, amounts in thousands of euros.

What reads in one way is certain. What reads in two («1,000»), or says only about how many
(«environ 30», «8 à 15»), is for the person to settle.
"""

import re
from collections.abc import Iterator
from math import floor, isfinite
from typing import Final

from cls_dash.ingest.recognise.reading import Reading, doubtful
from cls_dash.ingest.recognise.words import plain, unaccented

FRENCH: Final = "Nombre écrit à la française."
STRANGE: Final = "Ce n’est pas un nombre."
WRITE: Final = "Écrire un nombre, ou rien."
_GROUPED: Final = "Point ou virgule lu comme séparateur de milliers."
_UNIT: Final = "Nombre sans son unité."
_THOUSANDS: Final = "Milliers ou millions écrits en toutes unités."
_CENTS: Final = "Euros entiers : les centimes sont arrondis."

# Not \d, which is also the digits of other scripts: no number is read from those.
_FIGURES: Final = r"[0-9]+(?:[.,\s\u00a0\u202f'’][0-9]+)*[.,]?|[.,][0-9]+"
_PLAIN: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SPACES: Final = re.compile(r"[\s\u00a0\u202f]+")
_WHOLE: Final = re.compile(
    rf"(?P<before>€|eur(?:os?)?)?\s*(?P<sign>[+-]?)\s*(?P<figures>{_FIGURES})\s*(?P<after>.*)",
    re.ASCII | re.DOTALL,
)
_SPACED: Final = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?P<rest>[.,][0-9]*)?")
_MULTIPLES: Final = {
    **dict.fromkeys(("k", "mille", "milliers"), 1_000),
    **dict.fromkeys(("m", "million", "millions"), 1_000_000),
}
_MULTIPLE: Final = re.compile(
    r"(?P<scale>k|milliers|mille|millions?|m)(?: d['’]| de)? ?(?P<euros>€|e|eur|euros?)?"
)
_EUROS: Final = re.compile(r"(?:€|eur|euros?)?(?: ?(?:ttc|ht))?")
_PERSONS: Final = re.compile(r"pers|personnes?|participants?|habitants?")
_ABOUT: Final = re.compile(
    r"\b(?:env(?:iron)?|pres de|autour de|a peu pres|approx\w*|estim\w*|est)\b|[~≈±?]"
)
_BOUND: Final = re.compile(
    r"[<>≤≥]|(?:plus|moins|\+|-) de\b|au (?:moins|plus)\b|(?:maximum|minimum|max|min)\b"
)
_RANGE: Final = re.compile(r"[0-9][^0-9]*?(?:-|–|—|à|/|ou|et)[^0-9]*[0-9]", re.IGNORECASE)
_LETTERS: Final = {
    word: str(number)
    for number, word in enumerate(
        ("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
         "onze", "douze", "treize", "quatorze", "quinze", "seize")
    )
} | {
    "vingt": "20", "trente": "30", "quarante": "40", "cinquante": "50", "cent": "100",
    "mille": "1000", "dizaine": "10", "douzaine": "12", "quinzaine": "15", "vingtaine": "20",
    "trentaine": "30", "quarantaine": "40", "cinquantaine": "50", "centaine": "100",
}  # fmt: skip
_NOTHING: Final = frozenset({"gratuit", "aucun", "aucune", "neant"})


def read_number(
    cell: str,
    *,
    whole: bool = False,
    money: bool = False,
    decimal: str = "",
    lowest: float | None = None,
    highest: float | None = None,
) -> Reading:
    """
    Read a number; its value is written with a point and no spaces.

    Parameters
    ----------
    cell
        Stripped and not empty.
    whole
        Whether the column counts: «1.000» is then a thousand, as no one counts thousandths.
    money
        Whether the column is of whole euros: cents are rounded.
    decimal
        The marks of decimals that other cells of the column show: a mark before three figures
        may be that of thousands, where they show the other one.
    lowest, highest
        What the column may hold: they tell apart what could be read in two ways.
    """
    text = _SPACES.sub(" ", cell.replace("−", "-")).strip()
    if _PLAIN.fullmatch(text) and not re.fullmatch(r"[+-]?[0-9]{1,3}\.[0-9]{3}", text):
        return _settled([text], "", cell, money=money, whole=whole)
    found = _WHOLE.fullmatch(text)
    after = unaccented(found["after"]).strip(" .") if found else ""
    scale = _MULTIPLE.fullmatch(after)
    if scale and not (money or scale["euros"] or len(scale["scale"]) > 1):
        scale = None
    if found is None or not (scale or _is_unit(after, money=money)):
        return _strange(text)
    if " " in found["figures"] and not _SPACED.fullmatch(found["figures"]):
        return doubtful(STRANGE, WRITE, found["figures"].replace(" ", ""))
    values = list(_values(found["figures"], decimal, whole=whole or money, scaled=bool(scale)))
    if not values:
        return _strange(text)
    if scale:
        values = [_number(float(each) * _MULTIPLES[scale["scale"]]) for each in values]
    signed = [found["sign"].strip("+") + each for each in values]
    within = [each for each in signed if _within(float(each), lowest, highest)] or signed
    told = _THOUSANDS if scale else _UNIT if after or found["before"] else ""
    if not told and re.search(r"[.,][0-9]{3}(?![0-9])", text) and "." not in within[0]:
        told = _GROUPED
    return _settled(within, told, cell,
                    money=money, whole=whole)  # fmt: skip


def _is_unit(after: str, *, money: bool) -> bool:
    """Say whether what follows a number is its unit, or nothing."""
    counted = after == "e" if money else _PERSONS.fullmatch(after)
    return bool(_EUROS.fullmatch(after) or counted)


def _values(figures: str, decimal: str, *, whole: bool, scaled: bool) -> Iterator[str]:
    """Yield what figures may mean, the likeliest first, with a point for decimals."""
    text = re.sub("['’]", " ", _SPACES.sub(" ", figures))
    spaced = _SPACED.fullmatch(text)
    joined = text.replace(" ", "")
    marks = [mark for mark in joined if mark in ".,"]
    last = marks[-1] if marks else ""
    if len(marks) > 1:
        other = marks[0]
        parts = joined.split(last) if other != last else [joined, ""]
        if len(parts) == 2 and re.fullmatch(rf"[0-9]{{1,3}}(?:[{other}][0-9]{{3}})+", parts[0]):
            yield f"{parts[0].replace(other, '')}.{parts[1]}".rstrip(".")
    elif last and not spaced and re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", joined):
        grouped, pointed = joined.replace(last, ""), joined.replace(",", ".")
        if whole and not scaled:
            yield grouped
            if last == "," and float(pointed).is_integer():
                yield _number(float(pointed))
        else:
            yield pointed
            if decimal and decimal != last:
                yield grouped
    else:
        yield joined.replace(",", ".")


def _settled(values: list[str], told: str, cell: str, *, money: bool, whole: bool) -> Reading:
    if len(values) > 1:
        return doubtful(
            "Ce nombre se lit de deux façons.", "Écrire les milliers sans séparateur.", *values
        )
    value = values[0]
    if (whole or money) and isfinite(float(value)) and not float(value).is_integer():
        near = float(value)
        if money and near >= 100 and re.fullmatch(r"-?[0-9]+\.[0-9]{2}", value):
            return Reading(_number(floor(near + 0.5)), _CENTS)
        others = [_number(near * 1_000)] if money and near < 100 else []
        return doubtful(
            "Ce n’est pas un nombre entier.", "Écrire un nombre sans décimale.",
            _number(floor(near + 0.5)), *others,
        )  # fmt: skip
    if whole and not _PLAIN.fullmatch(cell):
        value = _number(float(value))
    return Reading(value, told or ("" if _PLAIN.fullmatch(cell) else FRENCH))


def _strange(text: str) -> Reading:
    """Return why a cell is no number, with those that it holds."""
    said = re.sub("^une? (?=.)", "", plain(text))
    if said in _LETTERS:
        return doubtful("Ce nombre est écrit en lettres.", "L’écrire en chiffres.", _LETTERS[said])
    if said in _NOTHING:
        return doubtful(STRANGE, "Écrire 0, ou rien si ce n’est pas connu.", "0")
    inside = list(_inside(text))
    lowered = text.lower()
    if _ABOUT.search(unaccented(text)):
        return doubtful("Ce nombre est approché.", "Écrire le nombre à retenir.", *inside)
    if _BOUND.search(lowered):
        return doubtful("C’est une borne, pas un nombre.", "Écrire le nombre, ou rien.", *inside)
    if "/" in text and len(inside) == 1:
        reason = "C’est un montant par période, pas un total."
        return doubtful(reason, "Écrire le total, ou rien.", *inside)
    if _RANGE.search(text) and len(inside) > 1:
        reason = "C’est un intervalle, ou plusieurs nombres."
        return doubtful(reason, "Écrire le nombre à retenir.", *inside)
    return doubtful(STRANGE, WRITE, *inside)


def _inside(text: str) -> Iterator[str]:
    """Yield the numbers that stand in a text, as they are written."""
    for found in re.finditer(rf"(?P<figures>{_FIGURES})(?P<k>\s*[kK](?![a-zé]))?", text):
        for value in _values(found["figures"].rstrip(".,"), "", whole=True, scaled=False):
            if _PLAIN.fullmatch(value):
                yield _number(float(value) * (1_000 if found["k"] else 1))


def _within(number: float, lowest: float | None, highest: float | None) -> bool:
    return (lowest is None or number >= lowest) and (highest is None or number <= highest)


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)
