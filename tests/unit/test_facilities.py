"""Facilities of any table: our form, a regional FINESS, the hospitals of Europe."""

import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cls_dash.ingest.formats.facilities import read
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from tests.conftest import ROOT
from tests.mangled import Brought, assert_refused_or_accounted, mangled_archive, mangled_file

COG = Cog(
    names={
        "01004": "Ambérieu-en-Bugey", "01451": "Viriat", "2A004": "Ajaccio",
        "14762": "Vire Normandie", "42218": "Saint-Étienne", "58062": "Château-Chinon (Ville)",
        "58063": "Château-Chinon (Campagne)", "63430": "Thiers", "63003": "Ambert",
        "97407": "Le Port",
    },
    successors={"63999": "63003"},
)  # fmt: skip
ASKED = Asked(COG, ROOT / "data")
OURS = "provider,name,category,commune,longitude,latitude,point_precision,capacity,status,note\n"
THIERS = "ch-thiers,CH de Thiers,hospital,63430,3.5487,45.8565,exact,120,active,\n"
PORTAL = (
    "numero finess etablissement,activite,raison_sociale,rslongue,code commune,departement,"
    "categetab,categorie,latitude,longitude,code_insee\n"
)
EUROPE = "id,hospital_name,site_name,lat,lon,postcode,city,cap_beds,facility_type,tel,email\n"


