"""What a map writes and draws around a territory, from what is known and no more."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from cls_dash.ingest.dataset.surroundings import around

HERE = ["63001", "63002"]
PLACES = {
    "63001": (3.0, 45.0, "A", 900), "63002": (3.1, 45.0, "A", 800),
    "63003": (3.2, 45.0, "B", 5_000), "63004": (3.2, 45.1, "B", 100),
    "63005": (2.9, 45.0, "C", 3_000), "63006": (9.0, 48.0, "D", 9_000),
}  # fmt: skip


@pytest.fixture
def communes():
    shapes = [shapely.box(x, y, x + 0.1, y + 0.1) for x, y, *_ in PLACES.values()]
    west, south, epci, people = zip(*PLACES.values(), strict=True)
    about = {
        "name": [f"Commune {code}" for code in PLACES], "epci": epci, "population": people,
        "longitude": [x + 0.05 for x in west], "latitude": [y + 0.05 for y in south],
        "outlined": True,
    }  # fmt: skip
    return gpd.GeoDataFrame(about, geometry=shapes, index=[*PLACES], crs="EPSG:4326")


@pytest.fixture
def departements():
    shapes = [shapely.box(2, 44, 4, 46), shapely.box(8, 47, 10, 49)]
    return gpd.GeoDataFrame(
        {"name": ["Puy-de-Dôme", "Ailleurs"]}, geometry=shapes, index=["63", "67"], crs="EPSG:4326"
    )


def epci(**communes):
    named = {"name": {code: f"CC {code}" for code in communes}, "communes": communes}
    return pd.DataFrame(named)


def found(communes, departements, known):
    return around(communes.loc[HERE], communes, departements, known)


def names(drawn, kind):
    return [name for each, name, *_ in drawn.names if each == kind]


def test_a_neighbour_is_drawn_whole_and_named_beside_the_territory(communes, departements):
    drawn = found(communes, departements, epci(A=2, B=2, C=1, D=1))
    assert drawn.neighbours["name"].tolist() == ["CC B", "CC C"]
    assert drawn.neighbours.geometry["B"].area == pytest.approx(0.02)
    assert names(drawn, "epci") == ["CC B", "CC C"]
    inside = shapely.union_all(communes.loc[HERE].geometry.to_numpy())
    assert not [each for each in drawn.names if inside.contains(shapely.Point(each[2:]))]


def test_one_of_which_some_communes_are_not_known_is_not_drawn_as_if_it_were_whole(
    communes, departements
):
    drawn = found(communes, departements, epci(A=2, B=3, C=1, D=1))
    assert drawn.neighbours["name"].tolist() == ["CC C"]


@pytest.mark.parametrize("known", [None, pd.DataFrame({"name": {"B": "CC B"}})])
def test_without_their_sizes_départements_alone_are_named(communes, departements, known):
    drawn = found(communes, departements, known)
    assert drawn.neighbours.empty
    assert (names(drawn, "epci"), names(drawn, "departement")) == ([], ["Puy-de-Dôme"])


def test_towns_around_are_named_the_largest_first_and_none_that_is_far(communes, departements):
    drawn = found(communes, departements, epci(A=2, B=2, C=1, D=1))
    assert names(drawn, "town") == ["Commune 63003", "Commune 63005"]


def test_a_territory_alone_has_its_département(communes, departements):
    drawn = found(communes.loc[HERE], departements, epci(A=2))
    assert names(drawn, "town") == names(drawn, "epci") == []
    assert drawn.departements["name"].tolist() == ["Puy-de-Dôme"]
