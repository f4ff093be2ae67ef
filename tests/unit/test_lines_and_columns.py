"""What stands in a sheet beside its records, and the columns that hands name in their own way."""

import pytest
import xlsxwriter

from cls_dash.ingest.contract.titles import find_titles
from cls_dash.ingest.formats import actions, deployments
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.store.model import FILES
from tests.contract import asked
from tests.sheets import workbook

LOG = ["Réf.", "Quoi", "Où ?", "Calendrier", "Type", "Nb de bénéficiaires"]
ROW = ["vallee-1-01", "Radon", "Thiers", "2024", "atelier", 12]
PLAN = ["Axe", "Fiche action", "Etat d’avancement"]


@pytest.fixture
def read(valley, tmp_path):
    def read(table, *lines, columns=None, contract=None, sheet="Suivi"):
        path = tmp_path / "suivi.xlsx"
        path.write_bytes(workbook(**{sheet: lines}))
        how = asked(valley)
        how = type(how)(**{**vars(how), "columns": columns or {}, "contract": contract})
        reader = {"actions": actions, "deployments": deployments}[table]
        loaded = reader.read([path], how)
        report = loaded.report
        assert report.read == report.accepted + report.rejected
        return loaded

    return read


def left_out(loaded):
    told = loaded.report.corrections
    return dict(told.filter(told["column"] == "").select("line", "reason").iter_rows())


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (["* données provisoires"], "Titre d’une partie, ou note"),
        (["Source : coordination, janvier 2025"], "Titre d’une partie, ou note"),
        (["NB"], "Titre d’une partie, ou note"),
        (["AXE 2 : Accès aux soins"], "Titre d’une partie, ou note"),
        (["Sous-total axe 1", "", "", "", "", 12], "Ligne de total"),
        (["TOTAL (2 actions)", "", "", "", "", 12], "Ligne de total"),
        (["", "", "", "", "Total :", 12], "Ligne de total"),
        (["", "", "", "", "", 24], "Ligne de total"),
        (["(code)", "", "(nom)", "(jj/mm/aaaa)", "", "(pers.)"], "Ligne d’unités"),
        (
            ["réf", "QUOI", "OU", "calendrier", "type", "nb de beneficiaires"],
            "L’en-tête est répété",
        ),
        (["Référence", "Titre", "Commune", "Date", "Forme", "Combien"], "L’en-tête est répété"),
    ],
)
def test_a_line_that_is_no_record_is_left_out_and_told(read, line, reason):
    loaded = read("deployments", LOG, ROW, line, [*ROW[:1], "Bus", *ROW[2:]])
    assert (loaded.report.read, loaded.report.accepted) == (2, 2)
    [told] = left_out(loaded).items()
    assert told[0] == 3
    assert told[1].startswith(reason)


@pytest.mark.sampled
@pytest.mark.parametrize("line", [["", "Radon"], ["", "", "Thiers"], ["vallee-1-01"]])
def test_a_record_that_is_not_whole_is_asked(read, line):
    loaded = read("deployments", LOG, ROW, line)
    assert (loaded.report.read, loaded.report.rejected) == (2, 1)
    assert left_out(loaded) == {}


def axes(loaded):
    return dict(loaded.tables["actions"].select("title", "axis").iter_rows())


def test_an_axis_said_once_is_that_of_the_lines_below(read):
    loaded = read(
        "actions", PLAN, ["Axe 1 : Prévention", "a", "fait"], ["", "b", "prévu"],
        ["2. Accès aux soins", "c", "fait"], ["", "d", "fait"], contract="vallee-2",
    )  # fmt: skip
    first, second = "vallee-2-a1", "vallee-2-a2"
    assert axes(loaded) == {"a": first, "b": first, "c": second, "d": second}
    alone = read(
        "actions", PLAN, ["Axe 1 : Prévention"], ["", "a", "fait"], ["Axe 2 – Accès aux soins"],
        ["", "c", "fait"], ["Total", "", 2], contract="vallee-2",
    )  # fmt: skip
    assert axes(alone) == {"a": first, "c": second}


def test_an_axis_may_be_the_title_of_a_part(read):
    lines = (PLAN[1:], ["Axe 1 : Prévention"], ["a", "fait"], ["Axe 2 : Accès aux soins"],
             ["c", "fait"])  # fmt: skip
    with pytest.raises(InvalidDatasetError, match="--column axis="):
        read("actions", *lines, contract="vallee-2")
    loaded = read("actions", *lines, contract="vallee-2", columns={"axis": ""})
    assert axes(loaded) == {"a": "vallee-2-a1", "c": "vallee-2-a2"}


def test_an_axis_that_is_nearly_one_is_proposed(read):
    loaded = read("actions", PLAN, ["Accès au soins", "a", "fait"], contract="vallee-2")
    [proposals] = loaded.report.proposals["proposals"].to_list()
    assert list(proposals) == ["vallee-2-a2 Accès aux soins"]


