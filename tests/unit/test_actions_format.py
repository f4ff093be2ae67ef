"""The fiches-actions that a coordinator types are read, mended and refused in French."""

import polars as pl
import pytest
from hypothesis import given

from cls_dash.ingest.formats import actions
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.store.model import FILES
from tests.contract import SHIPPED, asked, csv_file
from tests.mangled import (
    Brought,
    assert_refused_or_accounted,
    mangled_archive,
    mangled_file,
    zipped,
)
from tests.sheets import only_row, workbook

ROW = {"Axe": "vallee-2-a2", "Intitulé": "Ateliers", "État": "engagée"}
GOOD = (
    "Axe;Intitulé;Objectif;État;Début;Budget (€)\r\n"
    'vallee-2-a2;Ateliers;"Cuisiner\r\nensemble";engagée;2024;12 000\r\n'
    "vallee-2-a1;Permanences;;envisagée;2025;\r\n"
).encode()


@pytest.fixture
def reading(valley, tmp_path):
    """Read rows given as the cells of each column."""

    def read(*rows):
        return actions.read([csv_file(tmp_path / "actions.csv", *rows)], asked(valley))

    return read


def said(loaded):
    """What is refused: line, column and reason."""
    return loaded.report.quarantined.select("line", "column", "reason").rows()


def test_a_full_row_has_every_column_of_the_dataset_typed(valley, reading):
    loaded = reading(
        ROW
        | {
            "Contrat": "vallee-2",
            "Objectif": "Cuisiner",
            "Public visé": "Habitants",
            "Porteurs": "Hôpital;CPTS",
            "Début": "2024",
            "Fin": "2026",
            "Mesure prévue": "Séances",
            "Cible prévue": "12,5",
            "Budget (€)": "12 000 €",
            "Fondement du rattachement": "rattachement éditorial",
            "Source": "bilan",
            "Nature du fait": "documentée",
        }
    )
    row = only_row(loaded)
    assert list(row) == FILES["actions"].columns
    assert row | {"action": ""} == {
        "action": "",
        "contract": "vallee-2",
        "axis": "vallee-2-a2",
        "title": "Ateliers",
        "objective": "Cuisiner",
        "intended_public": "Habitants",
        "carriers": "Hôpital;CPTS",
        "status": "started",
        "start_year": 2024,
        "end_year": 2026,
        "planned_measure": "Séances",
        "planned_target": 12.5,
        "budget_eur": 12000,
        "axis_basis": "editorial",
        "source": "bilan",
        "evidence": "documented",
    }


def test_what_is_left_empty_is_deduced_and_said(reading):
    loaded = reading(ROW)
    row = only_row(loaded)
    assert (row["contract"], row["axis_basis"]) == ("vallee-2", "source")
    assert (row["source"], row["evidence"]) == ("saisie-vallee", "supplied")
    assert "Colonne « Source » vide, lue « saisie du territoire » : 1 ligne." in plain_notes(loaded)


def plain_notes(loaded):
    return [note.replace("\u00a0", " ") for note in loaded.report.notes]


def test_the_identifier_formed_is_readable_and_always_the_same(reading):
    once, again = only_row(reading(ROW)), only_row(reading(ROW))
    assert once["action"] == again["action"]
    assert once["action"].startswith("vallee-2-ateliers-")
    shouted = only_row(reading(ROW | {"Intitulé": "ATELIERS "}))
    assert shouted["action"] == once["action"]


def test_an_action_already_known_under_its_title_keeps_its_identifier(reading):
    loaded = reading(
        {"Axe": "vallee-1-a1", "Intitulé": "dépistage", "État": "réalisée", "Budget (€)": ""}
    )
    assert only_row(loaded)["action"] == "vallee-1-01"
    assert not [note for note in plain_notes(loaded) if "identifiant" in note]


def test_a_column_that_the_file_lacks_says_nothing_of_a_known_action(reading):
    row = only_row(reading(ROW | {"Action": "vallee-1-01", "Axe": "vallee-1-a1"}))
    assert (row["carriers"], row["budget_eur"], row["source"]) == ("Hôpital;CPTS", 1500, "bilan")
    emptied = only_row(
        reading(ROW | {"Action": "vallee-1-01", "Axe": "vallee-1-a1", "Porteurs": ""})
    )
    assert emptied["carriers"] is None


@pytest.mark.sampled
@pytest.mark.parametrize(
    "header",
    [
        ("Axe", "Intitulé", "État"),
        ("axis", "title", "status"),
        ("AXE *", " intitule", "etat"),
        ("Axe :", "Intitulé (*)", "ÉTAT"),
    ],
)
def test_headers_are_french_or_technical_whatever_their_accents(reading, header):
    cells = dict(zip(header, ROW.values(), strict=True))
    assert only_row(reading(cells))["status"] == "started"


