"""What a reader reads and changes on the pages of analysis, on the chequered territory."""

import re
from datetime import date

import pytest

from tests.need_seed import needy_frames
from tests.pages.driver import ENGLISH, answer, choose, html, listed, open_tab, table, texts
from tests.seed import seed_frames, separate, sow_frames


@pytest.fixture(scope="module")
def needy(tmp_path_factory):
    """The path of a store where two needs are known."""
    path = tmp_path_factory.mktemp("needs") / "cls.gpkg"
    return sow_frames(needy_frames(), path, release="needs")


def said(app):
    return "\n".join(texts(app))


class TestEquity:
    def test_the_score_card_says_who_is_reached_and_who_is_left_out(self, real_page):
        read = said(real_page("equite"))
        assert (
            "94\u00a0% des habitants ont eu une action à 20 minutes ou moins, du 2 juin 2023 au "
            "1er juin 2024."
        ) in read
        assert (
            "1\u00a0commune est à plus de 20 minutes de toute action des 24 derniers mois connus "
            "(du 2 juin 2022 au 1er juin 2024)."
        ) in read

    def test_what_it_says_of_illustrative_actions_is_said_to_be_a_demonstration(
        self, demonstration_page
    ):
        app = demonstration_page("equite", contrat="1")
        assert answer(app).startswith("Démonstration. Dans le CLS 1, 94\u00a0% des ")
        read = said(app)
        assert "56\u00a0% des habitants ont eu une action à 20 minutes" in read
        assert "7\u00a0communes sont à plus de 20 minutes" in read
        assert read.count("Démonstration. ") == 1
        assert "par hasard" not in answer(app)

    def test_each_contract_is_judged_in_its_own_perimeter(self, opened, tmp_path):
        frames = seed_frames({}, "Atelier")
        separate(frames, dated=True)
        app = opened(sow_frames(frames, tmp_path / "cls.gpkg"), "equite", contrat="1")
        assert answer(app) == (
            "Les actions sont plus concentrées que par hasard, surtout à Commune 00 et à Commune "
            "01 : 94\u00a0% des actions, 25\u00a0% des habitants."
        )
        assert "Il faudrait déplacer 12 des 18\u00a0actions pour suivre la population" in said(app)
        found = table(app, "Chaque contrat, face à la population de son périmètre. Les p de 3")
        first, together = (
            next(line for line in found.splitlines() if line.startswith(start))
            for start in ("CLS 1|", "Tous contrats réunis|")
        )
        # The west alone was in the contract: 17 / 18 − 2 / 8.
        assert first == (
            "CLS 1|18|18|Commune 00 (11)|69\u00a0%|24\u00a0%|"
            "plus concentrées que par hasard (p\u00a0=\u00a00,005, ajustée)|"
        )
        assert "CLS 2, en vigueur|1|1|Commune 33 (1)|||trop peu pour conclure|" in found
        # Those 18 could not be elsewhere than in the west, the last could be anywhere: too many
        # are 17 − 2 × (18 / 8 + 1 / 16) in 63000 and 63001, and 1 − 1 / 16 in 63033, of 19.
        assert together.startswith("Tous contrats réunis|19|19|Commune 00 (11)|70\u00a0%|")
        assert together.endswith("|pas de verdict : contrats mêlés|")

    def test_contracts_with_illustrative_actions_are_not_judged(self, page, demonstration_page):
        caption = "Chaque contrat, face à la population de son périmètre"
        few = table(page("equite"), caption)
        assert "CLS 1|18|3|Commune 00 (11)|||trop peu pour conclure|" in few
        assert "Tous contrats réunis|19|4|Commune 00 (11)|||trop peu pour conclure|" in few
        enough = table(demonstration_page("equite"), caption)
        # Its perimeter is of sixteen communes since 2020: 17 / 18 − 2 / 16.
        assert "CLS 1|18|18|Commune 00 (11)|82\u00a0%|" in enough
        assert enough.count("|démonstration : pas de verdict|") == 2
        assert "hasard (p" not in enough

    def test_a_need_that_is_the_same_for_all_compares_nothing(self, real_page):
        app = choose(real_page("equite"), "besoin", "egal")
        assert "Ici, chaque habitant compte autant" in said(app)
        assert app.query_params["besoin"] == "egal"

    @pytest.mark.parametrize(
        ("store", "territory", "charts"),
        [("real_page", "damier", 4), ("page", "damier", 1), ("page", "voisin", 0)],
    )
    def test_charts_wait_for_their_tab(self, request, store, territory, charts):
        app = request.getfixturevalue(store)("equite", territoire=territory)
        assert len(app.get("plotly_chart")) == 0
        open_tab(app, "Graphiques")
        assert len(app.get("plotly_chart")) == charts

    def test_with_few_actions_nothing_is_concluded(self, page):
        app = page("equite", preuves="documentees")
        assert answer(app).startswith(
            "Aucune action située ne correspond à ce choix, dans le CLS 2."
        )
        choose(app, "contrat", "1")
        assert answer(app).startswith(
            "Trop peu d’actions pour conclure, dans le CLS 1 : 2\u00a0actions situées pour ce "
            "choix, il en faut au moins 15."
        )


