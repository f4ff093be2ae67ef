"""The steps that clean records, and the report that accounts for every one."""

from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.ingest.files import TextTable
from cls_dash.ingest.geography.cog import Cog, read_cog
from cls_dash.ingest.loaded import CORRECTIONS, QUARANTINE
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.sieve import Sieve, together

COG = Cog(
    names={"01004": "Ambérieu", "01033": "Valserhône", "2A004": "Ajaccio", "75056": "Paris"},
    successors={"01018": "01033", "75101": "75056", "01099": "01098", "01004": "75056"},
)


def sieve(file="communes.csv", **columns):
    """Return a sieve of records whose lines start at 2."""
    rows = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    lines = pl.int_range(2, rows.height + 2, dtype=pl.Int64, eager=True).alias("line")
    return Sieve(TextTable(file, rows.with_columns(lines), rows.height))


def kept(sieve, column):
    return sieve.kept[column].to_list()


def aside(sieve):
    return sieve.quarantined.select("line", "column", "value", "reason").rows()


def mended(sieve):
    return sieve.corrections.select("line", "value", "corrected").rows()


class TestNumber:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("12", 12.0),
            ("-0.5", -0.5),
            (".5", 0.5),
            ("12.", 12.0),
            ("+3", 3.0),
            ("1e5", 100_000.0),
            ("1.5E-3", 0.0015),
            ("1e-400", 0.0),
        ],
    )
    def test_a_number_is_read_without_a_word(self, text, value):
        found = sieve(n=[text])
        found.number("n")
        assert kept(found, "n") == [value]
        assert mended(found) == []

    @pytest.mark.parametrize(
        ("text", "written", "value"),
        [
            ("12,5", "12.5", 12.5),
            ("1 234,5", "1234.5", 1234.5),
            ("1\u202f234\u00a0567", "1234567", 1234567.0),
            ("-1 234.5", "-1234.5", -1234.5),
            ("−12", "-12", -12.0),
            ("1,234", "1.234", 1.234),
        ],
    )
    def test_what_the_french_write_is_mended_and_told(self, text, written, value):
        found = sieve(n=[text])
        found.number("n")
        assert kept(found, "n") == [value]
        assert mended(found) == [(2, text, written)]

    @pytest.mark.parametrize(
        "text",
        ["1 2", "12 %", "inf", "NaN", "٣", "1e", "--1", "0x10",
         "1_000", "12 3456", "=1+1"],
    )  # fmt: skip
    def test_other_texts_are_put_aside(self, text):
        found = sieve(n=[text])
        found.number("n")
        assert aside(found) == [(2, "n", text, "Ce n’est pas un nombre.")]

    @pytest.mark.parametrize("text", ["1e400", "-1e999", "9" * 400, "-1", "101"])
    def test_what_is_outside_is_put_aside(self, text):
        found = sieve(n=[text])
        found.number("n", lowest=0, highest=100)
        assert aside(found) == [(2, "n", text, "Ce nombre est hors des valeurs possibles.")]

    def test_bounds_are_possible_values_and_empty_cells_stay_so(self):
        found = sieve(n=["0", "100", None, "-0"])
        found.number("n", lowest=0, highest=100)
        assert [str(value) for value in kept(found, "n")] == ["0.0", "100.0", "None", "0.0"]

    @given(st.floats(allow_nan=False, allow_infinity=False))
    def test_every_number_of_a_computer_comes_back(self, value):
        found = sieve(n=[repr(value)])
        found.number("n")
        assert kept(found, "n") == [value]


class TestInteger:
    def test_decimals_of_nothing_are_no_decimals(self):
        found = sieve(n=["12", "12.0", "1 200,00", "-0", None])
        found.integer("n")
        assert kept(found, "n") == [12, 12, 1200, 0, None]
        assert found.kept["n"].dtype == pl.Int64

    def test_other_numbers_are_put_aside(self):
        found = sieve(n=["12.5", "-1", "1e30", "1e400", "x"])
        found.integer("n")
        outside = "Ce nombre est hors des valeurs possibles."
        assert aside(found) == [
            (2, "n", "12.5", "Ce n’est pas un nombre entier."),
            (3, "n", "-1", outside),
            (4, "n", "1e30", outside),
            (5, "n", "1e400", outside),
            (6, "n", "x", "Ce n’est pas un nombre."),
        ]


