"""Maps on paper: geometry read back, and the same classes as on the screen."""

import re
from dataclasses import replace

import numpy as np
import pytest
import shapely

from cls_dash.domain.selection import Selection
from cls_dash.questions import commune
from cls_dash.render import maps, palette
from cls_dash.render.outlines import mercator, outlines
from cls_dash.render.static_maps import LETTER, WIDTH, draw
from cls_dash.store.queries.maps import asset_digest, asset_of
from tests.asking import answered
from tests.seed import ALONE, CODES

DAMIER = Selection("damier")
MARK = re.compile(r'<path d="([^"]*)" fill="([^"]+)"')
PATH = re.compile(r"M(-?\d+) ?(-?\d+)l([^zM]*)")
NUMBER = re.compile(r"-?\d+")


@pytest.fixture
def asset(release):
    return asset_of(release, asset_digest(release, "damier"))


def plain(marks, **changed):
    legend = maps.Legend("Légende", ())
    return maps.Values("Carte", marks, ("#111111", "#222222"), (), legend, **changed)


def followed(d):
    """Return the points of each line of a path, on the grid of the drawing."""
    for x, y, steps in PATH.findall(d):
        moves = np.reshape([int(x), int(y), *map(int, NUMBER.findall(steps))], (-1, 2))
        yield np.cumsum(moves, axis=0)


def surface(d):
    """Return the surface that a path fills by the even-odd rule, whose rings do not cross."""
    return shapely.area(shapely.union_all([shapely.Polygon(ring) for ring in followed(d)]))


def painted(svg):
    """Return the number of squares that each colour covers, of the sixteen."""
    filled = {colour: d for d, colour in MARK.findall(svg) if colour not in ("#f0f1f3", "none")}
    surfaces = {colour: surface(d) for colour, d in filled.items()}
    # A texture lies over a colour that counts already.
    whole = sum(part for colour, part in surfaces.items() if colour.startswith("#"))
    return {colour: round(16 * part / whole, 1) for colour, part in surfaces.items()}


class TestOutlines:
    def test_each_square_is_found_again_where_it_is(self, asset):
        found = outlines(asset)
        areas = found.layers["areas"]
        assert list(areas.ids) == list(CODES)
        assert areas.names[0] == "Commune 00"
        arcs = np.split(found.points, np.cumsum(found.lengths)[:-1])
        for rank, code in enumerate(areas.ids):
            own = [arcs[arc] for arc in areas.arcs_of([rank])]
            around = np.vstack(own)
            west, south = 3 + int(code[3]) / 10, 45 + int(code[4]) / 10
            expected = mercator(np.array([[west, south], [west + 0.1, south + 0.1]]))
            assert around.min(axis=0) == pytest.approx(expected[0], abs=2e-6)
            assert around.max(axis=0) == pytest.approx(expected[1], abs=2e-6)
            assert shapely.area(shapely.build_area(shapely.MultiLineString(own))) == pytest.approx(
                np.prod(expected[1] - expected[0]), rel=1e-3
            )

    def test_mercator_is_that_of_the_web(self):
        (x, y) = mercator(np.array([[180.0, 85.051128779806]]))[0]
        assert (x, y) == pytest.approx((np.pi, np.pi))
        assert mercator(np.array([[0.0, 0.0]]))[0] == pytest.approx((0, 0))

    def test_slugs_are_read_as_they_are(self, release):
        asset = asset_of(release, asset_digest(release, "territories"))
        assert list(outlines(asset).layers["areas"].ids) == ["damier", "voisin"]


class TestClasses:
    def test_each_class_is_painted_as_often_as_it_is_found_and_a_gap_is_grey(self, asset):
        drawn = painted(draw(asset, plain("0" * 10 + "1" * 4 + "--")).svg)
        assert (drawn["#111111"], drawn["#222222"], drawn[palette.MISSING]) == (10, 4, 2)

    def test_what_has_none_is_hatched_over_its_white(self, asset):
        values = replace(plain("0" * 10 + "1" * 6), palette=(palette.ZERO, "#222222"))
        svg = draw(asset, values).svg
        drawn = painted(svg)
        assert drawn["url(#hatch)"] == drawn[palette.ZERO] == 10
        assert '<pattern id="hatch"' in svg
        assert "cross" not in svg

    def test_areas_of_a_group_take_its_colour(self, asset):
        drawn = painted(draw(asset, plain("01", level="epci")).svg)
        assert (drawn["#111111"], drawn["#222222"]) == (8, 8)

    def test_the_border_between_two_groups_and_of_the_whole_stands_out(self, asset):
        (border,) = re.findall(
            r'<path d="([^"]*)"[^>]*stroke-width="16"/>', draw(asset, plain("0" * 16)).svg
        )
        points = {(x / 10, y / 10) for line in followed(border) for x, y in line.tolist()}
        across = sorted({round(x) for x, _ in points})
        # West and east sides, the middle, and the corners of squares along top and bottom.
        assert len(across) == 5
        middle = [y for x, y in points if round(x) == across[2]]
        quarter = [y for x, y in points if round(x) == across[1]]
        assert len(middle) > len(quarter) == 2

    def test_the_chosen_area_is_outlined(self, asset):
        without, chosen = (
            draw(asset, plain("0" * 16, selected=code)).svg.count(
                'stroke="#1c232b" stroke-width="20"'
            )
            for code in (None, "63012")
        )
        assert (without, chosen) == (0, 1)


