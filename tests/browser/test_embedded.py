"""Pages of the atlas in a page of another site, that has a policy of its own."""

import re
from contextlib import contextmanager
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from cls_dash.page.draw import html
from cls_dash.questions import embedding
from tests.browser.conftest import serving
from tests.seed import sow
from tests.served import free_port

MAP = "iframe[data-testid=stCustomComponentV1]"


class Intranet(BaseHTTPRequestHandler):
    """A page that lets no script run, and frames of one site alone."""

    def __init__(self, shown, *given):
        self.shown = shown
        super().__init__(*given)

    def do_GET(self):
        body = f'<!doctype html><html lang="fr"><title>Intranet</title>{self.shown[1]}'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        policy = f"default-src 'none'; style-src 'unsafe-inline'; frame-src {self.shown[0]}"
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said):
        """Say nothing."""


@contextmanager
def intranet(port, site, body):
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Intranet, (site, body)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def port():
    return free_port()


@pytest.fixture(scope="module")
def site(tmp_path_factory, port):
    """The public profile, that the intranet may show."""
    known = {
        "CLS_PROFILE": "public",
        "CLS_SHOW_ILLUSTRATIVE": "true",
        "CLS_EMBEDDED_BY": f'["http://127.0.0.1:{port}"]',
    }
    with serving(sow(tmp_path_factory.mktemp("site") / "cls.gpkg"), **known) as url:
        yield url


def snippet(site, code):
    url = embedding.address(f"{site}/carte_actions?territoire=damier", code)
    return html.embed(url, f"Atlas : {code}", embedding.PIECES[code].height)


def test_an_intranet_page_shows_the_map_the_answer_and_the_page(site, port, chromium):
    visitor = chromium.new_context(viewport={"width": 1000, "height": 2600})
    visitor.set_default_timeout(90_000)
    page = visitor.new_page()
    refused = []
    page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
    body = "".join(snippet(site, code) for code in embedding.PIECES)
    with intranet(port, site, body) as url:
        page.goto(url)
        for code, piece in embedding.PIECES.items():
            frame = page.frame_locator(f"iframe[title='Atlas : {code}']")
            shown = frame.locator(MAP)
            expect(shown).to_be_visible()
            expect(frame.locator(".st-key-filtres")).to_be_hidden()
            expect(frame.locator(".st-key-pied")).to_be_hidden()
            expect(frame.locator(".atlas-answer").last).to_be_visible(visible=code != "carte")
            expect(frame.get_by_role("tab").first).to_be_visible(visible=code == "page")
            # Whole, without a scroll; the answer stands above it.
            box, outer = (
                shown.bounding_box(),
                page.locator(f"[title='Atlas : {code}']").bounding_box(),
            )
            assert box["y"] >= outer["y"]
            assert box["y"] + box["height"] <= outer["y"] + piece.height
            assert box["height"] >= 300
            expect(shown.content_frame.locator("#map_div[data-painted]")).to_be_visible()
    assert refused == []
    visitor.close()


def test_another_site_is_refused(site, port, chromium):
    other = free_port()
    visitor = chromium.new_context()
    page = visitor.new_page()
    refused = []
    page.on("console", lambda said: refused.append(said.text))
    with intranet(other, site, snippet(site, "carte")) as url:
        page.goto(url)
        page.wait_for_timeout(1_000)
    assert any("frame-ancestors" in text for text in refused)
    visitor.close()


def test_what_is_offered_to_copy_is_what_shows_it(site, page):
    page.goto(f"{site}/carte_actions?territoire=damier")
    page.get_by_role("button", name="Intégrer").click()
    codes = page.get_by_test_id("stCode")
    expect(codes).to_have_count(len(embedding.PIECES))
    for code, said in zip(embedding.PIECES, codes.all(), strict=True):
        text = said.inner_text()
        assert re.search(rf'src="{site}/carte_actions\?[^"]*embed=true&amp;montre={code}"', text)
        assert escape(embedding.EMBED) in text
