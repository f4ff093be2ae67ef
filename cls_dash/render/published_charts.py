"""The chart of an indicator: one line a place, its years on it."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.render import palette
from cls_dash.render.charts import finish, literal

ROOM: Final = 0.6
"""Part of the axis left to the last label, beside the values."""


def by_place(table: pd.DataFrame, *, digits: int) -> go.Figure:
    """
    Draw the values of places, the last year in the colour that stands out.

    Parameters
    ----------
    table
        One row per place and year, by place then year: ``place`` (French name), ``year`` and
        ``value``; places in the order of the lines.
    digits
        Decimals of the values that are written.
    """
    names = [literal(name) for name in table["place"]]
    last = ~table["place"].duplicated(keep="last")
    figure = go.Figure()
    for part, colour, size in ((~last, palette.NEIGHBOUR, 9), (last, palette.ACCENT, 12)):
        shown = table[part]
        figure.add_scatter(
            x=shown["value"].tolist(),
            y=[name for name, kept in zip(names, part, strict=True) if kept],
            mode="markers+text" if colour == palette.ACCENT else "markers",
            marker={"color": colour, "size": size},
            text=[f"  {wording.number(value, digits)} ({year})"
                  for value, year in zip(shown["value"], shown["year"], strict=True)],
            textposition="middle right",
            cliponaxis=False,
            hovertemplate="%{y} : %{text}<extra></extra>",
        )  # fmt: skip
    finish(figure, height=70 + 34 * table["place"].nunique())
    order = [literal(name) for name in table["place"].unique()]
    figure.update_yaxes(
        autorange="reversed", ticks="", automargin=True, categoryorder="array", categoryarray=order
    )
    low, high = float(table["value"].min()), float(table["value"].max())
    wide = high - low or abs(high) or 1.0
    figure.update_xaxes(zeroline=False, range=[low - 0.05 * wide, high + ROOM * wide])
    return figure
