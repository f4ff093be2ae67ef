"""Densities, on square communes whose area is known without a map."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from cls_dash.ingest.dataset.derived import densities

NAMES = {
    "epci": {"E1": "CC Une", "E2": "CC Deux"},
    "departement": {"63": "Puy-de-Dôme", "2A": "Corse-du-Sud"},
}
POPULATION = {"63001": 400, "63002": 40, "63003": None, "63004": 80, "2A001": 8, "29155": 4}
"""Densities 100, 10, none, none (no outline), 2 and 1 on squares of 4 km²."""


@pytest.fixture
def communes():
    """Squares of 2 km in the equal-area projection, brought back to degrees."""
    squares = [box(2000.0 * n, 5e6, 2000.0 * (n + 1), 5e6 + 2000) for n in range(6)]
    outlines = gpd.GeoSeries(squares, crs=6933).to_crs(4326)
    outlines.loc[3] = None
    return gpd.GeoDataFrame(
        {
            "name": [f"Commune {code}" for code in POPULATION],
            "epci": ["E1", "E1", "E1", "E2", "E2", None],
            "departement": ["63", "63", "63", "63", "2A", "29"],
            "region": ["84", "84", "84", "84", "94", "53"],
            "population": pd.array(list(POPULATION.values()), "Int64"),
            "population_year": pd.array([2022, 2022, None, 2022, 2021, 2022], "Int64"),
        },
        index=pd.Index(list(POPULATION), name="code"),
        geometry=outlines.to_numpy(),
        crs=4326,
    )


def told(frame, level):
    return dict(frame.filter(level=level).select("geography", "value").iter_rows())


def test_a_commune_s_inhabitants_by_km2(communes):
    found = told(densities(communes, NAMES, whole=False), "commune")
    assert found == {"63001": 100, "63002": 10, "2A001": 2, "29155": 1}


def test_a_group_is_the_people_of_all_over_the_land_of_all_that_are_known(communes):
    found = densities(communes, NAMES, whole=True)
    # 440 people on 8 km²: not the mean of 100 and 10 weighted otherwise, nor on 16 km².
    assert told(found, "epci") == {"E1": 55, "E2": 2}
    assert told(found, "departement") == {"63": 55, "2A": 2, "29": 1}
    assert told(found, "region") == {"84": 55, "94": 2, "53": 1}


def test_a_group_s_mean_weighs_land_and_people_not_communes(communes):
    wide = box(0.0, 5e6 + 2000, 6000.0, 5e6 + 8000)
    wider = gpd.GeoSeries([wide], crs=6933).to_crs(4326).iloc[0]
    communes.loc["63002", "geometry"] = wider
    found = densities(communes, NAMES, whole=False)
    assert told(found, "commune")["63002"] == 1.1
    assert told(found, "epci")["E1"] == 11  # 440 people on 4 + 36 km².


def test_a_part_of_france_says_nothing_of_departements_and_regions(communes):
    found = densities(communes, NAMES, whole=False)
    assert set(found["level"]) == {"commune", "epci"}


def test_places_are_named_and_the_year_is_that_of_the_census(communes):
    found = densities(communes, NAMES, whole=True)
    assert not found.select("level", "geography").is_duplicated().any()
    assert {(level, place): name for level, place, name in
            found.select("level", "geography", "name").iter_rows()} == {
        ("commune", "63001"): "Commune 63001", ("commune", "63002"): "Commune 63002",
        ("commune", "2A001"): "Commune 2A001", ("commune", "29155"): "Commune 29155",
        ("epci", "E1"): "CC Une", ("epci", "E2"): "CC Deux",
        ("departement", "63"): "Puy-de-Dôme", ("departement", "2A"): "Corse-du-Sud",
        # Nobody named it.
        ("departement", "29"): "",
        ("region", "84"): "Auvergne-Rhône-Alpes", ("region", "94"): "Corse",
        ("region", "53"): "Bretagne",
    }  # fmt: skip
    assert set(found["year"]) == {"2022"}
    assert set(found["indicator"]) == {"population_density"}
    assert set(found["status"]) == {"derived"}


def test_where_no_commune_is_known_there_is_no_density(communes):
    found = densities(communes.assign(population=pd.array([None] * 6, "Int64")), NAMES, whole=True)
    assert found.is_empty()
