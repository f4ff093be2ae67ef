"""What a map shows of France: a territory, a département, a region, or all of it."""

from dataclasses import dataclass
from typing import Final

LEVELS: Final = ("commune", "epci", "departement", "region")
"""Levels at which a map is coloured, the finest first."""


@dataclass(frozen=True)
class Extent:
    """
    A part of France.

    Attributes
    ----------
    kind
        ``territory``, ``epci``, ``departement``, ``region`` or ``france``.
    code
        Slug of a territory, or official code; empty for all of France.
    """

    kind: str
    code: str = ""

    @property
    def asset(self) -> str:
        """Name of the geometry that shows it; an EPCI is shown among its neighbours."""
        return self.code if self.kind == "territory" else self.name

    @property
    def name(self) -> str:
        """What it is, and which: ``region:84``."""
        return f"{self.kind}:{self.code}" if self.code else self.kind


FRANCE: Final = Extent("france")


def read_asset(name: str) -> Extent:
    """Return the extent whose geometry has this name."""
    kind, colon, code = name.partition(":")
    if colon and kind in LEVELS[1:]:
        return Extent(kind, code)
    return FRANCE if name == FRANCE.kind else Extent("territory", name)
