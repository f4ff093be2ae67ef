"""What ``cls-dash report`` writes, and the sheets of all the communes that ship."""

import io
import re
from datetime import date

import pypdf
import pytest

from cls_dash.domain.meeting import Item, Meeting
from cls_dash.page.draw.paper import typesetting
from cls_dash.page.sentence import plain
from cls_dash.questions import commune
from cls_dash.questions.at_address import selection
from cls_dash.questions.commune import sheet
from cls_dash.settings import settings
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.territories import territories_of
from tests.asking import answered
from tests.conftest import opened
from tests.integration.test_cli import run


@pytest.fixture(autouse=True)
def environment(monkeypatch, seeded_file):
    monkeypatch.setenv("CLS_STORE", f"sqlite:///{seeded_file}")
    monkeypatch.setenv("CLS_DRAWS", "199")
    settings.cache_clear()
    yield
    settings.cache_clear()


def pages(pdf):
    return len(pypdf.PdfReader(pdf).pages)


def refused(*arguments):
    result = run("report", *arguments)
    assert result.exit_code != 0
    return " ".join(result.stderr.split())


class TestCommune:
    def test_all_the_communes_of_a_territory_or_of_all(self, tmp_path):
        result = run("report", "commune", "--to", tmp_path / "a")
        assert result.stdout == f"{tmp_path / 'a'} : 17\u00a0fiches.\n"
        assert len(list((tmp_path / "a").iterdir())) == 17
        run("report", "commune", "--territory", "voisin", "--to", tmp_path / "b")
        (sheet,) = (tmp_path / "b").iterdir()
        assert sheet.name == "voisin-63040.pdf"
        assert pages(sheet) == 1

    def test_those_that_are_named_with_the_address_of_the_site(self, tmp_path, monkeypatch):
        monkeypatch.setenv("CLS_PUBLIC_URL", "https://atlas.exemple.fr")
        settings.cache_clear()
        result = run("report", "commune", "63000", "63040", "--to", tmp_path)
        assert "2\u00a0fiches" in result.stdout
        names = sorted(sheet.name for sheet in tmp_path.iterdir())
        assert names == ["damier-63000.pdf", "voisin-63040.pdf"]
        text = pypdf.PdfReader(tmp_path / "damier-63000.pdf").pages[0].extract_text()
        assert "La page de la commune" in text

    def test_a_commune_or_a_territory_that_is_not_there_is_refused_in_french(self, tmp_path):
        said = refused("commune", "63000", "99999", "--to", tmp_path)
        assert said.startswith("Aucune commune de ces territoires n’a ce code Insee.")
        assert not list(tmp_path.iterdir())
        said = refused("commune", "--territory", "ailleurs", "--to", tmp_path)
        assert said.startswith("Aucun territoire du magasin n’a cet identifiant.")


class TestTerritory:
    @pytest.mark.parametrize("kind", ["pdf", "docx", "pptx"])
    def test_a_portrait_in_each_format(self, tmp_path, kind):
        run("report", "territory", "damier", "--format", kind, "--to", tmp_path)
        (portrait,) = tmp_path.iterdir()
        assert portrait.name == f"damier.{kind}"
        assert portrait.read_bytes()[:2] == (b"%P" if kind == "pdf" else b"PK")

    def test_all_of_them(self, tmp_path):
        assert "2\u00a0portraits" in run("report", "territory", "--to", tmp_path).stdout

    def test_another_format_or_territory_is_refused_in_french(self, tmp_path):
        assert "« odt » n’est pas parmi" in refused("territory", "--format", "odt")
        assert "Aucun territoire" in refused("territory", "ailleurs", "--to", tmp_path)


class TestMeeting:
    def test_the_dossier_of_a_file(self, tmp_path):
        meeting = Meeting(
            territory="damier", title="Copil", held_on=date(2026, 4, 1),
            items=(Item(title="Divers"),),
        )  # fmt: skip
        file = tmp_path / "copil.json"
        file.write_text(meeting.model_dump_json())
        run("report", "meeting", file, "--to", tmp_path / "dossiers")
        assert (
            "Divers" in pypdf.PdfReader(tmp_path / "dossiers" / "copil.pdf").pages[0].extract_text()
        )

    def test_a_file_that_is_none_or_is_not_there_is_refused_in_french(self, tmp_path):
        other = tmp_path / "autre.json"
        other.write_text("{")
        assert refused("meeting", other).startswith("Ce fichier de séance ne peut pas être lu.")
        said = refused("meeting", tmp_path / "absent.json")
        assert said.startswith("Un fichier ou un dossier n’a pas pu être lu ou écrit.")


@pytest.mark.parametrize(
    ("one_in", "sheets"), [(41, 6), pytest.param(1, 253, marks=pytest.mark.long)]
)
def test_communes_that_ship_have_their_sheet_on_one_page_with_its_figures(shipped, one_in, sheets):
    with opened(f"sqlite:///{shipped}") as store, store.reading() as known:
        homes = [
            (slug, code)
            for slug in territories_of(known).index
            for code in communes_of(known, slug).index
        ][one_in - 1 :: one_in]
        assert len(homes) == sheets
        for slug, code in homes:
            codes = {"territoire": slug, "commune": code}
            found = pypdf.PdfReader(io.BytesIO(sheet.pdf(known, codes, "https://atlas.exemple.fr")))
            assert len(found.pages) == 1, code
            text = " ".join(found.pages[0].extract_text().split())
            asked, _ = selection(known, {"territoire": slug})
            answer = plain(answered(known, commune.QUESTION, asked, commune=code).answer)
            assert " ".join(answer.split()) in text
            assert re.search(r"documentées?, \d+ illustrative", text)


def test_a_sheet_is_filled_before_lines_are_left_out_and_counts_them(shipped):
    codes = {"territoire": "thiers-ambert-billom", "commune": "63430"}
    with opened(f"sqlite:///{shipped}") as store, store.reading() as known:
        told = sheet.build(known, codes, "")
    pages = pypdf.PdfReader(io.BytesIO(typesetting.pdf("sheet", told))).pages
    text = " ".join(pages[0].extract_text().split())
    tables = (told.actions, told.providers, told.figures)
    others = [int(count) for count in re.findall(r"… et (\d+) autres : voir l’atlas", text)]
    shown = [len(table.lines) - left for table, left in zip(tables, others, strict=True)]
    assert shown[0] >= 5
    assert min(shown) >= 3
    for table, lines in zip(tables, shown, strict=True):
        assert " ".join(table.lines[lines - 1][0].split()) in text
