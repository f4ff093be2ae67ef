"""Where, when and for whom: what a coordinator types is read, mended and refused in French."""

from datetime import date, datetime

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given

from cls_dash.ingest.formats import deployments
from cls_dash.ingest.geography.cog import read_cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.store.model import FILES
from tests.contract import EPCI, SHIPPED, asked, csv_file
from tests.mangled import (
    Brought,
    assert_refused_or_accounted,
    mangled_archive,
    mangled_file,
)
from tests.sheets import only_row, open_document

ROW = {
    "Action": "vallee-1-01",
    "Intitulé": "Atelier",
    "Commune": "63430",
    "Forme": "atelier",
}
GOOD = (
    "Action;Intitulé;Commune;Longitude;Latitude;Début;Fin;Forme;Nombre;Unité du nombre\n"
    "vallee-1-01;Atelier;63430 Thiers;3,45;45,05;12/03/2024;;atelier;12;personnes\n"
    "Dépistage;Forum;1004;;;mars 2024;juin 2024;forum;;\n"
    "vallee-1-01;Forum;Ambert;;;;;forum;;\n"
).encode()


@pytest.fixture
def reading(valley, tmp_path):
    """Read rows given as the cells of each column."""

    def read(*rows):
        return deployments.read([csv_file(tmp_path / "faits.csv", *rows)], asked(valley))

    return read


def said(loaded):
    """What is refused: column and reason."""
    return loaded.report.quarantined.select("column", "reason").rows()


def told(loaded, column):
    """What is mended in a column: value read and value kept."""
    corrections = loaded.report.corrections.filter(pl.col("column") == column)
    return corrections.select("value", "corrected").rows()


def test_a_full_row_has_every_column_of_the_dataset_typed(valley, reading):
    loaded = reading(
        {
            "Déploiement": "vallee-1-d02",
            "Action": "vallee-1-01 Dépistage",
            "Intitulé": "Atelier",
            "Portée": "une commune",
            "Commune": "63430 Thiers",
            "EPCI": "",
            "Lieu": "maison de santé",
            "Longitude": "3,45",
            "Latitude": "45.05",
            "Début": "12/03/2024",
            "Fin": "",
            "Précision de la date": "jour",
            "Forme": "atelier",
            "Attribution": "partenaire",
            "Public touché": "Habitants",
            "Nombre": "12",
            "Unité du nombre": "personnes",
            "Source": "bilan Bilan du contrat",
            "Nature du fait": "documentée",
            "Séances": "3",
            "Dépense (€)": "1 200",
            "Partenaires": "Mission locale",
            "Observations": "À reconduire",
        }
    )
    row = only_row(loaded)
    assert list(row) == FILES["deployments"].columns
    assert row == {
        "deployment": "vallee-1-d02",
        "action": "vallee-1-01",
        "title": "Atelier",
        "scope": "commune",
        "commune": "63430",
        "epci": None,
        "place": "maison de santé",
        "longitude": 3.45,
        "latitude": 45.05,
        "starts_on": date(2024, 3, 12),
        "ends_on": date(2024, 3, 12),
        "date_precision": "day",
        "kind": "workshop",
        "attribution": "partner",
        "public_reached": "Habitants",
        "count": 12,
        "count_unit": "persons",
        "source": "bilan",
        "evidence": "documented",
        "sessions": 3,
        "spent_eur": 1200,
        "partners": "Mission locale",
        "remarks": "À reconduire",
    }


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("start", "end", "first", "last", "precision"),
    [
        ("2024-03-12", "", "2024-03-12", "2024-03-12", "day"),
        ("12/03/2024", "", "2024-03-12", "2024-03-12", "day"),
        ("12.3.2024", "", "2024-03-12", "2024-03-12", "day"),
        ("1er mars 2024", "", "2024-03-01", "2024-03-01", "day"),
        ("mardi 12 mars 2024", "", "2024-03-12", "2024-03-12", "day"),
        ("Février 2024", "", "2024-02-01", "2024-02-29", "month"),
        ("févr. 2024", "", "2024-02-01", "2024-02-29", "month"),
        ("02/2024", "", "2024-02-01", "2024-02-29", "month"),
        ("2024-02", "", "2024-02-01", "2024-02-29", "month"),
        ("2024", "", "2024-01-01", "2024-12-31", "year"),
        ("mars 2024", "mars 2024", "2024-03-01", "2024-03-31", "month"),
        ("mars 2024", "juin 2024", "2024-03-01", "2024-06-30", "period"),
        ("12/03/2024", "2024", "2024-03-12", "2024-12-31", "period"),
        ("12/03/2024", "12 mars 2024", "2024-03-12", "2024-03-12", "day"),
        ("", "", None, None, "unknown"),
    ],
)
def test_dates_are_read_as_written_with_their_precision(
    reading, start, end, first, last, precision
):
    row = only_row(reading(ROW | {"Début": start, "Fin": end}))
    dates = [row[name] and row[name].isoformat() for name in ("starts_on", "ends_on")]
    assert [*dates, row["date_precision"]] == [first, last, precision]


