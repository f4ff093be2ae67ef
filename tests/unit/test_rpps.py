"""The register of professionals: counted right, and nobody's name in what comes out."""

import gzip
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given

from benchmarks.generated_rpps import HEADER, write_rpps
from cls_dash.ingest.formats.rpps import read
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from tests.mangled import assert_refused_or_accounted, mangled_file, zipped

COG = Cog(
    names={"01033": "Valserhône", "2A004": "Ajaccio", "63430": "Thiers", "75056": "Paris"},
    successors={"01018": "01033", "75101": "75056"},
)
ASKED = Asked(COG, Path("data"))
NAME = "PS_LibreAcces_Personne_activite_202605121012.txt"
PERSONAL = {
    "Identifiant PP": "10987654321",
    "Identification nationale PP": "810987654321",
    "Nom d'exercice": "QUINTEFEUILLE",
    "Prénom d'exercice": "Zénobie",
    "Raison sociale site": 'CABINET "QUINTEFEUILLE"',
    "Libellé Voie (coord. structure)": "IMPASSE DE LA QUINTEFEUILLE",
    "Téléphone (coord. structure)": "0912345678",
    "Adresse e-mail (coord. structure)": "zenobie@quintefeuille.invalid",
}
"""Invented, and found nowhere else."""
TRACES = (
    "quintefeuille", "zénobie", "zenobie", "0987654321", "912345678", "impasse", "cabinet",
)  # fmt: skip


def activity(person, profession="60", commune="63430", skill="", **personal):
    """Return a record of 56 cells and its last separator."""
    cells = {
        **PERSONAL,
        **personal,
        "Identifiant PP": person,
        "Code profession": profession,
        "Code savoir-faire": skill,
        "Code commune (coord. structure)": commune,
    }
    return "|".join(cells.get(name, "") for name in HEADER.split("|")) + "\n"


ZENOBIE = PERSONAL["Identifiant PP"]
GOOD = f"{HEADER}\n" + activity(ZENOBIE) + activity("2", "10", "75101", "SM54") + activity("3")


@pytest.fixture
def loaded(tmp_path):
    """Return what the reader makes of records under the usual header."""

    def load(*records, header=HEADER, name=NAME, year=None):
        text = f"{header}\n{''.join(records)}"
        path = tmp_path / name
        path.write_bytes(text.encode())
        return read([path], Asked(COG, Path("data"), year=year))

    return load


def rows(loaded):
    return loaded.tables["provider_count"].rows()


def put_aside(loaded):
    return loaded.report.quarantined.select("line", "column", "value", "reason").rows()


def test_people_are_counted_by_profession_and_commune(loaded):
    found = loaded(
        activity("1"), activity("2"), activity("3", "70"), activity("4", commune="2A004")
    )
    assert rows(found) == [
        ("rpps:60", "2A004", 2026, 1),
        ("rpps:60", "63430", 2026, 2),
        ("rpps:70", "63430", 2026, 1),
    ]
    assert found.tables["provider_count"].schema == {
        "category": pl.String, "commune": pl.String, "year": pl.Int64, "n": pl.Int64,
    }  # fmt: skip
    assert (found.report.read, found.report.accepted, found.year) == (4, 4, 2026)


def test_a_person_counts_once_in_a_commune_and_once_in_each(loaded):
    found = loaded(activity("1"), activity("1"), activity("1", commune="2A004"))
    assert rows(found) == [("rpps:60", "2A004", 2026, 1), ("rpps:60", "63430", 2026, 1)]
    assert "une fois par profession et par commune" in found.report.notes[0]


def test_a_person_of_two_professions_counts_in_each(loaded):
    found = loaded(activity("1", "60"), activity("1", "93"))
    assert [row[0] for row in rows(found)] == ["rpps:60", "rpps:93"]


def test_doctors_are_counted_by_skill_too(loaded):
    found = loaded(
        activity("1", "10", skill="SM54"),
        activity("1", "10", skill="SM54"),
        activity("2", "10", skill="SM04"),
        activity("3", "10"),
        activity("4", "60", skill="SI04"),
    )
    assert rows(found) == [
        ("rpps:10", "63430", 2026, 3),
        ("rpps:10:SM04", "63430", 2026, 1),
        ("rpps:10:SM54", "63430", 2026, 1),
        ("rpps:60", "63430", 2026, 1),
    ]


def test_a_city_counts_its_arrondissements_and_a_commune_those_merged_into_it(loaded):
    found = loaded(activity("1", commune="75101"), activity("2", commune="01018"))
    assert [row[1] for row in rows(found)] == ["01033", "75056", "75101"]
    assert found.report.corrections.select("line", "value", "corrected").rows() == [
        (3, "01018", "01033"),
    ]


