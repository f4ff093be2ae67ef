"""Files as people bring them: archives, encodings, ends of line, workbooks, mangled ones."""

import codecs
import csv
import gzip
import io
import re
import struct
import zipfile
from datetime import date, datetime
from functools import partial
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.domain.legible import legible
from cls_dash.ingest.files import (
    Member,
    archives,
    first_rows,
    is_workbook,
    opened,
    read_sheet,
    read_text,
    sheet_names,
    texts,
    workbooks,
)
from cls_dash.ingest.files.workbook_trial import read_all
from cls_dash.ingest.problems import InvalidDatasetError
from tests.conftest import ROOT
from tests.mangled import NASTY, mangled, mangled_archive, mangled_file, zipped
from tests.sheets import open_document

SHARED = ROOT.parent / "shared" / "data"
PACKED = zipped({"a.csv": b"code\n" * 99})
TOWNS = "code;nom;lits\n01004;Ambérieu;12\n2A004;Ajaccio;\n"


@pytest.fixture
def brought(tmp_path):
    """Return the path of a file of ours that has these bytes."""

    def bring(name, content):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return bring


@pytest.fixture
def table(brought):
    """Return what is read of a text."""

    def read(text, **how):
        content = text if isinstance(text, bytes) else text.encode()
        with opened([brought("communes.csv", content)]) as members:
            return read_text(members[0], **how)

    return read


def refusal(run):
    """Return the one problem for which a whole file is refused."""
    with pytest.raises(InvalidDatasetError) as caught:
        run()
    (problem,) = caught.value.problems
    return problem


def contents(*paths):
    with opened(paths) as members:
        return {each.name: each.path.read_bytes() for each in members}


class TestOpening:
    def test_a_plain_file_is_read_where_it_is(self, brought):
        path = brought("a.csv", b"x")
        with opened([path]) as members:
            assert members == [Member("a.csv", path)]

    def test_archives_are_unpacked_and_removed(self, brought):
        paths = [
            brought("bpe.zip", zipped({"bpe18.csv": b"1", "notes/lisez-moi.txt": b"2"})),
            brought("apl.csv.gz", gzip.compress(b"3")),
        ]
        assert contents(*paths) == {
            "bpe.zip › bpe18.csv": b"1",
            "bpe.zip › notes/lisez-moi.txt": b"2",
            "apl.csv.gz › apl.csv": b"3",
        }
        with opened(paths) as members:
            pass
        assert not any(each.path.exists() for each in members)

    def test_an_archive_in_an_archive_is_unpacked_too(self, brought):
        inner = zipped({"bpe18.csv.gz": gzip.compress(b"1")})
        path = brought("tout.zip", zipped({"bpe.zip": inner}))
        assert contents(path) == {"tout.zip › bpe.zip › bpe18.csv.gz › bpe18.csv": b"1"}

    def test_the_first_bytes_tell_an_archive_whatever_its_name(self, brought):
        assert contents(brought("a.csv", gzip.compress(b"1"))) == {"a.csv › a.csv": b"1"}
        assert contents(brought("b.csv", zipped({"x": b"2"}))) == {"b.csv › x": b"2"}

    def test_what_a_mac_adds_is_left(self, brought):
        members = {"a.csv": b"1", "__MACOSX/._a.csv": b"2", "d/.DS_Store": b"3"}
        assert contents(brought("a.zip", zipped(members))) == {"a.zip › a.csv": b"1"}

    def test_two_files_of_one_name_are_told_apart(self, brought, tmp_path):
        (tmp_path / "2018").mkdir()
        paths = [brought("bpe.csv", b"1"), brought("2018/bpe.csv", b"2")]
        assert contents(*paths) == {"bpe.csv": b"1", "bpe.csv (2)": b"2"}

    @pytest.mark.parametrize("name", ["a.xlsx", "a.zip", "a"])
    def test_a_workbook_is_no_archive(self, brought, name):
        path = brought(name, workbook([["code"], ["01004"]]))
        with opened([path]) as members:
            assert members == [Member(name, path)]
            assert is_workbook(members[0])
            assert read_sheet(members[0]).rows["code"].to_list() == ["01004"]

    def test_a_workbook_in_an_archive_is_read(self, brought):
        path = brought("apl.zip", zipped({"apl.xlsx": workbook([["code"], ["01004"]])}))
        with opened([path]) as members:
            assert [each.name for each in members] == ["apl.zip › apl.xlsx"]
            assert read_sheet(members[0]).rows["code"].to_list() == ["01004"]

    def test_an_odd_name_can_be_written_in_a_report(self, brought):
        (name,) = contents(brought("a.zip", zipped({"a\nb\x1b.csv": b"1"})))
        assert name == "a.zip › a�b�.csv"


