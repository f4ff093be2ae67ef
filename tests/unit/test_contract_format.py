"""A whole contract in one workbook: it is read back as written, and nobody types an identifier."""

import polars as pl
import pytest

from cls_dash.ingest import loading
from cls_dash.ingest.contract.template import write_template
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.recognise.words import SHEETS
from tests.contract import asked, became, buildable, csv_file
from tests.sheets import workbook

CONTRACTS = [["Numéro *", "Intitulé *", "Début", "Fin", "Signé le"],
             ["3", "CLS 3", "2025", "2030", "janvier 2025"]]  # fmt: skip
AXES = [["Contrat *", "Intitulé *", "Thème *"],
        ["CLS 3", "Prévention", "prévention et promotion de la santé"],
        ["CLS 3", "Tête et corps", "Santé mentale"]]  # fmt: skip
PARTIES = [["Contrat", "Organisme", "Rôle"], ["CLS 3", "Ville de Thiers", "signataire"]]
LINEAGE = [["Axe antérieur", "Axe ultérieur", "Filiation"],
           ["Prévention", "Prévention", "repris"],
           ["Accès aux soins", "", "abandonné"]]  # fmt: skip
ACTIONS = [["Contrat", "Axe", "Intitulé", "Avancement"],
           ["CLS 3", "Tête et corps", "Groupes de parole", "engagée"]]  # fmt: skip
DEPLOYMENTS = [
    ["Action", "Intitulé", "Commune", "Début", "Forme"],
    ["Groupes de parole", "Premier groupe", "Thiers", "12/03/2025", "atelier"],
]
WHOLE = {"contracts": CONTRACTS, "axes": AXES, "parties": PARTIES, "axis_lineage": LINEAGE,
         "actions": ACTIONS, "deployments": DEPLOYMENTS}  # fmt: skip


@pytest.fixture
def data(tmp_path):
    return buildable(tmp_path / "data")


@pytest.fixture
def load(data, tmp_path):
    def load(sheets, *, trial=False):
        path = tmp_path / "contrat.xlsx"
        path.write_bytes(workbook(**{SHEETS[name]: rows for name, rows in sheets.items()}))
        return loading.load("contract", [path], tmp_path / "cls.gpkg", asked(data), trial=trial)

    return load


def table(data, name):
    return pl.read_csv(data / "territories" / "vallee" / f"{name}.csv", infer_schema=False)


@pytest.mark.slow
def test_a_third_contract_is_read_published_and_undone(load, data, tmp_path):
    store = tmp_path / "cls.gpkg"
    loading.publish(data, store)
    before, former = table(data, "axes").rows(), store.read_bytes()
    outcome = load(WHOLE)
    assert outcome.report.rejected == 0
    assert became(outcome) == {"new": 8}
    assert table(data, "contracts").rows()[-1] == (
        "vallee-3", "3", "CLS 3", "2025", "2030", "2025-01", None, "saisie-vallee", None
    )  # fmt: skip
    axes = table(data, "axes").filter(contract="vallee-3").select("axis", "theme").rows()
    assert axes == [("vallee-3-a1", "prevention"), ("vallee-3-a2", "mental_health")]
    assert table(data, "axis_lineage").rows() == [
        ("vallee-2-a1", "vallee-3-a1", "kept", "source"),
        ("vallee-2-a2", None, "dropped", "source"),
    ]
    (action,) = table(data, "actions").filter(contract="vallee-3").rows(named=True)
    assert action["axis"] == "vallee-3-a2"
    (deployment,) = table(data, "deployments").filter(action=action["action"]).rows(named=True)
    assert deployment["commune"] == "63430"
    assert table(data, "parties").rows() == [
        ("vallee-3", "Ville de Thiers", "signatory", "saisie-vallee", "supplied")
    ]
    assert became(load(WHOLE, trial=True)) == {"same": 8}
    loading.undo(data, store)
    assert table(data, "axes").rows() == before
    assert store.read_bytes() == former


def test_a_sheet_is_the_whole_of_the_contracts_that_it_names(load, data):
    load({name: WHOLE[name] for name in ("contracts", "axes", "parties")})
    again = load({"axes": AXES[:2]})
    assert became(again) == {"retracted": 1, "same": 1}
    assert again.changes.retracted == ("Tête et corps",)
    kept = table(data, "axes")["axis"].to_list()
    assert kept == ["vallee-1-a1", "vallee-2-a1", "vallee-2-a2", "vallee-3-a1"]
    assert len(table(data, "parties")) == 1, "a sheet that is not there changes nothing"


