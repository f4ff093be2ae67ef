"""Files that mean harm: refused by every import, and never made by an export."""

import csv
import gzip
import io
import json
import shutil
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pandas as pd
import polars as pl
import pytest
import xlsxwriter

from cls_dash.cli import reports
from cls_dash.domain.selection import Selection
from cls_dash.ingest.files import archives, workbooks
from cls_dash.ingest.formats import FORMATS
from cls_dash.ingest.loaded import CORRECTIONS, Report
from cls_dash.ingest.loading import reader_of
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.questions.sources import extracts, files
from cls_dash.render import exports
from cls_dash.store.queries import extracts as tables
from tests import contract
from tests.conftest import opened
from tests.seed import sow
from tests.shipped import DATA

ZEROS = b"0" * 1_000_000
STARTS = "=+-@\t\r\n＝＋－＠"
FORMULAS = [f'{start}HYPERLINK("http://example.org";"x")' for start in STARTS]


def packed(name, content):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


def workbook():
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(3_000):
            sheet.write_row(row, 0, [f"{row}" + "0" * 1_000] * 2)
    return written.getvalue()


HARMFUL = {
    "a.csv.gz": gzip.compress(ZEROS),
    "a.zip": packed("a.csv", ZEROS),
    "nested.zip": packed("a.zip", packed("a.csv", ZEROS)),
    "a.json.gz": gzip.compress(b"[" + ZEROS),
    "a.gpkg.zip": packed("a.gpkg", ZEROS),
    "a.xlsx": workbook(),
    "a.ods": packed("content.xml", ZEROS),
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    data = contract.sown(tmp_path_factory.mktemp("data"))
    for beside in ("finess_categories.csv", "departement_boxes.csv"):
        shutil.copy(DATA / beside, data)
    return replace(contract.asked(data), year=2025)


class TestImports:
    @pytest.mark.parametrize("file", HARMFUL)
    @pytest.mark.parametrize("name", FORMATS)
    def test_none_unpacks_a_bomb(self, tmp_path, asked, monkeypatch, name, file):
        for module in (archives, workbooks):
            monkeypatch.setattr(module, "HARMLESS", 10_000)
            monkeypatch.setattr(module, "RATIO", 5)
        path = tmp_path / file
        path.write_bytes(HARMFUL[file])
        with pytest.raises(InvalidDatasetError) as refused:
            reader_of(name)([path], asked)
        # A format of texts refuses a workbook for what it is.
        assert "démesuré" in refused.value.problems[0].reason or path.suffix in archives.SHEETS

    @pytest.mark.parametrize("file", ["a.csv", "a.xlsx"])
    @pytest.mark.parametrize("name", FORMATS)
    def test_none_reads_an_oversized_file(self, tmp_path, asked, name, file):
        path = tmp_path / file
        with path.open("wb") as hollow:
            hollow.truncate(archives.LARGEST + 1)
        with pytest.raises(InvalidDatasetError) as refused:
            reader_of(name)([path], asked)
        assert refused.value.problems[0].reason == "Le fichier est démesuré."


def texts_of(kind, content):
    """Return the texts of a table as a spreadsheet reads them, and its formulas."""
    if kind == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
        return [cell for row in rows for cell in row], []
    if kind == "geojson":
        return [], []  # JSON, that no spreadsheet opens as a table
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = [ET.fromstring(book.read(part)) for part in book.namelist()  # noqa: S314
                 if part.endswith(".xml") and b"<" in book.read(part)]  # fmt: skip
    elements = [element for part in parts for element in part.iter()]
    texts = [each.text or "" for each in elements if each.tag.endswith(("}t", "}p"))]
    written = [(each.tag, *each.attrib) for each in elements]
    formulas = [names for names in written if any(n.endswith(("}f", "}formula")) for n in names)]
    return texts, formulas


def is_inert(kind, content):
    texts, formulas = texts_of(kind, content)
    return not formulas and not [
        text for text in texts if text.startswith(tuple(STARTS)) and not _is_number(text)
    ]


def _is_number(text):
    try:
        return bool(float(text.replace(",", "."))) or True
    except ValueError:
        return False


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The path of a store whose commune, facility and action are formulas."""
    names = {"63000": FORMULAS[0], "63001": FORMULAS[4], "hopital": FORMULAS[1]}
    return sow(tmp_path_factory.mktemp("hostile") / "cls.gpkg", names=names, action=FORMULAS[3])


class TestExports:
    @pytest.mark.parametrize("formula", FORMULAS)
    @pytest.mark.parametrize("kind", exports.WRITERS)
    def test_no_writer_makes_a_formula_of_a_text_or_of_a_title(self, kind, formula):
        written = exports.WRITERS[kind](pd.DataFrame({formula: [formula, "texte"], "n": [1, -2.5]}))
        assert is_inert(kind, written)
        texts, _ = texts_of(kind, written)
        assert any("HYPERLINK" in text for text in texts)

    @pytest.mark.parametrize("kind", exports.WRITERS)
    @pytest.mark.parametrize("what", tables.EXTRACTS)
    def test_no_extract_is_one(self, hostile, tmp_path, what, kind):
        with opened(f"sqlite:///{hostile}") as store, store.reading() as release:
            extracts.write(release, what, extracts.Kind(kind), tmp_path / "a")
        assert is_inert(kind, (tmp_path / "a").read_bytes())

    @pytest.mark.parametrize("kind", exports.WRITERS)
    @pytest.mark.parametrize("write", [files.communes_file, files.deployments_file])
    def test_no_download_of_a_page_is_one(self, hostile, write, kind):
        with opened(f"sqlite:///{hostile}") as store, store.reading() as release:
            written = write(release, Selection("damier"), kind)
        assert is_inert(kind, written)
        assert any("HYPERLINK" in text for text in texts_of(kind, written)[0])

    def test_geojson_holds_texts_as_json_does(self, hostile):
        with opened(f"sqlite:///{hostile}") as store, store.reading() as release:
            written = json.loads(files.communes_geojson(release, Selection("damier")))
        assert FORMULAS[0] in [each["properties"]["commune"] for each in written["features"]]

    @pytest.mark.parametrize("formula", FORMULAS)
    def test_the_report_of_a_load_is_none_either(self, tmp_path, formula):
        mended = [[formula, 1, formula, formula, formula, formula]]
        corrections = pl.DataFrame(mended, schema=CORRECTIONS, orient="row")
        report = Report("bpe", ("a.csv",), 1, corrections=corrections)
        written = reports.write(report, tmp_path / "a.csv")
        assert is_inert("csv", written.read_bytes())
