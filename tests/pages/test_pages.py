"""What a reader reads on each page, driven by Streamlit's own test driver on the seed."""

import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from cls_dash import error_sentences
from cls_dash.analysis.concentration import MIN_LOCATED, MIN_SERIES
from cls_dash.errors import ClsDashError, StoreError
from cls_dash.questions.commune.words import NO_LIST, NONE_KNOWN
from cls_dash.shell import address, menu
from cls_dash.store.publish import publish
from tests.pages.driver import (
    ENGLISH,
    answer,
    badge,
    choose,
    html,
    listed,
    open_tab,
    texts,
    titles,
    unfolded,
    unmarked,
)
from tests.postgis import as_reader
from tests.seed import ALONE, CODES, as_tables, seed_frames, sow

TITLES = {
    "accueil": "Qui bénéficie des actions du contrat local de santé ?",
    "carte_actions": "Où se déroulent les actions ?",
    "france": "Comment se situe le territoire, de la commune à la France ?",
    "contrats_region": "Qui a un contrat, qui n’en a pas ?",
    "comparer": "Comment ces territoires se comparent-ils ?",
    "equite": "Les actions sont-elles équitablement réparties ?",
    "suivi_actions": "Que sait-on de chaque action, du besoin à la commune ?",
    "zones_oubliees": "Qui est loin de toute action récente ?",
    "points_chauds": "Où le besoin est-il fort et l’action rare ?",
    "acces_soins": "Les soins sont-ils à portée des habitants ?",
    "ou_agir": "Où mener les prochaines actions ?",
    "indicateurs": "Que disent les chiffres publiés ?",
    "ma_commune": "Qu’a fait le contrat dans ma commune ?",
    "seance": "Que décider en séance ?",
    "donnees_methode": "D’où viennent ces chiffres ?",
}
DEMONSTRATION = "Démonstration. "
FEW = (
    f"{DEMONSTRATION}Trop peu d’actions pour conclure, tous contrats réunis : 19\u00a0actions "
    "situées, mais 4\u00a0séries de séances, il en faut au moins 8."
)
FEW_IN_THE_WEST = (
    f"{DEMONSTRATION}Trop peu d’actions pour conclure, dans le CLS 1 : 18\u00a0actions situées, "
    "mais 3\u00a0séries "
)
FEW_IN_FORCE = (
    f"{DEMONSTRATION}Trop peu d’actions pour conclure, dans le CLS 2 : 1\u00a0action située pour "
    "ce choix, il en faut au moins 15."
)
LACKING = f"{DEMONSTRATION}1\u00a0action située du 2 juin {{}} au 1er juin 2024 : trop peu "
"""The last action of the seed is of 1 June 2024: the months end then."""
ANSWERS = {
    "contrats_region": "Région Auvergne-Rhône-Alpes : 2\u00a0contrats connus de l’atlas, pour ",
    "accueil": FEW_IN_FORCE,
    "carte_actions": FEW,
    "france": "Aucun indicateur n’est connu dans assez de lieux",
    "comparer": "Actions situées : rien à comparer encore. Il faut 15 actions situées, en 8 séries",
    "equite": FEW_IN_FORCE,
    "suivi_actions": (
        f"{DEMONSTRATION}Sur 2\u00a0fiches-actions, 1 a une réalisation connue d’après les sources "
        "publiques (2 sur 2 avec les illustratives)."
    ),
    "zones_oubliees": f"{LACKING.format(2022)}pour dire qui est loin de toute action récente.",
    "points_chauds": f"{LACKING.format(2023)}pour dire où l’action manque.",
    "acces_soins": (
        "1\u00a0lieu connu dans le territoire et alentour : hôpital. La liste « hôpital » n’est "
        "pas complète ici et alentour : aucune distance ni absence n’en est déduite."
    ),
    "ou_agir": f"{LACKING.format(2023)}pour recommander une place.",
    "indicateurs": "Aucun indicateur n’est chargé : ce catalogue est vide.",
    "ma_commune": "Choisissez votre commune dans la liste.",
    "seance": "Aucun point n’est à l’ordre du jour.",
    "donnees_methode": (
        "À Damier, sur 21\u00a0actions, 4 sont tirées d’une source publique ; les autres sont "
        "illustratives."
    ),
}
IN_FORCE = {"accueil", "equite"}
"""Pages that count the contract in force alone: 63033, whose action is illustrative."""
BADGE = "4\u00a0actions documentées17\u00a0illustratives (données de démonstration)"
BADGE_IN_FORCE = "0\u00a0action documentée1\u00a0illustrative (données de démonstration)"
REAL = {
    "accueil": (
        "Dans le CLS 2, 77\u00a0% des actions situées sont à Commune 00 et à Commune 11, qui "
        "réunissent 12\u00a0% des habitants. Le hasard ne l’explique pas."
    ),
    "carte_actions": (
        "Tous contrats réunis, 75\u00a0% des actions situées sont à Commune 00 et à Commune 01, "
        "qui réunissent 12\u00a0% des habitants. Le hasard ne l’explique pas."
    ),
    "equite": (
        "Les actions sont plus concentrées que par hasard, surtout à Commune 00 et à Commune "
        "11 : 77\u00a0% des actions, 12\u00a0% des habitants."
    ),
    "zones_oubliees": (
        "1\u00a0commune sur 16 est à plus de 20 minutes de toute action des 24 derniers mois "
        "connus : 6\u00a0% des habitants."
    ),
    "points_chauds": (
        "1\u00a0commune, 6\u00a0% des habitants, est parmi les moins couvertes par les actions "
        "récentes."
    ),
    "ou_agir": ("La prochaine action servirait le plus à Commune 13, puis à Commune 03."),
}
"""What is concluded of 22 real actions of contract 2, 16 of them in 63000, and two of contract 1:
17 / 22 and 18 / 24 in two communes of 16. 63003 alone has none within 20 minutes, and 63013 is
near most of those that are little covered."""
MADE_UP = {
    "carte_actions": (
        f"{DEMONSTRATION}Tous contrats réunis, 89\u00a0% des actions situées sont à Commune 00 et "
        "à Commune 01, "
    ),
    "equite": FEW_IN_FORCE,
    "zones_oubliees": f"{DEMONSTRATION}7\u00a0communes sur 16 sont à plus de 20 minutes de toute ",
    "points_chauds": f"{DEMONSTRATION}7\u00a0communes, 44\u00a0% des habitants, sont ",
    "ou_agir": (
        f"{DEMONSTRATION}La prochaine action servirait le plus à Commune 22, puis à Commune 13."
    ),
}
"""What the same seed shows when each of its 19 actions, two of them real, is a recent series."""


