"""The three shapes of Filosofi, a few rows each, and what may be amiss in them."""

from pathlib import Path

import pytest
from hypothesis import given

from cls_dash.ingest.formats.filosofi import read
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from tests.conftest import ROOT
from tests.mangled import (
    Brought,
    assert_refused_or_accounted,
    mangled_archive,
    mangled_file,
    zipped,
)
from tests.sheets import counts, put_aside, workbook

COG = Cog(
    names={
        "01004": "Ambérieu-en-Bugey", "01033": "Valserhône", "15014": "Aurillac",
        "2A004": "Ajaccio", "63430": "Thiers", "75056": "Paris",
    },
    successors={"01018": "01033", "75101": "75056"},
)  # fmt: skip
WIDE = """\
CODGEO;LIBGEO;NBMENFISC16;MED16;PIMP16;TP6016;TP60AGE116;PPMINI16;PIMPOT16;D116;D916;RD16
63430;Thiers;5000.0;18500.0;42;21.5;30;3.1;-12;9900;30000;3.03
01004;Ambérieu;90;22679.083;;;;;;;;
2A004;Ajaccio;s;s;s;s;s;s;s;s;s;s
"""
LONG = """\
"GEO";"GEO_OBJECT";"FILOSOFI_MEASURE";"CONF_STATUS";"OBS_STATUS";"TIME_PERIOD";"OBS_VALUE"
"63430";"COM";"MED_SL";"F";"A";"2023";"21340"
"63430";"COM";"PR_MD60";"C";"A";"2023";
"01004";"COM";"PR_MD60";"F";"O";"2023";
"63430";"COM";"NUM_HH";"F";"A";"2023";"5200"
"63";"DEP";"PR_MD60";"F";"A";"2023";"13.4"
"FM";"FRANCE";"PR_MD60";"F";"A";"2023";"15.4"
"001";"AAV2020";"PR_MD60";"F";"A";"2023";"12.0"
"""


def asked(year=None):
    return Asked(COG, ROOT / "data", year)


@pytest.fixture
def loaded(tmp_path):
    """Return what the reader makes of files, given by name."""

    def load(files, *, year=None):
        for name, content in files.items():
            (tmp_path / name).write_bytes(
                content if isinstance(content, bytes) else content.encode()
            )
        return read([tmp_path / name for name in files], asked(year))

    return load


def wide(*lines):
    return WIDE.splitlines(keepends=True)[0] + "".join(f"{line}\n" for line in lines)


def observed(loaded, indicator="poverty_rate"):
    rows = loaded.tables["observation"].rows(named=True)
    return {
        (row["level"], row["geography"]): (row["value"], row["status"])
        for row in rows
        if row["indicator"] == indicator
    }


def insee(sheets):
    """Return a workbook as Insee laid it out: titles, French labels, then the codes."""
    title = ["Fichier localisé social et fiscal (Filosofi) - Année 2016"]
    header = [title, [], [], [], ["Code géographique", "Libellé géographique"]]
    cells = {name: [line.split(";") for line in lines] for name, lines in sheets.items()}
    return workbook(**{name: [*header, *lines] for name, lines in cells.items()})


HEADER, *ROWS = WIDE.splitlines()


