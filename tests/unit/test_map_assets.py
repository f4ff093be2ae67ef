"""The geometry of each map: which there are, what they hold, where they lie."""

import geopandas as gpd
import pandas as pd
import polars as pl
import pytest
import shapely

from cls_dash.ingest.dataset.generalised import mended, overview
from cls_dash.ingest.dataset.map_assets import map_assets
from tests.decoding import unpacked

EPCI = {"200000001": "CC de l’Ouest", "200000002": "CC de l’Est"}
DEPARTEMENTS = {"63": "Puy-de-Dôme", "43": "Haute-Loire", "974": "La Réunion"}
CORNERS = {
    "43001": (3.2, 45.0),
    "63001": (3.0, 45.0),
    "63002": (3.1, 45.0),
    "63003": (3.0, 45.1),
    "97401": (55.5, -21.1),
}


def square(west, south, side=0.1):
    return shapely.box(west, south, west + side, south + side)


@pytest.fixture(scope="module")
def communes():
    """Four squares of the metropole, one of La Réunion, and some that nobody drew."""
    codes = [*CORNERS, "15031", "15035", "98701", "98702"]
    point = {code: (west + 0.05, south + 0.05) for code, (west, south) in CORNERS.items()}
    return gpd.GeoDataFrame(
        {
            "name": [f"Commune {code}" for code in codes],
            "epci": ["200000002", *["200000001"] * 2, "200000002", None]
            + ["200000001"] * 2
            + [None] * 2,
            "departement": ["43", "63", "63", "63", "974", "15", "15", "987", "987"],
            "region": ["84", "84", "84", "84", "04", "84", "84", "987", "987"],
            "longitude": [point.get(code, (None, None))[0] for code in codes],
            "latitude": [point.get(code, (None, None))[1] for code in codes],
        },
        geometry=[square(*CORNERS[code]) if code in CORNERS else None for code in codes],
        index=pd.Index(codes, name="code"),
        crs="EPSG:4326",
    )


@pytest.fixture(scope="module")
def departements():
    outlines = [shapely.box(3.0, 45, 3.2, 45.2), square(3.2, 45), square(55.5, -21.1)]
    return gpd.GeoDataFrame(
        {"name": DEPARTEMENTS.values()}, geometry=outlines, index=[*DEPARTEMENTS], crs="EPSG:4326"
    )


@pytest.fixture(scope="module")
def made(communes, departements):
    """Assets by name: (areas, context, what they say)."""
    frame = make(communes, departements).set_index("name")
    digests = frame["digest"].to_dict()
    opened = {name: unpacked(body) for name, body in frame["body"].items()}
    return {name: (layers, told | {"digest": digests[name]})
            for name, (layers, told) in opened.items()}  # fmt: skip


def make(communes, departements):
    perimeters = pl.DataFrame(
        {
            "territory": ["ouest", "ouest", "ouest", "ile"],
            "commune": ["63003", "63001", "15031", "97401"],
        }
    )
    territories = pl.DataFrame({"slug": ["ile", "ouest"], "short_name": ["L’île", "L’Ouest"]})
    epci = pd.DataFrame({"name": EPCI})
    return map_assets(communes, departements, perimeters, territories, epci=epci).to_pandas()


def test_there_is_one_of_each_territory_departement_region_and_of_france(made):
    assert list(made) == [
        "departement:15", "departement:43", "departement:63", "departement:974",
        "departement:987", "france", "ile", "ouest", "region:04", "region:84", "region:987",
        "territories",
    ]  # fmt: skip


def test_each_holds_its_communes_in_order_of_code(made, communes):
    for name, codes in {
        "ouest": ["15031", "63001", "63003"],
        "departement:63": ["63001", "63002", "63003"],
        "region:84": ["15031", "15035", "43001", "63001", "63002", "63003"],
        "france": sorted(communes.index),
    }.items():
        areas = made[name][0]["areas"]
        assert areas.index.tolist() == codes
        assert areas["name"].tolist() == [f"Commune {code}" for code in codes]


def test_outlines_are_those_of_the_communes(made, communes):
    for name in ("departement:63", "region:04", "france"):
        areas = made[name][0]["areas"]
        for code in areas.index.intersection([*CORNERS]):
            assert (
                areas.geometry[code]
                .normalize()
                .equals_exact(communes.geometry[code].normalize(), 1e-9)
            )


def test_territories_are_dissolved(made):
    areas = made["territories"][0]["areas"]
    assert areas["name"].to_dict() == {"ile": "L’île", "ouest": "L’Ouest"}
    west = areas.geometry["ouest"]
    assert west.covers(shapely.box(3.01, 45.01, 3.09, 45.19))
    assert made["territories"][1]["groups"] == {}


def test_the_background_is_that_of_departements_around(made):
    assert made["departement:63"][0]["context"].index.tolist() == ["63", "43"]
    assert made["ile"][0]["context"].index.tolist() == ["974"]
    assert made["departement:987"][0]["context"].empty
    assert "context" not in made["france"][0]


def test_chief_points_are_told_but_in_the_map_of_france(made):
    objects = made["departement:974"][1]["objects"]
    scale, low = (made["departement:974"][1][key] for key in ("scale", "translate"))
    point = [low[axis] + scale[axis] * objects["areas"]["points"][axis] for axis in (0, 1)]
    assert point == pytest.approx([55.55, -21.05])
    assert "points" not in made["france"][1]["objects"]["areas"]