def by_menu(app, stem):
    """Open a page as the menu does: without the parameters of the address."""
    app.query_params.clear()
    app.switch_page(str(menu.script(stem))).run()
    assert not app.exception
    return app


class TestEachPage:
    @pytest.mark.parametrize("stem", list(menu.TITLES))
    def test_it_asks_a_question_answers_it_and_says_what_is_documented(self, page, stem):
        app = page(stem)
        assert titles(app) == [TITLES[stem]]
        assert answer(app).startswith(ANSWERS[stem])
        assert badge(app) == (BADGE_IN_FORCE if stem in IN_FORCE else BADGE)

    @pytest.mark.parametrize("stem", list(REAL))
    def test_of_enough_real_actions_it_concludes(self, real_page, stem):
        app = real_page(stem)
        assert answer(app).startswith(REAL[stem])
        assert not [text for text in texts(app) if text.startswith("Démonstration")]

    @pytest.mark.parametrize("stem", list(MADE_UP))
    def test_of_illustrative_actions_it_shows_and_judges_nothing(self, demonstration_page, stem):
        app = demonstration_page(stem)
        assert answer(app).startswith(MADE_UP[stem])
        assert not re.search(r"\bp\s*[=<]|\(p\b", "".join(texts(app)))

    @pytest.mark.parametrize("stem", list(menu.TITLES))
    @pytest.mark.parametrize("territory", ["damier", "voisin"])
    def test_it_says_no_english_word(self, page, stem, territory):
        app = page(stem, territoire=territory)
        read = list(texts(app))
        assert len(read) > 20
        assert [text for text in read if ENGLISH.search(text)] == []

    @pytest.mark.parametrize("stem", ["accueil", "ou_agir"])
    def test_without_a_store_it_says_in_french_what_to_do(self, opened, tmp_path, stem):
        app = opened(tmp_path / "absent.gpkg", stem)
        assert not app.exception
        assert [box.value for box in app.info] == [error_sentences.sentence_for(StoreError())]
        assert str(tmp_path) not in "".join(texts(app))
        assert not app.title

    @pytest.mark.parametrize("stem", ["accueil", "ou_agir"])
    def test_a_damaged_store_is_explained_in_the_same_words(self, opened, tmp_path, stem):
        path = tmp_path / "damaged.gpkg"
        path.write_bytes(b"not a database" * 100)
        app = opened(path, stem)
        assert not app.exception
        assert app.info[0].value == error_sentences.sentence_for(StoreError())