class TestOpeningRefuses:
    def why(self, path):
        problem = refusal(lambda: contents(path))
        assert (problem.file, problem.line) == (path.name, 1)
        assert problem.remedy
        return problem.reason

    def test_what_is_no_file(self, tmp_path):
        assert self.why(tmp_path / "a.csv") == "Le fichier n’existe pas."
        assert self.why(tmp_path) == "C’est un dossier, pas un fichier."

    def test_a_file_that_the_system_does_not_let_read(self, brought, monkeypatch):
        def forbidden(*_):
            raise PermissionError(13, "Permission denied")

        path = brought("a.csv", b"x")
        monkeypatch.setattr(Path, "open", forbidden)
        assert self.why(path) == "Ce fichier n’est pas lisible : la permission manque."

    def test_an_archive_when_the_disk_is_full(self, brought, monkeypatch):
        def full(*_, **__):
            raise OSError(28, "No space left on device")

        path = brought("a.csv.gz", gzip.compress(b"x"))
        monkeypatch.setattr(archives.gzip, "open", full)
        assert self.why(path) == "Ce fichier n’a pas pu être lu, ou déplié."

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.zip", PACKED[:60]),
            ("a.zip", PACKED[:40] + b"?" * 9 + PACKED[49:]),
            ("a.zip", b"code\n01004\n"),
            ("a.csv.gz", gzip.compress(b"code\n" * 99)[:-12]),
            ("a.csv.gz", b"code\n01004\n"),
        ],
        ids=["cut", "member damaged", "not a zip", "gzip cut", "not a gzip"],
    )
    def test_a_damaged_archive(self, brought, name, content):
        assert self.why(brought(name, content)) == "L’archive est abîmée : elle ne s’ouvre pas."

    def test_an_empty_archive(self, brought):
        assert self.why(brought("a.zip", zipped({}))) == "L’archive est vide."
        assert self.why(brought("b.zip", zipped({"dossier/": b""}))) == "L’archive est vide."

    def test_an_encrypted_archive(self, brought):
        content = bytearray(zipped({"a.csv": b"x"}))
        directory = content.index(b"PK\x01\x02")
        content[6] = content[directory + 8] = 1
        why = self.why(brought("a.zip", bytes(content)))
        assert why == "L’archive est protégée par un mot de passe."

    def test_a_bomb_whatever_it_declares(self, brought, monkeypatch):
        monkeypatch.setattr(archives, "HARMLESS", 10_000)
        lines = b"0" * 1_000_000
        whole = zipped({"a.csv": lines})
        # The directory at the end declares ten bytes.
        lying = whole.replace(struct.pack("<I", len(lines)), struct.pack("<I", 10))
        bombs = {
            "a.zip": whole,
            "b.csv.gz": gzip.compress(lines),
            "c.zip": zipped({"x.zip": whole}),
            "d.zip": zipped({f"{n}.csv": lines[:90_000] for n in range(9)}),
        }
        why = "L’archive se déplie en des fichiers démesurés ; elle n’a pas été ouverte."
        for name, content in bombs.items():
            path = brought(name, content)
            assert refusal(partial(contents, path)).reason == why, name
        assert "abîmée" in self.why(brought("lying.zip", lying))

    def test_archives_in_archives_without_end(self, brought):
        content = b"1"
        for name in ("a.csv", "1.zip", "2.zip", "3.zip", "4.zip"):
            content = zipped({name: content})
        problem = refusal(lambda: contents(brought("5.zip", content)))
        assert problem.reason.startswith("L’archive se déplie en des fichiers démesurés")

    def test_an_archive_of_thousands_of_files(self, brought, monkeypatch):
        monkeypatch.setattr(archives, "MEMBERS", 3)
        assert "démesurés" in self.why(brought("a.zip", zipped({f"{n}": b"" for n in range(4)})))


