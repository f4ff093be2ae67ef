"""A coordinator renews her contract in the workshop, in her browser, on her own computer."""

import pytest
from playwright.sync_api import expect

from tests.browser.hand import Hand, workshop_of
from tests.contract import buildable


@pytest.fixture
def workshop(tmp_path):
    """Where a workshop of its own is open, and the folder that it writes."""
    home = tmp_path / "home"
    buildable(home / "data")
    with workshop_of(home) as url:
        yield url, home / "data"


@pytest.fixture
def page(desk):
    page = desk.new_page()
    yield page
    page.close()


def test_the_next_contract_is_written_published_and_taken_back(workshop, page):
    url, data = workshop
    contracts = data / "territories" / "vallee" / "contracts.csv"
    before = contracts.read_bytes()
    hand = Hand(page, url)
    hand.open("mon_contrat", "Mon contrat")
    hand.choose("Territoire", "Vallée")
    hand.choose("Contrat", "Le contrat suivant, qui prolonge CLS 2")
    expect(page.get_by_role("heading", name="Ce qui continue")).to_be_visible()
    expect(page.get_by_role("textbox", name="Intitulé", exact=True)).to_have_value("CLS 3")
    hand.button("Enregistrer")
    expect(page.get_by_text("CLS 3 est dans le dossier de données")).to_be_visible()
    assert b"vallee-3,3,CLS 3," in contracts.read_bytes()
    hand.turn("Publier")
    hand.button("Publier")
    expect(page.get_by_text("L’atlas montre le dossier de données tel qu’il est.")).to_be_visible()
    hand.button("Défaire le dernier et publier ce qu’il y avait avant")
    expect(page.get_by_text("Défait : CLS 3.")).to_be_visible()
    assert contracts.read_bytes() == before
