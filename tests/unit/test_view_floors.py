"""No verdict from no record: what pages say under the floor, and of a demonstration."""

from dataclasses import replace
from datetime import date

import pytest

from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Evidence, Selection
from cls_dash.page.demonstration import MARK, bare, mark, once
from cls_dash.page.model import Chart, Live
from cls_dash.page.sentence import plain
from cls_dash.page.table import Table
from cls_dash.questions import equity, forgotten, hot_spots, where_next
from cls_dash.questions.equity import reach
from cls_dash.questions.need.ground import ground, recent, recorded_until
from cls_dash.questions.spread.record import MIN_LOCATED, record
from cls_dash.questions.where_next import scenarios, words
from cls_dash.questions.where_next.asked import Wish, wish
from cls_dash.questions.where_next.exact import exact
from cls_dash.questions.where_next.figures import within_reach
from cls_dash.questions.where_next.siting import siting
from tests.asking import answered, parts_of
from tests.need_seed import needy_frames
from tests.seed import lately, real_frames, separate

DAMIER = Selection("damier")
VOISIN = Selection("voisin")
EQUAL = "egal"


CHANCE = Chance(draws=199, permutations=999, seed=1)


@pytest.fixture
def real(sown):
    """Release of the seed with enough real actions, all of the last months."""
    return sown(lately)


@pytest.fixture
def made(sown):
    """Release of the same, made for the demonstration."""
    return sown(lambda frames: lately(frames, real=False))


def sentences(release, selection):
    """Return all that the pages that name communes say, by page."""
    here = ground(release, selection)
    zones = answered(release, forgotten.QUESTION, selection, recul="24")
    hot = answered(release, hot_spots.QUESTION, selection, besoin=EQUAL, recul="24")
    where = answered(release, where_next.QUESTION, selection, besoin=EQUAL, recul="24")
    return {
        "zones": [zones.answer, *zones.facts, zones.map.values.title],
        "chauds": [hot.answer, *hot.facts, hot.map.values.title],
        "agir": [where.answer, *where.facts, where.map.values.title],
        "portee": list(reach.facts(release, selection, here)),
        "et si": [scenarios.build(release, selection, Wish(need=EQUAL), "p.63000", "").said],
    }


class TestUnderTheFloor:
    def test_two_actions_name_no_commune_and_recommend_none(self, release):
        documented = replace(DAMIER, documented_only=True)
        for page, said in sentences(release, documented).items():
            text = " ".join(said)
            assert "trop peu pour" in text or ": rien pour" in text, page
            assert "Commune" not in text, page
            assert "%" not in text, page
            assert "**Démonstration.**" not in text, page

    def test_nothing_entered_is_not_nothing_done(self, release):
        for page, said in sentences(release, VOISIN).items():
            assert "pas encore saisies" in " ".join(said), page
        values = answered(release, forgotten.QUESTION, VOISIN, recul="24").map.values
        classes = values.legend.classes
        assert [each.label for each in classes if each.count != "0"] == ["pas encore saisie"]
        assert values.tips[0][0] == "Pas encore saisie"
        assert (
            "pas encore saisie"
            in answered(release, where_next.QUESTION, VOISIN, besoin=EQUAL).table
        )

    def test_what_is_recorded_is_shown_with_its_day(self, release):
        documented = replace(DAMIER, documented_only=True)
        page = answered(release, forgotten.QUESTION, documented, recul="24")
        assert parts_of(page, Chart) == []
        assert parts_of(page, Table) == [page.table]
        assert "1er juin 2021" in page.table
        assert "date inconnue" in page.table
        assert page.map.values.tips[0][0] == "1er juin 2021 : Atelier (documentée)"

    def test_where_next_gives_nothing_to_a_scenario_nor_to_an_exact_search(self, release):
        documented = replace(DAMIER, documented_only=True)
        page = answered(release, where_next.QUESTION, documented, besoin=EQUAL)
        assert (parts_of(page, Live), parts_of(page, Chart)) == ([], [])
        assert not any("Places proposées" in shown for shown in parts_of(page, Table))
        assert "trop peu pour recommander" in exact(release, documented, Wish(), seconds=1)
        played = scenarios.build(release, documented, Wish(need=EQUAL), "p.63000", "")
        assert (played.effects, played.scores) == ({}, None)

    def test_many_sessions_of_few_series_are_too_few(self, sown):
        def one(frames):
            separate(frames)
            frames["deployment"]["action"] = "damier-1-01"

        found = record(sown(one), DAMIER)
        assert found.located >= MIN_LOCATED
        assert not found.enough
        assert "en 4\u00a0séries" in found.lacking("pour essayer")


