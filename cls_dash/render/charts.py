"""Builders of plotly figures: quiet, direct labels, French separators."""

from collections.abc import Mapping
from html import escape
from string import ascii_uppercase

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.render import palette

_FONT = {"family": '"Source Sans", system-ui, sans-serif', "size": 13}
_WHOLE_TEXT = 0.12
_LETTER = 0.03
"""Least parts of a bar that have room for a letter and a figure, and for a letter."""
CONFIG = {"displayModeBar": False, "locale": "fr", "scrollZoom": False}
"""For every chart: no toolbar, whose words would be English."""
LEGEND = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
REFERENCE = {"color": palette.REFERENCE, "width": 1, "dash": "dash"}
"""The line of what points are compared with."""


def frontier(points: pd.DataFrame) -> go.Figure:
    """
    Draw programmes by what they cover of everyone's need, and of the neediest's.

    Parameters
    ----------
    points
        ``reach``, ``equity`` (shares) and ``names``, from the greatest reach on.
    """
    figure = go.Figure(
        go.Scatter(
            x=(points["reach"] * 100).round(2).tolist(),
            y=(points["equity"] * 100).round(2).tolist(),
            mode="lines+markers",
            line={"color": palette.REFERENCE, "width": 1.5},
            marker={"color": palette.ACCENT, "size": 10},
            text=[
                f"{literal(row.names)}<br>{wording.percent(row.reach, 1)} de tout le "
                f"besoin,<br>{wording.percent(row.equity, 1)} de celui du cinquième le plus en "
                "besoin"
                for row in points.itertuples(index=False)
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    )
    for row, place in ((points.iloc[0], "le plus large"), (points.iloc[-1], "le plus équitable")):
        if len(points) > 1:
            figure.add_annotation(
                x=row["reach"] * 100, y=row["equity"] * 100, text=place, showarrow=False, yshift=14
            )
    finish(figure, height=300)
    figure.update_xaxes(title="Besoin couvert, tous les habitants", ticksuffix="\u00a0%")
    low, high = (float(getattr(points["equity"], end)()) * 100 for end in ("min", "max"))
    # Room under the title of the axis for what is written over the fairest.
    figure.update_yaxes(
        title="… du cinquième le plus en besoin", ticksuffix="\u00a0%",
        range=[low - 0.1 * (high - low), high + 0.25 * (high - low)] if high > low else None,
    )  # fmt: skip
    return figure


def balance(shares: pd.DataFrame) -> go.Figure:
    """
    Draw how each contract's actions divide between groups of themes.

    Parameters
    ----------
    shares
        One row per contract, indexed by its name; one column per group, shares that add up
        to 1, and ``total``, the number of actions.
    """
    names = [
        f"{name} ({wording.counted(total, 'action')})" for name, total in shares["total"].items()
    ]
    figure = go.Figure()
    groups = zip(shares.columns.drop("total"), palette.GROUPS, ascii_uppercase, strict=False)
    # A letter, for the colours alone would not tell the parts.
    for group, colour, letter in groups:
        figure.add_bar(
            y=names,
            x=shares[group].round(4).tolist(),
            orientation="h",
            name=f"{letter} : {group}",
            marker={"color": colour, "line": {"color": "#ffffff", "width": 1}},
            text=[_part(letter, share) for share in shares[group]],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": "#ffffff"},
            customdata=[wording.percent(share) for share in shares[group]],
            hovertemplate=f"{group} : %{{customdata}}<extra></extra>",
        )
    finish(figure, height=110 + 42 * len(shares))
    figure.update_layout(
        barmode="stack", showlegend=True,
        legend={**LEGEND, "traceorder": "normal"},
    )  # fmt: skip
    figure.update_xaxes(range=[0, 1], showticklabels=False, showgrid=False, zeroline=False)
    figure.update_yaxes(autorange="reversed", ticks="")
    return figure


def _part(letter: str, share: float) -> str:
    """Return what is written on a part of a bar, as far as there is room."""
    if share >= _WHOLE_TEXT:
        return f"{letter} {wording.percent(share)}"
    return letter if share >= _LETTER else ""


def observed_bars(table: pd.DataFrame) -> go.Figure:
    """
    Draw, for the communes with most actions, what is observed and what is expected.

    Parameters
    ----------
    table
        In the order of the bars; columns ``name``, ``observed`` and ``expected``
        (numbers of actions).
    """
    names = [literal(name) for name in table["name"]]
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
    finish(figure, height=70 + 24 * len(table))
    figure.update_yaxes(autorange="reversed", ticks="", automargin=True)
    figure.update_xaxes(rangemode="tozero", showticklabels=False, showgrid=False)
    return figure


def reached(times: Mapping[str, pd.Series], population: pd.Series, *, limit: float) -> go.Figure:
    """
    Draw the share of inhabitants that have a place at so many minutes or less.

    Parameters
    ----------
    times
        Minutes by commune, by French name of the curve; missing when out of reach. The
        last curve is drawn in the colour of actions.
    population
        Inhabitants, by commune.
    limit
        Minutes at which a vertical line says what is near.
    """
    figure = go.Figure()
    for rank, (name, minutes) in enumerate(times.items()):
        ordered = minutes.dropna().sort_values()
        shares = population[ordered.index].cumsum() / population.sum()
        last = rank == len(times) - 1
        figure.add_scatter(
            x=[0, *ordered.round(1)],
            y=[0, *shares.round(4)],
            mode="lines",
            line={
                "shape": "hv",
                "width": 2.5,
                "dash": "solid" if last else "dot",
                "color": palette.ACCENT if last else palette.REFERENCE,
            },
            customdata=["", *map(wording.percent, shares)],
            hovertemplate=f"{name}<br>%{{customdata}} des habitants à %{{x:.0f}} min ou moins"
            "<extra></extra>",
        )
        if len(ordered):
            figure.add_annotation(
                x=float(ordered.max()), y=float(shares.iloc[-1]), text=name, showarrow=False,
                xanchor="right", yanchor="top" if rank == 0 else "bottom",
                yshift=-14 if rank == 0 else 2,
                font={"color": palette.ACCENT if last else palette.REFERENCE},
            )  # fmt: skip
    # No higher than the curves: their names are written above.
    figure.add_shape(
        type="line", x0=limit, x1=limit, y0=0, y1=1, line={"color": palette.REFERENCE, "width": 1}
    )
    finish(figure, height=290)
    figure.update_xaxes(title="Minutes jusqu’à l’action la plus proche", rangemode="tozero")
    figure.update_yaxes(title="Part des habitants", range=[0, 1.08], **percents())
    return figure


def literal(words: object) -> str:
    """Return words as they are written: plotly reads some tags in texts."""
    return escape(str(words), quote=False)


def add_limits(figure: go.Figure, limits: pd.DataFrame) -> None:
    """
    Draw the limits of a funnel, by what it is drawn along: dotted at 95 %, solid at 99.8 %.

    Columns ``lower_95``, ``upper_95``, ``lower_998`` and ``upper_998``.
    """
    for name, dash in (("95", "dot"), ("998", "solid")):
        for side in ("lower", "upper"):
            figure.add_scatter(
                x=limits.index.to_numpy().round(3).tolist(),
                y=limits[f"{side}_{name}"].round(3).tolist(),
                mode="lines", hoverinfo="skip", showlegend=False,
                line={"color": palette.REFERENCE, "width": 1.2, "dash": dash},
            )  # fmt: skip


def percents() -> dict[str, list[float] | list[str] | bool]:
    """Return the ticks of an axis of shares, in French."""
    ticks = [0.25, 0.5, 0.75, 1.0]
    return {"tickvals": ticks, "ticktext": [wording.percent(t) for t in ticks], "zeroline": False}


def finish(figure: go.Figure, *, height: int) -> None:
    """Give a figure the quiet look that all share."""
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