def test_an_unknown_column_is_ignored_and_said(reading):
    loaded = reading(ROW | {"Avis du copil": "favorable"})
    assert only_row(loaded)
    assert "Colonne inconnue, ignorée : « Avis du copil »." in plain_notes(loaded)


@pytest.mark.parametrize(
    ("rows", "value", "reason"),
    [
        ({"Axe": "vallee-2-a2", "Intitulé": "Ateliers"}, "État", "Cette colonne manque"),
        (ROW | {"title": "Ateliers"}, "title", "Deux colonnes de ce fichier"),
    ],
)
def test_a_header_that_cannot_be_used_refuses_the_file(reading, rows, value, reason):
    with pytest.raises(InvalidDatasetError) as refusal:
        reading(rows)
    [problem] = refusal.value.problems
    assert (problem.file, problem.line, problem.value) == ("actions.csv", 1, value)
    assert problem.reason.startswith(reason)


@pytest.mark.parametrize(
    ("territory", "reason"),
    [
        (None, "Le territoire de ce fichier n’est pas dit."),
        ("../vallee", "Ce territoire n’est pas dans le jeu de données."),
    ],
)
def test_the_territory_is_needed_and_known(valley, tmp_path, territory, reason):
    path = csv_file(tmp_path / "actions.csv", ROW)
    with pytest.raises(InvalidDatasetError) as refusal:
        actions.read([path], asked(valley, territory))
    assert refusal.value.problems[0].reason == reason
    assert "--territory" in str(refusal.value)


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("cells", "axis"),
    [
        ({"Axe": "vallee-2-a1"}, "vallee-2-a1"),
        ({"Axe": "vallee-2-a1 Prévention"}, "vallee-2-a1"),
        ({"Axe": "accès aux soins"}, "vallee-2-a2"),
        ({"Axe": "Prévention", "Contrat": "CLS 1"}, "vallee-1-a1"),
        ({"Axe": "Prévention", "Contrat": "vallee-2 CLS 2"}, "vallee-2-a1"),
    ],
)
def test_an_axis_is_named_by_its_identifier_or_its_title(reading, cells, axis):
    row = only_row(reading(ROW | cells))
    assert (row["axis"], row["contract"]) == (axis, axis.rpartition("-")[0])


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"Axe": ""}, "Axe", "Cette cellule est vide."),
        ({"Axe": "Sport"}, "Axe", "Cet axe n’existe pas dans ce territoire."),
        ({"Axe": "Prévention"}, "Axe", "Plusieurs lignes du territoire portent ce nom."),
        ({"Contrat": "CLS 1"}, "Axe", "Cet axe appartient au contrat vallee-2."),
        ({"Contrat": "CLS 9"}, "Contrat", "Ce contrat n’existe pas dans ce territoire."),
        ({"Intitulé": " - "}, "Intitulé", "Cette cellule est vide."),
        ({"État": "mystère"}, "État", "Ce mot n’est pas dans la liste."),
        ({"Début": "2024", "Fin": "2023"}, "Fin", "La fin précède le début."),
        ({"Début": "1999"}, "Début", "Ce nombre est hors des valeurs possibles."),
        ({"Début": "2101"}, "Début", "Ce nombre est hors des valeurs possibles."),
        ({"Cible prévue": "beaucoup"}, "Cible prévue", "Ce n’est pas un nombre."),
        ({"Budget": "-5"}, "Budget", "Ce nombre est hors des valeurs possibles."),
        ({"Budget": "12,5"}, "Budget", "Ce n’est pas un nombre entier."),
        ({"Source": "journal"}, "Source", "Cette source n’a pas de fiche."),
        (
            {"Nature du fait": "illustrative", "Source": "bilan"},
            "Nature du fait",
            "La nature du fait et sa source se contredisent.",
        ),
        (
            {"Porteurs": "accueil@exemple.fr"},
            "Porteurs",
            "Cette cellule contient une adresse électronique ou un téléphone.",
        ),
        (
            {"Porteurs": "CPTS, 04.00.00.00.00"},
            "Porteurs",
            "Cette cellule contient une adresse électronique ou un téléphone.",
        ),
        (
            {"Action": "voisin-1-01"},
            "Action",
            "Cet identifiant est déjà pris dans territories/voisin/actions.csv.",
        ),
    ],
)
def test_what_is_wrong_is_put_aside_with_its_line_and_reason(reading, cells, column, reason):
    loaded = reading({"Intitulé": "Autre", "Axe": "vallee-2-a1", "État": "planned"}, ROW | cells)
    assert said(loaded) == [(3, column, reason)]
    assert (loaded.report.read, loaded.report.accepted, loaded.report.rejected) == (2, 1, 1)
    assert loaded.report.quarantined["remedy"].str.len_chars().min() > 0


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("column", "cell", "corrected"),
    [
        ("État", "Realise", "réalisée"),
        ("Budget (€)", "1 234,0", "1234"),
        ("Objectif", "Manger\nmieux", "Manger mieux"),
        ("Objectif", "NC", ""),
        ("Action", "Vallée 2 / A", "vallee-2-a"),
    ],
)
def test_what_is_mended_is_told(reading, column, cell, corrected):
    loaded = reading(ROW | {column: cell})
    only_row(loaded)
    told = loaded.report.corrections.filter(pl.col("column") == column)
    assert told.select("line", "value", "corrected").rows() == [(2, cell, corrected)]


