"""The map engine: values reach the browser whole, and as text only."""

import json
import re
from dataclasses import asdict, replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from streamlit_folium import generate_leaflet_string

from cls_dash.render import leaflet, libraries, maps
from cls_dash.render.classes import Classes

NASTY = (
    "<img src=x onerror=alert(1)>`${alert(1)}",
    "{{ 'x' }}{% raw %}",
    "</script><script>alert(1)</script>",
    "\\ \\\\ \\u003c \\n \\",
    "\u2028\u2029",
    "\"'&<>",
    "_map_div map_0123456789abcdef0123456789abcdef",
    "feature_group_0_1 tile_layer_div",
    "new line\nand\ttab\x00\x1f",
    "Saint-Étienne-sur-Usson ☃ 😀",
)
FORBIDDEN = set("<>&'`{}$/_")
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(NASTY)
    | st.text(st.sampled_from("\\\"'<>&`{}$/_u0\n\u2028")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def decoded(literal):
    """
    Read a double-quoted JavaScript string as a browser would, then its JSON.

    Written without ``json`` for the outer string: every escape of the language that may
    occur is listed, any other character stands for itself.
    """
    assert literal[0] == literal[-1] == '"'
    single = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
    units, rest = [], literal[1:-1]
    while rest:
        if rest[0] != "\\":
            assert rest[0] not in '"\n\r'
            units.append(rest[0])
            rest = rest[1:]
        elif rest[1] == "u":
            units.append(chr(int(rest[2:6], 16)))
            rest = rest[6:]
        else:
            units.append(single.get(rest[1], rest[1]))
            rest = rest[2:]
    text = "".join(units).encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return json.loads(text)


def sent(values):
    """Return what ``JSON.parse`` is called with, once streamlit-folium did its part."""
    script = generate_leaflet_string(leaflet.values_layer(values), base_id="feature_group_0")
    (literal,) = re.findall(r"window\.areaMap\.apply\(JSON\.parse\((.*)\)\);", script)
    return literal


def unpacked(received):
    """Put figures back into their pattern, as ``tooltips.js`` does."""
    patterns = received.pop("patterns")

    def lines(packed):
        for line in filter(None, packed.split(";")):
            rank, *figures = line.split("|")
            first, *rest = patterns[int(rank)].split(maps.SLOT)
            yield first + "".join(f + r for f, r in zip(figures, rest, strict=True))

    received["tips"] = [list(lines(tip)) for tip in received["tips"]]
    received["circles"] = [[place, size, list(lines(tip))]
                           for place, size, tip in received["circles"]]  # fmt: skip
    return received


def values_with(text):
    return maps.Values(
        title=text,
        classes="01-",
        palette=("#fff", "#000"),
        tips=((text,), (text, text), ()),
        legend=maps.Legend(
            title=text,
            classes=(maps.LegendClass("#fff", text, "1"),),
            circles={"title": text, "sizes": [{"radius": 26.0, "label": text}]},
        ),
        circles=(((3.05, 45.05), 6.0, (text,)), (1, 26.0, ())),
        labels=(0, 2),
        selected=text,
    )


def test_a_shared_map_is_told_addresses_and_the_last_choice_that_was_heard():
    shared = maps.Shared(
        choices="values/0/choices.json", values="values/0/france", level="commune", layer="a",
        perimeters=maps.Perimeters("perimeters/0", "ici"),
    )  # fmt: skip
    group = leaflet.values_layer(shared, heard=12)
    script = generate_leaflet_string(group, base_id="feature_group_0")
    (literal,) = re.findall(r"window\.areaMap\.share\(JSON\.parse\((.*)\)\);", script)
    told = decoded(literal)
    assert (told["values"], told["layer"], told["heard"]) == ("values/0/france", "a", 12)
    assert told["perimeters"] == {"address": "perimeters/0", "chosen": "ici"}


class TestLiteral:
    @given(JSON)
    def test_a_browser_reads_back_the_same_value(self, value):
        literal = maps.literal(value)
        assert decoded(literal) == value
        assert json.loads(json.loads(literal)) == value

    @given(JSON)
    @example("<img src=x onerror=alert(1)>`${alert(1)}")
    @example("{{ 'x' }}")
    @example("</script>")
    def test_nothing_in_it_means_anything_to_html_jinja_or_folium(self, value):
        literal = maps.literal(value)
        assert not FORBIDDEN & set(literal)
        assert "\u2028" not in literal
        assert "\n" not in literal
        assert literal.isascii()

    @pytest.mark.parametrize("text", NASTY)
    def test_a_nasty_text_is_only_text(self, text):
        assert decoded(maps.literal(text)) == text


def shown(values):
    """Return what a screen is to have of values: all but what paper alone draws."""
    told = json.loads(json.dumps(asdict(values)))
    del told["outlined"]
    return told


class TestValuesLayer:
    @pytest.mark.parametrize("text", NASTY)
    def test_values_arrive_unchanged_through_streamlit_folium(self, text):
        values = values_with(text)
        literal = sent(values)
        assert not FORBIDDEN & set(literal)
        assert unpacked(decoded(literal)) == shown(values)

    @given(st.text())
    def test_any_text_arrives_unchanged(self, text):
        text = text.replace(maps.SLOT, "")  # the one character that marks a figure's place
        values = values_with(text)
        assert unpacked(decoded(sent(values))) == shown(values)

    def test_lines_that_differ_by_their_figures_share_a_pattern(self):
        tips = (("4\u00a0actions", "1\u202f234 habitants, 3,5 pour 10 000"), ("12\u00a0actions",))
        packed = maps.pack(replace(values_with("a"), tips=tips, circles=()))
        assert packed["tips"][0][0][0] == packed["tips"][1][0][0]
        assert unpacked(packed)["tips"] == [list(lines) for lines in tips]

    def test_the_script_does_nothing_but_hand_values_over(self):
        values = values_with("a")
        script = generate_leaflet_string(leaflet.values_layer(values), base_id="x")
        handed = f"window.areaMap.apply(JSON.parse({maps.literal(maps.pack(values))}));"
        assert script.count(handed) == 1
        rest = script.replace(handed, "")
        assert "areaMap" not in rest
        assert "http" not in rest


class TestBaseMap:
    @pytest.fixture
    def base(self):
        return leaflet.base_map("0123abcd")

    def test_it_refers_to_no_other_host(self, base):
        root = base.get_root()
        root.render()
        written = root.script.render() + root.html.render()
        addresses = [
            address
            for layer in (base, *base._children.values())
            for _, address in [*layer.default_js, *layer.default_css]
        ]
        assert len(addresses) == 4
        assert not [address for address in addresses if "//" in address]
        assert "http" not in written

    def test_it_links_and_loads_nothing_from_elsewhere(self, base):
        base.render()
        header = base.get_root().header.render()
        assert not re.findall(r"(?:src|href|url)\s*[=(]", header)
        drawn = (base, *base._children.values())
        links = [link for each in drawn for link in (*each.default_js, *each.default_css)]
        assert len(links) == 4
        assert not [address for _, address in links if "//" in address or address[0] != "."]

    def test_it_draws_no_tiles(self, base):
        assert not [child for child in base._children.values() if "Tile" in type(child).__name__]
        assert "tileLayer" not in generate_leaflet_string(base)

    def test_it_fetches_the_geometry_of_its_digest(self, base):
        script = generate_leaflet_string(base)
        (options,) = re.findall(r"new AreaMap\(\w+, (\{.*?\})\);", script)
        assert json.loads(options)["digest"] == "0123abcd"
        assert json.loads(options)["assets"] == "../../assets"

    def test_every_library_it_names_is_served(self, base):
        layers = [base, *base._children.values()]
        names = {
            address.removeprefix("../../assets/")
            for layer in layers
            for _, address in [*layer.default_js, *layer.default_css]
        }
        assert len(names) == 4
        assert names <= set(libraries.SERVED)

    def test_the_same_digest_gives_the_same_script_so_that_it_is_not_drawn_anew(self):
        first, second = (generate_leaflet_string(leaflet.base_map("ab")) for _ in range(2))
        assert first == second
        assert first != generate_leaflet_string(leaflet.base_map("cd"))


class TestCircles:
    def test_the_largest_amount_has_the_largest_circle(self):
        assert maps.radius(7, 7) == maps.LARGEST

    @given(st.integers(1, 500), st.integers(1, 500))
    def test_a_disc_is_as_large_as_its_amount(self, amount, more):
        largest = amount + more
        share_of_area = (maps.radius(amount, largest) / maps.LARGEST) ** 2
        rounding = 2 * 0.051 / maps.LARGEST  # a radius is written to 0.1 pixel
        assert share_of_area == pytest.approx(amount / largest, abs=rounding)

    def test_four_times_as_many_is_a_radius_twice_as_long(self):
        assert maps.radius(4, 16) == 2 * maps.radius(1, 16)

    def test_the_legend_shows_one_a_quarter_and_the_largest(self):
        legend = maps.circle_legend(20.0, "Nombre")
        assert legend["title"] == "Nombre"
        assert [size["label"] for size in legend["sizes"]] == ["1", "5", "20"]
        assert [size["radius"] for size in legend["sizes"]] == [
            maps.radius(size, 20) for size in (1, 5, 20)
        ]

    def test_the_legend_repeats_no_size(self):
        assert [size["label"] for size in maps.circle_legend(1, "n")["sizes"]] == ["1"]
        assert [size["label"] for size in maps.circle_legend(3, "n")["sizes"]] == ["1", "3"]

    def test_without_any_action_there_is_no_circle_to_explain(self):
        assert maps.circle_legend(0, "Nombre") is None


class TestLegend:
    CLASSES = Classes("012-", ("bas", "moyen", "haut"), (3, 2, 1), 1)

    def test_it_reads_from_the_highest_class_to_the_gaps(self):
        lines = maps.legend_classes(self.CLASSES, ("a", "b", "c"), gap="hors périmètre")
        assert [(line.colour, line.label, line.count) for line in lines] == [
            ("c", "haut", "1"),
            ("b", "moyen", "2"),
            ("a", "bas", "3"),
            (None, "hors périmètre", "1"),
        ]

    def test_without_gaps_it_does_not_mention_them(self):
        classes = Classes("0", ("bas",), (1,), 0)
        lines = maps.legend_classes(classes, ("a", "b"), gap="hors périmètre")
        assert [line.label for line in lines] == ["bas"]
