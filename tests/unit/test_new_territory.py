"""A new CLS from intercommunalities, a list or a drawing: whole at once, or not at all."""

import csv
import hashlib
import shutil
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from cls_dash.errors import PackageUnavailableError, TerritoryRefusedError
from cls_dash.ingest import history
from cls_dash.ingest.dataset.new_territory import shortened
from cls_dash.ingest.dataset.reading import TERRITORIAL, read_dataset
from cls_dash.ingest.geography.national import write_national
from cls_dash.ingest.geography.reference import read_geography
from cls_dash.ingest.problems import InvalidDatasetError
from tests import contract
from tests.small_france import REEF, RIDGE, small_france

START = date(2024, 5, 1)


@pytest.fixture(scope="module")
def sown(tmp_path_factory):
    """A dataset with all of France beside its selection."""
    data = contract.sown(tmp_path_factory.mktemp("sown") / "data")
    write_national(small_france(), data / "geography" / "france")
    codes = {
        "cog": "code,name\n97401,Les Avirons\n",
        "successors": "former,code,kind\n97499,97402,merged\n",
    }
    for name, text in codes.items():
        (data / "geography" / f"{name}.csv").write_text(text, "utf-8")
    return data


@pytest.fixture
def data(sown, tmp_path):
    return Path(shutil.copytree(sown, tmp_path / "data"))


@pytest.fixture
def add(data):
    def add(slug="recif", name="Le Récif", **asked):
        return contract.add_territory(data, slug, name=name, **asked)

    return add


def table(data, name, slug="recif"):
    path = data / "territories" / slug / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def drawing(folder, shapes, **columns):
    path = folder / "trace.geojson"
    gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_file(path)
    return path


class TestAdded:
    def test_members_of_an_epci_make_a_territory_overseas(self, add, data):
        added = add(epci=[REEF], starts_on=START)
        assert (len(added.members), added.epci) == (2, ["CA du Récif"])
        assert added.report.notes == ()
        assert table(data, "territory") == [
            {
                "slug": "recif",
                "name": "Le Récif",
                "short_name": "Le Récif",
                "ars": "ARS La Réunion",
                "website": "",
                "source": "perimetre-recif",
                "recorded_until": "",
            }
        ]
        assert table(data, "perimeter") == [
            {"commune": code, "starts_on": "2024-05-01", "ends_on": "", "basis": "documented"}
            for code in ("97401", "97402")
        ]
        (only,) = table(data, "contracts")
        assert (only["contract"], only["label"], only["start_year"]) == ("recif-1", "CLS 1", "2024")

    def test_the_dataset_is_read_whole_and_the_contract_has_no_action(self, add, data):
        add(epci=[REEF])
        dataset = read_dataset(data)
        assert "recif" in set(dataset["territory"]["slug"])
        assert "perimetre-recif" in set(dataset["source"]["key"])
        for name in ("parties", "axes", "axis_lineage", "actions", "deployments"):
            assert table(data, name) == []
        files = {path.stem for path in (data / "territories" / "recif").iterdir()}
        assert files == {each.file.name for each in TERRITORIAL if not each.file.optional}

    def test_the_geography_keeps_what_it_had_and_gains_whole_epci(self, add, data):
        add(epci=[REEF])
        geography = read_geography(data / "geography")
        codes = list(geography["communes"].index)
        assert codes == [*sorted(contract.COMMUNES), "97401", "97402"]
        assert list(geography["epci"].index) == [contract.EPCI, REEF]
        assert list(geography["departements"].index) == ["15", "63", "974"]

    @pytest.mark.slow
    def test_two_territories_in_turn(self, add, data):
        add(epci=[REEF])
        add("crete", "La Crête", epci=[RIDGE])
        assert {"recif", "crete", "vallee", "voisin"} == set(
            read_dataset(data)["territory"]["slug"]
        )
        assert len(read_geography(data / "geography")["epci"]) == 3

    def test_without_a_date_no_year_is_invented_and_the_perimeter_is_approximate(self, add, data):
        added = add(epci=[REEF])
        (only,) = table(data, "contracts")
        assert (only["start_year"], only["end_year"]) == ("", "")
        # The law that made these contracts: no perimeter is older.
        assert {row["starts_on"] for row in table(data, "perimeter")} == {"2009-07-21"}
        assert {row["basis"] for row in table(data, "perimeter")} == {"approximate"}
        assert added.report.notes[0].startswith("Dates non publiées : le contrat n’a pas d’année")

    def test_an_agency_and_a_short_name_can_be_given(self, add, data):
        add(epci=[REEF], ars="ARS de l’océan", short_name="Récif")
        (row,) = table(data, "territory")
        assert (row["ars"], row["short_name"]) == ("ARS de l’océan", "Récif")

    @pytest.mark.parametrize(
        ("name", "short"),
        [
            ("Bassin d’Aurillac, Carladès et Châtaigneraie", "Bassin d’Aurillac…"),
            ("Saint-Denis-Saint-Paul-Saint-Pierre", "Saint-Denis-Saint-Paul-…"),
        ],
    )
    def test_a_long_name_is_cut_for_labels(self, add, data, name, short):
        add(name=name, epci=[REEF])
        assert table(data, "territory")[0]["short_name"] == short


