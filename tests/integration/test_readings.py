"""Each question, against plain loops over the frames that the seed published."""

import gzip
import json
from collections import Counter
from contextlib import ExitStack
from datetime import date
from hashlib import sha256

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.domain.selection import Period, Selection
from cls_dash.errors import UnknownTerritoryError
from cls_dash.store.queries.care import providers_of
from cls_dash.store.queries.catalogue import sources_of
from cls_dash.store.queries.communes import communes_of, outlines_of
from cls_dash.store.queries.deployments import deployments_of, located_by_commune, tally_of
from cls_dash.store.queries.maps import asset_digest, asset_of
from cls_dash.store.queries.observations import observations_of
from cls_dash.store.queries.territories import (
    axes_of,
    contracts_of,
    parties_of,
    perimeters_of,
    territories_of,
)
from tests.conftest import ENGINES, opened, seeded_on
from tests.seed import ALONE, CODES, EAST, WEST, seed_frames, sow_frames, square

FRAMES = seed_frames({}, "Atelier")
ACTIONS = {row["action"]: row for row in FRAMES["action"].to_dict("records")}
DEPLOYMENTS = [
    {name: None if value != value else value for name, value in row.items()}
    for row in FRAMES["deployment"].astype(object).to_dict("records")
]
DAMIER = Selection("damier")


def took_place(row, period):
    if period is None:
        return True
    if row["starts_on"] is None:
        return False
    return any(
        row["starts_on"].year <= year <= row["ends_on"].year
        for year in range(period.first, period.last + 1)
    )


def asked(selection):
    """The deployments of a selection, one after the other."""
    for row in DEPLOYMENTS:
        action = ACTIONS[row["action"]]
        if (
            row["territory"] == selection.territory
            and selection.contract in (None, action["contract"])
            and selection.axis in (None, action["axis"])
            and row["evidence"] in ("documented", "illustrative")[: 2 - selection.documented_only]
            and took_place(row, selection.period)
        ):
            yield row


def counted(selection):
    return Counter(row["commune"] for row in asked(selection) if row["commune"])


def texts_and_dates(frame):
    return [value for name in frame.select_dtypes(object) for value in frame[name]]


def test_the_release_is_the_one_that_was_published(release):
    assert (release.digest, release.latest_fact) == ("seed", date(2026, 1, 31))


def test_territories_come_with_their_communes_and_inhabitants(release):
    found = territories_of(release)
    assert found.index.tolist() == ["damier", "voisin"]
    assert found["communes"].to_dict() == {"damier": 16, "voisin": 1}
    assert found["population"].to_dict() == {"damier": 16_000, "voisin": 1_000}
    assert found["website"].tolist() == [None, None]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (DAMIER, {"63000": 11, "63001": 6, "63010": 1, "63033": 1}),
        (Selection("damier", contract="damier-1"), {"63000": 11, "63001": 6, "63010": 1}),
        (Selection("damier", contract="damier-2"), {"63033": 1}),
        (Selection("damier", axis="damier-2-a1"), {"63033": 1}),
        (Selection("damier", contract="damier-1", axis="damier-2-a1"), {}),
        (Selection("damier", documented_only=True), {"63000": 1, "63001": 1}),
        (
            Selection("damier", period=Period(2021, 2021)),
            {"63000": 11, "63001": 5, "63010": 1},
        ),
        (Selection("damier", period=Period(2021, 2021), documented_only=True), {"63000": 1}),
        (Selection("damier", period=Period(2022, 2024)), {"63033": 1}),
        (Selection("damier", period=Period(2022, 2023)), {}),
        (Selection("voisin"), {}),
        (Selection("nulle-part"), {}),
    ],
)
def test_located_counts_the_deployments_of_each_commune(release, selection, expected):
    found = located_by_commune(release, selection)
    assert found.to_dict() == expected == counted(selection)
    assert found.index.tolist() == sorted(expected)
    assert found.dtype == "int64"


years = st.integers(2018, 2027)
selections = st.builds(
    Selection,
    territory=st.sampled_from(["damier", "voisin", "absent"]),
    contract=st.sampled_from([None, "damier-1", "damier-2", "voisin-1", "absent"]),
    axis=st.sampled_from([None, "damier-1-a1", "damier-2-a1", "absent"]),
    period=st.none() | st.builds(Period, years, years),
    documented_only=st.booleans(),
)