class TestOnPostgis:
    """The pages ask the same questions of both engines; here, with the role that only reads."""

    @pytest.fixture
    def page(self, opened, seeded_database):
        def page(stem="accueil", **parameters):
            app = opened(as_reader(seeded_database), stem, **parameters)
            assert not app.exception
            return app

        return page

    @pytest.mark.parametrize("stem", list(menu.TITLES))
    def test_each_page_gives_the_same_answer(self, page, stem):
        app = page(stem)
        assert answer(app).startswith(ANSWERS[stem])
        assert badge(app) == (BADGE_IN_FORCE if stem in IN_FORCE else BADGE)

    def test_a_commune_has_its_sheet(self, page):
        app = page("ma_commune", commune="63000")
        assert answer(app).startswith("À Commune 00, le contrat a mené 1\u00a0action située ")
        assert "Hôpital du Damier" in "".join(texts(open_tab(app, "Tableau")))

    def test_a_publication_is_seen_at_the_next_click(self, opened, database):
        sow(database)
        app = opened(as_reader(database), "ma_commune", commune="63000")
        assert answer(app).startswith("À Commune 00, ")
        sow(database, names={"63000": "Renommée"})
        app.run()
        assert not app.exception
        assert answer(app).startswith("À Renommée, ")

    def test_a_server_that_stops_is_explained_and_its_return_seen(
        self, postgis, opened, seeded_database
    ):
        app = opened(as_reader(seeded_database))
        with postgis.down():
            app.run()
            assert not app.exception
            assert [box.value for box in app.warning] == [error_sentences.LAST_READ]
            assert answer(app).startswith(FEW_IN_FORCE)
        app.run()
        assert not app.warning
        assert answer(app).startswith(FEW_IN_FORCE)

    def test_a_database_without_a_release_says_in_french_what_to_do(self, opened, database):
        app = opened(as_reader(database))
        assert not app.exception
        assert [box.value for box in app.info] == [error_sentences.sentence_for(StoreError())]


class TestSelectors:
    def test_documented_actions_alone_are_too_few_to_conclude(self, page):
        app = choose(page("carte_actions"), "preuves", "documentees")
        assert answer(app).startswith("Trop peu d’actions pour conclure")
        assert badge(app).endswith("17\u00a0illustratives (non affichées)")
        assert app.query_params["preuves"] == "documentees"

    def test_the_first_contract_is_about_the_west_alone(self, page):
        app = choose(page("carte_actions"), "contrat", "1")
        assert answer(app).startswith(FEW_IN_THE_WEST)
        assert "8\u00a0communes du territoire n’en faisaient pas partie" in "".join(texts(app))
        assert app.query_params["contrat"] == "1"
        assert listed(app, "axe").options == ["Tous les axes", "Prévention"]

    def test_an_axis_of_the_former_contract_does_not_stay(self, page):
        app = page("carte_actions", contrat="1", axe="damier-1-a1")
        assert listed(app, "axe").value == "damier-1-a1"
        choose(app, "contrat", "2")
        assert listed(app, "axe").value == "tous"
        assert "axe" not in app.query_params

    def test_back_to_the_default_the_address_says_nothing(self, page):
        app = choose(page("carte_actions", preuves="documentees"), "preuves", "toutes")
        assert "preuves" not in app.query_params
        assert answer(app).startswith(FEW)

    def test_another_territory_is_chosen_in_the_list(self, page):
        app = choose(page("carte_actions"), "territoire", "voisin")
        assert answer(app).startswith("Aucune action n’est encore saisie pour ce territoire.")
        assert badge(app).startswith("0\u00a0action documentée0\u00a0illustrative")
        assert listed(app, "contrat").options == ["Tous les contrats", "CLS 1 (depuis 2023)"]

    def test_a_territory_known_for_one_year_has_no_slider(self, opened, tmp_path):
        frames = seed_frames({}, "Atelier")
        frames["contract"]["start_year"] = frames["contract"]["end_year"] = 2026
        path = tmp_path / "cls.gpkg"
        publish(as_tables(frames), path, release="one", latest_fact=date(2026, 1, 31))
        app = opened(path)
        assert not app.exception
        assert len(app.slider) == 0
        assert "Année 2026" in list(texts(app))

    def test_years_restrict_the_view_and_the_address_says_so(self, page):
        app = page("carte_actions")
        listed(app, "periode", "slider").set_range(2024, 2025).run()
        assert not app.exception
        assert app.query_params["periode"] == "2024-2025"
        assert "1\u00a0action située pour ce choix" in answer(app)
        assert badge(app).startswith("0\u00a0action documentée1\u00a0illustrative")


