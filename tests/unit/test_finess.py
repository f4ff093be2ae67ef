"""FINESS until 2026: facilities, points, overseas codes, and what breaks."""

import shutil

import polars as pl
import pytest
from hypothesis import given

from cls_dash.ingest.formats.finess import read
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from tests.conftest import ROOT
from tests.mangled import assert_refused_or_accounted, mangled_file

COG = Cog(
    names={
        "01004": "Ambérieu-en-Bugey", "01451": "Viriat", "2A004": "Ajaccio", "63430": "Thiers",
        "97101": "Les Abymes", "97302": "Cayenne", "97411": "Saint-Denis",
        "97701": "Saint-Barthélemy", "98613": "Uvea",
    },
    successors={"01003": "01004"},
)  # fmt: skip
ASKED = Asked(COG, ROOT / "data")
HEAD = "finess;etalab;111;2026-05-12"
LAMBERT = "1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,LAMBERT_93"


def facility(number, commune, departement, *, category="620", name="PHARMACIE", fields=32):
    cells = [""] * fields
    cells[0:2] = "structureet", number
    cells[3], cells[12], cells[13], cells[18] = name, commune, departement, category
    cells[16], cells[19] = "0400000000", "Libellé du fichier"
    return ";".join(cells)


def point(number, x, y, source=LAMBERT):
    return f"geolocalisation;{number};{x};{y};{source};2021-01-04"


VIRIAT = facility("010000024", "451", "01", category="355", name="CH DE FLEYRIAT")
VIRIAT_POINT = point("010000024", "870215.7", "6571590.5")
GOOD = "\n".join([HEAD, VIRIAT, VIRIAT_POINT, facility("2A0000014", "004", "2A")]) + "\n"


@pytest.fixture
def loaded(tmp_path):
    """Return what the reader makes of the lines of a file."""

    def load(*lines, encoding="utf-8", name="etalab-cs1100507.csv"):
        path = tmp_path / name
        path.write_bytes("\n".join([HEAD, *lines]).encode(encoding))
        return read([path], ASKED)

    return load


def rows(loaded):
    return {row["provider"]: row for row in loaded.tables["provider"].iter_rows(named=True)}


def told(frame):
    return sorted(frame.select("line", "column", "value", pl.nth(4)).rows())


def place(row):
    return pytest.approx((row["longitude"], row["latitude"]), abs=1e-4)


class TestFacilities:
    def test_a_facility_and_its_point_are_one_provider(self, loaded):
        found = loaded(VIRIAT, VIRIAT_POINT)
        (provider,) = found.tables["provider"].rows(named=True)
        assert (provider.pop("longitude"), provider.pop("latitude")) == pytest.approx(
            (5.2086, 46.2227), abs=1e-4
        )
        assert provider == {
            "provider": "finess-010000024",
            "name": "CH DE FLEYRIAT",
            "category": "hospital",
            "commune": "01451",
            "point_precision": "exact",
            "capacity": None,
            "capacity_unit": None,
            "status": "active",
            "note": None,
        }
        assert (found.report.read, found.report.accepted, found.year) == (2, 2, 2026)
        assert found.report.notes[:-1] == (
            "Extrait du 12 mai 2026 : 1\u00a0structure, dont 1\u00a0localisée ; "
            "les autres sont au point de leur commune.",
        )

    def test_the_long_name_is_preferred(self, loaded):
        cells = VIRIAT.split(";")
        cells[4] = "CENTRE HOSPITALIER DE FLEYRIAT"
        assert rows(loaded(";".join(cells)))["finess-010000024"]["name"] == cells[4]

    @pytest.mark.parametrize(
        ("commune", "departement", "code"),
        [
            ("004", "2A", "2A004"),
            ("101", "9A", "97101"),
            ("411", "9D", "97411"),
            ("613", "9J", "98613"),
            ("123", "9A", "97701"),
            ("003", "01", "01004"),
        ],
    )
    def test_the_commune_is_put_together_with_its_departement(
        self, loaded, commune, departement, code
    ):
        found = rows(loaded(facility("010000024", commune, departement)))
        assert found["finess-010000024"]["commune"] == code

    def test_lost_zeros_are_put_back_and_told(self, loaded):
        found = loaded(facility("10000024", "4", "1"))
        assert rows(found)["finess-010000024"]["commune"] == "01004"
        assert told(found.report.corrections) == [
            (2, "commune", "4", "004"),
            (2, "departement", "1", "01"),
            (2, "nofinesset", "10000024", "010000024"),
        ]

    def test_what_the_category_loses_is_in_the_note(self, loaded):
        found = rows(
            loaded(
                facility("010000001", "451", "01", category="365"),
                facility("010000002", "451", "01", category="602"),
                facility("010000003", "451", "01", category=""),
                facility("010000004", "451", "01", category="500"),
            )
        )
        assert [(row["category"], row["note"]) for row in found.values()] == [
            ("hospital", "Établissement de soins pluridisciplinaire"),
            ("other", "Libellé du fichier"),
            ("other", "Libellé du fichier"),
            ("care_home", None),
        ]

    def test_lines_of_31_fields_are_of_an_older_extract(self, loaded):
        found = loaded(facility("010000024", "451", "01", fields=31), VIRIAT_POINT)
        assert found.report.accepted == 2

    def test_a_quoted_name_may_hold_a_semicolon(self, loaded):
        line = facility("010000024", "451", "01", name='"LIEU ""LES PINS"" ; ANNEXE"')
        assert rows(loaded(line))["finess-010000024"]["name"] == 'LIEU "LES PINS" ; ANNEXE'

    def test_a_facility_repeated_is_put_aside(self, loaded):
        report = loaded(VIRIAT, VIRIAT).report
        assert told(report.quarantined) == [
            (3, "nofinesset", "010000024", "Cette structure est déjà dans le fichier, ligne 2.")
        ]

    def test_a_facility_of_two_files_is_put_aside(self, loaded, tmp_path):
        loaded(VIRIAT, name="ain.csv")
        loaded(VIRIAT, VIRIAT_POINT, name="aura.csv")
        found = read([tmp_path / "ain.csv", tmp_path / "aura.csv"], ASKED)
        assert found.tables["provider"].height == 1
        assert found.report.files == ("ain.csv", "aura.csv")
        assert found.report.quarantined.select("file", "line").rows() == [
            ("aura.csv", 2),
            ("aura.csv", 3),
        ]

    def test_a_code_that_is_none_is_put_aside(self, loaded):
        report = loaded(
            facility("010000001", "999", "01"),
            facility("PARTI", "451", "01"),
            facility("010000002", "451", "01", category="PHAR"),
            facility("010000003", "451", "01", name=""),
        ).report
        assert [(line, column) for line, column, *_ in told(report.quarantined)] == [
            (2, "commune"),
            (3, "nofinesset"),
            (4, "categetab"),
            (5, "name"),
        ]


