"""A grid as it is: its sheets are found, what is doubtful is asked once, nothing is lost."""

import io
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from cls_dash.errors import RefusedLoadError
from cls_dash.ingest.contract.answers import AS_BEFORE
from cls_dash.ingest.contract.corrected import corrected_grid
from cls_dash.ingest.contract.grid import read_grid
from cls_dash.ingest.contract.loads import cards_of, load_dropped
from cls_dash.ingest.contract.said import Dropped, Said, forget, keep, kept, waited_for
from cls_dash.ingest.loading import reader_of
from cls_dash.ingest.remembered import recalled
from tests.contract import asked, sown
from tests.sheets import workbook

PLAN = [
    ["Plan d’actions de la vallée"],
    ["Réf.", "Action", "Axe", "Où en est-on ?", "Budget"],
    ["A1", "Ateliers", "Prévention", "fait", "2,5 k€"],
    ["A2", "Marche", "Accès aux soins", "en attente", "800 €"],
    ["Total", "", "", "", "3 300 €"],
]
LOG = [
    ["Réf.", "Quoi", "Quand ?", "Commune(s)", "Combien", "Type"],
    ["A1", "Séance", "12/03/2024", "Thiers et Ambérieu-en-Bugey", "", "atelier"],
    ["A1", "Séance 2", "13/03/2024", "Tiers", "env. 10", "atelier"],
    ["A1", "Séance 3", "14/03/2024", "Tiers", "5", "atelier"],
    ["A2", "Sortie", "15/03/2024", "Thiers", "6", "atelier"],
]
NEXT = [*LOG, ["A1", "Séance 4", "16/03/2024", "Tiers", "env. 12", "atelier"]]
CONTRACT = Said(contract="vallee-2")


GRID = Dropped("suivi.xlsx", workbook(Plan=PLAN, Fait=LOG, Notes=[["à", "trier"]]), CONTRACT)


@pytest.fixture(scope="module")
def read(valley):
    """Return a function that reads a grid; what one test asked is not read again by the next."""
    known = []

    def read(said=CONTRACT, dropped=GRID):
        whole = replace(dropped, said=said)
        grid = next((grid for before, grid in known if before == whole), None)
        if grid is None:
            grid = read_grid(whole, asked(valley))
            known.append((whole, grid))
        assert grid.report.read == grid.report.accepted + grid.report.rejected
        return grid

    return read


def answered(grid):
    said = replace(grid.said, unfold=True)
    for each in grid.unsettled:
        said = said.answering(each.places, each.doubt.proposals[0])
    return said


def test_the_sheets_of_both_tables_are_found_under_their_titles(read):
    sheets = {sheet.short: (sheet.table, sheet.header) for sheet in read().sheets}
    assert sheets == {"Plan": ("actions", 2), "Fait": ("deployments", 1), "Notes": ("", 1)}
    assert read().read_in("suivi.xlsx › Plan") == 2
    assert read().read_in("suivi.xlsx › Fait") == 4
    assert not [note for note in read().report.notes if "Plan" in note or "Fait" in note]


def test_cells_that_say_the_same_are_asked_once_and_what_depends_on_another_waits(read):
    grid = read()
    asked_of = {(each.doubt.text, each.lines) for each in grid.unsettled}
    assert asked_of == {("en attente", (4,)), ("Tiers", (3, 4)), ("env. 10", (3,))}
    assert grid.waiting == 1, "the line of A2, which is not settled"
    assert [line for _, line, _ in grid.together] == [2]
    assert grid.undecided
    assert not grid.settled


def test_a_word_of_a_list_and_a_place_are_offered_whole(read):
    choices = {each.doubt.text: each.choices for each in read().unsettled}
    assert "interrompue" in choices["en attente"]
    assert "63430 Thiers" in choices["Tiers"]
    assert choices["env. 10"] == ()


def test_once_all_is_answered_it_is_settled(read):
    grid = read(answered(read()))
    assert grid.settled
    assert (grid.report.read, grid.report.rejected) == (6, 0)
    rows = grid.loaded.tables["deployments"]
    assert sorted(rows.filter(pl.col("title") == "Séance")["commune"]) == ["01004", "63430"]
    assert rows.filter(pl.col("title") == "Séance 2")["count"].to_list() == [10]
    assert set(grid.loaded.tables["actions"]["contract"]) == {"vallee-2"}


def test_lines_are_left_out_knowingly_and_counted(read):
    grid = read()
    said = replace(CONTRACT, unfold=False)
    for each in grid.unsettled:
        said = said.leaving(each.places)
    again = read(said)
    # What named the action that is left out is asked now.
    [last] = again.unsettled
    assert (last.doubt.text, last.lines) == ("A2", (5,))
    assert any("Ateliers" in choice for choice in last.choices)
    settled = read(said.leaving(last.places))
    assert settled.settled
    assert (settled.report.accepted, settled.report.rejected) == (1, 5)
    assert not read(said.forgetting(grid.unsettled[0].places)).settled


