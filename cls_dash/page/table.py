"""A table of a page, that each reader draws in its own way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from cls_dash import wording


@dataclass(frozen=True)
class Table:
    """A table, its cells already written in French."""

    caption: str
    """What it says, read first by screen readers."""
    header: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    """Ranks of the columns aligned to the right."""

    @classmethod
    def of(
        cls,
        header: Sequence[str],
        lines: Iterable[Sequence[str]],
        *,
        caption: str,
        numeric: Iterable[int] = (),
    ) -> Self:
        """Return a table of any lines."""
        return cls(
            wording.unbroken(caption),
            tuple(header),
            tuple(map(tuple, lines)),
            tuple(sorted(numeric)),
        )

    def __contains__(self, text: str) -> bool:
        """Say whether a text is somewhere in it."""
        cells = (cell for line in (self.header, *self.lines) for cell in line)
        return any(text in each for each in (self.caption, *cells))


@dataclass(frozen=True)
class ShareTable:
    """How the places of several wholes divide between the same classes, as bars."""

    caption: str
    wholes: tuple[str, ...]
    """French name of each."""
    classes: tuple[tuple[str, str, tuple[float, ...]], ...]
    """Colour and French name of each, and its share of each whole, in [0, 1]."""
