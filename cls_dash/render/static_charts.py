"""Charts on paper: the figures of the screen, drawn without a browser as a picture in SVG."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any, Final

import plotly.graph_objects as go

from cls_dash.render.chart_axes import Axis, axis
from cls_dash.render.chart_marks import WIDE, Frame, Label, line, marks, shapes, written
from cls_dash.render.chart_symbols import mark

_SCREEN: Final = 13.0
"""Height of letters for which the heights of figures are declared."""
_RULE: Final = "#d7dce1"
_INK: Final = "#1c232b"
_QUIET: Final = "#525c66"
_LINE: Final = 1.35
"""Height of a line of text, in letters."""


@dataclass(frozen=True)
class Room:
    """What a document gives to a chart, in points."""

    width: float
    letter: float
    tallest: float


PAPER: Final = Room(490, 9, 560)
SLIDE: Final = Room(868, 18, 300)
"""Of a PPTX: letters are read from five metres."""
PROJECTED: Final = Room(1000, 20, 330)
"""On the projector, where the whole is as wide as the screen."""


@dataclass(frozen=True)
class Drawing:
    """A chart without its title; the letters are for the document to set."""

    svg: str
    """It asks nothing of any host."""
    width: float
    height: float
    letter: float
    labels: tuple[Label, ...]


def draw(figure: go.Figure, room: Room) -> tuple[Drawing, ...]:
    """
    Draw a chart: on several pictures where its rows are too many for one.

    Parameters
    ----------
    figure
        Bars, lines, points, error bars, areas between two lines, shapes and annotations on one
        pair of axes, as :mod:`cls_dash.render.charts` and its neighbours build them.
    room
        What there is for each picture.
    """
    told = figure.to_dict()
    layout, traces = told["layout"], _on_axes(told["data"])
    across, up = _axes(layout, traces)
    keys = _keys(layout, traces, room)
    tall = float(layout.get("height") or 320) * room.letter / _SCREEN
    over = len(keys) * room.letter * _LINE
    return tuple(
        _panel(layout, traces, (across, part), room, min(height + over, room.tallest), keys)
        for part, height in _parts(up, tall, room.tallest - over)
    )


def _on_axes(traces: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return traces whose values are lists: what plotly packed is unpacked."""
    return [
        {**trace, "x": _listed(trace.get("x")), "y": _listed(trace.get("y"))} for trace in traces
    ]


def _listed(values: Any) -> list[Any]:  # noqa: ANN401 - what plotly holds
    if isinstance(values, Mapping):
        raise TypeError("a figure for paper holds lists, not packed arrays")
    return [] if values is None else list(values)


def _axes(layout: Mapping[str, Any], traces: Sequence[Mapping[str, Any]]) -> tuple[Axis, Axis]:
    found = []
    for side, lying in (("x", "h"), ("y", "v")):
        values = [value for trace in traces for value in trace[side]]
        bars = any(t["type"] == "bar" and (t.get("orientation") or "v") == lying for t in traces)
        if bars and layout.get("barmode") == "stack":
            values += _totals(traces, side)
        values += [shape[f"{side}{n}"] for shape in layout.get("shapes") or () for n in (0, 1)
                   if shape.get(f"{side}ref", side) == side]  # fmt: skip
        found.append(axis(layout.get(f"{side}axis") or {}, values, zero=bars))
    return found[0], found[1]


def _totals(traces: Sequence[Mapping[str, Any]], side: str) -> list[float]:
    amounts = [trace[side] for trace in traces if trace["type"] == "bar"]
    return [float(sum(parts)) for parts in zip(*amounts, strict=True)]


