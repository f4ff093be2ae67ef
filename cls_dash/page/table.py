"""A table of a page, that each reader draws in its own way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from cls_dash import wording

_NARROW: Final = 2


@dataclass(frozen=True)
class Table:
    """A table, its cells already written in French."""

    caption: str
    """What it says, read first by screen readers."""
    header: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    """Ranks of the columns aligned to the right."""
    main: tuple[int, ...] = ()
    """Ranks of the two columns that a phone shows beside the first, the first ones of figures
    where it does not say."""

    @classmethod
    def of(
        cls,
        header: Sequence[str],
        lines: Iterable[Sequence[str]],
        *,
        caption: str,
        numeric: Iterable[int] = (),
        main: Iterable[int] = (),
    ) -> Self:
        """Return a table of any lines."""
        return cls(
            wording.unbroken(caption),
            tuple(header),
            tuple(map(tuple, lines)),
            tuple(sorted(numeric)),
            tuple(main),
        )

    @property
    def narrow(self) -> tuple[int, ...]:
        """Ranks of the columns that a phone has room for: the first one, and two more."""
        every = range(1, len(self.header))
        likely = (*self.main, *(rank for rank in self.numeric if rank), *every)
        return (0, *sorted(tuple(dict.fromkeys(likely))[:_NARROW]))

    def first(self, lines: int) -> Self:
        """Return the table of the first lines."""
        return replace(self, lines=self.lines[:lines])

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