class TestListed:
    def test_a_list_is_mended_and_what_is_unknown_is_put_aside(self, add, data, tmp_path):
        path = tmp_path / "communes.csv"
        path.write_text("Code;Nom\n97401;Les Avirons\n97499;Ancienne\n97402;\n97999;?\n", "utf-8")
        added = add(communes=path, starts_on=START)
        assert [row["commune"] for row in table(data, "perimeter")] == ["97401", "97402"]
        assert (added.report.read, added.report.accepted, added.report.rejected) == (4, 3, 1)
        assert added.report.corrections["corrected"].to_list() == ["97402"]
        assert added.report.notes == ("1\u00a0ligne désigne une commune déjà dite.",)
        assert {row["basis"] for row in table(data, "perimeter")} == {"documented"}

    def test_postal_codes_beside_names_are_the_communes_named(self, add, data, tmp_path):
        """A postal code of the list is often the code of another commune."""
        served = "postcode,commune\n97402,97401\n"
        (data / "geography" / "postcodes.csv").write_text(served, "utf-8")
        (tmp_path / "liste.csv").write_text("code;commune\n97402;Les Avirons\n", "utf-8")
        added = add(communes=tmp_path / "liste.csv")
        assert added.report.corrections["corrected"].to_list() == ["97401"]
        assert {row["commune"] for row in table(data, "perimeter")} == {"97401"}

    def test_the_source_card_holds_the_checksum_not_the_name_of_the_file(self, add, data, tmp_path):
        path = tmp_path / "jeanne-dupont.csv"
        path.write_text("97401\n")
        add(communes=path)
        text = (data / "sources.csv").read_text("utf-8")
        assert hashlib.sha256(b"97401\n").hexdigest() in text
        assert "dupont" not in text

    @pytest.mark.slow
    def test_corsica_an_island_of_no_epci_and_a_commune_without_outline(self, add, data, tmp_path):
        path = tmp_path / "communes.csv"
        path.write_text("insee\n2a004\n29155\n15031\n")
        added = add("iles", "Les îles", communes=path, starts_on=START)
        assert [row["commune"] for row in table(data, "perimeter", "iles")] == [
            "15031",
            "29155",
            "2A004",
        ]
        assert added.epci == ["CA du Golfe", "CC de la Crête"]
        assert "Sans contour publié, absentes de la carte : Celles (15031)." in added.report.notes
        communes = read_geography(data / "geography")["communes"]
        assert {"15001", "15031", "29155", "2A004"} <= set(communes.index)
        assert communes.loc["29155", "epci"] is None
        # The next territory keeps the island, which no EPCI brings back.
        add(epci=[REEF])
        assert "29155" in read_geography(data / "geography")["communes"].index

    def test_several_regions_are_said(self, add, tmp_path):
        path = tmp_path / "communes.csv"
        path.write_text("insee\n15001\n15002\n29155\n")
        notes = add(communes=path, starts_on=START).report.notes
        assert notes == (
            "Le périmètre est sur plusieurs régions : ARS Auvergne-Rhône-Alpes est retenue.",
        )

    @pytest.mark.parametrize("text", ["insee\n", "insee\n99999\n"])
    def test_a_list_without_any_commune_is_refused(self, add, tmp_path, text):
        path = tmp_path / "communes.csv"
        path.write_text(text)
        with pytest.raises(InvalidDatasetError, match="Ce fichier ne donne aucune commune"):
            add(communes=path)


