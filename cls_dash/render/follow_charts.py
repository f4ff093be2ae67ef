"""Charts of the follow-up of actions: themes, targets, timeline. Readable on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from cls_dash import terms, wording
from cls_dash.render import palette
from cls_dash.render.charts import finish, literal

_ROW: Final = 38
_LABEL: Final = 58
"""Letters of a label that fit on a phone."""


@dataclass(frozen=True)
class Line:
    """One action on the timeline."""

    label: str
    first: int | None
    last: int | None
    """Years it was planned for; without a last one, only the first is drawn."""
    days: tuple[tuple[date, str, str], ...]
    """Of each deployment: first day, how it is written, and its evidence."""


def themes(table: pd.DataFrame) -> go.Figure:
    """
    Draw how many actions each theme has, and how many took place.

    Parameters
    ----------
    table
        Columns ``title``, ``actions``, ``done`` and, of these, ``told`` (real).
    """
    shown = table[table["actions"] > 0].sort_values(["actions", "title"], ascending=[False, True])
    ranks = list(range(len(shown)))
    parts = (
        (shown["told"], palette.ACCENT, "avec une réalisation documentée ou saisie"),
        (shown["done"] - shown["told"], palette.HERE, "avec des réalisations illustratives"),
        (shown["actions"] - shown["done"], palette.REST, "sans réalisation connue"),
    )
    figure = go.Figure([_bars(ranks, n.tolist(), colour, said) for n, colour, said in parts])
    labels = []
    for row in shown.itertuples():
        made = row.done - row.told
        kind = f", {wording.counted(made, 'illustrative')}" if made else ""
        labels.append(f"{row.told} sur {row.actions}{kind} · {row.title}")
    figure.update_layout(barmode="stack")
    _rows(figure, labels)
    figure.update_xaxes(visible=False, rangemode="tozero")
    return figure


def targets(parts: Sequence[tuple[str, float, bool]]) -> go.Figure:
    """
    Draw which share of its target each action achieved.

    Parameters
    ----------
    parts
        Title of the action, share (1 is the target), and whether it is illustrative.
    """
    ranks = list(range(len(parts)))
    colours = [palette.HERE if made else palette.ACCENT for _, _, made in parts]
    figure = go.Figure(
        _bars(ranks, [round(share, 4) for _, share, _ in parts], colours, "de la cible")
    )
    figure.add_vline(
        x=1, line={"color": palette.REFERENCE, "width": 2, "dash": "dot"}, layer="below"
    )
    labels = [
        f"{wording.percent(share)}{' (illustratif)' if made else ''} · {title}"
        for title, share, made in parts
    ]
    _rows(figure, labels)
    figure.update_xaxes(visible=False, range=[0, max([1.1, *(share for _, share, _ in parts)])])
    return figure


def timeline(lines: Sequence[Line]) -> go.Figure:
    """Draw actions from top to bottom: planned years as a bar, deployments as points."""
    figure = go.Figure()
    planned = [
        {
            "type": "rect",
            "x0": date(line.first, 1, 1),
            "x1": date(line.last or line.first, 12, 31),
            "y0": rank - 0.12,
            "y1": rank + 0.12,
            "fillcolor": palette.REST,
            "line": {"width": 0},
            "layer": "below",
        }
        for rank, line in enumerate(lines)
        if line.first is not None
    ]
    figure.update_layout(shapes=planned)
    for kind, name in terms.EVIDENCE.items():
        made = kind == "illustrative"
        points = [
            (day, rank, said, line.label)
            for rank, line in enumerate(lines)
            for day, said, evidence in line.days
            if evidence == kind
        ]
        if not points:
            continue
        figure.add_scatter(
            x=[day for day, *_ in points],
            y=[rank for _, rank, *_ in points],
            mode="markers",
            name=name,
            marker={
                "size": 9,
                "color": "rgba(0,0,0,0)" if made else palette.ACCENT,
                "line": {"color": palette.ACCENT, "width": 1.5},
            },
            text=[f"{literal(label)}<br>{said}" for _, _, said, label in points],
            hovertemplate=f"%{{text}}<br>réalisation {name}<extra></extra>",
        )
    _rows(figure, [line.label for line in lines])
    figure.update_xaxes(type="date", range=_span(lines), tickformat="%Y", side="top")
    return figure


def _span(lines: Sequence[Line]) -> list[date]:
    """Return the first and last day drawn, whole years."""
    years = [day.year for line in lines for day, _, _ in line.days]
    years += [year for line in lines for year in (line.first, line.last) if year is not None]
    return [date(min(years), 1, 1), date(max(years), 12, 31)]


def _bars(ranks: list[int], values: list[float], colour: str | list[str], said: str) -> go.Bar:
    return go.Bar(
        y=ranks, x=values, orientation="h", width=0.32, marker={"color": colour}, name=said,
        hovertemplate=f"%{{x}} {said}<extra></extra>",
    )  # fmt: skip


def _label(rank: int, text: str) -> dict[str, object]:
    """Return a row's label, above it: beside it, it would leave no room on a phone."""
    short = text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…"
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": rank,
        "yanchor": "bottom",
        "yshift": 7,
        "showarrow": False,
        "text": literal(short),
        "hovertext": literal(text),
    }


def _rows(figure: go.Figure, labels: Sequence[str]) -> None:
    """Write all labels at once: each that Plotly adds, it copies those before."""
    n = len(labels)
    figure.update_layout(annotations=[_label(rank, text) for rank, text in enumerate(labels)])
    finish(figure, height=40 + _ROW * n)
    figure.update_yaxes(range=[n - 0.5, -0.9], visible=False)
