"""«Région et France» in Chromium: colours, changes, hover, keyboard, points, finer outlines."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from cls_dash.questions.country.choropleth import Colouring, choropleth
from tests.browser.test_atlas import answer, carte, frame_of, painted
from tests.conftest import opened

pytestmark = pytest.mark.browser

HERE = "/france?territoire=thiers-ambert-billom"
SAMPLED = """([colours, size]) => {
  // The colours of the pixels around the chief point of each area, the map being still.
  const map = window.map, found = [];
  const [sheet] = areaMap.sheets.sheets;
  const canvas = sheet.getElement(), context = canvas.getContext("2d");
  const shown = canvas.getBoundingClientRect();
  const ratio = canvas.width / shown.width;
  const origin = map.getContainer().getBoundingClientRect();
  for (const area of areaMap.areas) {
    const point = map.latLngToContainerPoint([area.latitude, area.longitude]);
    const x = (point.x + origin.left - shown.left) * ratio;
    const y = (point.y + origin.top - shown.top) * ratio;
    const pixels = context.getImageData(x - size, y - size, 2 * size + 1, 2 * size + 1).data;
    const seen = [];
    for (let at = 0; at < pixels.length; at += 4) {
      seen.push("#" + [0, 1, 2].map((c) => pixels[at + c].toString(16).padStart(2, "0")).join(""));
    }
    found.push([area.id, seen]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def classified(shipped):
    """Return a function that answers the colour of each place, as the server classes it."""
    with opened(f"sqlite:///{shipped}") as store, store.reading() as release:

        def classified(asset, level, layer):
            found = choropleth(release, Colouring(asset, level, layer))
            return {
                code: None if mark == "-" else found.colours[int(mark, 36)]
                for code, mark in zip(
                    found.measured.figures.index, found.classes.marks, strict=True
                )
            }

        yield classified


def opened_at(page, atlas, view, count):
    page.goto(f"{atlas}{HERE}&{view}")
    painted(page, count)
    return frame_of(page)


def pick_inside(page, label, option):
    page.frame_locator("iframe").get_by_label(label).select_option(label=option)


def place_of(frame, name):
    """Return where an area's chief point is in the map's frame, in pixels."""
    return frame.evaluate(
        """(name) => {
          const area = areaMap.areas.find((area) => area.name === name);
          const point = map.latLngToContainerPoint([area.latitude, area.longitude]);
          return { x: point.x, y: point.y + map.getContainer().offsetTop };
        }""",
        name,
    )


@pytest.mark.parametrize(
    ("extent", "asset", "count"),
    [
        ("territoire", "thiers-ambert-billom", 113),
        ("departement-63", "departement:63", 138),
        ("region-84", "region:84", 224),
        ("france", "france", 253),
    ],
)
def test_every_area_has_the_colour_of_its_class_at_each_scale(
    atlas, page, classified, extent, asset, count
):
    frame = opened_at(page, atlas, f"etendue={extent}&couleur=population_density", count)
    expected = classified(asset, "commune", "population_density")
    filled = frame.evaluate(
        """() => {
          const { colours, fills } = areaMap.mosaic;
          return areaMap.areas.map(({ id }, rank) => [id, colours[fills[rank]]]);
        }"""
    )
    assert dict(filled) == expected
    # On the screen too: the finest map, whose communes are wide enough for a pixel to be theirs.
    if extent == "territoire":
        seen = dict(frame.evaluate(SAMPLED, [list(set(expected.values())), 2]))
        wrong = [code for code, colour in expected.items() if colour not in seen[code]]
        assert wrong == []


def test_a_level_colours_all_the_communes_of_a_group(atlas, page, classified):
    page.goto(f"{atlas}{HERE}&etendue=region-84&maille=epci&couleur=population_density")
    painted(page, 224)
    colours = classified("region:84", "epci", "population_density")
    filled = frame_of(page).evaluate(
        """() => {
          const { colours, fills, groups: { epci: { codes, of } } } = areaMap.mosaic;
          return areaMap.areas.map((_, rank) => [codes[of[rank]], colours[fills[rank]]]);
        }"""
    )
    assert {code for code, _ in filled} == set(colours)
    assert all(colours[code] == colour for code, colour in filled)
    alone = frame_of(page).evaluate(
        """() => {
          const { mosaic, values } = areaMap;
          mosaic.groups.epci.of[0] = -1;
          mosaic.colour(values);
          return [mosaic.fills[0], mosaic.together(0)];
        }"""
    )
    assert alone == [0, [0]], "a commune of no EPCI has no colour, and is pointed at alone"


def test_a_choice_is_shown_before_the_page_is_told_and_keeps_the_map(atlas, page, classified):
    frame = opened_at(page, atlas, "etendue=region-84&couleur=population_density", 224)
    frame.evaluate("() => { map.setView([45.7, 3.5], 10, {animate: false}); }")
    page.wait_for_timeout(500)
    # What the page is told is held back: the map must not wait for it.
    frame.evaluate(
        """() => {
          const tell = window.Streamlit.setComponentValue.bind(window.Streamlit);
          window.held = [];
          window.Streamlit.setComponentValue = (value) => window.held.push(() => tell(value));
        }"""
    )
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    before = frame.evaluate("() => document.querySelectorAll('#map_div canvas').length")
    said = answer(page).inner_text()
    pick_inside(page, "Maille", "Intercommunalités")
    expect(carte(page)).to_have_attribute("data-shown", re.compile("epci"))
    assert [path.rpartition("/")[2] for path in asked if "/assets/" in path] == ["values.json"]
    colours = classified("region:84", "epci", "population_density")
    legend = page.frame_locator("iframe").locator(".atlas-class")
    expect(legend).to_have_count(len(set(colours.values())))
    assert answer(page).inner_text() == said
    frame.evaluate("() => window.held.forEach((tell) => tell())")
    expect(answer(page)).to_contain_text("intercommunalités du territoire")
    expect(page).to_have_url(re.compile("maille=epci"))
    assert frame.evaluate("map.getZoom()") == 10
    assert frame.evaluate("() => document.querySelectorAll('#map_div canvas').length") == before
    assert frame_of(page) is frame


def test_two_quick_choices_leave_the_map_and_the_page_on_the_last(atlas, page):
    frame = opened_at(page, atlas, "etendue=region-84&couleur=population_density", 224)
    for option in ("Intercommunalités", "Communes", "Intercommunalités"):
        pick_inside(page, "Maille", option)
    # The page that heard the first choice says the same as one that heard the last.
    frame.wait_for_function("areaMap.shared.page.heard >= areaMap.shared.asked")
    expect(answer(page)).to_contain_text("intercommunalités du territoire")
    expect(page).to_have_url(re.compile("maille=epci"))
    expect(carte(page)).to_have_attribute("data-shown", re.compile("epci"))
    pick_inside(page, "Maille", "Communes")
    expect(carte(page)).to_have_attribute("data-shown", re.compile("commune"))
    expect(answer(page)).to_contain_text("communes du territoire")
    expect(page.frame_locator("iframe").get_by_label("Maille")).to_have_value("commune")


def test_hover_says_the_value_and_a_click_says_what_is_known_of_the_place(atlas, page):
    frame = opened_at(page, atlas, "etendue=territoire&couleur=population_density", 113)
    spot = place_of(frame, "Courpière")
    page.locator("iframe").hover(position=spot)
    tip = page.frame_locator("iframe").locator(".atlas-tip")
    expect(tip).to_contain_text("Courpière")
    expect(tip).to_contain_text("habitants par km²")
    value = re.search(r"(\d+) habitants", tip.inner_text())[1]
    page.locator("iframe").click(position=spot)
    expect(page.get_by_role("heading", name="Courpière")).to_be_visible()
    expect(page.locator(".atlas-facts")).to_contain_text(f"{value} habitants par km²")
    page.get_by_role("link", name="Ouvrir sa fiche").click()
    expect(answer(page)).to_contain_text("À Courpière")


def test_the_keyboard_alone_finds_a_commune_and_selects_it(atlas, page):
    frame = opened_at(page, atlas, "etendue=region-84&couleur=population_density", 224)
    field = page.frame_locator("iframe").get_by_role("combobox", name="Chercher sur la carte")
    field.focus()
    page.keyboard.type("saint amant roche")
    found = page.frame_locator("iframe").get_by_role("listbox", name="Lieux trouvés")
    offered = found.get_by_role("option")
    expect(offered).to_have_count(1)
    expect(offered).to_contain_text("Saint-Amant-Roche-Savine")
    page.keyboard.press("Enter")
    expect(page.frame_locator("iframe").locator(".atlas-tip")).to_contain_text(
        "Saint-Amant-Roche-Savine"
    )
    assert frame.evaluate("map.getZoom()") >= 10
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Saint-Amant-Roche-Savine")).to_be_visible()


def test_points_are_gathered_from_afar_and_parted_by_a_click(atlas, page):
    frame = opened_at(page, atlas, "etendue=france&points=actions", 253)
    frame.wait_for_function("() => areaMap.cloud.discs.length > 0")
    weights = "() => areaMap.cloud.discs.map((disc) => disc.weight)"
    gathered = frame.evaluate(weights)
    spot = frame.evaluate(
        """() => {
          const [disc] = areaMap.cloud.discs;
          const point = L.point(disc.x, disc.y).subtract(map.getPixelBounds().min);
          return { x: point.x, y: point.y + map.getContainer().offsetTop };
        }"""
    )
    page.locator("iframe").hover(position=spot)
    tip = page.frame_locator("iframe").locator(".atlas-tip")
    expect(tip).to_have_text(f"Démonstration : {max(gathered)} actions")
    zoom = frame.evaluate("map.getZoom()")
    page.locator("iframe").click(position=spot)
    frame.wait_for_function("(zoom) => map.getZoom() >= zoom + 2", arg=zoom)
    frame.wait_for_function(
        "(most) => Math.max(...areaMap.cloud.discs.map(({ weight }) => weight)) < most",
        arg=max(gathered),
    )
    assert sum(frame.evaluate(weights)) <= sum(gathered)


def test_from_close_up_france_has_the_outlines_of_its_parts(atlas, page):
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    frame = opened_at(page, atlas, "etendue=france&couleur=population_density", 253)
    rough = frame.evaluate(
        "() => areaMap.mosaic.source.filter((from) => from !== areaMap.mosaic.areas).length"
    )
    assert rough == 0
    frame.evaluate("() => map.setView([45.7, 3.5], 11, { animate: false })")
    frame.wait_for_function(
        "() => areaMap.mosaic.source.some((from) => from !== areaMap.mosaic.areas)"
    )
    maps = [path for path in asked if "/assets/maps/" in path]
    assert len(set(maps)) == len(maps) >= 2
    painted(page, 253)


def test_on_paper_the_map_keeps_its_legend_and_loses_its_controls(atlas, page):
    frame = opened_at(page, atlas, "etendue=territoire", 113)
    frame.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    inside = page.frame_locator("iframe")
    expect(inside.locator(".atlas-legend.atlas-below")).to_be_visible()
    expect(inside.locator(".leaflet-control-scale")).to_be_visible()
    expect(inside.locator(".atlas-search")).to_be_hidden()
    expect(inside.locator(".leaflet-control-zoom")).to_be_hidden()
    expect(inside.get_by_label("Couleur de la carte")).to_be_hidden()


def test_on_a_phone_it_fits_and_nothing_is_asked_of_another_host(atlas, phone):
    asked = []
    phone.on("request", lambda request: asked.append(request.url))
    opened_at(phone, atlas, "etendue=france", 253)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    colours = phone.frame_locator("iframe").get_by_label("Couleur de la carte")
    assert colours.bounding_box()["width"] > 320  # The longest title that opens is read whole.
    assert [url for url in asked if not url.startswith(("data:", "blob:", atlas))] == []


def test_on_a_phone_the_legend_is_read_below_the_map_and_folds_for_good(atlas, phone):
    frame = opened_at(phone, atlas, "etendue=france", 253)
    inside = phone.frame_locator("iframe")
    legend, picture = inside.locator(".atlas-legend"), inside.locator("#map_div")
    expect(legend.locator(".atlas-class").first).to_be_visible()
    room = picture.bounding_box()
    assert room["y"] + room["height"] <= legend.bounding_box()["y"] + 1
    legend.locator("summary").click()
    expect(legend.locator(".atlas-class").first).to_be_hidden()
    frame.wait_for_function(
        "least => document.querySelector('#map_div').clientHeight > least",
        arg=room["height"] + 40,
    )
    title = legend.locator("summary").inner_text()
    pick_inside(phone, "Maille", "Intercommunalités")
    expect(carte(phone)).to_have_attribute("data-shown", re.compile("epci"))
    assert legend.locator("summary").inner_text() == title
    expect(legend.locator(".atlas-class").first).to_be_hidden()
