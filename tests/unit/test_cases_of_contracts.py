"""Plans and logs as people make them, each of a kind: `../shared/cases` says what is right."""

from functools import cache
from pathlib import Path

import polars as pl
import pytest

from cls_dash.ingest.contract import home
from cls_dash.ingest.contract.draft import read_draft
from cls_dash.ingest.files import find_tables, opened
from cls_dash.ingest.formats import actions, deployments
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.recognise.numbers import read_number

ROOT = Path(__file__).parents[2]
FILES = ROOT.parent / "shared" / "cases" / "files"
DATA = ROOT / "data"
READERS = {"actions": actions.read, "deployments": deployments.read}
pytestmark = pytest.mark.skipif(
    not FILES.exists(), reason=f"{FILES} is not on this machine: nothing to read"
)


@pytest.fixture(scope="module", autouse=True)
def _homes():
    """Read each territory once: no test changes one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(home, "read_home", cache(home.read_home))
        yield


@cache
def read(table, name, territory="thiers-ambert-billom", *, unfold=False):
    asked = Asked(read_cog(DATA / "geography"), DATA, territory=territory, unfold=unfold)
    loaded = READERS[table]([FILES / name], asked)
    assert loaded.report.read == loaded.report.accepted + loaded.report.rejected
    return loaded


def kept(loaded, column):
    (rows,) = loaded.tables.values()
    return dict(rows.select("title", column).iter_rows())


def aside(loaded):
    """What is put aside: the cell as typed, by line."""
    return dict(loaded.report.quarantined.select("line", "value").iter_rows())


def proposed(loaded):
    return {line: tuple(each) for _, line, _, each in loaded.report.proposals.iter_rows()}


def test_amounts_are_read_in_all_units_or_put_aside_as_typed():
    loaded = read("actions", "b1_budgets.csv")
    amounts = kept(loaded, "budget_eur")
    assert amounts == {
        "Budget 0": 15000, "Budget 1": 15000, "Budget 2": 15816, "Budget 3": 15001,
        "Budget 4": 15000, "Budget 7": 15000, "Budget 8": 15000, "Budget 9": 15000,
        "Budget 10": 500000, "Budget 13": 15816, "Budget 14": 15000, "Budget 15": 15000,
    }  # fmt: skip
    assert aside(loaded)[7] == "≈ 15000"
    assert aside(loaded)[18] == "gratuit"
    assert proposed(loaded)[13] == ("15000", "20000")


def test_thousands_of_persons_are_no_thousandths():
    loaded = read("deployments", "a17_effectifs_point.csv")
    assert kept(loaded, "count") == {"m1": 1000, "m2": 2500}
    told = loaded.report.corrections.filter(pl.col("column") == "Nombre")
    assert told["value"].to_list() == ["1.000", "2.500"]


def test_counts_that_say_about_how_many_are_proposed():
    loaded = read("deployments", "a15_effectifs.csv")
    counts = kept(loaded, "count")
    assert {title: counts[title] for title in ("e1", "e5", "e6", "e7", "e8", "e12")} == {
        "e1": 30, "e5": 1200, "e6": 1200, "e7": 30, "e8": 30, "e12": 0,
    }  # fmt: skip
    assert counts["e13"] is None
    assert proposed(loaded)[2] == ("30",)
    assert proposed(loaded)[4] == ("30", "40")
    assert proposed(loaded)[13] == ("30",)


def test_statuses_are_read_by_their_usual_words():
    loaded = read("actions", "b2_statuts.csv")
    status = kept(loaded, "status")
    assert (status["Statut 0"], status["Statut 1"], status["Statut 3"]) == (
        "started", "completed", "planned",
    )  # fmt: skip
    assert (status["Statut 4"], status["Statut 11"], status["Statut 13"]) == (
        "stopped", "completed", "planned",
    )  # fmt: skip
    assert {aside(loaded)[line] for line in aside(loaded)} == {
        "Reportée", "Suspendue", "Pérennisée", "en attente",
    }  # fmt: skip
    assert all(proposed(loaded)[line] for line in aside(loaded))


def test_a_postal_code_is_named_with_the_communes_it_means():
    loaded = read("deployments", "a7_codes_postaux.csv")
    assert kept(loaded, "commune") == {"p3": "63430"}
    assert all("code postal" in reason for reason in loaded.report.quarantined["reason"])
    assert "63430 Thiers" in proposed(loaded)[2]
    assert "63003 Ambert" in proposed(loaded)[3]


def test_several_communes_are_told_and_unfolded_when_asked():
    told = read("deployments", "a3_plusieurs_communes.csv")
    assert told.report.accepted == 0
    assert set(told.report.quarantined["reason"]) == {"Plusieurs communes dans une cellule."}
    loaded = read("deployments", "a3_plusieurs_communes.csv", unfold=True)
    assert loaded.report.rejected == 0
    rows = loaded.tables["deployments"]
    assert rows.filter(pl.col("title") == "v3")["commune"].to_list() == ["63003", "63430", "63040"]
    assert rows.height == 13


def test_the_whole_territory_is_a_scope_wherever_it_is_written():
    loaded = read("deployments", "a4_tout_le_territoire.csv")
    scopes = kept(loaded, "scope")
    assert [scopes[f"t{rank}"] for rank in (1, 2, 3, 4)] == ["territory"] * 4
    assert [scopes[f"t{rank}"] for rank in (5, 6, 7)] == ["epci"] * 3
    assert [scopes[f"t{rank}"] for rank in (8, 9)] == ["remote"] * 2
    assert aside(loaded) == {11: "ALF"}


def test_names_of_communes_are_read_as_spelled_and_homonyms_listed():
    loaded = read("deployments", "a6_noms_de_communes.csv")
    assert {aside(loaded)[line] for line in aside(loaded)} == {
        "Ambret", "Saint-Bonnet", "Auzelles et environs",
    }  # fmt: skip
    communes = kept(loaded, "commune")
    assert communes["n5"] == communes["n7"] == communes["n36"] == "63003"
    assert communes["n12"] == communes["n14"] == "63231"
    assert all(proposed(loaded)[line] for line in aside(loaded))


def test_dates_are_read_with_their_precision_or_told_apart():
    loaded = read("deployments", "a5_dates.csv")
    precision = kept(loaded, "date_precision")
    assert precision["d0"] == precision["d2"] == precision["d10"] == precision["d26"] == "period"
    assert precision["d4"] == precision["d18"] == precision["d36"] == "day"
    assert precision["d34"] == "month"
    assert precision["d9"] == "year"
    reasons = dict(loaded.report.quarantined.select("value", "reason").iter_rows())
    assert reasons["31/02/2024"] == "Cette date n’existe pas."
    assert reasons["12 mars"] == "L’année manque à cette date."
    assert reasons["fin 2024"] == "Cette date est approchée."
    assert reasons["à définir"] == "Ce n’est pas une date."
    assert reasons["12 et 19 mars 2024"].startswith("Plusieurs dates")


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("a1_titre_au_dessus.xlsx", ["Atelier radon A1"]),
        ("a13_feuille_masquee.xlsx", ["Feuille"]),
        ("a11_sep.csv", ["Sep"]),
        ("a10_lignes_masquees.xlsx", ["Filtre 0", "Filtre 1", "Filtre 2"]),
        ("a2_cellules_fusionnees.xlsx", [f"Atelier radon {c}" for c in (63003, 63430, 63040)]),
        ("a12_nfd.csv", ["Dépistage à l’école"]),
    ],
)
def test_a_table_is_found_wherever_it_stands(name, titles):
    loaded = read("deployments", name)
    assert loaded.tables["deployments"]["title"].to_list() == titles
    assert loaded.report.rejected == 0


def test_what_a_workbook_hides_is_named():
    assert "lignes masquées" in " ".join(
        read("deployments", "a10_lignes_masquees.xlsx").report.notes
    ) or "ligne masquée" in " ".join(read("deployments", "a10_lignes_masquees.xlsx").report.notes)
    assert "« listes »" in " ".join(
        read("deployments", "a13_feuille_masquee.xlsx").report.notes
    ).replace("\u00a0", " ")
    merged = read("deployments", "a2_cellules_fusionnees.xlsx").report.corrections
    assert "Cellules fusionnées : la valeur de la première." in merged["reason"].to_list()


def test_every_sheet_with_the_table_is_read():
    loaded = read("deployments", "deux_feuilles.xlsx")
    assert loaded.report.read == 29
    assert len(loaded.report.files) == 2


def drafted(table, **more):
    """The workbook of a plan and a log, as the workshop reads it."""
    asked = Asked(read_cog(DATA / "geography"), DATA, territory="ouest-aveyron", **more)
    content = (FILES / "i1_suivi_ouest_aveyron.xlsx").read_bytes()
    return read_draft("suivi.xlsx", content, table, asked)


@pytest.mark.slow
def test_a_plan_and_its_log_need_ten_answers_at_most():
    plan = drafted("actions")
    [table] = plan.tables
    assert (table.file, table.header) == ("suivi.xlsx › Plan d'actions", 4)
    assert table.roles["title"] == "Action"
    assert table.roles["carriers"] == "Pilote"
    assert kept_budgets(plan)["Premiers secours pour tous"] == 2500
    answers = {doubt.place: doubt.proposals[0] for doubt in plan.doubts}
    whole = drafted("actions", answers=answers)
    assert (whole.doubts, whole.rows.height) == ((), 7)
    log = drafted("deployments", actions=whole.rows, unfold=True)
    assert log.tables[0].roles["count"] == "Combien de personnes"
    assert len(plan.doubts) + len(log.doubts) <= 10
    typed = {doubt.text for doubt in log.doubts}
    assert {"31/06/2023", "8 à 15", "env. 10", "1.2"} <= typed
    settled = {d.place: d.proposals[0] for d in log.doubts}
    done = drafted("deployments", actions=whole.rows, unfold=True, answers=settled)
    assert done.doubts == ()
    assert done.rows.height == 18


def kept_budgets(draft):
    return dict(draft.rows.select("title", "budget_eur").iter_rows())


def test_a_point_parts_thousands_of_euros_in_a_filled_template():
    with opened([FILES / "budget_point_milliers.xlsx"]) as (member,):
        [table] = find_tables(member, lambda titles: int("Budget (€)" in titles))
    assert table.file.endswith("› Actions")
    amounts = [read_number(cell, whole=True, money=True) for cell in table.rows["Budget (€)"]]
    assert [amount.value for amount in amounts] == ["12000", "1250000", "150000"]
    assert all(amount.told for amount in amounts)
