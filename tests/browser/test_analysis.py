"""The pages of analysis in Chromium over the shipped data: maps, scenarios, keyboard, phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import in_sight, of_the_application, settled, turn
from tests.browser.test_atlas import answer, carte, painted, pick

pytestmark = pytest.mark.browser

HERE = "territoire=thiers-ambert-billom"


def scores(page):
    return page.get_by_role("region", name="Ce que chaque scénario changerait")


def test_a_demonstration_describes_and_gives_no_verdict(atlas, page):
    page.goto(f"{atlas}/equite?{HERE}")
    said = answer(page)
    expect(said).to_have_text(
        re.compile(
            r"^Démonstration\. Dans le CLS 3, .* des actions situées sont à Thiers et à Ambert"
        )
    )
    expect(page.locator(".atlas-facts").first).to_contain_text("Pas de verdict")
    turn(page, "Graphiques")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    expect(
        page.get_by_text(re.compile(r"\bp\s[=<]|le hasard ne l’explique pas", re.I))
    ).to_have_count(0)


def test_charts_are_drawn_after_the_map(atlas, page):
    page.goto(f"{atlas}/equite?{HERE}")
    painted(page, 113)
    turn(page, "Graphiques")
    expect(page.locator(".js-plotly-plot")).to_have_count(5)
    expect(page.get_by_text("répartition égale")).to_be_visible()


def test_needs_are_mixed_in_place(atlas, page):
    page.goto(f"{atlas}/points_chauds?{HERE}")
    painted(page, 113)
    expect(page.get_by_text("Besoin compté : défavorisation.")).to_be_visible()
    page.get_by_role("button", name="Combiner, pondérer").click()
    age = page.locator("[class*=st-key-poids_share_75_plus]")
    age.get_by_role("radio", name="2").click()
    expect(page).to_have_url(re.compile("besoin=deprivation_index-1.share_75_plus-2"))
    mixed = page.get_by_text("Besoins comptés : défavorisation (poids 1) et grand âge (poids 2).")
    expect(mixed).to_be_visible()
    # What was opened stays open: weights are moved one after the other.
    expect(age).to_be_visible()
    age.get_by_role("radio", name="0").click()
    expect(page.get_by_text("Besoin compté : défavorisation.")).to_be_visible()


def test_a_change_of_picture_keeps_the_map(atlas, page):
    page.goto(f"{atlas}/points_chauds?{HERE}")
    painted(page, 113)
    pick(page, "Carte", "Regroupements d’actions")
    expect(carte(page)).to_have_attribute(
        "aria-label", "Démonstration. Carte : communes où une action est connue."
    )
    expect(page).to_have_url(re.compile("carte=regroupements"))


@pytest.mark.parametrize("path", ["ou_agir", "equite", "comparer"])
def test_a_map_once_drawn_stays(path, atlas, chromium):
    """The charts that come once the map is painted leave every map where it is."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    newcomer = of_the_application(context.new_page())
    left = []
    newcomer.on("framedetached", lambda frame: left.append(frame.url))
    newcomer.goto(f"{atlas}/{path}?{HERE}")
    turn(newcomer, "Graphiques")
    expect(newcomer.get_by_test_id("stPlotlyChart").first).to_be_visible()
    settled(newcomer)
    assert left == []
    context.close()


def test_a_click_on_the_scenario_s_map_adds_an_action_and_its_button_undoes_it(atlas, page):
    page.goto(f"{atlas}/ou_agir?{HERE}")
    second = page.frame_locator("iframe").nth(1).locator("#map_div")
    expect(second).to_have_attribute("data-painted", "113")
    settled(page)
    frame = [frame for frame in page.frames if "streamlit_folium" in frame.url][1]
    x, y = frame.evaluate(
        """() => {
          const place = window.areaMap.areas.find((area) => area.name === "Courpière");
          const point = window.map.latLngToContainerPoint([place.latitude, place.longitude]);
          return [point.x, point.y];
        }"""
    )
    page.locator("iframe").nth(1).click(position={"x": x, "y": y})
    expect(page).to_have_url(re.compile("a=p63125"))
    page.get_by_role("button", name="Annuler : ajouter une action à Courpière").click()
    expect(page).not_to_have_url(re.compile("a=p63125"))
    expect(page.get_by_role("button", name=re.compile("Annuler"))).to_have_count(0)


def test_two_scenarios_are_shared_by_their_address(atlas, page):
    page.goto(f"{atlas}/ou_agir?{HERE}&a=p63125.p63125&b=d63430-63125")
    expect(scores(page)).to_be_visible()
    line = scores(page).get_by_role("row").nth(1)
    today, one, other = (int(line.get_by_role("cell").nth(n).inner_text()) for n in (0, 1, 2))
    assert (one, other) == (today + 2, today)


def test_the_keyboard_alone_builds_a_scenario(atlas, page):
    page.goto(f"{atlas}/ou_agir?{HERE}")
    expect(scores(page)).to_be_visible()
    combobox = page.get_by_role("combobox", name="Commune", exact=True)
    # Maps come last, and the page runs once more when they are painted.
    second = page.frame_locator("iframe").nth(1).locator("#map_div")
    expect(second).to_have_attribute("data-painted", "113")
    settled(page)
    in_sight(combobox)
    combobox.focus()
    page.keyboard.type("Courpi")
    expect(page.get_by_role("option", name="Courpière")).to_be_visible()
    page.keyboard.press("Enter")
    expect(combobox).to_have_value("Courpière")
    settled(page)  # The choice runs the page again: what follows is drawn anew.
    expect(combobox).to_be_focused()
    button = page.get_by_role("button", name="Ajouter au scénario")
    for _ in range(6):
        page.keyboard.press("Tab")
        if button.evaluate("node => node === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("a=p63125"))
