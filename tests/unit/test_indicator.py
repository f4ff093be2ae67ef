"""Tables of values as people make them: which place, which year, which indicator."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from cls_dash.ingest.formats.indicator import read
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.store.model import FILES
from tests.conftest import ROOT
from tests.mangled import Brought, assert_refused_or_accounted, mangled_archive, mangled_file
from tests.sheets import counts, put_aside, workbook

COG = Cog(
    names={
        "01004": "Ambérieu-en-Bugey", "01033": "Valserhône", "2A004": "Ajaccio",
        "63430": "Thiers", "75056": "Paris", "84007": "Avignon", "97101": "Les Abymes",
    },
    successors={"01018": "01033", "75101": "75056"},
)  # fmt: skip
CODES = "code;année;valeur\n"
DEATHS = """\
annee,departement,sexe,cause,indicateur,valeur
2023,63,Hommes,1. Tumeurs,Taux pour 100 000 habitants,24.4
2023,63,Femmes,1. Tumeurs,Taux pour 100 000 habitants,12.1
2023,1,Hommes,1. Tumeurs,Taux pour 100 000 habitants,20
2023,2A,Hommes,2. Accidents,Taux pour 100 000 habitants,7
"""


def test_a_name_of_no_commune_is_believed_only_where_it_recalls_that_of_the_code(loaded):
    found = loaded(
        "code;nom;année;valeur\n63430;Thiers;2022;1\n01004;Ambérieu;2023;2\n"
        "01033;Bellegarde;2022;3\n84007;Avignnon;2022;4\n"
    )
    [problem] = found.report.problems
    assert (problem.line, problem.value) == (4, "01033")
    assert "Valserhône" in problem.reason
    assert "Bellegarde" in problem.reason


def test_a_bare_code_that_may_be_postal_is_asked(tmp_path):
    path = tmp_path / "chomage.csv"
    path.write_text(CODES + "63430;2022;1\n")
    cog = replace(COG, postcodes={"63430": ["01004"]})
    report = read([path], Asked(cog, ROOT / "data")).report
    assert (report.read, report.accepted) == (1, 0)
    assert report.proposals["proposals"].to_list() == [["01004 Ambérieu-en-Bugey", "63430 Thiers"]]


@pytest.fixture
def loaded(tmp_path):
    """Return what the reader makes of a file."""

    def load(content, *, name="chomage.csv", year=None):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read([path], Asked(COG, ROOT / "data", year))

    return load


def places(loaded):
    return loaded.tables["observation"].select("level", "geography", "name", "value").rows()


def statuses(loaded):
    return loaded.tables["observation"].select("value", "status").rows()


class TestPlaces:
    def test_the_level_comes_from_the_code(self, loaded):
        values = loaded(
            CODES + "63 430;2020;1\n1004,0;2020;2\n2a004;2020;3\n200070712;2020;4\n63;2020;5\n"
            "2A;2020;6\n971;2020;7\nFR;2020;8\n"
        )
        assert places(values) == [
            ("commune", "63430", "Thiers", 1), ("commune", "01004", "Ambérieu-en-Bugey", 2),
            ("commune", "2A004", "Ajaccio", 3),
            ("epci", "200070712", "CC Thiers Dore et Montagne", 4),
            ("departement", "63", "Puy-de-Dôme", 5), ("departement", "2A", "Département 2A", 6),
            ("departement", "971", "Département 971", 7), ("pays", "FR", "Pays FR", 8),
        ]  # fmt: skip
        assert values.report.corrections["corrected"].to_list() == ["63430", "01004", "2A004"]

    def test_a_code_of_two_levels_is_asked_about(self, loaded):
        values = loaded(CODES + "84;2020;1\n01;2020;2\n63;2020;3\n635;2020;4\n")
        assert [code for _, code, *_ in places(values)] == ["63"]
        both = "Ce code est celui d’un département et celui d’une région."
        assert put_aside(values) == [
            (2, "84", both), (3, "01", both), (5, "635", "La maille ne se devine pas."),
        ]  # fmt: skip
        assert "Ajouter une colonne « niveau »" in values.report.problems[0].remedy

    @pytest.mark.parametrize(
        ("header", "level"),
        [("departement", "departement"), ("Code département", "departement"), ("REG", "region")],
    )
    def test_or_from_the_title_of_the_codes(self, loaded, header, level):
        values = loaded(f"{header};annee;valeur\n84;2020;1\n1;2020;2\n")
        assert [row[:2] for row in places(values)] == [(level, "84"), (level, "01")]

    def test_or_from_a_column(self, loaded):
        values = loaded(
            "code;niveau;année;valeur\n84;Région;2020;1\n84;Départements;2020;2\n"
            "634;arrondissement;2020;3\n63430;quartier;2020;4\n63125;Bassin de vie;2020;5\n"
        )
        assert [row[:2] for row in places(values)] == [
            ("region", "84"), ("departement", "84"), ("arrondissement", "634"),
            ("bassin_de_vie", "63125"),
        ]  # fmt: skip
        assert put_aside(values) == [(5, "quartier", "Cette maille est inconnue.")]

    def test_places_that_do_not_exist_are_put_aside(self, loaded):
        values = loaded(
            CODES + "99999;2020;1\n01018;2020;2\n01033;2020;3\n75101;2020;4\n12;2020;5\n"
        )
        assert counts(values) == (5, 1, 4)
        assert values.tables["observation"].select("geography", "name", "value").rows() == [
            ("75101", "Paris 1er Arrondissement", 4.0)
        ]
        assert sorted(reason[:24] for _, _, reason in put_aside(values)) == [
            "Aucun département de Fra", "Aucune commune de France", "Cette commune a fusionné",
            "D’autres communes de ce ",
        ]  # fmt: skip


class TestYears:
    def test_a_year_or_a_period(self, loaded):
        values = loaded(CODES + "63430;2020;1\n63430;2019/2020;2\n63430;2019-2021;3\n63430;20;4\n")
        assert values.tables["observation"]["year"].to_list() == ["2020", "2019-2020", "2019-2021"]
        assert put_aside(values) == [(5, "20", "Ce n’est ni une année ni une période.")]
        assert values.year is None

    def test_the_command_says_it_when_the_file_does_not(self, loaded):
        values = loaded("code;valeur\n63430;1\n", year=2019)
        assert values.year == 2019
        with pytest.raises(InvalidDatasetError, match=r"Rien ne dit l’année.*--year"):
            loaded("code;valeur\n63430;1\n")

    def test_the_command_may_not_contradict_the_file(self, loaded):
        values = loaded(CODES + "63430;2020;1\n01004;2019;1\n", year=2020)
        assert put_aside(values) == [(3, "2019", "L’année n’est pas celle qui est demandée.")]


class TestValues:
    def test_no_value_has_three_reasons(self, loaded):
        values = loaded(CODES + "63430;2020;\n01004;2020;s\n2A004;2020;nd\n97101;2020;sans objet\n")
        assert statuses(values) == [
            (None, "missing"), (None, "withheld"), (None, "missing"), (None, "not_applicable"),
        ]  # fmt: skip

    def test_numbers_are_read_as_people_write_them(self, loaded):
        values = loaded(
            CODES + "63430;2020;12,5 %\n01004;2020;1 234\n2A004;2020;-0.5\n84007;2020;x\n"
        )
        assert statuses(values) == [(12.5, "observed"), (1234, "observed"), (-0.5, "observed")]
        assert put_aside(values) == [(5, "x", "Ce n’est pas un nombre.")]

    def test_bounds_hold_the_value(self, loaded):
        values = loaded(
            "code;annee;valeur;borne basse;borne haute\n63430;2020;5;4;6\n01004;2020;5;5.5;6\n"
            "2A004;2020;5;;4\n84007;2020;5;;\n"
        )
        rows = values.tables["observation"].select("value", "lower", "upper").rows()
        assert rows == [(5, 4, 6), (5, None, None)]
        assert {reason for _, _, reason in put_aside(values)} == {
            "La valeur n’est pas entre ses bornes."
        }

    def test_a_status_may_be_said_but_not_contradicted(self, loaded):
        values = loaded(
            "code;annee;valeur;statut\n63430;2020;5;observé\n01004;2020;;secret statistique\n"
            "2A004;2020;5;secret\n84007;2020;;observée\n97101;2020;1;peut-être\n75056;2020;;\n"
        )
        assert statuses(values) == [(5, "observed"), (None, "withheld"), (None, "missing")]
        assert [line for line, *_ in put_aside(values)] == [4, 5, 6]


class TestIndicators:
    def test_an_indicator_with_a_card_keeps_it(self, loaded):
        values = loaded("indicator;code;annee;valeur\npoverty_rate;63430;2020;21\n")
        assert values.tables["observation"]["indicator"].to_list() == ["poverty_rate"]
        assert values.tables["indicator"].height == 0
        assert values.report.notes == ()

    def test_sexes_and_causes_are_never_mixed(self, loaded):
        values = loaded(DEATHS)
        assert counts(values) == (4, 4, 0)
        assert values.year == 2023
        assert values.tables["observation"].select("indicator", "geography", "value").rows() == [
            ("taux_pour_100_000_habitants_hommes_1_tumeurs", "63", 24.4),
            ("taux_pour_100_000_habitants_femmes_1_tumeurs", "63", 12.1),
            ("taux_pour_100_000_habitants_hommes_1_tumeurs", "01", 20),
            ("taux_pour_100_000_habitants_hommes_2_accidents", "2A", 7),
        ]
        card = values.tables["indicator"].row(0, named=True)
        assert card["title"] == "Taux pour 100 000 habitants – Hommes – 1. Tumeurs"
        assert (card["unit"], card["level"]) == ("pour 100 000 habitants", "departement")
        assert "Indicateurs sans fiche : 3." in values.report.notes[0]

    def test_a_drafted_card_holds_in_its_schema_and_makes_nothing_up(self, loaded):
        card = loaded(DEATHS).tables["indicator"]
        schema = FILES["indicators"]
        assert [name for name in schema.columns if name != "source"] == card.columns
        assert set(card["kind"]) == {"ratio"}
        assert set(card["higher_is"]) == {"neutral"}
        assert "à relire" in card["caveats"][0]

    @pytest.mark.parametrize(
        ("name", "header", "code", "title", "unit"),
        [
            ("taux_chomage_2020.csv", "code;annee;valeur", "taux_chomage", "Taux chomage", None),
            (
                "x.csv", "code;annee;Taux de chômage (%)", "taux_de_chomage", "Taux de chômage (%)",
                "%",
            ),
            (
                "x.csv", "code_insee;commune;annee;65 ans ou plus", "indicateur_65_ans_ou_plus",
                "65 ans ou plus", None,
            ),
        ],
    )  # fmt: skip
    def test_a_file_of_one_indicator_is_named_by_its_title_or_itself(
        self, loaded, name, header, code, title, unit
    ):
        cells = "63430;2020;1" if header.count(";") == 2 else "63430;Thiers;2020;1"
        card = loaded(f"{header}\n{cells}\n", name=name).tables["indicator"].row(0, named=True)
        assert (card["code"], card["title"]) == (code, title)
        assert card["unit"] == (unit or "unité non précisée")

    def test_a_unit_may_be_given(self, loaded):
        values = loaded("code;annee;valeur;unité\n63430;2020;1;jours\n")
        assert values.tables["indicator"]["unit"].to_list() == ["jours"]

    def test_names_that_would_share_a_code_are_not_mixed(self, loaded):
        values = loaded(
            "indicateur;code;annee;valeur\nÂge < 5;63430;2020;1\nÂge > 5;01004;2020;2\n"
        )
        assert counts(values) == (2, 1, 1)
        assert "auraient le même code" in put_aside(values)[0][2]


class TestWhatIsRepeated:
    def test_the_first_is_kept_and_named(self, loaded):
        values = loaded(CODES + "1004;2020;1\n63430;2020;2\n01004;2020;3\n")
        assert [value for *_, value in places(values)] == [1, 2]
        assert put_aside(values) == [
            (
                4, "",
                "Ce lieu a déjà une valeur pour cet indicateur et cette année : chomage.csv,"
                " ligne 2.",
            )
        ]  # fmt: skip

    def test_a_first_that_is_refused_does_not_count(self, loaded):
        values = loaded(CODES + "63430;2020;x\n63430;2020;2\n")
        assert [value for *_, value in places(values)] == [2]

    def test_values_that_an_unread_column_tells_apart_are_not_chosen(self, loaded):
        values = loaded(
            "code;annee;valeur;csp;champ\n63430;2020;1;ouvriers;a\n63430;2020;2;cadres;a\n"
            "01004;2020;3;cadres;a\n"
        )
        assert [value for *_, value in places(values)] == [3]
        assert put_aside(values)[0][0] == 2
        assert "qu’une colonne non lue distingue" in put_aside(values)[0][2]
        assert "colonnes non lues : csp, champ" in values.report.notes[0]


class TestFiles:
    def test_a_workbook_with_titles_above_and_other_sheets(self, loaded):
        content = workbook(
            Notice=[["À lire"]],
            Données=[
                [],
                ["Taux de chômage, département"],
                ["Code Insee", "Année", "Valeur"],
                ["63430", 2020, 8.5],
                [1004, "2020", "s"],
            ],
        )
        values = loaded(content, name="chomage.xlsx")
        assert statuses(values) == [(8.5, "observed"), (None, "withheld")]
        assert values.report.files == ("chomage.xlsx › Données",)
        assert values.report.corrections["line"].to_list() == [5]

    def test_a_workbook_without_codes_is_refused(self, loaded):
        with pytest.raises(InvalidDatasetError, match="Aucune feuille n’a de colonne de codes"):
            loaded(workbook(Notice=[["À lire"]]), name="chomage.xlsx")

    @pytest.mark.parametrize("header", ["nom;annee;valeur", "code;annee", "code;annee;a;b"])
    def test_a_file_without_codes_or_values_is_refused(self, loaded, header):
        with pytest.raises(InvalidDatasetError, match=r"Il manque la colonne.*Nommer les colonnes"):
            loaded(header + "\n" + ";".join("1" * (header.count(";") + 1)) + "\n")

    def test_our_own_observations_are_read_back(self, loaded):
        own = (ROOT / "data" / "observations.csv").read_text("utf-8").splitlines(keepends=True)
        thiers = [line for line in own if ",epci,200067627," in line]
        values = loaded("".join([own[0], *thiers]), name="observations.csv")
        assert counts(values) == (len(thiers), len(thiers), 0)
        assert values.tables["indicator"].height == 0


@pytest.mark.slow
@given(mangled_file("deces.csv", DEATHS.encode()))
def test_a_mangled_file_is_refused_or_wholly_accounted_for(file):
    assert_refused_or_accounted(read, file, Asked(COG, ROOT / "data"))


@pytest.mark.slow
@given(mangled_file("values.csv", (CODES + "63430;2020;1\n200070712;2019-2020;s\n").encode()))
def test_a_mangled_file_of_guessed_levels_is_accounted_for(file):
    assert_refused_or_accounted(read, file, Asked(COG, Path("nowhere"), 2020))


@pytest.mark.slow
@given(mangled_archive(workbook(A=[["code", "année", "valeur"], ["63430", 2020, 1]])))
def test_a_mangled_workbook_is_refused_or_wholly_accounted_for(content):
    assert_refused_or_accounted(read, Brought("x.xlsx", content), Asked(COG, ROOT / "data"))
