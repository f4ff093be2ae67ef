"""What a recogniser answers of one cell: a value, or why a person must settle it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

UNSURE: Final = "Un point d’interrogation : ce n’est pas sûr."


@dataclass(frozen=True)
class Reading:
    """
    What one cell says.

    A certain reading has a ``value``; ``told`` then says what was mended to have it. A
    doubtful one has none: ``doubt`` says why, and ``proposals`` what the person may have
    meant, the likeliest first. Sentences are French.
    """

    value: str | None = None
    told: str = ""
    doubt: str = ""
    remedy: str = ""
    proposals: tuple[str, ...] = ()


Recogniser = Callable[[str], Reading]
"""Reads one cell, stripped and not empty."""


def doubtful(doubt: str, remedy: str, *proposals: str) -> Reading:
    """Return the reading of a cell that a person must settle."""
    return Reading(doubt=doubt, remedy=remedy, proposals=tuple(dict.fromkeys(proposals)))
