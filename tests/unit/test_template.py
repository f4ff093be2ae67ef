"""The template that a coordinator fills, and what becomes of it once filled."""

import io
import re
import zipfile

import fastexcel
import pytest

from cls_dash.ingest.contract.help import EXAMPLES
from cls_dash.ingest.contract.template import write_template
from cls_dash.ingest.dataset import territory_files
from cls_dash.ingest.dataset.reading import read_dataset
from cls_dash.ingest.formats import actions, deployments
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.store.model import FILES
from tests.contract import SHIPPED, asked, sown
from tests.sheets import workbook

READERS = {"actions": actions.read, "deployments": deployments.read}
TABLES = list(READERS)
REQUIRED = {"actions": ("axis", "title", "status"), "deployments": ("action", "title", "kind")}
SHEETS = {"actions": "Actions", "deployments": "Déploiements"}


@pytest.fixture
def data(tmp_path):
    return sown(tmp_path / "data")


@pytest.fixture
def written(data, tmp_path):
    """Write the template of a table and return where."""

    def write(name, suffix=".xlsx", territory="vallee"):
        path = tmp_path / f"{name}{suffix}"
        write_template(name, path, data=data, territory=territory)
        return path

    return write


def cells(path, sheet):
    frame = fastexcel.read_excel(path).load_sheet(sheet, header_row=None, dtypes="string")
    return [list(row) for row in frame.to_polars().rows()]


def xml(path, member):
    with zipfile.ZipFile(path) as archive:
        return archive.read(member).decode()


def filled(path, sheet, header, *rows):
    """Write what a person would type in the sheet of a template."""
    path.write_bytes(workbook(**{sheet: [header, *rows]}))
    return path


@pytest.mark.parametrize("name", TABLES)
class TestWorkbook:
    def test_it_has_a_sheet_to_fill_examples_help_and_hidden_lists(self, written, name):
        path = written(name)
        book = fastexcel.read_excel(path)
        assert book.sheet_names == [SHEETS[name], "Exemples", "Lisez-moi", "Listes"]
        assert book.load_sheet("Listes").visible == "hidden"
        assert "cette feuille n’est pas lue" in cells(path, "Exemples")[0][0]

    def test_its_header_is_that_of_the_schema_with_a_star_where_required(self, written, name):
        fields = FILES[name].fields
        expected = [
            f"{field.title} *" if field.name in REQUIRED[name] else field.title for field in fields
        ]
        assert cells(written(name), SHEETS[name]) == [expected]

    def test_every_column_is_explained_in_comments_and_in_the_help(self, written, name):
        path = written(name)
        told = {row[0].removesuffix(" *"): row[2] for row in cells(path, "Lisez-moi") if row[2]}
        comments = xml(path, "xl/comments1.xml")
        for field in FILES[name].fields:
            assert told[field.title] == (field.ask or field.help)
            assert told[field.title] in comments

    def test_codes_and_dates_are_texts_and_the_header_stays_in_view(self, written, name):
        path = written(name)
        sheet = xml(path, "xl/worksheets/sheet1.xml")
        assert 'state="frozen"' in sheet
        assert 'numFmtId="49"' in xml(path, "xl/styles.xml")
        numbers = {
            rank
            for rank, field in enumerate(FILES[name].fields, 1)
            if field.type in {"integer", "number"}
        }
        plain = re.findall(r'<col min="(\d+)" max="(\d+)" width="[\d.]+" customWidth', sheet)
        assert {rank for low, high in plain for rank in range(int(low), int(high) + 1)} == numbers

    def test_it_is_the_same_to_the_byte_each_time(self, written, name):
        assert written(name).read_bytes() == written(name).read_bytes()

    def test_it_holds_no_formula(self, data, written, name):
        hostile = data / "territories" / "vallee" / "axes.csv"
        text = hostile.read_text(encoding="utf-8")
        hostile.write_text(text.replace("Accès aux soins", "=1+1"), encoding="utf-8")
        with zipfile.ZipFile(written(name)) as archive:
            sheets = [archive.read(part) for part in archive.namelist() if "worksheets" in part]
        assert not any(b"<f>" in sheet for sheet in sheets)

    def test_empty_it_is_read_as_no_row(self, data, written, name):
        for suffix in (".xlsx", ".csv"):
            report = READERS[name]([written(name, suffix)], asked(data)).report
            assert (report.read, report.accepted, report.notes) == (0, 0, ())

    def test_its_examples_are_rows_that_would_be_accepted(self, data, tmp_path, written, name):
        _, header, *rows = cells(written(name), "Exemples")
        path = filled(tmp_path / "exemples.xlsx", SHEETS[name], header, *rows)
        report = READERS[name]([path], asked(data)).report
        assert (report.accepted, report.rejected) == (len(EXAMPLES[name]), 0), (
            report.quarantined.rows()
        )

    def test_it_also_serves_without_a_territory(self, written, name):
        offered = [cell for row in cells(written(name, territory=None), "Listes") for cell in row]
        assert "documentée" in offered
        assert not any(cell and cell.startswith("vallee") for cell in offered)

    def test_as_csv_it_is_its_header_alone(self, written, name):
        body = written(name, ".csv").read_bytes()
        assert body.startswith(b"\xef\xbb\xbf")
        assert body.decode("utf-8-sig").split(";")[1] in {"Contrat", "Action *"}
        assert body.count(b"\r\n") == 1