def _parts(up: Axis, tall: float, room: float) -> Iterator[tuple[Axis, float]]:
    """Yield the rows that each picture shows: all of them where there is room."""
    rows = round(up.first - up.last)
    if tall <= room or up.first < up.last or rows < 2:
        yield up, min(tall, room)
        return
    # Rows stand at whole ranks; what is above the first one is its title.
    top = round(up.last + 0.5) - up.last
    each = tall / (up.first - up.last + 1)
    most = max(1, int((room - each) // each))
    start = round(up.last + 0.5)
    last = round(up.first - 0.5)
    while start <= last:
        end = min(start + most - 1, last)
        yield replace(up, first=end + 0.5, last=start - top), (end - start + 2) * each
        start = end + 1


def _keys(
    layout: Mapping[str, Any], traces: Sequence[Mapping[str, Any]], room: Room
) -> list[list[tuple[str, Mapping[str, Any]]]]:
    """Return the lines of the legend: the name and the trace of each entry."""
    if not layout.get("showlegend"):
        return []
    lines: list[list[tuple[str, Mapping[str, Any]]]] = [[]]
    used = 0.0
    for trace in traces:
        name = unescape(str(trace.get("name") or ""))
        if not name or trace.get("showlegend") is False:
            continue
        wide = _wide(name, room.letter)
        if lines[-1] and used + wide > room.width:
            lines, used = [*lines, []], 0.0
        lines[-1].append((name, trace))
        used += wide
    return lines if lines[0] else []


def _wide(name: str, letter: float) -> float:
    """Return the room of an entry of the legend."""
    return letter * (WIDE * len(name) + 3)


def _panel(
    layout: Mapping[str, Any],
    traces: Sequence[Mapping[str, Any]],
    axes: tuple[Axis, Axis],
    room: Room,
    height: float,
    keys: list[list[tuple[str, Mapping[str, Any]]]],
) -> Drawing:
    frame = _frame(axes, room, height, len(keys))
    ruled, labels = _rules(frame, room)
    drawn, named = marks(frame, traces, layout.get("barmode") == "stack")
    below, above = shapes(frame, layout.get("shapes") or ())
    entries, said = _legend(keys, room)
    body = (
        f'<svg x="{frame.left:.1f}" y="{frame.top:.1f}" width="{frame.width:.1f}" '
        f'height="{frame.height:.1f}" viewBox="{frame.left:.1f} {frame.top:.1f} '
        f'{frame.width:.1f} {frame.height:.1f}">{below}{drawn.under}{above}</svg>{drawn.over}'
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {room.width:g} {height:.1f}">'
        f"{ruled}{body}{entries}</svg>"
    )
    notes = written(frame, layout.get("annotations") or ())
    return Drawing(svg, room.width, round(height, 1), room.letter,
                   (*labels, *named, *notes, *said))  # fmt: skip


def _frame(axes: tuple[Axis, Axis], room: Room, height: float, keys: int) -> Frame:
    """Leave what the words around a chart take."""
    across, up = axes
    row = room.letter * _LINE
    names = [tick.text for tick in up.ticks()] if up.shown else []
    left = max([room.letter * WIDE * len(name) for name in names], default=0) + room.letter
    on_top = across.told.get("side") == "top"
    beside = row if across.shown else 0.0
    top = keys * row + (row if up.title else 0) + (beside if on_top else 0) + room.letter * 0.6
    bottom = (0 if on_top else beside) + (row if across.title else 0) + room.letter * 0.6
    return Frame(across, up, left, top, room.width - left - room.letter * 1.5,
                 height - top - bottom, room.letter)  # fmt: skip


def _rules(frame: Frame, room: Room) -> tuple[str, list[Label]]:
    """Draw the lines of both axes, and write what they say."""
    across, under = _across(frame, room)
    up, beside = _up(frame, room)
    return across + up, [label for label in (*under, *beside) if label.text]


def _across(frame: Frame, room: Room) -> tuple[str, list[Label]]:
    row = room.letter * _LINE
    ruled, labels = [], []
    told, foot = frame.across, frame.top + frame.height
    on_top = told.told.get("side") == "top"
    for tick in told.ticks():
        x = frame.left + tick.at * frame.width
        if told.ruled:
            ruled.append(line(((x, frame.top), (x, foot)), _RULE))
        if told.shown:
            y = frame.top - row / 2 if on_top else foot + row * 0.6
            labels.append(Label(x, y, unescape(tick.text), "middle", _QUIET))
    y = foot + row * (1.6 if told.shown and not on_top else 0.6)
    title = Label(frame.left + frame.width, y, unescape(told.title), "end", _QUIET)
    return "".join(ruled), [*labels, title]


def _up(frame: Frame, room: Room) -> tuple[str, list[Label]]:
    ruled, labels = [], []
    for tick in frame.up.ticks():
        y = frame.top + (1 - tick.at) * frame.height
        if frame.up.ruled:
            ruled.append(line(((frame.left, y), (frame.left + frame.width, y)), _RULE))
        if frame.up.shown:
            x = frame.left - room.letter * 0.5
            labels.append(Label(x, y, unescape(tick.text), "end", _INK))
    title = Label(0, frame.top - room.letter * 0.95, unescape(frame.up.title), "start", _QUIET)
    return "".join(ruled), [*labels, title]


def _legend(keys: list[list[tuple[str, Mapping[str, Any]]]], room: Room) -> tuple[str, list[Label]]:
    drawn, labels = [], []
    for rank, entries in enumerate(keys):
        x, y = 0.0, room.letter * _LINE * (rank + 0.5)
        for name, trace in entries:
            drawn.append(_key(trace, x, y, room.letter * 0.4))
            labels.append(Label(x + room.letter * 1.3, y, name, "start", _INK))
            x += _wide(name, room.letter)
    return "".join(drawn), labels


def _key(trace: Mapping[str, Any], x: float, y: float, half: float) -> str:
    """Draw a trace as it is in the chart: its shape tells it as much as its colour."""
    told, style, mode = trace.get("marker") or {}, trace.get("line") or {}, trace.get("mode") or ""
    if trace["type"] == "bar":
        colour = told.get("color")
        size = f'width="{2 * half:.1f}" height="{2 * half:.1f}"'
        filled = colour if isinstance(colour, str) else _INK
        return f'<rect x="{x:.1f}" y="{y - half:.1f}" {size} fill="{filled}"/>'
    colour = told.get("color") or style.get("color") or _INK
    drawn = []
    if "lines" in mode:
        thin = style | {"width": min(style.get("width") or 1, half)}
        drawn.append(line(((x - half / 2, y), (x + 2.5 * half, y)), colour, thin))
    if "markers" in mode:
        symbol = told.get("symbol") or "circle"
        drawn.append(mark(x + half, y, half, symbol, colour, told))
    return "".join(drawn)
