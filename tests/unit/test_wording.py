"""French sentences: what a reader sees, character for character."""

import json
import pkgutil
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cls_dash
from cls_dash import error_sentences, errors, terms, wording
from cls_dash.store.model import FILES
from tests.conftest import SCRIPTS

ORACLE = Path(__file__).parents[2].parent / "shared" / "oracles" / "french_formats.json"
WRITERS = {
    "decimal": lambda value: wording.number(value, 1),
    "percent0": wording.percent,
    "currency_eur": wording.euros,
    "date_long": lambda iso: wording.day(date.fromisoformat(iso)),
}
KNOWN_FORMATS = [
    ("decimal", 1234567.8, "1\u202f234\u202f567,8"),
    ("percent0", 0.243, "24\u00a0%"),
    ("currency_eur", 15816, "15\u202f816,00\u00a0€"),
    ("date_long", "2025-04-02", "2 avril 2025"),
    ("date_long", "2025-04-01", "1er avril 2025"),
    ("decimal", -3.5, "-3,5"),
]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Où le besoin est-il fort ?", ["est-il"]),
        ("Y a-t-il un lieu ? Va-t-on où ?", ["a-t-il", "Va-t-on"]),
        ("Qu’est-ce qui change ?", ["est-ce"]),
        ("L’un est-il loin, les autres y sont-ils ?", ["est-il", "sont-ils"]),
        ("La Monnerie-le-Montel, Mur-sur-Allier, Saint-Ours-les-Roches", []),
        ("nous-mêmes, celle-ci, là-bas, Y-il-Z, mi-elles-deux", []),
    ],
)
def test_an_inverted_verb_is_parted_by_no_line(said, kept):
    assert wording.INVERTED.findall(said) == kept
    hard = wording.hard_hyphened(said)
    assert hard.replace(wording.HARD_HYPHEN, "-") == said
    assert all(each.replace("-", "\u2011") in hard for each in kept)
    assert hard.count("\u2011") == sum(each.count("-") for each in kept)


@pytest.mark.parametrize(
    ("unit", "of_one"),
    [
        ("consultations par an et par habitant", "consultation par an et par habitant"),
        ("points", "point"),
        ("lits installés pour 1 000 habitants", "lit installé pour 1 000 habitants"),
        *((same, same) for same in ("% des communes", "pour 10 000 habitants", "fois", "décès",
                                    "mois par an", "sur 3", "€ par an", "hab./km²")),
    ],
)  # fmt: skip
def test_a_unit_agrees_with_its_value(unit, of_one):
    assert [wording.unit_of(value, unit) for value in (0.04, -1.95, 2, 2.37)] == [
        of_one, of_one, unit, unit,
    ]  # fmt: skip


def test_a_title_and_its_year_share_their_brackets():
    assert wording.dated("Chômage (15 à 64 ans)", "2018") == "Chômage (15 à 64 ans, 2018)"
    assert wording.dated("Revenu", "2018") == "Revenu (2018)"
    assert wording.dated("Revenu", "") == "Revenu"


