"""Where a list that was loaded is whole, judged by the towns and communes that it holds."""

import polars as pl
import pytest

from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import QUARANTINE, Report
from cls_dash.ingest.wholeness import completeness

PEOPLE = {
    "01001": 5_000, "01002": 3_000, "01003": 100, "01004": 90,
    "63001": 9_000, "63002": 100,
    "97101": 4_000,
    "97701": None,
}  # fmt: skip
COG = Cog({code: code for code in PEOPLE}, {}, PEOPLE)
EVERYWHERE = ("01001", "01002", "63001", "97101")


def judged(*communes, rejected=0, dates=None):
    rows = pl.DataFrame({"category": "bpe:D201", "commune": communes})
    aside = [("a.csv", line, "", "", "", "") for line in range(rejected)]
    report = Report(
        "bpe", ("a.csv",), 1_000, quarantined=pl.DataFrame(aside, QUARANTINE, orient="row")
    )
    dates = {"bpe:D201": "2018"} if dates is None else dates
    tables, report = completeness(rows, COG, report, dates)
    (said,) = report.notes
    return tables, said


def test_a_list_of_every_departement_is_that_of_france_and_lists_no_commune():
    tables, said = judged(*EVERYWHERE)
    assert tables["completeness"].rows() == [("bpe:D201", "FR", "2018")]
    assert "area" not in tables
    assert said == "Complétude : liste complète pour toute la France."


def test_a_list_of_a_departement_is_complete_for_all_its_communes_and_no_other():
    tables, said = judged("01001", "01002", "63002")
    [(category, area, when)] = tables["completeness"].rows()
    assert (category, when) == ("bpe:D201", "2018")
    assert sorted(tables["area"].rows()) == [(area, f"0100{n}") for n in range(1, 5)]
    assert "le département 01" in said


@pytest.mark.parametrize(
    "communes",
    [
        ("01001",),  # a town of the département is lacking
        ("01003", "01004"),  # an extract of villages
        (),
    ],
)
def test_an_extract_of_a_departement_is_complete_nowhere(communes):
    tables, said = judged(*communes)
    assert tables == {}
    assert "nulle part" in said


def test_a_list_of_which_records_were_put_aside_is_not_whole():
    assert judged(*EVERYWHERE, rejected=5)[0]
    assert judged(*EVERYWHERE, rejected=6)[0] == {}


def test_a_list_without_a_date_is_not_declared():
    assert judged(*EVERYWHERE, dates={})[0] == {}


def test_the_same_departements_make_the_same_area():
    one, other = (judged("01001", "01002", *more)[0] for more in ((), ("63002",)))
    assert one["area"].equals(other["area"])
