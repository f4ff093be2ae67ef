"""Builders of plotly figures: quiet, direct labels, French separators."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.render import palette

_FONT = {"family": '"Source Sans", system-ui, sans-serif', "size": 13}
CONFIG = {"displayModeBar": False, "locale": "fr", "scrollZoom": False}
"""For every chart: no toolbar, whose words would be English."""


def lorenz(shares: pd.DataFrame) -> go.Figure:
    """
    Draw how actions accumulate with population, beside the line of equal spread.

    Parameters
    ----------
    shares
        Columns ``population`` and ``amount``: cumulative shares in [0, 1], from
        (0, 0) to (1, 1), communes sorted by actions per inhabitant.
    """
    hover = "%{x:.0%} de la population,<br>%{y:.0%} des actions<extra></extra>"
    figure = go.Figure(
        [
            go.Scatter(
                x=[0, 1],
                y=[0, 1],
                mode="lines",
                line={"dash": "dot", "color": palette.REFERENCE, "width": 1.5},
                hoverinfo="skip",
            ),
            go.Scatter(
                x=shares["population"].round(4).tolist(),
                y=shares["amount"].round(4).tolist(),
                mode="lines",
                line={"color": palette.ACCENT, "width": 2.5},
                fill="tonexty",
                fillcolor="rgba(180, 72, 24, 0.10)",
                hovertemplate=hover,
            ),
        ]
    )
    figure.add_annotation(
        x=0.4, y=0.47, text="répartition égale", showarrow=False, xanchor="right",
        font={"color": palette.REFERENCE},
    )  # fmt: skip
    _finish(figure, height=310)
    ticks = [0.25, 0.5, 0.75, 1]
    axis = {
        "range": [0, 1],
        "tickvals": ticks,
        "ticktext": [wording.percent(share) for share in ticks],
        "zeroline": False,
    }
    figure.update_xaxes(title="Part de la population", **axis)
    figure.update_yaxes(title="Part des actions", **axis)
    return figure


def observed_bars(table: pd.DataFrame) -> go.Figure:
    """
    Draw, for the communes with most actions, what is observed and what is expected.

    Parameters
    ----------
    table
        In the order of the bars; columns ``name``, ``observed`` and ``expected``
        (numbers of actions).
    """
    # Plotly reads some tags in texts: names are shown as they are written.
    names = [escape(name, quote=False) for name in table["name"]]
    figure = go.Figure(
        [
            go.Bar(
                y=names,
                x=table["observed"].tolist(),
                orientation="h",
                marker={"color": palette.ACCENT},
                hovertemplate="%{y} : %{x} actions<extra></extra>",
            ),
            go.Scatter(
                y=names,
                x=table["expected"].round(1).tolist(),
                mode="markers",
                marker={
                    "symbol": "line-ns",
                    "size": 16,
                    "line": {"width": 2.5, "color": palette.REFERENCE},
                },
                hovertemplate=(
                    "À proportion de ses habitants,<br>%{y} en aurait %{x:.1f}<extra></extra>"
                ),
            ),
            go.Scatter(
                y=names,
                x=table[["observed", "expected"]].max(axis=1).tolist(),
                mode="text",
                text=[f"  {wording.number(n)}" for n in table["observed"]],
                textposition="middle right",
                cliponaxis=False,
                hoverinfo="skip",
            ),
        ]
    )
    _finish(figure, height=70 + 24 * len(table))
    figure.update_yaxes(autorange="reversed", ticks="", automargin=True)
    figure.update_xaxes(rangemode="tozero", showticklabels=False, showgrid=False)
    return figure


def _finish(figure: go.Figure, *, height: int) -> None:
    figure.update_layout(
        template="none",
        font=_FONT,
        height=height,
        margin={"l": 8, "r": 24, "t": 6, "b": 8},
        showlegend=False,
        separators=",\u202f",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        bargap=0.35,
        dragmode=False,
    )
    figure.update_xaxes(automargin=True, gridcolor="rgba(91,100,110,0.2)", fixedrange=True)
    figure.update_yaxes(automargin=True, gridcolor="rgba(91,100,110,0.2)", fixedrange=True)
