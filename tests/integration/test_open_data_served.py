"""The addresses under ``/donnees/``, asked over HTTP of a public process as strangers would."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.served import got, served


@pytest.fixture(scope="module")
def site(seeded_file, tmp_path_factory):
    with served(tmp_path_factory.mktemp("log"), seeded_file) as begun:
        yield begun


@pytest.mark.slow
@pytest.mark.parametrize("examples", [1, pytest.param(3, marks=pytest.mark.long)])
def test_every_address_answers_as_it_is_described(site, tmp_path, examples):
    """With some examples of each kind of request, for each address."""
    command = [Path(sys.executable).parent / "schemathesis", "run",
               f"{site.url}/donnees/openapi.json", "--url", site.url, "--seed", "1",
               "--max-examples", str(examples), "--request-timeout", "60",
               "--no-color"]  # fmt: skip
    ended = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False
    )
    assert ended.returncode == 0, ended.stdout[-6_000:]


def test_the_server_runs_on_the_loop_that_costs_least(site):
    assert "/uvloop/loop." in Path(f"/proc/{site.running.pid}/maps").read_text("utf-8")


def test_a_browser_that_reads_pages_may_open_a_file(site):
    status, headers, body = got(f"{site.url}/donnees/axes.csv", Accept="text/html")
    assert (status, headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert body.decode("utf-8-sig").startswith("axis;")


def test_what_is_public_says_so_and_no_more(site):
    _, headers, body = got(f"{site.url}/donnees/datapackage.json", Origin="https://exemple.fr")
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert json.loads(body)["name"] == "atlas-cls"
