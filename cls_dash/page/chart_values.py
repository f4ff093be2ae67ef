"""What each point of a chart says, as a table: for those who do not see it, or want to quote it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import unescape
from typing import Any, Final

from cls_dash import wording
from cls_dash.page.model import Chart
from cls_dash.page.table import Table

_TAG: Final = re.compile(r"<extra>.*?</extra>|<[^>]+>")
_PLACE: Final = re.compile(r"%\{(x|y|text|customdata)(?:\[(\d+)\])?(?::\.(\d)f)?\}")


def chart_values(chart: Chart) -> Table:
    """Return what is read where each point of a chart is pointed at."""
    said = [line for trace in chart.figure.data for line in _said(trace)]
    return Table.of(
        ("Ce que montre chaque point",),
        [(line,) for line in dict.fromkeys(said)],
        caption=f"Valeurs : {chart.title or chart.described}",
    )


def _said(trace: Any) -> Iterator[str]:  # noqa: ANN401 - a trace of any kind
    """Yield the label and values of each point of a trace."""
    if trace.hoverinfo == "skip" or getattr(trace, "mode", "") == "text":
        return
    given = {key: _listed(trace[key]) for key in ("x", "y", "text", "customdata")}
    template = trace.hovertemplate or f"{trace.name or ''} : %{{x}} ; %{{y}}"
    for rank in range(max(map(len, given.values()))):
        point = {key: values[rank] for key, values in given.items() if rank < len(values)}
        each = template if isinstance(template, str) else template[rank]
        text = _PLACE.sub(partial(_value, point), each)
        yield wording.unbroken(unescape(" ".join(_TAG.sub(" ", text).split())).strip(" :"))


def _listed(values: Any) -> Sequence[Any]:  # noqa: ANN401 - what plotly holds
    return () if values is None or isinstance(values, str) else list(values)


def _value(point: Mapping[str, Any], found: re.Match[str]) -> str:
    """Return what a template names, as French writes it."""
    key, column, digits = found.groups()
    value = point.get(key)
    if column is not None and value is not None:
        value = value[int(column)]
    if isinstance(value, str | None):
        return value or ""
    return wording.number(float(value), int(digits or (0 if float(value).is_integer() else 2)))
