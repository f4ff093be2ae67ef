"""Real perimeters of a region: ours are found by name, and match to the commune."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from cls_dash.ingest.dataset.new_territory import plan_territory
from cls_dash.ingest.dataset.reading import read_dataset
from cls_dash.ingest.dataset.territory_home import added
from cls_dash.ingest.formats.perimeters import read
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.geography.coverage import read_perimeter
from cls_dash.ingest.geography.reference import read_geography
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.release import build_store
from tests.contract import add_territory
from tests.shipped import DATA

ROOT = Path(__file__).parents[2]
OURS = {
    "thiers-ambert-billom": "Thiers Ambert Billom",
    "plaine-limagne": "Nom_CLS = 'CLS Plaine de Limagne'",
    "bassin-aurillac-carlades-chataigneraie": "arrondissement d’Aurillac",
}

ELSEWHERE = {
    "249740077": ("ARS La Réunion", 6),
    "200041507": ("ARS Guadeloupe", 4),
    "249730045": ("ARS Guyane", 6),
    "200060465": ("ARS Mayotte", 4),
    "242010056": ("ARS Corse", 10),
    "200054781": ("ARS Île-de-France", 130),
}
"""Health agency and number of communes of some EPCI."""


@pytest.fixture(scope="module")
def drawn():
    path = ROOT.parent / "shared" / "data" / "cls_aura.gpkg"
    if not path.exists():
        pytest.skip(f"{path} is not on this machine: nothing to read")
    return path


@pytest.fixture
def data(tmp_path):
    """The shipped dataset, in a folder of one's own."""
    ignored = shutil.ignore_patterns("france", "*.gpkg", "loads", ".*")
    return Path(shutil.copytree(DATA, tmp_path / "data", ignore=ignored))


def members(slug):
    with (DATA / "territories" / slug / "perimeter.csv").open(newline="") as stream:
        return {row["commune"] for row in csv.DictReader(stream)}


@pytest.mark.parametrize(("slug", "where"), OURS.items())
def test_three_perimeters_of_ours_are_those_of_the_region(drawn, slug, where):
    communes = read_geography(DATA / "geography")["communes"]
    covered, report = read_perimeter(drawn, communes, where=where)
    assert set(covered.codes) == members(slug)
    assert report.notes[0] == "56\u00a0autres entités du fichier ne sont pas lues."
    assert covered.outside < 0.01


@pytest.mark.parametrize(("slug", "where"), OURS.items())
def test_with_all_of_france_no_neighbour_is_taken(drawn, france, slug, where):
    covered, _ = read_perimeter(drawn, france, where=where)
    assert set(covered.codes) == members(slug)


@pytest.mark.parametrize("slug", ["thiers-ambert-billom", "plaine-limagne"])
def test_a_known_territory_is_found_by_its_own_name(drawn, slug):
    asked = Asked(read_cog(DATA / "geography"), DATA, 2026, slug)
    loaded = read([drawn], asked)
    kept = loaded.tables["perimeter"]
    assert set(kept["commune"]) == members(slug)
    assert kept["ends_on"].is_null().all()
    assert kept["starts_on"].max() < date(2026, 1, 1)


def test_a_name_that_the_file_lacks_lists_those_it_has(drawn):
    asked = Asked(read_cog(DATA / "geography"), DATA, 2026, "ouest-aveyron")
    with pytest.raises(InvalidDatasetError) as refused:
        read([drawn], asked)
    remedy = refused.value.problems[0].remedy
    assert "CLS Pays de Gex Agglo ; " in remedy
    assert remedy.count(" ; ") == 56


@pytest.fixture
def whole(france, monkeypatch):
    """All of France, of which territories are made."""
    monkeypatch.setattr("cls_dash.ingest.dataset.new_territory.whole_france", lambda *_: france)
    return france


def test_a_cls_of_the_file_becomes_a_territory_that_is_published(drawn, whole, data, tmp_path):
    gex = add_territory(
        data, "pays-de-gex", name="Pays de Gex", perimeter=drawn, starts_on=date(2023, 1, 1)
    )
    assert (len(gex.members), gex.epci) == (27, ["CA du Pays de Gex"])
    assert len(read_geography(data / "geography")["communes"]) == 253 + 27
    built = build_store(data, tmp_path / "cls.gpkg")
    assert built.rows["territory"] == len(OURS) + 2
    assert built.rows["commune"] == 253 + 27


def test_an_epci_from_anywhere_becomes_a_territory(whole, data):
    planned = {
        epci: plan_territory(data, f"ailleurs-{epci}", name=f"Ailleurs {epci}", epci=[epci])
        for epci in ELSEWHERE
    }
    assert {epci: (each.home.ars, len(each.members)) for epci, each in planned.items()} == ELSEWHERE
    # Together: what all of them reach is drawn once.
    for path, text in added(data, whole, [each.home for each in planned.values()]).items():
        (data / path).parent.mkdir(exist_ok=True)
        (data / path).write_bytes(text)
    territories = read_dataset(data)["territory"].to_pandas().set_index("slug")
    assert {epci: territories.loc[f"ailleurs-{epci}", "ars"] for epci in ELSEWHERE} == {
        epci: ars for epci, (ars, _) in ELSEWHERE.items()
    }
