"""A page as data, for machines: the same sentences and figures, in JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from cls_dash.domain.parameter import Codes
from cls_dash.page.model import (
    Chart,
    Facts,
    Folded,
    Link,
    Live,
    Map,
    Note,
    Notice,
    Page,
    Part,
    Places,
    Prose,
    Remarks,
    Timeline,
    Titled,
    Together,
    Told,
)
from cls_dash.page.sentence import plain
from cls_dash.page.table import ShareTable, Table

_TOLD: Final = ("name", "x", "y", "text")
"""What is told of each line, bar or cloud of a chart."""


def to_json(page: Page, codes: Codes, provenance: Iterable[str]) -> bytes:
    """Return a page as JSON, with what was asked of it and where it comes from."""
    told = {"asked": dict(codes), **data(page), "provenance": list(provenance)}
    return json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False).encode()


def data(page: Page) -> dict[str, Any]:
    """Return a page as plain data: texts, numbers, lists and dictionaries."""
    return {
        "question": page.question,
        "answer": plain(page.answer),
        "warning": plain(page.warning),
        "facts": list(map(plain, page.facts)),
        "parts": _parts(page.body),
        "table": _table(page.table) if page.table else None,
        "reading": plain(page.reading),
    }


def _parts(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Return what parts say, those that only the screen has left out."""
    return [told for part in parts for told in _part(part)]


def _part(part: Part) -> list[dict[str, Any]]:
    match part:
        case Together():
            return [{"title": name, "parts": _part(shown)} for name, shown in part.named]
        case Titled():
            return [{"title": part.title, "parts": _parts(part.parts)}]
        case Folded():
            return [{"title": part.label, "parts": _parts(part.parts)}]
        case Link() | Places() | Live():
            return []
        case _:
            return [_single(part)]


def _single(part: Map | Chart | Told) -> dict[str, Any]:
    match part:
        case Map():
            legend = asdict(part.values.legend)
            return {"map": {"title": part.values.title, "key": part.values.key, "legend": legend}}
        case Chart():
            return {"chart": {"title": part.described, "series": _series(part)}}
        case Facts():
            return {"facts": list(map(plain, part.sentences)), "faded": part.faded}
        case Note() | Notice() | Prose():
            return {"note": plain(part.text)}
        case Remarks() | Timeline():
            return {type(part).__name__.lower(): asdict(part)}
        case Table():
            return {"table": _table(part)}
        case ShareTable():
            return {"shares": asdict(part)}


def _table(table: Table) -> dict[str, Any]:
    return {"caption": table.caption, "header": table.header, "lines": table.lines}


def _series(chart: Chart) -> list[dict[str, Any]]:
    """Return the points of each line, bar or cloud of a chart."""
    return [
        {name: _plain(trace[name]) for name in _TOLD if trace[name] is not None}
        for trace in chart.figure.data
    ]


def _plain(values: Any) -> Any:  # noqa: ANN401 - what plotly holds
    if isinstance(values, str | int | float):
        return values
    return [each if isinstance(each, int | float) else str(each) for each in values]