def offered(path, sheet_to_fill):
    """What each drop-down offers, by header."""
    header = cells(path, sheet_to_fill)[0]
    lists = list(zip(*cells(path, "Listes"), strict=True))
    rules = re.findall(
        r'sqref="([A-Z])2:\1(\d+)"><formula1>Listes!\$([A-Z])\$1(?::\$\3\$(\d+))?</formula1>',
        xml(path, "xl/worksheets/sheet1.xml"),
    )
    left = min(ord(column) for column, *_ in rules)  # where the sheet of lists begins
    found = {}
    for column, last, listed, rows in rules:
        assert (column, int(last)) == (listed, 2001)
        title = header[ord(column) - ord("A")].removesuffix(" *")
        found[title] = list(lists[ord(column) - left][: int(rows or 1)])
    return found


def test_drop_downs_offer_french_words_and_the_items_of_the_territory(written):
    lists = offered(written("actions"), "Actions")
    assert lists["État"] == ["envisagée", "engagée", "réalisée", "interrompue"]
    assert lists["Contrat"] == ["vallee-1 CLS 1", "vallee-2 CLS 2"]
    assert lists["Axe"][0] == "vallee-1-a1 Prévention"
    assert lists["Source"][:2] == ["saisie-vallee Saisie du territoire", "bilan Bilan du contrat"]
    assert "Action" not in lists
    lists = offered(written("deployments"), "Déploiements")
    assert lists["Commune"][-1] == "63430 Thiers"
    assert lists["Action"] == ["vallee-1-01 Dépistage"]
    assert lists["EPCI"] == ["200000001 CC de la Vallée"]
    coded = {"Portée", "Précision de la date", "Forme", "Attribution", "Unité du nombre"}
    assert coded < set(lists)


@pytest.mark.parametrize("target", ["modele.ods", "modele"])
def test_another_format_is_refused_in_french(data, tmp_path, target):
    with pytest.raises(InvalidDatasetError, match=r"Choisir un nom en \.xlsx"):
        write_template("actions", tmp_path / target, data=data, territory="vallee")
    assert not (tmp_path / target).exists()


def test_an_unknown_territory_is_refused_in_french(data, tmp_path):
    with pytest.raises(InvalidDatasetError, match="Choisir parmi : vallee, voisin"):
        write_template("actions", tmp_path / "a.xlsx", data=data, territory="plaine")


def load(data, name, path):
    """Read a sheet and write its rows where a build looks for them."""
    loaded = READERS[name]([path], asked(data))
    assert loaded.report.rejected == 0, loaded.report.quarantined.rows()
    merged = territory_files.merge(data, "vallee", name, loaded.tables[name]).text
    target = data / "territories" / "vallee" / f"{name}.csv"
    target.write_text(merged, encoding="utf-8", newline="")
    return merged


