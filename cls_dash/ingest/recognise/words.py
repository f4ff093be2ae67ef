"""French words of the sheets that a coordinator fills, and the codes they stand for."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from cls_dash.domain import spelling
from cls_dash.domain.selection import TYPED

Words = Mapping[str, str]
"""A French word for each code."""

SHEETS: Final[Words] = MappingProxyType(
    {
        "territory": "Territoire",
        "contracts": "Contrats",
        "axes": "Axes",
        "parties": "Parties prenantes",
        "axis_lineage": "Filiation",
        "actions": "Actions",
        "deployments": "Déploiements",
    }
)
"""Name of the sheet to fill, by table, in the order of the workbook of a contract."""


def typed_source(slug: str) -> str:
    """Return the key of the source card of what a territory types in itself."""
    return f"{TYPED}{slug}"


def unaccented(text: str) -> str:
    """Return a text in small letters, without accents."""
    small = text.casefold()
    return small if small.isascii() else spelling.unaccented(small)


@lru_cache(2**14)
def plain(text: str) -> str:
    """Return a text without what hands vary: case, accents, punctuation, spacing."""
    return " ".join(re.findall(r"[^\W_]+", unaccented(text)))


def slug(text: str, longest: int | None = None) -> str:
    """Return a text as an identifier: small ASCII letters, digits and single hyphens."""
    words = re.findall(r"[a-z0-9]+", plain(text))
    return "-".join(words)[:longest].strip("-")


def titled(headers: Iterable[str], usual: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the header that says each column: the first of its usual titles, in plain words."""
    known = {plain(header): header for header in headers}
    found = {name: next(filter(known.__contains__, titles), "") for name, titles in usual.items()}
    return {name: known[title] for name, title in found.items() if title}


def stem(text: str) -> str:
    """Return a plain text, its words without the endings of French gender and number."""
    return " ".join(word.rstrip("es") or word for word in plain(text).split())


def spellings(listed: Words) -> dict[str, str]:
    """
    Return what a cell may say of each key, in plain words.

    The key alone, the key followed by its label as the template offers them, or the
    label where one key only bears it.
    """
    labels = Counter(plain(label) for label in listed.values())
    alone = {plain(label): key for key, label in listed.items() if labels[plain(label)] == 1}
    alone.pop("", None)  # a key without label
    both = {plain(f"{key} {label}"): key for key, label in listed.items()}
    return alone | both | {plain(key): key for key in listed}
