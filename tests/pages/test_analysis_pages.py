"""What a reader reads and changes on the pages of analysis, on the chequered territory."""

import pytest

from cls_dash.domain import scenario
from cls_dash.store.tables import SCHEMA_VERSION
from tests.need_seed import needy_frames
from tests.pages.driver import ENGLISH, answer, choose, html, stripped, texts
from tests.seed import sow_frames


def said(app):
    return "\n".join(texts(app))


def table(app, caption):
    (found,) = [value for value in html(app) if f"<caption>{caption}" in value]
    return stripped(found.replace("</td>", "|").replace("</tr>", "\n"))


class TestEquity:
    def test_the_score_card_says_who_is_reached_and_who_is_left_out(self, page):
        read = said(page("equite"))
        assert "0\u00a0% des habitants ont eu une action à 20 minutes ou moins" in read
        assert "13\u00a0communes sont à plus de 20 minutes de toute action des 24 derniers" in read

    def test_each_contract_is_judged_in_its_own_perimeter(self, page):
        found = table(page("equite"), "Chaque contrat, face")
        assert "CLS 1|18|Commune 00 (11)|" in found
        assert "CLS 2|1|Commune 33 (1)|||trop peu pour conclure|" in found

    def test_a_need_that_is_the_same_for_all_compares_nothing(self, page):
        app = choose(page("equite"), "besoin", "egal")
        assert "Ici, chaque habitant compte autant" in said(app)
        assert app.query_params["besoin"] == "egal"

    @pytest.mark.parametrize(("territory", "charts"), [("damier", 4), ("voisin", 0)])
    def test_charts_follow_the_map(self, page, browser, territory, charts):
        app = page("equite", territoire=territory)
        browser.answer = {"painted": True}
        app.run()
        assert not app.exception
        assert len(app.get("plotly_chart")) == charts

    def test_with_few_actions_nothing_is_concluded(self, page):
        app = page("equite", preuves="documentees")
        assert answer(app).startswith("Trop peu d’actions pour conclure")


class TestForgotten:
    def test_a_year_without_action_is_said_to_be_one(self, page):
        app = choose(page("zones_oubliees"), "recul", "12")
        assert answer(app).startswith("Aucune action localisée et datée n’est connue")
        assert app.query_params["recul"] == "12"

    def test_the_communes_that_are_far_are_listed_and_no_other(self, page):
        found = table(page("zones_oubliees"), "Communes sans action proche depuis 24 mois")
        names = [line.split("|")[0] for line in found.splitlines() if "Commune " in line]
        far = {f"Commune {x}{y}" for x in range(4) for y in range(4)}
        far -= {"Commune 33", "Commune 32", "Commune 23"}
        assert far == {name[-len("Commune 00") :] for name in names}


class TestHotSpots:
    @pytest.mark.parametrize("picture", ["besoin", "regroupements", "voisins"])
    @pytest.mark.parametrize("level", ["commune", "epci"])
    def test_each_picture_is_explained_at_each_level(self, page, picture, level):
        app = page("points_chauds", carte=picture, niveau=level, recul="24")
        meanings = table(app, "Ce que dit chaque couleur")
        assert ("C3 : " in meanings) == (picture == "besoin")
        assert [text for text in texts(app) if ENGLISH.search(text)] == []

    def test_two_intercommunalities_are_too_few_to_look_for_clusters(self, page):
        app = page("points_chauds", carte="regroupements", niveau="epci")
        assert "2\u00a0intercommunalités : trop peu pour chercher des regroupements" in said(app)

    def test_the_level_is_said_to_change_the_picture(self, page):
        read = said(page("points_chauds", recul="24"))
        assert "l’image change de classe pour" in read


class TestCare:
    def test_a_service_is_chosen_and_kept_in_the_address(self, page):
        app = choose(page("acces_soins"), "service", "pharmacy")
        assert "1\u00a0lieu connu dans le territoire et alentour : pharmacie." in answer(app)
        assert app.query_params["service"] == "pharmacy"

    def test_of_an_incomplete_list_nothing_is_concluded(self, page):
        read = said(page("acces_soins"))
        assert "n’est pas complète ici et alentour" in read
        assert "rien n’est mesuré" in read
        assert "plus éloignée" not in read

    def test_where_no_care_is_known_it_is_said(self, page):
        app = page("acces_soins", territoire="voisin")
        assert answer(app).startswith("Aucune liste de lieux de soins")


class TestWhereNext:
    def test_one_place_in_each_intercommunality(self, page):
        app = page("ou_agir", places="2", regle="epci")
        found = table(app, "Gain\u00a0: habitants nouvellement couverts")
        assert "CC de l’Ouest" in found
        assert "CC de l’Est" in found

    def test_fewer_places_than_intercommunalities_is_explained(self, page):
        app = page("ou_agir", places="1", regle="epci")
        (told,) = app.info
        assert "au moins une place par intercommunalité" in told.value

    def test_the_exact_optimum_is_computed_on_demand(self, page):
        app = page("ou_agir", places="2")
        assert "calcul exact ne trouve pas mieux" not in said(app)
        app.session_state["exact"] = True
        app.run()
        assert not app.exception
        assert "calcul exact" in said(app)

    def test_a_rule_that_the_exact_optimum_ignores_is_said(self, page):
        app = page("ou_agir", places="2", regle="epci")
        app.session_state["exact"] = True
        app.run()
        assert "comparés sans la règle choisie" in said(app)

    def test_it_says_that_it_is_an_aid_to_discussion(self, page):
        assert "C’est une aide à la discussion" in said(page("ou_agir"))