@pytest.mark.slow
def test_filled_loaded_twice_and_built_it_changes_nothing_the_second_time(data, tmp_path, written):
    sources = data / "sources.csv"
    card = "saisie-vallee,Coordination,Fichiers saisis,,Licence Ouverte 2.0"
    columns = len(FILES["sources"].columns)
    with sources.open("a", encoding="utf-8") as stream:
        stream.write(card + "," * (columns - 5) + "\n")
    header = cells(written("actions"), "Actions")[0]
    row = dict.fromkeys(header) | {
        "Axe *": "vallee-2-a2 Accès aux soins",
        "Intitulé *": "Consultations avancées",
        "État *": "engagée",
        "Cible prévue": 12.5,
        "Budget (€)": 15000,
    }
    path = filled(tmp_path / "fiches.xlsx", "Actions", header, list(row.values()))
    assert load(data, "actions", path) == load(data, "actions", path)
    header = cells(written("deployments"), "Déploiements")[0]
    row = dict.fromkeys(header) | {
        "Action *": "Consultations avancées",
        "Intitulé *": "Permanence du cardiologue",
        "Commune": "63430 Thiers",
        "Longitude": 3.45,
        "Latitude": 45.05,
        "Début": "mars 2024",
        "Fin": "juin 2024",
        "Forme *": "permanence",
        "Nombre": 14,
        "Unité du nombre": "personnes",
    }
    path = filled(tmp_path / "faits.xlsx", "Déploiements", header, list(row.values()))
    assert load(data, "deployments", path) == load(data, "deployments", path)
    frames = {name: rows.to_pandas() for name, rows in read_dataset(data).items()}
    action = frames["action"].set_index("title").loc["Consultations avancées"]
    assert (action["contract"], action["planned_target"]) == ("vallee-2", 12.5)
    fact = frames["deployment"].set_index("title").loc["Permanence du cardiologue"]
    assert (fact["action"], fact["count"]) == (action["action"], 14)
    assert (str(fact["starts_on"].date()), str(fact["ends_on"].date())) == (
        "2024-03-01",
        "2024-06-30",
    )
    assert len(frames["deployment"]) == 3


@pytest.mark.slow
def test_the_template_of_each_shipped_territory_can_be_written(tmp_path):
    for home in sorted((SHIPPED / "territories").glob("*/")):
        path = tmp_path / f"{home.name}.xlsx"
        write_template("deployments", path, data=SHIPPED, territory=home.name)
        assert zipfile.is_zipfile(io.BytesIO(path.read_bytes()))


@pytest.mark.sampled
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("name", sorted(READERS))
def test_filled_it_reads_back_as_what_is_known(data, tmp_path, name, suffix):
    path = tmp_path / f"rempli{suffix}"
    write_template(name, path, data=data, territory="vallee", filled=True)
    loaded = READERS[name]([path], asked(data))
    assert (loaded.report.read, loaded.report.rejected) == (1, 0)
    merged = territory_files.merge(data, "vallee", name, loaded.tables[name])
    assert (merged.same, merged.silent) == (1, True)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(READERS))
def test_filled_with_a_shipped_territory_it_changes_nothing(tmp_path, name):
    cog = read_cog(SHIPPED / "geography")
    for home in sorted((SHIPPED / "territories").glob("*/")):
        path = tmp_path / f"{home.name}.xlsx"
        write_template(name, path, data=SHIPPED, territory=home.name, filled=True)
        loaded = READERS[name]([path], Asked(cog, SHIPPED, territory=home.name))
        assert loaded.report.rejected == 0, loaded.report.quarantined.rows()
        merged = territory_files.merge(SHIPPED, home.name, name, loaded.tables[name])
        assert (merged.new, merged.changed, merged.retracted) == (0, 0, ())


def test_what_a_deployment_cost_and_who_took_part_are_read_and_given_back(data, tmp_path, written):
    header = cells(written("deployments"), "Déploiements")[0]
    row = dict.fromkeys(header) | {
        "Action *": "vallee-1-01", "Intitulé *": "Marche", "Forme *": "atelier",
        "Commune": "63430", "Séances": 3, "Dépense (€)": 1200, "Partenaires": "CPTS;Mairie",
        "Observations": "À refaire au printemps.", "Source": "bilan",
    }  # fmt: skip
    path = filled(tmp_path / "faits.xlsx", "Déploiements", header, list(row.values()))
    target = data / "territories" / "vallee" / "deployments.csv"
    target.write_text(load(data, "deployments", path), encoding="utf-8", newline="")
    known = read_dataset(data)["deployment"].to_dicts()[1]
    told = [known[name] for name in ("sessions", "spent_eur", "partners", "remarks")]
    assert told == [3, 1200, "CPTS;Mairie", "À refaire au printemps."]
    again = tmp_path / "rempli.csv"
    write_template("deployments", again, data=data, territory="vallee", filled=True)
    assert "3;1200;CPTS" in again.read_text("utf-8-sig").replace('"', "")