class TestDrawn:
    def test_a_drawing_is_chosen_by_its_name(self, add, data, tmp_path):
        shapes = [box(55.3, -21.3, 55.5, -21.2), box(3, 44.8, 3.3, 45)]
        path = drawing(
            tmp_path, shapes, nom=["CLS du Récif", "CLS de la Crête"], etat=["actif"] * 2
        )
        added = add(perimeter=path, where="nom = 'CLS du recif'")
        assert len(added.members) == 2
        assert len(add("crete", "La Crête", perimeter=path).members) == 3
        codes = [row["commune"] for row in table(data, "perimeter", "crete")]
        assert codes == ["15001", "15002", "15032"]

    @pytest.mark.parametrize(
        ("where", "reason"),
        [
            ("cls", "Aucun périmètre du fichier n’a ce nom."),
            ("crete", "Plusieurs périmètres ont ce nom."),
            ("etat = 'actif'", "Plusieurs périmètres ont ce nom."),
            ("couleur = 'rouge'", "Le fichier n’a pas cette colonne de texte."),
        ],
    )
    def test_one_name_one_perimeter(self, add, tmp_path, where, reason):
        shapes = [box(55.3, -21.3, 55.5, -21.2)] * 3
        names = ["CLS de la Crête", "Crête sud", "Le Récif"]
        path = drawing(tmp_path, shapes, nom=names, etat=["actif", "fini", "actif"])
        with pytest.raises(InvalidDatasetError, match=reason):
            add(perimeter=path, where=where)

    def test_parts_that_bear_one_name_are_one_perimeter(self, add, tmp_path):
        shapes = [box(55.3, -21.3, 55.4, -21.2), box(55.4, -21.3, 55.5, -21.2), box(3, 44, 4, 45)]
        added = add(perimeter=drawing(tmp_path, shapes, nom=["Récif", "Récif", "Autre"]))
        assert (len(added.members), added.report.read, added.report.accepted) == (2, 2, 2)

    def test_a_drawing_over_the_sea_is_refused(self, add, tmp_path):
        with pytest.raises(InvalidDatasetError, match="ne couvre aucune commune connue"):
            add(perimeter=drawing(tmp_path, [box(-5, 47, -4.9, 47.1)]))


