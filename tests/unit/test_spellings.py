"""What hands write in one cell: numbers, dates, places, each in its usual spellings."""

from datetime import date

import pytest

from cls_dash.ingest.contract.titles import find_titles
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.recognise.choices import scope_of
from cls_dash.ingest.recognise.dates import read_date
from cls_dash.ingest.recognise.numbers import read_number
from cls_dash.ingest.recognise.places import Places
from cls_dash.ingest.recognise.spans import read_span
from cls_dash.store.model import FILES

NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 200,50 €", "1201"), ("12.000 €", "12000"), ("2 k€", "2000"), ("2,5 k€", "2500"),
        (f"1{NARROW}500{NARROW}€", "1500"), (f"1{NBSP}500", "1500"), ("12 mille €", "12000"),
        ("12 milliers d’euros", "12000"), ("1,5 M€", "1500000"), ("2 millions d’euros", "2000000"),
        ("1.234.567", "1234567"), ("5 000 TTC", "5000"), ("€ 300", "300"), ("5000.00", "5000.00"),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_euros(cell, value):
    assert read_number(cell, whole=True, money=True, lowest=0).value == value


@pytest.mark.parametrize(
    ("cell", "doubt", "proposals"),
    [
        ("env. 30", "Ce nombre est approché.", ("30",)),
        ("30 env.", "Ce nombre est approché.", ("30",)),
        ("30 ?", "Ce nombre est approché.", ("30",)),
        ("≈ 30", "Ce nombre est approché.", ("30",)),
        ("3 à 5", "C’est un intervalle, ou plusieurs nombres.", ("3", "5")),
        ("3-5", "C’est un intervalle, ou plusieurs nombres.", ("3", "5")),
        ("> 20", "C’est une borne, pas un nombre.", ("20",)),
        ("une trentaine", "Ce nombre est écrit en lettres.", ("30",)),
        ("douzaine", "Ce nombre est écrit en lettres.", ("12",)),
        ("12,5", "Ce n’est pas un nombre entier.", ("13",)),
        ("30 enfants", "Ce n’est pas un nombre.", ("30",)),
        ("III", "Ce n’est pas un nombre.", ()),
    ],
)
def test_a_count_that_is_none_says_why(cell, doubt, proposals):
    reading = read_number(cell, whole=True)
    assert (reading.value, reading.doubt, reading.proposals) == (None, doubt, proposals)


def days(first, last):
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize(
    ("cell", "first", "last", "precision"),
    [
        ("T1 2024", "2024-01-01", "2024-03-31", "period"),
        ("1T2024", "2024-01-01", "2024-03-31", "period"),
        ("2024-T2", "2024-04-01", "2024-06-30", "period"),
        ("T3/2024", "2024-07-01", "2024-09-30", "period"),
        ("1er trim. 2024", "2024-01-01", "2024-03-31", "period"),
        ("premier semestre 2024", "2024-01-01", "2024-06-30", "period"),
        ("semestre 2 2024", "2024-07-01", "2024-12-31", "period"),
        ("mars-avril 2024", "2024-03-01", "2024-04-30", "period"),
        (f"mars{NBSP}à juin 2024", "2024-03-01", "2024-06-30", "period"),
        ("nov. 2023 à janv. 2024", "2023-11-01", "2024-01-31", "period"),
        ("2023/2024", "2023-01-01", "2024-12-31", "period"),
        ("du 12/03 au 15/03/2024", "2024-03-12", "2024-03-15", "period"),
        ("12/03/2024 → 15/03/2024", "2024-03-12", "2024-03-15", "period"),
        ("12–15 mars 2024", "2024-03-12", "2024-03-15", "period"),
        ("le 12 mars 2024", "2024-03-12", "2024-03-12", "day"),
        ("12 mars 24", "2024-03-12", "2024-03-12", "day"),
        ("mardi 12/03/2024 de 14h à 16h30", "2024-03-12", "2024-03-12", "day"),
        ("12/03/2024 (matin)", "2024-03-12", "2024-03-12", "day"),
        ("１２/03/2024", "2024-03-12", "2024-03-12", "day"),
        ("févr. 2024", "2024-02-01", "2024-02-29", "month"),
    ],
)
def test_a_date_is_read_with_its_precision(cell, first, last, precision):
    span = read_span(cell)
    assert (span.first, span.last, span.precision) == (*days(first, last), precision)
    kept = read_span(read_date(cell).value)
    assert (kept.first, kept.last) == (span.first, span.last)


