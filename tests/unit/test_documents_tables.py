"""Tables to be taken away: texts stay texts, figures stay figures, in the three formats."""

import csv
import io
import zipfile
from datetime import date

import fastexcel
import pandas as pd
import pytest

from cls_dash.domain.selection import Selection
from cls_dash.render import exports
from cls_dash.views import sources

DAMIER = Selection("damier")
TEXTS = ["=1+1", "+33", "-2", "@SUM(A1)", "\tx", "\rx", "01004", "L’Œuvre <b> & « co »", ""]


def table():
    return pd.DataFrame(
        {
            "texte": TEXTS,
            "nombre": [1.5, None, *range(7)],
            "jour": [date(2024, 2, 29), *[None] * 8],
        }
    )


def cells(written):
    """Read a spreadsheet's text and figures, without what a program would make of them."""
    return fastexcel.read_excel(written).load_sheet(0, dtypes={"texte": "string"}).to_pandas()


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
class TestSpreadsheets:
    def test_a_text_is_never_a_formula_and_a_code_keeps_its_zero(self, kind):
        read = cells(exports.WRITERS[kind](table()))["texte"]
        assert read[0] == "'=1+1"
        assert read[3] == "'@SUM(A1)"
        assert read[6] == "01004"
        assert read[7] == TEXTS[7]
        assert not [text for text in read.dropna() if text.startswith(("=", "+", "-", "@"))]

    def test_figures_days_and_gaps_are_what_they_were(self, kind):
        read = cells(exports.WRITERS[kind](table()))
        assert read["nombre"].tolist()[0] == 1.5
        assert read["nombre"].isna().tolist() == [False, True, *[False] * 7]
        assert pd.Timestamp(read["jour"][0]) == pd.Timestamp(2024, 2, 29)
        assert read["jour"].isna().sum() == 8


def test_no_file_holds_a_formula():
    for kind, member, sign in (
        ("ods", "content.xml", "table:formula"),
        ("xlsx", "xl/worksheets/sheet1.xml", "<f>"),
    ):
        book = zipfile.ZipFile(io.BytesIO(exports.WRITERS[kind](table())))
        assert sign not in book.read(member).decode()


def test_the_three_formats_hold_the_same_rows(release):
    for write in (sources.communes_file, sources.deployments_file):
        text = write(release, DAMIER).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        for kind in ("xlsx", "ods"):
            read = fastexcel.read_excel(write(release, DAMIER, kind)).load_sheet(0).to_pandas()
            assert list(read.columns) == rows[0]
            assert len(read) == len(rows) - 1
            assert read["preuve" if "preuve" in read else "preuves"].notna().all()


def test_each_kind_of_file_has_its_media_type():
    assert set(exports.WRITERS) <= set(exports.MIMES)
    assert exports.MIMES["ods"] == "application/vnd.oasis.opendocument.spreadsheet"