def test_where_a_line_is_put_aside_none_is_retracted(load, data):
    load({name: WHOLE[name] for name in ("contracts", "axes")})
    wrong = load({"axes": [*AXES[:2], ["CLS 3", "Tête et corps", "sport"]]})
    (problem,) = wrong.report.problems
    assert (problem.file, problem.line, problem.column, problem.value) == (
        "contrat.xlsx › Axes", 3, "Thème", "sport"
    )  # fmt: skip
    assert "santé mentale" in problem.remedy
    assert len(table(data, "axes")) == 5


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"contracts": [CONTRACTS[0], ["trois", "CLS 3", "", "", ""]]}, "écrit en lettres"),
        ({"contracts": [CONTRACTS[0], ["3", "CLS", "2025", "2024", ""]]}, "La fin précède"),
        ({"contracts": [CONTRACTS[0], ["3", "CLS", "", "", "hier"]]}, "Ce n’est pas une date."),
        ({"contracts": [*CONTRACTS, ["3", "CLS bis", "", "", ""]]}, "Ce numéro est déjà"),
        ({"axes": [AXES[0], ["CLS 9", "Axe", "vieillissement"]]}, "Ce contrat n’existe pas"),
        ({"axes": [AXES[0], ["CLS 2", "", "vieillissement"]]}, "Cette cellule est vide."),
        ({"parties": [PARTIES[0], ["CLS 2", "Mme X, 06 12 34 56 78", "Partenaires"]]}, "téléphone"),
        ({"axis_lineage": [LINEAGE[0], ["Accès aux soins", "", "repris"]]}, "se contredisent"),
        ({"axis_lineage": [LINEAGE[0], ["Habitat", "", "abandonné"]]}, "Cet axe n’existe pas"),
    ],
)
def test_what_cannot_be_is_put_aside_as_it_was_typed(load, data, sheets, said):
    (name,) = sheets
    # A good line beside it, or nothing would be accepted.
    good = {"contracts": ["9", "CLS 9", "", "", ""], "axes": ["CLS 2", "Parcours", "parcours"],
            "parties": ["CLS 2", "ARS", "Partenaires"],
            "axis_lineage": ["Accès aux soins", "", "abandonné"]}[name]  # fmt: skip
    sheets = {name: [*sheets[name], good]}
    if name == "axis_lineage" and "abandonné" not in sheets[name][1]:
        sheets[name][2] = ["Prévention", "", "abandonné"]
    outcome = load(sheets, trial=True)
    (problem,) = outcome.report.problems
    assert said in problem.reason
    assert outcome.report.accepted == len(sheets[name]) - 2


def test_one_sheet_alone_is_known_by_its_columns(data, tmp_path):
    rows = [dict(zip(("Contrat", "Intitulé", "Thème"), row, strict=True))
            for row in (["CLS 2", "Prévention", "addictions"],)]  # fmt: skip
    path = csv_file(tmp_path / "axes.csv", *rows)
    store = tmp_path / "cls.gpkg"
    outcome = loading.load("contract", [path], store, asked(data), trial=True)
    assert became(outcome) == {"changed": 1, "retracted": 1}


def test_a_file_without_any_of_its_sheets_is_refused(data, tmp_path):
    path = csv_file(tmp_path / "x.csv", {"Nom": "a"})
    with pytest.raises(InvalidDatasetError) as refusal:
        loading.load("contract", [path], tmp_path / "cls.gpkg", asked(data), trial=True)
    assert "template contract" in refusal.value.problems[0].remedy


@pytest.mark.slow
@pytest.mark.parametrize("name", ["contract", "axes"])
def test_filled_it_reads_back_as_what_is_known(data, tmp_path, name):
    path = tmp_path / f"{name}.xlsx"
    write_template(name, path, data=data, territory="vallee", filled=True)
    outcome = loading.load("contract", [path], tmp_path / "cls.gpkg", asked(data), trial=True)
    assert outcome.report.rejected == 0
    assert set(became(outcome)) == {"same"}
    known = {path: body for path, body in outcome.changes.files.items() if "/loads/" not in path}
    for path, body in known.items():
        assert path == "sources.csv" or (data / path).read_bytes() == body
