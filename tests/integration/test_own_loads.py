"""Own rows loaded again take their place, removed they leave, undone they return."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from cls_dash.cli import app
from cls_dash.errors import ChangedSinceError, NothingToUndoError
from cls_dash.ingest import history, loading
from cls_dash.ingest.dataset.reading import read_dataset
from cls_dash.ingest.own_loads import own_loads
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.remembered import cards
from tests.contract import asked, became, buildable, csv_file, every_byte

ROW = {"Action": "vallee-1-01", "Forme": "atelier", "Source": "bilan"}
MARCH = ROW | {"Intitulé": "Cuisine", "Commune": "63430", "Début": "12/03/2024"}
APRIL = ROW | {"Intitulé": "Cuisine", "Commune": "63430", "Début": "09/04/2024"}
WALK = ROW | {"Intitulé": "Marche", "Commune": "01004", "Début": "2024"}
MONTHLY = ROW | {"Intitulé": "Permanence", "Commune": "63430", "Début": "05/06/2024"}
FIRST = (MARCH, APRIL, WALK)
NAME = "deployments-vallee"


@pytest.fixture
def data(tmp_path):
    return buildable(tmp_path / "data")


@pytest.fixture
def store(tmp_path):
    return tmp_path / "cls.gpkg"


@pytest.fixture
def load(data, store, tmp_path):
    def load(*rows, file="suivi.csv", part=None, table="deployments", **options):
        path = csv_file(tmp_path / file, *rows)
        question = asked(data)
        question = type(question)(question.cog, data, territory="vallee", part=part)
        return loading.load(table, [path], store, question, **options)

    return load


def known(data, titles=("Cuisine", "Marche", "Permanence")):
    rows = read_dataset(data)["deployment"].to_pandas()
    rows = rows[rows["title"].isin(titles)]
    return rows.set_index("deployment")[["title", "starts_on"]].astype(str).to_dict("index")


def test_a_date_changed_a_row_gone_and_one_added_are_counted_and_keep_their_keys(load, data):
    assert became(load(*FIRST)) == {"new": 3}
    before = known(data)
    again = load(MARCH, APRIL | {"Début": "16/04/2024"}, MONTHLY)
    assert became(again) == {"changed": 1, "retracted": 1, "new": 1, "same": 1}
    assert again.changes.retracted == ("Marche",)
    after = known(data)
    moved = [key for key in before if key in after and before[key] != after[key]]
    assert [after[key]["starts_on"] for key in moved] == ["2024-04-16"]
    assert len(after) == 3
    assert [(each.name, len(each.keys)) for each in own_loads(data)] == [(NAME, 3)]


@pytest.mark.parametrize(
    "change",
    [
        {"Commune": "63003"},
        {"Intitulé": "Marche douce"},
        {"Lieu": "Au lac"},
        {"Public touché": "Tous"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_cell_changed_is_the_same_row(load, change):
    load(*FIRST)
    assert became(load(MARCH, APRIL, WALK | change)) == {"changed": 1, "same": 2}


def test_a_row_that_comes_back_at_the_former_date_of_another_is_not_taken_for_it(load, data):
    load(MARCH)
    load(MARCH | {"Début": "13/03/2024"})
    assert became(load(MARCH | {"Début": "13/03/2024"}, MARCH)) == {"new": 1, "same": 1}
    assert sorted(row["starts_on"] for row in known(data).values()) == ["2024-03-12", "2024-03-13"]


def test_loading_the_very_same_file_changes_no_byte(load, data, store):
    load(*FIRST)
    before, published = every_byte(data), store.read_bytes()
    assert became(load(*FIRST)) == {"same": 3}
    assert (every_byte(data), store.read_bytes()) == (before, published)


def test_one_reference_borne_by_several_rows_is_completed_by_their_place_and_date(load, data):
    rows = [row | {"Déploiement": "F 3"} for row in FIRST]
    assert became(load(*rows)) == {"new": 3}
    assert all(key.startswith("f-3-") for key in known(data))
    assert became(load(*rows[:2])) == {"retracted": 1, "same": 2}


def test_undo_gives_the_former_data_and_the_former_store_byte_for_byte(load, data, store):
    load(*FIRST)
    states = [(every_byte(data), store.read_bytes())]
    load(MARCH, APRIL | {"Début": "16/04/2024"}, MONTHLY)
    states.append((every_byte(data), store.read_bytes()))
    loading.remove(NAME, data, store)
    assert not known(data)
    for state in reversed(states):
        loading.undo(data, store)
        assert (every_byte(data), store.read_bytes()) == state
    loading.undo(data, store)
    assert not known(data)
    with pytest.raises(NothingToUndoError):
        loading.undo(data, store)


def test_what_was_changed_by_hand_since_is_not_undone(load, data, store):
    load(*FIRST)
    path = data / "territories" / "vallee" / "deployments.csv"
    path.write_text(path.read_text("utf-8").replace("Marche", "Balade"), "utf-8")
    with pytest.raises(ChangedSinceError):
        loading.undo(data, store)
    assert "Balade" in path.read_text("utf-8")


def test_a_load_that_the_dataset_refuses_is_neither_kept_nor_in_the_history(load, data):
    load(*FIRST)
    before, steps = every_byte(data), history.steps(data)
    card = data / "territories" / "vallee" / "axes.csv"
    card.write_text(card.read_text("utf-8").replace("prevention", "inconnu"), "utf-8")
    with pytest.raises(InvalidDatasetError):
        load(MARCH)
    card.write_bytes(before["territories/vallee/axes.csv"])
    assert (every_byte(data), history.steps(data)) == (before, steps)


def test_a_row_put_aside_keeps_what_was_known_of_it(load, data):
    load(*FIRST)
    wrong = load(MARCH, APRIL, WALK | {"Lieu": "chez marie@exemple.fr"})
    assert (wrong.report.rejected, became(wrong)) == (1, {"same": 2})
    assert len(known(data)) == 3
    assert became(load(MARCH, APRIL)) == {"retracted": 1, "same": 2}


def test_rows_of_before_are_corrected_and_never_retracted(load, data):
    curated = ROW | {"Déploiement": "vallee-1-d01", "Intitulé": "Dépistage", "Commune": "63430"}
    assert became(load(curated, MARCH)) == {"changed": 1, "new": 1}
    assert became(load(MARCH)) == {"same": 1}
    titles = read_dataset(data)["deployment"]["title"].to_list()
    assert "Dépistage" in titles


def test_another_file_of_which_nothing_is_known_does_not_take_the_place(load, data):
    load(*FIRST)
    with pytest.raises(InvalidDatasetError) as refusal:
        load(MONTHLY, file="2025.csv")
    (problem,) = refusal.value.problems
    assert "--part" in problem.remedy
    assert became(load(MONTHLY, file="2025.csv", part="2025")) == {"new": 1}
    assert {each.name for each in own_loads(data)} == {NAME, f"{NAME}-2025"}
    assert len(known(data)) == 4


def test_a_trial_tells_what_would_change_and_changes_nothing(load, data):
    load(*FIRST)
    before = every_byte(data)
    assert became(load(MARCH, trial=True)) == {"retracted": 2, "same": 1}
    assert every_byte(data) == before


def test_the_commands_know_own_loads_by_the_name_that_load_printed(load, data, store):
    load(*FIRST)

    def run(*arguments):
        result = CliRunner().invoke(app, [*map(str, arguments), "--data", str(data)])
        assert result.exit_code == 0, result.output
        return result.output

    at = ("--store", f"sqlite:///{store}")
    said = run("status", *at)
    assert f"Chargé : {NAME} : 3 lignes, suivi.csv, le " in said.replace("\u00a0", " ")
    told = run("history").replace("\u00a0", " ")
    assert f"chargement : {NAME}. 0 modifiée, 0 retirée, 3 nouvelles" in told
    run("remove", NAME, *at)
    assert not known(data)
    assert f"Défait : {NAME}." in run("undo", *at)
    assert len(known(data)) == 3


def test_the_columns_that_were_named_are_remembered_shown_and_forgotten(data, store, tmp_path):
    first = {"Fiche": "vallee-1-01", "Intitulé": "Cuisine", "Localité visée": "63430 Thiers",
             "Sorte": "atelier"}  # fmt: skip
    path = csv_file(tmp_path / "2024.csv", first)
    columns = {"commune": "Localité visée", "kind": "Sorte"}
    loading.load("deployments", [path], store, replace(asked(data), columns=columns))
    other = csv_file(tmp_path / "2025.csv", first, first | {"Intitulé": "Marche"})
    outcome = loading.load("deployments", [other], store, asked(data))
    assert outcome.report.accepted == 2
    assert "Lu comme 2024.csv" in outcome.report.notes[0]
    name = cards(data)[0].name
    at = ["--data", str(data), "--store", f"sqlite:///{store}"]
    shown = CliRunner().invoke(app, ["status", *at])
    assert f"Colonnes retenues : {name} : commune = « Localité visée »" in " ".join(
        shown.output.replace("\u00a0", " ").split()
    )
    loading.remove(name, data, store)
    with pytest.raises(InvalidDatasetError, match="--column"):
        loading.load("deployments", [other], store, asked(data))
