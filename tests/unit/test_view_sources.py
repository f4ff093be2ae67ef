"""The view of «Données et méthode» and the files it offers."""

import csv
import io
import json
from dataclasses import replace

import pytest
import shapely

from cls_dash import terms
from cls_dash.domain.selection import Period, Selection
from cls_dash.page.model import Note
from cls_dash.page.table import Table
from cls_dash.questions.sources import QUESTION, files
from tests.asking import answered, parts_of
from tests.seed import CODES, square

DAMIER = Selection(territory="damier")
DOCUMENTED = replace(DAMIER, documented_only=True)
EVERYWHERE = {"63000": 11, "63001": 6, "63010": 1, "63033": 1}


def opened(written):
    """Read a CSV as a French spreadsheet does."""
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig")), delimiter=";"))


class TestPage:
    @pytest.mark.parametrize(
        "selection", [DAMIER, DOCUMENTED, replace(DAMIER, contract="damier-2")]
    )
    def test_the_answer_counts_all_actions_whatever_is_filtered(self, release, selection):
        assert answered(release, QUESTION, selection).answer == (
            "À Damier, sur **21\u00a0actions**, **4** sont tirées d’une source publique ; les "
            "autres sont **illustratives**."
        )

    def test_one_documented_action_is_said_in_the_singular(self, sown):
        def nearly_none(frames):
            frames["deployment"] = frames["deployment"].iloc[:18]

        answer = answered(sown(nearly_none), QUESTION, DAMIER).answer
        assert answer.startswith(
            "À Damier, sur **18\u00a0actions**, **1** est tirée d’une source publique ;"
        )

    @pytest.mark.parametrize(
        ("kept", "said"),
        [
            (17, "sur **18\u00a0actions**, **1** est saisie par la coordination du contrat ; les "),
            (0, "la seule action montrée (**1**) est saisie par la coordination du contrat."),
        ],
    )
    def test_what_the_coordination_supplied_is_no_public_source(self, sown, kept, said):
        def supplied(frames):
            told = frames["deployment"].iloc[17 - kept : 18]
            frames["deployment"] = told.replace({"evidence": {"documented": "supplied"}})

        answer = answered(sown(supplied), QUESTION, DAMIER).answer
        assert said in answer
        assert "source publique" not in answer

    def test_a_territory_without_any_action_says_so(self, release):
        answer = answered(release, QUESTION, Selection(territory="voisin")).answer
        assert answer == "**Aucune action** n’est encore saisie pour Voisin."

    def test_evidence_is_counted_by_territory_and_by_what_is_located(self, release):
        assert parts_of(answered(release, QUESTION, DAMIER), Table)[0].lines == (
            ("Damier", "4", "2", "0", "0", "17", "17"),
            ("Voisin", "0", "0", "0", "0", "0", "0"),
        )

    def test_each_source_says_its_licence_date_and_reserves(self, release):
        table = parts_of(answered(release, QUESTION, DAMIER), Table)[-1]
        assert table.lines == (
            ("Atlas CLS", "Déploiements illustratifs", "Licence Ouverte 2.0", "non datée",
             "données simulées", ""),
            ("Producteur d’essai", "Source d’essai", "Licence Ouverte 2.0", "avril 2025",
             "article de presse et non daté", "https://exemple.fr"),
        )  # fmt: skip
        assert table.caption == "2\u00a0sources"

    def test_the_vintage_says_year_latest_fact_and_version(self, release):
        vintage = parts_of(answered(release, QUESTION, DAMIER), Note)[0].text
        assert vintage == (
            "Populations municipales 2022. Dernier fait connu : 31 janvier 2026. "
            f"Version des données : seed. {terms.CREDITS}"
        )