class TestDemonstration:
    def test_every_sentence_that_counts_them_begins_by_saying_so(self, made):
        for page, said in sentences(made, DAMIER).items():
            for sentence in said:
                if sentence and sentence != words.AID and "échelle" not in sentence:
                    assert sentence.startswith(("**Démonstration.**", "Démonstration.")), page

    @pytest.mark.parametrize("question", [equity.QUESTION, where_next.QUESTION])
    def test_where_the_frame_is_marked_the_answer_and_the_map_alone_say_so_again(
        self, made, question
    ):
        page = answered(made, question, DAMIER)
        shown = once(page)
        assert (shown.answer, shown.map.values) == (page.answer, page.map.values)
        assert shown.answer.startswith(MARK)
        assert [fact for fact in page.facts if fact.startswith(MARK)] != []
        assert [bare(fact) for fact in page.facts] == list(shown.facts)
        captions = [part.caption for part in parts_of(shown, Table)]
        assert captions
        said = (*shown.facts, *captions)
        assert not any(each.startswith((MARK, plain(MARK))) for each in said)

    def test_the_mark_of_the_frame_says_how_much_is_true(self):
        assert mark(made=17, shown=19) == "Démo\u00a0: 2 vraies sur 19"
        assert mark(made=25, shown=26) == "Démo\u00a0: 1 vraie sur 26"
        assert mark(made=0, shown=19) == ""

    def test_real_ones_are_said_without_it(self, real):
        for page, said in sentences(real, DAMIER).items():
            assert "Démonstration" not in " ".join(said), page
        assert record(real, DAMIER).judged


class TestWindows:
    def test_they_end_when_the_territory_s_last_action_began(self, real):
        # The seed's latest fact is of the end of January 2026: it is of elsewhere.
        here = ground(real, DAMIER)
        found = recent(real, DAMIER, here, 24)
        assert (found.since, found.until) == (date(2022, 6, 2), date(2024, 6, 1))
        assert found.note.endswith("jour où la dernière action connue a commencé.")
        assert found.record.located == 19

    def test_they_end_on_the_day_that_the_coordination_declares(self, sown):
        def declared(frames):
            lately(frames)
            frames["territory"]["recorded_until"] = [date(2026, 3, 12), None]

        release = sown(declared)
        here = ground(release, DAMIER)
        found = recent(release, DAMIER, here, 12)
        assert (found.since, found.until) == (date(2025, 3, 13), date(2026, 3, 12))
        assert found.record.located == 0
        assert "la coordination dit avoir tout saisi" in found.note

    def test_they_follow_the_evidence_that_is_shown(self, release):
        assert recorded_until(release, DAMIER)[0] == date(2024, 6, 1)
        documented = replace(DAMIER, documented_only=True)
        assert recorded_until(release, documented)[0] == date(2021, 6, 1)
        assert recorded_until(release, VOISIN) == (None, False)


class TestWhereNext:
    def test_people_within_reach_are_counted_not_weighed(self, real):
        asked = siting(real, DAMIER, Wish(need=EQUAL, window="24"))
        codes = asked.alone.codes
        minutes, people = asked.here.minutes, asked.here.communes["population"]
        served = set()
        for code in asked.existing.index:
            near = minutes[(minutes["destination"] == code) & (minutes["minutes"] <= 20)]
            served |= set(near["origin"])
        for code, found in zip(codes, within_reach(asked, codes), strict=True):
            near = minutes[(minutes["destination"] == code) & (minutes["minutes"] <= 20)]
            around = set(near["origin"])
            assert found.people == people[list(around)].sum()
            assert found.newly == people[list(around - served)].sum()
            served |= around

    @pytest.mark.sampled
    @pytest.mark.parametrize("places", ["1", "3", "6"])
    def test_the_programme_is_the_first_of_the_frontier(self, needy, places):
        asked = siting(needy, DAMIER, wish({"places": places, "recul": "24"}))
        assert asked.frontier is not None
        assert asked.programme.after == pytest.approx(asked.frontier["reach"].max())
        assert asked.programme.after >= asked.alone.after - 1e-12


@pytest.fixture
def needy(asked):
    frames = needy_frames()
    lately(frames)
    return asked(frames)


def test_supplied_actions_are_real(sown):
    def supplied(frames):
        lately(frames)
        frames["deployment"]["evidence"] = str(Evidence.SUPPLIED)

    found = record(sown(supplied), DAMIER)
    assert (found.judged, found.demonstration) == (True, False)


def test_the_real_seed_is_enough(asked):
    assert record(asked(real_frames()), replace(DAMIER, contract="damier-2")).judged


def test_the_map_of_equity_is_read_as_what_it_shows(release, real):
    under, over = (answered(each, equity.QUESTION, DAMIER) for each in (release, real))
    assert "besoin" in under.reading
    assert "hasard" in over.reading
    assert "Plus ou moins que le hasard" not in under.map.values.title
    assert "Plus ou moins que le hasard" in over.map.values.title
