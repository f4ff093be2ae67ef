"""The page «Séance» as its reader uses it, driven by Streamlit's own test driver on the seed."""

import json
from datetime import date

import pytest

from cls_dash.domain.meeting import MOST_ITEMS, Decision, Item, Meeting, View
from cls_dash.render import meeting_file
from cls_dash.render.meeting_file import from_json, to_json
from cls_dash.shell import menu
from tests.pages.driver import ENGLISH, answer, html, open_tab, stripped, texts, titles
from tests.seed import seed_frames, sow_frames

DECISION = Decision(text="Ouvrir une permanence", owner="ARS", due=date(2027, 9, 30))
VIEW = View(
    page="equite", address={"territoire": "damier", "contrat": "1"}, question="Équitable ?",
    answer="**Non**.", facts=("Un fait.",), release="ancienne", latest_fact=date(2025, 1, 1),
    documented=4, illustrative=17,
)  # fmt: skip
ONE = Item(title="Répartition", view=VIEW, decision=DECISION, key="a")
OTHER = Item(title="Budget", key="b")
MEETING = Meeting(
    territory="damier", title="Copil", held_on=date(2027, 3, 1), items=(ONE, OTHER)
)  # fmt: skip


def held(app):
    """Return the meeting that the session prepares."""
    return app.session_state["_meeting"]


def press(app, key):
    if key == "ajouter_seance":
        open_tab(app, "Télécharger")
    app.button(key=key).click().run()
    assert not app.exception
    return app


def paste(app, text):
    app.text_area(key="fichier_seance").set_value(text).run()
    assert not app.exception
    return app


def said(app):
    return " ".join(texts(app))


def at(app, stem):
    app.switch_page(str(menu.script(stem))).run()
    assert not app.exception
    return app


@pytest.fixture
def meeting(page):
    """The page, the file of a meeting of two points open on it."""
    return paste(page("seance"), to_json(MEETING).decode())


class TestEmpty:
    def test_it_says_what_a_meeting_is_how_to_begin_and_what_was_decided(self, page):
        app = page("seance")
        assert answer(app) == (
            "Aucun point n’est à l’ordre du jour. Ouvrez une page de l’atlas, puis ajoutez-la à "
            "la séance."
        )
        assert "réunit le comité de pilotage" in said(app)
        assert [link.label for link in app.get("page_link")][:2] == [
            "Ajouter la répartition des actions", "Simuler où agir",
        ]  # fmt: skip
        assert "Aucune décision n’est encore publiée pour ce territoire." in said(app)

    def test_it_begins_with_a_point_of_no_page(self, page):
        app = press(page("seance"), "commencer")
        assert [item.title for item in held(app).items] == ["Premier point"]
        assert answer(app).startswith("1\u00a0point à l’ordre du jour du ")

    def test_a_projector_of_nothing_shows_the_page(self, page):
        assert page("seance", projecteur="1", point="7").title[0].value == "Que décider en séance ?"

    def test_published_decisions_are_shown_with_their_nature(self, opened, tmp_path):
        frames = seed_frames({}, "Atelier")
        frames["decision"] = decided(frames["source"])
        app = opened(sow_frames(frames, tmp_path / "cls.gpkg"), "seance")
        assert "1er mars 2027RépartitionOuvrir une permanenceARS30 septembre 2027" in said(app)
        assert "documentée" in said(app)


def decided(sources):
    row = {
        "decision": "d1", "territory": "damier", "held_on": date(2027, 3, 1), "meeting": "Copil",
        "item": "Répartition", "text": "Ouvrir une permanence", "owner": "ARS",
        "due": date(2027, 9, 30), "address": None, "release": None, "source": "essai",
        "evidence": "documented",
    }  # fmt: skip
    return type(sources)([row])


