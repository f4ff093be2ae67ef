"""The story of the delegation that compares four territories, in Chromium on the shipped data."""

import re
import sqlite3
from contextlib import closing
from math import sqrt
from urllib.parse import urlsplit

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import turn
from tests.browser.test_atlas import answer

pytestmark = pytest.mark.browser

NAMES = {
    "thiers-ambert-billom": "Thiers-Ambert-Billom",
    "bassin-aurillac-carlades-chataigneraie": "Bassin d'Aurillac",
    "ouest-aveyron": "Ouest Aveyron",
    "plaine-limagne": "Plaine Limagne",
}
COMMUNES = (113, 86, 29, 25)
PAGE = "/comparer?territoire=thiers-ambert-billom"


def frames(page, communes=COMMUNES):
    """Return the frames of the maps in the order of the page, once all are painted."""
    maps = page.locator(".st-key-cartes_ensemble iframe")
    expect(maps).to_have_count(len(communes))
    found = []
    for place, painted in enumerate(communes):
        content = maps.nth(place).content_frame
        expect(content.locator("#map_div")).to_have_attribute("data-painted", str(painted))
        found.append(maps.nth(place).element_handle().content_frame())
    return found


STILL = """() => {
  const [at, now] = [String(map.getCenter()), Date.now()];
  if (window.restsAt?.at !== at) window.restsAt = { at, since: now };
  return now - window.restsAt.since > 700;
}"""


def zooms(found):
    return [frame.evaluate("window.map.getZoom()") for frame in found]


def shifts(found):
    """Return how far each map is from where it began, in pixels of the world at zoom 0."""
    return [
        frame.evaluate(
            """() => {
              const { x, y } = atlasTogether.centre().subtract(atlasTogether.home);
              return [x, y];
            }"""
        )
        for frame in found
    ]


@pytest.fixture(scope="module")
def facts(shipped):
    """What a plain SQL client reads: one row per commune of the four territories."""
    query = """
        SELECT p.territory, c.code, c.population,
          (SELECT COUNT(*) FROM deployment d
            WHERE d.territory = p.territory AND d.commune = c.code) AS actions,
          (SELECT COALESCE(SUM(v.n), 0) FROM provider_count v
            WHERE v.commune = c.code AND v.category = 'bpe:D201') AS doctors,
          (SELECT o.value FROM observation o WHERE o.indicator = 'population_density'
            AND o.level = 'commune' AND o.geography = c.code ORDER BY o.year DESC) AS density
        FROM perimeter p JOIN commune c ON c.code = p.commune WHERE p.ends_on IS NULL
    """
    with closing(sqlite3.connect(shipped)) as connection:
        return pd.read_sql(query, connection)


@pytest.fixture(scope="module")
def clumps(shipped):
    """How many sessions come together with one, by territory: Σ w² / Σ w over series of w."""
    query = """
        SELECT territory, SUM(w * w) * 1.0 / SUM(w) FROM (
          SELECT d.territory, COUNT(*) AS w FROM deployment d
          JOIN perimeter p ON p.territory = d.territory AND p.commune = d.commune
            AND p.ends_on IS NULL
          WHERE d.scope = 'commune' GROUP BY d.territory, d.action, d.commune
        ) GROUP BY territory
    """
    with closing(sqlite3.connect(shipped)) as connection:
        return dict(connection.execute(query).fetchall())


def byar(events, clump):
    """Return Byar's limits at 95 % of ten series or more, of ``clump`` events each."""
    z, n = 1.959963985, events / clump
    more = n + 1
    return (
        clump * n * (1 - 1 / (9 * n) - z / (3 * sqrt(n))) ** 3,
        clump * more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3,
    )


def cells(page, title):
    """Return the numbers that a row of the table of indicators says of each territory."""
    # Another table has some of the same rows, and comes first until this one is drawn whole.
    table = page.get_by_role("region", name=re.compile("^Tout ce qui est connu d’eux"))
    row = table.locator("tr").filter(has=page.locator("th[scope=row]", has_text=title))
    return {
        slug: [
            float(number.replace("\u202f", "").replace(",", "."))
            for number in re.findall(
                r"\d[\d\u202f]*(?:,\d+)?",
                row.first.get_by_role("cell").nth(rank).inner_text(),
            )
        ]
        for rank, slug in enumerate(NAMES)
    }


def test_the_four_territories_are_compared_with_the_uncertainty(atlas, page):
    page.goto(atlas + PAGE)
    frames(page)
    expect(answer(page)).to_contain_text("aucun ordre n’est établi")
    figures = page.locator(".atlas-facts").first
    expect(figures).to_contain_text("Plaine Limagne : 10,7 (6,8 à 16,1)")
    expect(figures.get_by_role("listitem")).to_have_count(4)
    titles = [page.get_by_role("heading", name=name, exact=True) for name in NAMES.values()]
    # All four are seen at once, side by side.
    assert len({round(title.bounding_box()["y"]) for title in titles}) == 1
    turn(page, "Graphiques")
    expect(page.locator(".stPlotlyChart")).to_have_count(4)