class TestCommune:
    @pytest.mark.parametrize(
        ("code", "steps"),
        [
            ("01004", []),
            ("1004", ["01004"]),
            ("1004.0", ["01004"]),
            ("1004,00", ["01004"]),
            ("01 004", ["01004"]),
            ("2a004", ["2A004"]),
            ("01018", ["01033"]),
            ("1018", ["01018", "01033"]),
            ("75101", ["75056"]),
        ],
    )
    def test_a_code_is_mended_then_given_to_the_present_commune(self, code, steps):
        found = sieve(commune=[code])
        found.commune("commune", COG)
        told = [code, *steps]
        assert kept(found, "commune") == [told[-1]]
        assert mended(found) == [(2, *step) for step in pairwise(told)]

    @pytest.mark.parametrize(
        "code",
        ["99999", "0100", "010040", "2C004", "2A4", "Ajaccio", "1,0E+03", "٠١٠٠٤", "01000.0"],
    )
    def test_a_code_of_no_commune_is_put_aside_as_it_was_written(self, code):
        found = sieve(commune=[code])
        found.commune("commune", COG)
        ((line, _, _, reason),) = aside(found)
        assert (line, reason) == (2, "Aucune commune de France n’a ce code.")
        assert mended(found) == []

    def test_a_successor_that_is_no_commune_is_none(self):
        found = sieve(commune=["01099"])
        found.commune("commune", COG)
        assert aside(found) == [(2, "commune", "01099", "Aucune commune de France n’a ce code.")]

    def test_an_empty_cell_is_for_the_reader_to_judge(self):
        found = sieve(commune=[None])
        found.commune("commune", COG)
        assert kept(found, "commune") == [None]


class TestWords:
    def test_words_for_nothing_are_empty_cells(self):
        found = sieve(note=["NA", "None", "n/a", "-", "Nantes", None])
        found.missing("note")
        assert kept(found, "note") == [None, None, None, None, "Nantes", None]
        assert [line for line, *_ in mended(found)] == [2, 3, 4, 5]

    def test_words_of_a_list_become_codes_and_others_are_put_aside(self):
        found = sieve(etat=["Réalisée", "ENGAGÉE", "completed", "finie", None])
        found.choice("etat", {"completed": "réalisée", "started": "engagée"})
        assert kept(found, "etat") == ["completed", "started", "completed", None]
        assert found.quarantined.select("line", "value", "remedy").rows() == [
            (5, "finie", "Choisir parmi : réalisée, engagée.")
        ]

    def test_a_needed_cell_is_not_empty(self):
        found = sieve(nom=["Thiers", None])
        found.needed("nom")
        assert aside(found) == [(3, "nom", "", "Cette cellule est vide.")]

    def test_a_column_that_lacks_refuses_the_file(self):
        with pytest.raises(InvalidDatasetError) as caught:
            sieve(nom=["Thiers"]).require(["nom", "code"], "Reprendre le modèle.")
        (problem,) = caught.value.problems
        assert (problem.file, problem.line, problem.value) == ("communes.csv", 1, "code")


class TestUnique:
    def test_the_first_is_kept_and_others_say_its_line(self):
        found = sieve(code=["a", "b", "a", "a"], an=["1", "1", "1", "2"])
        found.unique(["code", "an"])
        assert found.kept["line"].to_list() == [2, 3, 5]
        assert aside(found) == [
            (4, "code", "a", "Cet enregistrement est déjà dans le fichier, ligne 2.")
        ]

    def test_a_record_put_aside_is_not_the_first(self):
        found = sieve(code=["a", "a", "a"], n=["x", "1", "2"])
        found.number("n")
        found.unique(["code"], "Cette commune est comptée deux fois {n}")
        assert found.kept["line"].to_list() == [3]
        assert aside(found)[1] == (
            4, "code", "a", "Cette commune est comptée deux fois {n}, ligne 3.",
        )  # fmt: skip

    def test_empty_cells_are_alike_unless_all_are(self):
        found = sieve(code=["a", "a", None, None], an=[None, None, None, None])
        found.unique(["code", "an"])
        assert found.kept["line"].to_list() == [2, 4, 5]