def test_an_answer_that_is_still_doubtful_is_asked_again(read):
    tiers = next(each for each in read().unsettled if each.doubt.text == "Tiers")
    grid = read(CONTRACT.answering(tiers.places, "Nulle-Part"))
    assert tiers.places[0] in {place for each in grid.unsettled for place in each.places}


def test_what_no_title_recalls_is_asked_and_a_column_may_say_nothing(read):
    strange = [["Réf.", "Quoi", "Quand ?", "Bourg", "Combien", "Sorte"], *LOG[1:]]
    dropped = Dropped("suivi.xlsx", workbook(Plan=PLAN, Fait=strange))
    grid = read(CONTRACT, dropped)
    assert {sheet.short: sheet.table for sheet in grid.sheets}["Fait"] == ""
    said = CONTRACT.holding("suivi.xlsx › Fait", "deployments")
    [lacking] = read(said, dropped).lacking
    assert lacking.lacking == ("Forme",)
    assert not read(said, dropped).settled
    named = said.called("deployments", "kind", "Sorte").called("deployments", "commune", "Bourg")
    assert read(named, dropped).read_in("suivi.xlsx › Fait") == 4
    silent = named.called("deployments", "count", "")
    assert "env. 10" not in {each.doubt.text for each in read(silent, dropped).unsettled}


def test_the_nearest_sheet_is_asked_about_where_none_is_recognised(read):
    strange = [["Réf.", "Quoi", "Quand ?", "Bourg", "Combien", "Sorte"], *LOG[1:]]
    grid = read(CONTRACT, Dropped("suivi.xlsx", workbook(Notes=[["à", "trier"]], Fait=strange)))
    assert {sheet.short: (sheet.table, sheet.lacking) for sheet in grid.sheets} == {
        "Notes": ("", ()), "Fait": ("deployments", ("Forme",)),
    }  # fmt: skip
    assert grid.report.read == 0
    assert not grid.settled


def test_a_sheet_that_is_not_to_be_read_is_not(read):
    grid = read(CONTRACT.holding("suivi.xlsx › Fait", ""))
    assert [*grid.drafts] == ["actions"]
    assert grid.report.read == 2


def test_a_text_is_read_as_what_it_is(read):
    text = "\n".join(";".join(row) for row in LOG).encode("utf-8-sig")
    grid = read(Said(unfold=True), Dropped("suivi.csv", text))
    assert [sheet.table for sheet in grid.sheets] == ["deployments"]
    assert grid.report.read == 4


def test_her_grid_comes_back_corrected_in_her_words(read):
    grid = read(answered(read()))
    packed = corrected_grid(grid)
    again = read(replace(CONTRACT, unfold=True), Dropped("corrige.xlsx", packed))
    assert again.settled, [each.doubt for each in again.unsettled]
    columns = ["title", "commune", "starts_on", "count"]
    for table, told in (("deployments", columns), ("actions", ["title", "status", "budget_eur"])):
        before = grid.loaded.tables[table].select(told)
        assert again.loaded.tables[table].select(told).equals(before)
    sheet = pl.read_excel(io.BytesIO(packed), sheet_name="Fait", engine="calamine")
    assert sheet.columns[:6] == LOG[0]
    assert sheet["Code Insee"].to_list() == ["63430 ; 01004", "63430", "63430", "63430"]


def test_what_is_left_out_says_why_in_the_corrected_grid(read):
    sheet = pl.read_excel(io.BytesIO(corrected_grid(read())), sheet_name="Fait", engine="calamine")
    assert "approché" in sheet["Mis de côté"][1]
    assert sheet["Combien"][1] == "env. 10"


class TestKept:
    def test_what_was_dropped_and_said_is_found_again(self, tmp_path):
        place = "suivi.xlsx › Fait", 3, "Combien"
        said = (
            Said(unfold=False, contract="vallee-2")
            .holding("suivi.xlsx › Notes", "")
            .called("actions", "axis", "Axe")
            .answering((place,), "10")
            .leaving((("suivi.xlsx › Fait", 4, "Quoi"),))
        )
        assert kept(tmp_path, "vallee") is None
        keep(tmp_path, "vallee", replace(GRID, said=said))
        assert kept(tmp_path, "vallee") == replace(GRID, said=said)
        assert waited_for(tmp_path) == ["vallee"]
        forget(tmp_path, "vallee")
        assert kept(tmp_path, "vallee") is None

    def test_what_a_killed_program_left_spoils_nothing(self, tmp_path):
        keep(tmp_path, "vallee", GRID)
        folder = tmp_path / ".drafts"
        (folder / "vallee.zip.123").write_bytes(b"half")
        assert kept(tmp_path, "vallee") == GRID
        assert waited_for(tmp_path) == ["vallee"]
        (folder / "vallee.zip").write_bytes(b"half")
        assert kept(tmp_path, "vallee") is None


