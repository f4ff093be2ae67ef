"""Norms and rules behind «Suivi des actions»: words read, units kept apart, doubts counted."""

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cls_dash import terms
from cls_dash.domain.planned import (
    COMMUNES,
    KINDS,
    UNITS,
    Achieved,
    Measure,
    achieved,
    read_measure,
)
from cls_dash.domain.publics import Reach, compared
from cls_dash.domain.relevance import QUESTIONS, RESERVATIONS, UNJUDGED, VERDICTS, verdict
from cls_dash.domain.themes import REASONS, lower_is_needier, reason, themes_of
from tests.shipped import DATA

ANY = Measure("deployments")
PERSONS = Measure("persons")


def of_kinds(*kinds):
    return Measure("deployments", frozenset(kinds))


WORKSHOPS = of_kinds("workshop")
CARDS = {
    card["code"]: card
    for card in map(yaml.safe_load, (path.read_text() for path in (DATA / "indicators").glob("*")))
}


class TestThemes:
    def test_each_theme_says_why_it_answers_a_need(self):
        assert set(REASONS) == set(terms.THEMES)
        assert all(why.endswith(".") for why in REASONS.values())

    @pytest.mark.parametrize("code", list(CARDS))
    def test_a_card_names_themes_that_exist(self, code):
        themes = CARDS[code].get("themes") or []
        assert themes_of(";".join(themes)) == tuple(themes)
        assert reason(tuple(themes)).count(".") == len(themes)

    def test_a_need_is_where_what_is_good_lacks_or_what_is_bad_or_neutral_abounds(self):
        assert lower_is_needier("better")
        assert not lower_is_needier("worse")
        assert not lower_is_needier("neutral")

    def test_a_theme_that_nobody_knows_is_left_out(self):
        assert themes_of("ageing;inconnu") == ("ageing",)
        assert themes_of(None) == ()


class TestMeasure:
    @pytest.mark.parametrize(
        ("text", "measure"),
        [
            ("Séances tenues", ANY),
            ("Ateliers", WORKSHOPS),
            ("Nombre d’ateliers pour personnes âgées", WORKSHOPS),
            ("Rencontres et permanences tenues", of_kinds("meeting", "clinic")),
            ("Forum, puis réunions", of_kinds("forum")),
            ("Personnes dépistées en permanence", PERSONS),
            ("PARTICIPANTS AUX ATELIERS", PERSONS),
            ("Professionnels formés", Measure("professionals")),
            ("Ménages accompagnés", Measure("households")),
            ("Étudiants accueillis", Measure("students")),
            ("Communes touchées", Measure("communes")),
            ("Part des habitants dépistés", None),
            ("% de personnes vues", None),
            ("Satisfaction", None),
            ("", None),
            (None, None),
        ],
    )  # fmt: skip
    def test_words_say_what_is_counted(self, text, measure):
        assert read_measure(text) == measure

    def test_every_kind_and_unit_is_one_of_deployments(self):
        assert {kind for kinds in KINDS.values() for kind in kinds} <= set(terms.KINDS)
        assert set(UNITS.values()) <= set(terms.UNITS)
        assert not {*KINDS, COMMUNES} & set(UNITS)

    @given(text=st.text())
    def test_any_text_is_read_or_left(self, text):
        assert read_measure(text) is None or read_measure(text).unit


def deployments(*lines):
    """Rows of kind, commune, precision, count and unit."""
    return pd.DataFrame(
        lines, columns=["kind", "commune", "date_precision", "count", "count_unit"]
    ).astype({"count": float})


class TestAchieved:
    ROWS = deployments(
        ("workshop", "63000", "day", 20, "persons"),
        ("workshop", "63000", "period", None, "persons"),
        ("meeting", None, "day", 7, "professionals"),
    )

    @pytest.mark.parametrize(
        ("measure", "expected"),
        [
            (ANY, Achieved(3, True)),
            (of_kinds("meeting"), Achieved(1, False)),
            (of_kinds("forum"), None),
            (PERSONS, Achieved(20, True)),
            (Measure("professionals"), Achieved(7, True)),
            (Measure("teams"), None),
            (Measure("communes"), Achieved(1, True)),
        ],
    )
    def test_only_what_is_in_the_unit_counts(self, measure, expected):
        assert achieved(measure, self.ROWS) == expected

    def test_all_counted_nothing_may_add(self):
        rows = deployments(("workshop", "a", "day", 2, "teams"), ("forum", "b", "day", 3, "teams"))
        assert achieved(Measure("teams"), rows) == Achieved(5, False)
        assert achieved(Measure("communes"), rows) == Achieved(2, False)

    @pytest.mark.parametrize("unit", ["deployments", "communes", "persons"])
    def test_nothing_is_not_zero(self, unit):
        assert achieved(Measure(unit), deployments()) is None


class TestPublics:
    @pytest.mark.parametrize(
        ("intended", "reached", "reach"),
        [
            ("Personnes âgées", "personnes agées", Reach.SAME),
            ("Habitants", "Femmes", Reach.PARTLY),
            ("Habitants et professionnels de santé", "Professionnels de santé", Reach.PARTLY),
            ("Enfants", "Enfants et parents", Reach.PARTLY),
            ("Personnes âgées", "Tous publics", Reach.WIDER),
            ("Femmes", "Participantes", Reach.OTHER),
            (None, "Femmes", Reach.UNSAID),
            ("Femmes", None, Reach.UNSAID),
            ("Femmes", "", Reach.UNSAID),
        ],
    )
    def test_words_are_compared(self, intended, reached, reach):
        assert compared(intended, reached) == reach

    @given(public=st.text(min_size=1))
    def test_a_public_is_itself(self, public):
        assert compared(public, public) == Reach.SAME


class TestVerdict:
    @pytest.mark.parametrize(
        ("doubts", "confidence"),
        [([], "strong"), (["few"], "medium"), (["few", "old"], "weak"), (RESERVATIONS, "weak")],
    )
    def test_confidence_is_how_many_doubts_weigh(self, doubts, confidence):
        assert verdict("reached", doubts).confidence == confidence

    def test_doubts_come_in_the_order_of_their_table_and_no_other(self):
        assert verdict("short", ["few", "partial"]).reservations == ("partial", "few")

    @pytest.mark.parametrize("code", sorted(UNJUDGED))
    def test_what_judges_nothing_has_no_confidence(self, code):
        assert not verdict(code, []).judges
        assert verdict(code, []).confidence == ""

    def test_each_question_has_answers_that_judge_and_answers_that_do_not(self):
        assert list(VERDICTS) == list(QUESTIONS)
        for answers in VERDICTS.values():
            assert set() < set(answers) & UNJUDGED < set(answers)
        assert {code for answers in VERDICTS.values() for code in answers} > UNJUDGED
