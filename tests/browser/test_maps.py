"""Maps for all: by the keyboard, by fingers, in the dark, in a window that changes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, of_the_application, settled
from tests.browser.test_atlas import DEEP, carte, frame_of, painted

pytestmark = pytest.mark.browser

WHOLE = """() => {
  const { map, box: [west, south, east, north] } = window.areaMap;
  const box = map.getContainer().getBoundingClientRect();
  const shown = map.getBounds().contains([[south, west], [north, east]]);
  return [shown, Math.round(box.bottom) <= window.innerHeight, map.getZoom()];
}"""


def test_a_map_is_one_stop_whose_communes_are_said_and_opened_by_keys(atlas, page):
    page.goto(atlas + DEEP)
    painted(page, 113)
    settled(page)
    inside, shown = frame_of(page), carte(page)
    stops = inside.evaluate(
        """() => [...document.querySelectorAll("#map_div, #map_div path, #map_div canvas")]
          .filter((each) => each.tabIndex >= 0).map((each) => each.id)"""
    )
    assert stops == ["map_div"]
    expect(shown).to_have_attribute("role", "application")
    expect(shown).to_have_attribute("aria-label", re.compile("Carte : Nombre d’actions"))
    expect(page.locator("iframe").first).to_have_attribute("title", re.compile("Carte : Nombre"))
    shown.focus()
    said = shown.get_by_role("status")
    shown.press("ArrowRight")
    expect(said).to_have_text(re.compile(r"^Thiers\. \d+\sactions"))
    heard = {said.text_content()}
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp"):
        shown.press(key)
        heard.add(said.text_content())
    assert len(heard) == 5
    by_name = []
    shown.press("Home")
    for _ in range(113):
        by_name.append(said.text_content().split(".")[0])
        shown.press("PageDown")
    assert len(set(by_name)) == 113
    shown.press("Home")
    expect(said).to_have_text(re.compile(rf"^{by_name[0]}\."))
    shown.press("Enter")
    expect(page).to_have_url(re.compile(r"/ma_commune\?.*commune=63"))
    expect(page.locator(".atlas-answer")).to_contain_text(by_name[0])


def touched(session, kind, *points):
    touches = [{"x": x, "y": y, "id": rank} for rank, (x, y) in enumerate(points)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def test_one_finger_leaves_the_map_where_it_is_and_two_move_it(atlas, chromium):
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    context.set_default_timeout(PATIENCE)
    phone = of_the_application(context.new_page())
    phone.goto(atlas + DEEP)
    painted(phone, 113)
    settled(phone)
    frame = phone.locator("iframe").first
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box["height"] <= 0.55 * 844 + 1
    inside = frame_of(phone)
    centre = "() => { const { lat, lng } = window.map.getCenter(); return [lat, lng]; }"
    before = inside.evaluate(centre)
    action = "() => getComputedStyle(document.getElementById('map_div')).touchAction"
    assert inside.evaluate(action) == "pan-y"
    session = context.new_cdp_session(phone)
    x, y = box["x"] + box["width"] / 2, box["y"] + 100
    touched(session, "touchStart", (x, y))
    for step in (8, 16, 24, 32):
        touched(session, "touchMove", (x + step, y))
    hint = carte(phone).get_by_text("Deux doigts pour déplacer la carte")
    expect(hint).to_be_visible()
    touched(session, "touchEnd")
    assert inside.evaluate(centre) == before
    expect(hint).to_be_hidden()
    touched(session, "touchStart", (x - 40, y), (x + 40, y))
    for step in (10, 20, 30, 40):
        touched(session, "touchMove", (x - 40, y + step), (x + 40, y + step))
    touched(session, "touchEnd")
    settled(phone)
    assert inside.evaluate(centre)[0] > before[0]
    context.close()


def test_a_map_follows_the_window_and_shows_all_until_it_is_moved(atlas, page):
    page.goto(atlas + DEEP)
    painted(page, 113)
    for width, height in ((1920, 1080), (700, 800), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        inside = frame_of(page)
        inside.wait_for_function(f"() => ({WHOLE})().slice(0, 2).every(Boolean)")
        assert inside.evaluate("innerHeight") <= 0.6 * height + 1
    inside.evaluate("() => window.map.setView([45.7, 3.5], 11, { animate: false })")
    page.set_viewport_size({"width": 1000, "height": 800})
    settled(page)
    assert inside.evaluate("window.map.getZoom()") == 11
    page.set_viewport_size({"width": 1280, "height": 900})


def test_maps_side_by_side_follow_the_window_at_one_scale(atlas, page):
    page.goto(atlas + "/comparer")
    settled(page)
    page.set_viewport_size({"width": 1920, "height": 1080})
    settled(page)
    maps = [each for each in page.frames if "streamlit_folium" in each.url]
    assert len(maps) > 1
    for each in maps:
        each.wait_for_function(f"() => ({WHOLE})()[0]")
    assert len({each.evaluate("window.map.getZoom()") for each in maps}) == 1
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_dark_page_has_dark_maps(atlas, chromium):
    light = {}
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme)
        context.set_default_timeout(PATIENCE)
        visitor = context.new_page()
        visitor.goto(atlas + DEEP)
        painted(visitor, 113)
        light[scheme] = frame_of(visitor).evaluate(
            """() => {
              const ground = document.querySelector(".leaflet-container");
              const [red, green, blue] = getComputedStyle(ground).backgroundColor.match(/\\d+/g);
              const canvas = [...document.querySelectorAll("canvas")]
                .find(({ style }) => style.visibility === "visible");
              const { data } = canvas.getContext("2d").getImageData(canvas.width / 2 - 20, 4, 1, 1);
              return [(+red + +green + +blue) / 3, (data[0] + data[1] + data[2]) / 3];
            }"""
        )
        context.close()
    assert min(light["light"]) > 200
    assert max(light["dark"]) < 60