@pytest.mark.parametrize(
    ("label", "column"), [("Actions situées", "actions"), ("Densité de population", "density")]
)
def test_one_indicator_has_the_same_classes_on_all_the_maps(atlas, page, facts, label, column):
    page.goto(atlas + PAGE)
    if column == "density":
        frames(page)
        # Of a long list, only what is in sight is there.
        page.get_by_role("combobox", name="Ce qui est comparé").fill(label)
        page.get_by_role("option", name=label, exact=True).click()
        expect(answer(page)).to_contain_text("Densité de population : de")
    found = frames(page)
    for frame in found:
        frame.wait_for_function("label => areaMap.values.title.includes(label)", arg=label)
    palettes = [frame.evaluate("areaMap.values.palette") for frame in found]
    assert palettes == [palettes[0]] * 4
    marks = {}
    for frame in found:
        marks |= frame.evaluate(
            """Object.fromEntries(
              areaMap.areas.map(({ id }, rank) => [id, areaMap.values.classes[rank]]),
            )"""
        )
    values = facts.set_index("code")
    value = values["density"] if column == "density" else values["actions"] / values["population"]
    spans = value.groupby(value.index.map(marks)).agg(["min", "max"]).sort_index()
    assert len(spans) == len(palettes[0])
    assert (spans["max"].to_numpy()[:-1] < spans["min"].to_numpy()[1:]).all()


def test_what_zooms_or_moves_one_map_does_it_to_all(atlas, page):
    page.goto(atlas + PAGE)
    found = frames(page)
    (start,) = set(zooms(found))
    found[1].locator(".leaflet-control-zoom-in").click()
    for frame in found:
        frame.wait_for_function("zoom => map.getZoom() > zoom", arg=start)
    assert len(set(zooms(found))) == 1
    box = page.locator(".st-key-cartes_ensemble iframe").nth(2).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=6)
    page.mouse.up()
    pixel = 0.5 ** zooms(found)[0]
    for frame in found:
        frame.wait_for_function(
            "pixel => atlasTogether.centre().distanceTo(atlasTogether.home) > 50 * pixel", arg=pixel
        )
    found[2].wait_for_function(STILL)  # The map that was dragged slides on.
    moved = shifts(found)
    assert all(abs(a - b) < 2 * pixel for one in moved for a, b in zip(one, moved[2], strict=True))


def test_the_largest_sets_the_scale_of_those_that_remain(atlas, page):
    page.goto(atlas + PAGE)
    found = frames(page)
    fitted = [frame.evaluate("atlasTogether.fitted") for frame in found]
    assert len(set(fitted)) > 1
    assert set(zooms(found)) == {min(fitted)}
    # The last chip, Plaine Limagne, is removed with the keyboard.
    page.get_by_role("combobox", name="Comparer avec").press("Backspace")
    expect(page).to_have_url(re.compile(r"avec=[^&]+ouest-aveyron"))
    found = frames(page, COMMUNES[:3])
    fitted = [frame.evaluate("atlasTogether.fitted") for frame in found]
    assert set(zooms(found)) == {min(fitted)}


def test_maps_of_other_pages_are_left_alone(atlas, page):
    page.goto(f"{atlas}/carte_actions?territoire=plaine-limagne")
    content = page.frame_locator("iframe")
    expect(content.locator("#map_div")).to_have_attribute("data-painted", "25")
    frame = next(frame for frame in page.frames if "streamlit_folium" in frame.url)
    assert frame.evaluate("window.atlasTogether === undefined")


def test_the_figures_are_those_of_plain_sql(atlas, page, facts, clumps):
    page.goto(atlas + PAGE)
    frames(page)
    turn(page, "Tableau")
    whole = page.get_by_text(re.compile("^Tout voir"))
    expect(whole.first).to_be_visible()
    for each in whole.all():
        each.click()
    found = cells(page, "Actions situées, pour 10")
    densities = cells(page, "Densité de population (")
    doctors = cells(page, "Médecins généralistes (2018), pour 10")
    for slug, communes in facts.groupby("territory"):
        people = communes["population"].sum()
        actions = communes["actions"].sum()
        expected = [n / people * 10_000 for n in (actions, *byar(actions, clumps[slug]))]
        assert found[slug] == pytest.approx(expected, abs=0.051)
        rate = communes["doctors"].sum() / people * 10_000
        assert doctors[slug][0] == pytest.approx(rate, abs=0.0051)
        area = (communes["population"] / communes["density"])[communes["density"] > 0].sum()
        assert densities[slug] == pytest.approx([people / area], abs=0.051)


def test_a_phone_stacks_the_maps_and_no_other_host_is_asked(atlas, phone):
    hosts = set()
    phone.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    phone.goto(atlas + PAGE)
    maps = frames(phone)
    expect(answer(phone)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = [frame.frame_element().bounding_box() for frame in maps]
    assert all(box["width"] > 300 for box in boxes)
    assert [box["y"] for box in boxes] == sorted({box["y"] for box in boxes})
    assert hosts == {urlsplit(atlas).netloc}
