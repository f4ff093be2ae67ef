"""The view of «Accueil» on the seed."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.errors import ClsDashError
from cls_dash.page.model import Facts, Note, Remarks, Timeline
from cls_dash.questions import choices
from cls_dash.questions.home import QUESTION
from cls_dash.questions.home.figures import contract
from cls_dash.questions.home.words import span
from cls_dash.questions.question import at
from cls_dash.questions.spread import score_card
from cls_dash.render import palette
from cls_dash.store.queries.maps import asset_digest
from tests.asking import parts_of
from tests.seed import separate

CHANCE = Chance(draws=199, permutations=999, seed=7)


def view(release, territory="damier", **asked):
    """Return what the page shows, by what it is."""
    page = at(release, QUESTION, Selection(territory, **asked), {}, chance=CHANCE)
    (timeline,), (remarks,) = parts_of(page, Timeline), parts_of(page, Remarks)
    said = dict(remarks.groups)
    card, *others = parts_of(page, Facts)
    return SimpleNamespace(
        page=page,
        answer=page.answer,
        identity=parts_of(page, Note)[0].text,
        digest=page.map.digest,
        values=page.map.values,
        card=card,
        beside=others[0].sentences if others else (),
        life=timeline.spans,
        remarks=[said.get(span.title, ()) for span in timeline.spans],
    )


NOBODY = pd.DataFrame({"role": [], "organisation": []})


class TestHome:
    def test_it_says_what_the_territory_is(self, release):
        assert view(release).identity == (
            "Damier : 16\u00a0communes, 16\u202f000\u00a0habitants, ARS d’essai."
        )
        assert view(release, "voisin").identity.startswith("Voisin : 1\u00a0commune, ")

    @pytest.mark.parametrize(("territory", "marks"), [("damier", "10"), ("voisin", "01")])
    def test_the_map_marks_the_chosen_territory(self, release, territory, marks):
        values = view(release, territory).values
        assert values.classes == marks
        assert values.palette[1] == palette.ACCENT
        assert values.legend.classes[0].label == "choisi"
        assert values.legend.classes[0].colour == values.palette[1]

    def test_each_territory_tells_its_communes_and_its_actions(self, release):
        assert view(release).values.tips == (
            (
                "16\u00a0communes, 16\u202f000\u00a0habitants",
                "19\u00a0actions situées, dont 17\u00a0illustratives",
            ),
            ("1\u00a0commune, 1\u202f000\u00a0habitants", "Pas encore saisie"),
        )

    def test_the_map_counts_only_what_the_evidence_filter_keeps(self, release):
        tips = view(release, documented_only=True).values.tips
        assert tips[0][1] == "2\u00a0actions situées"

    def test_the_map_counts_all_contracts_whatever_is_chosen(self, release):
        assert view(release, contract="damier-2").values.tips[0][1].startswith("19")

    def test_the_geometry_is_that_of_the_territories(self, release):
        assert view(release).digest == asset_digest(release, "territories")

    def test_the_card_is_the_one_of_the_selection(self, release):
        selection = Selection(territory="damier", contract="damier-1")
        expected = score_card.build(release, selection, chance=CHANCE)
        shown = view(release, contract="damier-1")
        assert shown.answer.startswith(expected.answer)
        assert shown.page.warning == expected.warning
        assert shown.card == Facts(expected.facts, expected.faded)
        assert (Note(expected.known) in parts_of(shown.page, Note)) == bool(expected.known)

    def test_the_contract_before_speaks_where_the_one_in_force_has_too_little(self, sown):
        found = view(sown(lambda frames: separate(frames, dated=True)), contract="damier-2")
        assert found.answer == (
            "**Trop peu d’actions pour conclure**, dans le CLS 2 : 1\u00a0action située pour ce "
            "choix, il en faut au moins 15."
        )
        assert found.beside[0].startswith("CLS 1 : **94\u00a0%** des actions situées sont ")
        assert found.beside[1].startswith("Tous contrats réunis : ")

    def test_the_contract_in_force_speaks_alone_where_it_may(self, sown):
        release = sown(lambda frames: separate(frames, dated=True))
        found = view(release, contract="damier-1")
        selection = Selection(territory="damier", contract="damier-1")
        assert found.answer == score_card.build(release, selection, chance=CHANCE).answer
        assert len(found.beside) == 2


@pytest.mark.parametrize(
    ("years", "year", "running", "answered_for"),
    [
        ([(2012, 2019), (2020, 2023), (2024, 2028)], 2026, "3", "3"),
        ([(2012, 2019), (2020, 2023), (2024, 2028)], 2021, "2", "2"),
        ([(2016, None), (2019, None), (2025, None)], 2026, "3", "3"),
        ([(2016, None), (2019, None), (2025, None)], 2018, "1", "1"),
        # The last contract has ended, and no other is known yet.
        ([(2012, 2019)], 2026, "", "1"),
        ([(2024, 2028)], 2023, "", ""),
        ([(None, None)], 2026, "", ""),
        ([(2019, 2022), (None, None)], 2026, "", ""),
        ([], 2026, "", ""),
    ],
)
def test_which_contract_is_in_force_and_which_pages_answer_for(years, year, running, answered_for):
    contracts = pd.DataFrame(years, columns=["start_year", "end_year"]).astype(float)
    contracts = contracts.assign(number=range(1, len(years) + 1))
    assert choices.in_force(contracts, year) == running
    assert choices.current(contracts, year) == answered_for


class TestLifeLine:
    def test_contracts_tell_their_years_and_their_signature(self, release):
        first, second = view(release).life
        assert (first.title, first.years, first.detail) == (
            "CLS 1", "2020 – 2022", "signé en mars 2020",
        )  # fmt: skip
        assert (second.title, second.years, second.detail) == (
            "CLS 2", "2023 – 2026", "signé le 1er avril 2023",
        )  # fmt: skip
        assert view(release).remarks[1] == ("La période commence avant la signature.",)

    def test_contracts_tell_who_takes_part(self, release):
        assert view(release).remarks[0] == (
            "Signataires : ARS d’essai et CC de l’Ouest.",
            "Coordination : Hôpital du Damier.",
        )

    def test_each_is_as_wide_as_it_lasts_and_only_one_is_in_force(self, release):
        life = view(release).life
        assert [span.length for span in life] == [3, 4]
        assert [span.current for span in life] == [False, True]

    def test_a_contract_whose_end_is_not_known_goes_on(self, release):
        (only,) = view(release, "voisin").life
        assert (only.years, only.detail) == ("depuis 2023", "date de signature non trouvée")
        assert only.current
        assert only.length == 2026 - 2023 + 1

    def test_a_contract_without_any_year_says_so(self):
        row = {"number": 1, "start_year": None, "end_year": float("nan"),
               "signed_on": "2016", "note": None}  # fmt: skip
        made = span(contract(row, NOBODY, 2026, in_force=False))
        assert (made.years, made.detail, made.length) == ("dates non publiées", "signé en 2016", 1)
        assert not made.current

    def test_what_is_in_force_depends_on_the_day_not_on_the_news_of_elsewhere(
        self, release, monkeypatch
    ):
        monkeypatch.setattr(choices, "today", lambda: date(2027, 1, 1))
        assert [span.current for span in view(release).life] == [False, False]


class TestChoices:
    def test_territories_are_named_by_slug(self, release):
        assert choices.territories(release) == {"damier": "Damier", "voisin": "Voisin"}

    def test_contracts_are_chosen_by_number_with_their_years(self, release):
        here = choices.build(release, "damier")
        assert here.contracts == {"1": "CLS 1 (2020-2022)", "2": "CLS 2 (2023-2026)"}
        assert here.contract_ids == {"1": "damier-1", "2": "damier-2"}

    def test_a_contract_without_an_end_says_since_when(self, release):
        assert choices.build(release, "voisin").contracts == {"1": "CLS 1 (depuis 2023)"}

    @pytest.mark.parametrize("missing", [None, float("nan")])
    def test_a_contract_without_any_year_is_only_a_number(self, missing):
        assert choices._with_years(2, missing, missing) == "CLS 2"
        assert choices._with_years(2, 2016, missing) == "CLS 2 (depuis 2016)"

    def test_axes_are_those_of_the_contract_or_of_all(self, release):
        axes = choices.build(release, "damier").axes
        assert axes["1"] == {"damier-1-a1": "Prévention"}
        assert axes[""] == {
            "damier-1-a1": "CLS 1 · Prévention",
            "damier-2-a1": "CLS 2 · Accès aux soins",
        }

    def test_years_go_from_the_first_contract_to_the_latest_fact(self, release):
        here = choices.build(release, "damier")
        assert (here.first_year, here.last_year) == (2020, 2026)

    def test_badges_count_each_kind_whatever_the_filter(self, release):
        for documented_only in (False, True):
            selection = Selection(territory="damier", documented_only=documented_only)
            assert counts(release, selection) == (4, 0, 17)

    def test_badges_follow_the_rest_of_the_selection(self, release):
        selection = Selection(territory="damier", contract="damier-2")
        assert counts(release, selection) == (0, 0, 1)
        assert counts(release, Selection(territory="voisin")) == (0, 0, 0)


def counts(release, selection):
    """Count documented, supplied and illustrative deployments."""
    return tuple(choices.evidence_counts(release, selection).values())


def test_an_unknown_territory_is_refused_by_name(release):
    with pytest.raises(ClsDashError):
        score_card.build(release, Selection(territory="ailleurs"), chance=CHANCE)


def test_rows_keep_none_and_numbers_as_they_are_stored():
    from cls_dash.questions.rows import rows

    frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]}, index=pd.Index(["k", "l"], name="code"))
    frame["b"] = frame["b"].astype(object).where(frame["b"].notna(), None)
    assert rows(frame) == [{"code": "k", "a": 1, "b": "x"}, {"code": "l", "a": 2, "b": None}]
