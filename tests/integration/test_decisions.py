"""``cls-dash load decisions``: from the file that its author kept to the store, on each engine."""

import json
from datetime import date

import pytest

from cls_dash.domain.meeting import Decision, Item, Meeting, View
from cls_dash.domain.selection import Selection
from cls_dash.errors import RefusedLoadError
from cls_dash.ingest import loading
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.questions.meeting import tables
from cls_dash.render.meeting_file import to_json
from cls_dash.store.queries.decisions import decisions
from tests.conftest import opened
from tests.contract import asked, buildable

VIEW = View(
    page="equite", address={"territoire": "vallee", "contrat": "2"}, question="Équitable ?",
    answer="**Non**.", release="r1",
)  # fmt: skip
OPENED = Item(
    title="Répartition", view=VIEW, key="a",
    decision=Decision(text="Ouvrir une\npermanence", owner="ARS", due=date(2027, 9, 30)),
)  # fmt: skip
LEFT = Item(title="Budget", key="b")
MEETING = Meeting(territory="vallee", title="Copil", held_on=date(2027, 3, 1), items=(OPENED, LEFT))
ALL = Selection(territory="vallee")


def saying(text, owner="ARS", title="Suite"):
    decided = Item(title=title, key="c", decision=Decision(text=text, owner=owner))
    return MEETING.with_items((OPENED, decided))


@pytest.fixture
def data(tmp_path):
    return buildable(tmp_path / "data")


@pytest.fixture
def load(data, tmp_path):
    def load(meeting, store, territory=None):
        path = tmp_path / "seance.json"
        path.write_bytes(meeting if isinstance(meeting, bytes) else to_json(meeting))
        return loading.load("decisions", [path], store, asked(data, territory))

    return load


def published(store, selection=ALL):
    with opened(store) as found, found.reading() as release:
        return decisions(release, selection), tables.published(release, selection)


class TestPublished:
    def test_a_decision_is_in_the_store_with_its_page_its_source_and_its_evidence(
        self, load, address
    ):
        outcome = load(MEETING, address)
        assert (outcome.report.read, outcome.report.accepted) == (1, 1)
        assert "1\u00a0point sans décision n’est pas publié." in outcome.report.notes
        (row,) = published(address)[0].to_dict("records")
        assert row.pop("decision").startswith("vallee-2027-03-01-")
        assert row == {
            "territory": "vallee", "held_on": date(2027, 3, 1), "meeting": "Copil",
            "item": "Répartition", "text": "Ouvrir une permanence", "owner": "ARS",
            "due": date(2027, 9, 30), "address": "equite?territoire=vallee&contrat=2",
            "release": "r1", "source": "saisie-vallee", "evidence": "supplied",
        }  # fmt: skip

    def test_loaded_again_it_is_corrected_not_repeated(self, load, address):
        load(MEETING, address)
        decision = OPENED.decision.model_copy(update={"text": "Fermer"})
        again = OPENED.model_copy(update={"title": "Autrement dit", "decision": decision})
        load(MEETING.with_item(again), address)
        frame, _ = published(address)
        assert frame[["item", "text"]].to_numpy().tolist() == [["Autrement dit", "Fermer"]]

    def test_the_next_meeting_adds_its_own_the_latest_first(self, load, address):
        load(MEETING, address)
        load(MEETING.model_copy(update={"held_on": date(2027, 9, 1)}), address)
        frame, table = published(address)
        assert frame["held_on"].tolist() == [date(2027, 9, 1), date(2027, 3, 1)]
        assert [line[0] for line in table.lines] == ["1er septembre 2027", "1er mars 2027"]

    def test_a_trial_is_illustrative_and_is_left_out_of_what_is_documented(self, load, address):
        load(MEETING.model_copy(update={"evidence": "illustrative"}), address)
        frame, table = published(address)
        assert frame[["source", "evidence"]].to_numpy().tolist() == [["illustrative"] * 2]
        assert "illustrative (essai)" in table
        documented = Selection(territory="vallee", documented_only=True)
        assert published(address, documented)[1] is None


class TestRefused:
    """Nothing of these depends on the engine."""

    @pytest.fixture
    def store(self, tmp_path):
        return f"sqlite:///{tmp_path}/cls.gpkg"

    @pytest.mark.parametrize(
        ("meeting", "column"),
        [
            (saying("Écrire à marie@exemple.fr"), "Décision prise"),
            (saying("Appeler le 04 73 12 34 56"), "Décision prise"),
            (saying("Oui", owner="ARS, 0473123456"), "Organisme responsable"),
            (saying("Oui", title="Joindre le +33 4 73 12 34 56"), "Point"),
        ],
    )
    def test_what_reaches_a_person_is_put_aside_and_said(self, load, store, meeting, column):
        report = load(meeting, store).report
        assert (report.accepted, report.rejected) == (1, 1)
        (problem,) = report.problems
        assert (problem.line, problem.column) == (2, column)
        assert "adresse électronique ou un téléphone" in problem.reason
        assert published(store)[0]["item"].tolist() == ["Répartition"]

    def test_a_meeting_without_decision_publishes_nothing(self, load, store, data):
        with pytest.raises(RefusedLoadError):
            load(MEETING.with_items((LEFT,)), store)
        assert not list(data.rglob("decisions.csv"))

    def test_a_file_of_something_else(self, load, store):
        with pytest.raises(InvalidDatasetError) as refused:
            load(json.dumps({"format": "autre"}).encode(), store)
        (problem,) = refused.value.problems
        assert problem.file == "seance.json"
        assert problem.value == "format"

    @pytest.mark.parametrize(("slug", "asked"), [("voisin", "vallee"), ("ailleurs", None)])
    def test_a_meeting_of_another_territory(self, load, store, slug, asked):
        with pytest.raises(InvalidDatasetError) as refused:
            load(MEETING.model_copy(update={"territory": slug}), store, asked)
        assert slug in str(refused.value)

    def test_two_files_of_the_same_meeting(self, data, tmp_path, store):
        paths = [tmp_path / "une.json", tmp_path / "autre.json"]
        for path in paths:
            path.write_bytes(to_json(MEETING))
        report = loading.load("decisions", paths, store, asked(data, None)).report
        assert (report.read, report.rejected) == (2, 1)
        assert "déjà pris dans une.json" in report.problems[0].reason