def test_who_works_in_two_arrondissements_is_one_person_of_the_city(loaded):
    found = loaded(
        activity("1", commune="75101"), activity("1", commune="75102"),
        activity("2", commune="75102"),
    )  # fmt: skip
    assert [(row[1], row[3]) for row in rows(found)] == [("75056", 2), ("75101", 1), ("75102", 2)]


def test_an_activity_without_a_commune_is_put_aside(loaded):
    found = loaded(activity("1", commune=""), activity("1", commune="NULL"), activity("2"))
    assert rows(found) == [("rpps:60", "63430", 2026, 1)]
    column = "Code commune (coord. structure)"
    assert put_aside(found) == [
        (2, column, "", "Activité sans commune."),
        (3, column, "NULL", "Activité sans commune."),
    ]
    assert (found.report.read, found.report.accepted) == (3, 1)


def test_a_profession_that_nobody_knows_is_kept_under_its_code(loaded):
    assert rows(loaded(activity("1", "399"))) == [("rpps:399", "63430", 2026, 1)]


@pytest.mark.parametrize(
    ("record", "column", "value", "reason"),
    [
        (activity("1", commune="99109"), "Code commune (coord. structure)", "99109", "a ce code"),
        (activity("1", commune="THIERS"), "Code commune (coord. structure)", "", "masqué"),
        (activity("1", "infirmier"), "Code profession", "", "masqué"),
        (activity("1", ""), "Code profession", "", "est vide"),
        (activity("1", "10", skill="généraliste"), "Code savoir-faire", "", "masqué"),
        (activity(""), "Identifiant PP", "", "est vide"),
        (activity("1").replace("|", "", 2), "", "", "cellules attendu (56)"),
    ],
)
def test_a_record_that_cannot_be_counted_is_put_aside(loaded, record, column, value, reason):
    found = loaded(record, activity("2"))
    assert rows(found) == [("rpps:60", "63430", 2026, 1)]
    [(line, where, what, why)] = put_aside(found)
    assert (line, where, what) == (2, column, value)
    assert reason in why


def test_a_record_whose_cells_are_shifted_is_put_aside(loaded):
    found = loaded(activity("1").replace("|", "", 1), activity("2"))
    assert rows(found) == [("rpps:60", "63430", 2026, 1)]
    assert {line for line, *_ in put_aside(found)} == {2}


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        HEADER.upper(),
        HEADER.replace("commune", "Commune"),
        HEADER.replace("Code profession", ' "Code profession"'),
        "\ufeff" + HEADER,
    ],
    ids=["as published", "capitals", "a capital", "quotes", "BOM"],
)
def test_how_the_header_is_written_changes_nothing(loaded, header):
    assert rows(loaded(activity("1"), header=header)) == [("rpps:60", "63430", 2026, 1)]


def test_52_columns_are_read_like_56_with_or_without_the_last_separator(loaded):
    def cut(line, cells):
        return "|".join(line.rstrip("\n").split("|")[:cells])

    for end in ("|", ""):
        record = cut(activity("1"), 52) + end + "\n"
        assert rows(loaded(record, header=cut(HEADER, 52) + end)) == [
            ("rpps:60", "63430", 2026, 1)
        ]  # fmt: skip


def test_quotes_are_plain_characters(loaded):
    found = loaded(activity("1", **{"Raison sociale site": '"CABINET'}), activity("2"))
    assert rows(found) == [("rpps:60", "63430", 2026, 2)]


def test_the_year_asked_comes_before_the_one_of_the_name(loaded):
    assert loaded(activity("1"), year=2024).year == 2024
    assert loaded(activity("1"), name="PS_LibreAcces_Personne_activite_20251231.txt").year == 2025
    with pytest.raises(InvalidDatasetError, match=r"ne dit pas son année\. La donner : --year"):
        loaded(activity("1"), name="ps-libreacces-personne-activite.txt")


def test_files_of_two_years_are_not_mixed(tmp_path):
    paths = [tmp_path / NAME, tmp_path / NAME.replace("2026", "2025")]
    for path in paths:
        path.write_text(GOOD)
    with pytest.raises(InvalidDatasetError, match="pas de la même année"):
        read(paths, ASKED)


def test_a_person_of_two_files_counts_once(tmp_path):
    paths = [tmp_path / NAME, tmp_path / f"bis_{NAME}"]
    for path in paths:
        path.write_text(f"{HEADER}\n" + activity("1"))
    found = read(paths, ASKED)
    assert rows(found) == [("rpps:60", "63430", 2026, 1)]
    assert found.report.read == 2