class TestRefused:
    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"slug": "Le Récif"}, "ne convient pas"),
            ({"slug": "../recif"}, "ne convient pas"),
            ({"slug": "territories"}, "ne convient pas"),
            ({"slug": "vallee"}, "Le territoire «\u00a0vallee\u00a0» existe déjà."),
            ({"name": " "}, "Le nom du territoire est vide"),
            ({"name": "Le\nRécif"}, "tient sur deux lignes"),
            ({"short_name": "Un nom bien trop long pour une carte"}, "plus de 24 caractères"),
            ({"epci": ["999999999"]}, "n’a ce numéro SIREN : 999999999."),
            ({"epci": [REEF, "1", "2"]}, "n’a ces numéros SIREN : 1 et 2."),
            ({"epci": []}, "d’une façon, et d’une seule"),
            ({"communes": Path("x.csv")}, "d’une façon, et d’une seule"),
            ({"where": "Récif"}, "ne vont qu’avec un tracé"),
            ({"starts_on": date(2005, 1, 1)}, "avant 2009"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_changes(self, add, data, asked, said):
        before = contract.every_byte(data)
        with pytest.raises(TerritoryRefusedError) as refused:
            add(**{"epci": [REEF]} | asked)
        assert said in str(refused.value)
        assert contract.every_byte(data) == before

    @pytest.mark.parametrize(
        ("code", "said"),
        [("97502", "cls-dash geography --france --from FICHIER"), ("98735", "Aucune ARS connue")],
    )
    def test_what_the_atlas_cannot_show_is_refused(self, add, tmp_path, code, said):
        path = tmp_path / "communes.csv"
        path.write_text(f"{code}\n")
        with pytest.raises(TerritoryRefusedError, match=said):
            add(communes=path)

    def test_without_france_nor_packages_the_command_to_run_is_said(self, add, data, monkeypatch):
        shutil.rmtree(data / "geography" / "france")

        def unavailable(_cache):
            raise PackageUnavailableError("no client")

        monkeypatch.setattr("cls_dash.ingest.dataset.new_territory.fetch_packages", unavailable)
        with pytest.raises(TerritoryRefusedError, match="cls-dash geography --france"):
            add(epci=[REEF])

    def test_without_france_the_packages_are_read(self, add, data, monkeypatch):
        shutil.rmtree(data / "geography" / "france")
        module = "cls_dash.ingest.dataset.new_territory"
        monkeypatch.setattr(f"{module}.fetch_packages", lambda cache: cache)
        monkeypatch.setattr(f"{module}.read_france", lambda _packages: small_france())
        assert len(add(epci=[REEF]).members) == 2
        assert not (data / "geography" / "france").exists()


class TestAllOrNothing:
    def test_a_failure_while_files_are_replaced_restores_them(self, add, data, monkeypatch):
        before = contract.every_byte(data)

        replace = Path.replace

        def broken(path, target):
            if Path(target).name == "perimeter.csv":
                raise OSError("the disk is full")
            return replace(path, target)

        monkeypatch.setattr(Path, "replace", broken)
        with pytest.raises(OSError, match="full"):
            add(epci=[REEF])
        assert contract.every_byte(data) == before

    def test_a_dataset_that_is_wrong_is_left_as_it_was(self, add, data):
        (data / "providers.csv").write_text("x\n")
        before = contract.every_byte(data)
        with pytest.raises(InvalidDatasetError):
            add(epci=[REEF])
        assert contract.every_byte(data) == before

    def test_what_is_undone_leaves_no_trace(self, add, data):
        before = contract.every_byte(data)
        add(epci=[REEF])
        step, files = history.undone(data)
        with history.changed(data, files, step):
            pass
        assert contract.every_byte(data) == before
        assert not (data / "territories" / "recif").exists()

    def test_a_territory_removed_by_hand_can_come_back(self, add, data):
        add(epci=[REEF])
        shutil.rmtree(data / "territories" / "recif")
        add(name="Le grand récif", epci=[REEF])
        text = (data / "sources.csv").read_text("utf-8")
        assert text.count("perimetre-recif") == 1
        assert "Périmètre du grand récif" in text


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Pays de Gex", "Pays de Gex"),
        ("CC Bièvre Est", "CC Bièvre Est"),
        ("Arrondissement de Saint-Flour", "Saint-Flour"),
        ("Agglomération Loire Forez", "Loire Forez"),
        ("Communauté de communes du Pays de Nay", "Pays de Nay"),
        ("CC Saint Marcelin en Vercors", "Saint Marcelin…"),
        ("Echirolles / Pont-de-Claix", "Echirolles…"),
        ("Bassin d'Aurillac, Carladès et Châtaigneraie", "Bassin d'Aurillac…"),
        ("Anticonstitutionnellement-en-Velay", "Anticonstitutionnelleme…"),
    ],
)
def test_a_short_name_tells_territories_apart(name, short):
    assert shortened(name) == short
