"""What a chart on paper shows of its values: bars, lines, points, and words at them."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, Final, Literal

from cls_dash.render.chart_axes import Axis
from cls_dash.render.chart_symbols import GROUND, INK, mark

WIDE: Final = 0.5
"""Mean width of a letter, for its height."""
_DASHES: Final = {"dot": "1.5 3", "dash": "6 4", "dashdot": "6 3 1.5 3"}
_BAR: Final = 0.65
"""Of the room of a bar, what it fills."""

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]
_SIDES: Final[Mapping[str, Anchor]] = {"left": "start", "center": "middle", "right": "end"}


@dataclass(frozen=True)
class Label:
    """Words, centred on a height, that begin, end or are centred at ``x``."""

    x: float
    y: float
    text: str
    anchor: Anchor
    colour: str


@dataclass(frozen=True)
class Frame:
    """Where values are in the picture."""

    across: Axis
    up: Axis
    left: float
    top: float
    width: float
    height: float
    letter: float

    def x(self, value: object, of: str = "x") -> float:
        """Return where a value of an axis, or a part of the frame, is from the left."""
        part = self.across.at(value) if of == "x" else float(str(value))
        return self.left + part * self.width

    def y(self, value: object, of: str = "y") -> float:
        """Return where a value of an axis, or a part of the frame, is from the top."""
        part = self.up.at(value) if of == "y" else float(str(value))
        return self.top + (1 - part) * self.height

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point is inside the frame, its edges included."""
        return (
            self.left - 1 <= x <= self.left + self.width + 1
            and self.top - 1 <= y <= self.top + self.height + 1
        )


@dataclass(frozen=True)
class Marks:
    """What the frame cuts, and what stands over its edges whole."""

    under: str
    over: str


def marks(
    frame: Frame, traces: Sequence[Mapping[str, Any]], stacked: bool
) -> tuple[Marks, list[Label]]:
    """Draw the traces in their order, and return what is written at their values."""
    under, over = [], []
    labels: list[Label] = []
    bases: dict[object, float] = {}
    before: list[Point] = []
    for trace in traces:
        if trace["type"] == "bar":
            bars, words = _bars(frame, trace, bases if stacked else {})
            under.append(bars)
            labels += words
            continue
        points = [(frame.x(x), frame.y(y)) for x, y in zip(trace["x"], trace["y"], strict=True)]
        mode = trace.get("mode") or "lines"
        if trace.get("fill") == "tonexty" and before:
            under.append(_area([*before, *reversed(points)], trace.get("fillcolor") or "none"))
        if "lines" in mode:
            under.append(_line(points, trace))
        over.append(_errors(frame, trace, points))
        if "markers" in mode:
            over.append("".join(_points(frame, trace, points)))
        if "text" in mode:
            labels += _texts(frame, trace, points)
        before = points
    return Marks("".join(under), "".join(over)), labels


def shapes(frame: Frame, told: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """Draw lines and rectangles that are no trace: under the traces, and over them."""
    layers: dict[str, list[str]] = {"below": [], "above": []}
    for each in told:
        of = str(each.get("xref", "x")), str(each.get("yref", "y"))
        x0, x1 = (frame.x(each[key], of[0]) for key in ("x0", "x1"))
        y0, y1 = (frame.y(each[key], of[1]) for key in ("y0", "y1"))
        style = each.get("line") or {}
        if each["type"] == "rect":
            drawn = _rect(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0), each["fillcolor"])
        else:
            drawn = line(((x0, y0), (x1, y1)), style.get("color", INK), style)
        layers["below" if each.get("layer") == "below" else "above"].append(drawn)
    return "".join(layers["below"]), "".join(layers["above"])


def written(frame: Frame, annotations: Iterable[Mapping[str, Any]]) -> list[Label]:
    """Return what is written beside the values, inside the rows that the picture shows."""
    labels = []
    for each in annotations:
        x = frame.x(each["x"], str(each.get("xref") or "x"))
        y = frame.y(each["y"], str(each.get("yref") or "y"))
        if not frame.holds(x, y):
            continue
        # Shifts are told for the letters of the screen.
        scale = frame.letter / 13
        anchor = _SIDES[each["xanchor"] if each.get("xanchor") in _SIDES else "center"]
        shift = {"bottom": 0.6, "top": -0.6}.get(str(each.get("yanchor")), 0.0) * frame.letter
        y -= (each.get("yshift") or 0) * scale + shift
        colour = (each.get("font") or {}).get("color") or INK
        text = unescape(_whole(frame, each))
        labels.append(_inside(frame, Label(x, y, text, anchor, colour)))
    return labels


def _whole(frame: Frame, note: Mapping[str, Any]) -> str:
    """Return what a note says, whole where a label cut for a phone has room for it."""
    whole = str(note.get("hovertext") or note["text"])
    return whole if len(whole) * frame.letter * WIDE <= frame.width else str(note["text"])


