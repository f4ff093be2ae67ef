"""The two forms of the BPE, small enough to be counted by eye, and mangled ones."""

import gzip
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given

from cls_dash.ingest.dataset.tables import read_texts
from cls_dash.ingest.formats.bpe import read
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from tests.conftest import ROOT
from tests.mangled import assert_refused_or_accounted, mangled_file, zipped

COG = Cog(
    names={
        "01004": "Ambérieu-en-Bugey", "01033": "Valserhône", "2A004": "Ajaccio",
        "63430": "Thiers", "75056": "Paris",
    },
    successors={"01018": "01033", "75101": "75056", "75102": "75056"},
)  # fmt: skip
HEADER = "REG;DEP;DEPCOM;DCIRIS;AN;TYPEQU;NB_EQUIP\n"
IRIS = (
    HEADER
    + "84;63;63430;63430_0101;2018;D201;2\n"
    + "84;63;63430;63430_0102;2018;D201;3\n"
    + "84;63;63430;63430_0102;2018;D301;1\n"
    + "84;01;01004;01004;2018;D201;4\n"
)
LEVELS = (
    '"GEO";"GEO_OBJECT";"FACILITY_DOM";"FACILITY_SDOM";"FACILITY_TYPE";"BPE_MEASURE";'
    '"TIME_PERIOD";"OBS_VALUE"\n'
    '"63430";"COM";"D";"D2";"D265";"FACILITIES";2024;5\n'
    '"63430";"COM";"D";"D3";"D307";"FACILITIES";2024;2\n'
    '"63430";"COM";"D";"D2";"_T";"FACILITIES";2024;30\n'
    '"63";"DEP";"D";"D2";"D265";"FACILITIES";2024;600\n'
    '"75056";"COM";"D";"D2";"D265";"FACILITIES";2024;2000\n'
    '"75101";"ARM";"D";"D2";"D265";"FACILITIES";2024;70\n'
    '"01004";"COM";"D";"D2";"D265";"PLACES";2024;12\n'
)
ASKED = Asked(COG, Path("data"), year=2018)


def asked(year):
    return Asked(COG, Path("data"), year=year)


