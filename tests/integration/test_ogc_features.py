"""An existing server of OGC API Features, started with what ``deploy/`` gives it."""

import json
import os
import subprocess
import sys
import time
from urllib.parse import quote

import psycopg
import pytest

from cls_dash.errors import StoreError
from cls_dash.store.model import EXTRACTS
from cls_dash.store.views import SCHEMA, show
from tests.conftest import ROOT
from tests.postgis import ask, session
from tests.seed import CODES, sow
from tests.served import free_port, got

ROLE = "ogc"


@pytest.fixture
def shown(database):
    """A database whose views a role reads."""
    show(sow(database), ROLE)
    return database


@pytest.fixture
def server(shown, postgis, tmp_path):
    """The address of tipg over these views, with the settings of ``deploy/``."""
    port = free_port()
    name = shown.partition("?")[0].rpartition("/")[2]
    lines = (ROOT / "deploy" / "ogc.env").read_text("utf-8").splitlines()
    said = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    address = f"postgresql://{ROLE}@{quote(str(postgis.socket), safe='')}/{name}"
    log = tmp_path / "log"
    with log.open("wb") as written:
        running = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "tipg.main:app", "--port", str(port)],
            cwd=tmp_path, env={**os.environ, **said, "DATABASE_URL": address},
            stdout=written, stderr=written,
        )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}", running, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.kill()
        running.wait(60)


def _wait(url, running, log):
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and running.poll() is None:
        try:
            if got(f"{url}/healthz", seconds=2)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail(log.read_text("utf-8")[-2_000:])


def read(url):
    status, _, body = got(url, seconds=60)
    assert status == 200, body
    return json.loads(body)


def test_it_lists_the_layers_and_serves_their_features(server):
    layers = {each["id"] for each in read(f"{server}/collections?f=json")["collections"]}
    assert layers == {
        f"{SCHEMA}.{name}"
        for name in ("communes", "departements", "deployments", "perimeters", "providers",
                     "territories")
    }  # fmt: skip
    found = read(f"{server}/collections/{SCHEMA}.communes/items?f=geojson&limit=100")
    by_code = {each["properties"]["code"]: each for each in found["features"]}
    assert set(CODES) <= set(by_code)
    assert by_code["63000"]["geometry"]["type"] == "MultiPolygon"
    assert by_code["63000"]["properties"]["population"] == 1000
    territories = read(f"{server}/collections/{SCHEMA}.territories/items?f=geojson&slug=damier")
    (damier,) = territories["features"]
    assert damier["properties"]["slug"] == "damier"
    assert damier["geometry"]["type"] == "MultiPolygon"
    deployments = read(f"{server}/collections/{SCHEMA}.deployments/items?f=geojson")
    assert {each["properties"]["evidence"] for each in deployments["features"]} == {"documented"}


def test_its_role_reads_the_views_and_nothing_else(shown):
    with session(shown, ROLE) as connection:
        for name in EXTRACTS:
            connection.execute(f'TABLE {SCHEMA}."{name}"')
        for refused in (
            "SELECT * FROM release_1.commune", "SELECT * FROM atlas.release",
            "DELETE FROM donnees.communes", "CREATE TABLE public.mine (a int)",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(refused)


def test_made_again_they_show_the_release_that_is_published(shown):
    sow(shown, action="Une autre")
    show(shown, ROLE)
    titles = ask(shown, "SELECT DISTINCT title FROM donnees.deployments")
    assert titles == [("Une autre",)]


def test_without_a_release_there_is_nothing_to_show(database):
    with pytest.raises(StoreError):
        show(database, ROLE)
