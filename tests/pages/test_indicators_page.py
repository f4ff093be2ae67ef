"""What a reader reads and changes on the page of indicators."""

import pytest

from tests.pages.driver import (
    ENGLISH,
    TABS,
    answer,
    choose,
    html,
    listed,
    open_tab,
    stripped,
    texts,
)


@pytest.fixture
def indicators(opened, country_file):
    """Return a function that opens the page on the country and expects no failure."""

    def indicators(**parameters):
        app = opened(country_file, "indicateurs", territoire="damier", **parameters)
        assert not app.exception
        return app

    return indicators


def test_it_opens_on_what_tells_most(indicators):
    app = indicators()
    assert [title.value for title in app.title] == ["Que disent les chiffres publiés ?"]
    assert app.query_params["chiffre"] == listed(app, "chiffre").value
    assert answer(app)


def test_another_indicator_is_in_the_address_and_comes_back(indicators):
    app = choose(indicators(), "chiffre", "revenu")
    assert answer(app).startswith("Revenu (2021) : de 20\u202f000 (")
    assert app.query_params["chiffre"] == "revenu"
    assert answer(indicators(chiffre="revenu")) == answer(app)


def test_an_unknown_one_gives_way(indicators):
    assert answer(indicators(chiffre="' OR 1=1")) == answer(indicators())


def test_the_catalogue_and_the_card_are_there_and_no_english(indicators):
    app = indicators(chiffre="depistage")
    read = [text for name in TABS for text in texts(open_tab(app, name))]
    open_tab(app, "Tableau")
    catalogue = [stripped(value) for value in html(app) if "indicateurs au catalogue" in value]
    assert len(catalogue) == 1
    assert any("Producteur d’essai" in text for text in read)
    assert [text for text in read if ENGLISH.search(text)] == []


def test_a_store_without_indicators_says_so(opened, seeded_file):
    app = opened(seeded_file, "indicateurs")
    assert not app.exception
    assert answer(app) == "Aucun indicateur n’est chargé : ce catalogue est vide."
