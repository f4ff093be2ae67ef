"""Two processes behind nginx: every file is found, and a killed process costs a moment."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import of_the_application
from tests.browser.serving import PATIENCE, wait_until_healthy
from tests.browser.test_atlas import answer
from tests.conftest import ROOT
from tests.nginx import standing_before
from tests.seed import sow

pytestmark = pytest.mark.browser

READERS = 6
RECOVERED_S = 5


CONNECTED = '[data-test-connection-state="CONNECTED"]'


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Process:
    port: int
    running: subprocess.Popen

    def serves(self):
        """Return how many sessions are open on it."""
        here = f":{self.port:04X}"
        table = Path("/proc/net/tcp").read_text().splitlines()[1:]
        return sum(row.split()[1].endswith(here) and row.split()[3] == "01" for row in table)

    def kill(self):
        self.running.send_signal(signal.SIGKILL)
        self.running.wait(60)


@pytest.fixture
def processes(tmp_path):
    """Two processes of the public profile over the chequered territory."""
    store = sow(tmp_path / "cls.gpkg")
    environment = {
        **os.environ,
        "CLS_STORE": f"sqlite:///{store}",
        "CLS_PROFILE": "public",
        "CLS_SHOW_ILLUSTRATIVE": "true",
        "CLS_REQUESTS_PER_MINUTE": "100000",
        "STREAMLIT_SERVER_COOKIE_SECRET": "the same on both",
    }
    started = []
    try:
        for _ in range(2):
            port = free_port()
            command = [sys.executable, "-m", "streamlit", "run", "app.py",
                       "--server.port", str(port), "--server.address", "127.0.0.1"]  # fmt: skip
            running = subprocess.Popen(
                command, cwd=ROOT, env=environment,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            started.append(Process(port, running))
        for each in started:
            wait_until_healthy(f"http://127.0.0.1:{each.port}", each.running)
        yield started
    finally:
        for each in started:
            each.running.kill()
            each.running.wait(60)


@pytest.fixture
def site(processes, tmp_path):
    folder = tmp_path / "nginx"
    folder.mkdir()
    with standing_before(folder, free_port(), [each.port for each in processes]) as url:
        yield url


@pytest.fixture
def readers(chromium):
    """Some readers, each with cookies of one's own; a failed answer is remembered."""
    contexts = [chromium.new_context(accept_downloads=True) for _ in range(READERS)]
    for context in contexts:
        context.set_default_timeout(PATIENCE)
    yield [of_the_application(context.new_page()) for context in contexts]
    for context in contexts:
        context.close()


def test_no_file_is_lost_and_a_killed_process_is_made_up_for(site, processes, readers):
    lost, hosts = [], set()
    for page in readers:
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("response", lambda got: "/media/" in got.url and got.status != 200
                and lost.append(got.url))  # fmt: skip
        page.goto(f"{site}/donnees_methode?territoire=damier")
    for page in readers:
        expect(answer(page)).to_contain_text("À Damier")

    sizes = []
    for page in readers:
        page.get_by_test_id("stMain").get_by_text("Télécharger", exact=True).click()
        with page.expect_download() as download:
            page.get_by_role("button", name="CSV").first.click()
        sizes.append(len(Path(download.value.path()).read_bytes()))
    assert len(sizes) == READERS
    assert len(set(sizes)) == 1
    assert lost == []

    # Chance shares six readers out between two: it may give all of them to one.
    killed, left = sorted(processes, key=Process.serves, reverse=True)
    dropped, before = killed.serves(), left.serves()
    assert dropped > 0
    killed.kill()
    started = time.monotonic()
    while left.serves() < before + dropped:
        readers[0].wait_for_timeout(50)
        assert time.monotonic() - started < RECOVERED_S
    for page in readers:
        expect(page.locator(CONNECTED)).to_be_attached()
        expect(answer(page)).to_contain_text("À Damier")
        page.get_by_role("link", name="Mentions légales").click()
        expect(page.get_by_role("heading", name="Mentions légales")).to_be_visible()
    assert hosts == {urlsplit(site).netloc}
