"""The files that pages offer, made as Streamlit makes them: in a thread of its own."""

from threading import Thread

import pytest

from cls_dash.page.draw.paper import typesetting
from cls_dash.shell import downloads
from tests.pages.driver import choose, open_tab, unfolded


@pytest.fixture
def offered(monkeypatch):
    """The files that the last run offered: name and media type, then what makes it, by label."""
    made = {}

    def download_button(label, write, *, file_name, mime, on_click):
        assert on_click == "ignore"
        made[label] = (file_name, mime), write

    monkeypatch.setattr(downloads.st, "download_button", download_button)
    return made


def taken(offered, label):
    """Ask for a file as the server does, in a thread that knows no session."""
    written = []
    asking = Thread(target=lambda: written.append(offered[label][1]()))
    asking.start()
    asking.join()
    return written[0]


def test_the_sheet_of_a_commune_is_what_is_selected(page, offered, monkeypatch):
    asked = []
    monkeypatch.setattr(
        typesetting, "pdf", lambda template, told: asked.append((template, told)) or b"%PDF"
    )
    page("ma_commune", commune="63000", contrat="1")
    assert offered["Télécharger la fiche (PDF)"][0] == ("damier-63000.pdf", "application/pdf")
    assert taken(offered, "Télécharger la fiche (PDF)") == b"%PDF"
    ((template, told),) = asked
    assert template == "sheet"
    assert told.title.endswith("à Commune 00 ?")
    assert "CLS 1 (2020-2022)" in told.asked


def test_the_map_is_that_of_the_list_and_not_of_the_run_before(page, offered):
    app = page("carte_actions")
    open_tab(app, "Télécharger")
    before = taken(offered, "Carte (SVG)")
    kept = dict(offered)
    choose(app, "indicateur", "hasard")
    after = taken(offered, "Carte (SVG)")
    assert before != after
    # The button that was drawn before the choice gives the map of today.
    assert taken(kept, "Carte (SVG)") == after


def test_a_page_without_a_map_offers_none_and_the_portrait_comes_in_three_formats(page, offered):
    unfolded(page("donnees_methode"), "fichiers")
    assert not [label for label in offered if label.startswith("Carte")]
    assert [label for label in offered if label.startswith("Portrait")] == [
        "Portrait (PDF)", "Portrait (DOCX)", "Portrait (PPTX)",
    ]  # fmt: skip
    assert taken(offered, "Portrait (PDF)").startswith(b"%PDF")