class TestAdded:
    STEMS = ("carte_actions", "equite", "zones_oubliees", "points_chauds", "acces_soins", "ou_agir")

    @pytest.mark.parametrize("stem", STEMS)
    def test_each_page_is_added_as_it_is_with_its_release(self, page, stem):
        app = press(page(stem, territoire="damier", contrat="1"), "ajouter_seance")
        (item,) = held(app).items
        assert item.title == item.view.question == titles(app)[0]
        assert answer(app).startswith(item.view.answer.replace("**", ""))
        assert item.view.page == stem
        assert item.view.address["contrat"] == "1"
        assert item.view.release == "seed"
        assert item.view.latest_fact == date(2026, 1, 31)
        assert held(app).territory == "damier"
        assert from_json(to_json(held(app)).decode()) == held(app)

    def test_it_says_what_is_documented_and_what_is_not(self, page):
        def counted(**parameters):
            (item,) = held(press(page(**parameters), "ajouter_seance")).items
            return item.view.documented, item.view.illustrative

        assert counted(stem="carte_actions") == (4, 17)
        assert counted(stem="carte_actions", preuves="documentees") == (4, 0)
        # Without a choice, Équité is about the contract in force alone.
        assert counted(stem="equite") == (0, 1)
        assert counted(stem="equite", contrat="1", preuves="documentees") == (4, 0)

    def test_a_sheet_is_added_with_its_commune(self, page):
        app = press(page("ma_commune", commune="63000"), "ajouter_seance")
        assert held(app).items[0].view.address["commune"] == "63000"
        assert held(app).items[0].view.page == "ma_commune"

    def test_its_facts_and_warnings_follow_it_once(self, page):
        app = press(page("carte_actions"), "ajouter_seance")
        facts = held(app).items[0].view.facts
        assert any(fact.startswith("Démonstration : ") for fact in facts)
        assert len(set(facts)) == len(facts)
        app = press(at(app, "equite"), "ajouter_seance")
        assert (
            held(app).items[1].view.question == "Les actions sont-elles équitablement réparties ?"
        )
        assert held(app).items[0].view.facts == facts

    def test_a_fact_that_repeats_the_answer_is_left_out(self, page):
        app = press(page("equite", contrat="1", preuves="documentees"), "ajouter_seance")
        (item,) = held(app).items
        assert item.view.answer.startswith("**Trop peu d’actions pour conclure**")
        assert item.view.answer not in item.view.facts

    def test_a_page_never_says_what_the_one_before_said(self, page):
        app = press(at(page("equite"), "zones_oubliees"), "ajouter_seance")
        (item,) = held(app).items
        assert item.view.question == titles(app)[0]
        assert answer(app).startswith(item.view.answer.replace("**", ""))
        for stem in ("donnees_methode", "mentions_legales"):
            assert "ajouter_seance" not in [button.key for button in at(app, stem).button]

    def test_the_same_view_twice_is_one_point(self, page):
        app = press(press(page("equite"), "ajouter_seance"), "ajouter_seance")
        assert len(held(app).items) == 1
        assert [toast.value for toast in app.toast] == ["Cette page est à l’ordre du jour."]
        assert "Ouvrir la séance (1\u00a0point)" in said(app)

    def test_a_scenario_comes_as_an_option_with_its_effects(self, demonstration_page):
        app = demonstration_page("ou_agir", b="p63033.p63032", recul="tout")
        app = press(app, "ajouter_seance")
        (option,) = held(app).items[0].options
        assert option.title == (
            "Scénario B : ajouter une action à Commune 33 et ajouter une action à Commune 32"
        )
        assert option.effects[0] == "**Démonstration.** Actions comptées : 19 → **21**"
        assert all(effect.startswith("**Démonstration.** ") for effect in option.effects)
        assert option.view.address["b"] == "p63033.p63032"

    def test_a_scenario_of_too_few_actions_is_no_option(self, page):
        app = press(page("ou_agir", b="p63033.p63032", recul="tout"), "ajouter_seance")
        assert held(app).items[0].options == ()

    def test_a_full_agenda_refuses_another_and_keeps_all(self, page, monkeypatch):
        app = press(page("equite"), "ajouter_seance")
        monkeypatch.setattr(meeting_file, "MOST_ITEMS", 1)
        app = press(at(app, "zones_oubliees"), "ajouter_seance")
        assert [toast.value for toast in app.toast] == [
            "La séance est pleine. Enregistrez son fichier, puis partagez ses points entre deux "
            "séances."
        ]
        assert len(held(app).items) == 1 < MOST_ITEMS