def test_groups_say_what_holds_each_area(made):
    groups = made["france"][1]["groups"]
    assert made["france"][0]["areas"].index[2:5].tolist() == ["43001", "63001", "63002"]
    assert groups["epci"] == {
        "codes": ["200000001", "200000002"],
        "names": ["CC de l’Ouest", "CC de l’Est"],
        "of": [0, 0, 1, 0, 0, 1, -1, -1, -1],
    }
    assert groups["departement"]["codes"] == ["15", "43", "63", "974", "987"]
    # Nobody told the name of the Cantal.
    assert groups["departement"]["names"] == [
        "15", "Haute-Loire", "Puy-de-Dôme", "La Réunion", "Polynésie française",
    ]  # fmt: skip
    assert groups["region"]["names"] == [
        "La Réunion",
        "Auvergne-Rhône-Alpes",
        "Polynésie française",
    ]


def test_frames_are_the_places_oceans_apart_the_fullest_first(made):
    assert made["france"][1]["frames"] == [
        {"name": "Métropole", "box": [3, 45, 3.3, 45.2]},
        {"name": "La Réunion", "box": [55.5, -21.1, 55.6, -21]},
    ]


def test_the_place_of_most_areas_is_first(communes, departements):
    communes = communes.copy()
    communes.loc[["63002", "63003"], "departement"] = "976"
    body = make(communes, departements).set_index("name").loc["france", "body"]
    names = [frame["name"] for frame in unpacked(body)[1]["frames"]]
    assert names == ["Métropole", "976", "La Réunion"]


def test_a_place_that_nobody_drew_has_a_frame_where_it_is_alone(made):
    (frame,) = made["departement:987"][1]["frames"]
    assert frame["name"] == "Polynésie française"
    assert frame["box"] == pytest.approx([-149.41, -17.71, -149.36, -17.69])


def test_no_two_maps_have_the_same_digest(made):
    """La Réunion is a région and a département: the same communes, other names."""
    assert len({told["digest"] for _, told in made.values()}) == len(made)


def test_one_place_is_one_frame_and_an_island_does_not_widen_the_home_map(made):
    assert [frame["name"] for frame in made["region:84"][1]["frames"]] == ["Métropole"]
    home = {frame["name"]: frame["box"] for frame in made["territories"][1]["frames"]}
    assert list(home) == ["Métropole", "La Réunion"]
    assert home["Métropole"][2] < 4


def test_france_says_where_finer_pieces_are(made):
    details = made["france"][1]["details"]
    pieces = [name for name in made if name.startswith("departement:")]
    assert [digest for digest, *_ in details] == [made[name][1]["digest"] for name in pieces]
    boxes = {name: box for name, (_, *box) in zip(pieces, details, strict=True)}
    assert boxes["departement:63"] == [3, 45, 3.2, 45.2]


def test_communes_that_nobody_drew_are_squares_side_by_side(made):
    areas = made["france"][0]["areas"].geometry
    one, other = areas["98701"], areas["98702"]
    assert one.area == pytest.approx(0.02**2)
    assert not one.intersects(other)
    assert one.distance(other) < 0.02


@pytest.mark.parametrize(("name", "step"), [("france", 5e-4), ("departement:15", 2e-5)])
def test_one_whose_land_is_drawn_as_another_s_is_not_seen(made, name, step):
    area = made[name][0]["areas"].geometry["15031"]
    assert 0 < area.area <= (4 * step) ** 2


def test_where_others_were_drawn_stays_where_it_was(made):
    areas = made["france"][0]["areas"].geometry
    assert areas["15031"].centroid.distance(shapely.Point(3.1, 45.05)) < 1e-3
    assert areas["98701"].centroid.distance(shapely.Point(-149.4, -17.7)) < 0.01


def test_they_leave_the_borders_of_the_others_as_they_are(made, communes, departements):
    without = make(communes.drop(index="15035"), departements).set_index("name")
    outlines = unpacked(without.loc["france", "body"])[0]["areas"].geometry
    assert outlines["63001"].equals(made["france"][0]["areas"].geometry["63001"])


def test_the_same_input_gives_the_same_bytes(communes, departements):
    one, other = (make(frame, departements) for frame in (communes, communes.iloc[::-1]))
    pd.testing.assert_frame_equal(one, other)


def test_borders_that_do_not_match_are_mended(communes):
    communes = communes.copy()
    communes.loc["63002", "geometry"] = square(3.099, 45.0, 0.101)
    assert not shapely.coverage_is_valid(communes.geometry.dropna().to_numpy())
    assert shapely.coverage_is_valid(mended(communes).geometry.to_numpy())


def test_an_epci_that_would_change_of_area_is_drawn_finer():
    """A bay of 0.4 km² in the border of two communes of 14 km²."""
    bay = shapely.Polygon([(3.04, 45.015), (3.04, 45.025), (3.05, 45.02)])
    west, east = square(3, 45, 0.04) | bay, square(3.04, 45, 0.04) - bay
    communes = gpd.GeoDataFrame(
        {"epci": ["200000001"] * 2, "departement": ["63"] * 2},
        geometry=[west, east],
        crs="EPSG:4326",
    )
    drawn = mended(communes)
    assert shapely.get_num_coordinates(overview(drawn).geometry).tolist() == [5, 5]
    for level in ("epci", "departement"):
        apart = overview(drawn.assign(**{level: ["one", "other"]})).geometry
        assert apart.area.tolist() == pytest.approx(drawn.area.tolist(), rel=0.018)
        assert shapely.coverage_is_valid(apart.to_numpy())
