"""Sentences, tables, charts and files: imported text is only ever text."""

import csv
import gzip
import hashlib
import io
import json
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.page.draw import html
from cls_dash.page.model import Remarks, Span, Timeline
from cls_dash.page.table import ShareTable, Table
from cls_dash.render import charts, exports, libraries, spread_charts

NASTY = "<img src=x onerror=alert(1)>`${alert(1)} \"' &amp; </td>"
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


class _Page(HTMLParser):
    """Tags with their attributes, and text by tag."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.cells = [], []
        self.feed(str(page))

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.cells.append([tag, ""])

    def handle_data(self, data):
        self.cells[-1][1] += data

    def texts(self, tag):
        return [text for name, text in self.cells if name == tag]

    def named(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


class TestTable:
    def test_a_table_holds_its_caption_titles_and_cells(self):
        page = _Page(
            html.table(Table.of(("Commune", "Actions"), [("Thiers", "3"), ("Ambert", "2")],
                            caption="Actions par commune", numeric={1}))
        )  # fmt: skip
        assert page.texts("caption") == ["Actions par commune"]
        assert page.texts("th") == ["Commune", "Actions", "Thiers", "Ambert"]
        assert page.texts("td") == ["3", "2"]
        scopes = [attrs["scope"] for attrs in page.named("th")]
        assert scopes == ["col", "col", "row", "row"]

    def test_numbers_are_aligned_to_the_right_and_texts_are_not(self):
        page = _Page(html.table(Table.of(("a", "b"), [("x", "1")], caption="c", numeric={1})))
        assert [attrs.get("class") for attrs in page.named("td")] == ["num"]
        assert [attrs.get("class") for attrs in page.named("th")] == [None, "num", None]

    def test_a_phone_sees_the_name_and_two_figures_until_it_asks_for_all(self):
        header = ("Commune", "Où", "Habitants", "Actions", "Taux")
        shown = Table.of(header, [tuple("abcde")], caption="c", numeric={2, 3, 4})
        wide = list(_Page(html.table(shown, wide=False)).named("td"))
        assert ["wide" in attrs.get("class", "").split() for attrs in wide] == [
            True, False, False, True,
        ]  # fmt: skip
        assert "wide" not in html.table(shown)
        assert replace(shown, main=(4, 1)).narrow == (0, 1, 4)
        assert shown.first(0).lines == ()

    def test_it_can_be_reached_and_named_without_a_mouse(self):
        page = _Page(html.table(Table.of(("a",), [], caption="Nom du tableau")))
        (region,) = page.named("div")
        assert region["tabindex"] == "0"
        assert region["role"] == "region"
        assert region["aria-label"] == "Nom du tableau"
        assert [attrs["scope"] for attrs in page.named("th")] == ["col"]

    @given(TEXTS)
    def test_any_text_in_it_is_shown_as_it_is_written(self, text):
        page = _Page(html.table(Table.of((text, text), [(text, text)], caption=text)))
        assert page.texts("td") == page.texts("caption") == [text]
        assert page.texts("th") == [text] * 3
        assert page.named("div")[0]["aria-label"] == text

    def test_a_nasty_text_makes_no_tag(self):
        page = _Page(html.table(Table.of((NASTY, NASTY), [(NASTY, NASTY)], caption=NASTY)))
        assert {tag for tag, _ in page.tags} == {
            "div", "table", "caption", "thead", "tbody", "tr", "th", "td",
        }  # fmt: skip
        assert page.texts("td") == [NASTY]


class TestShares:
    SHOWN = ShareTable(
        "Part de chaque couleur",
        ("Territoire", NASTY),
        (("#440154", "11 à 15", (0.125, 1.0)), ("#fde725", NASTY, (0.875, 0.0))),
    )

    def test_each_class_has_its_colour_its_name_and_a_bar_for_each_whole(self):
        page = _Page(html.shares(self.SHOWN))
        assert page.texts("caption") == ["Part de chaque couleur"]
        assert page.texts("th")[:3] == ["Classe", "Territoire", NASTY]
        assert [attrs["style"] for attrs in page.named("i")] == [
            "background:light-dark(#440154, #440154)", "background:light-dark(#fde725, #fde725)",
        ]  # fmt: skip
        assert [attrs["style"] for attrs in page.named("b")] == [
            "width:12.5%", "width:100.0%", "width:87.5%", "width:0.0%",
        ]  # fmt: skip
        assert page.texts("span") == ["12\u00a0%", "100\u00a0%", "88\u00a0%", "0\u00a0%"]

    def test_titles_of_columns_and_of_lines_are_told_apart(self):
        page = _Page(html.shares(self.SHOWN))
        assert [attrs["scope"] for attrs in page.named("th")] == ["col"] * 3 + ["row"] * 2

    def test_a_nasty_text_makes_no_tag(self):
        page = _Page(html.shares(replace(self.SHOWN, caption=NASTY)))
        assert {tag for tag, _ in page.tags} == {
            "table", "caption", "thead", "tbody", "tr", "th", "td", "i", "b", "span",
        }  # fmt: skip
        assert page.texts("caption") == [NASTY]
        # What follows a colour is its class.
        assert page.texts("i") == ["11 à 15", NASTY]


class TestSentences:
    def test_figures_of_the_answer_are_in_bold(self):
        page = html.answer("**62 %** des actions à **Thiers**.")
        assert page == (
            '<p class="atlas-answer"><strong>62\u00a0%</strong> des actions à '
            "<strong>Thiers</strong>.</p>"
        )

    @pytest.mark.parametrize("write", [html.note, html.address])
    def test_small_type_holds_text_only(self, write):
        assert _Page(write(NASTY)).texts("p") == [NASTY]

    def test_facts_are_a_list_that_may_be_faded(self):
        assert html.facts(["**a**", "b"]) == (
            '<ul class="atlas-facts"><li><strong>a</strong></li><li>b</li></ul>'
        )
        assert 'class="atlas-facts atlas-faded"' in html.facts(["a"], faded=True)

    @pytest.mark.parametrize("write", [html.answer, lambda text: html.facts([text])])
    def test_a_nasty_text_in_a_sentence_makes_no_tag(self, write):
        page = _Page(write(f"À **{NASTY}**, rien."))
        assert {tag for tag, _ in page.tags} <= {"p", "ul", "li", "strong"}
        assert page.texts("strong")[0].startswith(NASTY)

    def test_an_address_is_shown_as_text_and_not_as_a_link(self):
        page = _Page(html.address(f"https://atlas/?axe={NASTY}"))
        assert [tag for tag, _ in page.tags] == ["p"]
        assert page.texts("p") == [f"https://atlas/?axe={NASTY}"]


class TestLifeLine:
    PAST = Span("CLS 1", "2020 – 2022", "signé en mars 2020", 3, current=False)
    NOW = Span("CLS 2", "depuis 2023", NASTY, 4, current=True)

    def test_contracts_are_side_by_side_as_wide_as_they_last(self):
        boxes = _Page(html.timeline(Timeline((self.PAST, self.NOW)))).named("div")[1:]
        assert [box["style"] for box in boxes] == ["flex: 3", "flex: 4"]
        assert [box.get("class") for box in boxes] == ["past", None]

    def test_each_says_its_name_and_its_years(self):
        page = html.timeline(Timeline((self.PAST,)))
        assert "<strong>CLS 1</strong> 2020 – 2022<br>signé en mars 2020" in page

    def test_remarks_are_told_of_the_contracts_that_have_some(self):
        page = _Page(html.remarks(Remarks((("CLS 2", (NASTY,)),))))
        assert page.texts("strong") == ["CLS 2"]
        assert page.texts("li") == [NASTY]

    def test_a_nasty_detail_is_only_text(self):
        assert {tag for tag, _ in _Page(html.timeline(Timeline((self.NOW,)))).tags} == {
            "div", "strong", "br",
        }  # fmt: skip


def opened(written):
    """Read a CSV as a French spreadsheet does."""
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig")), delimiter=";"))


class TestCsv:
    def test_it_is_what_a_french_spreadsheet_opens(self):
        frame = pd.DataFrame({"commune": ["Échandelys"], "taux": [12.5], "actions": [3]})
        written = exports.to_csv(frame)
        assert written == "\ufeffcommune;taux;actions\r\nÉchandelys;12,5;3\r\n".encode()

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
    def test_a_cell_that_would_be_a_formula_is_neutralised(self, start):
        cell = f"{start}HYPERLINK(1)"
        assert exports.inert(cell) == f"'{cell}"
        assert opened(exports.to_csv(pd.DataFrame({"a": ["x", cell]})))[2][0][0] == "'"

    def test_a_negative_number_stays_a_number(self):
        assert opened(exports.to_csv(pd.DataFrame({"a": [-1.5]})))[1] == ["-1,5"]

    def test_a_missing_cell_is_empty(self):
        frame = pd.DataFrame({"a": [1.5, None], "b": [None, "x"]})
        assert opened(exports.to_csv(frame))[1:] == [["1,5", ""], ["", "x"]]

    @given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)))
    def test_any_text_comes_back_and_never_as_a_formula(self, texts):
        rows = opened(exports.to_csv(pd.DataFrame({"a": texts, "b": "x"})))[1:]
        assert [cell.removeprefix("'") for cell, _ in rows] == [t.removeprefix("'") for t in texts]
        assert not [cell for cell, _ in rows if cell[0] in "=+-@"]


class TestGeoJson:
    SHAPE = shapely.MultiPolygon([shapely.box(3, 45, 3.1, 45.1)])

    @pytest.fixture
    def collection(self):
        frame = pd.DataFrame(
            {
                "code": ["63000", "63001"],
                "taux": [1.5, None],
                "actions": [3, 0],
                "nom": ["Éà", None],
                "outline": [self.SHAPE, self.SHAPE],
            }
        )
        written = exports.to_geojson(frame, geometry="outline", note="Crédits")
        return json.loads(written, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))

    def test_it_is_a_collection_of_features_with_credits(self, collection):
        assert collection["type"] == "FeatureCollection"
        assert collection["note"] == "Crédits"
        assert [feature["type"] for feature in collection["features"]] == ["Feature", "Feature"]

    def test_every_column_but_the_outline_is_a_property(self, collection):
        first = collection["features"][0]["properties"]
        assert first == {"code": "63000", "taux": 1.5, "actions": 3, "nom": "Éà"}

    def test_what_is_missing_is_null(self, collection):
        second = collection["features"][1]["properties"]
        assert second == {"code": "63001", "taux": None, "actions": 0, "nom": None}

    def test_the_outline_is_the_one_given(self, collection):
        geometry = collection["features"][0]["geometry"]
        assert geometry["type"] == "MultiPolygon"
        assert shapely.geometry.shape(geometry).equals_exact(self.SHAPE)


class TestCharts:
    TABLE = pd.DataFrame(
        {"name": ["Thiers", NASTY], "observed": [1200, 0], "expected": [3.26, 1.0]},
        index=["63430", "63003"],
    )

    def test_bars_show_observed_actions_in_the_order_given(self):
        bars = charts.observed_bars(self.TABLE)
        assert bars.data[0].x == (1200, 0)
        assert bars.data[0].y[0] == "Thiers"
        assert bars.layout.yaxis.autorange == "reversed"

    def test_a_mark_shows_what_is_expected(self):
        marks = [trace for trace in charts.observed_bars(self.TABLE).data
                 if trace.type == "scatter" and trace.mode == "markers"]  # fmt: skip
        assert [trace.x for trace in marks] == [(3.3, 1.0)]

    def test_bars_are_labelled_with_french_numbers(self):
        traces = charts.observed_bars(self.TABLE).data
        labels = [tuple(str(text).strip() for text in trace.text) for trace in traces if trace.text]
        assert ("1\u202f200", "0") in labels

    def test_a_nasty_name_is_no_tag_for_plotly(self):
        name = charts.observed_bars(self.TABLE).data[0].y[1]
        assert "<" not in name
        assert name.startswith("&lt;img")

    def test_bars_start_at_zero(self):
        assert charts.observed_bars(self.TABLE).layout.xaxis.rangemode == "tozero"

    def test_the_lorenz_curve_is_drawn_beside_equality(self):
        shares = pd.DataFrame({"population": [0, 0.75, 1], "amount": [0, 0.1, 1]})
        equality, curve = spread_charts.lorenz(shares).data[:2]
        assert (equality.x, equality.y) == ((0, 1), (0, 1))
        assert (curve.x, curve.y) == ((0.0, 0.75, 1.0), (0.0, 0.1, 1.0))

    def test_charts_write_numbers_as_the_french_do(self):
        for figure in (
            spread_charts.lorenz(pd.DataFrame({"population": [0, 1], "amount": [0, 1]})),
            charts.observed_bars(self.TABLE),
        ):
            assert figure.layout.separators == ",\u202f"
        assert charts.CONFIG["displayModeBar"] is False


class TestLibraries:
    def test_an_address_changes_with_its_content(self):
        first = libraries._library("b.js", b"1").address
        assert first.startswith("b-")
        assert first.endswith(".js")
        assert libraries._library("b.js", b"2").address != first

    def test_modules_are_joined_each_once_and_before_who_needs_it(self, tmp_path):
        for name, text in {
            "main.js": 'import { one } from "./one.js";\nimport { two } from "./two.js";\none();\n',
            "one.js": 'import {\n  two,\n} from "./two.js";\n\nexport const one = () => two;\n',
            "two.js": '/** @returns {2} */\n  // Why.\nexport const two = "a // b";\n',
        }.items():
            (tmp_path / name).write_text(text)
        assert libraries.joined(tmp_path / "main.js") == (
            '"use strict";\n{\nconst two = "a // b";\n\nconst one = () => two;\none();\n}\n'
        )

    def test_every_library_is_served_whole_and_small(self):
        served = {address.rsplit("-", 1)[0] for address in libraries.SERVED}
        assert {"leaflet", "area-map", "shell-words", "frame", "projector", "first-sight"} <= served
        for address, library in libraries.SERVED.items():
            whole = gzip.decompress(library.body)
            assert hashlib.sha256(whole).hexdigest()[:12] in address
            assert len(library.body) < len(whole) / 2
        script = gzip.decompress(libraries.SERVED[libraries.MAP_SCRIPT].body).decode()
        assert script.index("class Outlines") < script.index("window.AreaMap =")

    def test_the_typeface_is_one_that_the_shell_serves(self):
        assert libraries.FONT.startswith("static/media/SourceSans")
        assert libraries.FONT.endswith(".woff2")