class TestPrepared:
    def test_a_view_of_another_release_says_so_and_leads_to_its_page(self, meeting):
        assert "Les données ont changé depuis : ce que dit la page a pu changer aussi." in said(
            meeting
        )
        labels = [link.label for link in meeting.get("page_link")]
        assert "Les données ont changé depuis ; revoir la page" in labels

    def test_a_view_of_this_release_does_not(self, page):
        app = at(press(page("equite"), "ajouter_seance"), "seance")
        assert "Les données ont changé" not in said(app)
        assert "Revoir la page" in said(app)

    def test_points_are_ordered_and_removed(self, meeting):
        app = press(meeting, "descendre-a")
        assert [item.key for item in held(app).items] == ["b", "a"]
        app = press(press(app, "monter-a"), "retirer-b")
        assert held(app).items == (ONE,)

    def test_the_meeting_is_renamed_and_dated_in_french(self, meeting):
        meeting.text_input(key="titre-1").set_value("Copil de printemps")
        meeting.text_input(key="jour-1").set_value("12 avril 2027").run()
        assert (held(meeting).title, held(meeting).held_on) == (
            "Copil de printemps", date(2027, 4, 12),
        )  # fmt: skip
        meeting.text_input(key="jour-1").set_value("au printemps").run()
        assert held(meeting).held_on == date(2027, 4, 12)
        assert meeting.warning[0].value.startswith("Écrivez le jour de la séance comme 12/03/2027.")

    def test_the_next_meeting_opens_with_the_decisions_of_this_one(self, meeting):
        app = press(meeting, "suivante")
        assert held(app).earlier == (DECISION,)
        assert held(app).items == (OTHER,)
        assert "Depuis la dernière séance" in [header.value for header in app.header]
        assert "Ouvrir une permanenceARS30 septembre 2027" in said(app)

    def test_nothing_is_said_in_english(self, meeting):
        assert [text for text in texts(meeting) if ENGLISH.search(text)] == []


class TestDecided:
    """The driver cannot open an expander: the projector shows the same form."""

    @pytest.fixture
    def deciding(self, meeting):
        return press(press(press(press(meeting, "projeter"), "dernier"), "precedent"), "decider")

    def write(self, app, **typed):
        labels = {"text": "Décision prise", "owner": "Organisme qui en répond", "due": "Échéance"}
        fields = {field.label: field for field in (*app.text_area, *app.text_input)}
        for name, value in typed.items():
            fields[labels.get(name, name)].set_value(value)
        (submit,) = (button for button in app.button if button.label.startswith("Enregistrer le"))
        submit.click().run()
        assert not app.exception
        return app

    def test_a_decision_has_an_owner_and_is_due_on_the_last_day_of_its_month(self, deciding):
        app = self.write(deciding, text="Voter le budget", owner="CC de l’Ouest", due="mars 2028")
        assert held(app).items[1].decision == Decision(
            text="Voter le budget", owner="CC de l’Ouest", due=date(2028, 3, 31)
        )
        assert "Voter le budget. Responsable : CC de l’Ouest. Échéance : 31 mars 2028." in said(app)
        assert held(app).items[0] == ONE

    def test_who_decides_on_the_first_slide_of_a_point_sees_that_it_is_kept(self, meeting):
        first = press(press(press(meeting, "projeter"), "suivant"), "decider")
        app = self.write(first, text="Voter le budget", owner="ARS")
        assert held(app).items[0].decision.text == "Voter le budget"
        assert "Décision : Voter le budget." in said(app)
        assert app.session_state["point"] != "1"

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"text": "Voter"}, "Une décision dit ce qui est décidé et l’organisme"),
            ({"owner": "ARS"}, "Une décision dit ce qui est décidé et l’organisme"),
            ({"text": "Voter", "owner": "ARS", "due": "bientôt"}, "« bientôt » n’est pas une date"),
            (
                {"text": "Appeler le 04 73 12 34 56", "owner": "ARS"},
                "Ce texte contient une adresse",
            ),
            ({"text": "Voter", "owner": "a@exemple.fr"}, "Ce texte contient une adresse"),
        ],
    )
    def test_what_cannot_be_kept_is_said_and_stays_typed(self, deciding, typed, told):
        app = self.write(deciding, **typed)
        assert app.warning[0].value.startswith(told)
        assert held(app).items[1].decision is None
        assert {*typed.values()} <= {field.value for field in (*app.text_area, *app.text_input)}


