"""A load from the file to the store: reported, saved_loads, published, or nothing at all."""

import csv
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from cls_dash.cli import app
from cls_dash.ingest import saved_loads
from cls_dash.ingest.release import build_store
from cls_dash.store.open import open_store
from cls_dash.store.queries.catalogue import sources_of
from cls_dash.store.queries.extracts import extract, row_counts
from tests.conftest import ROOT, opened
from tests.contract import buildable
from tests.shipped import DATA

BPE = """REG;DEP;DEPCOM;DCIRIS;AN;TYPEQU;NB_EQUIP
84;63;63430;63430;2018;D201;10
84;63;63430;63430;2018;D301;4
84;63;1004;1004;2018;D201;3
84;63;63430;63430;2018;D301;x
84;63;99999;99999;2018;D201;1
"""
KILLED = """
import sys, time
from pathlib import Path
from cls_dash.store import sqlite

_, reached, *arguments = sys.argv

def pause(connection, frames):
    Path(reached).touch()
    time.sleep(60)

sqlite._verify = pause
sys.argv = ["cls-dash", *arguments]
from cls_dash.cli import app
app()
"""


@pytest.fixture
def data(tmp_path):
    """A dataset of five communes, with the codes of all of France and the card of the BPE."""
    folder = buildable(tmp_path / "data")
    for name in ("cog.csv", "successors.csv"):
        shutil.copy(DATA / "geography" / name, folder / "geography")
    shipped = (DATA / "sources.csv").read_text("utf-8").splitlines(keepends=True)
    with (folder / "sources.csv").open("a", encoding="utf-8") as cards:
        cards.writelines(card for card in shipped if card.startswith("insee-bpe,"))
    return folder


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "bpe.csv"
    path.write_text(BPE, encoding="utf-8")
    return path


def run(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def load(data, store, file, *options, name="bpe"):
    return run("load", name, file, "--data", data, "--store", store, *options)


def snapshot(folder):
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path: path.read_bytes() for path in paths}


def counts_of(address):
    with opened(address) as store, store.reading() as release:
        rows = extract(release, "counts")
    return {(row.category, row.commune): row.n for row in rows.itertuples()}


def shipped_counts():
    with (DATA / "provider_counts.csv").open(encoding="utf-8") as file:
        return {(row["category"], row["commune"]): int(row["n"]) for row in csv.DictReader(file)}


def test_a_load_is_reported_kept_and_published_on_both_engines(tmp_path, address, file):
    data = shutil.copytree(DATA, tmp_path / "data")
    result = load(data, address, file, "--year", 2018)
    assert result.exit_code == 0
    counts = "5 lignes lues : 3 acceptées, 2 mises de côté ; 1 cellule corrigée."
    assert counts in result.stdout.replace("\u00a0", " ")
    assert "« 1004 » → « 01004 »" in result.stdout
    assert "bpe.csv:5, NB_EQUIP (« x »)" in result.stderr
    assert "bpe.csv:6, DEPCOM (« 99999 »)" in result.stderr
    expected = {("bpe:D201", "63430"): 10, ("bpe:D301", "63430"): 4, ("bpe:D201", "01004"): 3}
    assert counts_of(address) == shipped_counts() | expected
    with opened(address) as store, store.reading() as release:
        source = sources_of(release).loc["bpe-2018"]
        assert row_counts(release)["deployment"] > 300
    assert source["producer"] == "Insee"
    assert source["title"].endswith("(2018)")
    assert len(source["checksum"]) == 64


def test_the_whole_report_is_written_beside_the_file_and_as_json(data, tmp_path, file):
    result = load(data, f"sqlite:///{tmp_path}/cls.gpkg", file, "--json")
    told = json.loads(result.stdout)
    assert (told["read"], told["accepted"], told["rejected"], told["corrected"]) == (5, 3, 2, 1)
    assert {row["line"] for row in told["quarantined"]} == {5, 6}
    assert all(row["reason"] and row["remedy"] for row in told["quarantined"])
    written = pl.read_csv(tmp_path / "bpe.csv.rapport.csv", separator=";")
    assert told["report_file"] == str(tmp_path / "bpe.csv.rapport.csv")
    assert written.columns == ["constat", "fichier", "ligne", "colonne", "valeur", "corrigé en",
                               "raison", "remède"]  # fmt: skip
    assert sorted(written["constat"]) == ["corrigé", "mis de côté", "mis de côté"]


