"""What a browser can tell of the RGAA: several criteria judged on one visit of each page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import of_the_application, settled
from tests.browser.test_accessibility_pages import PAGES, at_rest, opened
from tests.browser.test_atlas import pick
from tests.browser.test_meeting import press, reach, slide, write

pytestmark = pytest.mark.browser

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
FIRST_SIGHT = """async () => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const said = (root) => root?.querySelector(".atlas-answer")?.textContent.trim();
  const sight = page.getElementById("premiere-vue");
  return [sight ? said(sight) : said(document.getElementById("root")),
    said(document.getElementById("root"))];
}"""
ZOOMED = {"width": 640, "height": 450}
"""What a screen of 1280 pixels shows at 200 %."""
LYING, STANDING = {"width": 844, "height": 390}, {"width": 390, "height": 844}


def judged(page, state, criteria=None):
    """Return what is not met in a state of the page, by criterion."""
    at_rest(page)
    found = page.evaluate(PROBES)
    return {f"{state} {name}": found[name] for name in criteria or found if found[name]}


def tabs_of(page):
    """Open each tab of the page, one after the other."""
    for tab in page.get_by_role("tab").all():
        tab.click()
        yield tab.inner_text()


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


@pytest.mark.parametrize("stem", PAGES)
def test_a_page_meets_what_a_browser_can_tell(damier, page, stem):
    opened(page, f"{damier}/{stem}?{DAMIER}")
    sight, shown = page.evaluate(FIRST_SIGHT)
    found = {"7.2": [sight, shown] if sight != shown else []}
    found |= judged(page, "")
    stops = focused(page)
    assert len(stops) > 3
    found["10.7"] = [stop["name"] for stop in stops if not stop["shown"]]
    found["12.8"] = [stop["name"] for stop in stops if stop["back"]]
    for name in tabs_of(page):
        found |= judged(page, name)
    page.emulate_media(color_scheme="dark")
    found |= judged(page, "dark", ["3.3", "10.5"])
    page.emulate_media(color_scheme="light")
    for size, state in ((ZOOMED, "10.4"), (LYING, "13.9 lying"), (STANDING, "13.9 standing")):
        page.set_viewport_size(size)
        found |= judged(page, state, ["cut", "wide", "10.2"])
        expect(page.locator("h1").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(SPACED)
    found |= judged(page, "10.12", ["cut", "wide"])
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_probes_see_a_fault_where_there_is_one(damier, page):
    opened(page, f"{damier}/mentions_legales")
    page.evaluate("""() => document.querySelector(".stApp").insertAdjacentHTML("beforeend", `
      <div style="width: 40px; overflow: hidden; white-space: nowrap">Un texte que sa boîte</div>
      <table><caption>Tableau</caption></table>
      <a href="#" tabindex="3" style="outline: none !important">Avant tous les autres</a>
      <button class="atlas-copy" style="border-color: #eee !important">Pâle</button>`)""")
    found = page.evaluate(PROBES)
    assert {name for name in found if found[name]} == {"3.3", "5.5", "12.8", "cut"}


def test_the_answer_that_changes_is_announced(damier, page):
    opened(page, f"{damier}/carte_actions?{DAMIER}")
    live = page.locator(".atlas-live[role=status][aria-live=polite]")
    expect(live).to_have_text("")
    before = page.locator(".atlas-answer").inner_text()
    pick(page, "Territoire", "Voisin")
    answer = page.locator(".atlas-answer")
    expect(answer).not_to_have_text(before)
    settled(page)
    expect(live).to_have_text(answer.inner_text())


def test_no_letter_alone_does_anything_of_its_own(damier, page):
    opened(page, f"{damier}/carte_actions?{DAMIER}")
    page.evaluate("""() => {
      window.ran = 0;
      new MutationObserver(() => { window.ran += 1; }).observe(document.querySelector(".stApp"),
        { attributes: true, attributeFilter: ["data-test-script-state"] });
    }""")
    page.get_by_role("tab").first.focus()
    for letter in "rcdRC":
        page.keyboard.press(letter)
    settled(page)
    assert page.evaluate("() => window.ran") == 0
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_escape_closes_what_covers_the_page_and_the_pointer_need_not_move(damier, page):
    opened(page, f"{damier}/carte_actions?{DAMIER}")
    frame = page.frame_locator("iframe").first
    box = page.locator("iframe").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
    card = frame.locator(".atlas-tip")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Filtres (").click()
    page.get_by_role("button", name="Explication : Contrat").hover()
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)


def test_a_tab_keeps_the_focus_while_the_shell_disables_it(damier, page):
    opened(page, f"{damier}/equite?territoire=damier")
    tab = page.get_by_role("tab", name="Essentiel")
    tab.focus()
    # What the shell does to all its tabs at the beginning of some runs.
    tab.evaluate("tab => tab.removeAttribute('tabindex')")
    expect(tab).to_be_focused()
    page.get_by_role("heading", level=1).click()
    expect(tab).not_to_be_focused()


def test_a_press_that_ends_elsewhere_does_nothing(damier, page):
    opened(page, f"{damier}/points_chauds?{DAMIER}")
    here = page.url
    parts = [
        page.get_by_role("tab").nth(1),
        page.locator("summary", has_text="Pourquoi ce chiffre ?"),
        page.get_by_role("button", name="Copier le lien"),
        page.get_by_role("link", name="Accueil", exact=True),
        page.get_by_role("contentinfo").get_by_role("link").first,
        page.get_by_role("button", name="Filtres ("),
        page.locator("iframe").first,
    ]
    for part in parts:
        part.scroll_into_view_if_needed()
        box = part.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(3, 450, steps=3)
        page.mouse.up()
    settled(page)
    assert page.url == here
    expect(page.get_by_role("tab").first).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("button", name="Copier le lien")).to_be_visible()
    expect(page.locator("details[open]")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_person_goes_from_home_to_a_decision_by_keyboard_alone_at_200_percent(damier, chromium):
    visitor = chromium.new_context(viewport=ZOOMED, device_scale_factor=2, reduced_motion="reduce")
    visitor.set_default_timeout(90_000)
    page = of_the_application(visitor.new_page())
    opened(page, f"{damier}/?territoire=damier")
    press(page, "Ouvrir le menu")
    press(page, "Où agir ?", role="link")
    expect(page).to_have_title(re.compile("^Où agir"))
    settled(page)
    reach(page, page.get_by_role("tab").first)
    page.keyboard.press("End")
    expect(page.get_by_role("tab", name="Télécharger")).to_be_focused()
    press(page, "Ajouter à la séance")
    press(page, re.compile(r"Ouvrir la séance \(1.point\)"), role="link")
    expect(page.get_by_role("heading", name="Que décider en séance ?")).to_be_visible()
    press(page, "Projeter")
    expect(slide(page)).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(slide(page)).to_contain_text("Point 1 sur 1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Décision prise")).to_be_focused()
    page.keyboard.type("Ouvrir une permanence à Arlanc")
    write(page, "Organisme qui en répond", "ARS")
    page.keyboard.press("Enter")
    expect(slide(page)).to_contain_text("Décision : Ouvrir une permanence à Arlanc.")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= ZOOMED["width"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Que décider en séance ?")).to_be_visible()
    expect(page.get_by_text("Ouvrir une permanence à Arlanc").first).to_be_visible()
    visitor.close()
