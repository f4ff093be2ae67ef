"""The wheel, where there is neither git, make, POSIX locks nor an encoding: an empty folder."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.served import free_port, got

WITHOUT = "import sys\nsys.modules['fcntl'] = None\n"
VALUES = "code;année;part des logements vacants\n12300;2022;8,4\n12003;2022;7,1\n"
SET = ("CLS_", "XDG_", "LANG", "LC_", "PYTHON", "STREAMLIT_")
UV = shutil.which("uv", path=f"{ROOT / '.tools' / 'bin'}{os.pathsep}{os.environ['PATH']}")
pytestmark = [pytest.mark.long, pytest.mark.skipif(UV is None, reason="uv is not here")]


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The command of a wheel, installed alone in a new environment."""
    folder = tmp_path_factory.mktemp("wheel")
    run = {"check": True, "capture_output": True, "cwd": ROOT}
    subprocess.run([UV, "build", "--wheel", "-q", "-o", folder, ROOT], **run)
    (wheel,) = folder.glob("*.whl")
    assert wheel.stat().st_size < 5_000_000
    subprocess.run([UV, "venv", "-q", folder / "venv"], **run)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([UV, "pip", "install", "-q", "--python", python, wheel], **run)
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (site / "sitecustomize.py").write_text(WITHOUT, "utf-8")
    return folder / "venv" / "bin" / "cls-dash"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("Contrat local de santé")


@pytest.fixture(scope="module")
def environment(place, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    known = {name: each for name, each in os.environ.items() if not name.startswith(SET)}
    return {**known, "HOME": str(home), "LC_ALL": "C", "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0"}  # fmt: skip


def done(program, environment, place, *words):
    told = subprocess.run([program, *words], cwd=place, env=environment, capture_output=True)
    said = told.stdout.decode() + told.stderr.decode()
    assert told.returncode == 0, said
    return said


def answers(program, environment, place, path, *words):
    """Start a server, ask it for a path, end it; return what it answered and what it wrote."""
    port, log = free_port(), place.parent / "log"
    with log.open("wb") as written:
        running = subprocess.Popen(
            [program, *words, "--port", str(port)], cwd=place, env=environment,
            stdout=written, stderr=written,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + 120
        while running.poll() is None and time.monotonic() < deadline:
            try:
                if got(f"http://127.0.0.1:{port}/_stcore/health")[0] == 200:
                    return got(f"http://127.0.0.1:{port}{path}"), log.read_text("utf-8")
            except OSError:
                time.sleep(0.2)
        return pytest.fail(log.read_text("utf-8"))
    finally:
        running.terminate()
        running.wait(60)


def test_it_serves_in_an_empty_folder(program, environment, place):
    (status, _, body), said = answers(program, environment, place, "/readyz", "serve")
    assert status == 200
    assert b'"status":"ok"' in body
    assert "L’atlas est ouvert" in said
    assert list(place.iterdir()) == []
    own = Path(environment["HOME"], ".local", "share", "atlas-cls", "data")
    assert (own / "cls.gpkg").is_file()
    assert (own / "territories").is_dir()


def test_its_workshop_opens_there_too(program, environment, place):
    (status, _, body), said = answers(
        program, environment, place, "/", "workshop", "--no-browser"
    )  # fmt: skip
    assert status == 200
    assert b"<!doctype html>" in body.lower()
    assert "L’atelier est ouvert" in said
    assert list(place.iterdir()) == []


def test_it_loads_and_says_what_it_holds(program, environment, place):
    (place / "valeurs.csv").write_text(VALUES, "utf-8")
    said = done(program, environment, place, "load", "indicator", "valeurs.csv")
    assert "2 acceptées" in said.replace("\u00a0", " ")
    assert "Publication" not in said
    assert "indicator-valeurs-commune-2022" in done(program, environment, place, "status")


def test_a_folder_that_is_named_holds_all(program, environment, place):
    said = done(program, environment, place, "build", "--folder", "mon cls")
    store = place / "mon cls" / "data" / "cls.gpkg"
    assert f"Magasin publié : {store}" in said
    assert store.is_file()
    assert f"Magasin : {store}" in done(
        program, environment, place, "status", "--folder", "mon cls"
    )