@pytest.mark.parametrize(
    ("cell", "doubt", "proposal"),
    [
        ("été 2024", "Cette date est approchée.", "juin 2024 à août 2024"),
        ("hiver 2023-2024", "Cette date est approchée.", "décembre 2023 à février 2024"),
        ("année scolaire 2023-2024", "Cette date est approchée.", "septembre 2023 à juin 2024"),
        ("S1 2024", "Cette date est approchée.", "semestre 1 2024"),
        ("tous les mardis de sept. à juin 2023", "Cette date est approchée.",
         "sept. 2022 à juin 2023"),
        ("fin mars 2024", "Cette date est approchée.", "mars 2024"),
        ("2024 ?", "Cette date est approchée.", "2024"),
        ("mars 24", "L’année manque à cette date.", "mars 2024"),
        ("12032024", "Ce n’est pas une date.", "12/03/2024"),
        ("mars, avril et mai 2024", "Plusieurs dates dans une cellule : une ligne par date, ou une"
         " période.", "mars 2024"),
    ],
)  # fmt: skip
def test_a_date_that_is_approached_is_proposed(cell, doubt, proposal):
    reading = read_date(cell)
    assert (reading.value, reading.doubt, reading.proposals[0]) == (None, doubt, proposal)
    assert all(read_span(each) for each in reading.proposals)


@pytest.mark.parametrize("cell", ["12/03", "12 mars", "juin à septembre"])
def test_a_date_without_its_year_is_none(cell):
    reading = read_date(cell)
    assert (reading.doubt, reading.proposals) == ("L’année manque à cette date.", ())


NAMES = {
    "63003": "Ambert", "63040": "Billom", "63066": "Celles-sur-Durolle", "63179": "Job",
    "63310": "Sainte-Agathe", "63334": "Saint-Dier-d'Auvergne", "63430": "Thiers",
}  # fmt: skip
COG = Cog(
    names=NAMES | {"44222": "La Roche-Blanche", "63302": "La Roche-Blanche", "93066": "Saint-Denis",
                   "97411": "Saint-Denis", "63300": "Riom"},
    successors={},
    postcodes={"63300": ("63430",), "97400": ("97411",)},
)  # fmt: skip
OURS = Places(COG, NAMES)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("THIERS", "63430"), ("63300 Thiers", "63430"), ("Thiers (63)", "63430"),
        ("La Roche Blanche (63)", "63302"), ("St-Dier d’Auvergne", "63334"), ("St Dier", "63334"),
        ("Ste Agathe", "63310"), ("Celles s/ Durolle", "63066"), ("Celles-s-Durolle", "63066"),
        ("mairie de Thiers", "63430"), ("Thiers CEDEX", "63430"), ("Saint-Denis 97400", "97411"),
        (f"Thiers{NBSP}(63300)", "63430"),
    ],
)  # fmt: skip
def test_a_commune_is_read_as_it_is_spelled(cell, code):
    assert OURS.read(cell).value == code


@pytest.mark.parametrize(
    ("cell", "proposal"),
    [
        ("La Roche-Blanche", "44222 La Roche-Blanche"), ("Saint-Denis", "93066 Saint-Denis"),
        ("hôpital de Thiers", "63430 Thiers"), ("Thiers ou Ambert", "63430 Thiers"),
        ("Quartier du Moutier (Thiers)", "63430 Thiers"), ("Le Job", "63179 Job"),
        ("Ambret", "63003 Ambert"), ("63300", "63430 Thiers"), ("63300 Ambert", "63003 Ambert"),
    ],
)  # fmt: skip
def test_a_doubtful_place_is_proposed(cell, proposal):
    reading = OURS.read(cell)
    assert reading.value is None
    assert proposal in reading.proposals


def test_a_list_of_communes_is_unfolded():
    assert OURS.several("Thiers, Ambert et Billom") == ["63430", "63003", "63040"]
    assert OURS.several("Thiers, Ambert et Nulle-Part") == []


@pytest.mark.parametrize(
    "cell",
    ["tout le CLS", "Tout le territoire du CLS", "sur tout le territoire", "toutes les communes",
     "l’ensemble du territoire", "toutes les communes du contrat local de santé"],
)  # fmt: skip
def test_the_whole_territory_is_said_in_many_ways(cell):
    assert scope_of(cell) == "territory"


@pytest.mark.parametrize("cell", ["Thiers", "toutes", "une partie du territoire", "la commune"])
def test_what_is_not_the_whole_territory_is_not(cell):
    assert scope_of(cell) is None


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Nb pers.", "count"), ("Nbre de participants", "count"), ("NOMBRE PARTICIPANTS", "count"),
        ("Communes concernées", "commune"), ("Type d’actions", "kind"), ("Dates de fin", "ends_on"),
        ("Nb de séances", "sessions"), ("Structures partenaire", "partners"),
    ],
)  # fmt: skip
def test_a_title_is_known_by_its_words(header, column):
    found = find_titles(["Réf.", "Quoi", header], FILES["deployments"], {})
    assert found[column] == header


def test_a_title_that_says_something_else_is_left_to_the_person():
    found = find_titles(["Réf.", "Nombre de kilomètres", "Communes voisines"],
                        FILES["deployments"], {})  # fmt: skip
    assert found == {"action": "Réf."}