class TestTheWideTable:
    def test_each_kept_measure_is_an_indicator(self, loaded):
        filosofi = loaded({"cc_filosofi_2016_COM.csv": WIDE})
        assert counts(filosofi) == (3, 3, 0)
        assert filosofi.year == 2016
        thiers = filosofi.tables["observation"].rows(named=True)
        assert {
            row["indicator"]: row["value"] for row in thiers if row["geography"] == "63430"
        } == {
            "median_living_standard": 18_500, "poverty_rate": 21.5, "taxed_households": 42,
            "social_minima_share": 3.1, "first_decile_living_standard": 9900,
            "interdecile_ratio": 3.03,
        }  # fmt: skip
        assert {(row["name"], row["year"]) for row in thiers if row["geography"] == "63430"} == {
            ("Thiers", "2016")
        }

    def test_what_is_not_published_is_withheld_never_zero(self, loaded):
        filosofi = loaded({"cc_filosofi_2016_COM.csv": WIDE})
        assert observed(filosofi) == {
            ("commune", "63430"): (21.5, "observed"),
            ("commune", "01004"): (None, "withheld"),
            ("commune", "2A004"): (None, "withheld"),
        }
        assert observed(filosofi, "median_living_standard")["commune", "01004"] == (
            22679.083, "observed",
        )  # fmt: skip
        assert not filosofi.report.corrections.height

    def test_not_available_is_not_a_secret(self, loaded):
        filosofi = loaded({"a_COM.csv": wide("15014;Aurillac;9;20000;nd;ns;;;;;;")})
        assert observed(filosofi, "taxed_households") == {("commune", "15014"): (None, "missing")}
        assert put_aside(filosofi) == []

    def test_notes_say_what_is_not_read_and_how_to_read_five(self, loaded):
        notes = " ".join(loaded({"a_COM.csv": WIDE}).report.notes)
        assert "les autres mesures ne sont pas lues" in notes
        assert "« 5 % ou moins »" in notes

    def test_decimal_commas_and_lost_zeros_are_mended(self, loaded):
        filosofi = loaded({"a_COM.csv": wide("1004;Ambérieu;9;20000,5;;;;;;;;")})
        assert observed(filosofi, "median_living_standard") == {
            ("commune", "01004"): (20000.5, "observed")
        }
        assert filosofi.report.corrections["corrected"].to_list() == ["01004", "20000.5"]


class TestPlaces:
    def test_the_level_comes_from_the_name_of_the_file(self, loaded):
        rows = {
            "EPCI": "200070712;CC Thiers Dore et Montagne;1;2;3;14.1;;;;;;",
            "DEP": "63;Puy-de-Dôme;1;2;3;12.6;;;;;;",
            "REG": "84;Auvergne-Rhône-Alpes;1;2;3;12.8;;;;;;",
            "ARR": "634;Thiers;1;2;3;15;;;;;;",
            "BV2012": "63125;Courpière;1;2;3;15;;;;;;",
        }
        filosofi = loaded({f"cc_filosofi_2016_{at}.csv": wide(row) for at, row in rows.items()})
        assert list(observed(filosofi)) == [
            ("epci", "200070712"), ("departement", "63"), ("region", "84"),
            ("arrondissement", "634"), ("bassin_de_vie", "63125"),
        ]  # fmt: skip
        assert counts(filosofi) == (5, 5, 0)

    def test_or_from_the_codes_where_the_name_says_nothing(self, loaded):
        filosofi = loaded({"revenus.csv": WIDE})
        assert ("commune", "63430") in observed(filosofi)
        epci = loaded({"revenus.csv": wide("200070712;CC;1;2;3;14.1;;;;;;")})
        assert list(observed(epci)) == [("epci", "200070712")]

    def test_a_level_that_nothing_says_is_refused(self, loaded):
        with pytest.raises(InvalidDatasetError, match=r"Rien ne dit à quelle maille.*_DEP\.csv"):
            loaded({"revenus.csv": wide("63;Puy-de-Dôme;1;2;3;12.6;;;;;;")})

    def test_an_epci_that_is_no_more_keeps_its_siren_and_name(self, loaded):
        filosofi = loaded({"a_EPCI.csv": wide("246300842;CC Entre Dore et Allier;1;2;3;9;;;;;;")})
        row = filosofi.tables["observation"].row(0, named=True)
        assert (row["geography"], row["name"]) == ("246300842", "CC Entre Dore et Allier")

    def test_places_without_a_name_take_that_of_the_reference(self, loaded):
        epci = loaded({"a_EPCI.csv": "CODGEO;TP6019\n200070712;14\n246300842;9\n"})
        assert epci.tables["observation"]["name"].to_list() == [
            "CC Thiers Dore et Montagne", "EPCI 246300842",
        ]  # fmt: skip

    def test_a_ratio_of_before_a_merger_is_nobodys(self, loaded):
        filosofi = loaded(
            {
                "a_COM.csv": wide(
                    "01018;Châtillon-en-Michaille;1;2;3;9;;;;;;",
                    "01033;Bellegarde;1;2;3;18;;;;;;",
                    "75101;Paris 1er;1;2;3;11;;;;;;",
                    "75056;Paris;1;2;3;16;;;;;;",
                    "99999;Ailleurs;1;2;3;1;;;;;;",
                )
            }
        )
        assert observed(filosofi) == {
            ("commune", "75056"): (16, "observed"), ("commune", "75101"): (11, "observed"),
        }  # fmt: skip
        assert [(line, code, reason[:32]) for line, code, reason in put_aside(filosofi)] == [
            (2, "01018", "Cette commune a fusionné depuis "),
            (3, "01033", "D’autres communes de ce fichier "),
            (6, "99999", "Aucune commune de France n’a ce "),
        ]

    def test_a_commune_that_nobody_joined_in_this_file_keeps_its_value(self, loaded):
        filosofi = loaded({"a_COM.csv": wide("01033;Valserhône;1;2;3;17;;;;;;")})
        assert observed(filosofi) == {("commune", "01033"): (17, "observed")}

    def test_codes_of_another_level_are_put_aside(self, loaded):
        filosofi = loaded({"a_EPCI.csv": wide(*ROWS, "200070712;CC;1;2;3;14.1;;;;;;")})
        assert counts(filosofi) == (4, 1, 3)
        assert put_aside(filosofi)[0][1:] == (
            "63430", "Ce code n’a pas la forme attendue à cette maille (EPCI).",
        )  # fmt: skip
        departements = loaded({"a_DEP.csv": wide("63;P;1;2;3;12;;;;;;", "98;X;1;2;3;12;;;;;;")})
        assert put_aside(departements) == [(3, "98", "Aucun département de France n’a ce code.")]


