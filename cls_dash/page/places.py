"""
What a page calls the places of a territory that is made of *arrondissements*.

Sentences are written of communes. The answer, the facts, titles, tables and legends say instead
what these places are; what explains a method says communes, as a note under the answer tells.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from cls_dash.domain.districts import CITIES
from cls_dash.page.model import Chart, Facts, Folded, Map, Opening, Page, Titled, Together
from cls_dash.page.table import Table
from cls_dash.render import maps

_RULES: Final = tuple(
    (re.compile(rf"\b{said}\b(?! entière| voisines)"), alone, mixed)
    for said, alone, mixed in (
        (
            "([Tt])outes les communes",
            r"\1ous les arrondissements",
            r"\1outes les communes et tous les arrondissements",
        ),
        (
            "Quelles communes",
            "Quels arrondissements",
            "Quelles communes et quels arrondissements",
        ),
        ("Les plus peuplées", "Les plus peuplés", "Les plus peuplés"),
        ("Selon ses habitants, elle", "Selon ses habitants, il", "Selon ses habitants, elle"),
        ("([Aa])ucune commune", r"\1ucun arrondissement", r"\1ucune commune ni arrondissement"),
        ("([Uu])ne commune", r"\1n arrondissement", r"\1ne commune ou un arrondissement"),
        ("([Cc])ette commune", r"\1et arrondissement", r"\1ette commune ou cet arrondissement"),
        (
            "commune par commune",
            "arrondissement par arrondissement",
            "par commune ni par arrondissement",
        ),
        ("(à|de) la commune", r"\1 l’arrondissement", r"\1 la commune ou \1 l’arrondissement"),
        ("([Ll])a commune", r"\1’arrondissement", r"\1a commune ou l’arrondissement"),
        ("([Dd])e communes", r"\1’arrondissements", r"\1e communes et d’arrondissements"),
        ("communes", "arrondissements", "communes et arrondissements"),
        ("Communes", "Arrondissements", "Communes et arrondissements"),
        ("commune", "arrondissement", "commune ou arrondissement"),
        ("Commune", "Arrondissement", "Commune ou arrondissement"),
    )
)
"""How each way of naming communes is said of *arrondissements* alone, and of both."""
_ANY: Final = re.compile("|".join(f"(?:{said.pattern})" for said, *_ in _RULES))
_FULL: Final = re.compile(rf"\b((?:{'|'.join(CITIES.values())}) \d+(?:er|e)) Arrondissement\b")
"""An official name: in a sentence, «Lyon 3e» says it all."""
_MOST: Final = re.compile(r"\bla (plus|moins|mieux) (couvert|oublié|servi|éloigné|peuplé)e\b")
_FEMININE: Final = re.compile(r"\b(couvert|oublié|servi|éloigné|peuplé)e(s?)\b")
"""What is said of places alone, never of actions."""
_AGREEING: Final = {"celles": "ceux", "celle": "celui", "aucune": "aucun"}
_PRONOUN: Final = re.compile(r"\b(?:celles?|aucune(?= n’))\b")
_ESTABLISHMENT: Final = "Établissement"
"""Column of tables whose places may be outside the territory."""
_TOLD: Final[Mapping[type, tuple[str, ...]]] = {
    Page: ("answer", "opening", "parts", "table"),
    Opening: ("shown", "beside"),
    Titled: ("title", "parts"),
    Folded: ("label", "parts"),
    Facts: ("sentences",),
    Table: ("caption", "header"),
    Chart: ("title",),
    Together: ("legend", "named"),
    Map: ("values",),
    maps.Values: ("title", "legend"),
    maps.Legend: ("title", "classes"),
    maps.LegendClass: ("label",),
}
"""What is told of places in each part of a page."""


def renamed(page: Page, *, mixed: bool) -> Page:
    """
    Return a page that names *arrondissements*.

    ``mixed`` says that the territory has communes too.
    """
    said: Page = _renamed(page, mixed=mixed)
    return said


def named(sentence: str, *, mixed: bool) -> str:
    """Return a sentence that counts or names communes, of *arrondissements*: they agree."""
    sentence = _FULL.sub(r"\1", sentence)
    if not _ANY.search(sentence):
        return sentence
    told = _ANY.sub(lambda found: _word(found[0], mixed=mixed), sentence)
    told = _FEMININE.sub(r"\1\2", _MOST.sub(r"le \1 \2", told))
    return _PRONOUN.sub(lambda found: _AGREEING[found[0]], told)


def _word(said: str, *, mixed: bool) -> str:
    for shape, alone, both in _RULES:
        if found := shape.fullmatch(said):
            return found.expand(both if mixed else alone)
    return said


def _renamed(said: Any, *, mixed: bool) -> Any:  # noqa: ANN401 - a part of any kind gives one of its kind
    match said:
        case str():
            return named(said, mixed=mixed)
        case tuple():
            return tuple(_renamed(each, mixed=mixed) for each in said)
        case Table() if _ESTABLISHMENT in said.header:
            mixed = True
    if type(said) not in _TOLD:
        return said
    parts = {name: _renamed(getattr(said, name), mixed=mixed) for name in _TOLD[type(said)]}
    return replace(said, **parts)
