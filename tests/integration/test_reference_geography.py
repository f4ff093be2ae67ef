"""The geography that ships: complete, valid, and in accord with other release."""

import json
from pathlib import Path

import pandas as pd
import pytest
import shapely

from cls_dash.ingest.geography.codes import write_codes
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.geography.districts import write_districts
from cls_dash.ingest.geography.national import read_national, write_national
from cls_dash.ingest.geography.outlines import EQUAL_AREA
from cls_dash.ingest.geography.reference import read_geography, write_geography

ROOT = Path(__file__).parents[2]
GEOGRAPHY = ROOT / "data" / "geography"
SHARED = ROOT.parent / "shared" / "data"
POPULATIONS = {
    ("200070712", "200070761", "200067627"): 90_461,
    ("200071199",): 21_410,
    ("241500230", "241501089", "200066678"): 80_322,
    ("200069383",): 27_244,
}


@pytest.fixture(scope="module")
def geography():
    return read_geography(GEOGRAPHY)


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
    committed = {path: path.stat().st_size for path in GEOGRAPHY.glob("*.*")}
    assert committed.pop(GEOGRAPHY / "cog.csv") < 1_500_000
    assert committed.pop(GEOGRAPHY / "postcodes.csv") < 500_000
    assert sum(committed.values()) < 1_000_000


def test_every_commune_of_the_selection_is_in_the_official_codes(communes):
    cog = read_cog(GEOGRAPHY)
    assert len(cog.names) == 34_969
    assert communes["name"].to_dict().items() <= cog.names.items()


def test_former_codes_lead_to_communes_that_exist():
    cog = read_cog(GEOGRAPHY)
    assert len(cog.successors) == 4_285
    assert set(cog.successors.values()) <= set(cog.names)
    assert cog.successors.keys().isdisjoint(cog.names)


@pytest.mark.parametrize(
    ("former", "present"),
    [("75101", "75056"), ("13216", "13055"), ("69389", "69123"), ("20004", "2A004")],
)
def test_arrondissements_and_old_codes_of_corsica_have_their_commune(former, present):
    assert read_cog(GEOGRAPHY).successors[former] == present


class TestFromThePackages:
    """All of France, where the two packages are in the cache: ten seconds of work."""

    def test_what_is_committed_is_what_the_packages_give(
        self, packages, france, geography, tmp_path
    ):
        write_geography(france, tmp_path, epci=list(geography["epci"].index))
        write_codes(packages.divisions, tmp_path)
        write_districts(packages, tmp_path)
        written = {path.name for path in tmp_path.iterdir()}
        assert written == {path.name for path in GEOGRAPHY.iterdir() if path.is_file()}
        for path in tmp_path.iterdir():
            assert path.read_bytes() == (GEOGRAPHY / path.name).read_bytes(), path.name

    def test_france_is_complete_and_says_what_is_missing(self, france):
        assert len(france) == 34_969
        bare = france[france.geometry.isna()]
        assert (len(bare), bare["epci"].notna().sum()) == (98, 4)
        assert france["epci"].isna().sum() == 98

    def test_communes_that_have_just_merged_are_whole_and_llivia_is_spanish(self, france):
        """Saint-Denis with Pierrefitte-sur-Seine, Orée d'Anjou by its delegated communes."""
        whole = france.loc[["93066", "49126"]].to_crs(EQUAL_AREA).area / 1e6
        assert whole.tolist() == pytest.approx([15.8, 157.8], rel=0.01)
        llivia = shapely.Point(1.98, 42.466)
        assert not france.geometry.dropna().contains(llivia).any()

    def test_france_is_read_back_with_the_same_selection(self, france, communes, tmp_path):
        write_national(france, tmp_path)
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 15_000_000
        whole = read_national(tmp_path)
        assert (len(whole["communes"]), len(whole["epci"])) == (34_969, 1_255)
        assert len(whole["departements"]) == 101
        kept = whole["communes"].loc[communes.index]
        assert kept.geometry.geom_equals(communes.geometry).all()
        assert kept["population"].equals(communes["population"])


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
