"""Imported text stays text, and a replaced store is noticed, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serving, turn, unfold
from tests.browser.test_atlas import answer, carte, frame_of, painted
from tests.seed import lately, seed_frames, sow, sow_frames

pytestmark = pytest.mark.browser

NASTY = "<img src=x onerror=alert(1)>`${alert(1)}"


@pytest.fixture
def hostile(tmp_path):
    """The address of an app whose commune, facility and action have a nasty name."""
    names = {"63000": NASTY, "hopital": NASTY}
    frames = seed_frames(names, NASTY)
    lately(frames)
    with serving(sow_frames(frames, tmp_path / "cls.gpkg")) as url:
        yield url


def test_a_nasty_name_is_shown_as_text_everywhere(hostile, page):
    dialogs, wanted = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: wanted.append(request.url))

    page.goto(f"{hostile}/carte_actions?territoire=damier")
    painted(page, 16)
    expect(answer(page)).to_contain_text(NASTY)
    frame = frame_of(page)
    frame.evaluate(
        """() => {
          const [area] = areaMap.areas;
          areaMap.cards.tip.setLatLng([area.latitude, area.longitude]);
          areaMap.cards.tell(0);
        }"""
    )
    expect(carte(page).locator(".atlas-tip strong")).to_have_text(NASTY)
    expect(carte(page).locator(".atlas-label").first).to_have_text(NASTY)
    turn(page, "Graphiques")
    expect(page.locator(".js-plotly-plot").first).to_contain_text("onerror=alert(1)")
    turn(page, "Tableau")
    expect(page.locator(".atlas-table").first).to_contain_text(NASTY)

    page.goto(f"{hostile}/ma_commune?territoire=damier&commune=63000")
    expect(answer(page)).to_contain_text(NASTY)
    turn(page, "Tableau")
    actions, providers = page.locator(".atlas-table").nth(1), page.locator(".atlas-table").nth(2)
    expect(actions).to_contain_text(NASTY)
    expect(providers).to_contain_text(NASTY)
    unfold(page.get_by_role("combobox", name="Commune"))
    expect(page.get_by_role("option", name=NASTY)).to_be_visible()

    assert dialogs == []
    assert [url for url in wanted if url.endswith("/x")] == []


def test_an_absent_store_is_said_in_french_then_each_that_is_published_is_seen(tmp_path, page):
    path = tmp_path / "cls.gpkg"
    with serving(path) as url:
        page.goto(url)
        said = page.get_by_text("Les données ne sont pas encore installées")
        expect(said).to_be_visible()
        sow(path)
        page.goto(url)
        expect(answer(page)).to_contain_text("Trop peu d’actions pour conclure")
        sheet = f"{url}/ma_commune?territoire=damier&commune=63000"
        page.goto(sheet)
        expect(answer(page)).to_contain_text("Commune 00")
        sow(path, names={"63000": "Saint-Neuf"})
        page.goto(sheet)
        expect(answer(page)).to_contain_text("Saint-Neuf")