class TestLinks:
    def test_an_address_restores_the_view_that_it_was_copied_from(self, page):
        app = page(
            "carte_actions", territoire="damier", contrat="1", axe="damier-1-a1",
            periode="2021-2022", preuves="documentees", indicateur="hasard",
        )  # fmt: skip
        kept = {key: listed(app, key).value
                for key in ("territoire", "contrat", "axe", "preuves", "indicateur")}  # fmt: skip
        assert kept == {
            "territoire": "damier", "contrat": "1", "axe": "damier-1-a1",
            "preuves": "documentees", "indicateur": "hasard",
        }  # fmt: skip
        assert listed(app, "periode", "slider").value == (2021, 2022)
        assert "1\u00a0action située pour ce choix" in answer(app)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"territoire": "ailleurs"},
            {"contrat": "9"},
            {"axe": "' OR 1=1"},
            {"periode": "1900-2100"},
            {"periode": "x"},
            {"preuves": "<b>"},
            {"indicateur": "aucun"},
        ],
    )
    def test_a_wrong_parameter_falls_back_to_the_default_view(self, page, wrong):
        app = page("carte_actions", **wrong)
        assert answer(app).startswith(FEW)
        assert app.query_params == {"territoire": "damier"}

    def test_a_choice_outlives_the_address_of_before_it(self, page):
        app = choose(page("carte_actions"), "preuves", "documentees")
        del app.query_params["preuves"]  # What a browser says that has not read our answer yet.
        app.run()
        assert listed(app, "preuves").value == "documentees"
        assert app.query_params["preuves"] == "documentees"

    def test_the_browser_s_back_brings_the_former_choice_back(self, page, monkeypatch):
        app = page("carte_actions")
        name = listed(app, "preuves").key
        choose(app, "preuves", "documentees")
        assert listed(app, "preuves").key == name
        monkeypatch.setattr(address, "_went_back", lambda: True)
        del app.query_params["preuves"]
        app.run()
        assert not app.exception
        # Under this name the browser goes on saying what the folded list last showed.
        assert listed(app, "preuves").key != name
        assert listed(app, "preuves").value == "toutes"
        assert answer(app).startswith(FEW)

    def test_what_a_page_alone_may_choose_stays_with_it(self, page):
        app = page("ma_commune", commune="63000", preuves="documentees")
        said = dict(app.query_params)
        assert set(said) == {"territoire", "commune", "preuves"}
        by_menu(app, "carte_actions")
        # The commune is no choice of this page: it is there for whoever goes back.
        assert app.query_params == {key: said[key] for key in ("territoire", "preuves")}
        assert by_menu(app, "ma_commune").query_params == said

    def test_two_pages_that_give_a_choice_the_same_name_do_not_hear_each_other(self, page):
        app = page("zones_oubliees", recul="12")
        assert listed(by_menu(app, "ou_agir"), "recul").value == "12"
        choose(app, "recul", "24")
        assert listed(by_menu(app, "points_chauds"), "recul").value == "12"
        assert "recul" not in app.query_params
        assert listed(by_menu(app, "zones_oubliees"), "recul").value == "12"
        assert listed(by_menu(app, "ou_agir"), "recul").value == "24"

    def test_a_need_is_counted_on_every_page_that_counts_one(self, page):
        app = choose(page("equite"), "besoin", "egal")
        assert listed(by_menu(app, "ou_agir"), "besoin").value == "egal"

    def test_what_another_territory_has_not_is_not_told_to_who_typed_no_address(self, page):
        app = by_menu(page("ma_commune", commune="63000"), "carte_actions")
        choose(app, "territoire", "voisin")
        assert not by_menu(app, "ma_commune").warning
        assert listed(app, "commune").value == ""

    def test_a_commune_of_another_territory_is_offered_there(self, page):
        app = page("ma_commune", commune=ALONE)
        (offered,) = [button for button in app.button if button.label.endswith("· Voisin")]
        offered.click().run()
        assert not app.exception
        assert not app.warning
        assert app.query_params["territoire"] == "voisin"
        assert listed(app, "commune").value == ALONE

    def test_the_selection_follows_from_page_to_page(self, page):
        app = choose(page("carte_actions"), "contrat", "1")
        app.switch_page(str(menu.script("accueil"))).run()
        assert not app.exception
        assert listed(app, "contrat").value == "1"
        assert answer(app).startswith(FEW_IN_THE_WEST)


