"""What a reader reads and changes on «Suivi des actions»."""

import pytest

from cls_dash.questions.follow.asked import VIEWS
from tests.follow_seed import sow_followed
from tests.pages.driver import ENGLISH, answer, choose, listed, open_tab, table, texts, unmarked
from tests.postgis import as_reader


@pytest.fixture(scope="session")
def followed_file(tmp_path_factory):
    return sow_followed(tmp_path_factory.mktemp("followed") / "cls.gpkg")


@pytest.fixture
def page(opened, followed_file):
    def page(**parameters):
        app = opened(followed_file, "suivi_actions", **parameters)
        assert not app.exception
        return app

    return page


def said(app):
    return "\n".join(texts(app))


def test_it_answers_before_anything_is_chosen(page):
    app = page()
    assert answer(app).startswith(
        "Démonstration. Sur 2\u00a0fiches-actions, 1 a une réalisation connue d’après les sources "
        "publiques (3 sur 3 avec les illustratives)."
    )
    assert "Besoins sans fiche-action : taux de pauvreté." in said(app)
    assert "vue" not in app.query_params


@pytest.mark.parametrize(("view", "title", "charts"), [
    ("chaine", "Des besoins aux fiches-actions", 1),
    ("prevu", "Prévu et réalisé", 1),
    ("evaluation", "Évaluation au fil de l’eau", 0),
    ("partenaires", "Quelles fiches-actions sont portées seules ?", 0),
    ("suite", "Que deviennent les axes, d’un contrat à l’autre ?", 0),
    ("calendrier", "Quand les fiches-actions ont-elles lieu ?", 1),
])  # fmt: skip
def test_each_view_has_its_address(page, view, title, charts):
    app = page(vue=view)
    assert unmarked(app.header[0].value) == title
    if charts:
        open_tab(app, "Graphiques")
    assert len(app.get("plotly_chart")) == charts


def test_what_was_chosen_is_found_again_after_another_view(page):
    app = page(theme="prevention", commune="63001")
    for view in ("prevu", "chaine"):
        listed(app, "vue").set_value(view).run()
    known = (listed(app, "theme").value, listed(app, "commune").value)
    assert known == ("prevention", "63001")
    assert app.query_params["theme"] == "prevention"


@pytest.mark.parametrize("territory", ["damier", "voisin"])
@pytest.mark.parametrize("view", list(VIEWS))
def test_no_view_says_an_english_word(page, view, territory):
    read = list(texts(page(vue=view, territoire=territory)))
    assert len(read) > 20
    assert [text for text in read if ENGLISH.search(text)] == []


def test_from_a_theme_down_and_from_a_commune_back(page):
    app = choose(page(), "theme", "ageing")
    assert "Équilibre|illustrative|CLS 2 · Vieillir|" in table(
        app, "Fiches-actions, de leur besoin"
    )
    assert app.query_params["theme"] == "ageing"
    app = choose(page(), "commune", "63010")
    assert "Dépistage|documentée|CLS 1 · Prévention|besoin non chiffré ici|1\u00a0illustrative" in (
        table(app, "Fiches-actions, de leur besoin")
    )
    assert [link.label for link in app.get("page_link")][:1] == ["Voir la fiche de cette commune"]


def test_documented_only_hides_what_was_made(page):
    app = page(preuves="documentees", vue="prevu")
    assert answer(app) == (
        "Sur 2\u00a0fiches-actions, 1 a une réalisation connue d’après les sources publiques."
    )
    assert "Équilibre" not in said(app)
    assert "Ateliers tenus : 20|4||" in table(app, "Fiches-actions dont la cible")


@pytest.mark.parametrize("parameters", [{"vue": "x"}, {"theme": "x"}, {"commune": "75056"}])
def test_an_address_that_says_nothing_known_opens_the_first_view(page, parameters):
    assert answer(page(**parameters)) == answer(page())


def test_postgis_answers_the_same(opened, page, database):
    sow_followed(database)
    expected = answer(page())
    app = opened(as_reader(database), "suivi_actions")
    assert not app.exception
    assert answer(app) == expected