def line(points: Iterable[Point], colour: str, style: Mapping[str, Any] | None = None) -> str:
    """Draw a line through points; a missing one is a gap."""
    told = style or {}
    runs: list[list[str]] = [[]]
    for x, y in points:
        if math.isnan(x) or math.isnan(y):
            runs.append([])
        else:
            runs[-1].append(f"{x:.1f} {y:.1f}")
    path = "".join(f"M{'L'.join(run)}" for run in runs if run)
    dash = _DASHES.get(str(told.get("dash")), "")
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    width = told.get("width")
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" '
        f'stroke-width="{0.8 if width is None else width:g}"{dashed}/>'
    )


def _line(points: Sequence[Point], trace: Mapping[str, Any]) -> str:
    style = trace.get("line") or {}
    if style.get("width") == 0:
        return ""
    if style.get("shape") == "hv":
        points = _steps(points)
    return line(points, style.get("color", INK), style)


def _steps(points: Sequence[Point]) -> list[Point]:
    steps = list(points[:1])
    for x, y in points[1:]:
        steps += [(x, steps[-1][1]), (x, y)]
    return steps


def _area(points: Iterable[Point], colour: str) -> str:
    around = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path d="M{around}Z" fill="{colour}"/>'


def _bars(
    frame: Frame, trace: Mapping[str, Any], bases: dict[object, float]
) -> tuple[str, list[Label]]:
    lying = trace.get("orientation") == "h"
    places, amounts = (trace["y"], trace["x"]) if lying else (trace["x"], trace["y"])
    axis = frame.up if lying else frame.across
    room = (frame.height if lying else frame.width) / abs(axis.last - axis.first)
    thick = room * float(trace.get("width") or _BAR)
    texts = trace.get("text") or [""] * len(places)
    colours = _each((trace.get("marker") or {}).get("color"), len(places))
    drawn, labels = [], []
    for place, amount, text, colour in zip(places, amounts, texts, colours, strict=True):
        base = bases.get(place, 0.0)
        bases[place] = base + float(amount)
        if lying:
            x0, x1, y = frame.x(base), frame.x(bases[place]), frame.y(place)
            drawn.append(_rect(x0, y - thick / 2, x1 - x0, thick, colour))
            spot = Label((x0 + x1) / 2, y, str(text), "middle", GROUND)
        else:
            x, y0, y1 = frame.x(place), frame.y(bases[place]), frame.y(base)
            drawn.append(_rect(x - thick / 2, y0, thick, y1 - y0, colour))
            spot = Label(x, y1 - frame.letter, str(text), "middle", GROUND)
        if text and ((lying and x1 - x0 > len(str(text)) * frame.letter * WIDE) or not lying):
            labels.append(spot)
    return "".join(drawn), labels


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{colour}"/>'


def _each(given: Any, n: int) -> list[Any]:  # noqa: ANN401 - one for all, or one for each
    return list(given) if isinstance(given, list | tuple) else [given] * n


def _errors(frame: Frame, trace: Mapping[str, Any], points: Sequence[Point]) -> str:
    told = trace.get("error_x")
    if not told:
        return ""
    drawn = []
    more, less = told["array"], told.get("arrayminus") or told["array"]
    for x, (_, y), up, down in zip(trace["x"], points, more, less, strict=True):
        if x is None or not (up or down) or not frame.holds(frame.left, y):
            continue
        ends = frame.x(x - down), frame.x(x + up)
        colour = told.get("color", INK)
        drawn.append(line(((ends[0], y), (ends[1], y)), colour, {"width": told.get("thickness")}))
    return "".join(drawn)


def _points(frame: Frame, trace: Mapping[str, Any], points: Sequence[Point]) -> Iterator[str]:
    told = trace.get("marker") or {}
    n = len(points)
    every = zip(
        points, _each(told.get("symbol") or "circle", n), _each(told.get("color", INK), n),
        _each(told.get("size") or 6, n), strict=True,
    )  # fmt: skip
    for (x, y), symbol, colour, size in every:
        if math.isnan(x) or math.isnan(y) or not frame.holds(x, y):
            continue
        yield mark(x, y, size * frame.letter / 26, symbol, colour, told)


def _texts(frame: Frame, trace: Mapping[str, Any], points: Sequence[Point]) -> Iterator[Label]:
    aside = frame.letter
    for (x, y), text in zip(points, trace["text"], strict=True):
        if text and frame.holds(x, y):
            yield _inside(frame, Label(x + aside, y, unescape(text.strip()), "start", INK))


def _inside(frame: Frame, label: Label) -> Label:
    """Turn words that would leave the picture on the right to the other side of their place."""
    wide = len(label.text) * frame.letter * WIDE
    right = frame.left + frame.width + frame.letter * 1.5
    over = label.x + {"start": wide, "middle": wide / 2, "end": 0.0}[label.anchor] - right
    return Label(label.x - max(over, 0.0), label.y, label.text, label.anchor, label.colour)