class TestHome:
    def test_it_tells_the_territory_its_contracts_and_who_takes_part(self, page):
        app = page()
        app.session_state["parties"] = True
        read = "\n".join(texts(app.run()))
        assert "Damier : 16\u00a0communes, 16\u202f000\u00a0habitants, ARS d’essai." in read
        assert "CLS 1 2020 – 2022signé en mars 2020" in read
        assert "La période commence avant la signature." in read
        assert "Signataires : ARS d’essai et CC de l’Ouest." in read

    def test_a_contract_without_an_end_is_shown(self, page):
        assert "CLS 1 depuis 2023date de signature non trouvée" in "\n".join(
            texts(page(territoire="voisin"))
        )

    def test_it_leads_to_the_map_and_to_the_commune(self, page):
        assert [link.label for link in page().get("page_link")] == [
            "Voir la carte des actions",
            "Trouver ma commune",
            *menu.FOOT.values(),
        ]


class TestActionsMap:
    @pytest.mark.parametrize("indicator", ["taux", "rapport", "hasard"])
    def test_the_colour_is_explained(self, page, indicator):
        app = choose(page("carte_actions"), "indicateur", indicator)
        assert [text for text in texts(app) if text.startswith("Couleur : ")]
        shown = app.query_params.get("indicateur")
        assert shown == (None if indicator == "nombre" else indicator)

    @pytest.mark.parametrize(
        ("store", "territory", "charts"),
        [("real_page", "damier", 2), ("page", "damier", 1), ("page", "voisin", 0)],
    )
    def test_charts_wait_for_their_tab_when_there_is_something_to_chart(
        self, request, store, territory, charts
    ):
        app = request.getfixturevalue(store)("carte_actions", territoire=territory)
        assert len(app.get("plotly_chart")) == 0
        open_tab(app, "Graphiques")
        assert len(app.get("plotly_chart")) == charts

    def test_the_table_and_the_files_are_one_click_away(self, page):
        app = page("carte_actions")
        assert [box.label for box in app.expander] == ["Pourquoi ce chiffre ?"]
        assert [tab.label for tab in app.tabs] == [
            "Essentiel", "Graphiques", "Tableau", "Télécharger",
        ]  # fmt: skip
        assert not [value for value in html(app) if "<table>" in value]
        app.session_state["lien"] = True
        open_tab(app, "Télécharger")
        read = list(texts(app))
        assert [button.label for button in app.get("download_button")] == [
            "Cette page (PDF)", "Cette page (DOCX)", "Cette page (PPTX)", "Cette page (JSON)",
            "Communes (CSV)", "Communes (XLSX)", "Communes (ODS)", "Actions (CSV)",
            "Actions (XLSX)", "Actions (ODS)", "Communes (GeoJSON)", "Carte (PNG)", "Carte (SVG)",
        ]  # fmt: skip
        open_tab(app, "Tableau")
        (table,) = [value for value in html(app) if "<table>" in value]
        assert table.count("<tr>") == 1 + 16
        read += texts(app)
        assert "Cette adresse ouvre la même vue :" in read
        assert "Copier le lien" in read
        assert [text for text in read if ENGLISH.search(text)] == []


class TestClicks:
    def test_a_click_on_a_commune_opens_its_sheet_with_the_same_selection(self, page, browser):
        app = page("carte_actions", contrat="1")
        browser.answer = {"selected": "63010", "at": 1}
        app.run()
        assert not app.exception
        assert titles(app) == [TITLES["ma_commune"]]
        assert answer(app).startswith("À Commune 10, ")
        assert listed(app, "contrat").value == "1"

    def test_a_click_on_a_territory_chooses_it_once(self, page, browser):
        app = page()
        browser.answer = {"selected": "voisin", "at": 1}
        app.run()
        assert not app.exception
        assert app.selectbox(key="territoire").value == "voisin"
        # The map keeps its last answer: it must not undo the next choice.
        choose(app, "territoire", "damier")
        assert app.selectbox(key="territoire").value == "damier"

    def test_a_commune_is_chosen_on_the_map_then_another(self, page, browser):
        app = page("ma_commune")
        browser.answer = {"selected": "63001", "at": 1}
        app.run()
        assert answer(app).startswith("À Commune 01, ")
        browser.answer = {"selected": "63033", "at": 2}
        app.run()
        assert not app.exception
        assert answer(app).startswith("À Commune 33, ")


