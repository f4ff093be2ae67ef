"""The workbook of the Drees in its published layout, and what may be amiss in it."""

from pathlib import Path

import pytest
from hypothesis import given

from cls_dash.ingest.formats.apl import read
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from tests.conftest import ROOT
from tests.mangled import Brought, assert_refused_or_accounted, mangled_archive, mangled_file
from tests.sheets import counts, put_aside, workbook

LYON = {f"6938{number}": "69123" for number in range(1, 10)}
COG = Cog(
    names={
        "01004": "Ambérieu-en-Bugey", "01033": "Valserhône", "63430": "Thiers", "69123": "Lyon",
    },
    successors={"01018": "01033", "01091": "01033", **LYON},
)  # fmt: skip
ASKED = Asked(COG, ROOT / "data")
TITLES = [
    "Code commune INSEE",
    "Commune",
    "APL aux médecins généralistes ",
    "APL aux médecins généralistes\nde 65 ans ou moins ",
    "APL aux médecins généralistes de 62 ans et moins",
    "Population standardisée 2021 pour la médecine générale",
    "Population totale 2021",
]
UNIT = "En nombre de consultations/visites accessibles par an par habitant standardisé"
ROWS = [["63430", "Thiers", 3.2, 3, 2.8, 11_000.5, 11_700], ["01004", "Ambérieu", 2.5, 2, 1, 9, 9]]


def drees(sheets, *, titles=TITLES, unit=UNIT, above=8):
    """Return a workbook laid out as the Drees does: 8 rows, the titles, the units, the rows."""
    label = [["Indicateur d’accessibilité potentielle localisée"], *[[]] * (above - 1)]
    header = [*label[:above], titles, [None, None, *[unit] * 3]]
    laid_out = {name: [*header, *rows] for name, rows in sheets.items()}
    return workbook(**{"Lisez-moi": [["Les indicateurs d’APL"]]}, **laid_out)


