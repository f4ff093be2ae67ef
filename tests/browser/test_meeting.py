"""A committee meeting in Chromium, with the keyboard alone: prepared, projected, kept, reopened."""

import re

import pytest
from playwright.sync_api import expect

from cls_dash.domain.meeting import Decision
from cls_dash.render.meeting_file import from_json
from tests.browser.conftest import of_the_application, settled

pytestmark = pytest.mark.browser

HERE = "territoire=thiers-ambert-billom"
QUESTION = "Les actions sont-elles équitablement réparties ?"
FOCUSED = "node => node === document.activeElement"
MOST_TABS = 300
DECIDED = "Ouvrir une permanence à Arlanc"


def reach(page, control):
    """Press Tab until a control has the focus, then see that it shows."""
    expect(control).to_be_visible()
    for _ in range(MOST_TABS):
        if control.evaluate(FOCUSED):
            break
        page.keyboard.press("Tab")
    expect(control).to_be_focused()


def press(page, name, *, role="button", key="Enter"):
    settled(page)
    reach(page, page.get_by_role(role, name=name))
    page.keyboard.press(key)


def write(page, label, text):
    reach(page, page.get_by_role("textbox", name=label))
    page.keyboard.type(text)


def slide(page):
    return page.locator(".atlas-slide")


def reopen(page, path):
    expect(page.get_by_role("heading", name="Décisions publiées")).to_be_visible()
    settled(page)
    page.evaluate("document.activeElement.blur()")
    # The browser is told early that its dialogue is awaited: a quick key would come first.
    with page.expect_file_chooser() as chooser:
        reach(page, page.get_by_label("Choisir un fichier de séance"))
        page.keyboard.press("Enter")
    chooser.value.set_files(path)


@pytest.fixture(scope="module")
def file(atlas, chromium, tmp_path_factory):
    """The file of a meeting that a visitor made of «Équité», with the keyboard alone."""
    visitor = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = of_the_application(visitor.new_page())
    page.goto(f"{atlas}/equite?{HERE}&contrat=1")
    settled(page)
    reach(page, page.get_by_role("tab", name="Essentiel"))
    last = page.get_by_role("tab", name="Télécharger")
    for _ in range(page.get_by_role("tab").count()):
        if last.evaluate(FOCUSED):
            break
        page.keyboard.press("ArrowRight")
    expect(last).to_be_focused()
    page.keyboard.press("Enter")
    press(page, "Ajouter à la séance")
    press(page, re.compile(r"Ouvrir la séance \(1.point\)"), role="link")
    expect(page.get_by_role("heading", name="Que décider en séance ?")).to_be_visible()
    settled(page)
    reach(page, page.locator("summary", has_text="Décider ou renommer le point 1"))
    page.keyboard.press("Enter")
    settled(page)
    write(page, "Décision prise", DECIDED)
    write(page, "Organisme qui en répond", "ARS")
    write(page, "Échéance", "mars 2027")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Responsable : ARS. Échéance : 31 mars 2027.")).to_be_visible()
    settled(page)
    reach(page, page.get_by_role("button", name="Enregistrer le fichier"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    path = tmp_path_factory.mktemp("meeting") / download.value.suggested_filename
    download.value.save_as(path)
    visitor.close()
    return path


@pytest.fixture
def decided(atlas, page, file):
    """A visitor who reopened it."""
    page.goto(f"{atlas}/seance")
    reopen(page, file)
    expect(page.get_by_text(DECIDED).first).to_be_visible()
    return page


def test_what_is_saved_says_all_that_was_decided_and_what_was_seen(file):
    assert re.fullmatch(r"seance-thiers-ambert-billom-[0-9-]{10}\.json", file.name)
    (item,) = from_json(file.read_text(encoding="utf-8")).items
    assert item.decision == Decision(text=DECIDED, owner="ARS", due="2027-03-31")
    assert item.view.question == QUESTION
    assert item.view.address["contrat"] == "1"


def test_a_fresh_session_reopens_the_file_and_finds_everything(atlas, chromium, file, tmp_path):
    visitor = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = of_the_application(visitor.new_page())
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{atlas}/seance")
    reopen(page, file)
    expect(page.get_by_text(DECIDED).first).to_be_visible()
    expect(page.get_by_role("heading", name=f"1. {QUESTION}")).to_be_visible()
    wrong = tmp_path / "autre.json"
    wrong.write_text('{"format": "autre"}', encoding="utf-8")
    reopen(page, wrong)
    expect(page.get_by_text("votre séance est intacte")).to_be_visible()
    expect(page.get_by_role("heading", name=f"1. {QUESTION}")).to_be_visible()
    press(page, "Revoir la page", role="link")
    expect(page).to_have_url(re.compile("equite.*contrat=1"))
    visitor.close()
    assert [url for url in asked if not url.startswith(("data:", "blob:", atlas))] == []


def test_the_public_profile_reopens_the_file_too(public_site, page, tmp_path, file):
    page.goto(f"{public_site}/seance")
    reopen(page, file)
    expect(page.get_by_text(DECIDED).first).to_be_visible()
    huge = tmp_path / "lourd.json"
    huge.write_text("x" * 2_000_000)
    reopen(page, huge)
    expect(page.get_by_text("Ce fichier est trop lourd pour être une séance.")).to_be_visible()
    page.goto("about:blank", wait_until="commit")


def test_the_projector_obeys_the_keyboard_and_shows_nothing_else(decided):
    page = decided
    press(page, "Projeter")
    expect(slide(page)).to_contain_text("Comité de pilotage")
    for chrome in ("header", ".st-key-barre"):
        expect(page.locator(chrome).first).to_be_hidden()
    live = page.locator("[aria-live=polite].atlas-live")
    for key, step in (
        ("ArrowRight", "Point 1 sur 1 ·"), ("PageDown", "suite 2"), ("Home", "Ouverture"),
        ("PageDown", "Point 1 sur 1 ·"), (" ", "suite 2"), ("ArrowLeft", "Point 1 sur 1 ·"),
        ("End", "Clôture"), ("PageUp", "Point 1 sur 1, suite"),
    ):  # fmt: skip
        page.keyboard.press(key)
        expect(slide(page)).to_contain_text(step)
        expect(live).to_contain_text(step)
    expect(page).to_have_url(re.compile("projecteur=1"))
    expect(slide(page)).to_contain_text(DECIDED)
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Décision prise")
    expect(field).to_be_focused()
    # A field is drawn empty, then filled: what was chosen in it before is chosen no more.
    expect(field).to_have_value(DECIDED)
    page.keyboard.press("Control+A")
    page.keyboard.type("Fermer d’abord")
    write(page, "Organisme qui en répond", "")
    page.keyboard.press("Enter")
    expect(slide(page)).to_contain_text("Décision : Fermer d’abord.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Que décider en séance ?")).to_be_visible()
    expect(page).not_to_have_url(re.compile("projecteur"))
    expect(page.locator("header").first).to_be_visible()


def test_two_quick_keys_are_two_steps(decided):
    press(decided, "Projeter")
    expect(slide(decided)).to_contain_text("Ouverture")
    decided.keyboard.press("ArrowRight")
    decided.keyboard.press("ArrowRight")
    expect(slide(decided)).to_contain_text("suite 2")


@pytest.mark.parametrize("address", ["seance", f"seance?{HERE}"])
def test_a_phone_shows_everything_without_scrolling_sideways(atlas, phone, address):
    phone.goto(f"{atlas}/{address}")
    expect(phone.get_by_text("Décisions publiées")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
