"""Charts of how actions are spread, beside what chance alone would give."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from cls_dash import wording
from cls_dash.render import palette
from cls_dash.render.charts import REFERENCE, add_limits, finish, literal, percents

LEAST_EXPECTED: Final = 0.2
"""Where the limits of a funnel begin: under it they leave the frame."""


def lorenz(shares: pd.DataFrame, band: pd.DataFrame | None = None) -> go.Figure:
    """
    Draw how actions accumulate with population, beside the line of equal spread.

    Parameters
    ----------
    shares
        Columns ``population`` and ``amount``: cumulative shares in [0, 1], from
        (0, 0) to (1, 1), communes sorted by actions per inhabitant.
    band
        Columns ``population``, ``lower`` and ``upper``: where chance alone would lead.
    """
    figure = go.Figure(
        [
            *([] if band is None else _band(band)),
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
                text=[
                    f"{wording.percent(people)} de la population,<br>{wording.percent(done)} des "
                    "actions"
                    for people, done in zip(shares["population"], shares["amount"], strict=True)
                ],
                hovertemplate="%{text}<extra></extra>",
            ),
        ]
    )
    figure.add_annotation(
        x=0.4, y=0.47, text="répartition égale", showarrow=False, xanchor="right",
        font={"color": palette.REFERENCE},
    )  # fmt: skip
    finish(figure, height=310)
    axis = {"range": [0, 1], **percents()}
    figure.update_xaxes(title="Part de la population", **axis)
    figure.update_yaxes(title="Part des actions", **axis)
    return figure


def _band(band: pd.DataFrame) -> list[go.Scatter]:
    """Return the two edges of a grey band."""
    edge = {"x": band["population"].round(3).tolist(), "mode": "lines", "hoverinfo": "skip"}
    return [
        go.Scatter(y=band["upper"].round(4).tolist(), line={"width": 0}, **edge),
        go.Scatter(
            y=band["lower"].round(4).tolist(), line={"width": 0}, fill="tonexty",
            fillcolor="rgba(125, 135, 146, 0.30)", **edge,
        ),
    ]  # fmt: skip


def gradient(rates: pd.Series, names: Sequence[str]) -> go.Figure:
    """
    Draw a rate by equal part of the inhabitants, beside its mean.

    Parameters
    ----------
    rates
        Of each part, in order; their mean is that of all inhabitants.
    names
        What each part is called.
    """
    figure = go.Figure(
        go.Bar(
            x=list(names),
            y=rates.round(2).tolist(),
            marker={"color": palette.ACCENT},
            text=[wording.number(rate, 1) for rate in rates],
            textposition="auto",
            insidetextanchor="start",
            insidetextfont={"color": "#ffffff"},
            textangle=0,
            cliponaxis=False,
            hovertemplate="besoin %{x} : %{y:.1f} actions<extra></extra>",
        )
    )
    mean = float(rates.mean())
    figure.add_hline(
        y=mean, line={"color": palette.REFERENCE, "width": 1.5, "dash": "dash"}, layer="below"
    )
    figure.add_annotation(
        x=1, xref="paper", y=mean, text=f"moyenne {wording.number(mean, 1)}", showarrow=False,
        xanchor="right", yanchor="bottom", font={"color": palette.REFERENCE},
    )  # fmt: skip
    finish(figure, height=290)
    figure.update_xaxes(title="Besoin, du cinquième des habitants où il est le plus fort", ticks="")
    figure.update_yaxes(rangemode="tozero", showticklabels=False, showgrid=False, zeroline=False)
    return figure


def funnel(table: pd.DataFrame, limits: pd.DataFrame) -> go.Figure:
    """
    Draw the ratio of observed to expected by number expected, inside what chance allows.

    Parameters
    ----------
    table
        One row per commune: ``name``, ``observed``, ``expected``, ``ratio`` (missing where
        nothing is expected) and ``flag``, as ``observed_chance`` makes them.
    limits
        Counts that chance seldom passes, by number expected, as ``chance_funnel`` makes them.
    """
    known = table[table["ratio"].notna() & (table["expected"] > 0)]
    most = float(known["expected"].max()) * 1.1
    figure = go.Figure()
    limits = limits[(limits.index >= LEAST_EXPECTED) & (limits.index <= most)]
    limits = limits.div(limits.index.to_numpy(), axis=0)
    add_limits(figure, limits)
    out = known["flag"].isin(["very_high", "high", "very_low", "low"])
    kinds = ((known[~out], palette.REFERENCE, "circle"), (known[out], palette.ACCENT, "diamond"))
    for part, colour, symbol in kinds:
        figure.add_scatter(
            x=part["expected"].round(2).tolist(),
            y=part["ratio"].astype(float).round(2).tolist(),
            mode="markers",
            marker={
                "color": colour,
                "symbol": symbol,
                "size": 9,
                "line": {"color": "#ffffff", "width": 0.7},
            },
            text=[
                f"{literal(row.name)} : {wording.number(row.observed)} "
                f"{wording.agreeing(row.observed, 'action', 'actions')},<br>"
                f"{wording.number(row.expected, 1)} "
                f"{wording.agreeing(round(row.expected, 1), 'attendue', 'attendues')}"
                for row in part.itertuples(index=False)
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    # At once: each that Plotly adds, it copies those before.
    names = [
        {"x": row.expected, "y": min(float(row.ratio), 6.0), "showarrow": False, "yshift": 12,
         "text": literal(row.name)}
        for row in known[known["flag"].isin(["very_high", "very_low"])].itertuples(index=False)
    ]  # fmt: skip
    figure.update_layout(annotations=names)
    # The target: what each commune would have in proportion to its inhabitants.
    figure.add_hline(y=1, line=REFERENCE)
    finish(figure, height=330)
    figure.update_xaxes(title="Actions attendues d’après la population", range=[0, most])
    figure.update_yaxes(
        title="Observé / attendu", range=[-0.3, max(4.0, min(8.0, float(known["ratio"].max()) + 1))]
    )
    return figure