def test_what_was_said_of_the_columns_holds_for_the_next_file(tmp_path):
    data = sown(tmp_path / "data")
    strange = [
        ["Réf.", "Quoi", "Quand ?", "Bourg", "Combien", "Sorte"],
        ["vallee-1-01", *LOG[4][1:]],
    ]
    dropped = Dropped("suivi.xlsx", workbook(Fait=strange))
    said = Said().called("deployments", "kind", "Sorte").called("deployments", "commune", "Bourg")
    grid = read_grid(replace(dropped, said=said), asked(data))
    assert grid.settled
    for path, card in cards_of(grid, dropped, asked(data)).items():
        (data / path).parent.mkdir(exist_ok=True)
        (data / path).write_bytes(card)
    again = read_grid(replace(dropped, name="suite.xlsx"), asked(data))
    assert again.settled
    assert "Lu comme suivi.xlsx" in " ".join(again.report.notes)


class TestAnswersOfAnotherFile:
    """What was settled once is not asked again, by the workshop or by a command."""

    @pytest.fixture
    def known(self, tmp_path):
        """A valley that remembers what was answered of the first grid."""
        data = sown(tmp_path / "data")
        said = answered(read_grid(GRID, asked(data)))
        settled = read_grid(replace(GRID, said=said), asked(data))
        for path, card in cards_of(settled, GRID, asked(data)).items():
            (data / path).parent.mkdir(exist_ok=True)
            (data / path).write_bytes(card)
        return data

    def test_the_workshop_asks_only_what_is_new(self, known):
        dropped = replace(GRID, name="avril.xlsx", content=workbook(Plan=PLAN, Fait=NEXT))
        grid = read_grid(dropped, asked(known))
        assert [each.doubt.text for each in grid.unsettled] == ["env. 12"]
        again = read_grid(replace(dropped, said=answered(grid)), asked(known))
        assert again.settled
        assert again.loaded.tables["deployments"]["commune"].to_list().count("63430") == 5
        told = again.report.corrections.filter(pl.col("reason") == AS_BEFORE)
        assert set(told["value"]) == {"en attente", "Tiers", "env. 10"}

    @pytest.mark.slow
    def test_a_command_reads_the_same_rows(self, known, tmp_path):
        said = answered(read_grid(GRID, asked(known)))
        by_workshop = read_grid(replace(GRID, said=said), asked(known)).loaded.tables
        path = tmp_path / "mai.xlsx"
        path.write_bytes(workbook(Plan=PLAN, Fait=LOG))
        whole = replace(asked(known), contract="vallee-2")
        for table in ("actions", "deployments"):
            again, _ = recalled(table, [path], whole)
            read = reader_of(table)([path], again)
            assert read.report.rejected == 0
            assert_frame_equal(read.tables[table], by_workshop[table])
            whole = replace(whole, actions=read.tables["actions"] if table == "actions" else None)

    @pytest.mark.slow
    def test_a_cell_that_is_read_with_certainty_is_not_answered(self, known):
        """«Tiers» was answered «Thiers»; an action that bears a number may be planned since."""
        log = [LOG[0], ["B7", "Sortie", "15/03/2024", "Thiers", "6", "atelier"]]
        only = replace(GRID, content=workbook(Fait=log))
        grid = read_grid(only, asked(known))
        said = grid.said.answering(grid.unsettled[0].places, "vallee-1-01")
        for path, card in cards_of(
            read_grid(replace(only, said=said), asked(known)), only, asked(known)
        ).items():
            (known / path).write_bytes(card)
        again = read_grid(only, asked(known))
        assert again.loaded.tables["deployments"]["action"].to_list() == ["vallee-1-01"]
        plan = [*PLAN[:-1], ["B7", "Sorties", "Accès aux soins", "fait", ""]]
        planned = read_grid(replace(GRID, content=workbook(Plan=plan, Fait=log)), asked(known))
        assert planned.loaded.tables["deployments"]["action"].to_list() == ["vallee-2-b7"]


def test_what_is_not_settled_is_not_loaded(tmp_path):
    data = sown(tmp_path / "data")
    before = {path: path.read_bytes() for path in Path(data).rglob("*.csv")}
    with pytest.raises(RefusedLoadError):
        load_dropped(GRID, tmp_path / "cls.gpkg", asked(data))
    assert {path: path.read_bytes() for path in Path(data).rglob("*.csv")} == before
    assert not (tmp_path / "cls.gpkg").exists()
