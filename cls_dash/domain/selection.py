"""What a reader has chosen to look at: shared by all pages, written in the URL."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, Self


class Evidence(StrEnum):
    """Whether a source says so, the coordinator did, or it was made for the demonstration."""

    DOCUMENTED = "documented"
    SUPPLIED = "supplied"
    ILLUSTRATIVE = "illustrative"


TYPED: Final = "saisie-"
"""What begins the key of the source card of what a territory types in itself."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole years, both included."""

    first: int
    last: int

    @property
    def starts_on(self) -> date:
        """First day."""
        return date(self.first, 1, 1)

    @property
    def ends_on(self) -> date:
        """Last day."""
        return date(self.last, 12, 31)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which deployments are asked for. What is ``None`` does not restrict."""

    territory: str
    contract: str | None = None
    axis: str | None = None
    period: Period | None = None
    """Deployments without a date are left out as soon as a period is asked."""
    documented_only: bool = False
    perimeter: date | None = None
    """Day whose perimeter counts; otherwise the contract's, else every commune's that ever was."""

    def everything(self) -> Self:
        """Return the same territory, perimeter and evidence, nothing else restricted."""
        return replace(self, contract=None, axis=None, period=None)
