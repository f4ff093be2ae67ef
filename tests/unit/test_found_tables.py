"""Tables are found and columns named the same way by every reader of people's files."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from cls_dash.ingest.columns import commune_lists
from cls_dash.ingest.files import opened, read_sheet
from cls_dash.ingest.formats import facilities, indicator, travel_times
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.remembered import cards, recalled, to_keep
from tests.sheets import workbook

DATA = Path(__file__).parents[2] / "data"
COG = Cog(names={"63003": "Ambert", "63430": "Thiers"}, successors={})
ASKED = Asked(COG, DATA, counts="nobody")
TITLE = ["Document de travail du CLS", "", "", ""]
TABLES = {
    "facilities": [["Structure", "Type", "Code Insee", "Commune"],
                   ["Maison de santé d’Ambert", "maison de santé", "63003", "Ambert"]],
    "indicator": [["Code Insee", "Nom", "Année", "Valeur"], ["63003", "Ambert", "2022", "12,5"]],
    "travel-times": [["Origine", "Destination", "Durée (min)", "Route"],
                     ["63003", "63430", "55", "D906"]],
}  # fmt: skip
READERS = {
    "facilities": (facilities.read, "provider"),
    "indicator": (indicator.read, "observation"),
    "travel-times": (travel_times.read, "travel_time"),
}


def text(folder, rows, name="fichier.csv"):
    path = folder / name
    path.write_text("\n".join(";".join(row) for row in rows) + "\n", "utf-8")
    return path


def book(folder, **sheets):
    path = folder / "classeur.xlsx"
    path.write_bytes(workbook(**sheets))
    return path


def count(name, path, asked=ASKED):
    """Return how many rows a reader makes of a file, all of whose lines are accounted for."""
    read, table = READERS[name]
    loaded = read([path], asked)
    assert loaded.report.read == loaded.report.accepted + loaded.report.rejected
    return loaded.tables[table].height


@pytest.mark.parametrize("name", TABLES)
class TestEveryReader:
    def test_titles_may_stand_above_a_text(self, name, tmp_path):
        assert count(name, text(tmp_path, [TITLE, ["", "", "", ""], *TABLES[name]])) == 1

    def test_titles_may_stand_above_a_sheet_that_is_not_the_first(self, name, tmp_path):
        sheets = {"Mode d’emploi": [["Lire ceci"]], "Données": [TITLE, [], *TABLES[name]]}
        assert count(name, book(tmp_path, **sheets)) == 1

    @pytest.mark.sampled
    def test_a_header_may_be_two_rows(self, name, tmp_path):
        header, *rows = TABLES[name]
        below = ["", *header[1:]]
        above = [header[0], *("Bloc" for _ in header[1:])]
        assert count(name, book(tmp_path, Données=[TITLE, above, below, *rows])) == 1
        assert count(name, text(tmp_path, [TITLE, above, below, *rows])) == 1

    def test_a_role_that_is_unknown_is_refused(self, name, tmp_path):
        asked = replace(ASKED, columns={"couleur": TABLES[name][0][0]})
        with pytest.raises(InvalidDatasetError, match="rôle"):
            count(name, text(tmp_path, TABLES[name]), asked)

    def test_a_title_that_the_file_lacks_is_refused(self, name, tmp_path):
        role = {"facilities": "name", "indicator": "value", "travel-times": "minutes"}[name]
        asked = replace(ASKED, columns={role: "Autre"})
        with pytest.raises(InvalidDatasetError, match="Autre"):
            count(name, text(tmp_path, TABLES[name]), asked)


def test_a_perimeter_stands_below_its_title(tmp_path):
    path = book(tmp_path, Liste=[["Communes du CLS"], [], ["Code Insee", "Nom"],
                                ["63003", "Ambert"], ["63430", "Thiers"]])  # fmt: skip
    assert commune_lists.read_codes(path, COG).kept["commune"].to_list() == ["63003", "63430"]


def test_two_lists_of_communes_are_not_one_perimeter(tmp_path):
    path = book(tmp_path, A=[["Code Insee"], ["63003"]], B=[["Code Insee"], ["63430"]])
    with pytest.raises(InvalidDatasetError, match="Plusieurs feuilles"):
        commune_lists.read_codes(path, COG)


def test_columns_may_be_named(tmp_path):
    rows = [["de", "vers", "temps de route"], ["63003", "63430", "55"]]
    columns = {"origin": "de", "destination": "vers", "minutes": "temps de route"}
    named = replace(ASKED, columns=columns)
    assert count("travel-times", text(tmp_path, rows), named) == 1
    rows = [["Qui", "Quoi", "Où"], ["CMP", "CMP", "Thiers"]]
    columns = {"name": "Qui", "category": "Quoi", "commune": "Où"}
    path = text(tmp_path, rows)
    loaded = facilities.read([path], replace(ASKED, columns=columns))
    assert loaded.report.read == 1


def test_several_indicators_by_year_are_unfolded(tmp_path):
    rows = [["Code Insee", "Médecins 2021", "Médecins 2022", "Taux (%) 2021", "Taux (%) 2022"],
            ["63003", "4", "5", "1,5", "1,6"]]  # fmt: skip
    loaded = indicator.read([text(tmp_path, rows)], ASKED)
    cells = loaded.tables["observation"].select("indicator", "year", "value").rows()
    titles = dict(loaded.tables["indicator"].select("code", "title").iter_rows())
    assert {(titles[code], year, value) for code, year, value in cells} == {
        ("Médecins", "2021", 4.0), ("Médecins", "2022", 5.0),
        ("Taux (%)", "2021", 1.5), ("Taux (%)", "2022", 1.6),
    }  # fmt: skip


def test_a_column_of_one_year_may_be_named(tmp_path):
    rows = [["Code Insee", "2019", "2020"], ["63003", "4", "5"]]
    asked = replace(ASKED, columns={"value": "2020"}, year=2020)
    loaded = indicator.read([text(tmp_path, rows)], asked)
    assert loaded.tables["observation"].select("year", "value").rows() == [("2020", 5.0)]


def test_a_year_in_one_title_alone_is_no_column_of_years(tmp_path):
    rows = [["Code commune 2021", "Nom 2021", "Année", "Valeur"], ["63003", "Ambert", "2020", "3"]]
    columns = {"commune": "Code commune 2021"}
    assert count("indicator", text(tmp_path, rows), replace(ASKED, columns=columns)) == 1


def test_a_dictionary_of_columns_is_not_read_as_values(tmp_path):
    sheets = {"Données": TABLES["indicator"],
              "Dictionnaire": [["Code", "Définition"], ["valeur", "Part des ménages"]]}  # fmt: skip
    loaded = indicator.read([book(tmp_path, **sheets)], ASKED)
    assert (loaded.report.read, loaded.report.accepted) == (1, 1)
    assert any("Dictionnaire" in note for note in loaded.report.notes)


ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="Feuille1">{}</table:table></office:spreadsheet></office:body>
 </office:document-content>"""
