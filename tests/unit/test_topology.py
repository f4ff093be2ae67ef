"""TopoJSON: shared arcs, order kept, and an independent decoder that agrees."""

import json
from collections import Counter
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from topojson.core.topology import Topology

from cls_dash.errors import InvalidInputError
from cls_dash.render.topology import encode, simplified, topology
from tests.decoding import decoded, decoded_rings, lines

STEP = 1e-4


def frame(geometries, codes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(geometries), index=codes, crs="EPSG:4326")


def cut(shapes, step=STEP):
    return topology({"x": frame(shapes, [str(i) for i in range(len(shapes))])}, step_deg=step)


@pytest.fixture
def squares():
    """East before west, on purpose: the order is not that of the map."""
    return frame(
        [shapely.box(3.1, 45, 3.2, 45.1), shapely.box(3, 45, 3.1, 45.1)],
        ["63430", "2A004"],
        name=["Est", "Ouest"],
    )


def cycle(ring):
    """The vertices of a closed ring, wherever it starts."""
    points = [tuple(map(int, point)) for point in ring]
    points = [one for one, next_ in pairwise(points) if one != next_]
    return min(tuple(points[i:] + points[:i]) for i in range(len(points)))


def rounded_rings(shape, step):
    return Counter(
        cycle(np.rint(shapely.get_coordinates(ring) / step))
        for ring in shapely.get_rings(shapely.get_parts(shape))
    )


def check(shapes, step):
    """What is decoded is what was given, rounded; and no edge is in two arcs."""
    built = cut(shapes, step)
    for polygons, shape in zip(decoded_rings(built, "x").values(), shapes, strict=True):
        assert Counter(cycle(ring) for rings in polygons for ring in rings) == rounded_rings(
            shape, step
        )
    edges = Counter(
        frozenset(map(tuple, edge)) for arc in lines(built) for edge in pairwise(arc.tolist())
    )
    assert max(edges.values()) == 1
    return built


@st.composite
def coverages(draw):
    """Skewed squares put together at random: holes, enclaves, islands, gaps."""
    n = draw(st.integers(1, 5))
    shifts = st.floats(-0.3, 0.3)
    node = {
        (i, j): (3 + (i + draw(shifts)) / 100, 45 + (j + draw(shifts)) / 100)
        for i in range(n + 1)
        for j in range(n + 1)
    }
    areas = {}
    for i in range(n):
        for j in range(n):
            corners = [node[i, j], node[i + 1, j], node[i + 1, j + 1], node[i, j + 1]]
            areas.setdefault(draw(st.integers(0, 3)), []).append(shapely.Polygon(corners))
    kept = {label: cells for label, cells in areas.items() if label or len(areas) == 1}
    return [shapely.coverage_union_all(cells) for cells in kept.values()]


SPUR = [
    shapely.Polygon([(0, 0), (10, 0), (10, 5), (20, 5), (20, 5.2), (10, 5.2), (10, 10), (0, 10)]),
    shapely.Polygon([(10, 0), (30, 0), (30, 5), (20, 5), (10, 5)]),
    shapely.Polygon([(10, 5.2), (20, 5.2), (20, 5), (30, 5), (30, 10), (10, 10)]),
]
"""A spur that is thinner than a degree, along a border that goes on beyond it."""


@given(coverages(), st.sampled_from([1e-5, 1e-4, 1e-3]))
@example(SPUR, 1.0)
def test_what_is_decoded_is_what_was_given_on_the_grid(shapes, step):
    check(shapes, step)


@given(coverages())
def test_neighbours_on_the_grid_leave_no_sliver(shapes):
    outlines = list(decoded(cut(shapes, 1e-3), "x").values())
    whole = next(iter(decoded(cut([shapely.coverage_union_all(shapes)], 1e-3), "x").values()))
    assert shapely.union_all(outlines).area == pytest.approx(whole.area, rel=1e-9)
    assert sum(outline.area for outline in outlines) == pytest.approx(whole.area, rel=1e-9)