class TestReport:
    def test_a_record_with_several_problems_counts_once_and_all_are_said(self):
        found = sieve(code=["99999", "01004", "1004"], lits=["x", "1,5", "-1"])
        found.commune("code", COG)
        found.number("lits", lowest=0)
        found.refuse(pl.col("lits") > 1, "lits", "Trop de lits.", "Vérifier.")
        report = found.report("facilities")
        assert (report.read, report.accepted, report.rejected) == (3, 0, 3)
        assert report.quarantined.select("line", "column").rows() == [
            (2, "code"), (2, "lits"), (3, "lits"), (4, "lits"),
        ]  # fmt: skip

    def test_what_was_mended_in_a_record_put_aside_is_not_told(self):
        found = sieve(code=["1004", "1004"], lits=["1,5", "x"])
        found.commune("code", COG)
        found.number("lits")
        assert found.report("facilities").corrections.select("line", "column").rows() == [
            (2, "code"), (2, "lits"),
        ]  # fmt: skip

    def test_what_was_done_to_read_the_file_is_told_anyway(self):
        told = pl.DataFrame(
            [("a.csv", 1, "", "cp1252", "utf-8", "Relu.")], CORRECTIONS, orient="row"
        )
        rows = pl.DataFrame({"n": ["x"], "line": [1]})
        found = Sieve(TextTable("a.csv", rows, 1, told, pl.DataFrame(schema=QUARANTINE)))
        found.number("n")
        assert found.report("indicator").corrections.rows() == told.rows()

    def test_what_the_file_itself_lost_is_counted(self):
        lost = pl.DataFrame(
            [("a.csv", 3, "", "", "Ligne trop courte.", "Compter.")], QUARANTINE, orient="row"
        )
        rows = pl.DataFrame({"n": ["1", "x"], "line": [2, 4]})
        found = Sieve(TextTable("a.csv", rows, 3, pl.DataFrame(schema=CORRECTIONS), lost))
        found.number("n")
        report = found.report("indicator")
        assert (report.read, report.accepted, report.rejected) == (3, 1, 2)
        assert [problem.line for problem in report.problems] == [3, 4]

    def test_files_of_one_load_make_one_report(self):
        parts = [sieve("a.csv", n=["1", "x"]), sieve("b.csv", n=["y", "2", "3"])]
        for part in parts:
            part.number("n")
        report = together(parts, "indicator", notes=("Millésime 2022.",))
        assert report.files == ("a.csv", "b.csv")
        assert (report.read, report.accepted, report.rejected) == (5, 3, 2)
        assert report.quarantined.select("file", "line").rows() == [("a.csv", 3), ("b.csv", 2)]
        assert report.notes == ("Millésime 2022.",)

    @given(
        st.lists(st.tuples(*[st.sampled_from(["1", "x", "1,5", "1004", "-3", "99999", ""])] * 3))
    )
    def test_every_record_is_accepted_or_put_aside(self, records):
        columns = zip(*records, strict=True) if records else [(), (), ()]
        found = sieve(**dict(zip("abc", map(list, columns), strict=True)))
        found.missing("a", [""])
        found.number("a", lowest=0)
        found.integer("b")
        found.commune("c", COG)
        found.unique(["a", "c"])
        report = found.report("indicator")
        assert report.read == len(records) == report.accepted + report.rejected
        assert found.kept.height == report.accepted
        put_aside = set(report.quarantined["line"])
        assert not put_aside & set(found.kept["line"]) | put_aside & set(report.corrections["line"])


class TestCog:
    def test_communes_and_successors_are_read(self, tmp_path):
        (tmp_path / "cog.csv").write_text("code,name,epci\n01004,Ambérieu,200\n", "utf-8")
        (tmp_path / "successors.csv").write_text("former,code,kind\n01018,01033,merged\n", "utf-8")
        assert read_cog(tmp_path) == Cog({"01004": "Ambérieu"}, {"01018": "01033"})

    @pytest.mark.parametrize("content", [None, b"", b"code\n01004\n", b"\xff\xfe,\n\x00"])
    def test_a_list_that_lacks_says_how_to_make_it(self, tmp_path, content):
        if content is not None:
            (tmp_path / "cog.csv").write_bytes(content)
        with pytest.raises(InvalidDatasetError, match=r"cog\.csv.*cls-dash geography"):
            read_cog(Path(tmp_path))
