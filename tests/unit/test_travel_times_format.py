import gzip
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.ingest.formats.travel_times import read
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from tests.mangled import Brought, assert_refused_or_accounted, mangled_file, zipped
from tests.sheets import open_document

COG = Cog(
    names={"01004": "Ambérieu", "2A004": "Ajaccio", "63003": "Ambert", "63430": "Thiers"},
    successors={"63999": "63430", "63998": "63430"},
)
ASKED = Asked(COG, Path("data"))
GOOD = b"origine;destination;minutes\n63430;63003;62,5\n63003;63430;60\n63003;63003;0\n"


def loaded(folder, *contents, name="trajets.csv"):
    """Read texts, or bytes, as files."""
    paths = []
    for number, content in enumerate(contents):
        path = folder / (f"{number}-{name}" if number else name)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    return read(paths, ASKED)


def one_duration(folder, title, duration):
    """Read one trip and return its minutes, None if it was put aside, and the report."""
    found = loaded(folder, f"origine;destination;{title}\n63430;63003;{duration}\n")
    return next(iter(found.tables["travel_time"]["minutes"]), None), found.report


def refusal(folder, content):
    """Return the one problem for which a file is refused whole."""
    with pytest.raises(InvalidDatasetError) as refused:
        loaded(folder, content)
    (problem,) = refused.value.problems
    return problem


# --- What is read -----------------------------------------------------------------------


def test_three_columns_make_the_table(tmp_path):
    found = loaded(tmp_path, GOOD)
    assert found.tables["travel_time"].rows() == [
        ("63430", "63003", 62.5),
        ("63003", "63430", 60.0),
        ("63003", "63003", 0.0),
    ]
    assert found.tables["travel_time"].schema == {
        "origin": pl.String,
        "destination": pl.String,
        "minutes": pl.Float64,
    }
    assert (found.report.read, found.report.accepted, found.report.format) == (
        3, 3, "travel-times",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("origin", "destination", "minutes"),
    [
        ("origine", "destination", "durée"),
        ("Code commune d’origine", "Code commune de destination", "Durée (min)"),
        ("commune_depart", "commune_arrivee", "temps_trajet"),
        ("from_id", "to_id", "travel_time_p50"),
        ("idSrc", "idDst", "duration"),
        ("ORIGINE_INSEE", "DEST_INSEE", "Temps de trajet en minutes"),
        ("origin", "destination", "mn"),
    ],
)
def test_usual_titles_are_known(tmp_path, origin, destination, minutes):
    titles = f"{minutes},nom,{destination},distance_km,{origin}"
    found = loaded(tmp_path, f"{titles}\n12,Thiers,63430,8,63003\n")
    assert found.tables["travel_time"].rows() == [("63003", "63430", 12.0)]


@pytest.mark.parametrize(
    ("title", "written", "minutes"),
    [
        ("duration_s", "90", 1.5),
        ("secondes", "3600", 60),
        ("Durée (secondes)", "90", 1.5),
        ("duree_h", "0,5", 30),
        ("heures", "1", 60),
    ],
)
def test_seconds_and_hours_are_read_where_the_title_says_so(tmp_path, title, written, minutes):
    found, report = one_duration(tmp_path, title, written)
    assert found == pytest.approx(minutes)
    assert f"Les durées de la colonne « {title} » ont été converties en minutes." in report.notes


@pytest.mark.parametrize(
    ("title", "written", "minutes"),
    [
        ("durée", "1h05", 65),
        ("durée", "1 h 05 min", 65),
        ("durée", "2H", 120),
        ("durée", "42 min", 42),
        ("durée", "42mn", 42),
        ("durée", "00:42:30", 42.5),
        ("secondes", "00:42:30", 42.5),
        ("heures", "1h30", 90),
    ],
)
def test_a_duration_in_hours_and_minutes_is_corrected(tmp_path, title, written, minutes):
    found, report = one_duration(tmp_path, title, written)
    assert found == pytest.approx(minutes, abs=1e-3)
    (mended,) = report.corrections.iter_rows(named=True)
    assert (mended["line"], mended["column"], mended["value"]) == (2, title, written)
    assert "heures et minutes" in mended["reason"]


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Aucune durée"),
        ("NA", "Aucune durée"),
        ("-5", "hors des valeurs possibles"),
        ("1441", "hors des valeurs possibles"),
        ("25:00:00", "hors des valeurs possibles"),
        ("1h75", "pas un nombre"),
        ("42:10", "pas un nombre"),  # hours and minutes, or minutes and seconds
        ("environ 20", "approché"),
    ],
)
def test_a_duration_that_is_none_is_put_aside(tmp_path, written, said):
    found, report = one_duration(tmp_path, "minutes", written)
    assert found is None
    (problem,) = report.problems
    assert (problem.line, problem.column) == (2, "minutes")
    assert said in problem.reason
    assert problem.remedy