class TestText:
    def test_cells_are_texts_and_empty_ones_are_missing(self, table):
        read = table(TOWNS)
        assert read.rows.rows() == [("01004", "Ambérieu", "12", 2), ("2A004", "Ajaccio", None, 3)]
        assert read.rows.columns == ["code", "nom", "lits", "line"]
        assert (read.file, read.read) == ("communes.csv", 2)
        assert read.corrections.is_empty()
        assert read.quarantined.is_empty()

    @pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
    def test_the_delimiter_is_found_in_the_header(self, table, delimiter):
        read = table(TOWNS.replace(";", delimiter))
        assert read.rows["nom"].to_list() == ["Ambérieu", "Ajaccio"]

    def test_commas_in_quoted_titles_delimit_nothing(self, table):
        read = table('"code, Insee";"nom, en clair"\n01004;Ambérieu\n')
        assert read.rows.columns == ["code, Insee", "nom, en clair", "line"]

    def test_spaces_around_cells_are_no_part_of_them(self, table):
        read = table("\ufeff code ;\u00a0nom\u202f\n 01004\u00a0;\u202f \n")
        assert read.rows.rows() == [("01004", None, 2)]
        assert read.rows.columns == ["code", "nom", "line"]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("quote", ["", '"'])
    @pytest.mark.parametrize("last", [True, False], ids=["ended", "unended"])
    def test_lines_are_numbered_as_editors_do(self, table, end, quote, last):
        lines = [
            "",
            "code;nom",
            "",
            f"01004;{quote}Ambérieu{quote}",
            " ; ",
            "",
            "x",
            "2A004;Ajaccio",
        ]
        text = end.join(lines) + end * last
        for mark in ("", "\ufeff"):
            read = table(mark + text)
            assert read.rows.rows() == [("01004", "Ambérieu", 4), ("2A004", "Ajaccio", 8)]
            assert read.quarantined["line"].to_list() == [7]
            assert read.read == 3

    def test_a_quoted_cell_may_hold_separators_quotes_and_ends_of_line(self, table):
        text = 'code;nom\n01004;"Ambérieu;\r\n""en Bugey"""\n2A004;Ajaccio\n'
        read = table(text)
        assert read.rows.rows() == [
            ("01004", 'Ambérieu;\r\n"en Bugey"', 2),
            ("2A004", "Ajaccio", 4),
        ]

    def test_a_title_may_hold_an_end_of_line(self, table):
        read = table('"code";"nombre\nde lits"\n01004;12\n')
        assert read.rows.columns == ["code", "nombre\nde lits", "line"]
        assert read.rows.rows() == [("01004", "12", 3)]

    def test_quotes_may_be_characters_as_any_other(self, table):
        read = table('code;nom\n01004;"La Source\n2A004;5" de long\n', quoted=False)
        assert read.rows["nom"].to_list() == ['"La Source', '5" de long']
        assert table('code;nom\n2A004;5" de long\n').rows["nom"].to_list() == ['5" de long']

    @pytest.mark.parametrize(
        "broken",
        [
            '01004;"La Source',
            '01004;"La "Source" du Bugey"',
            '"01004;La Source',
            '01004;"La Source"x',
        ],
    )
    def test_a_quote_astray_costs_its_line_and_no_other(self, table, broken):
        read = table(f'code;nom\n{broken}\n2A004;Ajaccio\n63430;"Thiers"\n')
        assert read.rows.rows() == [("2A004", "Ajaccio", 3), ("63430", "Thiers", 4)]
        assert read.quarantined.select("line", "reason").rows() == [
            (2, "Un guillemet est mal placé ou n’est pas refermé.")
        ]
        assert read.read == 3

    def test_a_quote_never_closed_does_not_swallow_the_file(self, table):
        read = table('code;nom\n1;"a\n' + "2;b\n" * 5_000)
        assert read.rows.height == 5_000
        assert read.quarantined["line"].to_list() == [2]

    @pytest.mark.parametrize("quote", ["", '"'], ids=["plain", "quoted"])
    def test_short_and_long_lines_are_put_aside(self, table, quote):
        text = f"code;nom;lits\n01004;Ambérieu\n2A004;Ajaccio;;;\n63430;{quote}Thiers{quote};3\n"
        read = table(text)
        assert read.rows.rows() == [("63430", "Thiers", "3", 4)]
        reason = "La ligne n’a pas le nombre de cellules attendu (3)."
        assert read.quarantined.select("file", "line", "column", "value", "reason").rows() == [
            ("communes.csv", 2, "", "2\u00a0cellules", reason),
            ("communes.csv", 3, "", "5\u00a0cellules", reason),
        ]
        assert read.read == 3

    @pytest.mark.parametrize("quote", ["", '"'], ids=["plain", "quoted"])
    def test_a_line_may_end_with_a_delimiter_as_the_header_does(self, table, quote):
        body = f"01004;{quote}Ambérieu{quote}\n2A004;Ajaccio;\n63430;Thiers;63\n"
        read = table(f"code;nom;\n{body}")
        assert read.rows.rows() == [("01004", "Ambérieu", 2), ("2A004", "Ajaccio", 3)]
        assert read.quarantined["line"].to_list() == [4]

    def test_a_header_repeated_is_told_and_is_no_record(self, table):
        read = table(TOWNS + TOWNS)
        assert read.rows["line"].to_list() == [2, 3, 5, 6]
        assert read.read == 4
        assert read.corrections.select("line", "reason").rows() == [
            (4, "L’en-tête est répété au milieu du fichier : cette ligne n’est pas une donnée.")
        ]

    @pytest.mark.parametrize("quote", ["", '"'], ids=["plain", "quoted"])
    def test_a_null_character_costs_its_line(self, table, quote):
        read = table(f"code;nom\n01004;{quote}Amb\x00{quote}\n2A004;Ajaccio\n")
        assert read.rows["line"].to_list() == [3]
        assert read.quarantined.select("line", "reason").rows() == [
            (2, "La ligne contient un caractère nul : elle est abîmée.")
        ]

    @pytest.mark.parametrize("quote", ["", '"'], ids=["plain", "quoted"])
    def test_only_the_columns_asked_are_kept_in_the_order_of_the_file(self, table, quote):
        text = TOWNS.replace("Ajaccio", f"{quote}Ajaccio\n{quote}" if quote else "Ajaccio")
        read = table(text, columns=["lits", "code", "inconnue"])
        assert read.rows.columns == ["code", "lits", "line"]
        assert read.rows["code"].to_list() == ["01004", "2A004"]
        nothing = table(text, columns=["inconnue"])
        assert (nothing.rows.shape, nothing.read) == ((2, 1), 2)

    def test_a_file_without_header_is_given_one(self, table):
        read = table("01004;Ambérieu\n\n2A004;Ajaccio\n63430\n", header=["code", "nom"])
        assert read.rows.rows() == [("01004", "Ambérieu", 1), ("2A004", "Ajaccio", 3)]
        assert read.quarantined["line"].to_list() == [4]

    def test_lines_above_the_header_are_skipped(self, table):
        read = table("Source : Insee;;\n\n" + TOWNS, skip=1)
        assert read.rows["line"].to_list() == [4, 5]

    @pytest.mark.parametrize("text", ["code;nom", "code;nom\n", "code;nom\r\n\r\n;\r\n"])
    def test_a_header_alone_has_no_record(self, table, text):
        read = table(text)
        assert (read.read, read.rows.columns) == (0, ["code", "nom", "line"])

    def test_columns_without_a_name_have_their_rank(self, table):
        read = table(";code;;nom\n0;01004;x;y\n")
        assert read.rows.columns == ["colonne_1", "code", "colonne_3", "nom", "line"]
        assert read.rows.rows() == [("0", "01004", "x", "y", 2)]

    def test_names_that_mean_something_to_us_are_marked(self, table):
        read = table("line;*;^c.*$\n0;1;2\n", columns=["line_", "*_", "^c.*$_"])
        assert read.rows.columns == ["line_", "*_", "^c.*$_", "line"]
        assert read.rows.rows() == [("0", "1", "2", 2)]