class TestCommunesCsv:
    def test_there_is_one_line_per_commune_with_its_figures(self, release):
        lines = opened(files.communes_file(release, DAMIER))
        assert [line["code_insee"] for line in lines] == list(CODES)
        assert {line["code_insee"]: int(line["actions"]) for line in lines} == {
            code: EVERYWHERE.get(code, 0) for code in CODES
        }
        # Eighteen fell on the eight communes of the west, one on all sixteen: 18/8 + 1/16.
        assert lines[0] == {
            "code_insee": "63000", "commune": "Commune 00", "epci": "200000001",
            "intercommunalite": "CC de l’Ouest", "population": "1000",
            "annee_population": "2022", "actions": "11", "actions_attendues": "2,312",
            "pour_10000_habitants": "110,0", "observe_attendu": "4,757",
            "preuves": "documentées, saisies et illustratives",
        }  # fmt: skip

    def test_each_line_says_which_evidence_was_counted(self, release):
        lines = opened(files.communes_file(release, DOCUMENTED))
        assert {line["preuves"] for line in lines} == {"documentées et saisies"}
        assert sum(int(line["actions"]) for line in lines) == 2

    def test_without_any_action_a_ratio_is_empty_and_not_zero(self, release):
        (line,) = opened(files.communes_file(release, Selection(territory="voisin")))
        assert line["observe_attendu"] == ""
        assert line["actions"] == "0"


class TestDeploymentsCsv:
    def test_there_is_one_line_per_action_with_its_proof(self, release):
        lines = opened(files.deployments_file(release, DAMIER))
        assert len(lines) == 21
        proofs = [line["preuve"] for line in lines]
        assert (proofs.count("documentée"), proofs.count("illustrative")) == (4, 17)
        assert {line["source"] for line in lines} == {"essai", "illustrative"}
        assert set(lines[0]) == set(files._COLUMNS.values())

    def test_each_line_tells_where_and_when(self, release):
        lines = {line["identifiant"]: line
                 for line in opened(files.deployments_file(release, DAMIER))}  # fmt: skip
        first, undated, remote = (lines[f"damier-d{n:03}"] for n in (20, 21, 23))
        assert (first["code_insee"], first["commune"]) == ("63000", "Commune 00")
        assert (first["debut"], first["fin"]) == ("2021-06-01", "2021-06-01")
        assert (undated["debut"], undated["precision_date"]) == ("", "inconnue")
        assert (remote["code_insee"], remote["portee"]) == ("", "à distance")

    def test_a_number_of_persons_is_whole_and_a_missing_one_is_empty(self, sown):
        def some(frames):
            frames["deployment"].loc[0, "count"] = 12

        lines = {line["identifiant"]: line["nombre"]
                 for line in opened(files.deployments_file(sown(some), DAMIER))}  # fmt: skip
        assert (lines["damier-d000"], lines["damier-d001"]) == ("12", "")

    def test_it_holds_what_was_selected(self, release):
        only = opened(files.deployments_file(release, replace(DAMIER, period=Period(2024, 2024))))
        assert [line["code_insee"] for line in only] == ["63033"]
        documented = opened(files.deployments_file(release, DOCUMENTED))
        assert {line["preuve"] for line in documented} == {"documentée"}

    def test_a_title_that_would_be_a_formula_is_neutralised(self, sown):
        def formula(frames):
            frames["deployment"]["title"] = "=HYPERLINK(1)"

        lines = opened(files.deployments_file(sown(formula), DAMIER))
        assert {line["intitule"] for line in lines} == {"'=HYPERLINK(1)"}

    def test_a_territory_without_any_action_gives_the_titles_alone(self, release):
        written = files.deployments_file(release, Selection(territory="voisin"))
        assert opened(written) == []
        assert written.decode("utf-8-sig").startswith("identifiant;code_insee;commune;")


class TestCommunesGeoJson:
    @pytest.fixture
    def collection(self, release):
        return json.loads(files.communes_geojson(release, DAMIER))

    def test_each_commune_has_its_outline(self, collection):
        features = {f["properties"]["code_insee"]: f for f in collection["features"]}
        assert set(features) == set(CODES)
        for code, feature in features.items():
            assert shapely.geometry.shape(feature["geometry"]).equals(square(code)), code

    def test_its_properties_are_those_of_the_table(self, release, collection):
        table = opened(files.communes_file(release, DAMIER))
        for line, feature in zip(table, collection["features"], strict=True):
            assert set(line) == set(feature["properties"])
            assert str(feature["properties"]["actions"]) == line["actions"]
            assert feature["properties"]["preuves"] == "documentées, saisies et illustratives"

    def test_it_carries_its_credits(self, collection):
        assert "IGN" in collection["note"]

    def test_what_is_missing_is_null(self, release):
        written = files.communes_geojson(release, Selection(territory="voisin"))
        (feature,) = json.loads(written)["features"]
        assert feature["properties"]["observe_attendu"] is None
