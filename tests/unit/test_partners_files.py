"""Files of partners: names where codes are expected, two marks of decimals, other words."""

import pytest

from cls_dash.ingest.formats import facilities, indicator
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.recognise.choices import read_choice
from cls_dash.terms import PROVIDERS
from tests.contract import COG, SHIPPED


def observed(tmp_path, text):
    path = tmp_path / "valeurs.csv"
    path.write_text(text, encoding="utf-8")
    return indicator.read([path], Asked(COG, SHIPPED, counts="nobody"))


def test_an_indicator_by_the_names_of_communes_is_read_as_a_log_is(tmp_path):
    loaded = observed(
        tmp_path, "Commune;Année;Valeur\nThiers;2022;12\nSaint-Jean;2022;3\nX;2022;4\n"
    )
    assert loaded.tables["observation"].select("geography", "value").rows() == [("63430", 12.0)]
    doubts = dict(loaded.report.quarantined.select("value", "reason").iter_rows())
    assert doubts == {
        "Saint-Jean": "Plusieurs communes peuvent porter ce nom.",
        "X": "Ce n’est ni un code Insee ni le nom d’une commune connue.",
    }


@pytest.mark.parametrize("cell", ["1,200", "1.200"])
def test_three_figures_after_a_mark_are_asked_where_both_marks_are_of_decimals(tmp_path, cell):
    lines = [f"63430;2022;{cell}", "63003;2022;1.5", "01004;2022;12,34"]
    loaded = observed(tmp_path, "\n".join(["code insee;annee;valeur", *lines]))
    [aside] = loaded.report.quarantined.iter_rows(named=True)
    assert (aside["value"], aside["reason"]) == (cell, "Ce nombre se lit de deux façons.")


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("MSP", "group_practice"), ("Laboratoire", "laboratory_imaging"), ("CH", "hospital"),
        ("C.M.P.", None), ("CPTS", "professional_network"), ("Officine", "pharmacy"),
        ("CSAPA", "addiction"), ("Médecin généraliste", None), ("Crèche", None),
    ],
)  # fmt: skip
def test_a_category_is_known_by_its_usual_words(word, category):
    reading = read_choice(word, PROVIDERS, "category")
    assert reading.value == (category and PROVIDERS[category])


def test_facilities_of_a_partner_keep_all_their_lines(tmp_path):
    path = tmp_path / "structures.csv"
    path.write_text(
        "Nom;Type;Ville\nMSP A;MSP;Thiers\nEHPAD B;EHPAD;AMBERT\nCabinet;Médecin;Thiers\n",
        encoding="utf-8",
    )
    report = facilities.read([path], Asked(COG, SHIPPED)).report
    assert (report.read, report.accepted, report.rejected) == (3, 2, 1)
