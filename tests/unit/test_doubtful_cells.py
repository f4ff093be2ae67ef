"""What a cell must not be read as: the contrary of what it says, or one of two meanings."""

from itertools import product

import pytest

from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.recognise.choices import UNKNOWN, read_choice
from cls_dash.ingest.recognise.dates import date_reader, read_date
from cls_dash.ingest.recognise.places import DEPARTMENT, EXCLUDED, TOGETHER, Places
from cls_dash.ingest.recognise.reading import UNSURE
from cls_dash.ingest.recognise.spans import read_span
from cls_dash.store.model import FILES

STATUS = next(each.words for each in FILES["actions"].fields if each.name == "status")
NAMES = {"63230": "Le Monestier", "63003": "Ambert", "63430": "Thiers"}
COG = Cog(names=NAMES | {"03175": "Monestier", "24276": "Monestier"}, successors={})
OURS = Places(COG, NAMES)


@pytest.mark.parametrize(
    ("denial", "word"),
    [*product(("non", "pas", "pas encore", "jamais"), ("réalisée", "Terminé", "abandonné"))],
)
def test_a_word_that_is_denied_is_never_proposed(denial, word):
    meant = read_choice(word, STATUS, "status").value.lower()
    reading = read_choice(f"{denial} {word}", STATUS, "status")
    assert (reading.value, reading.doubt) == (None, UNKNOWN)
    assert len(reading.proposals) == 3
    assert meant not in reading.proposals


@pytest.mark.parametrize(
    ("cell", "proposals"),
    [
        ("50 %", ("engagée",)), ("100%", ("réalisée",)), ("0 %", ("envisagée",)),
        ("Réalisé à 80 %", ("engagée",)), ("✔", ("réalisée", "engagée")),
        ("OK", ("réalisée", "engagée")), ("Non", ("envisagée", "interrompue")),
        ("Réalisé en partie", ("engagée", "réalisée")), ("stand-by", ("interrompue", "envisagée")),
        ("Reporté à 2025", ("envisagée", "interrompue")), ("🔴", ()),
    ],
)  # fmt: skip
def test_a_state_of_no_list_is_proposed(cell, proposals):
    reading = read_choice(cell, STATUS, "status")
    assert (reading.value, reading.proposals) == (None, proposals)


def test_a_question_mark_is_a_doubt_in_every_kind_of_cell():
    for reading, meant in (
        (read_choice("Terminé ?", STATUS, "status"), "réalisée"),
        (OURS.read("Thiers ?"), "63430 Thiers"),
        (read_date("mars 2024 ?"), "mars 2024"),
    ):
        assert (reading.value, reading.proposals) == (None, (meant,))
    assert read_choice("Terminé ?", STATUS, "status").doubt == UNSURE


@pytest.mark.parametrize(
    "cell", ["Toutes les communes sauf Thiers", "hors Ambert", "Thiers et Ambert, excepté le bourg"]
)
def test_a_commune_that_is_excluded_is_not_proposed(cell):
    assert (OURS.read(cell).doubt, OURS.read(cell).proposals) == (EXCLUDED, ())


@pytest.mark.parametrize("cell", ["63", "Département", "tout le département", "départemental"])
def test_a_departement_is_named_as_such(cell):
    assert OURS.read(cell).doubt == DEPARTMENT


def test_a_name_without_its_article_is_first_ours():
    assert OURS.read("Monestier").proposals[0] == "63230 Le Monestier"


@pytest.mark.parametrize(
    "cell",
    ["Communes de Thiers et Ambert", "Mairies de Thiers et d’Ambert", "63430-63003",
     "villes de Thiers, Ambert", "63430 | 63003"],
)  # fmt: skip
def test_several_communes_are_said_in_many_ways(cell):
    assert OURS.read(cell).doubt == TOGETHER
    assert OURS.several(cell) == ["63430", "63003"]


@pytest.mark.parametrize(
    ("cell", "proposals"),
    [
        ("lundi 12 mars 2024", ("12/03/2024", "11/03/2024")),
        ("ven. 01/03/24", ()),
        ("Dim 12/03/2024", ("12/03/2024", "10/03/2024")),
    ],
)
def test_a_date_of_another_day_of_the_week_is_doubtful(cell, proposals):
    assert read_date(cell).proposals == proposals
    assert (read_date(cell).value is None) == bool(proposals)


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("T4/24", "2024-10-01", "2024-12-31"), ("4T24", "2024-10-01", "2024-12-31"),
        ("1er semestre 24", "2024-01-01", "2024-06-30"),
        ("2024 - semestre 2", "2024-07-01", "2024-12-31"),
    ],
)  # fmt: skip
def test_a_part_of_a_year_of_two_figures_is_told(cell, first, last):
    reading = read_date(cell)
    span = read_span(reading.value)
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)
    assert bool(reading.told) == ("2024" not in cell)


@pytest.mark.parametrize(
    ("cell", "proposal"),
    [
        ("2023-24", "2023 à 2024"), ("2023/26", "2023 à 2026"), ("23/24", "2023 à 2024"),
        ("2024-S2", "semestre 2 2024"), ("1er sem. 2024", "semestre 1 2024"),
        ("Q2 2024", "T2 2024"), ("2024-Q3", "T3 2024"), ("03/15/2024", "15/03/2024"),
    ],
)  # fmt: skip
def test_a_date_of_another_custom_is_proposed(cell, proposal):
    reading = read_date(cell)
    assert (reading.value, reading.proposals) == (None, (proposal,))
    assert read_span(proposal)


def test_a_column_that_has_the_month_first_is_asked_where_both_can_be_read():
    american = date_reader(["03/15/2024", "03/04/2024"], "suivi.csv")
    assert american("03/04/2024").proposals == ("4 mars 2024", "3 avril 2024")
    assert american("05/05/2024").value == "05/05/2024"
    assert american("15/04/2024").value == "15/04/2024"
    french = date_reader(["15/03/2024", "03/04/2024"], "suivi.csv")
    assert french("03/04/2024").value == "03/04/2024"


@pytest.mark.parametrize(("cell", "meant"), [("12/03", "12/03/2023"), ("mars", "mars 2023")])
def test_a_sheet_of_a_year_says_what_its_dates_may_be_of(cell, meant):
    assert date_reader([], "suivi.xlsx › Actions 2023")(cell).proposals == (meant,)
    assert date_reader([], "suivi.xlsx › 2023-2024")(cell).proposals == ()