class TestOver:
    def test_circles_lie_on_the_chief_point_or_at_their_coordinates(self, asset):
        at = 3.05, 45.05
        drawn = draw(asset, plain("0" * 16, circles=((0, 9.0, ()), (at, 4.0, (), "#abcdef")))).svg
        one, other = re.findall(
            r'<circle cx="([\d.]+)" cy="([\d.]+)" r="(\d+)" fill="(#\w+)"', drawn
        )
        assert one[:2] == other[:2]
        assert (one[2:], other[2:]) == (("9", palette.ACCENT), ("4", "#abcdef"))

    def test_a_name_never_covers_another(self, asset):
        named = draw(asset, plain("0" * 16, labels=tuple(range(16)))).names
        *towns, scale = named
        assert scale.text.endswith("km")
        assert towns[0].text == "Commune 00"
        for rank, one in enumerate(towns):
            for other in towns[:rank]:
                apart = abs(one.x - other.x) > 9 * LETTER * 0.5 or abs(one.y - other.y) > LETTER
                assert apart, (one, other)

    def test_the_bar_is_as_long_as_it_says(self, asset):
        drawn = draw(asset, plain("0" * 16))
        x, left = re.findall(r'd="M([\d.]+) [\d.]+v4H([\d.]+)v-4"', drawn.svg)[0]
        km = float(drawn.names[-1].text.split("\u00a0")[0])
        # Four squares of 0.1 degree: 31.4 km at 45.2 degrees, on the height that is not margin.
        ((one, *_),) = (
            re.findall(
                r'<circle cx="([\d.]+)"',
                draw(
                    asset, plain("0" * 16, circles=(((3.0, 45.2), 1.0, ()), ((3.4, 45.2), 1.0, ())))
                ).svg,
            ),
        )
        two = re.findall(
            r'<circle cx="([\d.]+)"',
            draw(asset, plain("0" * 16, circles=(((3.4, 45.2), 1.0, ()),))).svg,
        )[0]
        metres = 0.4 * np.pi / 180 * 6_378.137 * np.cos(np.radians(45.2))
        ratio = (float(two) - float(one)) / metres
        assert (float(left) - float(x)) == pytest.approx(km * ratio, rel=0.01)

    def test_nothing_is_asked_of_any_host_and_no_text_is_written(self, release, asset):
        values = answered(release, commune.QUESTION, DAMIER, commune="63000").map.values
        drawn = draw(asset, values)
        assert "http" not in drawn.svg.replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"<(text|script|image|use|style)\b|on\w+=|href", drawn.svg)
        assert drawn.svg.startswith(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} '
        )

    def test_a_territory_of_one_commune_is_drawn(self, release):
        asset = asset_of(release, asset_digest(release, "voisin"))
        assert set(painted(draw(asset, plain("1", selected=ALONE)).svg)) == {"#222222"}


class TestPerimeters:
    """Paper draws the outlines of contracts that the screen fetches."""

    def strokes(self, svg):
        shape = re.compile(r'<path d="([^"]*)" fill="none" stroke="#1c232b" stroke-width="([^"]+)"')
        return {float(width): d for d, width in shape.findall(svg) if not d.endswith("v-4")}

    def test_each_is_the_outline_of_its_communes_the_chosen_one_stronger(self, asset):
        west = tuple(rank for rank, code in enumerate(CODES) if code[3] in "01")
        one = (len(CODES) - 1,)
        drawn = draw(asset, plain("0" * 16, outlined=(one, west)))
        thin, thick = sorted(self.strokes(drawn.svg).items())
        whole = MARK.findall(draw(asset, plain("0" * 16)).svg)
        filled = sum(surface(d) for d, colour in whole if colour == "#111111")
        assert surface(thin[1]) == pytest.approx(filled / 16, rel=0.02)
        assert surface(thick[1]) == pytest.approx(filled / 2, rel=0.02)
        (ring,) = followed(thick[1])
        # Eight squares have fifteen corners: the three that are inside are not drawn.
        assert len(np.unique(ring, axis=0)) == 12

    def test_without_any_nothing_more_is_drawn_and_no_screen_is_sent_them(self, asset):
        alone = draw(asset, plain("0" * 16))
        assert draw(asset, plain("0" * 16, outlined=((),))).svg == alone.svg
        assert "outlined" not in maps.pack(plain("0" * 16, outlined=((0,),)))
