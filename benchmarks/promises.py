"""What an issue asked for, and whether it is so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.measuring import table


@dataclass(frozen=True)
class Promise:
    """A bound on what is measured: at most, or ``at_least``."""

    text: str
    found: float | None
    bound: float
    write: Callable[[float], str]
    at_least: bool = False

    @property
    def kept(self) -> bool | None:
        """Whether it holds; unknown when it could not be measured."""
        if self.found is None:
            return None
        return self.found >= self.bound if self.at_least else self.found <= self.bound


def kept(promises: Sequence[Promise]) -> str:
    """Write each promise, what was found and whether it is kept."""
    verdicts = {True: "oui", False: "**non**", None: "pas mesuré"}
    lines = [
        [
            f"{each.text} : {'au moins' if each.at_least else 'au plus'} {each.write(each.bound)}",
            "" if each.found is None else each.write(each.found),
            verdicts[each.kept],
        ]
        for each in promises
    ]
    return table(["Demandé", "Mesuré", "Tenu"], lines)


def times(ratio: float) -> str:
    """Write a ratio."""
    return f"{ratio:.0f} fois" if ratio >= 10 else f"{ratio:.1f} fois"


def size(count: float) -> str:
    """Write a number of bytes."""
    return f"{count / 1e6:.1f} Mo" if count >= 1e6 else f"{count / 1e3:.1f} ko"


def duration(milliseconds: float) -> str:
    """Write a time."""
    return f"{milliseconds / 1e3:.1f} s" if milliseconds >= 1e3 else f"{milliseconds:.0f} ms"
