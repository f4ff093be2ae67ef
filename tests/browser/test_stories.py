"""The stories of an elected official, of a coordinator, and of an anonymous visitor, to the end."""

import io
import re
from urllib.parse import urlsplit

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import follow, narrowed, turn, unfold
from tests.browser.test_atlas import answer, painted, pick

pytestmark = pytest.mark.browser


def taken(page, name):
    """Take a file away; return its name and its bytes."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def text_of(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def narrow(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_official_with_a_phone_goes_from_the_territory_to_the_sheet_of_a_commune(atlas, phone):
    phone.goto(f"{atlas}/?territoire=thiers-ambert-billom")
    expect(answer(phone)).to_contain_text("à Thiers et à Ambert")
    painted(phone, 4)
    narrow(phone)
    phone.get_by_role("link", name="Trouver ma commune").click()
    expect(answer(phone)).to_contain_text("Choisissez votre commune")
    painted(phone, 113)
    unfold(phone.get_by_role("combobox", name="Commune"))
    phone.keyboard.type("Arlanc")
    phone.get_by_role("option", name="Arlanc", exact=True).click()
    expect(answer(phone)).to_contain_text("Arlanc")
    expect(phone).to_have_url(re.compile("commune=63010"))
    painted(phone, 113)
    narrow(phone)
    name, pdf = taken(phone, "Télécharger la fiche (PDF)")
    assert name == "thiers-ambert-billom-63010.pdf"
    text = text_of(pdf)
    assert "Arlanc" in text
    assert "Insee" in text


def test_a_coordinator_follows_actions_from_a_theme_to_a_commune_and_takes_the_table(atlas, page):
    page.goto(f"{atlas}/suivi_actions?territoire=thiers-ambert-billom")
    expect(answer(page)).to_be_visible()
    pick(page, "Partir d’un thème", "santé mentale")
    expect(page).to_have_url(re.compile("theme="))
    turn(page, "Tableau")
    expect(page.locator(".atlas-table").first).to_contain_text(re.compile("santé mentale", re.I))
    pick(page, "Ou d’une commune", "Ambert")
    expect(page).to_have_url(re.compile("commune="))
    turn(page, "Essentiel")
    expect(page.get_by_role("link", name="Voir la fiche de cette commune")).to_be_visible()
    pick(page, "Ce que vous voulez suivre", "Évaluation au fil de l’eau")
    judged = page.get_by_role("heading", name="Évaluation au fil de l’eau")
    expect(judged).to_be_visible()
    expect(page).to_have_url(re.compile("vue="))
    pick(page, "Ce que vous voulez suivre", "Du besoin à la commune")
    expect(judged).to_have_count(0)
    page.get_by_role("link", name="Voir la fiche de cette commune").click()
    expect(answer(page)).to_contain_text("Ambert")
    painted(page, 113)


def test_an_anonymous_visitor_reads_checks_and_takes_away_what_sources_say(public_site, page):
    hosts, blocked = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda said: "Content Security Policy" in said.text
            and blocked.append(said.text))  # fmt: skip
    page.goto(f"{public_site}/?territoire=thiers-ambert-billom")
    with narrowed(page):
        expect(page.locator(".atlas-badge")).to_contain_text(
            "données de démonstration écartées de ce site"
        )
    expect(answer(page)).to_contain_text("Trop peu d’actions pour conclure")
    painted(page, 4)
    page.get_by_role("link", name="Ma commune").first.click()
    painted(page, 113)
    pick(page, "Commune", "Ambert")
    expect(answer(page)).to_contain_text("Ambert")
    expect(page).to_have_url(re.compile("commune=63003"))
    painted(page, 113)
    text = text_of(taken(page, "Télécharger la fiche (PDF)")[1])
    assert "Ambert" in text
    assert "actions documentées ou saisies seulement" in text
    assert "1 action documentée, 0 illustrative" in text
    follow(page, "Données et méthode")
    page.get_by_test_id("stMain").get_by_text("Télécharger", exact=True).click()
    name, table = taken(page, "Actions (CSV)")
    rows = table.decode("utf-8-sig").splitlines()
    assert name == "thiers-ambert-billom-actions.csv"
    assert len(rows) > 1
    assert not any("illustrative" in row for row in rows)
    page.get_by_role("link", name="Accessibilité : non conforme").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Accessibilité")
    page.get_by_role("link", name="Mentions légales").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mentions légales")
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"_streamlit_xsrf"}
    assert hosts == {urlsplit(public_site).netloc}
    assert blocked == []
