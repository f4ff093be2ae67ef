"""What is wrong in a dataset, said so that the person who made it can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass

from cls_dash.errors import ClsDashError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it is, what was read, why it is refused.

    ``line`` is the line an editor shows; ``reason`` and ``remedy`` are French
    sentences for a coordinator.
    """

    file: str
    line: int
    column: str
    value: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        """Return the problem on one line, place first."""
        column = f", {self.column}" if self.column else ""
        value = f" (« {self.value} »)" if self.value else ""
        return f"{self.file}:{self.line}{column}{value} : {self.reason} {self.remedy}"


class InvalidDatasetError(ClsDashError, ValueError):
    """A dataset holds problems; all of them are in ``problems``."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
