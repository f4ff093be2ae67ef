"""Charts on paper: what is drawn is what the figure holds, all of it inside its picture."""

import re
from datetime import date
from functools import cache

import pandas as pd
import plotly.graph_objects as go
import pytest

from cls_dash.render import charts, compare_charts, follow_charts, published_charts, spread_charts
from cls_dash.render.static_charts import PAPER, PROJECTED, SLIDE, Room, draw

BAR = re.compile(
    r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="(#\w+)"'
)
OBSERVED = pd.DataFrame(
    {"name": ["Thiers <b>", "Ambert"], "observed": [10, 5], "expected": [4.0, 6.0]}
)
PLACES = pd.DataFrame(
    {"name": ["Thiers", "Le tout"], "territory": ["T", "T"], "n": [3, 9], "size": [1_000, 9_000],
     "value": [30.0, 10.0], "whole": [False, True]}
)  # fmt: skip
APART = pd.DataFrame(
    {"name": ["Thiers", "Le tout"] * 4, "territory": [*"TTUUVVWW"], "n": [3, 9] * 4,
     "size": [1_000, 9_000] * 4, "value": [30.0, 10.0] * 4, "whole": [False, True] * 4}
)  # fmt: skip
SPINE = pd.DataFrame(
    {"title": ["Médecins", "Part des aînés"], "told": ["a", "b"], "value": [1.2, 0.8],
     "lower": [1.0, None], "upper": [1.5, None], "least": [0.5, 0.6], "most": [2.0, 1.4],
     "pays": [1.1, None]}
)  # fmt: skip
LINES = [
    follow_charts.Line(
        f"Action {n}", 2024, 2026, ((date(2025, n % 12 + 1, 1), "dit", "documented"),)
    )
    for n in range(31)
]
FIGURES = {
    "bars": lambda: charts.observed_bars(OBSERVED),
    "balance": lambda: charts.balance(
        pd.DataFrame({"a": [0.4], "b": [0.6], "total": [5]}, index=["CLS"])
    ),
    "reached": lambda: charts.reached(
        {"Hier": pd.Series([5.0, 20.0]), "Demain": pd.Series([4.0, 9.0])},
        pd.Series([10, 30]), limit=20,
    ),
    "lorenz": lambda: spread_charts.lorenz(
        pd.DataFrame({"population": [0, 0.5, 1], "amount": [0, 0.2, 1]}),
        pd.DataFrame({"population": [0, 1], "lower": [0, 0.9], "upper": [0.1, 1]}),
    ),
    "gradient": lambda: spread_charts.gradient(pd.Series([3.0, 1.0]), ["fort", "faible"]),
    "funnel": lambda: compare_charts.funnel(PLACES, 10.0, multiplier=10_000, size="Habitants"),
    "apart": lambda: compare_charts.funnel(APART, 10.0, multiplier=10_000, size="Habitants"),
    "trends": lambda: compare_charts.trend(
        pd.DataFrame({name: [1.0, 2.0] for name in "tuvw"}, index=[2020, 2021]),
        {name: name.upper() for name in "tuvw"}, digits=1, unit="pour 10 000",
    ),
    "spine": lambda: compare_charts.spine(SPINE, {"pays": "France"}, "T"),
    "trend": lambda: compare_charts.trend(
        pd.DataFrame({"t": [1.0, None, 3.0]}, index=[2020, 2021, 2022]), {"t": "T"},
        digits=1, unit="pour 10 000",
    ),
    "timeline": lambda: follow_charts.timeline(LINES),
    "targets": lambda: follow_charts.targets([("Dépister", 0.5, False), ("Former", 1.2, True)]),
    "by_place": lambda: published_charts.by_place(
        pd.DataFrame(
            {"place": ["A", "A", "B"], "year": [2020, 2021, 2021], "value": [1.0, 2.0, 3.0]}
        ),
        digits=1,
    ),
}  # fmt: skip
LEGENDS = ["balance", "funnel", "apart", "trends", "spine", "trend"]


@cache
def figure(name):
    """Return a chart, drawn for the first test that asks for it."""
    return FIGURES[name]()


@pytest.mark.parametrize("room", [PAPER, SLIDE, PROJECTED], ids=["paper", "slide", "projected"])
@pytest.mark.parametrize("name", list(FIGURES))
def test_every_chart_stays_in_its_picture_with_its_words(name, room):
    for drawing in draw(figure(name), room):
        assert drawing.height <= room.tallest
        assert "nan" not in drawing.svg.lower()
        assert "<text" not in drawing.svg
        assert drawing.labels
        for label in drawing.labels:
            assert -1 <= label.x <= drawing.width + 1, label
            assert -1 <= label.y <= drawing.height + 1, label


