"""Axes of a chart on paper: where its values lie, and which of them are written."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cls_dash import wording

_ROUND: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST_TICKS: Final = 6
_AIR: Final = 0.05
"""Part of the span of the values that is left free beyond them."""


@dataclass(frozen=True)
class Tick:
    """A value that an axis writes; where it is along the axis, from 0 to 1."""

    at: float
    text: str


@dataclass(frozen=True)
class Axis:
    """The scale of one side of a chart, as plotly describes it."""

    kind: str
    """``linear``, ``log``, ``date`` or ``category``."""
    names: tuple[str, ...]
    """Categories, in their order."""
    first: float
    last: float
    """Ends, in the units of :meth:`value`; the first one is on the left or at the bottom."""
    told: Mapping[str, Any]

    def value(self, given: object) -> float:
        """Return a value as a number of the scale, NaN where it is missing."""
        if given is None:
            return math.nan
        if self.kind == "category":
            # A number among categories is the rank of one.
            return float(self.names.index(str(given))) if isinstance(given, str) else _float(given)
        if self.kind == "date":
            return float(_day(given).toordinal())
        number = _float(given)
        if self.kind == "log":
            return math.log10(number) if number > 0 else math.nan
        return number

    def at(self, given: object) -> float:
        """Return where a value lies, from 0 to 1 inside the frame."""
        return (self.value(given) - self.first) / (self.last - self.first)

    @property
    def shown(self) -> bool:
        """Whether its values are written."""
        return bool(self.told.get("visible", True) and self.told.get("showticklabels", True))

    @property
    def ruled(self) -> bool:
        """Whether lines follow its values across the chart."""
        lined = self.told.get("visible", True) and self.told.get("showgrid", True)
        return bool(lined) and self.kind != "category"

    @property
    def title(self) -> str:
        """What it measures."""
        title = self.told.get("title") or {}
        text = title.get("text") if isinstance(title, Mapping) else title
        return str(text or "") if self.told.get("visible", True) else ""

    def ticks(self) -> tuple[Tick, ...]:
        """Return the values that are written, inside the frame."""
        suffix = str(self.told.get("ticksuffix") or "")
        ticks = (Tick(self.at(value), f"{text}{suffix}") for value, text in self._written())
        return tuple(tick for tick in ticks if -1e-6 <= tick.at <= 1 + 1e-6)

    def _written(self) -> Iterable[tuple[object, str]]:
        values, texts = self.told.get("tickvals"), self.told.get("ticktext")
        if values is not None and texts is not None:
            return zip(values, map(str, texts), strict=True)
        if self.kind == "category":
            return ((name, name) for name in self.names)
        low, high = sorted((self.first, self.last))
        if self.kind == "date":
            years = range(date.fromordinal(int(low)).year, date.fromordinal(int(high)).year + 1)
            step = -(-len(years) // _MOST_TICKS)
            return ((date(year, 1, 1), str(year)) for year in years[::step])
        values = _round_values(low, high)
        digits = max(0, -math.floor(math.log10(values[1] - values[0]))) if len(values) > 1 else 0
        return ((value, wording.number(value, digits)) for value in values)


def axis(told: Mapping[str, Any], values: Sequence[object], *, zero: bool) -> Axis:
    """
    Return the axis of a chart.

    Parameters
    ----------
    told
        What plotly is told of it.
    values
        All that lies on it.
    zero
        Whether bars rise from it.
    """
    names = tuple(dict.fromkeys(told.get("categoryarray") or map(str, values)))
    kind = told.get("type") or ("category" if _named(values) else "linear")
    blank = Axis(kind, names if kind == "category" else (), 0.0, 1.0, told)
    if told.get("range") is not None:
        first, last = _ends(blank, told["range"])
        return Axis(kind, blank.names, first, last, told)
    known = [value for value in map(blank.value, values) if not math.isnan(value)] or [0.0]
    low, high = min(known), max(known)
    if kind == "category":
        low, high = low - 0.5, high + 0.5
    else:
        grounded = zero or told.get("rangemode") == "tozero"
        low = min(low, 0.0) if grounded else low
        air = (high - low or 1.0) * _AIR
        low, high = low - (0.0 if grounded and low == 0 else air), high + air
    if told.get("autorange") == "reversed":
        low, high = high, low
    return Axis(kind, blank.names, low, high, told)


def _ends(blank: Axis, ends: Sequence[object]) -> tuple[float, float]:
    """Return the ends of an axis; plotly tells those of a logarithmic one as exponents."""
    if blank.kind == "log":
        return _float(ends[0]), _float(ends[1])
    return blank.value(ends[0]), blank.value(ends[1])


def _named(values: Sequence[object]) -> bool:
    return any(isinstance(value, str) for value in values)


def _float(given: object) -> float:
    return float(given)  # type: ignore[arg-type]


def _day(given: object) -> date:
    return given if isinstance(given, date) else date.fromisoformat(str(given)[:10])


def _round_values(low: float, high: float) -> list[float]:
    """Return round values between two, few enough to be read."""
    rough = (high - low) / _MOST_TICKS
    tenth = 10.0 ** math.floor(math.log10(rough))
    step = next(each * tenth for each in _ROUND if each * tenth >= rough)
    return [
        n * step for n in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    ]
