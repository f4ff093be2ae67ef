"""Charts of several territories side by side, each of its own colour."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.analysis.comparison import funnel_curve
from cls_dash.render import palette
from cls_dash.render.charts import LEGEND, REFERENCE, add_limits, finish, literal

CROPPED: Final = 6
"""A funnel ends at so many times the overall rate; what is beyond lies on its edge."""
_DASHES: Final = ("solid", "dash", "dot", "dashdot")
"""Of lines: their colours alone would not tell them apart."""
_PLACES: Final = ("circle", "square", "diamond", "cross")
"""Of the points of each territory, for the same reason."""
BEYOND: Final = "↑"
"""Beside what lies above the frame of a funnel."""
_SYMBOLS: Final = {
    "departement": "diamond-open", "region": "square-open", "pays": "x-thin-open",
    "semblable": "circle-open",
}  # fmt: skip
"""Of the references of a spine chart, by column."""
_TIMES: Final = {
    0.1: "÷ 10",
    0.25: "÷ 4",
    0.5: "÷ 2",
    1.0: "égal",
    2.0: "× 2",
    4.0: "× 4",
    10.0: "× 10",
}


def funnel(
    places: pd.DataFrame, overall: float, *, multiplier: float, size: str, clump: float = 1.0
) -> go.Figure:
    """
    Draw the rates of communes and of their territories, inside what chance allows.

    Parameters
    ----------
    places
        One row per place that has a size: ``name``, ``territory`` (its name), ``n``,
        ``size``, ``value`` (the rate) and ``whole``, whether it is a territory.
    overall
        Rate of all of them, for ``multiplier``.
    multiplier
        What rates are for.
    size
        What sizes are, in French.
    clump
        How many events come together.
    """
    top = max(CROPPED * overall, 1.2 * float(places.loc[places["whole"], "value"].max()))
    figure = go.Figure()
    sizes = np.geomspace(places["size"].min(), places["size"].max() * 1.3, 90).round(1)
    limits = funnel_curve(overall, sizes, kind="rate", multiplier=multiplier, clump=clump)
    add_limits(figure, limits)
    names = list(dict.fromkeys(places.loc[places["whole"], "territory"]))
    for territory, (colour, symbol) in zip(names, _paired(_PLACES), strict=False):
        here = places[places["territory"] == territory]
        for whole, marks in ((False, {"size": 8, "opacity": 0.6}), (True, {"size": 16})):
            told = marks | {"color": colour, "symbol": symbol}
            _add_places(figure, here[here["whole"] == whole], top, told)
    figure.add_hline(y=overall, line=REFERENCE)
    finish(figure, height=380)
    figure.update_layout(showlegend=True, legend=LEGEND)
    figure.update_xaxes(
        title=size, type="log", tickvals=(ticks := [100, 1_000, 10_000, 100_000, 1_000_000]),
        ticktext=[wording.number(tick) for tick in ticks],
    )  # fmt: skip
    figure.update_yaxes(title=f"Pour {wording.number(multiplier)}", range=[-0.03 * top, 1.04 * top])
    return figure


def _add_places(
    figure: go.Figure, places: pd.DataFrame, top: float, marks: Mapping[str, object]
) -> None:
    whole = bool(places["whole"].any())
    figure.add_scatter(
        x=places["size"].round(1).tolist(),
        y=places["value"].clip(upper=top).round(3).tolist(),
        mode="markers+text",
        name=literal(places["territory"].iloc[0]) if len(places) else "",
        showlegend=whole,
        marker={**marks, "line": {"color": "#ffffff", "width": 1}},
        text=[BEYOND if value > top else "" for value in places["value"]],
        textposition="middle right",
        customdata=[
            f"{literal(row.name)} : {wording.number(row.value, 1)}<br>"
            f"({wording.number(row.n)} pour {wording.number(row.size)})"
            for row in places[["name", "value", "n", "size"]].itertuples(index=False, name="Place")
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def spine(table: pd.DataFrame, names: Mapping[str, str], territory: str) -> go.Figure:
    """
    Draw where a territory stands, measure by measure, as a ratio to the whole.

    Parameters
    ----------
    table
        One row per measure, from the top: ``title``, ``told``, and as ratios ``value``,
        ``lower`` and ``upper`` (missing without an interval), ``least``, ``most``, and one
        column for each of ``names``; a reference may be missing.
    names
        French names of the references, by column.
    territory
        Its name.
    """
    ranks = list(range(len(table)))
    figure = go.Figure()
    for rank, least, most in zip(ranks, table["least"], table["most"], strict=True):
        figure.add_scatter(
            x=[least, most], y=[rank, rank], mode="lines", hoverinfo="skip",
            line={"color": palette.NEIGHBOUR, "width": 12}, showlegend=rank == 0,
            name="Du plus bas au plus haut des territoires",
        )  # fmt: skip
    for column, name in names.items():
        figure.add_scatter(
            x=_plain(table[column]), y=ranks, mode="markers", name=literal(name),
            marker={
                "symbol": _SYMBOLS[column], "size": 10, "color": palette.REFERENCE,
                "line": {"width": 2},
            },
            hovertemplate=f"{literal(name)} : × %{{x:.2f}}<extra></extra>",
        )  # fmt: skip
    value = table["value"]
    figure.add_scatter(
        x=_plain(value), y=ranks, mode="markers", name=literal(territory),
        marker={"color": palette.ACCENT, "size": 12},
        error_x={
            "type": "data", "array": (table["upper"] - value).fillna(0).round(4).tolist(),
            "arrayminus": (value - table["lower"]).fillna(0).round(4).tolist(),
            "color": palette.ACCENT, "thickness": 2,
        },
        text=[literal(told) for told in table["told"]],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    # At once: each that Plotly adds, it copies those before.
    titles = [
        {"x": 0, "xref": "paper", "xanchor": "left", "y": rank, "yshift": 20, "showarrow": False,
         "text": literal(title)}
        for rank, title in zip(ranks, table["title"], strict=True)
    ]  # fmt: skip
    figure.update_layout(annotations=titles)
    figure.add_vline(x=1, line=REFERENCE)
    finish(figure, height=150 + 56 * len(table))
    figure.update_layout(showlegend=True, legend={**LEGEND, "traceorder": "reversed"})
    figure.update_xaxes(type="log", tickvals=list(_TIMES), ticktext=list(_TIMES.values()))
    figure.update_yaxes(
        showticklabels=False, range=[len(table) - 0.5, -0.75], showgrid=False, zeroline=False
    )
    return figure


def trend(figures: pd.DataFrame, names: Mapping[str, str], *, digits: int, unit: str) -> go.Figure:
    """
    Draw what a measure became in each territory.

    Parameters
    ----------
    figures
        By year, one column a territory; a missing year is a gap in its line.
    names
        Of all the territories, by column, in the order of their colours.
    digits, unit
        How values are written.
    """
    figure = go.Figure()
    drawn = zip(names.items(), _paired(_DASHES), strict=False)
    for (slug, name), (colour, dash) in drawn:
        if slug not in figures:
            continue
        figure.add_scatter(
            x=[str(year) for year in figures.index], y=_plain(figures[slug]),
            mode="lines+markers", name=literal(name), marker={"size": 6},
            line={"color": colour, "width": 2, "dash": dash},
            text=[f"{wording.number(value, digits)} {literal(unit)}" for value in figures[slug]],
            hovertemplate=f"{literal(name)}, %{{x}} : %{{text}}<extra></extra>",
        )  # fmt: skip
    finish(figure, height=320)
    figure.update_layout(showlegend=True, legend=LEGEND)
    figure.update_xaxes(type="category", categoryarray=[str(year) for year in figures.index])
    figure.update_yaxes(rangemode="tozero", title=literal(unit))
    return figure


def _paired(marks: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield a colour and a mark for each territory: a colour comes back with another mark."""
    for turn in range(len(marks)):
        for rank, colour in enumerate(palette.KINDS):
            yield colour, marks[(rank + turn) % len(marks)]


def _plain(values: pd.Series) -> list[float | None]:
    return [None if value != value else round(float(value), 4) for value in values]