class TestScenarios:
    def scores(self, app):
        return table(app, "Ce que chaque scénario changerait")

    def test_without_a_scenario_nothing_changes(self, page):
        app = page("ou_agir", recul="tout")
        assert "Aucun changement pour l’instant" in said(app)
        assert "Actions comptées|19|19|19|" in self.scores(app)

    def test_an_address_restores_two_scenarios(self, page):
        app = page("ou_agir", recul="tout", a="p63033.p63022", b="m63000.d63000-63033")
        assert "Actions comptées|19|21|18|" in self.scores(app)
        assert app.query_params["a"] == "p63033.p63022"
        assert app.query_params["b"] == "m63000.d63000-63033"

    def test_a_change_is_added_by_the_form_then_cancelled(self, page):
        app = page("ou_agir", recul="tout")
        app.selectbox(key="commune_scenario").set_value("63022").run()
        app.button(key="ajouter_scenario").click().run()
        assert not app.exception
        assert app.query_params["a"] == "p63022"
        assert "Actions comptées|19|20|19|" in self.scores(app)
        app.button(key="annuler-a-0").click().run()
        assert not app.exception
        assert "a" not in app.query_params

    def test_a_deployment_is_moved(self, page):
        app = page("ou_agir", recul="tout")
        app.selectbox(key="changement").set_value("d").run()
        assert set(app.selectbox(key="commune_scenario").options) == {
            "Commune 00", "Commune 01", "Commune 10", "Commune 33",
        }  # fmt: skip
        app.selectbox(key="vers").set_value("63022").run()
        app.button(key="ajouter_scenario").click().run()
        assert app.query_params["a"] == "d63000-63022"
        assert "Actions comptées|19|19|19|" in self.scores(app)

    def test_the_other_scenario_is_edited(self, page):
        app = choose(page("ou_agir", recul="tout", a="p63022"), "scenario", "b")
        app.button(key="proposees").click().run()
        assert not app.exception
        assert len(scenario.read(app.query_params["b"])) == 3
        assert app.query_params["a"] == "p63022"

    def test_a_click_on_the_map_adds_an_action_once(self, page, browser):
        app = page("ou_agir", recul="tout")
        browser.answer = {"selected": "63013", "at": 1}
        app.run()
        assert not app.exception
        assert app.query_params["a"] == "p63013"
        app.run()
        assert app.query_params["a"] == "p63013"

    def test_what_cannot_be_carried_out_is_told_and_the_rest_kept(self, page):
        app = page("ou_agir", recul="tout", a="m63022.p63022.<b>")
        told = [box.value for box in app.warning]
        assert told == [
            "Retirer une action de Commune 22 : il n’y reste aucune action.",
            "« <b> » n’est pas un changement connu.",
        ]
        assert "Actions comptées|19|20|19|" in self.scores(app)


class TestNeeds:
    """The seed offers distance to care alone; two indicators are added to it."""

    @pytest.fixture
    def page(self, opened, tmp_path):
        """Return a function that opens a page where two needs are known."""
        frames = needy_frames()
        release = f"{SCHEMA_VERSION} {tmp_path.name}"
        path = sow_frames(frames, tmp_path / "needs.gpkg", release=release)

        def page(stem, **parameters):
            app = opened(path, stem, **parameters)
            assert not app.exception
            return app

        return page

    def test_the_address_says_the_need_by_default(self, page):
        app = page("points_chauds")
        assert app.query_params["besoin"] == "deprivation_index"
        assert "Besoin compté : défavorisation." in said(app)

    def test_needs_are_mixed_and_the_address_opens_the_same(self, page):
        app = page("points_chauds")
        app.button_group(key="_poids_share_75_plus").set_value(2).run()
        assert not app.exception
        code = "deprivation_index-1.share_75_plus-2"
        assert app.query_params["besoin"] == code
        assert app.selectbox(key="besoin").value == code
        mixed = "Besoins comptés : défavorisation (poids 1) et grand âge (poids 2)."
        assert mixed in said(app)
        assert mixed in said(page("ou_agir", besoin=code))
        assert mixed in said(page("equite", besoin=code))

    def test_the_last_weight_taken_off_leaves_everyone_alike(self, page):
        app = page("points_chauds", besoin="share_75_plus")
        app.button_group(key="_poids_share_75_plus").set_value(0).run()
        assert app.query_params["besoin"] == "egal"
        assert "chaque habitant compte pour un" in said(app)

    def test_how_much_a_rank_weighs_is_chosen_and_kept(self, page):
        app = page("points_chauds")
        app.select_slider(key="_ecart").set_value(100).run()
        assert app.query_params["besoin"] == "deprivation_index~100"
        assert "un habitant pèse de 0,00" in said(app)
        app.selectbox(key="besoin").set_value("share_75_plus~100").run()
        assert app.query_params["besoin"] == "share_75_plus~100"
        assert "deux fois plus, c’est deux fois plus de besoin" in said(app)

    @pytest.mark.parametrize(
        ("old", "opens"),
        [("egal", "egal"), ("share_75_plus", "share_75_plus"), ("perdu", "deprivation_index")],
    )
    def test_old_addresses_open_the_same(self, page, old, opens):
        assert page("points_chauds", besoin=old).query_params["besoin"] == opens