@pytest.fixture(scope="module", params=ENGINES)
def answers(request):
    with opened(seeded_on(request.param, request)) as store, store.reading() as release:
        yield release


@given(selection=selections)
def test_located_and_tally_and_list_agree_with_a_plain_loop(answers, selection):
    expected = list(asked(selection))
    assert located_by_commune(answers, selection).to_dict() == counted(selection)
    tally = tally_of(answers, selection)
    assert {
        (row.evidence, row.scope, bool(row.dated)): row.deployments for row in tally.itertuples()
    } == Counter((r["evidence"], r["scope"], r["starts_on"] is not None) for r in expected)
    listed = deployments_of(answers, selection)
    assert sorted(listed.index) == sorted(row["deployment"] for row in expected)


def test_a_span_is_counted_in_every_year_that_it_touches(sown):
    def span(frames):
        days = [date(2019, 12, 31), date(2021, 1, 1)]
        frames["deployment"].loc[0, ["starts_on", "ends_on"]] = days

    release = sown(span)
    found = {
        year: located_by_commune(release, Selection("damier", period=Period(year, year))).sum()
        for year in (2018, 2019, 2020, 2021, 2022)
    }
    assert found == {2018: 0, 2019: 1, 2020: 1, 2021: 17, 2022: 0}


def test_the_tally_tells_what_has_no_place_or_no_date(release):
    found = tally_of(release, DAMIER)
    assert {
        (row.evidence, row.scope, bool(row.dated)): row.deployments for row in found.itertuples()
    } == {
        ("documented", "commune", False): 1,
        ("documented", "commune", True): 1,
        ("documented", "epci", True): 1,
        ("documented", "remote", True): 1,
        ("illustrative", "commune", True): 17,
    }


@pytest.mark.parametrize(
    ("contract", "inside"),
    [
        (None, CODES),
        ("damier-1", [code for code in CODES if code[3] in "01"]),
        ("damier-2", CODES),
    ],
)
def test_communes_say_whether_they_belonged_to_the_perimeter(release, contract, inside):
    found = communes_of(release, "damier", contract)
    assert found.index.tolist() == sorted(CODES)
    assert found.index[found["inside"]].tolist() == sorted(inside)
    assert found["inside"].dtype == bool


def test_communes_carry_name_intercommunality_population_and_chief_point(release):
    found = communes_of(release, "damier")
    assert found.loc["63021"].to_dict() == {
        "name": "Commune 21",
        "epci": EAST,
        "epci_name": "CC de l’Est",
        "departement": "63",
        "region": "84",
        "population": 1000,
        "population_year": 2022,
        "longitude": pytest.approx(3.25),
        "latitude": pytest.approx(45.15),
        "point_kind": "town_hall",
        "inside": True,
        "also": "",
    }
    assert Counter(found["epci"]) == {WEST: 8, EAST: 8}


def test_a_contract_that_is_still_open_holds_the_communes_of_today(release):
    assert communes_of(release, "voisin", "voisin-1")["inside"].to_dict() == {ALONE: True}


@pytest.fixture
def sown(address):
    """Return a function that gives a release of a seed changed by another."""
    with ExitStack() as stores:

        def sown(change):
            frames = seed_frames({}, "Atelier")
            change(frames)
            store = stores.enter_context(opened(sow_frames(frames, address)))
            return stores.enter_context(store.reading())

        yield sown


def test_a_commune_that_left_is_inside_the_contracts_of_its_time_only(sown):
    def leave_and_return(frames):
        perimeter = frames["perimeter"].set_index("commune", drop=False)
        perimeter.loc["63000", "ends_on"] = date(2022, 12, 31)
        perimeter.loc["63001", "ends_on"] = date(2020, 1, 1)
        back = perimeter.loc[["63001"]].assign(starts_on=date(2026, 12, 31), ends_on=None)
        frames["perimeter"] = pd.concat([perimeter, back])

    release = sown(leave_and_return)
    first = communes_of(release, "damier", "damier-1")["inside"]
    second = communes_of(release, "damier", "damier-2")["inside"]
    territories = territories_of(release)
    assert len(outlines_of(release, "damier")) == 16
    assert first[["63000", "63001", "63033"]].tolist() == [True, True, False]
    assert second[["63000", "63001", "63033"]].tolist() == [False, True, True]
    assert territories.loc["damier", ["communes", "population"]].tolist() == [15, 15_000]


