"""What surrounds every page: the menu, the way back, what is unknown."""

import re

import pytest
from playwright.sync_api import expect

from cls_dash.shell import menu
from tests.browser.conftest import follow, narrowed, settled, turn
from tests.browser.test_atlas import pick

pytestmark = pytest.mark.browser


def test_what_the_address_names_and_is_not_there_is_told_with_the_nearest(atlas, page):
    page.goto(f"{atlas}/carte_actions?territoire=tiers&axe=zz")
    told = page.get_by_test_id("stAlert")
    expect(told).to_contain_text("« tiers » n’est pas un territoire de cet atlas")
    expect(told).to_contain_text("« zz » n’est pas un axe de ce contrat")
    page.locator(".st-key-plus_proches").get_by_role("button", name="Thiers-Ambert-Billom").click()
    expect(told).to_have_count(0)
    expect(page).to_have_title("Carte des actions · Thiers-Ambert-Billom · Atlas CLS")


def test_back_leaves_a_page_in_one_press_whatever_was_chosen_on_it(atlas, page):
    page.goto(f"{atlas}/plan_du_site")
    page.goto(f"{atlas}/carte_actions?territoire=thiers-ambert-billom&contrat=tous&axe=tous")
    settled(page)
    with narrowed(page):
        pick(page, "Contrat", "CLS 1 (2012-2019)")
    pick(page, "Ce que la carte montre", "Actions, comparées à sa part")
    expect(page).to_have_url(re.compile("contrat=1.*indicateur="))
    settled(page)
    page.locator(".atlas-copy").click()
    copied = page.evaluate("document.querySelectorAll('.atlas-here').length")
    assert copied >= 1
    follow(page, "Ma commune")
    expect(page).to_have_title(re.compile("^Ma commune"))
    settled(page)
    page.go_back()
    expect(page).to_have_url(re.compile("/carte_actions.*contrat=1.*indicateur="))
    settled(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Plan du site")).to_be_visible()


def test_back_gives_the_former_view_and_carries_nothing_to_the_next_page(atlas, page):
    page.goto(f"{atlas}/carte_actions?territoire=thiers-ambert-billom&contrat=1")
    settled(page)
    former = page.locator(".atlas-answer").inner_text()
    follow(page, "Zones oubliées")
    expect(page).to_have_title(re.compile("^Zones oubliées"))
    settled(page)
    with narrowed(page):
        pick(page, "Contrat", "Tous les contrats")
    expect(page.get_by_role("button", name="Filtres (0)")).to_be_visible()
    settled(page)
    page.go_back()
    expect(page).to_have_url(re.compile("/carte_actions.*contrat=1"))
    settled(page)
    expect(page.locator(".atlas-answer")).to_have_text(former)
    # The browser says again what it last showed in the folded list, at each run.
    turn(page, "Tableau")
    settled(page)
    expect(page.locator(".atlas-answer")).to_have_text(former)
    follow(page, "Suivi des actions")
    expect(page).to_have_title(re.compile("^Suivi des actions"))
    settled(page)
    expect(page).to_have_url(re.compile("contrat=1"))
    expect(page.get_by_role("button", name="Filtres (1)")).to_be_visible()


def test_a_commune_s_name_finds_its_territory(atlas, page):
    page.goto(f"{atlas}/carte_actions")
    settled(page)
    page.get_by_role("combobox", name="Territoire").fill("villefranche-de")
    page.get_by_role("option", name="Villefranche-de-Rouergue · Ouest Aveyron").click()
    expect(page).to_have_title("Carte des actions · Ouest Aveyron · Atlas CLS")
    expect(page).to_have_url(re.compile("territoire=ouest-aveyron"))


def test_an_unknown_page_is_told_with_the_nearest(atlas, page):
    answered = page.goto(f"{atlas}/equit", wait_until="load")
    assert answered.status == 404
    page.get_by_role("link", name="Équité").click()
    expect(page).to_have_title(re.compile("^Équité"))


def test_a_phone_has_a_named_menu_that_escape_closes(atlas, phone):
    phone.goto(f"{atlas}/carte_actions")
    expect(phone.locator(".atlas-answer")).to_be_visible()
    opener = phone.get_by_role("button", name="Ouvrir le menu")
    opener.click()
    expect(phone.get_by_role("link", name="Zones oubliées")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("link", name="Zones oubliées")).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_foot_is_a_landmark(atlas, page):
    page.goto(f"{atlas}/carte_actions")
    foot = page.get_by_role("contentinfo")
    for title in menu.FOOT.values():
        expect(foot.get_by_role("link", name=title)).to_be_visible()
