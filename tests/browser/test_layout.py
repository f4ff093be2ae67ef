"""What is seen of each page on the first screen, and how far one scrolls on a phone."""

import pytest

from cls_dash.shell.menu import TITLES
from tests.browser.conftest import PATIENCE, of_the_application, settled

SCREENS = [(1366, 768), (1024, 768), (390, 844)]
MOST_SCREENS = 5
MEASURED = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const box = (name) => main.querySelector(name)?.getBoundingClientRect();
  const map = box(".st-key-ouverture iframe");
  return {
    above: box("h1").top / innerHeight,
    answer: box(".atlas-answer").bottom <= innerHeight,
    map: map && (Math.min(map.bottom, innerHeight) - map.top) / map.height,
    beside: map && map.height / (innerHeight - map.top),
    screens: main.scrollHeight / innerHeight,
    sideways: main.scrollWidth - main.clientWidth,
    tabs: [...main.querySelectorAll("[role=tab]")].map((tab) => tab.textContent.trim()),
  };
}"""
TABS = ["Essentiel", "Graphiques", "Tableau", "Télécharger"]


@pytest.fixture(scope="module", params=SCREENS, ids=lambda size: f"{size[0]}x{size[1]}")
def screen(request, chromium):
    width, height = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": height}, is_mobile=width < 640, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    yield of_the_application(context.new_page())
    context.close()


@pytest.mark.parametrize("stem", TITLES)
def test_the_answer_and_its_map_are_seen_first(atlas, screen, stem):
    screen.goto(f"{atlas}/{stem}")
    screen.wait_for_selector("[data-testid=stMain] .atlas-answer")
    settled(screen)
    seen = screen.evaluate(MEASURED)
    assert seen["above"] <= 0.2
    assert seen["answer"]
    assert seen["map"] is None or seen["map"] >= 0.7
    assert seen["screens"] <= MOST_SCREENS
    assert seen["sideways"] == 0
    assert seen["tabs"] == [name for name in TABS if name in seen["tabs"]]


def test_charts_and_their_library_wait_for_their_tab(atlas, screen):
    asked = []
    screen.on("request", lambda request: asked.append(request.url.lower()))
    screen.goto(f"{atlas}/carte_actions")
    screen.wait_for_selector("[data-testid=stMain] .atlas-answer")
    settled(screen)
    assert not [url for url in asked if "plotly" in url]
    screen.get_by_role("tab", name="Graphiques").press("Enter")
    screen.wait_for_selector(".js-plotly-plot .main-svg")
    assert [url for url in asked if "plotly" in url]


def test_a_phone_shows_three_columns_until_it_is_asked_for_all(atlas, screen):
    screen.goto(f"{atlas}/zones_oubliees")
    screen.get_by_role("tab", name="Tableau").click()
    table = screen.locator(".atlas-table table").first
    table.wait_for()
    heads = table.locator("thead th")
    shown = [head.is_visible() for head in heads.all()]
    assert sum(shown) == (3 if screen.viewport_size["width"] < 640 else heads.count())
    assert table.locator("tbody tr").count() == 10
    screen.get_by_text("Tout voir").first.click()
    table.locator("tbody tr").nth(10).wait_for()
    assert table.locator("tbody th[scope=row]").count() == table.locator("tbody tr").count()