def test_illustrative_rows_cite_the_illustrative_source(reading):
    row = only_row(reading(ROW | {"Nature du fait": "illustrative"}))
    assert (row["evidence"], row["source"]) == ("illustrative", "illustrative")


def test_a_cited_document_documents_a_row(reading):
    row = only_row(reading(ROW | {"Source": "bilan"}))
    assert (row["source"], row["evidence"]) == ("bilan", "documented")


def test_a_row_that_cites_no_document_is_not_documented(reading):
    loaded = reading(ROW | {"Nature du fait": "documentée"})
    assert only_row(loaded)["evidence"] == "supplied"
    told = loaded.report.corrections.filter(pl.col("corrected") == "supplied")
    assert "Aucun document n’est cité" in told["reason"].item()


def test_copies_and_shared_identifiers_are_put_aside(reading):
    loaded = reading(ROW, ROW, ROW | {"État": "réalisée", "Axe": "vallee-2-a1"})
    shared = "Plusieurs lignes de ce fichier ne se distinguent pas."
    assert said(loaded) == [
        (2, "Intitulé", shared),
        (3, "Axe", "Cette ligne en répète une autre, ligne 2."),
        (3, "Intitulé", shared),
        (4, "Intitulé", shared),
    ]
    copied = reading(ROW, ROW)
    assert said(copied) == [(3, "Axe", "Cette ligne en répète une autre, ligne 2.")]


def test_two_files_do_not_share_an_identifier(valley, tmp_path):
    first = csv_file(tmp_path / "un.csv", ROW)
    second = csv_file(tmp_path / "deux.csv", ROW | {"État": "réalisée"})
    report = actions.read([first, second], asked(valley)).report
    [problem] = report.problems
    assert (problem.file, problem.reason) == (
        "deux.csv",
        "Cet identifiant est déjà pris dans un.csv.",
    )
    assert (report.read, report.accepted) == (2, 1)


def test_a_file_of_windows_is_read_and_said(valley, tmp_path):
    path = csv_file(tmp_path / "actions.csv", ROW, encoding="cp1252")
    loaded = actions.read([path], asked(valley))
    assert only_row(loaded)["status"] == "started"
    assert loaded.report.corrections["corrected"].to_list() == ["utf-8"]


@pytest.mark.slow
def test_the_shipped_actions_read_back_without_a_word():
    for folder in sorted((SHIPPED / "territories").glob("*/")):
        loaded = actions.read([folder / "actions.csv"], asked(SHIPPED, folder.name))
        assert loaded.report.rejected == 0
        assert loaded.report.corrections.is_empty()


@pytest.mark.slow
@given(mangled_file("actions.csv", GOOD))
def test_a_mangled_file_is_refused_or_wholly_accounted_for(valley, file):
    assert_refused_or_accounted(actions.read, file, asked(valley))


@pytest.mark.slow
@given(mangled_archive(workbook(Actions=[list(ROW), list(ROW.values())])))
def test_a_mangled_workbook_is_refused_or_wholly_accounted_for(valley, content):
    file = Brought("actions.xlsx", content)
    assert_refused_or_accounted(actions.read, file, asked(valley))


def test_a_zip_is_read_directly(valley, tmp_path):
    path = tmp_path / "actions.zip"
    path.write_bytes(zipped({"actions.csv": GOOD}))
    loaded = actions.read([path], asked(valley))
    assert loaded.tables["actions"]["title"].to_list() == ["Ateliers", "Permanences"]
    assert loaded.report.corrections["file"].unique().to_list() == ["actions.zip › actions.csv"]