@pytest.fixture
def loaded(tmp_path):
    """Return what the reader makes of a text."""

    def load(text, name="structures.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read([path], ASKED)

    return load


def rows(loaded):
    return {row["provider"]: row for row in loaded.tables["provider"].iter_rows(named=True)}


def told(loaded):
    columns = ("line", "column", "value", "corrected", "reason")
    return sorted(loaded.report.corrections.select(columns).rows())


def refused(loaded):
    return sorted(loaded.report.quarantined.select("line", "column", "value", "reason").rows())


class TestPostalCodes:
    """63300 is the code of Riom, and the postal code of Thiers."""

    COG = Cog(
        names={"63300": "Riom", "63430": "Thiers", "63003": "Ambert"},
        successors={},
        postcodes={"63300": ["63430"], "63600": ["63003"]},
    )

    def read(self, tmp_path, *codes):
        path = tmp_path / "structures.csv"
        rows = (f"{code},Cabinet,hospital,{code},,,,,active,\n" for code in codes)
        path.write_text(OURS + "".join(rows))
        return read([path], Asked(self.COG, ROOT / "data"))

    def test_alone_it_is_asked_which(self, tmp_path):
        report = self.read(tmp_path, "63300").report
        assert report.accepted == 0
        assert report.proposals["proposals"].to_list() == [["63430 Thiers", "63300 Riom"]]

    def test_beside_a_postal_code_it_is_not_believed(self, tmp_path):
        found = self.read(tmp_path, "63300", "63003", "63600")
        assert list(rows(found)) == ["63003"]
        assert "code postal" in found.report.quarantined["reason"][0]

    def test_beside_a_code_of_a_commune_only_it_is_one_too(self, tmp_path):
        found = self.read(tmp_path, "63300", "63003")
        assert {row["commune"] for row in rows(found).values()} == {"63300", "63003"}

    def test_with_its_name_it_is_certain(self, tmp_path):
        found = self.read(tmp_path, "63300 Riom", "63300 Thiers")
        assert {row["commune"] for row in rows(found).values()} == {"63300", "63430"}


class TestOurForm:
    def test_a_line_is_a_provider(self, loaded):
        found = loaded(OURS + THIERS)
        assert rows(found) == {
            "ch-thiers": {
                "provider": "ch-thiers",
                "name": "CH de Thiers",
                "category": "hospital",
                "commune": "63430",
                "longitude": 3.5487,
                "latitude": 45.8565,
                "point_precision": "exact",
                "capacity": 120,
                "capacity_unit": None,
                "status": "active",
                "note": None,
            }
        }
        assert (found.report.read, told(found)) == (1, [])

    def test_french_titles_and_words_do_as_well(self, loaded):
        found = loaded(
            "Nom;Catégorie;Commune;Téléphone;État;Capacité;Unité de capacité\n"
            "Maison de santé d’Ambert;Maison de santé;63003;0400000000;en projet;6;professionnels\n"
        )
        (row,) = rows(found).values()
        assert row["provider"] == "63003-maison-de-sante-d-ambert"
        assert (row["category"], row["status"]) == ("group_practice", "planned")
        assert (row["capacity"], row["capacity_unit"]) == (6, "professionals")
        assert row["point_precision"] == "commune"

    def test_the_shipped_providers_come_back_as_they_are(self):
        shipped = pl.read_csv(ROOT / "data" / "providers.csv", infer_schema=False)
        communes = shipped["commune"].unique()
        asked = Asked(Cog(dict.fromkeys(communes, ""), {}), ROOT / "data")
        found = read([ROOT / "data" / "providers.csv"], asked)
        columns = [name for name in found.tables["provider"].columns if name in shipped.columns]
        assert found.report.accepted == found.report.read == shipped.height
        kept = found.tables["provider"].select(pl.col(columns).cast(pl.String))
        different = [
            column
            for column in columns
            if column not in ("longitude", "latitude")
            and kept[column].to_list() != shipped.sort("provider")[column].to_list()
        ]
        assert different == []

    @pytest.mark.parametrize(
        ("longitude", "latitude", "reason"),
        [
            ("45.8565", "3.5487", "Longitude et latitude étaient inversées."),
            (
                "742597.7",
                "6528555.4",
                "Coordonnées projetées (Lambert-93 ou UTM) : converties en degrés.",
            ),
            ("6528555.4", "742597.7", "X et Y étaient inversés."),
        ],
    )
    def test_coordinates_that_can_be_mended_are(self, loaded, longitude, latitude, reason):
        found = loaded(OURS + THIERS.replace("3.5487,45.8565", f"{longitude},{latitude}"))
        point = rows(found)["ch-thiers"]
        assert (point["longitude"], point["latitude"]) == pytest.approx((3.5487, 45.8565), abs=2e-3)
        ((line, column, _, _, why),) = told(found)
        assert (line, column, why) == (2, "longitude, latitude", reason)

    @pytest.mark.sampled
    @pytest.mark.parametrize(
        ("point", "precision", "reasons"),
        [
            ("3.5487,45.8565,commune", "commune", ["Point de la commune et non du lieu"] * 2),
            ("-61.5,16.2,exact", "commune", ["Point à plus de 30 km du département"]),
            ("3.5487,,exact", "commune", ["Une seule des deux coordonnées"]),
            ("est,nord,exact", "commune", ["Ce n’est pas une coordonnée"] * 2),
            (",,exact", "commune", []),
        ],
    )
    def test_the_commune_stands_for_a_point_that_is_not_sure(
        self, loaded, point, precision, reasons
    ):
        found = loaded(OURS + THIERS.replace("3.5487,45.8565,exact", point))
        assert rows(found)["ch-thiers"]["point_precision"] == precision
        whys = [why for *_, why in told(found)]
        assert len(whys) == len(reasons)
        assert all(map(str.startswith, whys, reasons))

    def test_what_contradicts_an_earlier_line_is_put_aside(self, loaded):
        found = loaded(OURS + THIERS + THIERS + THIERS.replace("hospital", "emergency"))
        assert refused(found) == [
            (
                4,
                "provider",
                "ch-thiers",
                "Une ligne précédente décrit autrement la structure de même identifiant.",
            )
        ]
        assert (found.report.read, found.report.accepted, len(rows(found))) == (3, 2, 1)

    def test_what_cannot_be_used_is_put_aside(self, loaded):
        found = loaded(
            OURS
            + ",,hospital,63430,,,,,,\n"
            + "b,Nom,clinique,63430,,,,,,\n"
            + "c,Nom,hospital,63000,,,,,,\n"
            + "d,Nom,hospital,63430,,,,douze,,\n"
            + "e,Nom,hospital\n"
        )
        assert [(line, column) for line, column, *_ in refused(found)] == [
            (2, "name"), (3, "category"), (4, "commune"), (5, "capacity"), (6, ""),
        ]  # fmt: skip
        assert (found.report.read, found.report.accepted) == (5, 0)

    def test_what_is_mended_is_told(self, loaded):
        found = loaded(OURS + "CH Thiers,CH,hôpital,63999,,,,,NA,\nb,CSI,hospital,1004,,,,,,\n")
        assert set(rows(found)) == {"ch-thiers", "b"}
        assert [line[:4] for line in told(found)] == [
            (2, "commune", "63999", "63003"),
            (2, "provider", "CH Thiers", "ch-thiers"),
            (2, "status", "NA", ""),
            (3, "commune", "1004", "01004"),
        ]
        assert rows(found)["b"]["status"] == "unverified"

    def test_contacts_are_taken_out_of_names_and_reports(self, loaded):
        found = loaded(
            OURS + "a,CMP 04.00.00.00.00 a@b.fr,hospital,0400000000,,,,,,\n,0400000000\n"
        )
        assert "00.00" not in repr(found)
        assert "0400000000" not in repr(found)
        assert "a@b.fr" not in str(found.report.corrections.rows())

    def test_lines_of_an_address_do_not_move_the_line_numbers(self, loaded):
        found = loaded(OURS + '"a","CH\nde Thiers",hospital,63430,,,,,,\nb,,hospital,63430,,,,,,\n')
        assert rows(found)["a"]["name"] == "CH\nde Thiers"
        assert refused(found)[0][:2] == (4, "name")


class TestPortals:
    LINE = '120000039,16,CH,"CENTRE HOSPITALIER",430,63,355,C.H.,45.8565,3.5487,63430\n'

    def test_a_line_per_activity_makes_one_provider(self, loaded):
        found = loaded(PORTAL + self.LINE + self.LINE.replace(",16,", ",14,"))
        row = rows(found)["finess-120000039"]
        assert (row["name"], row["category"]) == ("CENTRE HOSPITALIER", "hospital")
        assert (row["commune"], row["status"]) == ("63430", "active")
        assert (found.report.read, found.report.accepted) == (2, 2)
        assert found.report.notes == (
            "structures.csv, lu comme un extrait régional de FINESS : 2\u00a0lignes pour "
            "1\u00a0structure, dont 1\u00a0localisée ; les lignes d’une même structure n’en font "
            "qu’une.",
        )

    def test_the_short_name_serves_where_there_is_no_long_one(self, loaded):
        found = loaded(PORTAL + self.LINE.replace('"CENTRE HOSPITALIER"', ""))
        assert rows(found)["finess-120000039"]["name"] == "CH"

    def test_the_report_bears_the_names_of_the_file(self, loaded):
        found = loaded(PORTAL + self.LINE.replace("45.8565,3.5487,63430", "3.5487,45.8565,63999"))
        assert [(column, why) for _, column, _, _, why in told(found)] == [
            (
                "code_insee",
                "Commune fusionnée ou arrondissement : rattaché à la commune actuelle.",
            ),
            ("longitude, latitude", "Longitude et latitude étaient inversées."),
        ]


class TestEurope:
    @staticmethod
    def line(postcode, city, number="630000001", kind="Centre Hospitalier (C.H.)"):
        return f'{number},CH,,,,{postcode},{city},80,"{kind}",400000000,a@b.fr\n'

    @pytest.mark.sampled
    @pytest.mark.parametrize(
        ("postcode", "city", "commune"),
        [
            ("63300", "THIERS", "63430"),
            ("63307", "Thiers CEDEX 2", "63430"),
            ("42055", "ST ETIENNE CEDEX", "42218"),
            ("42000", "St-Étienne", "42218"),
            ("42000", "SAINT ETIENNE  03", "42218"),
            ("20303", "AJACCIO", "2A004"),
            ("97829", "LE PORT", "97407"),
            ("1500", "AMBERIEU EN BUGEY", "01004"),
        ],
    )
    def test_the_commune_is_found_by_its_name(self, loaded, postcode, city, commune):
        found = loaded(EUROPE + self.line(postcode, city))
        assert rows(found)["finess-630000001"]["commune"] == commune
        assert told(found) == []

    @pytest.mark.parametrize("city", ["VIRE", "Vire"])
    def test_the_beginning_of_a_name_will_do_where_it_is_alone(self, loaded, city):
        found = loaded(EUROPE + self.line("14500", city))
        assert rows(found)["finess-630000001"]["commune"] == "14762"
        why = "Nom incomplet : une seule commune du département commence ainsi."
        assert told(found) == [(2, "city", city, "Vire Normandie", why)]

    @pytest.mark.sampled
    @pytest.mark.parametrize(
        ("postcode", "city", "reason"),
        [
            ("58120", "CHATEAU CHINON", "Plusieurs communes du département"),
            ("63000", "AMBERIEU EN BUGEY", "Aucune commune actuelle du département"),
            ("", "THIERS", "Aucune commune actuelle du département"),
            ("63300", "", "Aucune commune actuelle du département"),
            ("63300", "???", "Aucune commune actuelle du département"),
        ],
    )
    def test_other_names_are_put_aside(self, loaded, postcode, city, reason):
        found = loaded(EUROPE + self.line(postcode, city))
        ((line, column, value, why),) = refused(found)
        assert (line, column, value) == (2, "city", city)
        assert why.startswith(reason)

    def test_a_finess_number_gets_its_zero_back(self, loaded):
        found = loaded(EUROPE + self.line("01440", "VIRIAT", number="10000024"))
        row = rows(found)["finess-010000024"]
        assert (row["category"], row["capacity"], row["capacity_unit"]) == ("hospital", 80, "beds")

    def test_a_type_that_we_do_not_know_is_kept_in_the_note(self, loaded):
        found = loaded(EUROPE + self.line("63300", "THIERS", kind="Clinique du sommeil"))
        row = rows(found)["finess-630000001"]
        assert (row["category"], row["note"]) == ("other", "Clinique du sommeil")

    def test_contacts_are_not_read(self, loaded):
        found = loaded(EUROPE + self.line("63300", "THIERS") + "a,b@c.fr\n")
        assert "400000000" not in repr(found)
        assert "@" not in repr(found)


class TestFiles:
    def test_an_unknown_header_is_refused_with_the_columns_that_lack(self, loaded):
        with pytest.raises(InvalidDatasetError) as refusal:
            loaded("Nom,Adresse\nCH,1 rue\n")
        (problem,) = refusal.value.problems
        assert (problem.line, problem.value) == (1, "Catégorie et Commune")
        assert problem.reason == (
            "Il manque des colonnes pour lire ce fichier comme établissements de l’atlas."
        )

    def test_a_structure_of_two_files_is_put_aside(self, loaded, tmp_path):
        loaded(OURS + THIERS, name="a.csv")
        loaded(OURS + THIERS, name="b.csv")
        found = read([tmp_path / "a.csv", tmp_path / "b.csv"], ASKED)
        assert found.report.quarantined.select("file", "line").rows() == [("b.csv", 2)]

    def test_a_workbook_is_read(self, loaded):
        found = loaded(workbook(), name="structures.xlsx")
        assert rows(found)["63430-ch-de-thiers"]["latitude"] == 45.8565
        assert refused(found) == [(3, "Commune", "63000", "Aucune commune de France n’a ce code.")]


GOOD = (
    OURS + THIERS + THIERS.replace("ch-thiers", "b"),
    PORTAL + TestPortals.LINE * 2,
    EUROPE + TestEurope.line("63300", "THIERS") + TestEurope.line("14500", "VIRE", "1"),
)


@pytest.mark.slow
@given(st.one_of(*(mangled_file("structures.csv", good.encode()) for good in GOOD)))
def test_a_mangled_file_is_refused_or_wholly_accounted_for(file):
    assert_refused_or_accounted(read, file, ASKED)


def workbook():
    written = io.BytesIO()
    pl.DataFrame(
        {
            "Nom": ["CH de Thiers", "Autre"],
            "Catégorie": ["Hôpital", "Pharmacie"],
            "Commune": [63430, 63000],
            "Longitude": [3.5487, None],
            "Latitude": [45.8565, None],
        }
    ).write_excel(written)
    return written.getvalue()


@pytest.mark.slow
@settings(max_examples=15)
@given(mangled_archive(workbook()))
def test_a_mangled_workbook_is_refused_or_wholly_accounted_for(content):
    assert_refused_or_accounted(read, Brought("structures.xlsx", content), ASKED)
