"""Questions about all of France, against plain loops over what was published."""

import math
from collections import Counter

import pandas as pd
import pytest

from cls_dash.domain.extent import FRANCE, Extent, read_asset
from cls_dash.domain.regions import REGIONS
from cls_dash.store.queries import completing, country
from cls_dash.store.queries.maps import asset_digest, asset_of
from tests.conftest import ENGINES, opened
from tests.small_country import (
    COUNTLESS,
    EMPTY,
    EPCI,
    EVERY,
    ISLAND,
    LEFT,
    country_frames,
    share,
    sow_country,
    values,
)  # fmt: skip

FRAMES = {name: frame.to_dict("records") for name, frame in country_frames().items()}
COMMUNES = {row["code"]: row for row in FRAMES["commune"]}
LEVELS = ("commune", "epci", "departement", "region")


@pytest.fixture(scope="module", params=ENGINES)
def answers(request):
    """Release of the country, on each engine."""
    if request.param == "sqlite":
        path = request.getfixturevalue("country_file")
        with opened(f"sqlite:///{path}") as store, store.reading() as release:
            yield release
    else:
        with request.getfixturevalue("postgis").database() as address:
            sow_country(address)
            with opened(address) as store, store.reading() as release:
                yield release


def place_of(code, level):
    """The place of a level that a commune belongs to, if any."""
    place = code if level == "commune" else COMMUNES[code][level]
    return None if place != place else place


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("france", sorted(EVERY)),
        ("damier", [code for code in EVERY if code[:3] == "630" and code[3] in "0123"]),
        ("voisin", ["63040"]),
        ("departement:2A", ["2A001", "2A002", "2A003"]),
        ("region:84", sorted(code for code in EVERY if code[:2] in {"03", "63"})),
        ("region:53", [ISLAND]),
        ("epci:200000010", ["03000", "03010"]),
        ("nulle-part", []),
        ("region:99", []),
        # No column of the table is asked by its name.
        ("population:1000", []),
        ("drop:table", []),
    ],
)
def test_the_places_of_an_extent_are_in_the_order_of_its_map(answers, name, expected):
    found = country.places(answers, read_asset(name))
    assert found.index.tolist() == expected
    for code, row in found.iterrows():
        told = COMMUNES[code]
        for column in ("name", "epci", "departement", "region", "population", "longitude"):
            told_so = None if pd.isna(told[column]) else told[column]
            assert (None if pd.isna(row[column]) else row[column]) == told_so
        assert row["epci_name"] == (f"CC {told['epci'][-2:]}" if row["epci"] else None)


def test_an_extent_is_read_back_from_the_name_of_its_map():
    for extent in (FRANCE, Extent("territory", "damier"), Extent("departement", "2A")):
        assert read_asset(extent.asset) == extent


def test_each_extent_s_map_is_in_the_store(answers):
    for name in ("france", "damier", "departement:2A", "region:53"):
        assert asset_of(answers, asset_digest(answers, name))


def test_indicators_are_counted_by_place_where_something_is_published(answers):
    found = country.observed(answers)
    expected = Counter()
    for indicator, level, place in {
        key[:3] for key, value in values().items() if value is not None
    }:
        assert place
        expected[indicator, level] += (indicator, place) != ("malades", "63000")  # Withheld.
    assert {(row.code, row.observed_at): row.places for row in found.itertuples()} == expected
    assert found["title"].tolist() == sorted(found["title"])
    assert found.set_index("code")["unit"]["revenu"] == "€ par UC"


@pytest.mark.parametrize(
    ("indicator", "level"),
    [("depistage", "commune"), ("revenu", "epci"), ("revenu", "commune"), ("absent", "commune")],
)
def test_the_latest_observation_of_each_place_even_when_it_says_nothing(answers, indicator, level):
    last = {}
    for (code, at, place, year), value in sorted(values().items(), key=lambda item: item[0]):
        if (code, at) == (indicator, level):
            last[place] = (year, value)
    found = country.latest(answers, indicator, level)
    assert {
        place: (row["year"], None if pd.isna(row["value"]) else row["value"])
        for place, row in found.iterrows()
    } == last
    assert found.index.is_unique


def test_a_value_of_before_does_not_stand_for_the_latest(answers):
    found = country.latest(answers, "depistage", "commune")
    assert math.isnan(found["value"]["63010"])
    assert found["year"]["63010"] == "2022"
    assert found["value"]["63011"] == share("63011")


