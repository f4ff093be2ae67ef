"""A second contract, made as the workshop makes it: every page of the atlas shows it."""

import polars as pl
import pytest

from cls_dash.domain.chance import Chance
from cls_dash.errors import NothingToUndoError
from cls_dash.ingest import loading
from cls_dash.ingest.contract import editing, renewal
from cls_dash.ingest.contract.home import read_home
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.questions import at_address, choices
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.question import at
from cls_dash.store.open import open_store
from tests.pages.test_readers import told
from tests.renewable import renewable
from tests.small_france import RIDGE

CHANCE = Chance(draws=199, permutations=199, seed=1)


@pytest.fixture
def data(tmp_path):
    return renewable(tmp_path / "data")


@pytest.fixture
def store(tmp_path):
    return f"sqlite:///{tmp_path / 'cls.gpkg'}"


def table(data, name):
    return pl.read_csv(data / "territories" / "vallee" / f"{name}.csv", infer_schema=False)


def renewed(data, change=None, **taken):
    home = read_home(data, "vallee")
    sheets = renewal.renewed(home)
    if change:
        change(sheets)
    return editing.edited(data, home, sheets, **taken)


def test_the_next_contract_with_one_more_epci_is_shown_by_every_page(data, store, tmp_path):
    loading.publish(data, store)
    before = (tmp_path / "cls.gpkg").read_bytes()
    said = renewed(data, actions=["vallee-2-07"], epci=[RIDGE])
    assert said.is_valid
    assert table(data, "contracts").height == 2, "nothing is written yet"
    editing.write(data, said)
    assert table(data, "contracts").rows(named=True)[-1] | {"source": ""} == {
        "contract": "vallee-3", "number": "3", "label": "CLS 3", "start_year": "2025",
        "end_year": "2029", "signed_on": None, "note": None, "source": "", "state": None,
    }  # fmt: skip
    assert table(data, "axes").filter(contract="vallee-3")["title"].to_list() == [
        "Prévention", "Accès aux soins"
    ]  # fmt: skip
    assert table(data, "axis_lineage").select("previous", "axis", "relation").rows() == [
        ("vallee-2-a1", "vallee-3-a1", "kept"),
        ("vallee-2-a2", "vallee-3-a2", "kept"),
    ]
    (action,) = table(data, "actions").filter(contract="vallee-3").rows(named=True)
    assert (action["title"], action["axis"], action["start_year"], action["objective"]) == (
        "Médicobus", "vallee-3-a2", "2025", "Aller au-devant"
    )  # fmt: skip
    joined = table(data, "perimeter").filter(starts_on="2025-01-01")
    assert joined["commune"].to_list() == ["15001", "15002", "15031", "15032"]

    loading.publish(data, store)
    opened = open_store(store)
    with opened.reading() as release:
        assert "3" in choices.build(release, "vallee").contracts
        for stem, question in QUESTIONS.items():
            codes = {"territoire": "vallee", "contrat": "3"}
            asked, _ = at_address.selection(release, codes, stem)
            assert asked.contract == "vallee-3", stem
            page = at(release, question, asked, codes, chance=CHANCE)
            said = " ".join(map(str, told(page)))
            assert page.answer, stem
            assert stem != "suivi_actions" or "Sur 1\u00a0fiche-action" in said
    opened.engine.dispose()

    loading.undo(data, store)
    assert table(data, "contracts").height == 2
    assert table(data, "perimeter").height == 5
    assert (tmp_path / "cls.gpkg").read_bytes() == before
    with pytest.raises(NothingToUndoError):
        loading.undo(data, store)


def test_what_a_page_says_wrongly_is_told_in_its_words_and_not_written(data):
    def spoilt(sheets):
        sheets["axes"][1]["theme"] = "sport"
        sheets["contracts"][0]["end_year"] = "2020"

    said = renewed(data, spoilt)
    assert not said.is_valid
    found = {(each.file, each.line, each.column) for each in said.report.problems}
    assert found >= {("Axes", 2, "Thème"), ("Contrats", 1, "Fin")}


def test_an_action_goes_on_in_an_axis_that_follows_its_own(data):
    def dropped(sheets):
        sheets["axis_lineage"][1] |= {"axis": "", "relation": "abandonné"}

    with pytest.raises(InvalidDatasetError) as refusal:
        renewed(data, dropped, actions=["vallee-2-07"])
    (problem,) = refusal.value.problems
    assert "Médicobus" in problem.reason


def test_communes_join_on_a_day(data):
    def undated(sheets):
        sheets["contracts"][0]["start_year"] = None

    with pytest.raises(InvalidDatasetError) as refusal:
        renewed(data, undated, epci=[RIDGE])
    assert "année de début" in refusal.value.problems[0].remedy


def test_saved_as_it_is_shown_a_contract_changes_no_byte(data):
    home = read_home(data, "vallee")
    sheets = renewal.rows_of(home, "vallee-2")
    said = editing.edited(data, home, sheets)
    assert said.is_valid
    for name, body in said.files.items():
        assert name == "sources.csv" or (data / name).read_bytes() == body


def test_an_axis_that_is_named_otherwise_is_the_same(data, store):
    home = read_home(data, "vallee")
    sheets = renewal.rows_of(home, "vallee-2")
    sheets["axes"][1]["title"] = "Se soigner"
    editing.write(data, editing.edited(data, home, sheets))
    axes = table(data, "axes").filter(contract="vallee-2")
    assert axes.select("axis", "title").rows()[1] == ("vallee-2-a2", "Se soigner")


def test_an_axis_that_still_has_actions_is_not_taken_out(data, store):
    home = read_home(data, "vallee")
    sheets = renewal.rows_of(home, "vallee-2")
    sheets["axes"] = sheets["axes"][:1]
    before = table(data, "axes").rows()
    with pytest.raises(InvalidDatasetError) as refusal:
        editing.write(data, editing.edited(data, home, sheets))
    assert "Cet axe n'existe pas" in refusal.value.problems[0].reason
    assert table(data, "axes").rows() == before
