"""Sentences of a page: text whose figures stand out between two pairs of asterisks."""

import re
from collections.abc import Sequence
from typing import Final

_STRONG: Final = re.compile(r"\*\*(.+?)\*\*")
"""Asterisks that stand alone are text like any other."""


def spans(sentence: str) -> Sequence[tuple[str, bool]]:
    """Return the parts of a sentence, each with whether it stands out."""
    parts = _STRONG.split(sentence)
    return [(part, rank % 2 == 1) for rank, part in enumerate(parts) if part]


def plain(sentence: str) -> str:
    """Return a sentence without what makes its figures stand out."""
    return _STRONG.sub(r"\1", sentence)
