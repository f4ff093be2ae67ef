"""What an address names that is not there, and what is nearest to it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Final

from cls_dash.domain.parameter import Codes, Parameter
from cls_dash.domain.spelling import unaccented

MOST: Final = 3
_ALIKE: Final = 0.6
_WORDS: Final = re.compile(r"[a-z]{4,}")
_AROUND: Final = re.compile(r"^\W+|\W+$")
"""What may be typed around a code: spaces, quotation marks, a full stop."""
_LONGEST: Final = 60
"""Characters of what was typed that are shown again."""


@dataclass(frozen=True)
class Way:
    """What may have been meant."""

    label: str
    codes: Codes
    away: bool = False
    """Whether it is in another territory."""


@dataclass(frozen=True)
class Unknown:
    """A code that an address says and that names nothing."""

    key: str
    """Of the parameter."""
    sentence: str
    near: tuple[Way, ...]


def unknown(parameter: Parameter, code: str, away: Sequence[Way] = ()) -> Unknown:
    """Say that an address names what is not there, and offer what is ``away``, and the nearest."""
    typed = code if len(code) <= _LONGEST else f"{code[:_LONGEST]}…"
    # An empty code chooses nothing.
    opening = parameter.opening and parameter.options.get(parameter.opening, "")
    kind = parameter.kind or f"un choix de « {parameter.label or parameter.key} »"
    kept = f" La page montre : {opening}." if opening else ""
    near = nearest(code, parameter.options)
    ways = (Way(label, {parameter.key: each}) for each, label in near.items())
    meant = ways if named(code, parameter.options) else (*away, *ways)
    sentence = f"« {typed} » n’est pas {kind}.{kept}"
    return Unknown(parameter.key, sentence, tuple(islice(meant, MOST)))


def nearest(typed: str, options: Mapping[str, str]) -> dict[str, str]:
    """
    Return the options whose code or name is nearest to what was typed, best first.

    A word of a name is enough: «tiers» is near to «Thiers-Ambert-Billom». Of years, none is
    nearer than another. Where a code or a name was typed whole, but for its case or what stands
    around it, it alone was meant.
    """
    if same := named(typed, options):
        return same
    codes: dict[str, list[str]] = {}
    for code, label in options.items():
        for spelled in (_spelled(code), _spelled(label), *_WORDS.findall(_spelled(label))):
            codes.setdefault(spelled, []).append(code)
    lettered = [spelled for spelled in codes if _WORDS.search(spelled)]
    alike = get_close_matches(_spelled(typed), lettered, n=2 * MOST, cutoff=_ALIKE)
    found = dict.fromkeys(code for spelled in alike for code in codes[spelled])
    return {code: options[code] for code in islice(found, MOST)}


def named(typed: str, options: Mapping[str, str]) -> dict[str, str]:
    """Return the options whose code or name was typed; of «CLS 3 (2024-2028)», «CLS 3»."""
    spelled = _spelled(typed)
    found = {
        code: label
        for code, label in options.items()
        if spelled in map(_spelled, (code, label, label.partition(" (")[0]))
    }
    return dict(islice(found.items(), MOST)) if spelled else {}


def _spelled(text: str) -> str:
    return _AROUND.sub("", unaccented(text).casefold())