class TestForgotten:
    def test_a_year_without_action_is_said_to_be_one(self, opened, tmp_path):
        frames = seed_frames({}, "Atelier")
        frames["territory"]["recorded_until"] = date(2026, 1, 31)
        app = opened(sow_frames(frames, tmp_path / "cls.gpkg"), "zones_oubliees")
        app = choose(app, "recul", "12")
        assert answer(app).startswith(
            "Aucune action située n’est connue du 1er février 2025 au 31 janvier 2026 : "
        )
        assert "jour jusqu’auquel la coordination dit avoir tout saisi" in said(app)
        assert app.query_params["recul"] == "12"

    def test_the_months_end_at_the_last_action_known_of_the_territory(self, page):
        app = choose(page("zones_oubliees"), "recul", "12")
        assert answer(app).startswith(
            "Démonstration. 1\u00a0action située du 2 juin 2023 au 1er juin 2024 : trop peu "
        )
        assert "jour où la dernière action connue a commencé" in said(app)
        # What is recorded is shown instead: the latest first, and nobody is said to be far.
        _, *known = table(app, "Actions situées connues").splitlines()
        assert known[0] == "Commune 33|1er juin 2024|Atelier|illustrative|"
        assert len(known) == 19
        assert not [value for value in html(app) if "Communes sans action proche" in value]

    def test_the_communes_that_are_far_are_listed_and_no_other(self, demonstration_page):
        app = demonstration_page("zones_oubliees")
        found = table(app, "Communes sans action proche depuis 24 mois")
        names = [line.split("|")[0] for line in found.splitlines() if "Commune " in line]
        far = {f"Commune {x}{y}" for x in range(4) for y in range(4)}
        # Those of an action, and their neighbours east, west, north and south.
        far -= {
            f"Commune {code}" for code in ("00", "01", "10", "33", "02", "11", "20", "23", "32")
        }
        assert far == {name[-len("Commune 00") :] for name in names}