def test_perimeters_are_those_that_were_in_force_one_after_the_other(release):
    west = {code for code in CODES if code[3] in "01"}
    first, second = perimeters_of(release, "damier")
    assert (first.starts_on, first.communes) == (date(2020, 1, 1), west)
    assert (second.starts_on, second.communes) == (date(2023, 1, 1), set(CODES))
    assert not first.approximate
    assert perimeters_of(release, "absent") == []


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2019, 12, 31), 0),
        (date(2020, 1, 1), 8),
        (date(2022, 12, 31), 8),
        (date(2023, 1, 1), 16),
    ],
)
def test_communes_can_be_asked_under_the_perimeter_of_a_day(release, day, inside):
    assert communes_of(release, "damier", "damier-1", day)["inside"].sum() == inside


def test_a_contract_without_known_years_does_not_restrict(sown):
    def forget_years(frames):
        frames["contract"] = frames["contract"].assign(start_year=None, end_year=None)

    assert communes_of(sown(forget_years), "damier", "damier-1")["inside"].all()


def test_an_unknown_territory_has_no_communes(release):
    with pytest.raises(UnknownTerritoryError, match="absent"):
        communes_of(release, "absent")


def test_an_unknown_contract_held_no_commune(release):
    assert not communes_of(release, "damier", "absent")["inside"].any()


def test_deployments_come_latest_first_and_undated_last(release):
    found = deployments_of(release, DAMIER)
    dated = sorted(
        (row for row in asked(DAMIER) if row["starts_on"]),
        key=lambda row: (-row["starts_on"].toordinal(), row["deployment"]),
    )
    undated = [row for row in asked(DAMIER) if not row["starts_on"]]
    assert found.index.tolist() == [row["deployment"] for row in (*dated, *undated)]
    assert found["starts_on"].iloc[0] == date(2024, 6, 1)
    assert found["starts_on"].iloc[-1] is None


@pytest.mark.parametrize("commune", ["63000", "63001", "63033", "63032", "absente"])
def test_deployments_of_a_commune_are_its_own(release, commune):
    found = deployments_of(release, DAMIER, commune)
    expected = [row["deployment"] for row in asked(DAMIER) if row["commune"] == commune]
    assert sorted(found.index) == sorted(expected)
    assert set(found["commune_name"]) <= {f"Commune {commune[3:]}"}


def test_deployments_carry_the_titles_of_their_action_and_axis(release):
    columns = ["action_title", "contract", "axis_title", "theme", "commune_name", "title"]
    found = deployments_of(release, DAMIER)[columns]
    assert found.loc["damier-d016"].tolist() == [
        "Consultations avancées",
        "damier-2",
        "Accès aux soins",
        "care_access",
        "Commune 33",
        "Atelier",
    ]
    assert found.loc["damier-d022", "commune_name"] is None
    assert "point" not in deployments_of(release, DAMIER)


def test_providers_stand_at_their_point_or_at_their_commune_s(release):
    found = providers_of(release)
    assert found.index.tolist() == ["hopital", "loin", "pharmacie", "projet"]
    assert found.loc["hopital", ["longitude", "latitude"]].tolist() == [3.06, 45.06]
    pharmacy = found.loc["pharmacie", ["longitude", "latitude"]].tolist()
    assert pharmacy == pytest.approx([3.35, 45.35])
    assert found["point_precision"].to_dict() == {
        "hopital": "exact",
        "loin": "commune",
        "pharmacie": "commune",
        "projet": "commune",
    }
    assert found.loc[["loin"], ["longitude", "latitude"]].isna().all(axis=None)
    assert found.loc["loin", "commune_name"] is None
    assert "point" not in found


@pytest.mark.parametrize("kept", [["loin"], []])
def test_providers_without_any_known_point_are_missing_numbers(sown, kept):
    def keep(frames):
        frames["provider"] = frames["provider"].set_index("provider", drop=False).loc[kept]

    found = providers_of(sown(keep))
    assert found.index.tolist() == kept
    assert found["longitude"].dtype == found["latitude"].dtype == found["capacity"].dtype == float
    assert found["longitude"].isna().all()


def test_contracts_come_oldest_first_with_missing_years_as_numbers(release):
    found = contracts_of(release, "damier")
    assert found.index.tolist() == ["damier-1", "damier-2"]
    assert found["note"].tolist() == [None, "La période commence avant la signature."]
    assert found[["start_year", "end_year"]].to_numpy().tolist() == [[2020, 2022], [2023, 2026]]
    alone = contracts_of(release, "voisin")
    assert alone["signed_on"].tolist() == [None]
    # Nothing known in the whole column: still a missing number, never None.
    assert alone["end_year"].dtype == float
    assert alone["end_year"].isna().all()