def test_the_report_goes_where_it_is_asked(data, tmp_path, file):
    folder = tmp_path / "rapports"
    folder.mkdir()
    result = load(data, f"sqlite:///{tmp_path}/cls.gpkg", file, "--report", folder)
    assert f"Rapport complet : {folder / 'bpe.csv.rapport.csv'}" in result.stdout


def test_a_report_to_a_folder_that_is_not_there_is_refused(data, tmp_path, file, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before, absent = sorted(tmp_path.iterdir()), tmp_path / "absent"
    result = load(data, f"sqlite:///{tmp_path}/cls.gpkg", file, "--report", absent)
    assert result.exit_code == 2
    assert "n’existe pas" in " ".join(result.output.split())
    assert sorted(tmp_path.iterdir()) == before


def test_a_trial_reads_and_writes_nothing_but_its_report(data, tmp_path, file):
    before = snapshot(data)
    for command in (("check",), ("load", "--dry-run", "--store", f"sqlite:///{tmp_path}/no.gpkg")):
        result = run(command[0], "bpe", file, "--data", data, *command[1:])
        assert result.exit_code == 0
        assert "Rien n’a été publié : c’était un essai." in result.stdout
    assert snapshot(data) == before
    assert not (tmp_path / "no.gpkg").exists()


def test_strict_refuses_all_when_a_line_is_put_aside(data, tmp_path, file):
    before = snapshot(data)
    result = load(data, f"sqlite:///{tmp_path}/cls.gpkg", file, "--strict")
    assert result.exit_code == 1
    assert "Le chargement est refusé ; le magasin publié reste inchangé." in result.stderr
    assert "2 enregistrements mis de côté sur 5." in result.stderr
    assert snapshot(data) == before


def test_a_file_of_which_nothing_is_left_is_refused(data, tmp_path):
    path = tmp_path / "vide.csv"
    path.write_text(BPE.splitlines()[0] + "\n", encoding="utf-8")
    assert load(data, f"sqlite:///{tmp_path}/cls.gpkg", path).exit_code == 1
    assert not (data / "loads").exists()


def test_loading_again_replaces_and_removing_forgets(data, tmp_path, file):
    address = f"sqlite:///{tmp_path}/cls.gpkg"
    load(data, address, file)
    file.write_text(BPE.replace(";10\n", ";12\n"), encoding="utf-8")
    load(data, address, file)
    assert counts_of(address)["bpe:D201", "63430"] == 12
    assert [card.name for card in saved_loads.cards(data)] == ["bpe-2018"]
    assert "Chargé : bpe-2018" in run("status", "--store", address).stdout
    result = run("remove", "bpe-2018", "--data", data, "--store", address)
    assert result.exit_code == 0
    assert counts_of(address) == {}
    assert saved_loads.cards(data) == []
    again = run("remove", "bpe-2018", "--data", data, "--store", address)
    assert again.exit_code == 1
    assert "Aucun chargement ne porte ce nom" in again.stderr


def test_a_store_built_again_still_holds_the_loads(data, tmp_path, file):
    address = f"sqlite:///{tmp_path}/cls.gpkg"
    load(data, address, file)
    whole = (tmp_path / "cls.gpkg").read_bytes()
    build_store(data, address)
    assert (tmp_path / "cls.gpkg").read_bytes() == whole


def test_a_load_whose_publication_fails_changes_nothing(data, tmp_path, file, monkeypatch):
    target = tmp_path / "cls.gpkg"
    build_store(data, target)
    before, files = target.read_bytes(), snapshot(data)

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cls_dash.store.sqlite.flush", refuse)
    result = load(data, f"sqlite:///{target}", file)
    assert result.exit_code == 1
    assert "celui qui l’était reste inchangé" in result.stderr
    assert target.read_bytes() == before
    assert snapshot(data) == files


def test_a_load_that_is_killed_leaves_the_published_store_byte_for_byte(data, tmp_path, file):
    target, reached = tmp_path / "store" / "cls.gpkg", tmp_path / "reached"
    build_store(data, target)
    before = target.read_bytes()
    arguments = ["load", "bpe", file, "--data", data, "--store", f"sqlite:///{target}"]
    loader = subprocess.Popen(
        [sys.executable, "-c", KILLED, reached, *map(str, arguments)], cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not reached.exists():
        assert loader.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    loader.send_signal(signal.SIGKILL)
    loader.wait(10)
    assert target.read_bytes() == before
    assert load(data, f"sqlite:///{target}", file).exit_code == 0
    assert list(target.parent.iterdir()) == [target]


def test_a_damaged_load_is_named(data, tmp_path, file):
    load(data, f"sqlite:///{tmp_path}/cls.gpkg", file)
    (data / "loads" / "bpe-2018.provider_count.parquet").write_bytes(b"PAR1")
    result = run("build", "--data", data, "--store", f"sqlite:///{tmp_path}/cls.gpkg")
    assert result.exit_code == 1
    assert "loads/bpe-2018.provider_count.parquet:1" in result.stderr


def test_an_own_source_can_be_cited_and_an_unknown_one_is_refused(data, tmp_path):
    path = tmp_path / "temps.csv"
    path.write_text("origine;destination;minutes\n63430;63003;55\n", encoding="utf-8")
    address = f"sqlite:///{tmp_path}/cls.gpkg"
    result = load(data, address, path, "--source", "inconnue", name="travel-times")
    assert result.exit_code == 1
    assert "Aucune fiche de source n’a cette clé." in result.stderr
    assert load(data, address, path, name="travel-times").exit_code == 0
    store = open_store(address)
    with store.reading() as release:
        times = extract(release, "travel-times")
    store.engine.dispose()
    given = times[times["basis"] == "table"]
    assert given[["origin", "destination", "minutes"]].to_numpy().tolist() == [
        ["63430", "63003", 55.0]
    ]
    assert given["source"].tolist() == ["travel-times-temps"]
    assert set(times.loc[times["basis"] == "estimate", "source"]) == {None}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("load",), "Il manque l’argument FORMAT."),
        (("load", "bpx", "x"), "« bpx » n’est pas parmi : contract, actions, deployments"),
        (("load", "bpe", "x", "--year", "an"), "Valeur refusée pour --year"),
        (("laod",), "Commande inconnue : « laod »."),
        (("build", "--x"), "Option inconnue : --x."),
        (("export", "tout"), "« tout » n’est pas parmi"),
        (("template", "x"), "« x » n’est pas parmi : contract, territory, contracts, axes,"),
    ],
)
def test_a_wrong_command_ends_with_code_2_and_is_said_in_french(arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    "command",
    ["build", "status", "serve", "load", "check", "remove", "fetch", "export", "template",
     "geography", "illustrate", "territory", "territory add", "database", "database init",
     "database grant"],
)  # fmt: skip
def test_the_help_of_every_command_holds_no_english(command):
    words = run(*command.split(), "--help").stdout
    for english in ("Usage:", "Options:", "Show this", "Commands:", "required", "default", "<str"):
        assert english not in words


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "geojson", "gpkg", "parquet"])
def test_communes_are_exported_in_every_format(seeded_file, tmp_path, kind):
    target = tmp_path / f"communes.{kind}"
    result = run("export", "communes", "--store", f"sqlite:///{seeded_file}", "--format", kind,
                 "--territory", "damier", "-o", target)  # fmt: skip
    assert result.stdout == f"{target} : 16 lignes.\n"
    assert target.stat().st_size > 100


def test_an_export_that_cannot_be_is_said(seeded_file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store = f"sqlite:///{seeded_file}"
    no_map = run("export", "actions", "--store", store, "--format", "gpkg")
    assert "Cet extrait n’a pas de géométrie" in no_map.stderr
    stranger = run("export", "actions", "--store", store, "--territory", "ailleurs")
    assert "Aucun territoire du magasin n’a cet identifiant." in stranger.stderr
    assert list(Path().iterdir()) == []
