"""What axe-core finds on each page of the public profile, and that it asks no other host."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from cls_dash.shell import menu
from tests.browser.conftest import of_the_application, settled, turn

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
GRAVE = {"serious", "critical"}
PAGES = [*menu.TITLES, *menu.FOOT]


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
    found = Axe().run(visitor, context=within, options=RULES).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in GRAVE]


THEMES = {
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark"},
}
FOLDED = ("Filtres (", "Réglages (")
UNFOLD = """() => document.querySelectorAll("[data-testid=stMain] details:not([open]) > summary")
  .forEach((each) => each.click())"""


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


@pytest.mark.parametrize("stem", PAGES)
def test_nothing_serious_is_found_in_any_state_of_a_page(damier, page, stem):
    """On one visit: unfolded, in each theme, as on a projector and as on a phone."""
    hosts, blocked = opened(page, f"{damier}/{stem}?territoire=damier&commune=63000")
    page.evaluate(UNFOLD)
    found = seen(page, "wide", "light", "dark")
    page.get_by_test_id("stTopNavSection").first.click()
    expect(page.get_by_role("menuitem", name="Zones oubliées")).to_be_visible()
    found |= seen(page, "menu", "dark", within="[role=menu]")
    page.keyboard.press("Escape")
    for name in FOLDED:
        if (folded := page.get_by_role("button", name=name)).count():
            folded.click()
            expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
            found |= seen(page, name, "dark", within="[data-testid=stPopoverBody]")
            page.keyboard.press("Escape")
    if (tables := page.get_by_role("tab", name="Tableau")).count():
        tables.click()
        found |= seen(page, "table", "dark", within="[role=tabpanel]:not([hidden])")
    page.set_viewport_size({"width": 390, "height": 844})
    found |= seen(page, "narrow", "forced colours", "dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Ouvrir le menu").click()
    unfolded = page.get_by_test_id("stSidebarNavItems")
    expect(unfolded.get_by_role("link", name="Zones oubliées")).to_be_visible()
    found |= seen(page, "narrow menu", "dark", within="[data-testid=stSidebar]")
    # The next page would open with it.
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Ouvrir le menu")).to_be_visible()
    assert {state: faults for state, faults in found.items() if faults} == {}
    assert hosts == {urlsplit(damier).netloc}
    assert blocked == []


@pytest.mark.parametrize("stem", ["equite", "comparer"])
def test_the_dark_theme_is_read_as_well(damier, chromium, stem):
    visitor = chromium.new_context(color_scheme="dark", viewport={"width": 1366, "height": 900})
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
