"""The workshop, as a coordinator sees it: she sees before she writes, and can come back."""

import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cls_dash.ingest.contract.said import kept
from cls_dash.ingest.package import package
from cls_dash.settings import PACKAGE, ROOT, settings
from tests import contract
from tests.served import free_port, got, served
from tests.shipped import DATA
from tests.small_france import RIDGE, VALLEY
from tests.unit.test_new_territory import sown  # noqa: F401 - a fixture

PAGES = ("mon_territoire", "mon_contrat", "mes_actions", "chiffres_officiels", "publier")
VALUES = "code;année;part des logements vacants\n12300;2022;8,4\n12003;2022;7,1\nx;2022;1\n"


def show(name):
    import importlib

    importlib.import_module(f"cls_dash.workshop.{name}").show()


@pytest.fixture
def work_in(monkeypatch):
    """Return a function that has the workshop work in a folder."""

    def work_in(folder):
        monkeypatch.setenv("CLS_FOLDER", str(folder))
        for name in ("CLS_DATA", "CLS_STORE"):
            monkeypatch.delenv(name, raising=False)
        settings.cache_clear()
        st.cache_data.clear()

    yield work_in
    settings.cache_clear()


@pytest.fixture
def work(tmp_path, work_in):
    """A folder of work with the shipped dataset, where nothing is published."""
    ignored = shutil.ignore_patterns("*.gpkg*", "france", "loads", ".*")
    shutil.copytree(DATA, tmp_path / "data", ignore=ignored)
    work_in(tmp_path)
    return tmp_path


def opened(name):
    return AppTest.from_function(show, kwargs={"name": name}, default_timeout=600).run()


def said(app):
    kinds = (app.markdown, app.text, app.success, app.warning, app.info, app.error, app.header)
    words = "\n".join(element.value for kind in kinds for element in kind)
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def press(app, label):
    (button,) = [each for each in app.button if each.label.startswith(label)]
    return button.click().run()


@pytest.fixture
def data(sown, tmp_path, work_in):  # noqa: F811
    """A small dataset with all of France."""
    work_in(tmp_path)
    return Path(shutil.copytree(sown, tmp_path / "data"))


class TestMyContract:
    def test_the_next_one_is_seen_then_written(self, data):
        rows = (data / "territories" / "vallee" / "contracts.csv").read_text("utf-8")
        app = opened("contract")
        app.selectbox(key="territory_2").set_value("vallee").run()
        app.selectbox(key="contract").set_value("_next").run()
        assert "Ce que deviennent les axes d’avant" in said(app)
        press(app, "Vérifier")
        assert not app.exception
        assert "Tout est lu. Par rapport à avant : 0 modifiée, 0 retirée, 5 nouvelles" in said(app)
        assert (data / "territories" / "vallee" / "contracts.csv").read_text("utf-8") == rows
        press(app, "Enregistrer")
        assert "CLS 3 est dans le dossier de données" in said(app)
        after = (data / "territories" / "vallee" / "contracts.csv").read_text("utf-8")
        assert after == f"{rows}vallee-3,3,CLS 3,,,,,saisie-vallee,\n"

    def test_what_is_wrong_is_quoted_and_nothing_is_written(self, data):
        before = sorted((path, path.read_bytes()) for path in data.rglob("*.csv"))
        app = opened("contract")
        app.selectbox(key="territory_2").set_value("vallee").run()
        app.text_input(key="signed vallee vallee-2").set_value("hier matin")
        press(app, "Enregistrer")
        assert "Rien n’est écrit" in said(app)
        (told,) = [each.value for each in app.dataframe if "raison" in each.value]
        assert told[["fichier", "colonne", "valeur"]].values.tolist() == [
            ["Contrats", "Signé le", "hier matin"]
        ]
        assert sorted((path, path.read_bytes()) for path in data.rglob("*.csv")) == before