@pytest.mark.parametrize("name", ["PS_LibreAcces_202605121012.zip", f"{NAME}.zip"])
def test_the_archive_as_published_holds_other_files_which_are_left(tmp_path, name):
    path = tmp_path / name
    savoir = "PS_LibreAcces_SavoirFaire_202605121012.txt"
    path.write_bytes(zipped({savoir: b"Identifiant PP|\n1|\n", NAME: GOOD.encode()}))
    found = read([path], ASKED)
    assert found.report.files == (f"{path.name} › {NAME}",)
    assert savoir in found.report.notes[-2]
    packed = tmp_path / f"{NAME}.gz"
    packed.write_bytes(gzip.compress(GOOD.encode()))
    assert rows(read([packed], ASKED)) == rows(found)


def test_another_file_of_the_register_is_refused_by_the_column_it_lacks(loaded):
    header = "Identifiant PP|Nom d'exercice|Code profession|Code savoir-faire|"
    with pytest.raises(InvalidDatasetError, match="Code commune"):
        loaded("1|QUINTEFEUILLE|10|SM54|\n", header=header)


def said(call):
    """Return, in small letters, all that a person could read of a load."""
    try:
        found = call()
    except InvalidDatasetError as refusal:
        return f"{refusal} {refusal.problems!r}".casefold()
    report = found.report
    frames = [*found.tables.values(), report.corrections, report.quarantined]
    return f"{[frame.write_csv() for frame in frames]} {report!r}".casefold()


def assert_names_nobody(text):
    assert [trace for trace in TRACES if trace in text] == []


class TestNobodyIsNamed:
    """Nothing of a person comes out, on good lines and on broken ones."""

    def test_a_good_file(self, tmp_path):
        path = tmp_path / NAME
        path.write_text(GOOD)
        assert any(trace in GOOD.casefold() for trace in TRACES)
        assert_names_nobody(said(lambda: read([path], ASKED)))

    @pytest.mark.sampled
    @pytest.mark.parametrize("shift", range(1, 56))
    def test_cells_shifted_into_the_columns_that_are_read(self, loaded, shift):
        cells = activity(ZENOBIE, "10", skill="SM54").rstrip("|\n").split("|")
        cells += [""] * (56 - len(cells))
        shifted = "|".join(cells[shift:] + cells[:shift]) + "|\n"
        assert_names_nobody(said(lambda: loaded(shifted, activity("2"))))

    @pytest.mark.sampled
    @pytest.mark.parametrize(
        "broken",
        [
            GOOD.replace("|", "", 60),
            GOOD.replace("QUINTEFEUILLE", "QUINTE|FEUILLE QUINTEFEUILLE"),
            GOOD.replace("QUINTEFEUILLE", "QUINTEFEUILLE\n"),
            GOOD.replace("|\n", "|"),
            GOOD.replace("\n", "\r"),
            GOOD.replace(f"{HEADER}\n", ""),
            GOOD.replace(f"{HEADER}\n", HEADER),
            GOOD.replace(f"{HEADER}\n", "Identifiant PP|QUINTEFEUILLE|QUINTEFEUILLE|\n"),
            GOOD.replace("|", ";"),
            GOOD.replace("|", '"|"'),
            GOOD[: len(GOOD) // 2],
            GOOD + "QUINTEFEUILLE Zénobie 0912345678\n",
        ],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
    def test_a_broken_file(self, tmp_path, broken, encoding):
        path = tmp_path / NAME
        path.write_bytes(broken.encode(encoding))
        assert_names_nobody(said(lambda: read([path], ASKED)))

    @pytest.mark.slow
    @given(mangled_file(NAME, GOOD.encode()))
    def test_a_mangled_file(self, tmp_path_factory, file):
        path = file.written(tmp_path_factory.mktemp("rpps"))
        assert_names_nobody(said(lambda: read([path], ASKED)))


@pytest.mark.slow
@given(mangled_file(NAME, GOOD.encode()))
def test_a_mangled_file_is_refused_or_wholly_accounted_for(file):
    assert_refused_or_accounted(read, file, ASKED)


def test_the_generated_register_is_read_and_comes_back_byte_for_byte(tmp_path):
    path, again = tmp_path / NAME, tmp_path / "again.txt"
    write_rpps(path, rows=500, seed=1)
    write_rpps(again, rows=500, seed=1)
    assert path.read_bytes() == again.read_bytes()
    found = read([path], ASKED)
    assert found.report.read == 500
    reasons = set(found.report.quarantined["reason"])
    assert reasons <= {"Activité sans commune.", "Aucune commune de France n’a ce code."}
