"""The view of «Carte des actions» on the seed: marks, tips, circles, charts, table."""

from dataclasses import replace
from datetime import date
from functools import partial
from itertools import accumulate
from math import comb

import pytest

from cls_dash.domain.selection import Selection
from cls_dash.page.model import Chart, Facts
from cls_dash.questions import actions_map
from cls_dash.questions.actions_map.asked import INDICATORS, NUMBER
from cls_dash.questions.actions_map.words import EXPLANATIONS
from cls_dash.render import maps, palette
from cls_dash.store.queries.maps import asset_digest
from cls_dash.terms import CREDITS
from tests.asking import answered, parts_of
from tests.seed import CODES, separate

DAMIER = Selection(territory="damier")
FIRST = replace(DAMIER, contract="damier-1")
EVERYWHERE = {"63000": 11, "63001": 6, "63010": 1, "63033": 1}
EAST = [rank for rank, code in enumerate(CODES) if code[3] in "23"]


class Values(dict):
    """What the map is told, by what its colours say."""

    def __init__(self, page):
        self.page = page

    def __missing__(self, code):
        return self.page(code).map.values


class View:
    """What the page shows, part by part."""

    def __init__(self, release, selection):
        asked = partial(answered, release, actions_map.QUESTION, selection)
        self.page = asked()
        self.values = Values(lambda code: asked(indicateur=code))
        self.table, self.digest = self.page.table, self.page.map.digest
        charts = {chart.key: chart.figure for chart in parts_of(self.page, Chart)}
        self.bars, self.lorenz = charts.get("barres"), charts.get("lorenz")
        explained = f"{EXPLANATIONS[NUMBER]} "
        self.note = self.page.opening.note if self.page.opening else ""
        self.perimeter = self.note.partition(f" {CREDITS}")[0].removeprefix(explained)


def view(release, selection=DAMIER):
    return View(release, selection)


@pytest.fixture
def apart(sown):
    """Release of a seed whose nineteen located deployments are real, each its own series."""
    return sown(separate)


@pytest.fixture
def dated(sown):
    """The same, in perimeters that change."""
    return sown(lambda frames: separate(frames, dated=True))


class TestMarks:
    @pytest.mark.sampled
    @pytest.mark.parametrize("indicator", list(INDICATORS))
    def test_there_is_one_mark_tip_and_rank_per_commune(self, apart, indicator):
        values = view(apart).values[indicator]
        assert len(values.classes) == len(values.tips) == len(CODES)
        assert "-" not in values.classes
        assert len(values.palette) > max(int(mark) for mark in values.classes)

    def test_rates_are_ordered_and_none_is_its_own_class(self, release):
        marks = view(release).values["taux"].classes
        by_code = dict(zip(CODES, marks, strict=True))
        assert {code for code, mark in by_code.items() if mark == "0"} == set(CODES) - {*EVERYWHERE}
        assert by_code["63010"] == by_code["63033"] < by_code["63001"] <= by_code["63000"]

    def test_ratios_are_cut_where_the_legend_says(self, apart):
        marks = view(apart).values["rapport"].classes
        expected = 19 / 16
        for code, mark in zip(CODES, marks, strict=True):
            ratio = EVERYWHERE.get(code, 0) / expected
            assert int(mark) == sum(ratio > bound for bound in (0, 0.5, 0.8, 1.25, 2)), code

    def test_too_few_series_are_not_set_against_chance(self, release):
        values = view(release).values["hasard"]
        assert values.classes == "-" * 16
        assert values.legend.classes[-1].label == "non calculé"

    def test_flags_say_what_goes_beyond_chance(self, apart):
        marks = view(apart).values["hasard"].classes
        by_code = dict(zip(CODES, marks, strict=True))
        # Six or more of 19, each there once in 16, happen 9 times in 10,000.
        assert (by_code["63000"], by_code["63001"]) == ("4", "4")
        assert {mark for code, mark in by_code.items() if code not in ("63000", "63001")} == {"2"}

    @pytest.mark.sampled
    @pytest.mark.parametrize("indicator", list(INDICATORS))
    def test_communes_outside_the_contract_are_gaps_and_not_zeros(self, dated, indicator):
        values = view(dated, FIRST).values[indicator]
        assert [rank for rank, mark in enumerate(values.classes) if mark == "-"] == EAST
        assert {values.tips[rank] for rank in EAST} == {("Hors du périmètre de ce contrat",)}
        last = values.legend.classes[-1]
        assert (last.colour, last.label, last.count) == (None, "hors périmètre", "8")

    def test_without_any_action_ratios_are_not_computed_rather_than_outside(self, release):
        values = view(release, Selection(territory="voisin")).values
        for indicator in ("rapport", "hasard"):
            assert values[indicator].classes == "-"
            assert values[indicator].legend.classes[-1].label == "non calculé"
        assert values["taux"].classes == "0"
        assert [line.label for line in values["taux"].legend.classes][-1] == "aucune action"

    def test_both_reasons_of_a_gap_are_said_together(self, release):
        nothing = replace(FIRST, axis="damier-2-a1")
        values = view(release, nothing).values["rapport"]
        assert values.classes == "-" * 16
        assert values.legend.classes[-1].label == "hors périmètre ou non calculé"

    @pytest.mark.sampled
    @pytest.mark.parametrize("indicator", list(INDICATORS))
    def test_the_legend_counts_every_commune_once(self, release, indicator):
        for selection in (DAMIER, FIRST):
            lines = view(release, selection).values[indicator].legend.classes
            assert sum(int(line.count) for line in lines) == len(CODES)

    def test_each_indicator_has_an_explanation_and_names_its_legend(self, release):
        assert set(EXPLANATIONS) == set(INDICATORS)
        shown = view(release).values
        for code in INDICATORS:
            values = shown[code]
            title = values.legend.circles["title"] if code == NUMBER else values.legend.title
            assert title == INDICATORS[code]
            head = f"Démonstration. Carte : {INDICATORS[code]}."
            assert values.title.startswith(head)
        real = view(release, replace(DAMIER, documented_only=True)).values["taux"].title
        assert real.startswith("Carte : ")