@pytest.mark.parametrize(
    ("cell", "corrected"), [("12/03/24", "2024-03-12"), ("45363", "2024-03-12")]
)
def test_a_date_that_could_be_something_else_is_told(reading, cell, corrected):
    loaded = reading(ROW | {"Début": cell})
    assert only_row(loaded)["starts_on"] == date(2024, 3, 12)
    assert told(loaded, "Début") == [(cell, corrected)]


@pytest.mark.parametrize(
    ("said_so", "first", "last"),
    [
        ("mois", date(2024, 3, 1), date(2024, 3, 31)),
        ("année", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_day_may_stand_for_its_month_or_its_year(reading, said_so, first, last):
    row = only_row(reading(ROW | {"Début": "12/03/2024", "Précision de la date": said_so}))
    assert (row["starts_on"], row["ends_on"]) == (first, last)


CONTRADICTED = "Les dates ne s’accordent pas avec leur précision."


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"Début": "31/02/2024"}, "Début", "Cette date n’existe pas."),
        ({"Début": "03/25/2024"}, "Début", "Le mois est écrit avant le jour."),
        ({"Début": "printemps 2024"}, "Début", "Cette date est approchée."),
        ({"Début": "jui 2024"}, "Début", "Ce mois peut être juin ou juillet."),
        ({"Début": "1924"}, "Début", "Ce n’est pas une date."),
        ({"Début": "2024,5"}, "Début", "Ce n’est pas une date."),
        ({"Début": "2024", "Fin": "bientôt"}, "Fin", "Ce n’est pas une date."),
        ({"Début": "13/03/2024", "Fin": "12/03/2024"}, "Fin", "La fin précède le début."),
        ({"Début": "", "Fin": "2024"}, "Fin", "La fin est donnée sans le début."),
        (
            {"Début": "mars 2024", "Précision de la date": "jour"},
            "Précision de la date",
            CONTRADICTED,
        ),
        ({"Début": "2024", "Précision de la date": "mois"}, "Précision de la date", CONTRADICTED),
        (
            {"Début": "2023", "Fin": "2024", "Précision de la date": "année"},
            "Précision de la date",
            CONTRADICTED,
        ),
        (
            {"Début": "2024", "Précision de la date": "inconnue"},
            "Précision de la date",
            CONTRADICTED,
        ),
        ({"Début": "", "Précision de la date": "jour"}, "Précision de la date", CONTRADICTED),
    ],
)
def test_a_date_that_cannot_be_is_put_aside(reading, cells, column, reason):
    loaded = reading(ROW | cells)
    assert said(loaded) == [(column, reason)]
    assert (loaded.report.read, loaded.report.accepted) == (1, 0)


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("cell", "code", "corrected"),
    [
        ("63430", "63430", []),
        ("63430 Thiers", "63430", []),
        ("63350 Saint-Jean", "63350", []),
        ("THIERS", "63430", ["63430"]),
        ("Amberieu en Bugey", "01004", ["01004"]),
        ("1004", "01004", ["01004"]),
        ("1004 Ambérieu-en-Bugey", "01004", ["01004"]),
        ("63999", "63003", ["63003"]),
        ("63999 Ancien nom", "63003", ["63003"]),
        ("63003", "63003", []),
    ],
)
def test_a_commune_is_named_by_its_code_or_its_name(reading, cell, code, corrected):
    loaded = reading(ROW | {"Commune": cell})
    assert only_row(loaded)["commune"] == code
    assert [kept for _, kept in told(loaded, "Commune")] == corrected


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("Saint-Jean", "Plusieurs communes peuvent porter ce nom."),
        ("Paris", "Cette commune n’est dans aucun périmètre du territoire."),
        ("63430 Ambert", "Le code est celui de Thiers, le nom est « Ambert »."),
        ("Nulle-Part", "Ce n’est ni un code Insee ni le nom d’une commune connue."),
        ("75056", "Cette commune n’est dans aucun périmètre du territoire."),
        ("99999", "Aucune commune de France n’a ce code."),
    ],
)
def test_a_commune_that_is_not_of_the_territory_is_put_aside(reading, cell, reason):
    assert said(reading(ROW | {"Commune": cell})) == [("Commune", reason)]


