"""Files that are not what their name says, and old encodings: named, or read as they are."""

import io
import zipfile

import pytest

from cls_dash.ingest.files import Member, find_tables, read_text
from cls_dash.ingest.files.encodings import old_encoding
from cls_dash.ingest.problems import InvalidDatasetError

ROWS = "Intitulé;Lieu\r\nDépistage à l'école;Saint-Anthème\r\nForêt où l'on reçoit;Bœuf\r\n"


def packed(part):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(part, "<x/>")
    return content.getvalue()


def streams(name):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + name.encode("utf-16-le") + bytes(600)


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("suivi.pdf", b"%PDF-1.7\n%", "C’est un PDF"),
        ("suivi.csv", b"%PDF-1.7\n%", "C’est un PDF"),
        ("suivi.png", b"\x89PNG\r\n\x1a\n", "C’est une image"),
        ("suivi.jpg", b"\xff\xd8\xff\xe0", "C’est une image"),
        ("suivi.xls", b"\xef\xbb\xbf <HTML><table></table></HTML>", "C’est une page web"),
        ("suivi.csv", b"<!DOCTYPE html>\n<html>", "C’est une page web"),
        ("suivi.xls", b"<?xml version='1.0'?><Workbook/>", "C’est un fichier XML"),
        ("suivi.rtf", b"{\\rtf1 suivi}", "traitement de texte"),
        ("suivi.docx", packed("word/document.xml"), "traitement de texte"),
        ("suivi.pptx", packed("ppt/presentation.xml"), "diaporama"),
        ("suivi.doc", streams("WordDocument"), "traitement de texte"),
        ("suivi.xlsx", streams("EncryptedPackage"), "mot de passe"),
        ("suivi.xlsx", b"Quoi;Commune\nRadon;63430\n", "un texte, nommé comme un classeur"),
        ("suivi.xlsx", b"", "Le fichier est vide"),
        ("suivi.xlsx", b"PK\x03\x04" + bytes(300), "pas lisible"),
    ],
)
def test_what_is_no_table_is_named_with_what_to_do(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InvalidDatasetError) as raised:
        find_tables(Member(name, path), len)
    [problem] = raised.value.problems
    assert said in problem.reason
    assert problem.remedy


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman"])
def test_a_text_of_any_excel_is_read_as_its_author_wrote_it(tmp_path, encoding):
    text = ROWS if encoding != "cp850" else ROWS.replace("œ", "oe")
    path = tmp_path / "suivi.csv"
    path.write_bytes(text.encode(encoding))
    member = Member("suivi.csv", path)
    titles = []
    find_tables(member, lambda row: titles.append(row) or 0)
    assert ("Intitulé", "Lieu") in titles
    table = read_text(member)
    assert table.rows["Intitulé"].to_list() == ["Dépistage à l'école", "Forêt où l'on reçoit"]
    assert table.corrections["value"].to_list() == [encoding]


@pytest.mark.parametrize("text", ["PRÉVENTION À THIERS", "12 €", "l’été", "Noël à Nîmes", "–"])
def test_capitals_and_signs_are_of_the_usual_encoding(text):
    assert old_encoding(text.encode("cp1252")) == "cp1252"
