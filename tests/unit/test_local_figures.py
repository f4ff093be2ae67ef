"""Figures of a commune beside what holds it: which first, of which year, what is hidden."""

import pandas as pd
import pytest

from cls_dash.domain.selection import Selection
from cls_dash.questions.commune import published, published_words
from tests.local import commune_told
from tests.seed import CODES, WEST
from tests.tables import written

HERE = "damier"
FIRST, OTHERS = CODES[0], CODES[1:]
CARDS = {
    # code: title, unit, kind, direction, themes
    "apl": ("Médecins", "consultations", "ratio", "better", "care_access"),
    "chomage": ("Chômage", "%", "ratio", "worse", "deprivation"),
    "densite": ("Densité", "hab./km²", "ratio", "neutral", None),
    "pauvrete": ("Pauvreté", "%", "ratio", "worse", "deprivation"),
    "population": ("Population", "habitants", "stock", "neutral", None),
}


def row(code, level, place, year, value, status="observed"):
    return (code, level, place, f"nom {place}", year, value, status)


def every(code, year, own, others):
    """Give a value to the first commune, and others in turn to the rest."""
    return [
        row(code, "commune", FIRST, year, own),
        *(row(code, "commune", place, year, others[n % len(others)])
          for n, place in enumerate(OTHERS)),
    ]  # fmt: skip


ROWS = [
    *every("apl", "2023", 1.0, [2.0, 2.5, 3.0]),
    row("apl", "commune", FIRST, "2022", 4.0),
    row("apl", "epci", WEST, "2023", 2.2, "derived"),
    row("apl", "pays", "FR", "2023", 3.5, "derived"),
    row("apl", "region", "84", "2022", 3.1),
    *every("chomage", "2018", 20.0, [8.0, 9.0, 10.0]),
    *every("densite", "2022", 900.0, [10.0, 20.0]),
    row("pauvrete", "commune", FIRST, "2021", None, "withheld"),
    row("pauvrete", "bassin_de_vie", "46102", "2021", 14.5),
    row("pauvrete", "bassin_de_vie", "63000", "2021", 30.0),
    row("population", "commune", FIRST, "2016", 900.0),
]


def frames_of(rows):
    def change(frames):
        frames["indicator"] = pd.DataFrame(
            [(code, *card) for code, card in CARDS.items()],
            columns=["code", "title", "unit", "kind", "higher_is", "themes"],
        ).assign(level="commune", definition="…", caveats=None, counts="nobody", source="essai")
        frames["observation"] = pd.DataFrame(
            rows,
            columns=["indicator", "level", "geography", "name", "year", "value", "status"],
        ).assign(lower=None, upper=None, source="essai", evidence="documented")
        frames["zoning"] = pd.DataFrame(
            {"level": "bassin_de_vie", "geography": "46102", "name": "Bassin de Figeac",
             "commune": [FIRST]}
        )  # fmt: skip

    return change


@pytest.fixture
def found(changed_country):
    return published.figures(changed_country(frames_of(ROWS)), HERE, FIRST)


def test_what_is_farthest_on_the_side_of_need_is_first_and_each_indicator_once(found):
    assert [one.title for one in found] == ["Chômage", "Médecins", "Pauvreté", "Densité"]
    apart = {one.title: one.apart for one in found}
    values = pd.Series([1.0, *([2.0, 2.5, 3.0] * 5)])
    spread = values.quantile(0.75) - values.quantile(0.25)
    assert apart["Médecins"] == pytest.approx((3.5 - 1.0) / spread)
    assert apart["Chômage"] > apart["Médecins"] > 0
    assert apart["Densité"] != apart["Densité"]


def test_a_line_is_of_one_year_and_says_what_is_made_what_is_hidden_and_what_is_a_median(found):
    table = published_words.table(found, "Commune 00")
    assert table.header == (
        "Indicateur", "Commune 00", "Intercommunalité", "Bassin de vie", "France", "Année",
    )  # fmt: skip
    lines = {line[0]: line[1:] for line in table.lines}
    assert lines["Médecins (consultations)"] == ("1,0", "2,2 (c)", "", "3,5 (c)", "2023")
    assert lines["Chômage (%)"] == ("20", "9 (m)", "", "", "2018")
    assert lines["Pauvreté (%)"] == ("secret statistique", "", "14,5", "", "2021")
    assert "Population (habitants)" not in lines


def test_the_sentence_names_what_is_marked_with_its_year_and_its_reference(found):
    assert published_words.marked(found) == (
        "Besoin marqué : Chômage, **20\u00a0%** (2018 ; médiane du territoire : 9).",
        "Besoin marqué : Médecins, **1,0\u00a0consultations** (2023 ; France : 3,5).",
    )


def test_where_nothing_is_marked_it_is_said(changed_country):
    rows = every("chomage", "2018", 9.0, [8.0, 9.0, 10.0])
    found = published.figures(changed_country(frames_of(rows)), HERE, FIRST)
    (said,) = published_words.marked(found)
    assert said.startswith("Aucun chiffre publié n’y marque un besoin")


def test_few_communes_known_make_no_rank_no_median(changed_country):
    rows = every("chomage", "2018", 20.0, [8.0, 9.0])[:6]
    found = published.figures(changed_country(frames_of(rows)), HERE, FIRST)
    (only,) = found
    assert only.apart != only.apart
    assert only.beside == {}
    assert published_words.marked(found) == ()


def test_the_same_for_all_sets_nothing_apart(changed_country):
    rows = every("chomage", "2018", 9.0, [9.0])
    (only,) = published.figures(changed_country(frames_of(rows)), HERE, FIRST)
    assert only.apart != only.apart


def test_illustrative_values_are_no_figure(changed_country):
    def change(frames):
        frames_of(ROWS)(frames)
        frames["observation"]["evidence"] = "illustrative"

    assert published.figures(changed_country(change), HERE, FIRST) == ()


def test_without_any_figure_there_is_no_table_and_no_sentence(release):
    found = published.figures(release, HERE, FIRST)
    assert published_words.table(found, "Commune 00") is None
    assert published_words.marked(found) == ()


def test_the_page_and_its_sheet_say_it(changed_country):
    view = commune_told(changed_country(frames_of(ROWS)), Selection(HERE), FIRST)
    assert [fact for fact in view.facts if fact.startswith("Besoin marqué : Chômage")]
    assert written(view.indicators).count("Médecins") == 1
