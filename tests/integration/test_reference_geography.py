"""The geography that ships: complete, valid, and in accord with other readings."""

import json
from pathlib import Path

import pandas as pd
import pytest
import shapely

from cls_dash.ingest.geography import read_geography

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
POPULATIONS = {
    ("200070712", "200070761", "200067627"): 90_461,
    ("200071199",): 21_410,
    ("241500230", "241501089", "200066678"): 80_322,
    ("200069383",): 27_244,
}


@pytest.fixture(scope="module")
def geography():
    return read_geography(ROOT / "data" / "geography")


@pytest.fixture(scope="module")
def communes(geography):
    return geography["communes"]


def shared(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not on this machine: nothing to compare with")
    return json.loads(path.read_text("utf-8"))


def test_the_four_territories_are_complete(communes, geography):
    assert len(communes) == 253
    assert sorted(geography["epci"].index) == sorted(sum(POPULATIONS, ()))
    assert geography["epci"]["communes"].sum() == 253
    assert communes["region"].unique().tolist() == ["76", "84"]


@pytest.mark.parametrize(("epci", "population"), POPULATIONS.items())
def test_populations_are_those_of_census_2022(communes, geography, epci, population):
    members = communes[communes["epci"].isin(epci)]
    assert members["population"].sum() == population
    assert geography["epci"].loc[list(epci), "population"].sum() == population
    assert members["population_year"].unique().tolist() == [2022]


def test_thiers_is_thiers(communes):
    thiers = communes.loc["63430"]
    assert thiers[["name", "population"]].tolist() == ["Thiers", 11_686]
    assert (thiers["longitude"], thiers["latitude"]) == pytest.approx((3.55, 45.86), abs=0.01)


def test_outlines_are_valid_and_neighbours_share_their_borders(geography):
    for level in ("communes", "departements"):
        outlines = geography[level].geometry
        assert outlines.is_valid.all()
        assert shapely.coverage_is_valid(outlines.to_numpy())


def test_every_chief_point_lies_in_its_outline(communes):
    points = shapely.points(communes["longitude"], communes["latitude"])
    assert shapely.covers(communes.geometry.to_numpy(), points).all()
    assert communes["point_kind"].value_counts().to_dict() == {
        "town_hall": 238,
        "representative": 15,
    }


@pytest.mark.parametrize("code", ["63", "12", "46", "15"])
def test_departements_have_no_hole(geography, code):
    parts = shapely.get_parts(geography["departements"].geometry[code])
    assert shapely.get_num_interior_rings(parts).sum() == 0


def test_departements_surround_the_communes(communes, geography):
    context = geography["departements"].geometry.union_all()
    assert context.buffer(0.01).covers(communes.geometry.union_all())
    assert set(communes["departement"]) <= set(geography["departements"].index)


def test_files_stay_small():
    files = (ROOT / "data" / "geography").rglob("*")
    assert sum(path.stat().st_size for path in files if path.is_file()) < 1_500_000


def test_members_and_populations_agree_with_another_reading(communes):
    expected = pd.DataFrame(
        [
            {key: commune[key] for key in ("insee", "epci", "population_municipale")}
            for territory in shared("territories.json")["territories"]
            for commune in territory["communes"]
        ]
    ).set_index("insee")
    found = communes[["epci", "population"]]
    assert found["epci"].to_dict() == expected["epci"].to_dict()
    assert found["population"].to_dict() == expected["population_municipale"].to_dict()


def test_outlines_agree_with_another_reading(communes):
    features = shared("cls_communes.geojson")["features"]
    outlines = {
        feature["properties"]["insee"]: shapely.geometry.shape(feature["geometry"])
        for feature in features
    }
    assert sorted(outlines) == list(communes.index)
    for code, outline in outlines.items():
        difference = outline.symmetric_difference(communes.geometry[code]).area
        assert difference < 0.01 * outline.area, code
