"""What is read before the application, or where it never comes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.browser
SIGHT = "#premiere-vue"
SHIFTS = """
  window.shift = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    window.shift += entry.value;
  })).observe({ type: "layout-shift", buffered: true });
"""
LONGEST_SHIFT = 0.05
CLOCK = """
  const clock = setInterval(() => {
    const app = document.querySelector(".stApp");
    const map = app?.querySelector("iframe")?.contentDocument?.querySelector("#map_div");
    const whole = app?.dataset.testScriptState === "notRunning" && map?.dataset.painted;
    if (whole) window.whole ??= performance.now();
    if (!window.whole || document.getElementById("premiere-vue")) return;
    window.late = performance.now() - window.whole;
    clearInterval(clock);
  }, 50);
"""
DRAWN = """() => {
  const app = document.querySelector("#root .stApp");
  const map = app?.querySelector("iframe")?.contentDocument?.querySelector("#map_div");
  return app?.dataset.testScriptState === "notRunning" && map?.dataset.painted;
}"""
LINES = """(told) => {
  const kept = [...told.querySelectorAll("*")].find((each) => each.textContent === "est-il");
  const range = document.createRange();
  range.selectNodeContents(kept);
  return range.getClientRects().length;
}"""
"""On how many lines an inverted verb is."""
MOST_MS = 5_000
"""Half of what a map that is never painted is waited for."""


@pytest.fixture
def plain(chromium):
    """A browser that runs no script."""
    size = {"width": 390, "height": 844}
    context = chromium.new_context(java_script_enabled=False, viewport=size)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def prepared(page, url):
    """Open a page once the server has computed what it says."""
    for _ in range(60):
        if SIGHT.removeprefix("#") + '"' in page.request.get(url).text():
            break
        page.wait_for_timeout(500)
    page.goto(url, wait_until="commit")
    expect(page.locator(f"{SIGHT} h1")).to_be_visible()


def test_without_script_two_links_lead_from_the_first_page_to_a_commune(atlas, plain):
    prepared(plain, f"{atlas}/?territoire=thiers-ambert-billom")
    prepared(plain, f"{atlas}/carte_actions?territoire=thiers-ambert-billom")
    plain.goto(f"{atlas}/?territoire=thiers-ambert-billom")
    plain.get_by_role("link", name="Voir la carte des actions").click()
    expect(plain).to_have_url(re.compile("carte_actions"))
    link = plain.get_by_role("link", name="Ambert", exact=True)
    prepared(plain, f"{atlas}/{link.get_attribute('href').removeprefix('./')}")
    plain.goto(f"{atlas}/carte_actions?territoire=thiers-ambert-billom")
    link.click()
    expect(plain.locator(".atlas-answer")).to_contain_text("À Ambert")
    expect(plain.locator("svg[role=img]").first).to_be_visible()


def test_without_script_a_form_changes_what_is_counted(atlas, plain):
    prepared(plain, f"{atlas}/ma_commune?territoire=ouest-aveyron")
    plain.locator("main [name=commune]").select_option(index=1)
    plain.locator("main").get_by_role("button", name="Afficher").click()
    expect(plain).to_have_url(re.compile(r"commune=\d+"))


def test_where_the_socket_is_refused_the_page_says_so_and_stays(atlas, page):
    page.route_web_socket(re.compile("_stcore/stream"), lambda socket: socket.close())
    prepared(page, f"{atlas}/carte_actions?territoire=thiers-ambert-billom")
    state = page.locator(".sight-state")
    expect(state).to_contain_text("votre réseau semble refuser la connexion")
    expect(state).to_contain_text("WebSockets (wss)")
    expect(page.locator("#root")).to_have_attribute("inert", "")
    page.locator(".sight-filters summary").click()
    page.locator(".sight-filters [name=commune]").select_option(label="Ambert")
    page.get_by_role("button", name="Ouvrir sa fiche").click()
    expect(page).to_have_url(re.compile("ma_commune.*commune=63003"))


@pytest.mark.parametrize("stem", ["points_chauds", "plan_du_site"])
def test_no_line_parts_an_inverted_verb(atlas, page, plain, stem):
    for shown in (plain, page):
        prepared(shown, f"{atlas}/{stem}?territoire=thiers-ambert-billom")
    page.wait_for_function("() => !document.getElementById('premiere-vue')")
    question = "Où le besoin est-il fort et l’action rare ?"
    for shown in (plain, page):
        told = shown.locator(":is(h1, a):visible").filter(has_text="est-il").first
        # Found, read and copied as it is typed.
        assert question in told.inner_text().replace("\u00a0", " ")
        for width in range(320, 420, 10):
            shown.set_viewport_size({"width": width, "height": 844})
            assert told.evaluate(LINES) == 1, width


def test_what_is_unfolded_stays_until_the_reader_leaves_it(atlas, page):
    prepared(page, f"{atlas}/carte_actions?territoire=thiers-ambert-billom")
    page.locator(f"{SIGHT} .sight-filters summary").click()
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(2_000)
    expect(page.locator(f"{SIGHT} .sight-filters")).to_have_attribute("open", "")
    page.locator(f"{SIGHT} h1").click()
    page.wait_for_function("() => !document.getElementById('premiere-vue')")


def test_a_choice_that_is_not_sent_keeps_the_page_until_it_is_or_is_undone(atlas, page):
    prepared(page, f"{atlas}/carte_actions?territoire=thiers-ambert-billom")
    lists = page.locator(f"{SIGHT} main [name=indicateur]")
    lists.select_option("taux")
    page.locator(f"{SIGHT} h1").click()
    page.wait_for_function(DRAWN)
    expect(page.locator(".sight-state")).to_contain_text("pressez « Afficher »")
    page.wait_for_timeout(2_000)
    expect(lists).to_have_value("taux")
    lists.select_option("nombre")
    page.wait_for_function("() => !document.getElementById('premiere-vue')")


def test_a_choice_that_is_sent_opens_the_application_and_back_opens_it_too(atlas, page):
    prepared(page, f"{atlas}/carte_actions?territoire=thiers-ambert-billom")
    page.locator(f"{SIGHT} main [name=indicateur]").select_option("taux")
    page.locator(SIGHT).get_by_role("button", name="Afficher").first.click()
    expect(page).to_have_url(re.compile("indicateur=taux"))
    page.wait_for_function("() => !document.getElementById('premiere-vue')")
    page.go_back()
    expect(page).not_to_have_url(re.compile("indicateur=taux"))
    page.wait_for_function("() => !document.getElementById('premiere-vue')")


@pytest.mark.parametrize("width", [390, 1366])
def test_the_application_takes_its_place_without_a_jump(atlas, chromium, width):
    context = chromium.new_context(viewport={"width": width, "height": 844})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.add_init_script(f"if (window === top) {{ {SHIFTS} {CLOCK} }}")
    prepared(page, f"{atlas}/carte_actions?territoire=thiers-ambert-billom")
    expect(page.locator("html.sight-kept")).to_be_attached()
    page.locator(SIGHT).evaluate("sight => { sight.scrollTop = 120; }")
    page.wait_for_function("() => !document.getElementById('premiere-vue')")
    page.wait_for_function("() => window.late !== undefined")  # Zero where both came in one tick.
    assert page.evaluate("window.late") < MOST_MS
    assert page.evaluate("window.shift") <= LONGEST_SHIFT
    expect(page.locator("#root")).not_to_have_attribute("inert", "")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") > 0
    context.close()