@given(coverages())
def test_another_library_cuts_the_same_outlines(shapes):
    grid = [shapely.transform(shape, lambda xy: np.rint(xy / 1e-3)) for shape in shapes]
    told = Topology(grid, prequantize=False).to_dict()
    arcs = [np.array(arc) for arc in told["arcs"]]
    theirs = {"arcs": [np.diff(arc, axis=0, prepend=0) for arc in arcs], "objects": told["objects"]}
    theirs["transform"] = {"scale": [1, 1], "translate": [0, 0]}
    ours = decoded_rings(cut(shapes, 1e-3), "x").values()
    for one, other in zip(ours, decoded_rings(theirs, "data").values(), strict=True):
        assert polygons_of(one).equals(polygons_of(other))


def polygons_of(polygons):
    return shapely.MultiPolygon([(rings[0], rings[1:]) for rings in polygons])


def test_two_neighbours_share_the_arc_of_their_border(squares):
    built = topology({"communes": squares}, step_deg=STEP)
    east, west = (
        {i if i >= 0 else ~i for i in np.ravel(geometry["arcs"])}
        for geometry in built["objects"]["communes"]["geometries"]
    )
    assert len(built["arcs"]) == 3
    assert len(east & west) == 1


def test_features_keep_their_order_identifiers_and_columns(squares):
    built = topology({"communes": squares}, step_deg=STEP)
    geometries = built["objects"]["communes"]["geometries"]
    assert built["type"] == "Topology"
    assert built["objects"]["communes"]["type"] == "GeometryCollection"
    assert [geometry["id"] for geometry in geometries] == ["63430", "2A004"]
    assert [geometry["properties"] for geometry in geometries] == [
        {"name": "Est"},
        {"name": "Ouest"},
    ]


def test_the_grid_is_that_of_the_earth(squares):
    built = topology({"communes": squares}, step_deg=STEP)
    west = topology({"communes": squares.iloc[1:]}, step_deg=STEP)
    assert built["transform"] == {"scale": [STEP, STEP], "translate": pytest.approx([3, 45])}
    for each in (built, west):
        assert cycle(decoded_rings(each, "communes")["2A004"][0][0])[0] == (30_000, 450_000)


def test_holes_and_islands_survive():
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    shapes = [shapely.MultiPolygon([ring, shapely.box(5, 0, 6, 1)]), shapely.box(1, 1, 2, 2)]
    built = check(shapes, STEP)
    outlines = decoded(built, "x")
    assert [len(shapely.get_parts(outline)) for outline in outlines.values()] == [2, 1]
    assert [outline.area for outline in outlines.values()] == pytest.approx([9, 1])
    assert len(built["arcs"]) == 3


def test_holes_and_islands_that_the_grid_swallows_are_dropped():
    big, dot = shapely.box(0, 0, 1, 1), shapely.box(0.5, 0.5, 0.50001, 0.50001)
    far = shapely.transform(dot, lambda xy: xy + 2)
    built = cut([big - dot, shapely.MultiPolygon([far, shapely.transform(big, lambda xy: xy + 4)])])
    assert [geometry["type"] for geometry in built["objects"]["x"]["geometries"]] == ["Polygon"] * 2
    assert [outline.area for outline in decoded(built, "x").values()] == pytest.approx([1, 1])


def test_a_hole_goes_with_the_island_around_it():
    """The strip comes down to a line; its hole, rounded, would be a triangle."""
    strip = shapely.LineString([(0, 0), (3, 2)]).buffer(0.1, cap_style="flat")
    hole = shapely.Polygon([(0.3, 0.2), (1.55, 1.05), (2.7, 1.8)])
    built = cut([shapely.MultiPolygon([strip - hole, shapely.box(10, 10, 12, 12)])], step=1)
    assert decoded(built, "x")["0"].equals(shapely.box(10, 10, 12, 12))


def test_what_the_grid_swallows_whole_is_refused_by_name(squares):
    dot = shapely.box(3, 45, 3.00001, 45.00001)
    line = shapely.box(3, 45, 4, 45.00001)
    small = frame([squares.geometry.iloc[0], dot, line], ["63430", "dot", "line"])
    with pytest.raises(InvalidInputError, match=r"smaller than the grid: dot, line$"):
        topology({"communes": small}, step_deg=STEP)


def test_more_members_are_told(squares):
    built = topology({"communes": squares}, step_deg=STEP, members={"frames": [1]})
    assert built["frames"] == [1]


