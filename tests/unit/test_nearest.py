"""What an address names that is not there."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.domain.parameter import Parameter
from cls_dash.domain.shared import PERIOD, TERRITORY
from cls_dash.questions.nearest import MOST, nearest, unknown

TERRITORIES = {
    "thiers-ambert-billom": "Thiers-Ambert-Billom",
    "ouest-aveyron": "Ouest Aveyron",
    "plaine-limagne": "Plaine Limagne",
}


def test_a_word_of_the_name_is_enough():
    assert list(nearest("Tiers", TERRITORIES)) == ["thiers-ambert-billom"]
    assert list(nearest("AVÉYRON", TERRITORIES)) == ["ouest-aveyron"]
    assert nearest("zzzz", TERRITORIES) == {}


@pytest.mark.parametrize(
    ("typed", "options", "meant"),
    [
        ("63430.", {"": "Choisissez une commune", "63430": "Thiers"}, "63430"),
        (" 63430 ", {"63430": "Thiers", "63440": "Thiolières"}, "63430"),
        ("thiers", {"63430": "Thiers", "63431": "Thiolières", "63353": "Lherm"}, "63430"),
        ("CLS 3", {"tous": "Tous les contrats", "3": "CLS 3 (2024-2028)"}, "3"),
        ("2020", {"2012-2026": "de 2012 à 2026", "2020-2020": "2020"}, "2020-2020"),
    ],
)
def test_what_was_typed_whole_is_alone_offered(typed, options, meant):
    assert nearest(typed, options) == {meant: options[meant]}


@pytest.mark.parametrize("typed", ["", " ", "...", "?"])
def test_nothing_is_near_to_nothing(typed):
    assert nearest(typed, {"": "", "tous": "?"}) == {}


def test_no_span_of_years_is_nearer_than_another():
    assert nearest("2030-2040", {"2020-2026": "2020-2026", "2020-2024": "2020-2024"}) == {}


def test_a_page_that_shows_nothing_chosen_does_not_say_what_it_shows():
    asked = Parameter("commune", default="", kind="une commune de ce territoire")
    told = unknown(asked.offering({"": "Choisissez une commune", "63430": "Thiers"}), "12300")
    assert told.sentence == "« 12300 » n’est pas une commune de ce territoire."


def test_it_is_told_what_was_typed_and_what_is_shown():
    asked = replace(TERRITORY, options=TERRITORIES, first="ouest-aveyron")
    told = unknown(asked, "tierce")
    assert told.sentence == (
        "« tierce » n’est pas un territoire de cet atlas. La page montre : Ouest Aveyron."
    )
    assert "<" not in unknown(PERIOD.offering({"2020-2026": ""}), "9" * 500).sentence
    assert len(unknown(asked, "9" * 500).sentence) < 150


@given(st.text(max_size=40))
def test_whatever_is_typed_only_options_are_offered(typed):
    found = nearest(typed, TERRITORIES)
    assert len(found) <= MOST
    assert found.items() <= TERRITORIES.items()
