"""The contracts of a region in one file: each a light territory, and all that is to be told."""

import shutil
import weakref
from datetime import date
from pathlib import Path

import geopandas as gpd
import polars as pl
import pytest
from shapely import box

from cls_dash.errors import TerritoryRefusedError
from cls_dash.ingest import history
from cls_dash.ingest.geography.national import write_national
from cls_dash.ingest.geography.reference import read_geography
from cls_dash.ingest.many_territories import Fields, add_territories, plan_territories
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.store.open import open_store
from tests import contract
from tests.small_france import small_france
from tests.unit.test_new_territory import table

CREST = box(3, 44.8, 3.3, 45)
REEF = box(55.3, -21.3, 55.5, -21.2)
VALLEY = box(3, 45, 3.5, 45.1)
SEA = box(-5, 47, -4.9, 47.1)


def drawn(folder, shapes, **columns):
    path = folder / "contrats.geojson"
    gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_file(path)
    return path


@pytest.fixture(scope="module")
def sown(tmp_path_factory):
    """A dataset that can be published, with all of France beside its selection."""
    data = contract.buildable(tmp_path_factory.mktemp("sown") / "data")
    write_national(small_france(), data / "geography" / "france")
    for name, text in (
        ("cog", "code,name\n97401,Les Avirons\n"),
        ("successors", "former,code,kind\n"),
    ):
        (data / "geography" / f"{name}.csv").write_text(text, "utf-8")
    return data


@pytest.fixture
def data(sown, tmp_path):
    return Path(shutil.copytree(sown, tmp_path / "data"))


@pytest.fixture
def plan(data, tmp_path):
    def plan(shapes, names, states=None, where=None, **columns):
        fields = Fields("nom", "état" if states else None, *(
            key if key in columns else None for key in ("debut", "fin")
        ))  # fmt: skip
        path = drawn(tmp_path, shapes, nom=names, **({"Etat": states} if states else {}), **columns)
        return plan_territories(data, path, fields, where=where)

    return plan


def test_each_name_is_a_territory_with_its_state_and_without_an_invented_date(plan):
    planned = plan([CREST, REEF], ["CLS de la Crête", "Récif"], ["En élaboration", None])
    crest, reef = planned.homes
    assert (crest.slug, crest.name, crest.label) == (
        "de-la-crete",
        "De la Crête",
        "CLS de la Crête",
    )
    assert (crest.state, reef.state) == ("En élaboration", "")
    assert crest.codes == ("15001", "15002", "15032")
    assert (crest.since, crest.until, reef.since) == (None, None, None)
    assert (crest.ars, reef.ars) == ("ARS Auvergne-Rhône-Alpes", "ARS La Réunion")
    assert planned.report.notes[0] == "2\u00a0territoires : En élaboration (1) et sans état (1)."
    assert "aucun taux par an" in planned.report.notes[1]


def test_dates_that_the_file_has_are_kept(plan):
    planned = plan([CREST, REEF], ["A", "B"], debut=["2022", "03/05/2024"], fin=[2026, 2028])
    assert [home.since for home in planned.homes] == [date(2022, 1, 1), date(2024, 5, 3)]
    assert [home.until for home in planned.homes] == [2026, 2028]
    assert not any("Dates non publiées" in note for note in planned.report.notes)


def test_one_state_written_in_two_ways_is_one(plan):
    planned = plan([CREST, REEF, VALLEY], ["A", "B", "C"], ["Actif", "actif", "Actif"])
    assert {home.state for home in planned.homes} == {"Actif"}
    assert planned.report.corrections.select("value", "corrected").rows() == [("actif", "Actif")]


def test_what_overlaps_or_matches_is_told(plan):
    planned = plan([box(3, 44.8, 3.1, 45.1), CREST], ["Est", "Crête"])
    # Est holds Ambérieu and half of Sommet; the crest holds Sommet too.
    notes = planned.report.notes
    assert any("partage 1\u00a0commune avec le territoire de Vallée" in note for note in notes)
    assert any(
        "Est partage 1\u00a0commune avec le territoire de Crête : Sommet" in n for n in notes
    )
    assert any(note.startswith("2\u00a0communes sont dans deux territoires") for note in notes)


