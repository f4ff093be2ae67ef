"""The site under a path of its host, alone or behind nginx: the map paints, choices are kept."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_atlas import answer, painted
from tests.nginx import standing_before
from tests.seed import sow
from tests.served import free_port, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return sow(tmp_path_factory.mktemp("store") / "cls.gpkg")


def is_whole(page, url):
    """Visit two pages of the site; every file is there, and asked of it alone."""
    lost, asked = [], set()
    page.on("response", lambda got: got.status >= 400 and lost.append(got.url))
    page.on("request", lambda request: asked.add(urlsplit(request.url)))
    page.goto(f"{url}/carte_actions?territoire=damier")
    painted(page, 16)
    expect(answer(page)).to_contain_text("19 actions situées")
    page.get_by_role("link", name="Ma commune").click()
    expect(page).to_have_url(re.compile(re.escape(f"{url}/ma_commune")))
    expect(answer(page)).to_be_visible()
    page.goto(page.url)
    expect(answer(page)).to_be_visible()
    # The shell tries where it is: under the page first, then under its path.
    assert [each for each in lost if not re.search("_stcore/(health|host-config)$", each)] == []
    base = urlsplit(url)
    ours = [each for each in asked if each.scheme.startswith(("http", "ws"))]
    assert {each.netloc for each in ours} == {base.netloc}
    assert [each.path for each in ours if not each.path.startswith(f"{base.path}/")] == []


def test_one_process_under_a_path(store, tmp_path, page):
    with served(tmp_path, store, base="atlas") as begun:
        is_whole(page, begun.url)


def test_two_processes_behind_nginx_under_a_longer_path(store, tmp_path, page):
    base = "outils/atlas"
    with (
        served(tmp_path, store, base=base) as one,
        served(tmp_path, store, base=base) as two,
        standing_before(tmp_path, free_port(), [one.port, two.port], base=base) as url,
    ):
        is_whole(page, url)