class TestMyTerritory:
    def test_a_territory_is_shown_with_its_dated_perimeters_and_its_neighbour(self, data):
        app = opened("territory")
        app.selectbox(key="territory_2").set_value("voisin").run()
        assert not app.exception
        (dated,) = [each.value for each in app.dataframe if "à partir du" in each.value]
        assert dated["communes"].tolist() == [1]
        app.selectbox(key="territory_2").set_value("vallee").run()
        (dated,) = [each.value for each in app.dataframe if "à partir du" in each.value]
        assert dated["communes"].tolist() == [4, 5]
        assert not (data / "history").exists(), "to look writes nothing"
        assert "vallee" not in said(app)

    def test_it_is_seen_before_it_is_written(self, data):
        app = opened("territory")
        app.text_input(key="name").set_value("Vallée et crête").run()
        names = app.multiselect(key="epci").options
        assert "CC de la Vallée" in names
        app.multiselect(key="epci").set_value([VALLEY, RIDGE]).run()
        press(app, "Voir ce territoire")
        assert not app.exception
        assert "déjà dans" in said(app)
        assert not (data / "territories" / "vallee-et-crete").exists()

    def test_it_is_made_of_communes_chosen_by_name(self, data):
        app = opened("territory")
        app.text_input(key="name").set_value("Les Avirons, demain")
        app.radio(key="way").set_value("Des communes").run()
        app.multiselect(key="codes").set_value(["97401"]).run()
        press(app, "Voir ce territoire")
        assert not app.exception
        assert "1 commune" in said(app)
        assert not (data / "territories" / "les-avirons-demain").exists()
        press(app, "Ajouter ce territoire")
        assert "Les Avirons, demain est dans le dossier" in said(app)
        rows = (data / "territories" / "les-avirons-demain" / "perimeter.csv").read_text("utf-8")
        assert rows.splitlines()[1].startswith("97401,")
        app = opened("publication")
        assert app.dataframe[0].value["changement"].tolist() == ["territoire : Les Avirons, demain"]

    def test_what_cannot_be_is_said_and_nothing_is_written(self, data):
        before = sorted(data.rglob("*"))
        app = opened("territory")
        app.text_input(key="name").set_value("Sans commune").run()
        press(app, "Voir ce territoire")
        assert "Le territoire n’a pas été ajouté ; rien n’a été changé." in said(app)
        assert "Dire le périmètre d’une façon" in said(app)
        assert sorted(data.rglob("*")) == before


@pytest.mark.slow
class TestFiguresAndPublication:
    def test_a_file_is_read_then_published_removed_and_undone(self, work):
        app = opened("publication")
        assert "a changé depuis ce que montre l’atlas" in said(app)
        press(app, "Voir ce qui change")
        assert "Ce qui sera dit" in said(app)
        assert not (work / "data" / "cls.gpkg").exists()
        press(app, "Publier")
        assert "tel qu’il est" in said(app)
        first = (work / "data" / "cls.gpkg").read_bytes()

        app = opened("figures")
        app.selectbox(key="format").set_value("indicator").run()
        app.file_uploader(key="file").upload("valeurs.csv", VALUES.encode(), "text/csv").run()
        press(app, "Lire")
        assert "3 lignes lues : 2 acceptées, 1 mise de côté" in said(app)
        assert "valeurs.csv" in app.dataframe[0].value["fichier"].tolist()
        assert not (work / "data" / "loads").exists()
        press(app, "Publier")
        assert "Publié : indicator-valeurs-commune-2022" in said(app)
        assert (work / "data" / "cls.gpkg").read_bytes() != first

        app = press(opened("publication"), "Défaire le dernier")
        assert "Défait : indicator-valeurs-commune-2022" in said(app)
        assert (work / "data" / "cls.gpkg").read_bytes() == first
        assert not list((work / "data" / "loads").glob("*"))

    def test_a_broken_dataset_is_refused_line_by_line(self, work):
        (work / "data" / "sources.csv").write_text("key\n", "utf-8")
        app = press(opened("publication"), "Publier")
        assert "le magasin publié reste inchangé" in said(app)
        assert "sources.csv" in said(app)


def test_the_package_holds_the_dataset_and_no_store(work):
    (work / "data" / "cls.gpkg").write_bytes(b"store")
    with zipfile.ZipFile(BytesIO(package(work / "data"))) as archive:
        names = archive.namelist()
    assert "data/sources.csv" in names
    assert not [name for name in names if "gpkg" in name]
    assert package(work / "data") == package(work / "data")