class TestTheWorkbook:
    def test_each_sheet_of_a_level_is_read_below_its_labels(self, loaded):
        content = insee(
            {
                "COM": [HEADER, *ROWS],
                "METRO": [HEADER, "1;France métropolitaine;1;20565;55;14.9;;;;;;"],
                "AU2010": [HEADER, "001;Paris;1;2;3;4;;;;;;"],
                "Variables": ["VAR_ID;VAR_LIB;VAR_LIB_LONG", "CODGEO;Code;Code"],
            }
        )
        filosofi = loaded({"base.xlsx": content})
        assert counts(filosofi) == (4, 4, 0)
        assert observed(filosofi)["pays", "FR"] == (14.9, "observed")
        assert filosofi.report.files == ("base.xlsx › COM", "base.xlsx › METRO")
        assert "base.xlsx › AU2010, base.xlsx › Variables" in " ".join(filosofi.report.notes)

    def test_a_line_is_that_of_the_sheet(self, loaded):
        content = insee({"COM": [HEADER, ROWS[0], "99999;Ailleurs;1;2;3;4"]})
        assert put_aside(loaded({"base.xlsx": content}))[0][:2] == (8, "99999")

    def test_a_single_sheet_saved_under_another_name_is_read(self, loaded):
        assert counts(loaded({"base.xlsx": insee({"Feuil1": [HEADER, *ROWS]})})) == (3, 3, 0)