@pytest.fixture
def loaded(tmp_path):
    """Return what the reader makes of a text, the year asked being 2018."""

    def load(text, year=2018, name="bpe.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read([path], asked(year))

    return load


def rows(loaded):
    return loaded.tables["provider_count"].rows()


def put_aside(loaded):
    return loaded.report.quarantined.select("line", "column", "value", "reason").rows()


def mended(loaded):
    return loaded.report.corrections.select("line", "column", "value", "corrected").rows()


def test_equipment_of_all_the_iris_of_a_commune_adds_up(loaded):
    found = loaded(IRIS)
    assert rows(found) == [
        ("bpe:D201", "01004", 2018, 4),
        ("bpe:D201", "63430", 2018, 5),
        ("bpe:D301", "63430", 2018, 1),
    ]
    assert found.tables["provider_count"].columns == ["category", "commune", "year", "n"]
    assert (found.report.read, found.report.accepted, found.year) == (4, 4, 2018)


def test_a_city_counts_its_arrondissements_and_a_commune_those_merged_into_it(loaded):
    found = loaded(
        HEADER
        + "11;75;75101;751010101;2018;D201;2\n"
        + "11;75;75102;751020201;2018;D201;3\n"
        + "84;01;01018;01018;2018;D201;1\n"
    )
    assert rows(found) == [
        ("bpe:D201", "01033", 2018, 1), ("bpe:D201", "75056", 2018, 5),
        ("bpe:D201", "75101", 2018, 2), ("bpe:D201", "75102", 2018, 3),
    ]  # fmt: skip
    assert mended(found) == [(4, "DEPCOM", "01018", "01033")]


def test_a_code_typed_in_a_spreadsheet_is_mended_and_told(loaded):
    found = loaded(
        "DEPCOM,AN,TYPEQU,NB_EQUIP\n1004,2018,d201,3.0\n2a004,2018,D201,1\n".replace(",", "\t")
    )
    assert rows(found) == [("bpe:D201", "01004", 2018, 3), ("bpe:D201", "2A004", 2018, 1)]
    assert mended(found) == [
        (2, "DEPCOM", "1004", "01004"),
        (3, "DEPCOM", "2a004", "2A004"),
        (2, "TYPEQU", "d201", "D201"),
    ]


@pytest.mark.sampled
@pytest.mark.parametrize(
    "text",
    [
        IRIS.lower().replace("d201", "D201").replace("d301", "D301"),
        IRIS.replace("\n", "\r\n"),
        "\ufeff" + IRIS,
        IRIS.replace(";", ","),
        "\n".join(";".join(f'"{cell}"' for cell in line.split(";")) for line in IRIS.split()),
    ],
    ids=["header in small letters", "CRLF", "BOM", "commas", "quotes"],
)
def test_how_the_file_is_written_changes_nothing(loaded, text):
    assert rows(loaded(text)) == rows(loaded(IRIS))
    assert loaded(text).report.rejected == 0


def test_a_cp1252_file_is_read_and_told(loaded):
    found = loaded("LIBELLÉ;DEPCOM;AN;TYPEQU;NB_EQUIP\nÉté;63430;2018;D201;1\n".encode("cp1252"))
    assert rows(found) == [("bpe:D201", "63430", 2018, 1)]
    assert mended(found) == [(1, "", "cp1252", "utf-8")]


def test_zip_and_gz_are_read_directly_and_their_documentation_is_left(tmp_path):
    archive = tmp_path / "bpe18_ensemble_csv.zip"
    archive.write_bytes(
        zipped({"varmod_bpe18.csv": b"COD_VAR;LIB_VAR\nAN;x\n", "bpe18.csv": IRIS.encode()})
    )
    packed = tmp_path / "bpe18.csv.gz"
    packed.write_bytes(gzip.compress(IRIS.encode()))
    for path in (archive, packed):
        found = read([path], ASKED)
        assert found.report.read == 4
        assert found.report.files == (f"{path.name} › bpe18.csv",)


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("cells", "column", "value", "reason"),
    [
        ("99999;2018;D201;1", "DEPCOM", "99999", "Aucune commune de France n’a ce code."),
        ("NA;2018;D201;1", "DEPCOM", "NA", "Cette cellule est vide."),
        ("63430;2018;;1", "TYPEQU", "", "Cette cellule est vide."),
        ("63430;2018;MEDECIN;1", "TYPEQU", "MEDECIN", "Ce n’est pas un code d’équipement."),
        ("63430;2018;D201;", "NB_EQUIP", "", "Cette cellule est vide."),
        ("63430;2018;D201;NA", "NB_EQUIP", "NA", "Ce n’est pas un nombre."),
        ("63430;2018;D201;1,5", "NB_EQUIP", "1,5", "Ce n’est pas un nombre entier."),
        ("63430;2018;D201;-1", "NB_EQUIP", "-1", "hors des valeurs possibles"),
        ("63430;2017;D201;1", "AN", "2017", "l’année demandée (2018)"),
        ("63430;;D201;1", "AN", "", "Cette cellule est vide."),
    ],
)
def test_a_record_that_cannot_be_counted_is_put_aside(loaded, cells, column, value, reason):
    found = loaded(f"DEPCOM;AN;TYPEQU;NB_EQUIP\n{cells}\n63430;2018;D301;1\n")
    assert rows(found) == [("bpe:D301", "63430", 2018, 1)]
    [(line, where, what, why)] = put_aside(found)
    assert (line, where, what) == (2, column, value)
    assert reason in why
    assert (found.report.read, found.report.accepted) == (2, 1)


def test_a_line_too_short_is_put_aside(loaded):
    found = loaded("DEPCOM;AN;TYPEQU;NB_EQUIP\n63430;2018;D201\n63430;2018;D301;1\n")
    assert rows(found) == [("bpe:D301", "63430", 2018, 1)]
    [(line, _, _, reason)] = put_aside(found)
    assert (line, "nombre de cellules attendu (4)" in reason) == (2, True)


def test_a_line_given_twice_counts_once(loaded):
    found = loaded(IRIS + "84;63;63430;63430_0101;2018;D201;2\n")
    assert rows(found) == rows(loaded(IRIS))
    [(line, _, _, reason)] = put_aside(found)
    assert line == 6
    assert reason.startswith("Cette ligne est déjà dans le fichier")


def test_none_is_no_row_and_is_not_refused(loaded):
    found = loaded("DEPCOM;AN;TYPEQU;NB_EQUIP\n63430;2018;D201;0\n")
    table = found.tables["provider_count"]
    assert table.is_empty()
    assert table.dtypes == [pl.String, pl.String, pl.Int64, pl.Int64]
    assert found.report.accepted == 1


def test_without_a_year_asked_the_file_says_its_own(loaded):
    assert loaded(IRIS, year=None).year == 2018
    two_years = loaded(IRIS + "84;63;63430;63430_0101;2019;D201;7\n", year=None)
    assert ("bpe:D201", "63430", 2019, 7) in rows(two_years)
    assert two_years.year is None