@pytest.mark.parametrize(
    ("cells", "scope"),
    [
        ({}, "commune"),
        ({"Commune": "", "EPCI": "CC de la Vallée"}, "epci"),
        ({"Commune": "", "EPCI": EPCI}, "epci"),
        ({"Commune": "", "Portée": "tout le territoire"}, "territory"),
        ({"Commune": "", "Portée": "À distance"}, "remote"),
    ],
)
def test_the_scope_is_that_of_what_is_named(reading, cells, scope):
    row = only_row(reading(ROW | cells))
    assert (row["scope"], row["epci"]) == (scope, EPCI if scope == "epci" else None)


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"Commune": ""}, "Portée", "La portée n’est pas dite."),
        (
            {"Commune": "", "Portée": "une commune"},
            "Commune",
            "Un déploiement de portée « une commune » dit laquelle.",
        ),
        (
            {"Portée": "à distance"},
            "Commune",
            "La portée n’est pas « une commune », mais cette cellule est remplie.",
        ),
        (
            {"EPCI": EPCI},
            "EPCI",
            "La portée n’est pas « une intercommunalité », mais cette cellule est remplie.",
        ),
        (
            {"Commune": "", "EPCI": "200070712"},
            "EPCI",
            "Cette intercommunalité n’a pas de commune dans le périmètre du territoire.",
        ),
        ({"Action": "vallee-9-01"}, "Action", "Cette action n’existe pas dans ce territoire."),
        ({"Forme": "tombola"}, "Forme", "Ce mot n’est pas dans la liste."),
        (
            {"Nombre": "-3", "Unité du nombre": "foyers"},
            "Nombre",
            "Ce nombre est hors des valeurs possibles.",
        ),
        (
            {"Déploiement": "vallee-1-i001"},
            "Déploiement",
            "Cet identifiant est déjà pris dans territories/vallee/deployments_illustrative.csv.",
        ),
        (
            {"Lieu": "chez X, 06 00 00 00 00"},
            "Lieu",
            "Cette cellule contient une adresse électronique ou un téléphone.",
        ),
    ],
)
def test_what_contradicts_itself_or_the_territory_is_put_aside(reading, cells, column, reason):
    loaded = reading(ROW | cells)
    assert said(loaded) == [(column, reason)]
    assert loaded.report.quarantined["line"].to_list() == [2]


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("cells", "point"),
    [
        ({"Longitude": "3,45", "Latitude": "45,05"}, (3.45, 45.05)),
        ({"Longitude": "3,41", "Latitude": "45,11"}, (3.41, 45.11)),  # a kilometre outside
        ({"Longitude": "45,05", "Latitude": "3,45"}, (3.45, 45.05)),
        (
            {"Longitude": "3,05", "Latitude": "45,05", "Commune": "", "Portée": "territory"},
            (3.05, 45.05),
        ),
    ],
)
def test_a_point_near_its_commune_is_kept_even_swapped(reading, cells, point):
    loaded = reading(ROW | cells)
    row = only_row(loaded)
    assert (row["longitude"], row["latitude"]) == point
    swapped = "Longitude et latitude échangées."
    assert (swapped in loaded.report.corrections["reason"]) == (cells["Longitude"] == "45,05")


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("longitude", "latitude", "reason"),
    [
        ("3,05", "45,05", "Ce point est loin de sa commune, ou du territoire."),
        ("-3,45", "45,05", "Ce point est loin de sa commune, ou du territoire."),
        ("3,45", "", "Il manque une des deux coordonnées."),
        ("743000", "45,05", "Ce nombre est hors des valeurs possibles."),
    ],
)
def test_a_point_elsewhere_is_put_aside(reading, longitude, latitude, reason):
    loaded = reading(ROW | {"Longitude": longitude, "Latitude": latitude})
    assert said(loaded) == [("Longitude" if latitude else "Latitude", reason)]


def test_rows_are_told_apart_by_title_place_and_date(reading):
    loaded = reading(
        ROW,
        ROW | {"Commune": "63003"},
        ROW | {"Début": "2024"},
        ROW | {"Lieu": "mairie"},
        ROW | {"Public touché": "Habitants"},
    )
    made = loaded.tables["deployments"]["deployment"].to_list()
    assert len(set(made)) == 3
    assert all(name.startswith("vallee-1-01-atelier-") for name in made)
    shared = "Plusieurs lignes de ce fichier ne se distinguent pas."
    assert loaded.report.quarantined.select("line", "reason").rows() == [(2, shared), (6, shared)]


def test_a_column_that_the_file_lacks_says_nothing_of_a_known_deployment(reading):
    row = only_row(reading(ROW | {"Déploiement": "vallee-1-d01"}))
    assert (row["starts_on"], row["date_precision"]) == (date(2013, 5, 4), "day")
    assert (row["count"], row["count_unit"]) == (12, "persons")
    dated = only_row(reading(ROW | {"Déploiement": "vallee-1-d01", "Début": "2014"}))
    assert (dated["ends_on"], dated["date_precision"]) == (date(2014, 12, 31), "year")