@pytest.mark.parametrize(("room", "whole"), [(SLIDE, True), (Room(300, 9, 400), False)])
def test_a_label_that_a_phone_cuts_is_whole_where_there_is_room(room, whole):
    long = "3 sur 10, 7 illustratives · prévention et promotion de la santé"
    figure = follow_charts.timeline([follow_charts.Line(long, 2020, 2021, ())])
    (drawing,) = draw(figure, room)
    assert (long in [label.text for label in drawing.labels]) is whole


def test_bars_are_as_long_as_what_they_count_and_named_as_written():
    (drawing,) = draw(figure("bars"), PAPER)
    wide = [float(width) for _, _, width, _, _ in BAR.findall(drawing.svg)]
    assert wide[0] == pytest.approx(2 * wide[1], rel=0.01)
    words = [label.text for label in drawing.labels]
    assert {"Thiers <b>", "Ambert", "10", "5"} <= {*words}
    first, second = (next(each.y for each in drawing.labels if each.text == name)
                     for name in ("Thiers <b>", "Ambert"))  # fmt: skip
    assert first < second


def test_bars_of_a_whole_follow_one_another():
    (drawing,) = draw(figure("balance"), PAPER)
    parts = BAR.findall(drawing.svg)[:2]
    starts, wide = ([float(part[n]) for part in parts] for n in (0, 2))
    assert starts[1] == pytest.approx(starts[0] + wide[0], abs=0.2)
    assert wide[1] / wide[0] == pytest.approx(1.5, rel=0.01)


LETTERED = {"balance": "AB"}
"""Charts whose parts are told apart by a letter, on the part and in the legend."""


def test_these_charts_alone_have_a_legend():
    assert [name for name in FIGURES if figure(name).layout.showlegend] == LEGENDS


@pytest.mark.parametrize("name", LEGENDS)
def test_what_a_legend_names_is_told_by_more_than_a_colour(name):
    """Without its colours, each trace of a legend is still another one."""
    traces = [trace for trace in figure(name).data if trace.showlegend is not False and trace.name]
    if name in LETTERED:
        assert [trace.name[0] for trace in traces] == list(LETTERED[name])
        assert all(text.startswith(trace.name[0]) for trace in traces for text in trace.text)
        return
    shapes = [
        (trace.mode, trace.marker.symbol, trace.line.dash, trace.marker.size) for trace in traces
    ]
    assert len({*shapes}) == len(shapes)


@pytest.mark.parametrize("name", ["apart", "trends", "spine"])
def test_the_legend_on_paper_shows_the_shapes_of_the_chart(name):
    (drawing,) = draw(figure(name), PAPER)
    entries = drawing.svg.rsplit("</svg>", 2)[1]
    named = [trace for trace in figure(name).data if trace.showlegend is not False and trace.name]
    moved = [re.sub(r"M[\d.]+ [\d.]+|L[\d.]+ [\d.]+| stroke=\S+| fill=\"#\w+\"", "", path)
             for path in re.findall("<path[^>]*>", entries)]  # fmt: skip
    assert len({*moved}) >= len(named)


def test_a_missing_year_is_a_gap():
    (drawing,) = draw(figure("trend"), PAPER)
    path, _ = re.findall(r'<path d="([^"]*)" fill="none" stroke="#0072b2"', drawing.svg)
    assert path.count("M") == 2
    assert "L" not in path


def test_rows_without_room_go_on_other_pictures_each_once():
    drawings = draw(figure("timeline"), SLIDE)
    assert len(drawings) > 1
    written = [label.text for drawing in drawings for label in drawing.labels]
    assert [text for text in written if text.startswith("Action")] == [
        f"Action {n}" for n in range(31)
    ]
    points = sum(drawing.svg.count('fill="#b44818"') for drawing in drawings)
    assert points == 31


def test_a_logarithm_keeps_its_places():
    figure = go.Figure(go.Scatter(x=[1, 10, 100], y=[0, 0, 0], mode="markers"))
    figure.update_xaxes(
        type="log", range=[0, 2], tickvals=[1, 10, 100], ticktext=["1", "10", "100"]
    )
    figure.update_layout(height=200)
    (drawing,) = draw(figure, Room(500, 10, 400))
    one, ten, hundred = (next(each.x for each in drawing.labels if each.text == text)
                         for text in ("1", "10", "100"))  # fmt: skip
    assert ten - one == pytest.approx(hundred - ten)