class TestTextRefuses:
    @pytest.mark.parametrize(
        ("text", "line", "reason", "value"),
        [
            ("", 1, "Le fichier est vide.", ""),
            ("\ufeff \r\n;;\r\n", 1, "Le fichier est vide.", ""),
            ("\ncode;nom; code\n1;2;3\n", 2, "L’en-tête n’est pas utilisable : une colonne y "
             "est nommée deux fois.", "code"),
            ('code;"nom\n1;2\n', 1, "L’en-tête n’est pas lisible : un guillemet y est mal placé.",
             ""),
            ("SQLite format 3\x00\x10", 1, "Ce n’est pas un fichier texte.", ""),
            (codecs.BOM_UTF16_LE.decode("latin-1"), 1, "Le fichier est vide.", ""),
            ("\u200b\n1\n", 1, "L’en-tête est vide.", ""),
        ],
    )  # fmt: skip
    def test_what_has_no_header(self, table, text, line, reason, value):
        content = text.encode("latin-1") if text.isascii() or "ÿ" in text else text.encode()
        problem = refusal(lambda: table(content))
        assert (problem.file, problem.line) == ("communes.csv", line)
        assert (problem.reason, problem.value) == (reason, value)

    def test_a_header_that_one_quote_swallows(self, table):
        problem = refusal(lambda: table('code;"nom\n' + "1;2\n" * 1_000 + '"\n'))
        assert problem.reason == "L’en-tête n’est pas lisible : un guillemet y est mal placé."