def test_a_day_is_the_longest_trip(tmp_path):
    assert one_duration(tmp_path, "minutes", "1440")[0] == 1440
    assert one_duration(tmp_path, "secondes", "86400")[0] == 1440
    assert one_duration(tmp_path, "secondes", "86401")[0] is None


# --- Communes ---------------------------------------------------------------------------


def test_codes_are_mended_at_both_ends(tmp_path):
    found = loaded(tmp_path, "origine,destination,minutes\n1004,2a004,700\n63999,63003,58\n")
    assert found.tables["travel_time"].rows() == [
        ("01004", "2A004", 700.0),
        ("63430", "63003", 58.0),
    ]
    told = found.report.corrections.select("line", "column", "value", "corrected").rows()
    assert sorted(told) == [
        (2, "destination", "2a004", "2A004"),
        (2, "origine", "1004", "01004"),
        (3, "origine", "63999", "63430"),
    ]


def test_a_code_of_no_commune_is_put_aside_at_either_end(tmp_path):
    found = loaded(tmp_path, "origine;destination;minutes\n63430;99999;5\n;63430;5\n")
    assert found.tables["travel_time"].is_empty()
    told = [(p.line, p.column, p.value, p.reason) for p in found.report.problems]
    assert sorted(told) == [
        (2, "destination", "99999", "Aucune commune de France n’a ce code."),
        (3, "origine", "", "Cette cellule est vide."),
    ]
    assert found.report.notes == ()


# --- Pairs given twice ------------------------------------------------------------------


def test_of_a_pair_given_twice_the_first_is_kept(tmp_path):
    rows = "63430;63003;62\n63003;63430;60\n63430;63003;65\n63430;63003;62\n"
    found = loaded(tmp_path, f"origine;destination;minutes\n{rows}")
    assert found.tables["travel_time"].rows() == [
        ("63430", "63003", 62.0),
        ("63003", "63430", 60.0),
    ]
    first, second = found.report.problems
    assert (first.line, second.line) == (4, 5)
    assert (first.column, first.value) == ("destination", "63003")
    assert first.reason == "Ce trajet est déjà donné à la ligne 2 de trajets.csv."
    assert (found.report.read, found.report.accepted, found.report.rejected) == (4, 2, 2)


def test_two_former_communes_of_one_may_give_a_pair_twice(tmp_path):
    rows = "63999;63003;62\n63998;63003;59\n"
    found = loaded(tmp_path, f"origine;destination;minutes\n{rows}")
    assert found.tables["travel_time"].rows() == [("63430", "63003", 62.0)]
    assert "ligne 2" in found.report.problems[0].reason


def test_a_line_put_aside_does_not_stand_before_a_good_one(tmp_path):
    rows = "63430;63003;\n63430;63003;59\n"
    found = loaded(tmp_path, f"origine;destination;minutes\n{rows}")
    assert found.tables["travel_time"].rows() == [("63430", "63003", 59.0)]


def test_a_pair_of_a_file_before_is_a_repeat_too(tmp_path):
    first = "origine;destination;minutes\n63430;63003;62\n"
    second = "origin,destination,duration_s\n63003,63430,3600\n63430,63003,60\n"
    found = loaded(tmp_path, first, second)
    assert found.tables["travel_time"].rows() == [
        ("63430", "63003", 62.0),
        ("63003", "63430", 60.0),
    ]
    (problem,) = found.report.problems
    assert (problem.file, problem.line) == ("1-trajets.csv", 3)
    assert problem.reason == "Ce trajet est déjà donné à la ligne 2 de trajets.csv."


# --- What is said of the whole ----------------------------------------------------------