def test_a_commune_that_was_no_member_then_is_told(reading):
    left = ROW | {"Commune": "63003"}
    loaded = reading(
        left | {"Intitulé": "A", "Début": "2024"}, left | {"Intitulé": "B", "Début": "2019"},
        left | {"Intitulé": "C", "Début": "2011"}, left | {"Intitulé": "D", "Début": ""},
        ROW | {"Intitulé": "E", "Début": "2024"},
    )  # fmt: skip
    assert loaded.report.rejected == 0
    [told] = [note for note in loaded.report.notes if "périmètre" in note]
    assert told.startswith("2\u00a0lignes se passent")
    assert "2 (Ambert) et 4 (Ambert)" in told.replace("\u00a0", " ")


@pytest.mark.slow
def test_the_shipped_deployments_read_back_without_a_word():
    for folder in sorted((SHIPPED / "territories").glob("*/")):
        question = Asked(read_cog(SHIPPED / "geography"), SHIPPED, territory=folder.name)
        loaded = deployments.read([folder / "deployments.csv"], question)
        assert loaded.report.rejected == 0, loaded.report.quarantined.rows()
        assert loaded.report.corrections.is_empty()


def workbook(path, *rows, sheet="Déploiements"):
    """Write rows in the sheet to fill, after another one."""
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        book.add_worksheet("Lisez-moi").write_string(0, 0, "Bonjour")
        filled = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for rank, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    filled.write_datetime(rank, column, cell, day)
                else:
                    filled.write(rank, column, cell)
    return path


def test_a_workbook_keeps_its_days_codes_and_numbers(valley, tmp_path):
    header = [*ROW, "Début", "Longitude", "Latitude", "Nombre", "Unité du nombre"]
    cells = ["vallee-1-01", "Atelier", 1004, "atelier", datetime(2024, 3, 12), 3.05, 45.05, 12]
    path = workbook(tmp_path / "faits.xlsx", header, [], [*cells, "personnes"])
    loaded = deployments.read([path], asked(valley))
    row = only_row(loaded)
    assert (row["commune"], row["starts_on"]) == ("01004", date(2024, 3, 12))
    assert (row["longitude"], row["count"]) == (3.05, 12)
    assert loaded.report.corrections.select("line", "value", "corrected").rows() == [
        (3, "1004", "01004")
    ]


def test_our_table_is_found_on_a_sheet_of_another_name(valley, tmp_path):
    path = workbook(tmp_path / "faits.xlsx", list(ROW), list(ROW.values()), sheet="Feuille 2")
    loaded = deployments.read([path], asked(valley))
    assert only_row(loaded)["commune"] == "63430"
    assert loaded.report.files == ("faits.xlsx › Feuille 2",)


def test_a_file_without_our_columns_is_told_which_to_name(valley, tmp_path):
    path = csv_file(tmp_path / "faits.csv", {"Machin": "a", "Truc": "b"})
    with pytest.raises(InvalidDatasetError) as refusal:
        deployments.read([path], asked(valley))
    [problem] = refusal.value.problems
    assert (problem.line, problem.value) == (1, "Action")
    assert "--column action=TITRE (colonnes lues : Machin et Truc)" in problem.remedy


def test_a_number_without_unit_is_of_persons_and_told(reading):
    loaded = reading(ROW | {"Nombre": "12"})
    assert (only_row(loaded)["count"], only_row(loaded)["count_unit"]) == (12, "persons")
    assert any("lu en personnes" in note for note in loaded.report.notes)


def test_an_ods_is_read_as_well(valley, tmp_path):
    path = tmp_path / "faits.ods"
    path.write_bytes(
        open_document([[*ROW, "Début"], [*ROW.values(), date(2024, 3, 12)]], "Déploiements")
    )
    loaded = deployments.read([path], asked(valley))
    assert only_row(loaded)["starts_on"] == date(2024, 3, 12)
    assert loaded.report.corrections.is_empty()


@pytest.mark.slow
@given(mangled_file("deployments.csv", GOOD))
def test_a_mangled_file_is_refused_or_wholly_accounted_for(valley, file):
    assert_refused_or_accounted(deployments.read, file, asked(valley))


@pytest.mark.slow
@given(mangled_archive(open_document([list(ROW), list(ROW.values())], "Déploiements")))
def test_a_mangled_ods_is_refused_or_wholly_accounted_for(valley, content):
    file = Brought("deployments.ods", content)
    assert_refused_or_accounted(deployments.read, file, asked(valley))