class TestHotSpots:
    @pytest.mark.parametrize("picture", ["besoin", "detail", "regroupements", "voisins"])
    @pytest.mark.parametrize("level", ["commune", "epci"])
    def test_each_picture_is_explained_at_each_level(self, real_page, picture, level):
        app = real_page("points_chauds", carte=picture, niveau=level, recul="24")
        need = picture in {"besoin", "detail"}
        if need or level == "commune":
            meanings = table(app, "Ce que dit chaque couleur")
            assert ("\nPeu d’actions proches|" in meanings) == (picture == "besoin")
            assert ("Besoin fort, moins couverte" in meanings) == (picture == "detail")
            assert ("Rien qui dépasse le hasard|16|" in meanings) != need
        else:
            assert "Ce que dit chaque couleur" not in said(app)
        assert [text for text in texts(app) if ENGLISH.search(text)] == []

    @pytest.mark.parametrize("picture", ["regroupements", "voisins"])
    def test_no_cluster_of_illustrative_actions_is_looked_for(self, demonstration_page, picture):
        app = demonstration_page("points_chauds", carte=picture)
        read = said(app)
        assert "Des actions montrées sont illustratives : aucun regroupement" in read
        assert "Ce que dit chaque couleur" not in read
        assert "Rien qui dépasse le hasard" not in read

    def test_two_intercommunalities_are_too_few_to_look_for_clusters(self, real_page):
        app = real_page("points_chauds", carte="regroupements", niveau="epci")
        assert "2\u00a0intercommunalités : trop peu pour chercher des regroupements" in said(app)

    def test_the_level_is_said_to_change_the_picture(self, real_page, demonstration_page):
        change = "Vue à l’échelle des intercommunalités, l’image change de classe pour"
        read = said(real_page("points_chauds", recul="24"))
        assert change in read
        assert change in said(demonstration_page("points_chauds", recul="24"))

    def test_of_too_few_actions_need_is_shown_and_nothing_is_crossed(self, page):
        app = page("points_chauds", recul="24")
        read = said(app)
        open_tab(app, "Tableau")
        assert [header.value for header in app.header] == ["Ce qui est connu"]
        read += said(app)
        assert "Besoin de chaque commune" in read
        assert "Ce que dit chaque couleur" not in read
        assert "change de classe" not in read


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
    def test_one_place_in_each_intercommunality(self, real_page):
        app = real_page("ou_agir", places="2", regle="epci")
        _, *places = table(app, "Places proposées. Habitants proches").splitlines()
        assert len(places) == 2
        assert {line.split("|")[2] for line in places} == {"CC de l’Ouest", "CC de l’Est"}

    def test_fewer_places_than_intercommunalities_is_explained(self, real_page):
        app = real_page("ou_agir", places="1", regle="epci")
        (told,) = app.info
        assert "au moins une place par intercommunalité" in told.value

    def test_the_exact_optimum_is_computed_on_demand(self, real_page):
        app = real_page("ou_agir", places="2")
        assert "calcul exact ne trouve pas mieux" not in said(app)
        app.session_state["exact"] = True
        app.run()
        assert not app.exception
        assert "Le calcul exact ne trouve pas mieux." in said(app)

    def test_a_rule_that_the_exact_optimum_ignores_is_said(self, real_page):
        app = real_page("ou_agir", places="2", regle="epci")
        app.session_state["exact"] = True
        app.run()
        assert "comparés sans la règle choisie" in said(app)

    def test_it_says_that_it_is_an_aid_to_discussion(self, real_page):
        assert "C’est une aide à la discussion" in said(real_page("ou_agir"))

    def test_of_illustrative_actions_the_page_is_marked_once_and_its_answer(
        self, demonstration_page
    ):
        app = demonstration_page("ou_agir")
        read = said(app)
        assert "Avec ces 3\u00a0places, la couverture du besoin passe de " in read
        assert table(app, "Places proposées.")
        assert re.search(r"Démo\s: \d+ vraies sur \d+", read)
        assert read.count("Démonstration. ") == answer(app).count("Démonstration. ") == 1

    def test_of_too_few_actions_no_place_is_recommended(self, page):
        app = page("ou_agir", recul="tout", a="p63022")
        assert answer(app) == (
            "Démonstration. 19\u00a0actions situées en 4\u00a0séries : trop peu pour recommander "
            "une place."
        )
        assert "Rien n’est conclu sous 15 actions situées, ni sous 8 séries" in said(app)
        open_tab(app, "Tableau")
        assert [header.value for header in app.header] == ["Ce qui est connu"]
        read = said(app)
        assert "Places proposées" not in read
        assert "Vérifier par un calcul exact" not in read