def test_notes_count_the_communes_and_say_what_is_not_symmetric(tmp_path):
    assert loaded(tmp_path, GOOD).report.notes == (
        "3\u00a0trajets, de 2\u00a0communes vers 2\u00a0communes ; "
        "la moitié durent moins de 60,0 minutes.",
        "Les durées diffèrent selon le sens du trajet ; elles sont gardées telles quelles.",
        "1\u00a0commune sans durée vers elle-même : le temps à l’intérieur de la commune "
        "sera estimé.",
    )


def test_notes_say_what_is_symmetric(tmp_path):
    rows = "63430;63003;62\n63003;63430;62\n63003;63003;1\n63430;63430;1\n"
    notes = loaded(tmp_path, f"origine;destination;minutes\n{rows}").report.notes
    assert notes[1:] == ("Les durées sont les mêmes dans les deux sens.",)


# --- Files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [("trajets.csv.gz", gzip.compress(GOOD)), ("trajets.zip", zipped({"trajets.csv": GOOD}))],
    ids=["gz", "zip"],
)
def test_packed_files_are_read(tmp_path, name, content):
    found = loaded(tmp_path, content, name=name)
    assert found.tables["travel_time"].height == 3
    assert found.report.files == (f"{name} › trajets.csv",)


def test_a_workbook_is_read_times_of_the_day_included(tmp_path):
    """A spreadsheet makes a time of the day of «0:42»."""
    path = tmp_path / "trajets.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Origine", "Destination", "Durée"])
        sheet.write_row(1, 0, ["63430", "63003"])
        sheet.write_number(1, 2, 42 / 1440, book.add_format({"num_format": "h:mm"}))
        sheet.write_row(2, 0, [1004, "63003", 61.5])
    found = read([path], ASKED)
    assert found.tables["travel_time"].rows() == [
        ("63430", "63003", 42.0),
        ("01004", "63003", 61.5),
    ]


def test_an_open_document_is_read(tmp_path):
    rows = [["origine", "destination", "minutes"], ["63430", "63003", "1h05"]]
    found = loaded(tmp_path, open_document(rows), name="trajets.ods")
    assert found.tables["travel_time"].rows() == [("63430", "63003", 65.0)]


def test_a_lacking_column_is_named(tmp_path):
    problem = refusal(tmp_path, "origine;vers;distance_km\n63430;63003;12\n")
    assert (problem.file, problem.line, problem.value) == ("trajets.csv", 1, "destination")
    assert "« minutes »" in problem.remedy


@pytest.mark.parametrize("title", ["s", "h", "distance", "duree_hp", "duree_min_s"])
def test_a_title_that_does_not_tell_is_no_duration(tmp_path, title):
    problem = refusal(tmp_path, f"origine;destination;{title}\n63430;63003;12\n")
    assert problem.value == "minutes"


def test_two_columns_that_could_be_the_same_are_not_guessed(tmp_path):
    problem = refusal(tmp_path, "origine;destination;minutes;duree_s\n63430;63003;12;720\n")
    assert problem.value == "minutes ; duree_s"
    assert "Plusieurs colonnes" in problem.reason


@pytest.mark.slow
@given(mangled_file("trajets.csv", GOOD))
def test_a_mangled_file_is_refused_or_wholly_accounted_for(file):
    assert_refused_or_accounted(read, file, ASKED)


CODES = st.sampled_from(["63430", "63003", "1004", "63999", "99999", ""])
MINUTES = st.sampled_from(["0", "12", "12,5", "1h05", "00:10:00", "NA", "-1", "vite", "1e9", "٣"])


@given(st.lists(st.tuples(CODES, CODES, MINUTES), max_size=12))
def test_each_record_is_in_the_table_once_or_put_aside(tmp_path_factory, records):
    lines = "\n".join(";".join(record) for record in records)
    content = f"origine;destination;minutes\n{lines}\n".encode()
    path = Brought("trajets.csv", content).written(tmp_path_factory.mktemp("trajets"))
    found = read([path], ASKED)
    table = found.tables["travel_time"]
    assert found.report.read == len(records)
    assert found.report.accepted == table.height
    assert not table.select("origin", "destination").is_duplicated().any()
    assert table.null_count().row(0) == (0, 0, 0)
    assert table["minutes"].is_between(0, 1440).all()
