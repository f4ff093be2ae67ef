"""A scenario: what would be added, removed or moved. Short enough to live in the URL."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cls_dash.errors import InvalidInputError


class Change(StrEnum):
    """What a move does, as the URL says it."""

    ADD = "p"
    REMOVE = "m"
    SHIFT = "d"


@dataclass(frozen=True, slots=True)
class Move:
    """One deployment added to a commune, removed from it, or moved to another."""

    change: Change
    commune: str
    """INSEE code."""
    to: str | None = None
    """Where it goes, when it is moved and only then."""

    def __post_init__(self) -> None:
        """Refuse a move that loses its deployment, or goes somewhere without moving."""
        if (self.to is None) == (self.change is Change.SHIFT):
            raise InvalidInputError("a deployment goes elsewhere when it is moved, and only then")


MOST: Final = 40
"""Moves of a scenario: more is a plan, and an address that nobody can send."""
_COMMUNE: Final = "[0-9][0-9AB][0-9]{3}"
_MOVE: Final = re.compile(
    f"(?P<change>[pm])(?P<commune>{_COMMUNE})|d(?P<origin>{_COMMUNE})-(?P<to>{_COMMUNE})"
)


def read_move(part: str) -> Move:
    """
    Return the move that a part of a code says: ``p63125``.

    Raises
    ------
    InvalidInputError
        If it says none.
    """
    found = _MOVE.fullmatch(part)
    if found is None:
        raise InvalidInputError(f"{part!r} is no move")
    if found["change"]:
        return Move(Change(found["change"]), found["commune"])
    return Move(Change.SHIFT, found["origin"], found["to"])


def written(moves: Iterable[Move]) -> str:
    """Return the code of moves, dots between them: :func:`read_move` reads each back."""
    return ".".join(
        f"{move.change}{move.commune}" + (f"-{move.to}" if move.to else "") for move in moves
    )