@pytest.mark.parametrize("contract", [None, "damier-1", "damier-2", "voisin-1"])
def test_axes_are_those_of_the_contract(release, contract):
    axes = [
        row["axis"]
        for row in FRAMES["axis"].to_dict("records")
        if contract in (None, row["contract"])
    ]
    assert axes_of(release, "damier", contract).index.tolist() == axes


def test_axes_carry_the_number_of_their_contract(release):
    assert axes_of(release, "damier")["number"].tolist() == [1, 2]
    assert axes_of(release, "voisin").empty


def test_parties_keep_the_order_in_which_they_were_given(sown):
    names = ["Zone", "Agence", "Mairie"]

    def sign(frames):
        frames["party"] = pd.DataFrame(
            {
                "territory": "damier",
                "contract": ["damier-2", "damier-1", "damier-1"],
                "organisation": names,
                "role": "signatory",
                "source": "essai",
                "evidence": "documented",
            }
        )

    release = sown(sign)
    assert parties_of(release, "damier")["organisation"].tolist() == names
    assert parties_of(release, "voisin").empty


def test_sources_come_by_producer(release):
    found = sources_of(release)
    assert found.index.tolist() == ["illustrative", "essai"]
    assert found["url"].to_dict() == {"illustrative": None, "essai": "https://exemple.fr"}
    assert found.loc["essai", "caveats"] == "press;undated"


def test_observations_carry_their_indicator_and_tell_missing_from_zero(sown):
    def observe(frames):
        frames["indicator"] = pd.DataFrame(
            {
                "code": ["pauvrete", "age"],
                "title": ["Taux de pauvreté", "Âge moyen"],
                "unit": ["%", "ans"],
                "kind": "ratio",
                "higher_is": ["worse", "neutral"],
                "level": "commune",
                "definition": "…",
                "caveats": None,
                "counts": "nobody",
                "themes": None,
                "source": "essai",
            }
        )
        frames["observation"] = pd.DataFrame(
            {
                "indicator": ["pauvrete", "pauvrete", "age"],
                "level": "commune",
                "geography": ["63000", "63001", "63000"],
                "name": "Commune",
                "year": ["2021", "2020", "2020"],
                "value": [0.0, None, 41.5],
                "lower": None,
                "upper": None,
                "status": ["observed", "withheld", "observed"],
                "source": "essai",
                "evidence": "documented",
            }
        )

    found = observations_of(sown(observe))
    withheld, observed = (found[found["indicator"] == "pauvrete"]).to_dict("records")
    assert (observed["value"], observed["unit"], observed["higher_is"]) == (0, "%", "worse")
    assert withheld["value"] != withheld["value"]
    assert found["year"].tolist() == ["2020", "2021", "2020"]
    assert set(found["title"]) == {"Taux de pauvreté", "Âge moyen"}
    assert found["lower"].dtype == float


def test_outlines_are_those_of_the_territory(release):
    found = outlines_of(release, "damier")
    assert found.index.tolist() == sorted(CODES)
    assert all(found["outline"][code].equals(square(code)) for code in CODES)
    assert outlines_of(release, "voisin").index.tolist() == [ALONE]


@pytest.mark.parametrize("name", ["damier", "voisin", "territories"])
def test_a_map_s_geometry_is_found_by_its_name_then_by_its_digest(release, name):
    digest = asset_digest(release, name)
    body = gzip.decompress(asset_of(release, digest))
    assert sha256(body).hexdigest().startswith(digest)
    assert "areas" in json.loads(body)["objects"]


def test_an_unknown_map_or_digest_is_told(release):
    with pytest.raises(UnknownTerritoryError, match="absent"):
        asset_digest(release, "absent")
    assert asset_of(release, "absent") is None


def test_a_missing_text_or_date_is_none_and_never_nan(release):
    frames = [
        territories_of(release),
        contracts_of(release, "damier"),
        contracts_of(release, "voisin"),
        axes_of(release, "damier"),
        communes_of(release, "damier"),
        deployments_of(release, DAMIER),
        providers_of(release),
        sources_of(release),
    ]
    values = [value for frame in frames for value in texts_and_dates(frame)]
    assert None in values
    assert {type(value) for value in values} == {str, date, type(None)}
