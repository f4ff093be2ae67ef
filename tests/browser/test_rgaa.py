"""What a browser can tell of the RGAA once a person acts; the rest is asked of each page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import of_the_application, settled
from tests.browser.test_accessibility_pages import DAMIER, PROBES, ZOOMED, opened
from tests.browser.test_atlas import pick
from tests.browser.test_meeting import press, reach, slide, write

pytestmark = pytest.mark.browser


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