class TestTheLongTable:
    def test_our_measures_are_read_and_a_secret_is_not_a_hole(self, loaded):
        archive = zipped(
            {
                "DS_FILOSOFI_CC_2023_data.csv": LONG.encode(),
                "DS_FILOSOFI_CC_2023_metadata.csv": b"COD_VAR;LIB_VAR\nGEO;Lieu\n",
            }
        )
        filosofi = loaded({"FILOSOFI_CC_csv.zip": archive})
        assert counts(filosofi) == (7, 7, 0)
        assert filosofi.year == 2023
        assert observed(filosofi) == {
            ("commune", "63430"): (None, "withheld"),
            ("commune", "01004"): (None, "missing"),
            ("departement", "63"): (13.4, "observed"),
            ("pays", "FR"): (15.4, "observed"),
        }
        assert observed(filosofi, "median_living_standard")["commune", "63430"][0] == 21_340
        assert "ne pas comparer" in filosofi.report.notes[-1]

    def test_a_confidential_value_is_never_kept(self, loaded):
        leaked = LONG.replace('"C";"A";"2023";', '"C";"A";"2023";"22.2"')
        assert observed(loaded({"data.csv": leaked}))["commune", "63430"] == (None, "withheld")

    def test_impossible_rows_are_put_aside(self, loaded):
        filosofi = loaded(
            {"data.csv": LONG.replace("13.4", "134").replace('"2023";"15.4', '"";"1')}
        )
        assert [(line, value) for line, value, _ in put_aside(filosofi)] == [(6, "134.0"), (7, "")]

    def test_another_year_is_put_aside(self, loaded):
        assert counts(loaded({"data.csv": LONG}, year=2021)) == (7, 2, 5)


class TestTheYear:
    def test_it_may_not_contradict_the_columns(self, loaded):
        assert loaded({"a_COM.csv": WIDE}, year=2016).year == 2016
        with pytest.raises(InvalidDatasetError, match=r"MED16.*L’année des colonnes"):
            loaded({"a_COM.csv": WIDE}, year=2018)

    def test_two_years_in_one_table_are_refused(self, loaded):
        with pytest.raises(InvalidDatasetError, match="n’est pas unique"):
            loaded({"a_COM.csv": "CODGEO;MED15;MED16\n63430;1;2\n"})

    def test_several_years_may_be_loaded_together(self, loaded):
        both = loaded({"a_COM.csv": WIDE, "b_COM.csv": WIDE.replace("16", "15")})
        assert (both.year, counts(both)) == (None, (6, 6, 0))


class TestWhatIsRepeated:
    def test_the_first_is_kept_and_the_others_name_it(self, loaded):
        filosofi = loaded({"a_COM.csv": wide(ROWS[0], ROWS[0]), "b_COM.csv": wide(ROWS[0])})
        assert counts(filosofi) == (3, 1, 2)
        first = "Ce lieu a déjà une valeur pour cet indicateur et cette année : a_COM.csv, ligne 2."
        assert filosofi.report.quarantined.select("file", "line", "reason").rows() == [
            ("a_COM.csv", 3, first), ("b_COM.csv", 2, first),
        ]  # fmt: skip


class TestWhatIsRefused:
    def test_a_file_of_something_else(self, loaded):
        with pytest.raises(InvalidDatasetError, match="Cette colonne manque au fichier"):
            loaded({"bpe_COM.csv": "DEPCOM;TYPEQU\n63430;D201\n"})

    def test_a_file_without_any_known_measure(self, loaded):
        with pytest.raises(InvalidDatasetError, match="Aucune des mesures connues"):
            loaded({"a_COM.csv": "CODGEO;LIBGEO\n63430;Thiers\n"})


@pytest.mark.slow
@given(mangled_file("cc_filosofi_2016_COM.csv", WIDE.encode()))
def test_a_mangled_wide_file_is_refused_or_wholly_accounted_for(file):
    assert_refused_or_accounted(read, file, asked())


@pytest.mark.slow
@given(mangled_file("data.csv", LONG.encode()))
def test_a_mangled_long_file_is_refused_or_wholly_accounted_for(file):
    assert_refused_or_accounted(read, file, Asked(COG, Path("data")))


@pytest.mark.slow
@given(mangled_archive(insee({"COM": [HEADER, *ROWS], "DEP": [HEADER]})))
def test_a_mangled_workbook_is_refused_or_wholly_accounted_for(content):
    assert_refused_or_accounted(read, Brought("base.xlsx", content), asked())
