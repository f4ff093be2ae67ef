"""Where each part of a page is read."""

import plotly.graph_objects as go
import pytest

from cls_dash.page import tabs
from cls_dash.page.chart_values import chart_values
from cls_dash.page.model import (
    Chart,
    Facts,
    Folded,
    Link,
    Live,
    Map,
    Note,
    Opening,
    Page,
    Places,
    Titled,
    present,
    titled,
)
from cls_dash.page.table import Table

FIVE = tuple(f"Fait {rank}." for rank in range(5))
BARS = Chart(lambda: go.Figure(go.Bar(x=[1, 2], y=["a", "b"])), "barres", "Barres")
TABLE = Table.of(("Commune", "Actions"), [("Thiers", "3")], caption="Actions", numeric={1})
OTHER = Table.of(("Contrat",), [("CLS 1",)], caption="Contrats")
LOOKED = Places("À voir", tuple(Link(f"C{rank}", "ma_commune", {}) for rank in range(7)))
SHOWN = Map("digest", None, "carte")
PAGE = Page(
    question="Où ?",
    answer="Là.",
    opening=Opening(
        SHOWN, "Compté ainsi.",
        (Facts(FIVE), LOOKED, BARS, Folded("Recherche", "recherche", (Live("exacte"),))),
    ),
    parts=(
        Titled("Selon le besoin", (Facts(("Dit.",)), BARS, OTHER)),
        Titled("En barres", (BARS,)),
    ),
    table=TABLE,
)  # fmt: skip


def test_what_there_is_not_leaves_no_title():
    assert present(BARS, None, OTHER) == (BARS, OTHER)
    assert titled("En barres", None, BARS) == Titled("En barres", (BARS,))
    assert titled("En barres", None) is None


def test_beside_the_map_are_three_facts_and_five_places():
    facts, places = tabs.beside(PAGE)
    assert facts.sentences == FIVE[:3]
    assert places.links == LOOKED.links[:5]


def test_what_is_said_otherwise_is_in_the_first_tab():
    note, facts, folded, titled = tabs.essential(PAGE)
    assert note == Note("Compté ainsi.")
    assert facts.sentences == FIVE[3:]
    assert folded.parts == (Live("exacte"),)
    assert titled == Titled("Selon le besoin", (Facts(("Dit.",)),))


def test_charts_and_tables_each_have_their_tab_under_their_titles():
    assert tabs.charts(PAGE) == (
        BARS, Titled("Selon le besoin", (BARS,)), Titled("En barres", (BARS,)),
    )  # fmt: skip
    assert tabs.tables(PAGE) == (TABLE, Titled("Selon le besoin", (OTHER,)))


def test_a_table_that_is_also_the_map_s_is_shown_once():
    page = Page("Où ?", "Là.", (Titled("Contrats", (OTHER,)),), table=OTHER)
    assert tabs.tables(page) == page.parts


@pytest.mark.parametrize("page", [PAGE, Page("Où ?", "Là.", PAGE.parts, table=TABLE)])
def test_nothing_of_a_page_is_lost(page):
    def leaves(parts):
        for part in parts:
            yield from leaves(part.parts) if isinstance(part, Titled | Folded) else (part,)

    tabbed = [
        *leaves(tabs.beside(page)), *leaves(tabs.essential(page)), *leaves(tabs.charts(page)),
        *leaves(tabs.tables(page)),
    ]  # fmt: skip
    told = [sentence for part in tabbed if isinstance(part, Facts) for sentence in part.sentences]
    assert sorted(told) == sorted(page.facts)
    whole = [part for part in leaves(page.body) if not isinstance(part, Facts | Places | Map)]
    assert all(part in tabbed for part in whole)


def test_each_point_of_a_chart_is_told_as_it_is_when_pointed_at():
    figure = go.Figure(
        [
            go.Bar(
                x=[3, 1.5], y=["Thiers", "L&#x27;Hermitage"], customdata=[["a"], ["b"]],
                hovertemplate="%{y} : %{x} actions<br>%{customdata[0]}<extra></extra>",
            ),
            go.Scatter(x=[1], y=[2], hoverinfo="skip"),
            go.Scatter(x=[1], y=[2], mode="text", text=["3"]),
        ]
    )  # fmt: skip
    table = chart_values(Chart(lambda: figure, "barres", "Barres"))
    assert [line.replace("\u00a0", " ") for (line,) in table.lines] == [
        "Thiers : 3 actions a", "L'Hermitage : 1,50 actions b",
    ]  # fmt: skip
    assert table.caption == "Valeurs\u00a0: Barres"
