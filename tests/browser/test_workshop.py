"""A coordinator renews her contract in the workshop, in her browser, on her own computer."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.contract import buildable
from tests.served import free_port, got

ENDS_S = 600


@pytest.fixture
def workshop(tmp_path):
    """Where a workshop of its own is open, and the folder that it writes."""
    home = tmp_path / "home"
    buildable(home / "data")
    port = free_port()
    command = Path(sys.executable).with_name("cls-dash")
    running = subprocess.Popen(
        [command, "workshop", "--folder", home, "--port", str(port), "--no-browser"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + ENDS_S
        while True:
            try:
                assert got(f"http://127.0.0.1:{port}/_stcore/health")[0] == 200
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", home / "data"
    finally:
        running.terminate()
        running.wait(60)


@pytest.fixture
def page(desk):
    page = desk.new_page()
    yield page
    page.close()


def chosen(page, label, option):
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()


def test_the_next_contract_is_written_published_and_taken_back(workshop, page):
    url, data = workshop
    contracts = data / "territories" / "vallee" / "contracts.csv"
    before = contracts.read_bytes()
    page.goto(f"{url}/mon_contrat")
    chosen(page, "Contrat", "Le contrat suivant, qui prolonge CLS 2")
    expect(page.get_by_role("heading", name="Ce qui continue")).to_be_visible()
    expect(page.get_by_role("textbox", name="Intitulé", exact=True)).to_have_value("CLS 3")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("CLS 3 est dans le dossier de données")).to_be_visible()
    assert b"vallee-3,3,CLS 3," in contracts.read_bytes()
    page.get_by_role("link", name="Publier").click()
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_text("L’atlas montre le dossier de données tel qu’il est.")).to_be_visible()
    page.get_by_role("button", name="Défaire le dernier").click()
    expect(page.get_by_text("Défait : CLS 3.")).to_be_visible()
    assert contracts.read_bytes() == before
