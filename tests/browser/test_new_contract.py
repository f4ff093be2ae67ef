"""From an empty folder to a published contract of her own: no CSV edited, no identifier typed."""

import csv
import sqlite3
import time
from contextlib import closing

import pytest
from playwright.sync_api import expect

from cls_dash.ingest.geography.packages import CACHE
from cls_dash.ingest.geography.reference import is_national
from cls_dash.terms import THEMES
from tests.browser.conftest import PATIENCE
from tests.browser.hand import Hand, workshop_of
from tests.sheets import workbook

AXES = {
    "Accès aux soins": "accès aux soins",
    "Santé mentale": "santé mentale",
    "Prévention": "prévention et promotion de la santé",
    "Santé environnement": "environnement",
}
PLACES = ["Chaumont", "Nogent", "Châteauvillain", "Bologne", "Arc en Barrois", "Froncles",
          "Biesles", "Villiers le Sec", "FOULAIN", "tout le territoire"]  # fmt: skip
KINDS = ["atelier", "réunion publique", "stand", "formation", "dépistage"]
WAYS = ["en cours", "fait", "prévu"]
ENOUGH_S = 20 * 60
pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(
        not CACHE.exists(), reason="the packages of France are not here: .ci/machine"
    ),
]


def own_grid(path):
    """A plan of 18 actions and a log of 60 deployments, as a person keeps them."""
    axes = list(AXES)
    plan = [
        ["Plan d’actions du contrat"],
        [],
        ["Réf.", "Action", "Axe", "Où en est-on ?", "Budget"],
    ]
    plan += [
        [f"F{n}", f"Fiche {n}", axes[n % 4], WAYS[n % 3], f"{n} 200 €" if n % 2 else f"{n} k€"]
        for n in range(1, 19)
    ]
    log = [
        ["Suivi des réalisations"],
        [],
        ["Réf.", "Quoi", "Quand ?", "Commune(s)", "Nb pers.", "Type"],
    ]
    log += [
        [f"F{n % 18 + 1}", f"Séance {n}", f"{n % 28 + 1:02}/{n % 12 + 1:02}/2025", PLACES[n % 10],
         "" if n % 10 == 9 else f"{n % 7 + 12} pers.", KINDS[n % 5]]
        for n in range(60)
    ]  # fmt: skip
    log[5][4] = "env. 20"
    path.write_bytes(workbook(Plan=plan, Réalisé=log))
    return path


@pytest.fixture
def page(desk):
    page = desk.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    page.close()


def test_a_new_contract_is_published_from_an_empty_folder(page, tmp_path):
    began, home = time.monotonic(), tmp_path / "vide"
    home.mkdir()
    grid = own_grid(tmp_path / "suivi.xlsx")
    found = page.get_by_text
    with workshop_of(home) as url:
        hand = Hand(page, url)
        hand.open("", "Mon territoire")
        if not is_national(home / "data"):
            hand.button("Obtenir la carte de France")
        hand.type("Nom du contrat ou du territoire", "Chaumont et Trois Forêts")
        hand.add("Intercommunalités", "CA de Chaumont", typed="de Chaumont")
        hand.add("Intercommunalités", "CC des Trois Forêts", typed="Trois For")
        hand.button("Voir ce territoire")
        expect(found("92 communes").first).to_be_visible()
        hand.button("Ajouter ce territoire")
        expect(found("est dans le dossier de données").first).to_be_visible()

        hand.turn("Mes actions")
        hand.drop(grid)
        hand.button("Ajouter ces axes à CLS 1")
        expect(page.get_by_role("heading", name="À régler : 1 question")).to_be_visible()
        hand.answer(0, "20")
        expect(page.get_by_role("heading", name="Ce que montrera l’atlas")).to_be_visible()
        hand.button("Publier")
        expect(found("Publié : suivi.xlsx")).to_be_visible()
    assert hand.gestures <= 40
    assert time.monotonic() - began < ENOUGH_S
    with closing(sqlite3.connect(home / "data" / "cls.gpkg")) as store:
        counted = {
            table: store.execute(
                f"SELECT count(*) FROM {table} WHERE {owner} LIKE 'chaumont-et-trois-forets%'"  # noqa: S608
            ).fetchone()[0]
            for table, owner in (("perimeter", "territory"), ("axis", "contract"),
                                 ("action", "action"), ("deployment", "deployment"))
        }  # fmt: skip
    assert counted == {"perimeter": 92, "axis": 4, "action": 18, "deployment": 60}
    with (home / "data" / "territories" / "chaumont-et-trois-forets" / "axes.csv").open() as file:
        assert {row["title"]: THEMES[row["theme"]] for row in csv.DictReader(file)} == AXES
