"""What a browser prints, and what a projector shows: whole, in order, large enough."""

import io
from datetime import date
from unicodedata import normalize

import pypdf
import pytest
from playwright.sync_api import expect

from cls_dash.domain.meeting import Item, Meeting, View
from cls_dash.render.meeting_file import to_json
from tests.browser.conftest import PATIENCE, of_the_application, settled

pytestmark = pytest.mark.browser

HERE = "territoire=thiers-ambert-billom"
LEAST = 24
SMALLEST = """() => {
  const slide = document.querySelector(".atlas-slide");
  const words = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  const sizes = [];
  while (words.nextNode()) {
    if (words.currentNode.textContent.trim()) {
      sizes.push(parseFloat(getComputedStyle(words.currentNode.parentElement).fontSize));
    }
  }
  return Math.min(...sizes);
}"""
OVERLAPPING = """() => {
  const boxes = [...document.querySelectorAll(".atlas-slide > *")]
    .map((part) => part.getBoundingClientRect());
  return boxes.some((box, rank) => rank && box.top < boxes[rank - 1].bottom - 1);
}"""

AFTER = """() => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = document.createRange();
  let last = 0;
  while (words.nextNode()) {
    if (words.currentNode.textContent.trim() && words.currentNode.parentElement.checkVisibility()) {
      told.selectNode(words.currentNode);
      last = Math.max(last, told.getBoundingClientRect().bottom);
    }
  }
  return document.querySelector(".stApp").getBoundingClientRect().bottom - last;
}"""
"""Room left after the last words, which could begin a page of its own."""


@pytest.fixture(scope="module")
def meeting(tmp_path_factory):
    """A file whose points show a map and a chart, with many facts."""
    items = tuple(
        Item(
            title=stem,
            key=f"k{rank}",
            view=View(
                page=stem, address={}, question=stem, answer="**Une réponse** et son verdict.",
                facts=tuple(f"Fait {n} : {'mot ' * 40}" for n in range(6)), release="autre",
            ),
        )
        for rank, stem in enumerate(("equite", "suivi_actions"))
    )  # fmt: skip
    path = tmp_path_factory.mktemp("paper") / "seance.json"
    path.write_bytes(
        to_json(
            Meeting(
                territory="thiers-ambert-billom", title="Essai", held_on=date(2026, 1, 1),
                items=items,
            )
        )
    )  # fmt: skip
    return path


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_slides_are_read_from_five_metres(atlas, chromium, meeting, width, height):
    visitor = chromium.new_context(viewport={"width": width, "height": height})
    visitor.set_default_timeout(PATIENCE)
    page = of_the_application(visitor.new_page())
    page.goto(f"{atlas}/seance")
    expect(page.get_by_role("heading", name="Décisions publiées")).to_be_visible()
    settled(page)
    page.set_input_files(".atlas-file input", meeting)
    page.get_by_role("button", name="Projeter").click()
    slide = page.locator(".atlas-slide")
    expect(slide).to_contain_text("Ouverture")
    pictures = []
    while page.locator(".st-key-suivant button").is_enabled():
        said = slide.get_attribute("data-said")
        page.locator(".st-key-suivant button").click()
        expect(slide).not_to_have_attribute("data-said", said)
        assert page.evaluate(SMALLEST) >= LEAST * width / 1366 - 0.1
        assert not page.evaluate(OVERLAPPING)
        pictures += [
            (
                slide.get_attribute("data-said").split(" · ")[0],
                picture.get_attribute("class"),
                picture.bounding_box(),
            )
            for picture in slide.locator(":is(.atlas-ground, .atlas-plot)").all()
        ]
    visitor.close()
    kinds = {kind for _, kind, _ in pictures}
    assert kinds == {"atlas-ground", "atlas-plot"}
    assert pictures[0][0] == "Point 1 sur 2"
    for _, _, box in pictures:
        assert box["height"] > height / 4
        assert box["y"] + box["height"] <= height


def printed(page, address):
    page.goto(address)
    page.wait_for_selector("[data-testid=stMain] .atlas-answer")
    settled(page)
    return pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def test_a_site_map_prints_the_pages_under_its_titles(atlas, page):
    page.goto(f"{atlas}/plan_du_site")
    expect(page.locator("[data-testid=stMain] h1")).to_be_visible()
    settled(page)
    (only,) = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    text = " ".join(normalize("NFKC", only.extract_text()).split())
    told = page.locator("[data-testid=stMain] :is(h2, .stPageLink):not(.st-key-pied *)")
    end = 0
    for each in told.all_inner_texts():
        said = " ".join(each.split())
        end = text.index(said, end) + len(said)
    assert told.count() > 20


@pytest.mark.parametrize("stem", ["equite", "ou_agir", "points_chauds", "comparer", ""])
def test_a_page_prints_in_one_column_without_its_controls(atlas, page, stem):
    pages = [each.extract_text() for each in printed(page, f"{atlas}/{stem}?{HERE}").pages]
    assert all(len(text.split()) > 3 for text in pages)
    text = " ".join(" ".join(pages).split())
    for control in ("Copier le lien", "Télécharger", "Ajouter à la séance", "Plan du site"):
        assert control not in text
    title, answer = (
        " ".join(page.locator(part).first.inner_text().split())
        for part in ("[data-testid=stMain] h1", "[data-testid=stMain] .atlas-answer")
    )
    assert text.index("Thiers-Ambert-Billom · ") < text.index(title) < text.index(answer)
    for place in page.locator(".st-key-a_regarder a").all_inner_texts():
        assert " ".join(place.split()) in text
    page.emulate_media(media="print")
    assert page.evaluate(AFTER) < 25


def test_maps_that_are_compared_print_two_by_two(atlas, page):
    page.goto(f"{atlas}/comparer?{HERE}")
    page.wait_for_selector("[data-testid=stMain] .atlas-answer")
    settled(page)
    for frame in page.frames:
        frame.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 975})
    grounds = [
        frame.locator(".leaflet-container").bounding_box()
        for frame in page.frames
        if frame.query_selector(".leaflet-container")
    ]
    assert max(ground["x"] + ground["width"] for ground in grounds) <= 690
    boxes = [each.bounding_box() for each in page.locator(".st-key-cartes_ensemble iframe").all()]
    assert len({round(box["y"]) for box in boxes}) == len(boxes) / 2 == 2
    assert all(box["x"] + box["width"] <= 690 for box in boxes)


def test_a_map_prints_whole_with_its_legend_under_it(atlas, page):
    page.goto(f"{atlas}/zones_oubliees?{HERE}")
    page.wait_for_selector("[data-testid=stMain] .atlas-answer")
    settled(page)
    (frame,) = (each for each in page.frames if each.query_selector(".atlas-legend"))
    frame.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    land, legend = (
        frame.locator(part).bounding_box() for part in (".leaflet-container", ".atlas-below")
    )
    assert legend["y"] >= land["y"] + land["height"] - 1
    assert land["width"] <= 690
    room = page.locator("iframe").first.bounding_box()
    assert legend["y"] + legend["height"] <= room["y"] + room["height"] + 1
    assert room["y"] + room["height"] - legend["y"] - legend["height"] < 24
    expect(frame.locator(".leaflet-container .atlas-legend")).to_be_hidden()
    white = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert white == "rgb(255, 255, 255)"
    page.emulate_media(media="screen")
    frame.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(frame.locator(".leaflet-container .atlas-legend")).to_be_visible()
    assert frame.locator(".atlas-below").count() == 0