class TestScenarios:
    def scores(self, app):
        return table(app, "Ce que chaque scénario changerait")

    def test_without_a_scenario_nothing_changes(self, demonstration_page):
        app = demonstration_page("ou_agir", recul="tout")
        assert "Aucun changement pour l’instant" in said(app)
        assert "Actions comptées|19|19|19|" in self.scores(app)

    def test_an_address_restores_two_scenarios(self, demonstration_page):
        app = demonstration_page(
            "ou_agir", recul="tout", a="p63033.p63022", b="m63000.d63000-63033"
        )
        assert "Actions comptées|19|21|18|" in self.scores(app)
        assert app.query_params["a"] == "p63033.p63022"
        assert app.query_params["b"] == "m63000.d63000-63033"

    def test_a_change_is_added_by_the_form_then_cancelled(self, demonstration_page):
        app = demonstration_page("ou_agir", recul="tout")
        listed(app, "commune_scenario").set_value("63022").run()
        app.button(key="ajouter_scenario").click().run()
        assert not app.exception
        assert app.query_params["a"] == "p63022"
        assert "Actions comptées|19|20|19|" in self.scores(app)
        app.button(key="annuler-a-0").click().run()
        assert not app.exception
        assert "a" not in app.query_params

    def test_a_deployment_is_moved(self, demonstration_page):
        app = demonstration_page("ou_agir", recul="tout")
        listed(app, "changement").set_value("d").run()
        assert set(listed(app, "commune_scenario").options) == {
            "Commune 00", "Commune 01", "Commune 10", "Commune 33",
        }  # fmt: skip
        listed(app, "vers").set_value("63022").run()
        app.button(key="ajouter_scenario").click().run()
        assert app.query_params["a"] == "d63000-63022"
        assert "Actions comptées|19|19|19|" in self.scores(app)

    def test_the_other_scenario_is_edited(self, demonstration_page):
        app = choose(demonstration_page("ou_agir", recul="tout", a="p63022"), "scenario", "b")
        app.button(key="proposees").click().run()
        assert not app.exception
        assert len(app.query_params["b"].split(".")) == 3
        assert app.query_params["a"] == "p63022"

    def test_a_click_on_the_map_adds_an_action_once(self, demonstration_page, browser):
        app = demonstration_page("ou_agir", recul="tout")
        browser.answer = {"selected": "63013", "at": 1}
        app.run()
        assert not app.exception
        assert app.query_params["a"] == "p63013"
        app.run()
        assert app.query_params["a"] == "p63013"

    def test_what_cannot_be_carried_out_is_told_and_the_rest_kept(self, demonstration_page):
        app = demonstration_page("ou_agir", recul="tout", a="m63022.p63022.<b>")
        told = [box.value for box in app.warning]
        assert told == [
            "Retirer une action de Commune 22 : il n’y reste aucune action.",
            "« <b> » n’est pas un changement connu.",
        ]
        assert "Actions comptées|19|20|19|" in self.scores(app)


class TestNeeds:
    """The seed offers distance to care alone; two indicators are added to it."""

    @pytest.fixture
    def page(self, opened, needy):
        """Return a function that opens a page where two needs are known."""

        def page(stem, **parameters):
            app = opened(needy, stem, **parameters)
            assert not app.exception
            return app

        return page

    def test_the_address_says_the_need_by_default(self, page):
        app = page("points_chauds")
        assert app.query_params["besoin"] == "deprivation_index"
        assert "Besoin compté : défavorisation." in said(app)

    def test_needs_are_mixed_and_the_address_opens_the_same(self, page):
        app = page("points_chauds")
        listed(app, "poids_share_75_plus", "button_group").set_value(2).run()
        assert not app.exception
        code = "deprivation_index-1.share_75_plus-2"
        assert app.query_params["besoin"] == code
        assert listed(app, "besoin").value == code
        mixed = "Besoins comptés : défavorisation (poids 1) et grand âge (poids 2)."
        assert mixed in said(app)
        assert mixed in said(page("ou_agir", besoin=code))
        assert mixed in said(page("equite", besoin=code))

    def test_the_last_weight_taken_off_leaves_everyone_alike(self, page):
        app = page("points_chauds", besoin="share_75_plus")
        listed(app, "poids_share_75_plus", "button_group").set_value(0).run()
        assert app.query_params["besoin"] == "egal"
        assert "chaque habitant compte pour un" in said(app)

    def test_how_much_a_rank_weighs_is_chosen_and_kept(self, page):
        app = page("points_chauds")
        listed(app, "ecart", "select_slider").set_value(100).run()
        assert app.query_params["besoin"] == "deprivation_index~100"
        assert "un habitant pèse de 0 " in said(app)
        listed(app, "besoin").set_value("share_75_plus~100").run()
        assert app.query_params["besoin"] == "share_75_plus~100"
        assert "deux fois plus, c’est deux fois plus de besoin" in said(app)

    @pytest.mark.parametrize(
        ("old", "opens"),
        [("egal", "egal"), ("share_75_plus", "share_75_plus"), ("perdu", "deprivation_index")],
    )
    def test_old_addresses_open_the_same(self, page, old, opens):
        assert page("points_chauds", besoin=old).query_params["besoin"] == opens