class TestTips:
    def test_a_tip_says_actions_inhabitants_rate_and_share(self, apart):
        assert view(apart).values["taux"].tips[0] == (
            "11\u00a0actions",
            "1\u202f000\u00a0habitants, 110,0 pour 10 000",
            "1,2 attendues à proportion de la population",
        )

    def test_a_commune_without_action_says_zero(self, release):
        assert view(release).values["taux"].tips[CODES.index("63002")][0] == "0\u00a0action"

    def test_without_any_action_nothing_is_expected(self, release):
        (tip,) = view(release, Selection(territory="voisin")).values["taux"].tips
        assert tip == ("0\u00a0action", "1\u202f000\u00a0habitants, 0 pour 10 000")


class TestCircles:
    def test_there_is_one_circle_per_commune_with_actions_the_biggest_first(self, release):
        circles = view(release).values["nombre"].circles
        assert {CODES[place] for place, _, _ in circles} == set(EVERYWHERE)
        radii = [radius for _, radius, _ in circles]
        assert radii == sorted(radii, reverse=True)
        for place, radius, _ in circles:
            assert radius == maps.radius(EVERYWHERE[CODES[place]], 11)

    def test_circles_stay_on_their_commune_when_the_perimeter_shrinks(self, release):
        circles = view(release, FIRST).values["nombre"].circles
        assert {CODES[place] for place, _, _ in circles} == {"63000", "63001", "63010"}

    def test_the_legend_explains_the_size(self, release):
        sizes = view(release).values["nombre"].legend.circles["sizes"]
        assert [size["label"] for size in sizes] == ["1", "3", "11"]

    def test_without_any_action_there_is_no_circle(self, release):
        values = view(release, Selection(territory="voisin")).values["nombre"]
        assert values.circles == ()
        assert values.legend.circles is None

    @pytest.mark.parametrize("indicator", [code for code in INDICATORS if code != NUMBER])
    def test_colours_that_say_a_ratio_are_not_covered(self, release, indicator):
        values = view(release).values[indicator]
        assert values.circles == ()
        assert values.legend.circles is None

    def test_under_circles_communes_without_action_are_hatched(self, release):
        values = view(release).values["nombre"]
        assert [values.palette[int(mark)] for mark in values.classes] == [
            palette.REST if code in EVERYWHERE else palette.ZERO for code in CODES
        ]
        assert palette.TEXTURES[palette.ZERO] == "hatch"


class TestAround:
    def test_the_main_towns_are_named(self, sown):
        def a_city(frames):
            frames["commune"].loc[frames["commune"]["code"] == "63022", "population"] = 9000

        values = view(sown(a_city)).values["taux"]
        labels = [CODES[rank] for rank in values.labels]
        most = sorted(EVERYWHERE, key=EVERYWHERE.get, reverse=True)[:2]
        assert labels[:3] == [*most, "63022"]
        assert len(set(labels)) == len(labels)

    def test_the_title_of_the_map_reads_it(self, release):
        title = view(release).values["taux"].title
        assert title.endswith("4\u00a0communes sur 16 ont au moins une action.")
        one = view(release, replace(DAMIER, contract="damier-2")).values["taux"].title
        assert one.endswith("1\u00a0commune sur 16 a au moins une action.")

    def test_the_perimeter_says_who_was_not_in_it(self, release):
        assert view(release).perimeter == "Périmètre : 16\u00a0communes, population de 2022."
        assert view(release, FIRST).perimeter == (
            "Périmètre du contrat : 8\u00a0communes, population de 2022. "
            "8\u00a0communes du territoire n’en faisaient pas partie pendant ce contrat."
        )

    def test_a_dated_perimeter_counts_its_communes_and_says_its_day(self, release):
        day = replace(DAMIER, perimeter=date(2021, 6, 1))
        assert view(release, day).perimeter == (
            "Périmètre en vigueur le 1er juin 2021 : 8\u00a0communes, population de 2022. "
            "8\u00a0communes du territoire n’en faisaient pas partie à cette date."
        )
        marks = view(release, day).values["taux"].classes
        assert [rank for rank, mark in enumerate(marks) if mark == "-"] == EAST

    def test_one_commune_left_out_is_said_in_the_singular(self, sown):
        def nearly_all(frames):
            late = frames["perimeter"]["commune"].isin(CODES[:15])
            frames["perimeter"].loc[late, "starts_on"] = frames["perimeter"]["starts_on"].min()

        assert (
            "1\u00a0commune du territoire n’en faisait pas"
            in view(sown(nearly_all), FIRST).perimeter
        )

    def test_the_geometry_is_that_of_the_territory(self, release):
        assert view(release).digest == asset_digest(release, "damier")