class TestPoints:
    SOURCES = (
        LAMBERT,
        "1;ATLASANTE;100;IGN;BD_ADRESSE;V2.1;LAMBERT_93",
        "1,ATLASANTE,96,BAN,EPSG:2154 RGF93 / Lambert-93 (Métropole)",
    )

    @pytest.mark.parametrize("source", SOURCES)
    def test_the_source_is_one_field_or_several(self, loaded, source):
        found = rows(loaded(VIRIAT, point("010000024", "870215.7", "6571590.5", source)))
        provider = found["finess-010000024"]
        assert place(provider) == (5.2086, 46.2227)
        assert provider["point_precision"] == "exact"

    @pytest.mark.parametrize(
        ("commune", "departement", "x", "y", "degrees"),
        [
            # Control values of public readers of this file, made with PROJ.
            ("101", "9A", "657242.9", "1795384.4", (-61.52874, 16.234)),
            ("302", "9C", "353672.8", "544349.1", (-52.31973, 4.92347)),
        ],
    )
    def test_overseas_points_are_in_the_projection_of_their_territory(
        self, loaded, commune, departement, x, y, degrees
    ):
        found = rows(loaded(facility("970000001", commune, departement), point("970000001", x, y)))
        assert degrees == place(found["finess-970000001"])

    def test_axes_in_the_wrong_order_are_swapped_and_told(self, loaded):
        found = loaded(VIRIAT, point("010000024", "6571590.5", "870215.7"))
        assert place(rows(found)["finess-010000024"]) == (5.2086, 46.2227)
        assert found.report.corrections.select("column", "reason").rows() == [
            ("coordxet, coordyet", "X et Y étaient inversés.")
        ]

    def test_a_point_far_from_the_departement_is_dropped_and_told(self, loaded):
        found = loaded(VIRIAT, point("010000024", "657242.9", "1795384.4"))
        provider = rows(found)["finess-010000024"]
        assert (provider["longitude"], provider["point_precision"]) == (None, "commune")
        assert found.report.corrections["reason"].to_list() == [
            "Point à plus de 30 km du département de la commune : écarté."
        ]
        assert found.report.accepted == 2

    @pytest.mark.parametrize(
        ("x", "y", "reasons"),
        [
            ("", "", []),
            ("870215,7", "6571590.5", ["Nombre écrit à la française."]),
            ("870215.7", "", ["Une seule des deux coordonnées : point écarté."]),
        ],
    )
    def test_what_is_lacking_is_told_but_nothing_is_lost(self, loaded, x, y, reasons):
        report = loaded(VIRIAT, point("010000024", x, y)).report
        assert report.corrections["reason"].to_list() == reasons
        assert report.accepted == 2

    def test_the_point_of_a_commune_is_not_that_of_a_facility(self, loaded):
        source = "4,ATLASANTE,.,ADMIN-EXPRESS-2023,EPSG:2154 RGF93 / Lambert-93 (Métropole)"
        found = rows(loaded(VIRIAT, point("010000024", "870215.7", "6571590.5", source)))
        assert found["finess-010000024"]["point_precision"] == "commune"
        assert found["finess-010000024"]["longitude"] is None

    def test_a_point_without_facility_is_put_aside(self, loaded):
        report = loaded(VIRIAT, point("999999999", "870215.7", "6571590.5")).report
        assert told(report.quarantined) == [
            (
                3,
                "nofinesset",
                "999999999",
                "Point d’une structure absente du fichier, ou mise de côté.",
            )
        ]