def test_the_same_communes_under_two_names_are_told_apart_from_an_overlap(plan):
    notes = plan([CREST, CREST], ["Crête", "La grande crête"]).report.notes
    assert "Mêmes communes sous deux noms, gardés tous deux : Crête et La grande crête." in notes


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"nom": ["", "A"]}, "n’a pas de nom"),
        ({"nom": ["CLS Récif", "recif"]}, "ne se distingue pas de « CLS Récif »"),
        ({"nom": ["jean@mairie.fr", "A"]}, "comment joindre quelqu’un"),
        ({"Etat": ["04 71 00 00 00", None]}, "comment joindre quelqu’un"),
        ({"Etat": ["x" * 41, None]}, "trop longue pour un état"),
        ({"debut": ["bientôt", None]}, "Ce n’est pas une date"),
        ({"debut": ["2005", None]}, "avant 2009"),
        ({"debut": ["2024", None], "fin": ["2022", None]}, "La fin précède le début"),
    ],
)
def test_what_makes_no_territory_is_put_aside_and_the_others_stay(plan, cells, said):
    columns = {"nom": ["B", "A"], "Etat": ["actif", "fini"], **cells}
    names, states = columns.pop("nom"), columns.pop("Etat")
    planned = plan([CREST, REEF], names, states, **columns)
    aside = planned.report.quarantined
    assert len(planned.homes) == aside.height == planned.report.accepted == 1
    assert said in aside["reason"].item()
    assert "@" not in str(aside.rows())


def test_a_perimeter_over_the_sea_is_put_aside_with_its_number(plan):
    planned = plan([REEF, SEA], ["Récif", "Mer"])
    assert planned.report.quarantined.select("line", "value").rows() == [(2, "Mer")]


def test_a_column_of_too_many_values_is_no_state(plan):
    names = [f"Contrat {n}" for n in range(13)]
    with pytest.raises(InvalidDatasetError, match="13 valeurs : ce n’est pas un état"):
        plan([CREST] * 13, names, [f"Agent {n}" for n in range(13)])


def test_a_filter_keeps_some(plan):
    planned = plan([CREST, REEF], ["A", "B"], ["Actif", "Fini"], where="Etat = 'actif'")
    assert [home.name for home in planned.homes] == ["A"]


def test_all_are_added_and_published_once_and_taken_back_at_once(plan, data, tmp_path):
    before = contract.every_byte(data)
    planned = plan(
        [CREST, REEF], ["CLS Crête", "Récif"], ["Actif", None], agent=["Jeanne Dupont", "x"]
    )
    store = f"sqlite:///{tmp_path / 'cls.gpkg'}"
    built = add_territories(data, lambda: planned, store)
    assert built.rows["territory"] == 4
    (row,) = table(data, "contracts", "crete")
    assert (row["label"], row["start_year"], row["state"]) == ("CLS Crête", "", "Actif")
    sources = (data / "sources.csv").read_text("utf-8")
    assert sources.count("perimetres-") == 1
    written = b"".join(contract.every_byte(data).values()) + (tmp_path / "cls.gpkg").read_bytes()
    assert b"Dupont" not in written
    with open_store(store).reading() as release:
        states = pl.read_database(
            "SELECT territory, state FROM contract WHERE state IS NOT NULL", release.connection
        )
    assert states.rows() == [("crete", "Actif")]
    step, files = history.undone(data)
    with history.changed(data, files, step):
        pass
    assert contract.every_byte(data) == before


def test_france_takes_no_memory_while_the_store_is_built(plan, data, tmp_path):
    france, alive = [], {}

    def planned():
        found = plan([REEF], ["Récif"])
        france.append(weakref.ref(found.france))
        return found

    def tell(step):
        alive[step] = france[0]() is not None

    add_territories(data, planned, f"sqlite:///{tmp_path / 'cls.gpkg'}", tell=tell)
    assert alive["Écriture des territoires"]
    assert not alive["Vérification du jeu de données"]
    assert not alive["Publication"]


@pytest.mark.slow
def test_a_second_time_nothing_is_left_to_add(plan, data, tmp_path):
    add_territories(data, lambda: plan([REEF], ["Récif"]), f"sqlite:///{tmp_path / 'cls.gpkg'}")
    with pytest.raises(TerritoryRefusedError, match="sont déjà là : Récif"):
        plan([REEF], ["Récif"])
    assert [home.name for home in plan([REEF, CREST], ["Récif", "Crête"]).homes] == ["Crête"]


def test_the_geography_holds_the_whole_region_where_france_is_not_made(plan, data, monkeypatch):
    (data / "geography" / "france").rename(data.parent / "elsewhere")
    module = "cls_dash.ingest.dataset.new_territory"
    monkeypatch.setattr(f"{module}.fetch_packages", lambda cache: cache)
    monkeypatch.setattr(f"{module}.read_france", lambda _packages: small_france())
    planned = plan([box(3, 44.8, 3.2, 45)], ["Sommet"])
    add_territories(data, lambda: planned, f"sqlite:///{data.parent / 'cls.gpkg'}")
    codes = set(read_geography(data / "geography")["communes"].index)
    assert codes == {*contract.COMMUNES, "15001", "15002", "15031", "15032"}
