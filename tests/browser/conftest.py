import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from cls_dash.shell import menu
from tests.browser.serving import PATIENCE, serving, serving_all
from tests.conftest import once
from tests.seed import sow

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=PATIENCE)
KINDS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, KINDS)), None)
"""Chromium, best without what draws windows: two thirds of the processor for the same pages."""


def pytest_collection_modifyitems(items):
    """Without Chromium these tests cannot run; in CI its absence is a failure."""
    if CHROMIUM or os.environ.get("CI"):
        return
    reason = "Chromium est absent : apt-get install chromium, puis make test"
    for item in items:
        if "browser" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.skip(reason=reason))


ASKS = """
  if (window === top) {
    const line = window.line = { asked: 0, answered: 0 };
    window.WebSocket = class extends WebSocket {
      constructor(...where) {
        super(...where);
        this.addEventListener("message", () => { line.answered = performance.now(); });
      }
      send(said) { line.asked = performance.now(); super.send(said); }
    };
  }
"""
"""Notes when a page last asked its server for something, and when it was last told something."""


def settled(page):
    """
    Wait until maps are painted and all asks answered: a quarter of a second without a run.

    Where ``ASKS`` notes nothing, or what was asked is not answered: one second.
    """
    page.evaluate("() => { window.stillSince = null; }")
    page.wait_for_function(
        """() => {
          const painted = (frame) =>
            frame.contentDocument?.querySelector("#map_div")?.dataset.painted;
          const app = document.querySelector(".stApp");
          const shown = [...document.querySelectorAll("iframe")].filter((map) => map.offsetParent);
          // What draws an element may be on its way when the run that sent it has ended.
          const drawn = !document.querySelector("[data-testid=stSkeleton]");
          const still = app?.dataset.testScriptState === "notRunning" && drawn
            && shown.every(painted);
          const now = performance.now();
          const { asked, answered } = window.line ?? {};
          window.stillSince = still ? Math.max(window.stillSince ?? now, answered ?? 0) : null;
          return still && now - window.stillSince > (answered > asked ? 250 : 1_000);
        }"""
    )


def follow(page, title):
    """Follow a link of the menu, whose group is opened first."""
    groups = [name for name, pages in menu.GROUPS.items() if title in pages.values()]
    if group := "".join(groups):
        page.get_by_test_id("stTopNavSection").filter(has_text=group).click()
        page.get_by_role("menuitem", name=title, exact=True).click()
    else:
        page.get_by_role("banner").get_by_role("link", name=title, exact=True).click()


def in_sight(box):
    """
    Scroll to a list, and let the page come to rest.

    Streamlit closes a list when its page scrolls: the browser says so a frame after the fact,
    when the click that Playwright scrolls for has opened the list.
    """
    box.scroll_into_view_if_needed()
    box.evaluate(
        "() => new Promise((rest) => requestAnimationFrame(() => requestAnimationFrame(rest)))"
    )


def unfold(box):
    """Open a list."""
    in_sight(box)
    box.click()


def turn(page, tab):
    """Open one of the tabs of a page."""
    page.get_by_role("tab", name=tab, exact=True).click()


def of_the_application(page):
    """Return a page whose ``goto`` ends once the application has taken its place, but at commit."""
    page.add_init_script(ASKS)
    opened = page.goto

    def goto(url, **options):
        answer = opened(url, **options)
        if "wait_until" not in options:
            page.wait_for_function(
                # A function, for the policy of the public profile evaluates no text.
                "() => !document.getElementById('premiere-vue')"
                " && document.querySelector('#root h1, #root [data-testid=stAlert]')"
            )
        return answer

    page.goto = goto
    return page


@contextmanager
def narrowed(page):
    """Open what narrows the actions, and close it."""
    page.get_by_role("button", name="Filtres (").click()
    yield
    page.keyboard.press("Escape")


@pytest.fixture(scope="session")
def atlas(shared, shipped):
    """The address of the app over the shipped data."""
    with serving_all(shared / "atlas", shipped) as url:
        yield url


@pytest.fixture(scope="package")
def public_site(shipped):
    """The public profile over the shipped data, as it is unless configured."""
    address = "https://atlas.example.fr"
    with serving(shipped, CLS_PROFILE="public", CLS_PUBLIC_URL=address) as url:
        yield url


@pytest.fixture(scope="session")
def damier(shared):
    """The public profile over the chequered territory, what is illustrative included."""
    store = once(shared / "damier.gpkg", sow)
    known = {
        "CLS_PROFILE": "public",
        "CLS_SHOW_ILLUSTRATIVE": "true",
        "CLS_REQUESTS_PER_MINUTE": "100000",
    }
    with serving_all(shared / "damier", store, **known) as url:
        yield url


@pytest.fixture(scope="package")
def chromium():
    """One browser; closed after these tests, for its event loop would disturb others."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def desk(chromium):
    """A projector: it keeps the libraries that it was served, and plays no animation."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


LASTING = ("add_init_script", "expose_function", "route", "route_web_socket")
"""What a tab keeps, whatever it shows next."""
AS_NEW = {"media": "null", "color_scheme": "light", "forced_colors": "none"}


class Tabs:
    """
    The tabs of a context, lent one after the other: each comes as a new one would.

    Chromium keeps with a tab what it has compiled for it: a page takes 0.85 s of processor in one
    that was used before, and 1.4 in a new one.
    """

    def __init__(self, context):
        self._context, self._left = context, []

    @contextmanager
    def lent(self):
        """Lend a tab; a script that raises on it fails the test."""
        page = self._left.pop() if self._left else of_the_application(self._context.new_page())
        size, changed, heard, raised = page.viewport_size, [], [], []
        with pytest.MonkeyPatch.context() as patch:
            for name in LASTING:
                patch.setattr(page, name, _noting(getattr(page, name), changed))
            patch.setattr(page, "on", _noting(page.on, heard))
            page.on("pageerror", lambda error: raised.append(str(error)))
            yield page
        if changed or page.is_closed():
            page.close()
        else:
            page.goto("about:blank", wait_until="load")
            page.mouse.move(0, 0)
            page.emulate_media(**AS_NEW)
            page.set_viewport_size(size)
            self._left.append(page)
        for event in heard:
            page.remove_listener(*event)
        # «Event» alone: the component's loader, when the page is left while it loads.
        assert [error for error in raised if error != "Event"] == []


def _noting(do, noted):
    """Return a method that does the same, and notes what it was asked."""

    def done(*asked, **options):
        noted.append(asked)
        return do(*asked, **options)

    return done


@pytest.fixture(scope="package")
def tabs(desk):
    """The tabs of the projector."""
    return Tabs(desk)


@pytest.fixture
def page(tabs):
    """A page of one's own on the projector; a script that raises fails the test."""
    with tabs.lent() as visitor:
        yield visitor


@pytest.fixture(scope="package")
def handset(chromium):
    """A phone: it keeps the libraries that it was served, as the projector does."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, is_mobile=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture(scope="package")
def phones(handset):
    """The tabs of the phone."""
    return Tabs(handset)


@pytest.fixture
def phone(phones):
    """A page of one's own on the phone."""
    with phones.lent() as visitor:
        yield visitor