class TestFormats:
    @pytest.mark.parametrize(("kind", "value", "written"), KNOWN_FORMATS)
    def test_values_are_written_as_a_french_reader_expects(self, kind, value, written):
        assert WRITERS[kind](value) == written

    def test_values_are_written_as_the_oracle_says(self):
        if not ORACLE.is_file():
            pytest.skip(f"no oracle {ORACLE}: the worked cases are not on this machine")
        case = json.loads(ORACLE.read_text(encoding="utf-8"))
        items = case["inputs"]["items"]
        assert len(items) == len(KNOWN_FORMATS)
        written = [WRITERS[kind](value) for kind, value in items]
        assert written == case["expected"]["items"]

    @pytest.mark.parametrize("missing", [None, float("nan")])
    @pytest.mark.parametrize("write", [wording.number, wording.percent])
    def test_a_missing_value_is_said_to_be_missing_and_never_zero(self, write, missing):
        assert write(missing) == "pas de donnée"

    @pytest.mark.parametrize(
        ("value", "written"), [(8.0, "8\u00a0%"), (8.2, "8,2\u00a0%"), (8.25, "8,25\u00a0%")]
    )
    def test_a_measured_value_is_as_precise_as_it_is_given(self, value, written):
        assert wording.measured(value, "%") == written

    @pytest.mark.parametrize(
        ("share", "digits", "written"),
        [
            (0.9986, 0, "plus de 99\u00a0%"), (0.9949, 0, "99\u00a0%"),
            (0.0014, 0, "moins de 1\u00a0%"), (0.0051, 0, "1\u00a0%"),
            (0.9996, 1, "plus de 99,9\u00a0%"), (0.9986, 1, "99,9\u00a0%"),
            (0.0004, 1, "moins de 0,1\u00a0%"), (1.002, 0, "plus de 100\u00a0%"),
            (sum([0.1] * 10), 0, "100\u00a0%"), (1.0, 0, "100\u00a0%"),
        ],
    )  # fmt: skip
    def test_almost_all_is_not_all_and_some_is_not_none(self, share, digits, written):
        assert wording.percent(share, digits) == written

    @given(st.floats(min_value=1e-6, max_value=1 - 1e-6), st.integers(min_value=0, max_value=3))
    def test_a_part_is_written_neither_none_nor_all(self, share, digits):
        ends = {f"{wording.number(end, digits)}\u00a0%" for end in (0, 100)}
        assert wording.percent(share, digits) not in ends

    def test_zero_is_a_value(self):
        assert (wording.number(0), wording.percent(0)) == ("0", "0\u00a0%")

    @given(st.integers(min_value=0, max_value=10**12))
    def test_separators_never_change_the_digits_of_a_whole_number(self, n):
        written = wording.number(n)
        assert written.replace("\u202f", "") == str(n)
        assert all(len(group) == 3 for group in written.split("\u202f")[1:])

    @given(
        st.floats(min_value=0, max_value=1e9, exclude_min=True),
        st.integers(min_value=1, max_value=4),
    )
    def test_decimals_are_as_many_as_asked(self, value, digits):
        whole, decimals = wording.number(value, digits).replace("\u202f", "").split(",")
        assert len(decimals) == digits
        assert float(f"{whole}.{decimals}") == pytest.approx(value, abs=0.5001 * 10**-digits)


class TestDates:
    @pytest.mark.parametrize(
        ("iso", "written"),
        [
            ("2025", "2025"),
            ("2025-04", "avril 2025"),
            ("2025-08-01", "1er août 2025"),
            ("2025-12-21", "21 décembre 2025"),
            ("2025-01-11", "11 janvier 2025"),
            ("", None),
            (None, None),
        ],
    )
    def test_a_partial_date_says_no_more_than_is_known(self, iso, written):
        assert wording.partial_day(iso) == written

    @pytest.mark.parametrize(
        ("first", "last", "precision", "written"),
        [
            ((2025, 4, 2), (2025, 4, 2), "day", "2 avril 2025"),
            ((2025, 4, 1), (2025, 4, 30), "month", "avril 2025"),
            ((2025, 1, 1), (2025, 12, 31), "year", "2025"),
            ((2025, 3, 1), (2025, 5, 31), "period", "1er mars 2025 – 31 mai 2025"),
            ((2016, 1, 1), (2024, 12, 31), "period", "2016 – 2024"),
            ((2021, 1, 1), (2023, 12, 31), "year", "2021 – 2023"),
            ((2021, 6, 1), (2023, 6, 30), "month", "2021 – 2023"),
        ],
    )
    def test_a_span_is_as_precise_as_it_is_known(self, first, last, precision, written):
        assert wording.span(date(*first), date(*last), precision) == written

    @pytest.mark.parametrize(
        ("first", "last"),
        [(None, None), (date(2025, 1, 1), None), (None, date(2025, 1, 1))],
    )
    def test_a_span_without_both_ends_has_an_unknown_date(self, first, last):
        assert wording.span(first, last, "unknown") == "date inconnue"