class TestFiles:
    def test_windows_1252_is_read_and_told(self, loaded):
        found = loaded(facility("010000024", "451", "01", name="SANTÉ"), encoding="cp1252")
        assert rows(found)["finess-010000024"]["name"] == "SANTÉ"
        assert told(found.report.corrections) == [(1, "", "cp1252", "utf-8")]

    def test_accents_encoded_twice_are_mended_and_told(self, loaded):
        found = loaded(facility("010000024", "451", "01", name="CENTRE DE SANTÃ©, Ã‰TÃ‰"))
        assert rows(found)["finess-010000024"]["name"] == "CENTRE DE SANTé, ÉTÉ"
        assert found.report.corrections["reason"].to_list() == [
            "Accents encodés deux fois : relus."
        ]

    def test_a_broken_line_is_counted_and_what_it_says_is_hidden(self, loaded):
        report = loaded(VIRIAT, "structureet;010000025;0400000000", "autre;0400000000").report
        assert told(report.quarantined) == [
            (line, "", "", "Ligne d’un type inconnu, ou qui n’a pas le nombre de champs attendu.")
            for line in (3, 4)
        ]
        assert (report.read, report.accepted) == (3, 1)

    def test_a_quoted_line_without_end_is_counted_too(self, loaded):
        report = loaded(VIRIAT, f'structureet;"{"x" * 2**17};1').report
        assert (report.read, report.accepted) == (2, 1)

    def test_a_date_that_is_none_is_not_told(self, tmp_path):
        path = tmp_path / "finess.csv"
        path.write_text(f"finess;etalab\n{VIRIAT}\n", encoding="utf-8")
        found = read([path], ASKED)
        assert found.year is None
        assert found.report.notes[0].startswith("1\u00a0structure, dont 0\u00a0localisée")

    @pytest.mark.parametrize("lacking", ["finess_categories.csv", "departement_boxes.csv"])
    def test_a_dataset_without_our_lists_is_refused(self, tmp_path, lacking):
        for name in {"finess_categories.csv", "departement_boxes.csv"} - {lacking}:
            shutil.copy(ROOT / "data" / name, tmp_path)
        path = tmp_path / "finess.csv"
        path.write_text(GOOD, encoding="utf-8")
        with pytest.raises(InvalidDatasetError, match=lacking):
            read([path], Asked(COG, tmp_path))

    def test_no_telephone_is_kept_nor_reported(self, loaded):
        report = loaded(
            facility("010000024", "451", "01", name="CMP 04 00 00 00 00"),
            facility("010000025", "451", "01", category="0400000000"),
        ).report
        assert "0400000000" not in str(report.corrections.rows() + report.quarantined.rows())
        assert report.corrections.select("value", "corrected").rows() == [("CMP (masqué)", "CMP")]

    @pytest.mark.parametrize(
        ("text", "line", "reason"),
        [
            ("", 1, "La première ligne n’est pas « finess;etalab;… »."),
            ("PK\x00\x01", 1, "La première ligne n’est pas « finess;etalab;… »."),
            ("code;nom\n01;x\n", 1, "La première ligne n’est pas « finess;etalab;… »."),
            (
                f"{HEAD}\nstructureej;010000024;X\n",
                2,
                "Le fichier n’a pas de lignes « structureet » de 31 ou 32 champs.",
            ),
        ],
    )
    def test_another_file_is_refused(self, tmp_path, text, line, reason):
        path = tmp_path / "autre.csv"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InvalidDatasetError) as refusal:
            read([path], ASKED)
        (problem,) = refusal.value.problems
        assert (problem.file, problem.line, problem.reason) == ("autre.csv", line, reason)

    @pytest.mark.slow
    @given(mangled_file("etalab-cs1100507.csv", GOOD.encode()))
    def test_a_mangled_file_is_refused_or_wholly_accounted_for(self, file):
        assert_refused_or_accounted(read, file, ASKED)
