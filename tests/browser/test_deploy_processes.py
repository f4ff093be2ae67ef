"""Two processes behind nginx: every file is found, and a killed process costs a moment."""

import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_atlas import answer
from tests.nginx import standing_before
from tests.seed import sow
from tests.served import Served, free_port, served

pytestmark = pytest.mark.browser

READERS = 6
RECOVERED_S = 5
CONNECTED = '[data-test-connection-state="CONNECTED"]'


@pytest.fixture
def processes(tmp_path):
    """Two processes of the public profile over the chequered territory."""
    store = sow(tmp_path / "cls.gpkg")
    with ExitStack() as begun:
        yield [begun.enter_context(served(tmp_path, store)) for _ in range(2)]


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
    yield [context.new_page() for context in contexts]
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
    killed, left = sorted(processes, key=Served.sessions, reverse=True)
    dropped, before = killed.sessions(), left.sessions()
    assert dropped > 0
    killed.kill()
    started = time.monotonic()
    while left.sessions() < before + dropped:
        readers[0].wait_for_timeout(50)
        assert time.monotonic() - started < RECOVERED_S
    for page in readers:
        expect(page.locator(CONNECTED)).to_be_attached()
        expect(answer(page)).to_contain_text("À Damier")
        page.get_by_role("link", name="Mentions légales").click()
        expect(page.get_by_role("heading", name="Mentions légales")).to_be_visible()
    assert hosts == {urlsplit(site).netloc}