class TestWords:
    @pytest.mark.parametrize(
        ("words", "joined"),
        [
            ([], ""),
            (["Thiers"], "Thiers"),
            (["Thiers", "Ambert"], "Thiers et Ambert"),
            (["Thiers", "Ambert", "Billom"], "Thiers, Ambert et Billom"),
        ],
    )
    def test_words_are_joined_by_commas_and_a_last_et(self, words, joined):
        assert wording.listing(words) == joined

    @pytest.mark.parametrize(
        ("n", "written"),
        [
            (0, "0\u00a0action"),
            (1, "1\u00a0action"),
            (2, "2\u00a0actions"),
            (1234, "1\u202f234\u00a0actions"),
        ],
    )
    def test_a_noun_agrees_from_two_upwards(self, n, written):
        assert wording.counted(n, "action") == written

    def test_an_irregular_plural_is_given(self):
        assert wording.counted(1, "maire adjoint", "maires adjoints") == "1\u00a0maire adjoint"
        assert wording.counted(3, "maire adjoint", "maires adjoints") == "3\u00a0maires adjoints"

    @pytest.mark.parametrize(("n", "verb"), [(0, "a"), (1, "a"), (2, "ont")])
    def test_a_verb_agrees_as_a_noun_does(self, n, verb):
        assert wording.agreeing(n, "a", "ont") == verb

    @pytest.mark.parametrize(
        ("p_value", "said"),
        [
            (0.0005, "moins d’une fois sur mille"),
            (0.001, "moins d’une fois sur cent"),
            (0.0099, "moins d’une fois sur cent"),
            (0.01, "environ une fois sur cent"),
            (0.014, "environ une fois sur cent"),
            (0.03, "environ 3 fois sur cent"),
            (1.0, "environ 100 fois sur cent"),
        ],
    )
    def test_odds_are_said_in_words(self, p_value, said):
        assert wording.odds(p_value) == said

    @pytest.mark.parametrize(
        ("p_value", "written"),
        [
            (0.0009, "p\u00a0<\u00a00,001"),
            (0.001, "p\u00a0=\u00a00,001"),
            (0.0096, "p\u00a0=\u00a00,010"),
            (0.01, "p\u00a0=\u00a00,01"),
            (0.044, "p\u00a0=\u00a00,04"),
            (0.047, "p\u00a0=\u00a00,047"),
            (0.0497, "p\u00a0=\u00a00,0497"),
            (0.05, "p\u00a0=\u00a00,05"),
            (0.05 * 3 / 3, "p\u00a0=\u00a00,05"),
            (0.052, "p\u00a0=\u00a00,052"),
            (0.056, "p\u00a0=\u00a00,06"),
            (1.0, "p\u00a0=\u00a01,00"),
        ],
    )
    def test_a_p_value_is_never_rounded_to_the_threshold_of_verdicts(self, p_value, written):
        assert wording.p_value(p_value) == written


def every_error():
    """Return the package's errors, in whichever module each is defined."""
    for module in pkgutil.walk_packages(cls_dash.__path__, "cls_dash."):
        if module.name not in SCRIPTS:
            import_module(module.name)
    found = {errors.ClsDashError}
    while more := {child for kind in found for child in kind.__subclasses__()} - found:
        found |= more
    return sorted(
        (kind for kind in found if kind.__module__.startswith("cls_dash.")),
        key=lambda kind: kind.__name__,
    )


class TestErrors:
    @pytest.mark.parametrize("kind", every_error())
    def test_every_error_of_the_package_has_a_sentence_without_its_message(self, kind):
        error = kind.__new__(kind)
        error.args = ("secret detail 63000",)
        sentence = error_sentences.sentence_for(error)
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "secret" not in sentence
        assert "63000" not in sentence

    def test_a_store_that_is_absent_says_what_to_do(self):
        sentence = error_sentences.sentence_for(errors.StoreError("no store at /x"))
        assert "cls-dash build" in sentence

    def test_an_error_without_a_sentence_of_its_own_takes_that_of_its_base(self):
        said = error_sentences.sentence_for(errors.PublicationError("x"))
        assert said == error_sentences.sentence_for(errors.ClsDashError())
        assert said != error_sentences.sentence_for(errors.UnknownCommuneError("63000"))


@pytest.mark.parametrize(
    ("schema", "field", "words"),
    [
        ("deployments", "scope", terms.SCOPES),
        ("deployments", "kind", terms.KINDS),
        ("deployments", "date_precision", terms.PRECISIONS),
        ("deployments", "count_unit", terms.UNITS),
        ("deployments", "evidence", terms.EVIDENCE),
        ("axes", "theme", terms.THEMES),
        ("parties", "role", terms.ROLES),
        ("providers", "category", terms.PROVIDERS),
    ],
)
def test_every_code_of_the_dataset_has_its_french_word(schema, field, words):
    codes = FILES[schema].words[field]
    assert set(words) == set(codes)


def test_signs_stay_with_their_word():
    said = wording.unbroken("Contours : IGN ; « 99,8 % » ? Oui !")
    assert said == "Contours\u00a0: IGN\u00a0; «\u00a099,8\u00a0%\u00a0»\u00a0? Oui\u00a0!"


@pytest.mark.parametrize(
    ("title", "inside"),
    [("Part des 65 ans", "part des 65 ans"), ("Écart", "écart"), ("APL", "APL"), ("", "")],
)
def test_a_title_within_a_sentence_has_no_capital_but_that_of_an_acronym(title, inside):
    assert wording.within(title) == inside
