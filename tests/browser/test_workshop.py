"""A coordinator renews her contract in the workshop, in her browser, on her own computer."""

import csv
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.hand import Hand, workshop_of
from tests.renewable import renewable


@pytest.fixture
def workshop(tmp_path):
    """Where a workshop of its own is open, and the folder that it writes."""
    home = tmp_path / "home"
    renewable(home / "data")
    with workshop_of(home) as url:
        yield url, home / "data"


@pytest.fixture
def page(desk):
    page = desk.new_page()
    yield page
    page.close()


JOINED = ["15001", "15002", "15031", "15032"]


def perimeter_of(data):
    with closing(sqlite3.connect(data / "cls.gpkg")) as store:
        return {code for (code,) in store.execute("SELECT commune FROM perimeter")}


def assert_no_title_is_covered(page):
    """On a phone the tools of a table are always seen, over what is written above it."""
    before = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 2_000})
    page.get_by_role("heading", name="Signataires et partenaires").scroll_into_view_if_needed()
    expect(page.get_by_test_id("stElementToolbar")).to_have_count(3)
    tops = [each.bounding_box()["y"] for each in page.get_by_test_id("stElementToolbar").all()]
    titles = [
        box["y"] + box["height"]
        for each in page.get_by_role("heading", level=2).all()
        if (box := each.bounding_box())
    ]
    assert len(titles) == len(tops) == 3
    assert all(title <= top for title, top in zip(titles, tops, strict=True)), (titles, tops)
    page.set_viewport_size(before)


def test_the_next_contract_with_one_more_epci_is_published_and_taken_back(workshop, page):
    url, data = workshop
    contracts = data / "territories" / "vallee" / "contracts.csv"
    before = contracts.read_bytes()
    hand = Hand(page, url)
    hand.open("mon_contrat", "Mon contrat")
    hand.choose("Territoire", "Vallée")
    assert_no_title_is_covered(page)
    hand.choose("Contrat", "Le contrat suivant, qui prolonge CLS 2")
    expect(page.get_by_role("heading", name="Ce qui continue")).to_be_visible()
    expect(page.get_by_role("textbox", name="Intitulé", exact=True)).to_have_value("CLS 3")
    hand.add("Intercommunalités qui rejoignent", "CC de la Crête", typed="Crête")
    hand.button("Enregistrer")
    expect(page.get_by_text("CLS 3 est dans le dossier de données")).to_be_visible()
    assert b"vallee-3,3,CLS 3," in contracts.read_bytes()
    hand.turn("Publier")
    hand.button("Publier")
    expect(page.get_by_text("L’atlas montre le dossier de données tel qu’il est.")).to_be_visible()
    with contracts.with_name("perimeter.csv").open(encoding="utf-8") as file:
        joined = [row["commune"] for row in csv.DictReader(file) if row["starts_on"] > "2020"]
    assert joined == JOINED
    assert perimeter_of(data) >= set(JOINED)
    hand.button("Défaire le dernier et publier ce qu’il y avait avant")
    expect(page.get_by_text("Défait : CLS 3.")).to_be_visible()
    assert contracts.read_bytes() == before
    assert not perimeter_of(data) & set(JOINED)