def test_layers_share_their_arcs(squares):
    whole = frame([squares.union_all()], ["84"])
    alone = topology({"communes": squares}, step_deg=STEP)
    both = topology({"communes": squares, "whole": whole}, step_deg=STEP)
    assert len(both["arcs"]) == len(alone["arcs"])
    assert decoded(both, "whole")["84"].area == pytest.approx(0.02)


def test_simplified_neighbours_still_share_their_border():
    zigzag = [(0, 0), *((0.001 * (-1) ** i, i / 100) for i in range(1, 100)), (0, 1)]
    west = shapely.Polygon([*zigzag, (-1, 1), (-1, 0)])
    east = shapely.Polygon([*zigzag, (1, 1), (1, 0)])
    smaller = simplified(frame([west, east], ["w", "e"]), 2_000)
    assert smaller.crs == "EPSG:4326"
    assert shapely.get_num_coordinates(smaller.geometry).sum() < 50
    assert shapely.coverage_is_valid(smaller.geometry.to_crs("EPSG:6933").to_numpy(), 0.01)


def test_lines_with_nothing_beyond_may_be_left_as_they_are():
    zigzag = [(0, 0), *((0.001 * (-1) ** i, i / 100) for i in range(1, 100)), (0, 1)]
    coast = [(1, 0), *((1 + 0.001 * (-1) ** i, i / 100) for i in range(1, 100)), (1, 1)]
    west = shapely.Polygon([*zigzag, (-1, 1), (-1, 0)])
    east = shapely.Polygon([*zigzag, *reversed(coast)])
    inside = simplified(frame([west, east], ["w", "e"]), 2_000, outside=False)
    assert shapely.get_num_coordinates(inside.geometry["e"]) in range(101, 120)
    assert shapely.get_num_coordinates(inside.geometry["w"]) < 20


@pytest.mark.parametrize(("longitude", "latitude"), [(3, 45), (55.5, -21), (-53, 4)])
def test_the_tolerance_means_the_same_everywhere(longitude, latitude):
    bump = 0.002
    corners = [(0, 0), (0.5 - bump, 0), (0.5, bump), (0.5 + bump, 0), (1, 0), (1, 1)]
    shape = shapely.Polygon([(x + longitude, y + latitude) for x, y in [*corners, (0, 1)]])
    kept = simplified(frame([shape], ["a"]), 100)
    dropped = simplified(frame([shape], ["a"]), 400)
    assert shapely.get_num_coordinates(kept.geometry.iloc[0]) == 8
    assert shapely.get_num_coordinates(dropped.geometry.iloc[0]) == 5


def test_the_same_layers_give_the_same_bytes(squares):
    first, second = (encode(topology({"communes": squares}, step_deg=STEP)) for _ in range(2))
    assert first == second
    assert b", " not in first
    assert json.loads(first)["objects"]["communes"]["geometries"][0]["id"] == "63430"


def test_accents_are_written_as_they_are(squares):
    named = squares.assign(name=["Thiézac", "L’Œil"])
    built = topology({"communes": named}, step_deg=STEP)
    assert "Thiézac" in encode(built).decode("utf-8")


@pytest.mark.parametrize("geometry", [None, shapely.Polygon(), shapely.Point(3, 45)], ids=str)
def test_a_feature_without_polygon_is_refused_by_name(squares, geometry):
    squares.geometry = [squares.geometry.iloc[0], geometry]
    with pytest.raises(InvalidInputError, match="communes: no polygon for 2A004"):
        topology({"communes": squares}, step_deg=STEP)


def test_layers_that_cannot_be_indexed_are_refused(squares):
    for wrong in (squares.set_axis(["a", "a"]), squares.set_crs(None, allow_override=True)):
        with pytest.raises(InvalidInputError, match="identifiers"):
            topology({"communes": wrong}, step_deg=STEP)


def test_an_empty_layer_is_kept_as_such(squares):
    built = topology({"communes": squares, "context": squares.iloc[:0]}, step_deg=STEP)
    assert built["objects"]["context"]["geometries"] == []


@pytest.mark.parametrize(("count", "step"), [(0, STEP), (2, 0.0), (2, -1.0), (2, np.nan)])
def test_no_feature_or_no_grid_is_refused(squares, count, step):
    for layers in ({"communes": squares.iloc[:count]}, {"communes": squares} if count else {}):
        with pytest.raises(InvalidInputError, match="a feature and a grid"):
            topology(layers, step_deg=step)