class TestMyCommune:
    def test_a_commune_is_chosen_in_the_list(self, page):
        app = choose(page("ma_commune"), "commune", "63000")
        assert answer(app) == (
            "À Commune 00, le contrat a mené 1\u00a0action située (documentée). "
            f"{DEMONSTRATION}10\u00a0actions illustratives y sont montrées. Trop peu d’actions sur "
            "le territoire pour comparer."
        )
        assert app.query_params["commune"] == "63000"
        assert [header.value for header in app.header] == ["Se soigner près d’ici"]
        assert "Hôpital du Damier" in "".join(texts(open_tab(app, "Tableau")))

    def test_a_commune_without_action_is_not_said_to_have_done_nothing(self, page):
        app = page("ma_commune", commune="63002")
        assert "aucune action située n’est connue" in answer(app)
        assert [unmarked(note.value) for note in app.info] == [NONE_KNOWN, NO_LIST]
        assert "Cela ne veut pas dire que rien n’a été fait" in NONE_KNOWN

    @pytest.mark.parametrize(
        ("store", "said"),
        [
            (
                "real_page",
                "a mené 17\u00a0actions situées (documentées). Selon ses habitants, "
                "elle en aurait 1,6 : bien plus que par hasard.",
            ),
            (
                "demonstration_page",
                f"a mené 1\u00a0action située (documentée). {DEMONSTRATION}Avec "
                "10\u00a0illustratives, on en compte 11 ; une commune de sa taille en aurait 1,2.",
            ),
        ],
    )
    def test_real_actions_are_judged_and_illustrative_ones_are_not(self, request, store, said):
        app = request.getfixturevalue(store)("ma_commune", commune="63000")
        assert answer(app) == f"À Commune 00, le contrat {said}"

    @pytest.mark.parametrize("code", ["63040", "75056", "inconnue"])
    def test_an_unknown_commune_falls_back_to_the_choice(self, page, code):
        app = page("ma_commune", commune=code)
        assert answer(app) == ANSWERS["ma_commune"]
        assert listed(app, "commune").value == ""
        assert "commune" not in app.query_params

    def test_a_commune_does_not_stay_when_the_territory_changes(self, page):
        app = choose(page("ma_commune", commune="63000"), "territoire", "voisin")
        assert answer(app) == ANSWERS["ma_commune"]
        assert listed(app, "commune").options == ["Choisissez une commune", "Commune 40"]

    def test_a_commune_outside_the_contract_is_said_to_be_outside(self, page):
        app = page("ma_commune", commune="63033", contrat="1")
        assert answer(app) == "Commune 33 n’était pas dans le périmètre de ce contrat."


class TestMethod:
    def test_it_counts_the_evidence_and_lists_the_sources(self, page):
        read = "\n".join(texts(unfolded(page("donnees_methode"), "preuves_lues", "sources")))
        # Documented, then supplied, then illustrative; each total, then those in a commune.
        assert "Damier42001717" in read
        assert "Producteur d’essai" in read
        assert "Version des données : seed." in read

    def test_it_says_by_what_rules_chance_is_judged(self, page):
        read = "\n".join(texts(unfolded(page("donnees_methode"), "mesures")))
        assert "Rien n’est conclu sous quinze actions situées ou sous huit séries" in read
        assert (MIN_LOCATED, MIN_SERIES) == (15, 8)

    def test_its_answer_does_not_change_with_the_filter(self, page):
        app = choose(page("donnees_methode"), "preuves", "documentees")
        assert answer(app).startswith(ANSWERS["donnees_methode"])


def test_an_unforeseen_error_is_a_french_sentence_without_its_message(caplog):
    def script():
        from cls_dash.shell.error_page import say_in_french

        say_in_french(RuntimeError("secret detail"))

    app = AppTest.from_function(script).run()
    assert not app.exception
    (said,) = app.error
    assert said.value == error_sentences.sentence_for(ClsDashError())
    assert "secret" not in said.value
    assert "secret detail" in caplog.text


def test_a_commune_that_is_named_opens_on_the_page_where_it_is_chosen(page):
    app = page("ma_commune", territoire="damier")
    named = next(button for button in app.button if button.label.startswith("Commune "))
    app = named.click().run()
    assert app.query_params["commune"] in CODES
    assert answer(app).startswith("À Commune ")
