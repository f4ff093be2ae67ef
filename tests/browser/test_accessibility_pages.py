"""What axe-core and the RGAA find on one visit of each public page, which asks no other host."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from cls_dash.shell import menu
from tests.browser.conftest import PATIENCE, of_the_application, settled, turn

pytestmark = pytest.mark.browser

# What is met everywhere is not listed: writing it out takes longer than finding it.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
AXE = Axe().axe_script
GRAVE = {"serious", "critical"}
PAGES = [*menu.TITLES, *menu.FOOT]
HERE = Path(__file__).parent
PROBES = (HERE / "rgaa.js").read_text(encoding="utf-8")
FOCUS = (HERE / "focus.js").read_text(encoding="utf-8")
DAMIER = "territoire=damier&commune=63000"
MOST_TABS = 120
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important;"
    + " word-spacing: .16em !important } p { margin-bottom: 2em !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
NO_LONGER_SPACED = """() => {
  document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1);
}"""
FIRST_SIGHT = """async () => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const said = (root) => root?.querySelector(".atlas-answer")?.textContent.trim();
  const sight = page.getElementById("premiere-vue");
  return [sight ? said(sight) : said(document.getElementById("root")),
    said(document.getElementById("root"))];
}"""
WIDE, ZOOMED = {"width": 1280, "height": 900}, {"width": 640, "height": 450}
"""A projector, and what it shows at 200 %."""
LYING, STANDING = {"width": 844, "height": 390}, {"width": 390, "height": 844}
THEMES = {
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark"},
}
FOLDED = ("Filtres (", "Réglages (")
UNFOLD = """() => document.querySelectorAll("[data-testid=stMain] details:not([open]) > summary")
  .forEach((each) => each.click())"""


def opened(visitor, url):
    """Open a page and wait until it is drawn; return what was blocked, and the hosts asked."""
    hosts, blocked = set(), []
    visitor.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    visitor.on("console", lambda said: "Content Security Policy" in said.text
               and blocked.append(said.text))  # fmt: skip
    visitor.goto(url)
    expect(visitor.locator("h1").first).to_be_visible()
    at_rest(visitor)
    return hosts, blocked


def at_rest(visitor):
    """Wait until nothing is drawn anew nor fades in: what is about to be replaced is pale."""
    settled(visitor)
    visitor.wait_for_function(
        """() => !document.querySelector('[data-stale="true"]')
          && document.getAnimations().every((each) => !(each instanceof CSSTransition))"""
    )


def grave(visitor, within=None):
    if not visitor.evaluate("() => Boolean(window.axe)"):
        visitor.evaluate(AXE)
    found = visitor.evaluate(
        "([within, rules]) => axe.run(within ?? document, rules).then((said) => said.violations)",
        [within, RULES],
    )
    return [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in GRAVE]


def seen(visitor, state, *themes, within=None):
    """
    Return what is grave in some themes, the last of which stays: the page is not loaded anew.

    What opens over the page, or in it, is looked at alone: the rest was seen.
    """
    found = {}
    for theme in themes:
        visitor.emulate_media(**THEMES[theme])
        at_rest(visitor)
        found[f"{state}, {theme}"] = grave(visitor, within)
    return found


def judged(page, state, criteria=None):
    """Return what is not met in a state of the page, by criterion."""
    at_rest(page)
    found = page.evaluate(PROBES)
    return {f"{state} {name}": found[name] for name in criteria or found if found[name]}


def tabs_of(page):
    """Open each tab of the page, one after the other; then the first again."""
    tabs = page.get_by_role("tab").all()
    for tab in tabs:
        tab.click()
        yield tab.inner_text()
    for first in tabs[:1]:
        first.click()


def focused(page):
    """Walk through the page with Tab; return each stop."""
    page.evaluate("() => document.activeElement.blur()")
    stops = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if (stop := page.evaluate(FOCUS)) is None:
            break
        stops.append(stop)
    return stops


@pytest.fixture(scope="module", params=PAGES)
def visited(request, damier, tabs):
    """A page that was opened by its address: one visit answers the two tests below."""
    with tabs.lent() as page:
        hosts, blocked = opened(page, f"{damier}/{request.param}?{DAMIER}")
        yield page
    assert hosts == {urlsplit(damier).netloc}
    assert blocked == []


def test_a_page_meets_what_a_browser_can_tell(visited):
    sight, shown = visited.evaluate(FIRST_SIGHT)
    found = {"7.2": [sight, shown] if sight != shown else []}
    found |= judged(visited, "")
    stops = focused(visited)
    assert len(stops) > 3
    found["10.7"] = [stop["name"] for stop in stops if not stop["shown"]]
    found["12.8"] = [stop["name"] for stop in stops if stop["back"]]
    for name in tabs_of(visited):
        found |= judged(visited, name)
    visited.emulate_media(color_scheme="dark")
    found |= judged(visited, "dark", ["3.3", "10.5"])
    visited.emulate_media(color_scheme="light")
    for size, state in ((ZOOMED, "10.4"), (LYING, "13.9 lying"), (STANDING, "13.9 standing")):
        visited.set_viewport_size(size)
        found |= judged(visited, state, ["cut", "wide", "10.2"])
        expect(visited.locator("h1").first).to_be_visible()
    visited.set_viewport_size(WIDE)
    visited.evaluate(SPACED)
    found |= judged(visited, "10.12", ["cut", "wide"])
    visited.evaluate(NO_LONGER_SPACED)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_nothing_serious_is_found_in_any_state_of_a_page(visited):
    """Unfolded, in each theme, as on a projector and as on a phone."""
    visited.evaluate(UNFOLD)
    found = seen(visited, "wide", "light", "dark")
    visited.get_by_test_id("stTopNavSection").first.click()
    expect(visited.get_by_role("menuitem", name="Zones oubliées")).to_be_visible()
    found |= seen(visited, "menu", "dark", within="[role=menu]")
    visited.keyboard.press("Escape")
    for name in FOLDED:
        if (folded := visited.get_by_role("button", name=name)).count():
            folded.click()
            expect(visited.get_by_test_id("stPopoverBody")).to_be_visible()
            found |= seen(visited, name, "dark", within="[data-testid=stPopoverBody]")
            visited.keyboard.press("Escape")
    if (tables := visited.get_by_role("tab", name="Tableau")).count():
        tables.click()
        found |= seen(visited, "table", "dark", within="[role=tabpanel]:not([hidden])")
    visited.set_viewport_size(STANDING)
    found |= seen(visited, "narrow", "forced colours", "dark")
    assert visited.evaluate("document.documentElement.scrollWidth") <= STANDING["width"]
    visited.get_by_role("button", name="Ouvrir le menu").click()
    unfolded = visited.get_by_test_id("stSidebarNavItems")
    expect(unfolded.get_by_role("link", name="Zones oubliées")).to_be_visible()
    found |= seen(visited, "narrow menu", "dark", within="[data-testid=stSidebar]")
    # The next page would open with it.
    visited.keyboard.press("Escape")
    expect(visited.get_by_role("button", name="Ouvrir le menu")).to_be_visible()
    assert {state: faults for state, faults in found.items() if faults} == {}


@pytest.mark.parametrize("stem", ["equite", "comparer"])
def test_the_dark_theme_is_read_as_well(damier, chromium, stem):
    visitor = chromium.new_context(color_scheme="dark", viewport={"width": 1366, "height": 900})
    visitor.set_default_timeout(PATIENCE)
    page = of_the_application(visitor.new_page())
    opened(page, f"{damier}/{stem}?territoire=damier")
    assert grave(page) == []
    turn(page, "Tableau")
    # A head that stays in sight has a colour of its own, on which axe says nothing.
    head = page.locator(".atlas-table th").first
    expect(head).to_have_css("background-color", "rgb(21, 24, 28)")
    expect(head).to_have_css("color", "rgb(236, 238, 241)")
    visitor.close()


def test_axe_sees_a_defect_where_there_is_one(damier, page):
    opened(page, f"{damier}/mentions_legales")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button>')")
    assert [rule for rule, _ in grave(page)] == ["button-name"]


def test_a_page_embedded_keeps_its_answer_and_loses_the_shell(damier, page):
    opened(page, f"{damier}/carte_actions?territoire=damier&embed=true")
    expect(page.locator(".atlas-answer")).to_contain_text("19\u00a0actions situées")
    expect(page.get_by_role("link", name="Région et France")).to_have_count(0)
