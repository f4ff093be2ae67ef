"""TopoJSON: shared arcs, order kept, and an independent decoder that agrees."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from cls_dash.errors import InvalidInputError
from cls_dash.render.topology import encode, simplified, topology


def frame(geometries, codes, **columns):
    return gpd.GeoDataFrame(columns, geometry=geometries, index=codes, crs="EPSG:4326")


@pytest.fixture
def squares():
    """East before west, on purpose: the order is not that of the map."""
    return frame(
        [shapely.box(3.1, 45, 3.2, 45.1), shapely.box(3, 45, 3.1, 45.1)],
        ["63430", "2A004"],
        name=["Est", "Ouest"],
    )


def decoded(built, name):
    """Decode with nothing but the TopoJSON specification."""
    scale, translate = built["transform"]["scale"], built["transform"]["translate"]
    arcs = [np.cumsum(arc, axis=0) * scale + translate for arc in built["arcs"]]

    def ring(indexes):
        lines = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indexes]
        return np.vstack([lines[0], *(line[1:] for line in lines[1:])])

    def polygon(rings):
        return shapely.Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]])

    outlines = {}
    for geometry in built["objects"][name]["geometries"]:
        parts = geometry["arcs"]
        if geometry["type"] == "Polygon":
            parts = [parts]
        outlines[geometry["id"]] = shapely.union_all([polygon(p) for p in parts])
    return outlines


def test_two_neighbours_share_the_arc_of_their_border(squares):
    built = topology({"communes": squares}, quantization=10_000, tolerance_m=None)
    east, west = (
        {i if i >= 0 else ~i for i in np.ravel(geometry["arcs"])}
        for geometry in built["objects"]["communes"]["geometries"]
    )
    assert len(built["arcs"]) == 3
    assert len(east & west) == 1


def test_features_keep_their_order_identifiers_and_columns(squares):
    built = topology({"communes": squares}, quantization=10_000, tolerance_m=50)
    geometries = built["objects"]["communes"]["geometries"]
    assert built["type"] == "Topology"
    assert built["objects"]["communes"]["type"] == "GeometryCollection"
    assert [geometry["id"] for geometry in geometries] == ["63430", "2A004"]
    assert [geometry["properties"] for geometry in geometries] == [
        {"name": "Est"},
        {"name": "Ouest"},
    ]


@pytest.mark.parametrize("tolerance_m", [None, 50])
def test_what_is_decoded_is_what_was_given_within_a_step(squares, tolerance_m):
    quantization = 10_000
    built = topology({"communes": squares}, quantization=quantization, tolerance_m=tolerance_m)
    step = 0.2 / (quantization - 1)
    for code, outline in decoded(built, "communes").items():
        expected = squares.geometry[code]
        assert outline.bounds == pytest.approx(expected.bounds, abs=step)
        assert outline.area == pytest.approx(expected.area, rel=1e-3)


def test_holes_and_islands_survive():
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    island = shapely.box(5, 0, 6, 1)
    filled = frame([shapely.MultiPolygon([ring, island]), shapely.box(1, 1, 2, 2)], ["a", "b"])
    built = topology({"x": filled}, quantization=10_000, tolerance_m=None)
    outlines = decoded(built, "x")
    assert outlines["a"].area == pytest.approx(9, rel=1e-3)
    assert len(shapely.get_parts(outlines["a"])) == 2
    assert outlines["b"].area == pytest.approx(1, rel=1e-3)


def test_layers_share_their_arcs(squares):
    whole = frame([squares.union_all()], ["84"])
    alone = topology({"communes": squares}, quantization=1_000, tolerance_m=None)
    both = topology({"communes": squares, "whole": whole}, quantization=1_000, tolerance_m=None)
    assert len(both["arcs"]) == len(alone["arcs"])
    assert decoded(both, "whole")["84"].area == pytest.approx(0.02, rel=1e-3)


def test_simplified_neighbours_still_share_their_border():
    zigzag = [(0, 0), *((0.001 * (-1) ** i, i / 100) for i in range(1, 100)), (0, 1)]
    west = shapely.Polygon([*zigzag, (-1, 1), (-1, 0)])
    east = shapely.Polygon([*zigzag, (1, 1), (1, 0)])
    smaller = simplified(frame([west, east], ["w", "e"]), 2_000)
    assert smaller.crs == "EPSG:4326"
    assert shapely.get_num_coordinates(smaller.geometry).sum() < 50
    assert shapely.coverage_is_valid(smaller.geometry.to_crs("EPSG:6933").to_numpy(), 0.01)


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
    first, second = (
        encode(topology({"communes": squares}, quantization=1_000, tolerance_m=10))
        for _ in range(2)
    )
    assert first == second
    assert b", " not in first
    assert json.loads(first)["objects"]["communes"]["geometries"][0]["id"] == "63430"


def test_accents_are_written_as_they_are(squares):
    named = squares.assign(name=["Thiézac", "L’Œil"])
    built = topology({"communes": named}, quantization=1_000, tolerance_m=None)
    assert "Thiézac" in encode(built).decode("utf-8")


@pytest.mark.parametrize("geometry", [None, shapely.Polygon(), shapely.Point(3, 45)], ids=str)
def test_a_feature_without_polygon_is_refused_by_name(squares, geometry):
    squares.geometry = [squares.geometry.iloc[0], geometry]
    with pytest.raises(InvalidInputError, match="communes: no polygon for 2A004"):
        topology({"communes": squares}, quantization=1_000, tolerance_m=None)


def test_layers_that_cannot_be_indexed_are_refused(squares):
    for wrong in (
        squares.iloc[:0],
        squares.set_axis(["a", "a"]),
        squares.set_crs(None, allow_override=True),
    ):
        with pytest.raises(InvalidInputError, match="identifiers"):
            topology({"communes": wrong}, quantization=1_000, tolerance_m=None)


@pytest.mark.parametrize(("count", "quantization"), [(0, 1_000), (1, 1)])
def test_no_layer_or_no_grid_is_refused(squares, count, quantization):
    layers = {"communes": squares} if count else {}
    with pytest.raises(InvalidInputError, match="2 steps"):
        topology(layers, quantization=quantization, tolerance_m=None)
