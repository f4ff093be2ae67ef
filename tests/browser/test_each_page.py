"""What each page owes: its first screen, a link that opens it elsewhere, one press to leave it."""

import re
from contextlib import suppress
from itertools import cycle
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

from cls_dash.shell import menu
from tests.browser.conftest import PATIENCE, Tabs, follow, settled

pytestmark = pytest.mark.browser

PROJECTORS, PHONE = [(1366, 768), (1024, 768)], (390, 844)
WIDE = {"width": 1280, "height": 900}
MOST_SCREENS = 5
MEASURED = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const box = (name) => main.querySelector(name)?.getBoundingClientRect();
  const map = box(".st-key-ouverture iframe");
  const frame = main.querySelector(".st-key-ouverture iframe");
  const ground = frame?.contentDocument.querySelector("#map_div");
  const inside = (node) => node.getBoundingClientRect();
  const names = ground ? [...ground.querySelectorAll(".atlas-label")]
    .filter((each) => getComputedStyle(each).visibility === "visible").map(inside) : [];
  return {
    above: box("h1").top / innerHeight,
    answer: box(".atlas-answer").bottom <= innerHeight,
    map: map && (Math.min(map.bottom, innerHeight) - map.top) / map.height,
    legend: [...(ground?.querySelectorAll(".atlas-legend") ?? [])]
      .every((each) => map.top + inside(each).bottom <= innerHeight),
    names: names.every(({ left, right }) => left >= 0 && right <= map.width),
    screens: main.scrollHeight / innerHeight,
    sideways: main.scrollWidth - main.clientWidth,
    tabs: [...main.querySelectorAll("[role=tab]")].map((tab) => tab.textContent.trim()),
  };
}"""
TABS = ["Essentiel", "Graphiques", "Tableau", "Télécharger"]
MAIN = "document.querySelector('[data-testid=stMain]').innerText.replace(/\\s+/g, ' ')"
SOON = 10_000
"""What the browser may take to draw what it was sent, in milliseconds."""
CONTROLS = """() => [...document.querySelectorAll(":is(input, button, summary)")]
  .filter((node) => node.closest("[data-testid=stMain]") && node.offsetParent && !node.disabled
    && node.tabIndex >= 0 && !node.closest("[aria-hidden=true]"))
  .map((node, rank) => { node.dataset.rank = rank; return String(rank); })"""
BEFORE = "plan_du_site"
QUERIES = (
    "territoire=thiers-ambert-billom",
    "territoire=ouest-aveyron&preuves=toutes",
    "territoire=thiers-ambert-billom&contrat=tous&preuves=documentees",
    "territoire=thiers-ambert-billom&contrat=1&commune=63125",
)
ASKED = dict(zip(menu.TITLES, cycle(QUERIES), strict=False))
"""What the address of each page says."""
ANALYSES = {
    "equite": 88, "zones_oubliees": 113, "points_chauds": 29, "acces_soins": 113, "ou_agir": 113,
}  # fmt: skip
"""How many communes the first map of a page of analysis has, at that address."""
LEAST = 7
"""Controls that a page of analysis has at least."""


@pytest.fixture(scope="module", params=ASKED)
def visit(request, atlas, tabs):
    """A page that was come to by the menu, and its name: one visit answers all the tests below."""
    stem = request.param
    hosts = set()
    with tabs.lent() as page:
        page.on("request", lambda asked: hosts.add(urlsplit(asked.url).netloc))
        page.goto(f"{atlas}/{BEFORE}?{ASKED[stem]}")
        expect(page.get_by_role("heading", name="Plan du site")).to_be_visible()
        follow(page, menu.TITLES[stem])
        expect(page).to_have_title(re.compile(f"^{re.escape(menu.TITLES[stem])} · "))
        settled(page)
        yield page, stem
    assert hosts - {""} == {urlsplit(atlas).netloc}


@pytest.fixture(scope="module")
def newcomer(chromium):
    """The tabs of another person's browser, which keeps the libraries that it was served."""
    context = chromium.new_context(viewport=WIDE, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    yield Tabs(context)
    context.close()


def seen_first(page, size):
    """Show a page on a screen; judge what is seen of it before any gesture."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    expect(page.locator("[data-testid=stMain] .atlas-answer")).to_be_visible()
    settled(page)
    if (drawn := page.locator(".st-key-ouverture iframe")).count():
        # A map that was come to by the menu has no height until it is drawn.
        expect(drawn.first).to_be_visible()
        settled(page)
    seen = page.evaluate(MEASURED)
    assert seen["above"] <= 0.2
    assert seen["answer"]
    assert seen["map"] is None or seen["map"] >= 0.7
    assert seen["legend"]
    assert seen["names"]
    assert seen["screens"] <= MOST_SCREENS
    assert seen["sideways"] == 0
    assert seen["tabs"] == [name for name in TABS if name in seen["tabs"]]


def test_the_answer_and_its_map_are_seen_first(visit):
    page, stem = visit
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    if stem in ANALYSES:
        first = page.frame_locator("iframe").first.locator("#map_div")
        expect(first).to_have_attribute("data-painted", str(ANALYSES[stem]))
    for size in PROJECTORS:
        seen_first(page, size)


def test_the_copied_link_opens_the_same_view_elsewhere_and_on_a_phone(visit, atlas, newcomer):
    page, stem = visit
    url = page.url
    page.set_viewport_size(WIDE)
    settled(page)
    seen = page.evaluate(MAIN)
    if (button := page.locator(".atlas-copy")).count():
        button.click()
        expect(button).to_have_text("Lien copié")
        url = page.evaluate("navigator.clipboard.readText()")
        assert url.startswith(f"{atlas}/{stem}") or stem == "accueil"
        assert "territoire=" in url
    with newcomer.lent() as there:
        there.goto(url)
        expect(there.locator("h1").first).to_be_visible()
        settled(there)
        with suppress(PlaywrightTimeoutError):
            there.wait_for_function(f"(said) => {MAIN} === said", arg=seen, timeout=SOON)
        assert there.evaluate(MAIN) == seen
        seen_first(there, PHONE)
        assert there.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_the_keyboard_reaches_every_control(visit):
    page, stem = visit
    wanted = set(page.evaluate(CONTROLS))
    assert len(wanted) >= (LEAST if stem in ANALYSES else 1)
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(4 * len(wanted) + 60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.rank"))
        if wanted <= reached:
            break
    assert wanted <= reached


def test_one_press_of_back_leaves_the_page(visit):
    page, _ = visit
    page.go_back()
    expect(page.get_by_role("heading", name="Plan du site")).to_be_visible()