class TestEncodings:
    def test_cp1252_is_read_and_told_once(self, table):
        read = table("code;nom\n01004;Ambérieu\n2A004;L’Œuf à 3 €\n".encode("cp1252"))
        assert read.rows["nom"].to_list() == ["Ambérieu", "L’Œuf à 3 €"]
        assert read.corrections.rows() == [
            ("communes.csv", 1, "", "cp1252", "utf-8",
             "Fichier encodé en Windows-1252, relu comme tel.")
        ]  # fmt: skip

    def test_a_line_of_cp1252_in_utf_8_is_read_and_told(self, table):
        read = table("code;nom\n01004;Ambérieu\n".encode() + "63430;Thiérs\n".encode("cp1252"))
        assert read.rows["nom"].to_list() == ["Ambérieu", "Thiérs"]
        assert read.corrections["line"].to_list() == [3]
        assert "Windows-1252 dans un fichier en UTF-8" in read.corrections["reason"][0]

    def test_a_character_that_cp1252_lacks_is_told_with_its_line(self, table):
        read = table(b"code;nom\r01004;Amb\xe9rieu\r2A004;A\x81\r")
        assert read.rows["nom"].to_list() == ["Ambérieu", "A�"]
        assert read.corrections.select("line", "corrected").rows() == [(1, "utf-8"), (3, "�")]

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
    def test_the_unicode_text_of_a_spreadsheet_is_read(self, table, encoding):
        read = table(TOWNS.replace(";", "\t").replace("\n", "\r\n").encode(encoding))
        assert read.rows["nom"].to_list() == ["Ambérieu", "Ajaccio"]
        assert read.rows["line"].to_list() == [2, 3]
        (told,) = read.corrections["reason"]
        assert told.startswith(f"Fichier encodé en {encoding.upper()} (« texte Unicode » d’Excel)")

    def test_big_endian_is_read_and_without_its_mark_refused(self, table):
        wide = TOWNS.encode("utf-16-be")
        assert table(codecs.BOM_UTF16_BE + wide).rows["code"].to_list() == ["01004", "2A004"]
        assert refusal(lambda: table(wide)).reason == "Ce n’est pas un fichier texte."

    def test_a_large_file_is_judged_whole(self, table):
        """A mark or an accent far from the start, or astride two pieces, counts as well."""
        filler = "01004;" + "x" * 58 + "\r\n"
        text = "code;nom\r\n" + filler * 20_000 + "2A004;é\r2A004;à\r\n"
        for encoding in ("utf-8", "cp1252"):
            read = table(text.encode(encoding))
            assert read.read == 20_002
            assert read.rows["nom"].tail(2).to_list() == ["é", "à"]
            assert read.rows["line"].to_list() == list(range(2, 20_004))