class TestCharts:
    def test_bars_are_the_communes_with_most_actions(self, release):
        bars = view(release).bars.data[0]
        assert bars.y[:2] == ("Commune 00", "Commune 01")
        assert bars.x == (11, 6, 1, 1)
        assert bars.marker.color == palette.ACCENT

    def test_too_few_actions_draw_no_curve(self, release):
        few = view(release, replace(DAMIER, documented_only=True))
        assert few.lorenz is None
        assert few.bars.data[0].x == (1, 1)

    def test_the_curve_ends_with_everyone_and_everything(self, apart):
        curve = view(apart).lorenz.data[1]
        assert (curve.x[0], curve.y[0]) == (0, 0)
        assert (curve.x[-1], curve.y[-1]) == (1, 1)
        done = list(accumulate(sorted(EVERYWHERE.values())))
        assert [round(y * 19) for y in curve.y][-len(done) :] == done

    def test_without_any_action_there_is_no_chart(self, release):
        nothing = view(release, Selection(territory="voisin"))
        assert nothing.bars is None
        assert nothing.lorenz is None
        assert nothing.page.answer.startswith("**Aucune action** n’est encore saisie")


class TestTable:
    def test_it_lists_every_commune_the_best_served_first(self, apart):
        rows = view(apart).table.lines
        assert len(rows) == 16
        assert [int(row[3]) for row in rows] == [11, 6, 1, 1, *[0] * 12]
        assert rows[0][:7] == (
            "Commune 00", "CC de l’Ouest", "1\u202f000", "11", "1,2", "110,0", "9,26",
        )  # fmt: skip

    def test_what_chance_gives_is_binomial_for_series_of_one(self, apart):
        # Of 19, each in this commune once in 16: under 4 97.5 times in 100, under 3 less.
        law = [comb(19, k) * 15 ** (19 - k) / 16**19 for k in range(20)]
        most = next(k for k in range(20) if sum(law[: k + 1]) >= 0.975)
        assert view(apart).table.lines[0][7] == f"0 à {most}"

    def test_what_chance_gives_a_long_series_is_nothing_or_all_of_it(self, release):
        """
        Series of 11, 6 and 1 fall there once in 8, one of 1 once in 16.

        All 11 and another come 35 times in 1,000; 11 and two more, or six more, 17 times.
        """
        assert view(release).table.lines[0][7] == "0 à 12"

    def test_it_says_what_it_counts_and_of_which_census(self, release):
        table = view(release).table
        assert table.caption == "Démonstration. Actions situées par commune"
        assert "Habitants 2022" in table.header

    def test_communes_outside_the_contract_are_not_in_it(self, release):
        assert len(view(release, FIRST).table.lines) == 8

    def test_without_any_action_a_ratio_is_missing_and_not_zero(self, release):
        (row,) = view(release, Selection(territory="voisin")).table.lines
        assert row[3] == "0"
        assert row[6:] == ("pas de donnée", "pas de donnée")


def test_a_commune_without_inhabitant_has_no_rate(sown):
    def empty(frames):
        frames["commune"].loc[frames["commune"]["code"] == "63000", "population"] = 0
        separate(frames)

    found = view(sown(empty))
    values = found.values
    (facts,) = parts_of(found.page, Facts)
    assert len(facts.sentences) == 4
    assert facts.sentences[3] == (
        "Une commune sans habitant a des actions : l’inégalité ne se partage pas."
    )
    assert values["taux"].classes[0] == "-"
    assert values["rapport"].classes[0] == "-"
    assert values["taux"].tips[0] == (
        "11\u00a0actions", "0\u00a0habitant, pas de donnée pour 10 000",
    )  # fmt: skip
    assert values["taux"].legend.classes[-1].label == "non calculé"


def test_a_contract_that_no_commune_was_part_of_is_shown_without_figures(sown):
    def long_after(frames):
        frames["perimeter"]["starts_on"] = date(2030, 1, 1)

    found = view(sown(long_after), replace(DAMIER, contract="damier-1"))
    assert found.perimeter == "Aucune commune n’est connue dans le périmètre de ce contrat."
    assert set(found.values["taux"].classes) == {"-"}
    assert (found.lorenz, found.bars) == (None, None)