def test_a_log_without_forms_tells_them_by_its_titles_or_asks(read):
    lines = [["Réf.", "Quoi", "Où ?"], *(["vallee-1-01", title, "Thiers"] for title in
             ("Ateliers radon", "Forum et ateliers", "Pas d’atelier", "Bus"))]  # fmt: skip
    loaded = read("deployments", *lines, columns={"kind": ""})
    rows = loaded.tables["deployments"]
    assert rows.select("title", "kind").rows() == [("Ateliers radon", "workshop")]
    assert set(loaded.report.quarantined["column"]) == {"Forme"}
    titleless = read("deployments", ["Réf.", "Où ?", "Type"], ["vallee-1-01", "Thiers", "forum"],
                     columns={"title": ""})  # fmt: skip
    assert titleless.tables["deployments"]["title"].to_list() == ["vallee-1-01"]


def test_a_calendar_of_several_years_is_a_start_and_an_end(read):
    lines = [*PLAN, "Calendrier"], ["Prévention", "a", "prévu", "2024-2026"]
    rows = read("actions", *lines, contract="vallee-2").tables["actions"]
    assert rows.select("start_year", "end_year").rows() == [(2024, 2026)]


def test_a_column_in_thousands_of_euros_is_read_in_euros(read):
    lines = [*PLAN, "Budget (k€)"], ["Prévention", "a", "prévu", 12], ["", "b", "prévu", "1,5"]
    loaded = read("actions", *lines, contract="vallee-2")
    assert loaded.tables["actions"]["budget_eur"].to_list() == [12000, 1500]
    assert "Colonne en milliers d’euros." in loaded.report.corrections["reason"].to_list()


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("deployments", "Lieu(x) d’intervention", "commune"),
        ("deployments", "Commune(s) concernée(s)", "commune"), ("deployments", "Lieu", "commune"),
        ("deployments", "Date(s)", "starts_on"),
        ("deployments", "Date prévisionnelle", "starts_on"),
        ("deployments", "Montant (€ TTC)", "spent_eur"),
        ("deployments", "Nb de bénéficiaires", "count"),
        ("deployments", "Nbre de personnes touchées", "count"),
        ("actions", "Coût total (€)", "budget_eur"), ("actions", "Porteur(s)", "carriers"),
        ("actions", "Montant TTC", "budget_eur"), ("actions", "Calendrier", "start_year"),
    ],
)  # fmt: skip
def test_a_column_is_known_by_another_name(table, header, column):
    assert find_titles(["N°", header], FILES[table], {})[column] == header


@pytest.mark.parametrize("header", ["Référent", "Valeur", "Financeurs", "Contact"])
@pytest.mark.parametrize("table", ["actions", "deployments"])
def test_a_column_of_persons_or_of_no_use_is_not_read(table, header):
    assert header not in find_titles(["N°", header], FILES[table], {}).values()


def test_two_columns_of_one_title_are_refused_where_it_is_read(read):
    lines = [*LOG, "Contact", "Contact"], [*ROW, "a", "b"]
    assert read("deployments", *lines).report.accepted == 1
    with pytest.raises(InvalidDatasetError, match="ont ce titre"):
        read("deployments", [*LOG[:3], "Date", "Date", *LOG[4:]], [*ROW[:4], "2025", *ROW[4:]])


def test_a_list_beside_the_table_is_not_read_for_it(read):
    beside = [*LOG, "", "Où ?", "Code"], [*ROW, "", "Ambert", "63003"]
    loaded = read("deployments", *beside)
    assert loaded.tables["deployments"]["commune"].to_list() == ["63430"]
    assert any("Où ? (2)" in note for note in loaded.report.notes)
    with pytest.raises(InvalidDatasetError, match="côte à côte"):
        read("deployments", [*LOG, "", *LOG], [*ROW, "", *ROW])


def test_a_table_that_lies_down_is_named(read):
    lines = zip(LOG, ROW, [*ROW[:1], "Bus", *ROW[2:]], strict=True)
    with pytest.raises(InvalidDatasetError, match="couché"):
        read("deployments", *lines)


def test_a_cell_in_error_is_told(valley, tmp_path):
    path = tmp_path / "suivi.csv"
    cells = ";".join(["vallee-1-01", "Radon", "Thiers", "#REF!", "atelier", "#DIV/0!"])
    path.write_text(f"{';'.join(LOG)}\n{cells}\n", encoding="utf-8")
    loaded = deployments.read([path], asked(valley))
    told = loaded.report.corrections
    broken = told.filter(told["reason"].str.starts_with("Formule en erreur"))
    assert broken["value"].to_list() == ["#REF!", "#DIV/0!"]
    with xlsxwriter.Workbook(tmp_path / "suivi.xlsx") as book:
        page = book.add_worksheet("Suivi")
        page.write_row(0, 0, LOG)
        page.write_row(1, 0, ROW[:5])
        page.write_formula(1, 5, "=1/0", None, "#DIV/0!")
    [noted] = [each for each in deployments.read([tmp_path / "suivi.xlsx"], asked(valley))
               .report.notes if "en erreur" in each]  # fmt: skip
    assert "lignes 2" in noted
