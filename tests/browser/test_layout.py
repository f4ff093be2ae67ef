"""What waits until it is asked for: charts, and the columns that a phone has no room for."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


def test_charts_and_their_library_wait_for_their_tab(atlas, page):
    asked = []
    page.on("request", lambda request: asked.append(request.url.lower()))
    page.goto(f"{atlas}/carte_actions")
    expect(page.locator("[data-testid=stMain] .atlas-answer")).to_be_visible()
    settled(page)
    assert not [url for url in asked if "plotly" in url]
    page.get_by_role("tab", name="Graphiques").press("Enter")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert [url for url in asked if "plotly" in url]


@pytest.mark.parametrize(("device", "columns"), [("page", None), ("phone", 3)])
def test_a_phone_shows_three_columns_until_it_is_asked_for_all(atlas, request, device, columns):
    screen = request.getfixturevalue(device)
    screen.goto(f"{atlas}/zones_oubliees")
    screen.get_by_role("tab", name="Tableau").click()
    table = screen.locator(".atlas-table table").first
    table.wait_for()
    heads = table.locator("thead th")
    shown = [head.is_visible() for head in heads.all()]
    assert sum(shown) == (columns or heads.count())
    assert table.locator("tbody tr").count() == 10
    screen.get_by_text("Tout voir").first.click()
    table.locator("tbody tr").nth(10).wait_for()
    assert table.locator("tbody th[scope=row]").count() == table.locator("tbody tr").count()
