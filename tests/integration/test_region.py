"""All the contracts of a real region: added at once, and told on one page."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.ingest.files.polygons import read_features
from cls_dash.ingest.geography.coverage import communes_within
from cls_dash.ingest.many_territories import Fields, add_territories, plan_territories
from cls_dash.page.model import Table
from cls_dash.questions.question import at
from cls_dash.questions.region import QUESTION, words
from cls_dash.store.open import open_store
from tests.asking import parts_of
from tests.shipped import DATA

FILE = Path(__file__).parents[3] / "shared" / "data" / "cls_aura.gpkg"
AURA = "84"
CHANCE = Chance(draws=199, permutations=999, seed=7)
pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason=f"{FILE} is not on this machine: nothing to add"
)


@pytest.fixture(scope="module")
def planned(tmp_path_factory, france):
    """The shipped dataset, and what the file adds to it with the France of the packages."""
    ignored = shutil.ignore_patterns("france", "*.gpkg", "loads", ".*")
    data = tmp_path_factory.mktemp("region") / "data"
    shutil.copytree(DATA, data, ignore=ignored)
    with pytest.MonkeyPatch.context() as patch:
        # Read once for all tests that ask for it.
        patch.setattr("cls_dash.ingest.many_territories.whole_france", lambda *_: france)
        return data, plan_territories(data, FILE, Fields("Nom_CLS", "Statut du CLS"))


@pytest.fixture(scope="module")
def page(planned, tmp_path_factory):
    data, territories = planned
    store = f"sqlite:///{tmp_path_factory.mktemp('store') / 'cls.gpkg'}"
    built = add_territories(data, lambda: territories, store)
    assert built.rows["territory"] == 61
    with open_store(store).reading() as release:
        yield at(release, QUESTION, Selection("plaine-limagne"), {"region": AURA}, chance=CHANCE)


def test_each_contract_has_its_state_and_nobody_of_the_file_is_added(planned):
    _, territories = planned
    states = Counter(home.state for home in territories.homes)
    assert states == {"Actif": 48, "En élaboration": 7, "": 2}
    assert {home.since for home in territories.homes} == {None}
    notes = " ".join(territories.report.notes)
    assert "CC Thiers / Ambert / Billom et Thiers-Ambert-Billom" in notes
    assert "Métropole Grenoble partage 1\u00a0commune avec le territoire de Fontaine" in notes
    assert "231\u00a0communes sont dans deux territoires ou plus" in notes


def test_the_page_finds_who_has_none_as_a_plain_recomputation_does(page, planned, france):
    features = read_features(FILE)
    held = Counter(
        code
        for polygon in features.frame.geometry
        for code in communes_within(polygon, france).codes
    )
    region = france[france["region"] == AURA]
    none = region[~region.index.isin(held)]
    assert (len(region), len(none)) == (4_025, 2_301)
    assert (region["population"].sum(), none["population"].sum()) == (8_163_884, 3_969_793)
    said = page.answer.replace("\u202f", "")
    contracts = "**aucun** des 60\N{NO-BREAK SPACE}contrats connus"
    for number in ("**2301** des 4025 communes", "**3969793** des 8163884 habitants", contracts):
        assert number in said
    covered = set(region.loc[region.index.isin(held), "epci"].dropna())
    free = region[~region["epci"].isin(covered)].groupby("epci_name")["population"].sum()
    largest = free.sort_values(ascending=False).head(10)
    epci = next(table for table in parts_of(page, Table) if "intercommunalités" in table.caption)
    shown = [(line[0], int(line[1].replace("\u202f", ""))) for line in epci.lines]
    assert shown == [(name, int(people)) for name, people in largest.items()]
    assert shown[0][0] == "Clermont Auvergne Métropole"


def test_the_communes_of_two_contracts_are_listed_and_what_is_unknown_is_no_zero(page):
    (twice,) = (table for table in parts_of(page, Table) if "deux contrats" in table.caption)
    assert len(twice.lines) == 231
    both = {line[0]: line[1] for line in twice.lines}
    (same,) = (said for said in page.facts if said.startswith("Mêmes communes sous plusieurs"))
    assert "Plaine de Limagne et Plaine Limagne" in same
    assert "CC Thiers / Ambert / Billom et Thiers-Ambert-Billom" in same
    assert both["Grenoble"] == "Métropole Grenoble et Ville de Grenoble"
    by_name = {line[0]: line for line in page.table.lines}
    assert len(by_name) == 60
    lyon = by_name["Lyon"]
    assert (lyon[1], lyon[2]) == ("Actif", words.UNDATED)
    assert lyon[5:] == (words.NO_ACTION, words.EMPTY)
    assert by_name["Métropole Grenoble"][1] == "En élaboration"
    assert by_name["CA Vichy Communauté"][1] == "État non dit"