class TestProjected:
    def slide(self, app):
        (slide,) = (value for value in html(app) if 'class="atlas-slide"' in value)
        return stripped(slide)

    def test_steps_go_through_the_meeting_and_back(self, meeting):
        app = press(meeting, "projeter")
        assert self.slide(app).startswith("OuvertureCopil")
        assert app.query_params["projecteur"] == "1"
        app = press(app, "suivant")
        assert self.slide(app).startswith("Point 1 sur 2 · Répartition")
        assert "Les données ont changé depuis que ce point a été préparé." in self.slide(app)
        assert "17\u00a0illustratives (données de démonstration)" in self.slide(app)
        app = press(app, "dernier")
        assert self.slide(app).startswith("ClôtureCe qui est décidé")
        assert app.button(key="suivant").disabled
        assert self.slide(press(app, "precedent")).startswith("Point 2 sur 2Budget")
        assert self.slide(press(app, "premier")).startswith("OuvertureCopil")
        app = press(app, "quitter")
        assert titles(app)[0] == "Que décider en séance ?"
        assert not {"projecteur", "point"} & {*app.query_params}

    def test_a_refused_slide_is_the_first(self, meeting):
        meeting.query_params["projecteur"] = "1"
        app = press(meeting, "projeter")
        app.session_state["point"] = "99"
        assert self.slide(app.run()).startswith("OuvertureCopil")


class TestFile:
    def test_what_is_saved_is_what_is_reopened(self, meeting):
        files = [file.label for file in meeting.get("download_button")]
        assert files == ["Enregistrer le fichier", "Dossier de séance (PDF)"]
        assert held(meeting) == MEETING

    @pytest.mark.parametrize("text", ["rien", "{}", json.dumps({"format": "autre"})])
    def test_a_wrong_file_is_explained_and_loses_nothing(self, meeting, text):
        app = paste(meeting, text)
        assert app.warning[0].value.startswith(
            "Le fichier n’a pas été ouvert, et votre séance est intacte. "
        )
        assert held(app) == MEETING
        assert app.text_area(key="fichier_seance").value == ""

    def test_a_meeting_under_way_is_not_replaced_without_a_word(self, meeting):
        other = MEETING.model_copy(update={"title": "Autre"})
        app = paste(meeting, to_json(other).decode())
        assert held(app) == MEETING
        assert app.warning[0].value.startswith("Une séance est en cours.")
        app.button(key="garder").click().run()
        assert held(app) == MEETING
        assert not app.warning
        press(paste(app, to_json(other).decode()), "remplacer")
        assert held(app) == other


def test_published_decisions_follow_the_evidence_asked_for(opened, tmp_path):
    frames = seed_frames({}, "Atelier")
    frames["decision"] = decided(frames["source"]).assign(
        source="illustrative", evidence="illustrative"
    )
    store = sow_frames(frames, tmp_path / "cls.gpkg")
    assert "illustrative (essai)" in said(opened(store, "seance"))
    assert "illustrative (essai)" not in said(opened(store, "seance", preuves="documentees"))
