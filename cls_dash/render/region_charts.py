"""Charts of the many contracts of a region: a funnel, and one small panel a measure."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from cls_dash import wording
from cls_dash.analysis.comparison import funnel_curve
from cls_dash.render import palette
from cls_dash.render.charts import LEGEND, REFERENCE, add_limits, finish, literal

_PANEL: Final = 74
"""Height of a panel, in pixels."""


class Panel(NamedTuple):
    """A measure of all contracts."""

    title: str
    figures: pd.Series
    """By name of contract."""
    without: float
    """Of those who have none; missing where unknown."""
    digits: int


def funnel(places: pd.DataFrame, overall: float, *, multiplier: float, clump: float) -> go.Figure:
    """
    Draw the rates of contracts inside what chance allows, and where they are drawn towards.

    Parameters
    ----------
    places
        One row per contract: ``name``, ``people``, ``n``, ``value``, ``shrunk`` and ``apart``,
        whether it is beyond the limits.
    overall
        Rate of all of them, for ``multiplier``.
    multiplier
        What rates are for.
    clump
        How many events come together.
    """
    figure = go.Figure()
    if overall > 0:
        people = places["people"]
        sizes = np.geomspace(people.min() * 0.9, people.max() * 1.1, 90).round(1)
        limits = funnel_curve(overall, sizes, kind="rate", multiplier=multiplier, clump=clump)
        add_limits(figure, limits)
    for value, shrunk, people in places[["value", "shrunk", "people"]].itertuples(index=False):
        figure.add_scatter(
            x=[people, people], y=[round(value, 3), round(shrunk, 3)], mode="lines",
            hoverinfo="skip", showlegend=False, line={"color": palette.NEIGHBOUR, "width": 1},
        )  # fmt: skip
    for apart, name, symbol, colour in (
        (False, "dans ce que permet le hasard", "circle", palette.KINDS[0]),
        (True, "hors de ce que permet le hasard", "diamond", palette.KINDS[1]),
    ):
        _add(figure, places[places["apart"] == apart], "value", name, symbol, colour)
    _add(figure, places, "shrunk", "taux resserré", "line-ew-open", palette.REFERENCE)
    figure.add_hline(y=overall, line=REFERENCE)
    finish(figure, height=400)
    figure.update_layout(showlegend=True, legend=LEGEND)
    ticks = [1_000, 10_000, 100_000, 1_000_000]
    figure.update_xaxes(
        title="Habitants", type="log", tickvals=ticks, ticktext=[wording.number(n) for n in ticks]
    )
    figure.update_yaxes(title=f"Pour {wording.number(multiplier)}", rangemode="tozero")
    return figure


def _add(
    figure: go.Figure, places: pd.DataFrame, column: str, name: str, symbol: str, colour: str
) -> None:
    if places.empty:
        return
    figure.add_scatter(
        x=places["people"].tolist(), y=places[column].round(3).tolist(), mode="markers", name=name,
        marker={"symbol": symbol, "color": colour, "size": 10,
                "line": {"color": colour, "width": 2}},
        customdata=[
            f"{literal(row.name)} : {wording.number(row.value, 1)}, resserré "
            f"{wording.number(row.shrunk, 1)}<br>({wording.number(row.n)} pour "
            f"{wording.counted(row.people, 'habitant')})"
            for row in places.drop(columns="apart").itertuples(index=False, name="Contract")
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def multiples(panels: Sequence[Panel]) -> go.Figure:
    """Draw one small panel for each measure: a tick for each contract, a line for the others."""
    titles = [literal(panel.title) for panel in panels]
    figure = make_subplots(rows=len(panels), cols=1, subplot_titles=titles)
    for rank, panel in enumerate(panels, start=1):
        figure.add_scatter(
            x=panel.figures.round(3).tolist(), y=[0] * len(panel.figures), mode="markers",
            showlegend=False, row=rank, col=1,
            marker={"symbol": "line-ns-open", "color": palette.KINDS[0], "size": 18,
                    "line": {"width": 2}},
            customdata=[
                f"{literal(name)} : {wording.number(value, panel.digits)}"
                for name, value in panel.figures.items()
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
        if panel.without == panel.without:
            figure.add_vline(
                x=panel.without, row=rank, col=1, line={"color": palette.ACCENT, "dash": "dot"}
            )
    finish(figure, height=60 + _PANEL * len(panels))
    figure.update_annotations(x=0, xanchor="left", font={"size": 13})
    figure.update_layout(showlegend=False, margin={"t": 30})
    figure.update_yaxes(visible=False, range=[-1, 1])
    return figure