def workbook(rows, *, sheets=("Feuille",), formats=()):
    """Return the bytes of an XLSX whose sheets all hold these rows."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for rank, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, rank, cell, day)
                    elif cell is not None:
                        sheet.write(number, rank, cell)
    return content.getvalue()


class TestWorkbooks:
    ROWS = (
        [None, None, None],
        ["code ", "lits", "ouvert le"],
        ["01004", 1004, date(2024, 3, 12)],
        [None, None, None],
        [1004, 12.5, "12/03/2024"],
    )

    @pytest.fixture
    def member(self, brought):
        def bring(content, name="classeur.xlsx"):
            return Member(name, brought(name, content))

        return bring

    @pytest.mark.parametrize("make", [workbook, open_document])
    def test_cells_are_texts_and_lines_are_those_of_the_sheet(self, member, make):
        read = read_sheet(member(make(self.ROWS)))
        assert read.rows.columns == ["code", "lits", "ouvert le", "line"]
        assert read.rows.rows() == [
            ("01004", "1004", "2024-03-12", 3),
            ("1004", "12.5", "12/03/2024", 5),
        ]
        assert (read.file, read.read) == ("classeur.xlsx", 2)

    def test_numbers_moments_and_truths_are_written_plainly(self, member):
        row = [200070712, 0.1 + 0.2, 1e-7, 1e21, True, datetime(2024, 3, 12, 14, 30)]
        read = read_sheet(member(workbook([list("abcdef"), row])))
        assert read.rows.drop("line").row(0) == (
            "200070712", "0.3", "0.0000001", "1000000000000000000000", "true",
            "2024-03-12 14:30:00",
        )  # fmt: skip

    def test_a_sheet_is_chosen_by_its_name_and_bears_it(self, member):
        book = member(workbook(self.ROWS, sheets=("Lisez-moi", "APL 2022")))
        assert sheet_names(book) == ["Lisez-moi", "APL 2022"]
        assert read_sheet(book, "APL 2022").file == "classeur.xlsx › APL 2022"
        assert read_sheet(book, 1).rows.equals(read_sheet(book, "APL 2022").rows)

    def test_rows_above_the_header_and_units_below_are_left(self, member):
        rows = [
            ["Accessibilité"],
            ["Source : Drees"],
            ["code", "apl"],
            [None, "C/an/hab"],
            ["01004", 2],
        ]
        book = member(workbook(rows))
        assert first_rows(book, count=2) == [("Accessibilité", ""), ("Source : Drees", "")]
        read = read_sheet(book, skip=2, units=1)
        assert read.rows.rows() == [("01004", "2", 5)]
        assert read.read == 1

    def test_merged_and_unnamed_titles_keep_their_columns(self, member):
        rows = [["code", "lits", None, "note"], ["01004", 1, 2, None, "en marge"]]
        read = read_sheet(member(workbook(rows)))
        assert read.rows.columns == ["code", "lits", "colonne_3", "note", "colonne_5", "line"]
        assert read.rows.row(0) == ("01004", "1", "2", None, "en marge", 2)

    def test_a_header_repeated_is_no_record(self, member):
        read = read_sheet(member(workbook([["code"], ["01004"], ["code"]])))
        assert (read.read, read.corrections["line"].to_list()) == (1, [3])

    def test_the_first_bytes_tell_a_workbook_whatever_its_name(self, member):
        for name in ("a.xls", "a.csv", "a.ods"):
            book = member(workbook(self.ROWS), name)
            assert is_workbook(book)
            assert read_sheet(book).read == 2
        assert not is_workbook(member(b"code\n", "b.csv"))

    def test_an_xls_of_insee_is_read(self):
        packed = SHARED / "insee_filosofi_2015_xls.zip"
        if not packed.is_file():
            pytest.skip(f"{packed} is absent")
        with opened([packed]) as members:
            read = read_sheet(members[0], "DEP", skip=5)
        assert read.rows.select("CODGEO", "LIBGEO", "NBMENFISC15", "line").row(0) == (
            "01", "Ain", "251277", 7,
        )  # fmt: skip
        assert read.read == 98

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"code;nom\n01004;x\n", "C’est un texte, nommé comme un classeur."),
            (workbook([["code"]])[:900], "Le classeur n’est pas lisible."),
            (workbook([["code"]]).replace(b"PK\x01\x02", b"PK\x01\x03"),
             "Le classeur n’est pas lisible."),
            (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "Le classeur n’est pas lisible."),
            (workbook([[None]]), "La feuille n’a pas d’en-tête."),
            (workbook([["code", "code"], [1, 2]]), "L’en-tête n’est pas utilisable : une colonne "
             "y est nommée deux fois."),
        ],
        ids=["text", "cut", "directory damaged", "not an XLS", "empty", "named twice"],
    )  # fmt: skip
    def test_what_cannot_be_read_is_refused(self, member, content, reason):
        problem = refusal(lambda: read_sheet(member(content)))
        assert (problem.file, problem.line, problem.reason) == ("classeur.xlsx", 1, reason)

    @pytest.mark.parametrize("sheet", [3, "APL"])
    def test_a_sheet_that_lacks_is_refused(self, member, sheet):
        problem = refusal(lambda: read_sheet(member(workbook(self.ROWS)), sheet))
        assert problem.reason == "Cette feuille manque au classeur ou n’est pas lisible."
        assert problem.value == str(sheet)

    def test_a_sheet_that_is_damaged_costs_no_other(self, member):
        with zipfile.ZipFile(io.BytesIO(workbook(self.ROWS, sheets=("A", "B")))) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        book = member(zipped({**parts, sheet: parts[sheet][:400]}))
        assert read_sheet(book, "B").read == 2
        problem = refusal(lambda: read_sheet(book, "A"))
        assert problem.reason == "Cette feuille manque au classeur ou n’est pas lisible."

    def test_a_bomb_is_refused(self, member, monkeypatch):
        monkeypatch.setattr(workbooks, "HARMLESS", 10_000)
        monkeypatch.setattr(workbooks, "RATIO", 20)
        book = member(workbook([["0" * 30_000 + str(row)] for row in range(50)]))
        assert "démesurés" in refusal(lambda: read_sheet(book)).reason

    def test_a_cell_at_the_far_corner_is_refused_and_kills_no_one(self, member):
        with zipfile.ZipFile(io.BytesIO(workbook([["code"]]))) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        parts[sheet] = parts[sheet].replace(b"</sheetData>", corner)
        problem = refusal(lambda: read_sheet(member(zipped(parts))))
        assert problem.reason == (
            "Le classeur est abîmé, ou une de ses feuilles s’étend trop loin."
        )

    def test_a_workbook_that_takes_for_ever_is_refused(self, member, monkeypatch):
        monkeypatch.setattr(workbooks, "_PATIENCE_S", 0.001)
        book = workbook([*self.ROWS, ["que personne n’a lu"]])
        for _ in range(2):
            problem = refusal(lambda: read_sheet(member(book)))
            assert problem.reason == "Le classeur ne se lit pas."

    def test_what_was_tried_is_not_tried_again(self, member, monkeypatch):
        book = workbook(self.ROWS)
        read_sheet(member(book))
        monkeypatch.setattr(workbooks, "_PATIENCE_S", 0.001)
        assert read_sheet(member(book, "again.xlsx")).read == 2

    def test_the_trial_reads_every_sheet(self, brought):
        read_all(brought("a.xlsx", workbook(self.ROWS, sheets=("A", "B"))))


def accounted(read):
    """Check that a table lost nothing, and return the lines of its records."""
    kept, aside = read.rows["line"], read.quarantined["line"].unique()
    assert not kept.is_in(aside.implode()).any()
    assert kept.is_sorted()
    assert kept.is_unique().all()
    assert read.read == kept.len() + aside.len()
    assert set(read.rows.dtypes[:-1]) <= {pl.String}
    return sorted([*kept, *aside])


CELLS = st.text(st.sampled_from('ab1é;,\t|" \r\n\x0b\u2028’€'), max_size=6) | st.sampled_from(
    [piece.decode() for piece in NASTY if piece.decode("utf-8", "ignore").encode() == piece]
)


@pytest.mark.slow
@given(mangled_file("communes.csv", TOWNS.encode()), st.booleans(), st.booleans())
def test_a_mangled_text_is_refused_or_wholly_accounted_for(tmp_path_factory, file, quoted, some):
    try:
        with opened([file.written(tmp_path_factory.mktemp("mangled"))]) as members:
            for member in members:
                if not is_workbook(member):
                    columns = ["code"] if some else None
                    accounted(read_text(member, quoted=quoted, columns=columns))
    except InvalidDatasetError as refusal:
        told = refusal.problems
        assert all(each.reason and each.remedy and each.line >= 1 for each in told)


@given(mangled(TOWNS.encode() + b"1;2;3\n\n4;5;6\r\n"))
def test_every_line_with_ink_is_a_record_a_header_or_put_aside(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("mangled") / "a.csv"
    path.write_bytes(content)
    try:
        read = read_text(Member("a.csv", path), quoted=False, delimiter=";")
    except InvalidDatasetError:
        return
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    # A second reading, octet by octet: encodings do not matter to lines of ASCII.
    lines = re.split(rb"\r\n|\r|\n", content.removeprefix(codecs.BOM_UTF8))
    inked = [number for number, line in enumerate(lines, 1) if line.strip(b" \t;")]
    # The header is a line that any delimiter leaves something of.
    header = next(each for each in inked if lines[each - 1].strip(b" \t;,|"))
    records = [each for each in inked if each > header]
    repeated = set(read.corrections.filter(pl.col("reason").str.contains("répété"))["line"])
    assert accounted(read) == [number for number in records if number not in repeated]


@given(mangled(b'code;nom\n01004;"La ""Source"";"\n"2A004";Ajaccio\n\n"63430";"Thi\ners"\n'))
def test_polars_and_csv_read_the_same_records(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("mangled") / "a.csv"
    path.write_bytes(content)
    found = []
    for survey in (texts._survey, lambda *_, **__: None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(texts, "_survey", survey)
            try:
                read = read_text(Member("a.csv", path), delimiter=";")
                found.append((read.rows.rows(), read.quarantined["line"].to_list(), read.read))
            except InvalidDatasetError as refusal:
                found.append(refusal.problems)
    assert found[0] == found[1]


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8), st.booleans())
def test_what_a_writer_of_csv_quotes_comes_back(tmp_path_factory, records, all_quoted):
    path = tmp_path_factory.mktemp("written") / "a.csv"
    expected, line = [], 2
    with path.open("w", encoding="utf-8", newline="") as stream:
        quoting = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
        writer = csv.writer(stream, delimiter=";", quoting=quoting)
        writer.writerow(["code", "nom", "lits"])
        for record in records:
            before = stream.tell()
            writer.writerow(record)
            stream.flush()
            text = path.read_bytes()[before:].decode()
            cells = [shown(cell) for cell in record]
            if any(cell.strip(" \t\r\n") for cell in record) and not any("\0" in c for c in record):
                expected.append((*cells, line))
            line += len(re.findall(r"\r\n|\r|\n", text))
    read = read_text(Member("a.csv", path), delimiter=";")
    accounted(read)
    assert [(*map(shown, row[:-1]), row[-1]) for row in read.rows.rows()] == expected


def shown(cell):
    """Return a cell as it is compared: ends of line alike, nothing around or unseen, or nothing."""
    text = legible(re.sub(r"\r\n|\r|\n", "\n", cell or ""))
    return text.strip(" \t\n\u00a0\u202f\u200b\ufeff") or None


@pytest.mark.slow
@given(st.data())
def test_a_mangled_workbook_is_refused_or_wholly_accounted_for(tmp_path_factory, data):
    make = data.draw(st.sampled_from([workbook, open_document]))
    good = make(TestWorkbooks.ROWS)
    content = data.draw(mangled(good) | mangled_archive(good))
    path = tmp_path_factory.mktemp("mangled") / "a.xlsx"
    path.write_bytes(content)
    try:
        with opened([path]) as members:
            for name in sheet_names(members[0]):
                accounted(read_sheet(members[0], name))
    except InvalidDatasetError as refusal:
        told = refusal.problems
        assert all(each.reason and each.remedy and each.line >= 1 for each in told)


def test_a_repeated_header_is_no_record_even_with_an_unnamed_column(tmp_path):
    path = tmp_path / "suivi.csv"
    path.write_text("nom;;ville\nMSP;;Thiers\nnom;;ville\nCMP;x;Ambert\n", "utf-8")
    with opened([path]) as (member,):
        table = read_text(member)
    assert table.rows["nom"].to_list() == ["MSP", "CMP"]
    assert table.read == 2
