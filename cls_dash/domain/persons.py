"""
What may count persons, and which counts are parts of others, from how they are called.

An indicator whose card proves nothing counts persons, whatever its unit, title or kind.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from cls_dash.domain.spelling import unaccented

THRESHOLD: Final = 11
"""The smallest count of persons that is published, zero apart."""
PERSON_UNITS: Final = frozenset({"persons", "professionals", "households", "students"})
"""Units of deployments of which a small count could point at someone."""
SEXES: Final = frozenset({"femm", "homm", "fill", "garcon", "feminin", "masculin", "f", "h", "m"})
_EVERYONE: Final = re.compile(
    r"\b([12] sexes?|ensemble|total|tous|toutes|deux|sexes?|confondus?|confondues?"
    r"|global|globale|ages?"
    r"|personnes?|patients?|patientes?|habitants?|individus?|beneficiaires?|allocataires?|assures?"
    r"|assurees?|usagers?|cas|nombres?|effectifs?|parts?|taux|proportions?|pourcentages?"
    r"|des?|du|la|les?|en|et|aux?|pour|par|dans|sur|ayant|d|l)\b|\(%\)|pour [0-9]+0\b"
)
"""Words that do not part a group from another, and units."""
_AGES: Final = re.compile(r"^([0-9]+|an|moin|plu|jeune|adult|enfant|senior)$")
_RATE: Final = re.compile(r"%|‰|\bpour (100|1000|10000|100000|mille|cent)\b|\btaux\b|/")
_OF_INHABITANTS: Final = re.compile(
    r"^(?:%|‰|pour ([0-9]+))(?: des?)? (?:habitants|la population)$"
)

Words = frozenset[str]


def plain(text: str) -> str:
    """Return a text in small letters, without accents, thousands joined."""
    bare = unaccented(text.casefold().replace("’", " "))
    return re.sub(r"(?<=[0-9])\s+(?=000\b)", "", bare)


def words(title: str) -> Words:
    """
    Return the words that tell one group of persons from another, in no order.

    >>> sorted(words("Patients diabétiques – Femmes – Ensemble"))
    ['diabetiqu', 'femm']
    """
    found = re.findall("[a-z0-9]+", _EVERYONE.sub(" ", plain(title)))
    return frozenset(re.sub(r"(?<=..)(es|e|s|x)$", "", word) for word in found)


def group_of(title: str) -> str:
    """Return the name of a group of persons: its words, or its title where it has none."""
    return " ".join(sorted(words(title))) or title


def is_rate(unit: str, values: Collection[float]) -> bool:
    """Say whether an indicator is a rate: its unit says so, or a value is not whole."""
    return bool(_RATE.search(plain(unit))) or any(value % 1 for value in values)


def per_inhabitant(unit: str) -> int | None:
    """
    Return of how many inhabitants a rate is, ``None`` where its unit is not so plain.

    >>> per_inhabitant("pour 1 000 habitants"), per_inhabitant("%")
    (1000, None)
    """
    if (found := _OF_INHABITANTS.match(plain(unit))) is None:
        return None
    return int(found[1]) if found[1] else 1000 if unit.startswith("‰") else 100


def parts(variants: Collection[Words]) -> Iterator[tuple[Words, list[Words]]]:
    """
    Yield the groups that others are parts of, with those of one division: sex, age, another.

    A part has all the words of its whole, and more: « malades, femmes » is of « malades ».
    """
    for whole in variants:
        below = [each for each in variants if whole < each]
        direct = [each for each in below if not any(whole < other < each for other in below)]
        divisions: dict[str, list[Words]] = {}
        for each in direct:
            divisions.setdefault(_division(each - whole), []).append(each)
        yield from ((whole, division) for division in divisions.values())


def _division(more: Words) -> str:
    sex = "sex" if more & SEXES else ""
    age = "age" if any(map(_AGES.match, more)) else ""
    return sex + age or "other"


def of_ages(names: Collection[str], groups: Mapping[str, Words]) -> list[list[str]]:
    """Return the groups that differ by age alone, and that no other is the whole of."""
    found: dict[Words, list[str]] = {}
    for name in names:
        found.setdefault(_apart_from_age(groups[name]), []).append(name)
    known = {groups[name] for name in names}
    return [same for bare, same in found.items() if len(same) > 1 and bare not in known]


def _apart_from_age(found: Words) -> Words:
    return frozenset(word for word in found if not _AGES.match(word))


def years(period: str) -> frozenset[int]:
    """Return the years of an observation's: ``2022``, or ``2019-2023``."""
    first, _, last = period.partition("-")
    return frozenset(range(int(first), int(last or first) + 1))


def period_of(found: Collection[int]) -> str:
    """Return years as one writes them, apart where they do not follow one another."""
    ordered = sorted(found)
    if ordered[-1] - ordered[0] + 1 == len(ordered):
        return str(ordered[0]) if len(ordered) == 1 else f"{ordered[0]}-{ordered[-1]}"
    return ",".join(map(str, ordered))


def spans(periods: Collection[str]) -> Mapping[str, frozenset[int]]:
    """Return the smallest spans of years that no period cuts, by how they are written."""
    members = {period: years(period) for period in periods}
    found: dict[tuple[str, ...], set[int]] = {}
    for year in sorted(frozenset().union(*members.values())):
        signature = tuple(period for period in periods if year in members[period])
        found.setdefault(signature, set()).add(year)
    return {period_of(group): frozenset(group) for group in found.values()}
