"""Why a perimeter of a file makes no territory, and what its name and its dates say."""

import re
from collections.abc import Mapping
from typing import Final

import pandas as pd

from cls_dash.domain.contact import CONTACT
from cls_dash.ingest.dataset.territory_home import EARLIEST
from cls_dash.ingest.recognise.dates import REMEDY, read_date
from cls_dash.ingest.recognise.spans import Span, read_span
from cls_dash.ingest.recognise.words import slug
from cls_dash.wording import listing

LONGEST: Final = 40
"""Characters of a state: more would be a sentence, that may name someone."""
_CONTRACT: Final = re.compile(r"^(?:CLS|contrat local de santé)\b[\s:–-]*", re.IGNORECASE)
"""What begins the name of a contract rather than that of its territory."""


def titled(name: str) -> str:
    """Return the name of a territory, without what says that it has a contract."""
    return _CONTRACT.sub("", name) or name


def problem_of(
    name: str, parts: pd.DataFrame, taken: Mapping[str, str]
) -> tuple[str, str, str, str] | None:
    """
    Return the column, the value, why it makes no territory, and what to do.

    Parameters
    ----------
    name
        Of the perimeter.
    parts
        Its features, as text: ``state``, ``starts_on``, ``ends_on``.
    taken
        Names that make territories already, by slug.
    """
    key = slug(titled(name))
    if not key:
        return "name", name, "Ce périmètre n’a pas de nom.", "Lui en donner un."
    if key in taken:
        reason = f"Ce nom ne se distingue pas de « {taken[key]} »."
        return "name", name, reason, "Changer l’un des deux noms."
    states = set(parts["state"])
    for column, text in (("name", name), *(("state", each) for each in states)):
        if re.search(CONTACT, text):
            reason = "Cette cellule dit comment joindre quelqu’un."
            return column, "…", reason, "N’y laisser que le nom du contrat, ou son état."
        if column == "state" and len(text) > LONGEST:
            reason = "Cette cellule est trop longue pour un état."
            return column, text, reason, "Écrire l’état en quelques mots."
    if len(states) > 1:
        reason = "Les parties de ce périmètre n’ont pas le même état."
        return "state", listing(sorted(states)), reason, "Donner à toutes le même."
    return _undated(parts)


def _undated(parts: pd.DataFrame) -> tuple[str, str, str, str] | None:
    for column in ("starts_on", "ends_on"):
        for cell in filter(None, set(parts[column])):
            span = read_span(cell)
            if span is None:
                doubt = read_date(cell)
                return column, cell, doubt.doubt, doubt.remedy or REMEDY
            if span.last.year < EARLIEST.year:
                reason = f"Il n’y a pas de contrat local de santé avant {EARLIEST.year}."
                return column, cell, reason, "Corriger la date."
    first, last = span_of(parts["starts_on"]), span_of(parts["ends_on"])
    if first and last and last.last < first.first:
        cells = f"{first.first} – {last.last}"
        return "ends_on", cells, "La fin précède le début.", "Échanger ou corriger les dates."
    return None


def span_of(cells: pd.Series) -> Span | None:
    """Return the date that parts of a perimeter say, if any."""
    return next(filter(None, (read_span(cell) for cell in cells if cell)), None)
