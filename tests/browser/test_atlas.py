"""The stories of issue 1, played in Chromium over the shipped data."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from cls_dash.shell import menu
from tests.browser.conftest import (
    follow,
    narrowed,
    of_the_application,
    serving,
    settled,
    turn,
    unfold,
)

pytestmark = pytest.mark.browser

DEEP = "/carte_actions?territoire=thiers-ambert-billom"


def carte(page):
    return page.frame_locator("iframe").locator("#map_div")


def painted(page, count):
    """Wait for the one map of a page: that of the run before stays until this one ends."""
    page.wait_for_function(
        """(count) => {
          const maps = [...document.querySelectorAll("iframe")];
          const [map] = maps.map((frame) => frame.contentDocument?.querySelector("#map_div"));
          return maps.length === 1 && map?.dataset.painted === count;
        }""",
        arg=str(count),
    )


def frame_of(page):
    return next(frame for frame in page.frames if "streamlit_folium" in frame.url)


def answer(page):
    return page.locator(".atlas-answer")


def pick(page, label, option):
    unfold(page.get_by_role("combobox", name=label))
    page.get_by_role("option", name=option, exact=True).click()


def test_a_cold_server_answers_a_deep_link_with_the_right_frame(shipped, page):
    hosts = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    with serving(shipped) as url:
        page.goto(url + DEEP)
        expect(page.get_by_role("heading", name="Où se déroulent les actions ?")).to_be_visible()
        painted(page, 113)
    for title in menu.GROUPS[""].values():
        expect(page.get_by_role("link", name=title)).to_be_visible()
    groups = page.get_by_test_id("stTopNavSection")
    expect(groups).to_have_text([title for title in menu.GROUPS if title])
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert hosts == {urlsplit(url).netloc}


def test_the_page_says_what_is_concentrated_where_and_what_chance_would_give(atlas, page):
    page.goto(atlas + DEEP)
    said = answer(page)
    expect(said).to_contain_text("des actions situées sont à Thiers et à Ambert")
    expect(said).to_contain_text("20 % des habitants")
    expect(page.locator(".atlas-facts").first).to_contain_text("le seul hasard en déplacerait 55")
    with narrowed(page):
        pick(page, "Preuves", "Sans l’illustratif")
    expect(said).to_contain_text("Trop peu d’actions pour conclure, tous contrats réunis : 7")


def test_a_change_of_indicator_sends_values_only_and_keeps_the_view(atlas, page):
    received, asked = [], []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda payload: received.append(len(payload))),
    )
    page.goto(atlas + DEEP)
    painted(page, 113)
    frame = frame_of(page)
    frame.evaluate("() => { window.map.setView([45.7, 3.5], 11, {animate: false}); }")
    settled(page)
    received.clear()
    page.on("request", lambda request: asked.append(request.url))
    pick(page, "Ce que la carte montre", "Actions, comparées à sa part")
    expect(carte(page)).to_have_attribute("aria-label", re.compile("Actions, comparées à sa part"))
    settled(page)
    assert 0 < sum(received) < 20_000
    assert [url for url in asked if "/assets/" in url] == []
    assert frame.evaluate("window.map.getZoom()") == 11
    assert frame_of(page) is frame


def test_a_click_on_a_commune_opens_its_sheet(atlas, page):
    page.goto(atlas + DEEP)
    painted(page, 113)
    x, y = frame_of(page).evaluate(
        """() => {
          const place = window.areaMap.areas.find((area) => area.name === "Courpière");
          const point = window.map.latLngToContainerPoint([place.latitude, place.longitude]);
          return [point.x, point.y];
        }"""
    )
    page.locator("iframe").click(position={"x": x, "y": y})
    told = "À Courpière, aucune action réelle n’est connue"
    expect(answer(page)).to_contain_text(told)
    expect(page).to_have_url(re.compile(r"/ma_commune\?.*commune=63125"))
    turn(page, "Tableau")
    expect(page.get_by_text("À quelle distance de Courpière")).to_be_visible()


def test_a_link_restores_the_same_view_for_another_visitor(atlas, page, chromium):
    page.goto(atlas + DEEP)
    with narrowed(page):
        pick(page, "Contrat", "CLS 1 (2012-2019)")
    pick(page, "Ce que la carte montre", "Plus ou moins que le hasard")
    painted(page, 88)
    said = answer(page).inner_text()
    expect(page).to_have_url(re.compile("contrat=1.*indicateur=hasard"))
    other = of_the_application(chromium.new_page())
    other.goto(page.url)
    painted(other, 88)
    expect(answer(other)).to_have_text(said)
    expect(carte(other)).to_have_attribute("aria-label", re.compile("Plus ou moins que le hasard"))
    other.close()


@pytest.mark.parametrize(
    ("opened", "link", "reached"),
    [
        (DEEP, "Ma commune", "ma_commune"),
        (f"{DEEP}&preuves=documentees", "Ma commune", "ma_commune"),
        (
            "/ma_commune?commune=63125&territoire=thiers-ambert-billom",
            "Carte des actions",
            "carte_actions",
        ),
    ],
)
def test_a_page_is_one_step_of_history_and_back_brings_the_former_view_back(
    atlas, page, opened, link, reached
):
    # Chromium counts the entries late: history.length is not relied upon.
    page.add_init_script(
        "const push = history.pushState.bind(history);"
        "history.pushState = (...step) => { window.steps += 1; push(...step); };"
    )
    page.goto(atlas + opened)
    painted(page, 113)
    said = answer(page).inner_text()
    page.evaluate("window.steps = 0")
    follow(page, link)
    expect(page).to_have_url(re.compile(rf"/{reached}\?.*territoire=thiers-ambert-billom"))
    expect(answer(page)).not_to_have_text(said)
    painted(page, 113)
    assert page.evaluate("window.steps") == 1
    page.go_back()
    expect(answer(page)).to_have_text(said)
    painted(page, 113)


def test_going_back_while_a_page_ends_does_not_lose_the_connection(atlas, page):
    """Streamlit names messages that it thinks the browser has: not after a change of page."""
    page.goto(f"{atlas}/ma_commune?commune=63125&territoire=thiers-ambert-billom")
    painted(page, 113)
    said = answer(page).inner_text()
    for _ in range(4):
        follow(page, "Carte des actions")
        expect(answer(page)).not_to_have_text(said)
        painted(page, 113)  # The page runs once more, now that its map is painted.
        page.go_back()
        expect(answer(page)).to_have_text(said)
        painted(page, 113)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_selection_follows_the_reader_from_page_to_page(atlas, page):
    page.goto(f"{atlas}/?territoire=ouest-aveyron&preuves=documentees")
    painted(page, 4)
    follow(page, "Carte des actions")
    painted(page, 29)
    expect(page).to_have_url(re.compile("territoire=ouest-aveyron"))
    expect(page).to_have_url(re.compile("preuves=documentees"))


def test_a_territory_is_chosen_on_the_map(atlas, page):
    page.goto(atlas)
    painted(page, 4)
    x, y = frame_of(page).evaluate(
        """() => {
          const place = window.areaMap.areas.find((area) => area.id === "ouest-aveyron");
          const point = window.map.latLngToContainerPoint([place.latitude, place.longitude]);
          return [point.x, point.y];
        }"""
    )
    page.locator("iframe").click(position={"x": x, "y": y})
    expect(answer(page)).to_contain_text("Villefranche-de-Rouergue")
    expect(page).to_have_url(re.compile("territoire=ouest-aveyron"))


def test_a_phone_folds_what_narrows_the_actions_and_asks_no_other_host(atlas, phone):
    hosts = set()
    phone.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    phone.goto(atlas + DEEP)
    expect(answer(phone)).to_be_visible()
    expect(phone.get_by_role("combobox", name="Preuves")).to_be_hidden()
    with narrowed(phone):
        expect(phone.get_by_role("combobox", name="Preuves")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    painted(phone, 113)
    assert hosts == {urlsplit(atlas).netloc}


def test_a_file_is_downloaded_with_its_evidence(atlas, page):
    page.goto(f"{atlas}/donnees_methode")
    page.get_by_test_id("stMain").get_by_text("Télécharger", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Actions (CSV)").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    header, *rows = text.splitlines()
    assert "preuve" in header.split(";")
    assert any("documentée" in row for row in rows)
    assert any("illustrative" in row for row in rows)