class TestMyActions:
    LOG = (
        "Action;Intitulé;Commune;Début;Nombre;Forme\n"
        "vallee-1-01;Atelier;Thiers;12/03/2014;env. 10;atelier\n"
        "vallee-1-01;Forum;Thiers;13/03/2014;12;forum\n"
    )

    @pytest.fixture
    def data(self, tmp_path, work_in):
        work_in(tmp_path)
        data = contract.sown(tmp_path / "data")
        names = "".join(f"{code},{name}\n" for code, name in contract.COG.names.items())
        (data / "geography" / "cog.csv").write_text(f"code,name\n{names}", "utf-8")
        former = "former,code,kind\n63999,63003,merged\n"
        (data / "geography" / "successors.csv").write_text(former, "utf-8")
        return data

    @pytest.fixture
    def app(self, data):
        assert data.is_dir()
        app = opened("actions")
        app.selectbox(key="territory_2").set_value("vallee").run()
        app.file_uploader(key="grid_0").upload("suivi.csv", self.LOG.encode(), "text/csv").run()
        assert not app.exception
        return app

    def test_what_is_doubtful_is_quoted_and_waits(self, app, data):
        assert "« env. 10 » : Ce nombre est approché." in said(app)
        assert "2 lignes lues : 1 acceptée, 1 mise de côté" in shown(app)
        assert "Publier" not in [button.label for button in app.button]
        assert not (data / "cls.gpkg").exists()

    @pytest.mark.slow
    def test_answers_outlive_the_session(self, app, data):
        [pills] = [each for each in app.button_group if "10" in each.options]
        pills.set_value("mettre de côté").run()
        [place] = kept(data, "vallee").said.aside
        assert place == ("suivi.csv", 2)
        again = opened("actions")
        assert "En cours : suivi.csv" in said(again)

    def test_a_file_is_forgotten_on_demand(self, app, data):
        press(app, "L’oublier")
        assert kept(data, "vallee") is None


def shown(app):
    """What is drawn as HTML, without its spaces that do not break."""
    words = " ".join(each.proto.body for each in app.get("html"))
    return words.replace("\u00a0", " ").replace("\u202f", " ")


class TestWithALogin:
    """A workshop that others reach: nothing is drawn before who asks is on the list."""

    @pytest.fixture
    def app(self, work, monkeypatch):
        assert work.is_dir()
        monkeypatch.setenv("CLS_WORKSHOP_EDITORS", '["coordination@example.fr"]')
        settings.cache_clear()
        return AppTest.from_file(PACKAGE / "workshop" / "frame.py", default_timeout=600)

    def test_who_did_not_log_in_sees_the_door(self, app):
        app.user = {}
        app.run()
        assert [button.label for button in app.button] == ["Se connecter"]
        assert "Mon territoire" not in [title.value for title in app.title]

    def test_who_is_not_on_the_list_sees_nothing_else(self, app):
        app.user = {"is_logged_in": True, "email": "autre@example.fr", "email_verified": True}
        app.run()
        assert "n’est pas dans la liste" in said(app)
        assert [button.label for button in app.button] == ["Se déconnecter"]
        assert not app.text_input

    def test_who_is_on_the_list_works(self, app):
        app.user = {"is_logged_in": True, "email": "coordination@example.fr"}
        app.run()
        assert not app.exception
        assert [title.value for title in app.title] == ["Mon territoire"]


@pytest.mark.slow
def test_it_refuses_to_start_where_others_would_reach_it(work):
    script = PACKAGE / "workshop" / "workshop_app.py"
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", script, "--server.address", "0.0.0.0",  # noqa: S104
         "--server.port", str(free_port())],
        cwd=ROOT, capture_output=True, timeout=60,
    )  # fmt: skip
    assert done.returncode != 0
    assert "STREAMLIT_SECRETS_FILES" in (done.stdout + done.stderr).decode()


@pytest.mark.slow
def test_the_public_application_has_none_of_its_pages(seeded_file, tmp_path):
    with served(tmp_path, seeded_file) as site:
        for page in (*PAGES, "atelier", "workshop"):
            assert got(f"{site.url}/{page}", accept="text/html")[0] == 404
        assert got(f"{site.url}/accueil", accept="text/html")[0] == 200
