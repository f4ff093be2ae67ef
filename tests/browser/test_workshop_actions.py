"""A person's own workbook in the workshop: few gestures from the file to the map of her actions."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE
from tests.browser.hand import Hand, workshop_of
from tests.conftest import ROOT
from tests.shipped import DATA

CASE = ROOT.parent / "shared" / "cases" / "files" / "i1_suivi_ouest_aveyron.xlsx"
ANSWERS = [
    "réalisée", "8000", "12301 Villeneuve", "10", "8", "sept. 2022 à juin 2023", "janvier 2023",
    "30/06/2023", "1",
]  # fmt: skip
"""What is chosen of what is proposed, a cell each, in the order of the page."""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CASE.exists(), reason=f"{CASE} is not on this machine"),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return shutil.copytree(DATA, tmp_path_factory.mktemp("work") / "data")


@pytest.fixture(scope="module")
def workshop(data):
    """The address of a workshop over the shipped dataset, where nothing is published."""
    with workshop_of(data.parent) as url:
        yield url


def test_a_workbook_as_it_is_becomes_the_map_of_its_actions(page, workshop, data):
    page.set_default_timeout(4 * PATIENCE)
    hand = Hand(page, workshop)
    hand.open("mes_actions", "Mes actions")
    hand.choose("Territoire", "Ouest Aveyron")
    hand.drop(CASE)
    found = page.get_by_text
    expect(found("« Plan d'actions », titres à la ligne 4 : 7 fiches-actions.")).to_be_visible(
        timeout=4 * PATIENCE
    )
    expect(found("« Réalisé », titres à la ligne 3 : 16 réalisations.")).to_be_visible()
    expect(found("Quand ? = Début")).to_be_visible()
    expect(page.get_by_role("heading", name="À régler : 10 questions")).to_be_visible()

    hand.click(found("Une ligne par commune"))
    for rank, text in enumerate(ANSWERS[:4]):
        hand.answer(rank, text)
    # Whoever closes the page, or turns the machine off, finds her answers again.
    hand.open("mes_actions", "Mes actions")
    expect(page.get_by_role("heading", name="À régler : 5 questions")).to_be_visible()
    for rank, text in enumerate(ANSWERS[4:]):
        hand.answer(rank, text)

    seen = page.get_by_role("heading", name="Ce que montrera l’atlas")
    expect(seen).to_be_visible(timeout=4 * PATIENCE)
    expect(found("23 lignes lues : 23 acceptées, 0 mise de côté")).to_be_visible()
    painted = page.frame_locator("iframe").locator("#map_div[data-painted]")
    expect(painted).to_be_attached(timeout=4 * PATIENCE)
    assert not (data / "cls.gpkg").exists(), "nothing is published before she says so"

    hand.button("Publier")
    expect(found("25 nouvelles")).to_be_visible(timeout=4 * PATIENCE)
    assert hand.gestures == 3 + 10 + 1
    link = page.get_by_role("link", name="Voir la page publique")
    assert "territoire=ouest-aveyron" in link.get_attribute("href")
    assert typed(data) == (7, 18)
    # The next file with these titles needs no workshop: what she answered is remembered.
    for table, number in (("actions", 7), ("deployments", 16)):
        done = by_command(table, data)
        assert (done["read"], done["rejected"]) == (number, 0)
        assert {done["changes"][kind] for kind in ("changed", "retracted", "new")} == {0}

    hand.button("Revenir à la version d’avant")
    expect(found("L’atlas est revenu à ce qu’il était avant.")).to_be_visible(timeout=4 * PATIENCE)
    assert typed(data) == (0, 0)


def by_command(table, data):
    """Load the same file by command; return what it says."""
    command = [Path(sys.executable).with_name("cls-dash"), "load", table, str(CASE), "--json",
               "--territory", "ouest-aveyron", "--data", str(data), "--report", str(data.parent),
               "--store", f"sqlite:///{data / 'cls.gpkg'}", "--dry-run"]  # fmt: skip
    told = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    return json.loads(told.stdout)


def typed(data):
    """How many actions and deployments of the published store the coordination typed."""
    with sqlite3.connect(data / "cls.gpkg") as store:
        counts = tuple(
            store.execute(
                f"SELECT count(*) FROM {table} WHERE source = 'saisie-ouest-aveyron'"  # noqa: S608
            ).fetchone()[0]
            for table in ("action", "deployment")
        )
    store.close()
    return counts