MANIFEST = """<?xml version="1.0"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry
 manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
PERCENT = (
    '<table:table-cell office:value-type="percentage" office:value="0.153">'
    "<text:p>15,3 %</text:p></table:table-cell>"
)
EMPTY = '<table:table-cell table:number-columns-repeated="{}"/>'


def cell(words):
    return (
        f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'
    )


def line(*cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def test_an_ods_shows_its_percentages_and_hidden_rows(tmp_path):
    path = tmp_path / "taux.ods"
    rows = [
        line(EMPTY.format(3), more=' table:number-rows-repeated="2"'),
        line(EMPTY.format(1), cell("code"), cell("taux")),
        line(EMPTY.format(1), cell("63003"), PERCENT),
        line(EMPTY.format(1), cell("63430"), PERCENT, more=' table:visibility="collapse"'),
    ]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format("".join(rows)))
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    with opened([path]) as (member,):
        table = read_sheet(member, skip=2)
    assert table.rows.rows() == [("63003", "15.3", 4), ("63430", "15.3", 5)]
    assert table.corrections["value"].to_list() == ["0.153", "0.153"]
    assert "ligne masquée" in table.notes[0]


def test_what_was_said_of_columns_is_remembered_for_the_same_titles(tmp_path):
    asked = replace(ASKED, data=tmp_path, columns={"commune": "insee", "value": "classe"})
    rows = [["insee", "classe", "autre"], ["63003", "2", "x"]]
    path = text(tmp_path, rows, "radon.csv")
    loaded = indicator.read([path], replace(asked, year=2018))
    for name, body in to_keep("indicator", loaded, [path], asked).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(body)
    (card,) = cards(tmp_path)
    assert card.columns == asked.columns
    bare = replace(asked, columns={})
    again, (note,) = recalled("indicator", [text(tmp_path, [TITLE, *rows], "b.csv")], bare)
    assert again.columns == asked.columns
    assert card.name in note
    other, notes = recalled("indicator", [text(tmp_path, [["insee", "classe"]], "c.csv")], bare)
    assert (other, notes) == (bare, ())
    assert recalled("facilities", [path], bare) == (bare, ())
    assert to_keep("indicator", loaded, [path], asked) == {}