def test_small_counts_of_persons_are_withheld(answers):
    found = country.latest(answers, "malades", "commune")
    assert found.index[found["value"].isna()].tolist() == ["63000"]
    assert found.index[found["status"] == "withheld"].tolist() == ["63000"]
    assert found["value"]["63002"] == 65


@pytest.mark.parametrize(("category", "year"), [("bpe:D201", "2018"), ("rpps:10", "2024")])
def test_a_list_is_counted_in_the_year_at_which_it_is_complete(answers, category, year):
    expected = Counter()
    for row in FRAMES["provider_count"]:
        if (row["category"], str(row["year"])) == (category, year):
            expected[row["commune"]] += row["n"]
    counts = completing.everywhere(answers, [category], "essai", year, register=False)
    assert counts.to_dict() == expected
    assert pd.api.types.is_integer_dtype(counts)


def test_a_list_that_nobody_made_counts_nothing(answers):
    asked = answers, ["bpe:D201"], "autre", "2018"
    assert completing.everywhere(*asked, register=False).empty


def test_a_register_counts_its_active_establishments(answers):
    found = completing.everywhere(
        answers, ["hospital", "health_centre"], "essai", "2026", register=True
    )
    assert found.to_dict() == {"63000": 1, "75056": 1}


@pytest.mark.parametrize("level", LEVELS)
def test_inhabitants_are_summed_where_they_are_known(answers, level):
    expected = {}
    for code, row in COMMUNES.items():
        if place := place_of(code, level):
            known = expected.setdefault(place, [])
            known += [] if pd.isna(row["population"]) else [row["population"]]
    found = country.population(answers, level)
    assert set(found.index) == set(expected)
    assert found.dropna().to_dict() == {place: sum(n) for place, n in expected.items() if n}
    assert found.isna().sum() == (level == "commune")
    if level == "commune":
        assert math.isnan(found[COUNTLESS])
        assert found[EMPTY] == 0


def test_who_left_a_territory_is_no_member(answers):
    expected = {}
    for row in FRAMES["perimeter"]:
        if pd.isna(row["ends_on"]):
            expected.setdefault(row["territory"], []).append(row["commune"])
    found = country.members(answers)
    assert found == {name: sorted(codes) for name, codes in expected.items()}
    assert LEFT not in found["damier"]


@pytest.mark.parametrize("category", [None, "hospital", "pharmacy", "health_centre"])
def test_active_providers_stand_at_their_point_else_at_their_commune_s(answers, category):
    expected = {}
    for row in FRAMES["provider"]:
        if row["status"] == "active" and category in (None, row["category"]):
            own, commune = row["point"], COMMUNES.get(row["commune"])
            point = (own.x, own.y) if own else commune and (
                commune["longitude"], commune["latitude"]
            )  # fmt: skip
            expected[row["provider"]] = point
    found = country.providers(answers, category)
    assert found.index.tolist() == sorted(expected)
    for provider, row in found.iterrows():
        if expected[provider] is None:
            assert row[["longitude", "latitude"]].isna().all()
        else:
            assert (row["longitude"], row["latitude"]) == pytest.approx(expected[provider])
    assert country.provider_categories(answers) == ["hospital", "pharmacy"]


@pytest.mark.parametrize("documented_only", [False, True])
def test_actions_are_counted_where_they_took_place(answers, documented_only):
    expected = Counter(
        row["commune"]
        for row in FRAMES["deployment"]
        if row["commune"] in COMMUNES and (row["evidence"] == "documented" or not documented_only)
    )
    found = country.actions(answers, documented_only=documented_only)
    assert found["weight"].to_dict() == expected
    assert found.index.tolist() == sorted(expected)
    assert found["name"].tolist() == [COMMUNES[code]["name"] for code in found.index]
    assert found["longitude"].tolist() == [COMMUNES[code]["longitude"] for code in found.index]


def test_departements_are_named_and_so_is_each_region(answers):
    assert country.names(answers) == {
        "03": "Allier", "2A": "Corse-du-Sud", "29": "Finistère", "63": "Puy-de-Dôme",
    }  # fmt: skip
    assert {row["region"] for row in COMMUNES.values()} <= set(REGIONS)
    assert len(REGIONS) == 18
    assert set(country.places(answers, FRANCE)["epci"].dropna()) == set(EPCI)