def test_a_file_that_says_no_year_needs_one(loaded):
    text = "DEPCOM;TYPEQU;NB_EQUIP\n63430;D201;2\n"
    assert rows(loaded(text, year=2021)) == [("bpe:D201", "63430", 2021, 2)]
    with pytest.raises(InvalidDatasetError, match=r"ne dit pas son année.*--year"):
        loaded(text, year=None)


@pytest.mark.parametrize("column", ["DEPCOM", "TYPEQU", "NB_EQUIP"])
def test_a_file_without_a_column_is_refused_by_its_name(loaded, column):
    with pytest.raises(InvalidDatasetError, match=rf"bpe.csv:1 \(« {column} »\)"):
        loaded(IRIS.replace(column, "AUTRE"))


def test_files_by_area_add_up_and_the_same_file_twice_is_refused(tmp_path):
    one, other = tmp_path / "63.csv", tmp_path / "01.csv"
    lines = IRIS.splitlines(keepends=True)
    one.write_text("".join(lines[:4]))
    other.write_text(lines[0] + lines[4])
    found = read([one, other], ASKED)
    assert [row[1:] for row in rows(found)] == [
        ("01004", 2018, 4), ("63430", 2018, 5), ("63430", 2018, 1),
    ]  # fmt: skip
    assert (found.report.read, found.report.files) == (4, ("63.csv", "01.csv"))
    with pytest.raises(InvalidDatasetError, match="comptent les mêmes équipements"):
        read([one, one], ASKED)


class TestTheFormByLevel:
    """Since 2024, communes come with the other levels and with totals."""

    def test_only_communes_and_types_count_and_the_rest_is_told(self, loaded):
        found = loaded(LEVELS, year=2024)
        assert rows(found) == [
            ("bpe:D265", "63430", 2024, 5),
            ("bpe:D265", "75056", 2024, 2000),
            ("bpe:D265", "75101", 2024, 70),
            ("bpe:D307", "63430", 2024, 2),
        ]
        assert (found.report.read, found.report.accepted) == (7, 7)
        [note, complete] = found.report.notes
        assert "complète nulle part" in complete
        assert "3\N{NO-BREAK SPACE}lignes lues sans être reprises (COM, DEP)" in note

    def test_a_count_withheld_is_put_aside(self, loaded):
        found = loaded(LEVELS.replace("2024;5\n", "2024;\n"), year=2024)
        assert put_aside(found) == [(2, "OBS_VALUE", "", "Cette cellule est vide.")]

    def test_the_dictionary_packed_beside_is_left(self, tmp_path):
        path = tmp_path / "DS_BPE_CSV_FR.zip"
        members = {
            "DS_BPE_2024_metadata.csv": b"COD_VAR;LIB_VAR\nGEO;x\n",
            "DS_BPE_2024_data.csv": LEVELS.encode(),
        }
        path.write_bytes(zipped(members))
        found = read([path], asked(2024))
        assert found.report.read == 7
        assert "DS_BPE_2024_metadata.csv" in found.report.notes[0]

    def test_a_file_of_communes_alone_says_where_it_is_complete_alone(self, loaded):
        communes = "GEO;GEO_OBJECT;FACILITY_TYPE;TIME_PERIOD;OBS_VALUE\n63430;COM;D265;2024;5\n"
        found = loaded(communes, year=2024)
        assert rows(found) == [("bpe:D265", "63430", 2024, 5)]
        [complete] = found.report.notes
        assert "complète nulle part" in complete
        assert set(found.tables) == {"provider_count"}


def test_titles_of_categories_follow_their_schema():
    table = read_texts(ROOT / "data", "categories.csv", "categories")
    titles = dict(table.select("category", "title").rows())
    assert titles["bpe:D201"] == titles["bpe:D265"] == "Médecin généraliste"
    assert titles["bpe:D301"] == titles["bpe:D307"] == "Pharmacie"
    assert titles["rpps:60"] == "Infirmier"
    assert titles["rpps:10:SM54"] == "Médecin\N{NO-BREAK SPACE}: médecine générale"


@pytest.mark.slow
@given(mangled_file("bpe18.csv", IRIS.encode()))
def test_a_mangled_file_is_refused_or_wholly_accounted_for(file):
    assert_refused_or_accounted(read, file, ASKED)


@pytest.mark.slow
@given(mangled_file("DS_BPE_2024_data.csv", LEVELS.encode()))
def test_a_mangled_file_by_level_is_refused_or_wholly_accounted_for(file):
    assert_refused_or_accounted(read, file, asked(None))