@pytest.fixture
def loaded(tmp_path):
    """Return what the reader makes of the bytes of a workbook."""

    def load(content, *, year=None, name="apl.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        return read([path], Asked(COG, ROOT / "data", year))

    return load


def values(loaded, indicator="gp_accessibility"):
    rows = loaded.tables["observation"].rows(named=True)
    return {
        (row["geography"], row["year"]): row["value"]
        for row in rows
        if row["indicator"] == indicator
    }


class TestThePublishedLayout:
    def test_every_year_is_read_with_its_four_readings_of_age(self, loaded):
        apl = loaded(drees({"APL 2022": ROWS, "APL 2023": ROWS[:1]}))
        assert counts(apl) == (3, 3, 0)
        assert values(apl) == {
            ("63430", "2022"): 3.2, ("01004", "2022"): 2.5, ("63430", "2023"): 3.2,
        }  # fmt: skip
        assert values(apl, "gp_accessibility_65")["63430", "2023"] == 3
        assert values(apl, "gp_accessibility_62")["63430", "2023"] == 2.8
        assert apl.year is None
        thiers = apl.tables["observation"].row(0, named=True)
        assert (thiers["level"], thiers["name"], thiers["status"]) == (
            "commune", "Thiers", "observed",
        )  # fmt: skip

    def test_a_year_picks_its_sheet(self, loaded):
        apl = loaded(drees({"APL 2022": ROWS, "APL 2023": ROWS[:1]}), year=2023)
        assert values(apl) == {("63430", "2023"): 3.2}
        assert apl.year == 2023
        assert apl.report.files == ("apl.xlsx › APL 2023",)

    def test_the_header_is_found_wherever_it_is(self, loaded):
        for above in (0, 3, 12):
            apl = loaded(drees({"APL_2019": ROWS}, above=above))
            assert values(apl) == {("63430", "2019"): 3.2, ("01004", "2019"): 2.5}

    def test_a_sheet_without_a_year_takes_the_one_asked(self, loaded):
        content = drees({}, above=0)
        with pytest.raises(InvalidDatasetError, match="n’a pas de colonne « Code commune INSEE »"):
            loaded(content, year=2021)
        csv = "Code commune INSEE;Commune;APL aux médecins généralistes\n63430;Thiers;3,2\n"
        apl = loaded(csv.encode(), year=2021, name="apl.csv")
        assert values(apl) == {("63430", "2021"): 3.2}
        with pytest.raises(InvalidDatasetError, match="L’année n’est pas dite"):
            loaded(csv.encode(), name="apl.csv")

    def test_units_and_notes_are_not_records(self, loaded):
        note = ["Lecture : en 2023, les habitants de Thiers ont accès à 3,2 consultations."]
        apl = loaded(drees({"APL 2023": [*ROWS, [], note, ["Champ : France hors Mayotte."]]}))
        assert counts(apl) == (2, 2, 0)

    def test_a_commune_without_a_value_is_missing_not_zero(self, loaded):
        apl = loaded(drees({"APL 2023": [["63430", "Thiers", None, "nd", 0]]}))
        assert apl.tables["observation"].select("indicator", "value", "status").sort(
            "indicator"
        ).rows() == [
            ("gp_accessibility", None, "missing"),
            ("gp_accessibility_62", 0.0, "observed"),
            ("gp_accessibility_65", None, "missing"),
        ]


class TestCommunesThatJoined:
    def test_districts_and_merged_communes_are_a_weighted_mean(self, loaded):
        lyon = [[code, "Lyon", 3 if code == "69381" else 6, 1, 1, 100, 9] for code in LYON]
        merged = [
            ["01018", "Châtillon", 4, 1, 1, 100, 1],
            ["01033", "Bellegarde", 1, 1, 1, 300, 1],
        ]
        apl = loaded(drees({"APL 2017": lyon + merged}))
        assert values(apl)["69123", "2017"] == pytest.approx((3 + 8 * 6) / 9)
        assert values(apl)["01033", "2017"] == pytest.approx((4 * 100 + 1 * 300) / 400)
        assert counts(apl) == (11, 11, 0)
        assert apl.report.corrections["corrected"].unique().sort().to_list() == ["01033", "69123"]

    @pytest.mark.sampled
    @pytest.mark.parametrize(
        "rows",
        [
            [["69381", "Lyon 1er", 3, 1, 1, 100, 9], ["69382", "Lyon 2e", 3, 1, 1, 100, 9]],
            [["01018", "Châtillon", 4, 1, 1, 100, 1]],
            [["01018", "Châtillon", 4, 1, 1, None, 1], ["01033", "Bellegarde", 1, 1, 1, 3, 1]],
            [["01018", "Châtillon", 4, 1, 1, 0, 1], ["01033", "Bellegarde", 1, 1, 1, 3, 1]],
        ],
    )
    def test_a_part_alone_is_not_the_commune(self, loaded, rows):
        apl = loaded(drees({"APL 2017": rows}))
        assert "69123" not in {place for place, _ in values(apl)}
        reason = apl.report.quarantined["reason"][0]
        assert reason.startswith("Ce n’est qu’une partie de la commune actuelle")

    def test_a_part_that_is_refused_takes_the_others_with_it(self, loaded):
        rows = [["01018", "Châtillon", "beaucoup", 1, 1, 9, 1], ["01033", "B", 1, 1, 1, 3, 1]]
        apl = loaded(drees({"APL 2017": rows}))
        assert values(apl) == {}
        assert counts(apl) == (2, 0, 2)

    def test_a_part_without_a_value_leaves_the_whole_without(self, loaded):
        rows = [["01018", "Châtillon", None, 1, 1, 9, 1], ["01033", "B", 1, 1, 1, 3, 1]]
        apl = loaded(drees({"APL 2017": rows}))
        assert values(apl) == {("01033", "2017"): None}
        assert values(apl, "gp_accessibility_65") == {("01033", "2017"): 1}


class TestWhatIsPutAside:
    def test_unknown_repeated_and_impossible_rows(self, loaded):
        rows = [
            ["63430", "Thiers", 3.2, 3, 2.8, 1, 1],
            [1004, "Ambérieu", "2,5", 2, 1, 9, 9],
            ["99999", "Nulle part", 1, 1, 1, 1, 1],
            ["63430", "Thiers", 9, 9, 9, 9, 9],
            ["01033", "Valserhône", 3000, 1, 1, 1, 1],
        ]
        apl = loaded(drees({"APL 2023": rows}))
        assert put_aside(apl) == [
            (13, "99999", "Aucune commune de France n’a ce code."),
            (
                14, "",
                "Ce lieu a déjà une valeur pour cet indicateur et cette année :"
                " apl.xlsx › APL 2023, ligne 11.",
            ),
            (15, "3000", "Ce nombre est hors des valeurs possibles."),
        ]  # fmt: skip
        assert values(apl) == {("63430", "2023"): 3.2, ("01004", "2023"): 2.5}
        corrected = apl.report.corrections.select("line", "value", "corrected").rows()
        assert corrected == [(12, "1004", "01004"), (12, "2,5", "2.5")]


class TestWhatIsRefused:
    def test_another_profession(self, loaded):
        titles = ["Code commune INSEE", "Commune", "APL aux sages-femmes"]
        with pytest.raises(InvalidDatasetError, match="APL aux médecins généralistes"):
            loaded(drees({"APL 2023": [["63430", "Thiers", 20]]}, titles=titles))

    def test_another_unit(self, loaded):
        unit = "En équivalents temps plein pour 100 000 habitants"
        with pytest.raises(InvalidDatasetError, match=r"apl.xlsx › APL 2023:10.*L’unité"):
            loaded(drees({"APL 2023": ROWS}, unit=unit))

    def test_a_year_that_is_not_there(self, loaded):
        with pytest.raises(InvalidDatasetError, match=r"2019.*Choisir parmi : APL 2022, APL 2023"):
            loaded(drees({"APL 2022": ROWS, "APL 2023": ROWS}), year=2019)

    def test_a_file_that_says_another_year(self, loaded):
        csv = b"Code commune INSEE;APL aux m\xe9decins g\xe9n\xe9ralistes\n63430;3\n"
        with pytest.raises(InvalidDatasetError, match="n’est pas celle qui est demandée"):
            loaded(csv, year=2021, name="apl_2023.csv")


GOOD = drees({"APL 2023": ROWS}, above=2)
CSV = (";".join(title.strip() for title in TITLES[:2] + TITLES[4:6]) + "\n").replace(
    " de 62 ans et moins", ""
) + "63430;Thiers;3,2;11000\n69381;Lyon;2;100\n01004;Ambérieu;2.5;9\n01018;Châtillon;1;10\n"


@pytest.mark.slow
@given(mangled_archive(GOOD))
def test_a_mangled_workbook_is_refused_or_wholly_accounted_for(content):
    assert_refused_or_accounted(read, Brought("apl.xlsx", content), ASKED)


@pytest.mark.slow
@given(mangled_file("apl_2023.csv", CSV.encode()))
def test_a_mangled_text_is_refused_or_wholly_accounted_for(file):
    assert_refused_or_accounted(read, file, Asked(COG, Path("data"), 2023))
