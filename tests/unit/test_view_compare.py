"""What the page «Comparer» says of two territories, held against sums made by hand."""

import json
import math
import re
from datetime import date
from functools import partial
from itertools import permutations

import pandas as pd
import pytest
from scipy.stats import chi2

from cls_dash.analysis.comparison import apart
from cls_dash.domain.parameter import Several
from cls_dash.domain.selection import Period, Selection
from cls_dash.errors import EmptyPerimeterError, UnknownTerritoryError
from cls_dash.page.draw import html
from cls_dash.page.model import Chart, Titled, Together
from cls_dash.page.table import Table
from cls_dash.questions import compare
from cls_dash.questions.compare import asked, beneath, ground, maps, references, tables, words
from cls_dash.questions.compare.figures import dispersions, measured, p_value
from cls_dash.questions.compare.published import average
from cls_dash.questions.compare.rates import ACTIONS, YEARLY
from cls_dash.questions.compare.words import told, within
from cls_dash.questions.spread import score_card
from cls_dash.render import palette
from tests.asking import answered, asking, parts_of
from tests.comparing import (
    BOTH,
    CHANCE,
    DAMIER,
    everywhere,
    few_are_enough,
    more,
    peopled,
    published,
    real,
    third,
)
from tests.seed import ALONE, CODES, EAST, WEST, separate
from tests.tables import cells, written


@pytest.fixture(scope="module", autouse=True)
def _few():
    with few_are_enough():
        yield


def answer(here, measure):
    """Return the answer of the page."""
    return words.answer(here, measure, p_value(measure, CHANCE))


def scatter(measure):
    """Return what is said of the funnel."""
    return beneath.scatter(measure, dispersions(measure))


def late(frames):
    """Add two actions in Voisin, on the last day of 2025."""
    more(frames, "voisin", ALONE, 2)
    theirs = frames["deployment"]["territory"] == "voisin"
    frames["deployment"].loc[theirs, ["starts_on", "ends_on"]] = date(2025, 12, 31)


class TestCompanions:
    FOUR = Several({slug: slug.upper() for slug in ("a", "b", "c", "d")}, 3)

    @pytest.mark.parametrize("code", ["a", "b.a", "a.c.d"])
    def test_it_holds_one_to_three_territories(self, code):
        assert code in self.FOUR

    @pytest.mark.parametrize("code", ["", ".", "a.a", "a.b.c.d", "a..b", "e", "a.e", "<b>", None])
    def test_it_holds_nothing_else(self, code):
        assert code not in self.FOUR

    def test_at_first_the_first_three_are_compared(self):
        assert next(iter(self.FOUR)) == "a.b.c"

    @pytest.mark.parametrize(
        ("chosen", "code"), [([], "a"), (["b", "b"], "b"), (["d", "c", "b", "a"], "d.c.b")]
    )
    def test_what_is_chosen_makes_a_code_that_it_holds(self, chosen, code):
        assert self.FOUR.code(chosen) == code
        assert code in self.FOUR

    def test_a_territory_is_not_its_own_companion(self, release):
        assert asked.companions(release, "damier").names == {"voisin": "Voisin"}


class TestYears:
    LATEST = date(2026, 7, 1)

    def years(self, sown, spans, period=None):
        def change(frames):
            frames["contract"] = pd.DataFrame(
                {
                    "contract": [f"c{rank}" for rank in range(len(spans))],
                    "territory": "voisin", "number": range(1, len(spans) + 1), "label": "…",
                    "start_year": [start for start, _ in spans],
                    "end_year": [end for _, end in spans],
                    "signed_on": None, "note": None, "source": "essai", "state": None,
                }
            )  # fmt: skip
            for table in ("party", "axis", "action", "deployment"):
                frames[table] = frames[table].iloc[:0]

        return ground.contract_years(sown(change), "voisin", self.LATEST, period)

    def test_years_that_contracts_share_count_once(self, sown):
        assert self.years(sown, [(2012, 2019), (2018, 2020)]) == set(range(2012, 2021))

    def test_a_contract_without_an_end_lasts_until_the_next_then_until_today(self, sown):
        assert self.years(sown, [(2016, None), (2019, None)]) == set(range(2016, 2027))

    def test_a_gap_between_contracts_is_no_year_of_contract(self, sown):
        assert self.years(sown, [(2016, 2017), (2020, 2021)]) == {2016, 2017, 2020, 2021}

    def test_a_contract_of_after_the_last_action_has_no_known_year(self, sown):
        assert self.years(sown, [(2030, 2034)]) is None

    def test_years_to_come_have_not_elapsed(self, sown):
        assert self.years(sown, [(2025, 2029)]) == {2025, 2026}

    def test_only_those_of_the_period_count(self, sown):
        assert self.years(sown, [(2012, 2019)], Period(2018, 2030)) == {2018, 2019}

    def test_a_beginning_that_is_not_published_leaves_nothing(self, sown):
        assert self.years(sown, [(None, 2019), (2020, 2022)]) is None

    def test_the_year_under_way_counts_for_what_is_past(self):
        assert ground.elapsed({2024, 2025, 2026}, self.LATEST) == pytest.approx(2 + 182 / 365.25)
        assert math.isnan(ground.elapsed(None, self.LATEST))


class TestRates:
    def test_limits_are_those_of_whole_series(self, release):
        """Series of 11, 6, 1 and 1 in Damier: an event comes with Σw²/Σw = 159/19 of them."""
        _, measures = measured(release, DAMIER, BOTH)
        clump = (11**2 + 6**2 + 1 + 1) / 19
        assert measures[ACTIONS].clump == pytest.approx(clump)
        found = measures[ACTIONS].figures.loc["damier"]
        n = 19 / clump  # 2.3: exact limits
        low, high = chi2.ppf(0.025, 2 * n) / 2, chi2.ppf(0.975, 2 * n + 2) / 2
        assert found[["value", "lower", "upper"]].tolist() == pytest.approx(
            [x * clump / 16_000 * 10_000 for x in (n, low, high)], rel=1e-6
        )

    def test_actions_by_inhabitant_with_byar_s_then_exact_limits(self, sown):
        four = real(lambda frames: more(frames, "voisin", ALONE, 4))
        _, measures = measured(sown(four), DAMIER, BOTH)
        found = measures[ACTIONS].figures
        n, people = 19, 16_000
        low = n * (1 - 1 / (9 * n) - 1.959964 / (3 * math.sqrt(n))) ** 3
        high = (n + 1) * (1 - 1 / (9 * (n + 1)) + 1.959964 / (3 * math.sqrt(n + 1))) ** 3
        assert found.loc["damier", ["value", "lower", "upper"]].tolist() == pytest.approx(
            [x / people * 10_000 for x in (n, low, high)], rel=1e-6
        )
        assert found.loc["voisin", ["value", "lower", "upper"]].tolist() == pytest.approx(
            [40, chi2.ppf(0.025, 8) / 2 * 10, chi2.ppf(0.975, 10) / 2 * 10], rel=1e-9
        )
        assert measures[ACTIONS].overall == pytest.approx(23 / 17_000 * 10_000)

    def test_nothing_entered_is_not_zero_and_has_no_part_in_any_figure(self, release):
        _, measures = measured(release, DAMIER, BOTH)
        found = measures[ACTIONS]
        assert found.figures.loc["voisin", ["value", "lower", "upper"]].isna().all()
        assert told(found, "voisin") == "pas encore saisie"
        assert set(found.events.index.get_level_values("territory")) == {"damier"}
        assert found.overall == pytest.approx(19 / 16_000 * 10_000)

    def test_by_year_of_contract_until_the_last_action_of_each(self, sown):
        here, measures = measured(sown(late), DAMIER, BOTH)
        # The last of Damier began on 1 June 2024: four years and 153 days; of Voisin, a year ago.
        damier = 4 + 153 / 365.25
        voisin = 2 + 365 / 365.25
        assert here.years.to_dict() == pytest.approx({"damier": damier, "voisin": voisin})
        assert measures[YEARLY].figures["value"].to_dict() == pytest.approx(
            {"damier": 19 / 16_000 * 10_000 / damier, "voisin": 2 / 1_000 * 10_000 / voisin}
        )

    def test_where_a_contract_has_no_date_nothing_is_counted_by_year(self, sown):
        def undated(frames):
            late(frames)
            frames["contract"].loc[frames["contract"]["territory"] == "voisin", "start_year"] = None

        _, measures = measured(sown(undated), DAMIER, BOTH)
        assert measures[ACTIONS].figures.loc["voisin", "value"] == 20
        assert told(measures[YEARLY], "voisin") == "dates non publiées"
        assert measures[YEARLY].figures.loc["voisin"].drop("known").isna().all()

    def counted(self, lists):
        def counted(frames):
            frames["provider_count"] = pd.DataFrame(
                {
                    "category": ["bpe:D201"] * 4 + ["rpps:10"],
                    "commune": ["63000", "63001", ALONE, "63000", ALONE],
                    "year": [2018, 2018, 2018, 2017, 2024], "n": [6, 2, 1, 99, 3],
                    "source": "essai",
                }
            )  # fmt: skip
            frames["category"] = pd.DataFrame({"category": ["rpps:10"], "title": ["Médecin"]})
            frames["completeness"] = pd.DataFrame(
                [{"category": category, "area": area, "complete_on": year, "source": "essai"}
                 for category, area, year in lists],
                columns=["category", "area", "complete_on", "source"],
            )  # fmt: skip
            frames["area"] = pd.DataFrame({"area": "damier", "commune": CODES})

        return counted

    def test_a_service_whose_list_is_complete_for_both_is_compared(self, sown):
        lists = [("bpe:D201", "FR", "2018"), ("rpps:10", "FR", "2024")]
        _, measures = measured(sown(self.counted(lists)), DAMIER, BOTH)
        doctors = measures["n.medecins"]
        assert doctors.figures["value"].to_dict() == pytest.approx({"damier": 5, "voisin": 10})
        assert (doctors.title, doctors.year, doctors.higher_is) == (
            "Médecins généralistes", "2018", "better",
        )  # fmt: skip
        assert measures["n.rpps:10"].title == "Médecin"

    @pytest.mark.parametrize("lists", [[], [("bpe:D201", "damier", "2018")]])
    def test_a_list_that_is_not_complete_for_both_gives_no_rate(self, sown, lists):
        _, measures = measured(sown(self.counted(lists)), DAMIER, BOTH)
        assert list(measures) == [ACTIONS, YEARLY]

    def test_the_period_and_the_evidence_hold_for_all_the_contract_for_none(self, sown):
        release = sown(lambda frames: more(frames, "voisin", ALONE, 4))

        def counts(selection):
            _, measures = measured(release, selection, BOTH)
            return measures[ACTIONS].events.groupby("territory").sum().tolist()

        assert counts(DAMIER) == [19, 4]
        assert counts(Selection("damier", documented_only=True)) == [2, 4]
        assert counts(Selection("damier", period=Period(2024, 2024))) == [1]
        assert counts(Selection("damier", contract="damier-2", axis="damier-2-a1")) == [19, 4]

    def test_an_unknown_territory_is_refused(self, release):
        with pytest.raises(UnknownTerritoryError):
            measured(release, DAMIER, ("damier", "nulle-part"))


def test_a_territory_without_inhabitants_is_refused(sown):
    release = sown(lambda frames: peopled(frames, {ALONE: 0}))
    with pytest.raises(EmptyPerimeterError):
        measured(release, DAMIER, BOTH)


class TestAverages:
    def measure(self, sown, values, **card):
        populations = card.pop("populations", {})

        def change(frames):
            published(frames, values, **card)
            peopled(frames, populations)

        here, measures = measured(sown(change), DAMIER, BOTH)
        return here, measures["pauvrete"]

    @pytest.mark.parametrize(
        ("title", "unit", "made"),
        [
            ("Densité", "habitants par km²", "overall_density"),
            ("Densité", "hab./km²", "overall_density"),
            ("APL", "consultations par an et par habitant", "weighted_mean"),
            ("Pauvreté", "%", "weighted_mean"),
            ("Taux médian", "%", None),
            ("Niveau de vie", "€ par an", None),
            ("Rapport interdécile", "fois", None),
        ],
    )
    def test_the_unit_says_how_a_whole_is_made(self, title, unit, made):
        found, said = average({"title": title, "unit": unit})
        assert getattr(found, "__name__", None) == made
        assert said

    def test_a_ratio_is_weighted_by_population(self, sown):
        values = everywhere(10) | {("commune", "63000", "2020"): 50.0}
        _, measure = self.measure(sown, values, populations={"63000": 5_000})
        assert measure.figures.loc["damier", "value"] == pytest.approx(
            (5_000 * 50 + 15_000 * 10) / 20_000
        )
        assert measure.overall == pytest.approx((5_000 * 50 + 16_000 * 10) / 21_000)
        assert told(measure, "damier") == "20"
        assert "faute de son dénominateur" in measure.basis

    def test_a_density_is_all_the_people_over_all_the_land(self, sown):
        values = everywhere(20) | {("commune", "63000", "2020"): 500.0}
        _, measure = self.measure(sown, values, unit="habitants par km²", title="Densité")
        assert measure.figures.loc["damier", "value"] == pytest.approx(
            16_000 / (15 * 1_000 / 20 + 1_000 / 500)
        )

    def test_a_median_is_not_averaged_and_the_epci_are_told(self, sown):
        values = {("epci", WEST, "2020"): 20_000.0, ("epci", EAST, "2020"): 21_500.0}
        here, measure = self.measure(sown, values, unit="€ par an", title="Niveau de vie médian")
        assert measure.figures["value"].isna().all()
        assert told(measure, "damier") == (
            "non comparable (CC de l’Ouest : 20\u202f000 ; CC de l’Est : 21\u202f500)"
        )
        assert "pas de chiffre d’ensemble à comparer" in answer(here, measure)

    @pytest.mark.parametrize(("known", "share"), [(12, "75\u00a0%"), (13, None)])
    def test_it_must_be_known_for_most_inhabitants(self, sown, known, share):
        values = {("commune", code, "2020"): 10.0 for code in CODES[:known]}
        _, measure = self.measure(sown, values)
        expected = f"non comparable : connu pour {share} des habitants" if share else "10"
        assert told(measure, "damier") == expected
        assert told(measure, "voisin") == "pas de donnée"

    def test_the_latest_of_the_commune_then_of_its_epci_and_the_years_that_are_used(self, sown):
        values = {
            ("epci", WEST, "2018"): 10.0, ("epci", EAST, "2019"): 30.0,
            ("commune", "63000", "2020"): 50.0, ("commune", "63000", "2016"): 1.0,
            ("commune", ALONE, "2021"): 7.0,
        }  # fmt: skip
        _, measure = self.measure(sown, values)
        assert measure.figures.loc["damier", "value"] == pytest.approx((50 + 7 * 10 + 8 * 30) / 16)
        assert measure.year == "2018 à 2021"

    def test_the_year_of_an_epci_that_no_commune_needs_is_not_told(self, sown):
        values = everywhere(5, year="2022") | {("epci", WEST, "2017"): 9.0}
        _, measure = self.measure(sown, values)
        assert measure.year == "2022"

    def test_a_count_of_persons_that_is_withheld_somewhere_has_no_rate(self, sown):
        counted = {"unit": "personnes", "kind": "stock", "counts": "persons"}
        _, measure = self.measure(sown, everywhere(40), **counted)
        assert told(measure, "damier") == "400 (370 à 432)"
        with pytest.raises(KeyError):
            self.measure(sown, everywhere(40) | {("commune", "63000", "2020"): 5.0}, **counted)

    def test_another_place_that_bears_the_code_of_a_commune_is_not_it(self, sown):
        with pytest.raises(KeyError):
            self.measure(sown, {("bassin_de_vie", "63000", "2020"): 12.0})

    def test_documented_only_leaves_illustrative_values_out(self, sown):
        def change(frames):
            published(frames, everywhere(10))
            seen = frames["observation"]
            seen.loc[seen["geography"] == "63000", "evidence"] = "illustrative"

        release = sown(change)
        _, mixed = measured(release, DAMIER, BOTH)
        assert mixed["pauvrete"].evidence == "documentée et illustrative"
        _, sure = measured(release, Selection("damier", documented_only=True), BOTH)
        assert sure["pauvrete"].evidence == "documentée"
        assert sure["pauvrete"].figures.loc["damier", "known"] == pytest.approx(15 / 16)

    def test_inhabitants_are_no_events(self, sown):
        with pytest.raises(KeyError):
            self.measure(sown, everywhere(1_000), unit="habitants", kind="stock")


class TestAnswer:
    def answer(self, sown, change):
        here, measures = measured(sown(change), DAMIER, BOTH)
        measure = measures[ACTIONS]
        self.figures = words.figures(here, measure)
        self.heading = words.heading(measure)
        self.odds = words.odds(measure, p_value(measure, CHANCE))
        return answer(here, measure)

    def test_what_chance_explains_says_so_of_all_of_them(self, sown):
        found = self.answer(sown, real(lambda frames: more(frames, "voisin", ALONE, 1)))
        assert found == (
            "Actions situées, pour 10\u202f000 habitants : Damier **11,9** et Voisin **10,0**. "
            "**L’écart peut venir du hasard.**"
        )
        assert self.figures == (
            "Damier : **11,9** (7,1 à 18,5)", "Voisin : **10,0** (0,3 à 55,7)",
        )  # fmt: skip
        assert self.heading == "Actions situées, pour 10\u202f000 habitants"

    def test_what_it_does_not_is_about_all_of_them_together(self, sown):
        found = self.answer(sown, real(lambda frames: more(frames, "voisin", ALONE, 30)))
        assert found == (
            "Actions situées, pour 10\u202f000 habitants : Voisin **300** et Damier **12**. "
            "**Le hasard ne l’explique pas.**"
        )
        assert self.figures[0] == "Voisin : **300** (202 à 428)"
        assert self.odds.startswith("Par hasard : moins d’une fois sur mille")

    def test_thirty_sessions_of_one_action_are_one_draw(self, sown):
        """Alone among 20 series in a seventeenth of the inhabitants: it happens once in 17."""
        found = self.answer(
            sown, real(lambda frames: more(frames, "voisin", ALONE, 30, apart=False))
        )
        assert found.endswith("**L’écart peut venir du hasard.**")
        told = float(re.search(r"p\u00a0=\u00a0(0,\d+)", self.odds)[1].replace(",", "."))
        assert told == pytest.approx(1 / 17, abs=0.01)

    def test_illustrative_actions_are_shown_without_verdict(self, sown):
        def shown(frames):
            separate(frames, real=False)
            more(frames, "voisin", ALONE, 2)

        found = self.answer(sown, shown)
        assert found.startswith("**Démonstration.** Actions situées, pour 10\u202f000 habitants : ")
        assert found.endswith(score_card.NO_VERDICT)
        assert self.odds == ""
        assert "p\u00a0" not in found
        assert self.heading.startswith("Démonstration. ")

    def test_the_p_value_is_the_same_from_every_page_and_in_any_order(self, sown):
        def change(frames):
            third(frames, population=4_000)
            more(frames, "voisin", ALONE, 4)
            more(frames, "tiers", "63033", 9, apart=False)

        release = sown(real(change))
        told = {
            p_value(measured(release, Selection(order[0]), order)[1][ACTIONS], CHANCE)
            for order in permutations((*BOTH, "tiers"))
        }
        assert len(told) == 1

    def test_how_far_apart_weighs_each_gap_by_what_is_expected(self):
        # One and three are expected: 2²/1 + 2²/3.
        assert apart([3, 1], [100, 300]) == pytest.approx(4 + 4 / 3)

    def test_the_odds_of_two_are_exact(self, sown):
        three = real(lambda frames: more(frames, "voisin", ALONE, 3))
        _, measures = measured(sown(three), DAMIER, BOTH)
        # As far from the 1.3 that are expected: three and more of 22 in Voisin.
        near = sum(math.comb(22, k) * 16 ** (22 - k) / 17**22 for k in (0, 1, 2))
        assert p_value(measures[ACTIONS], CHANCE) == pytest.approx(1 - near)

    def test_what_is_not_entered_is_left_out_and_said(self, release):
        here, measures = measured(release, DAMIER, BOTH)
        assert answer(here, measures[ACTIONS]) == (
            "**Actions situées : rien à comparer encore.** Il faut 15 actions situées, en 8 "
            "séries, dans deux territoires."
        )
        left_out = words.left_out(here, measures[ACTIONS])
        assert "Voisin (pas encore saisie)" in left_out
        assert left_out in words.note(here, measures[ACTIONS], None)

    def test_a_figure_without_interval_says_so_and_how_far_communes_are(self, sown):
        values = everywhere(10) | {("commune", "63000", "2020"): 50.0}
        here, measures = measured(sown(lambda frames: published(frames, values)), DAMIER, BOTH)
        found = answer(here, measures["pauvrete"])
        assert found == (
            "Pauvreté : de **10,0\u00a0%** (Voisin) à **12,5\u00a0%** (Damier). Un petit écart ne "
            "les range pas."
        )
        said = within(here, measures["pauvrete"])
        assert said.startswith("Aucun intervalle n’est publié. Damier : ")
        assert "les communes vont de 10,0 à 50,0" in said

    def test_how_many_actions_are_illustrative_is_said(self, release):
        here, measures = measured(release, DAMIER, BOTH)
        told = words.warning(here, measures[ACTIONS])
        assert "sur 19\u00a0actions situées, 17 sont illustratives" in told
        here, measures = measured(release, Selection("damier", documented_only=True), BOTH)
        assert words.warning(here, measures[ACTIONS]) == ""

    def test_what_makes_them_unequal_is_said(self, sown):
        here, _ = measured(sown(late), DAMIER, BOTH)
        (years,) = words.careful(here, DAMIER)
        assert "**3,0** pour Voisin, **4,4** pour Damier" in years
        _, filters = words.careful(here, Selection("damier", axis="damier-2-a1"))
        assert "tous les contrats comptent, dans le périmètre d’aujourd’hui" in filters


class TestScatter:
    def doctors(self, sown, counts):
        values = {("commune", code, "2020"): 0.0 for code in (*CODES, ALONE)}
        values |= {("commune", code, "2020"): float(n) for code, n in counts.items()}
        change = partial(published, values=values, unit="médecins", kind="stock")
        return measured(sown(change), DAMIER, BOTH)[1]["pauvrete"]

    def test_overdispersion_is_stated_between_territories_then_communes(self, sown):
        measure = self.doctors(sown, {"63000": 19, ALONE: 30})
        territories, communes = scatter(measure)
        # 49: 46.1 expected in Damier and 2.9 in Voisin, too few to be counted.
        assert territories.startswith("Entre territoires\u00a0: trop peu de lieux")
        assert communes.startswith("Entre communes\u00a0: trop peu de lieux")

    def test_where_enough_is_expected_it_is_judged(self, sown):
        measure = self.doctors(sown, {"63000": 19, ALONE: 100, "63033": 100})
        territories, communes = scatter(measure)
        # 219 for 17,000: 206.1 and 12.9 expected.
        phi = ((119 - 206.118) ** 2 / 206.118 + (100 - 12.882) ** 2 / 12.882) / 2
        written = beneath.factors(dispersions(measure)).replace("\u00a0", " ")
        assert f"entre territoires, φ = {phi:.1f} (p < 0".replace(".", ",") in written
        assert "entre communes, φ = " in written
        assert "le hasard ne l’explique pas" in territories
        assert "17 lieux" in communes

    def test_sessions_are_not_scattered_one_by_one(self, release):
        _, measures = measured(release, DAMIER, BOTH)
        assert scatter(measures[ACTIONS]) == (f"**Démonstration.** {beneath.SERIES}",)

    def test_what_is_no_count_has_no_funnel(self, sown):
        release = sown(lambda frames: published(frames, everywhere(10)))
        _, measures = measured(release, DAMIER, BOTH)
        assert scatter(measures["pauvrete"]) == (
            "Ce chiffre n’est pas un décompte : rien n’est comparé au hasard.",
        )


class TestMaps:
    def test_a_value_has_the_same_colour_on_every_map(self, sown):
        values = {
            ("commune", code, "2020"): float(10 * rank) for rank, code in enumerate(CODES)
        } | {("commune", ALONE, "2020"): 70.0}
        release = sown(lambda frames: published(frames, values))
        here, measures = measured(release, DAMIER, BOTH)
        measure = measures["pauvrete"]
        shown = maps.values(here, measure, maps.classified(measure))
        assert shown["damier"].palette == shown["voisin"].palette
        assert shown["voisin"].classes == shown["damier"].classes[7]
        ranks = [int(mark, 36) for mark in shown["damier"].classes]
        assert ranks == sorted(ranks)
        # Seventeen values, five classes of three or four: together, not map by map.
        assert [ranks.count(rank) for rank in range(5)] == [4, 3, 2, 3, 4]
        # Under each one on paper, where it may go alone.
        assert [line.colour for line in shown["damier"].legend.classes] == [*palette.SEQUENTIAL][
            ::-1
        ]

    def test_the_legend_is_that_of_all_the_maps(self, sown):
        values = {("commune", code, "2020"): float(rank) for rank, code in enumerate(CODES)}
        release = sown(lambda frames: published(frames, values, higher_is="better"))
        _, measures = measured(release, DAMIER, BOTH)
        measure = measures["pauvrete"]
        found = html.legend(maps.legend(measure, maps.classified(measure)))
        assert found.index("13 à 15") < found.index("0 à 3") < found.index("pas de donnée")
        # Better when higher: the darkest is the least favourable.
        assert found.index(palette.SEQUENTIAL[0]) < found.index(palette.SEQUENTIAL[-1])

    def test_no_action_is_a_class_and_a_gap_is_a_gap(self, sown):
        release = sown(lambda frames: peopled(frames, {"63022": 0}))
        here, measures = measured(release, DAMIER, BOTH)
        measure = measures[ACTIONS]
        shown = maps.values(here, measure, maps.classified(measure))
        assert shown["damier"].classes[CODES.index("63032")] == "0"
        assert shown["damier"].palette[0] == palette.ZERO
        assert shown["voisin"].classes == "-"
        assert shown["voisin"].tips[0][0] == "Pas encore saisie"
        assert shown["damier"].classes[CODES.index("63022")] == "-"
        assert shown["damier"].tips[CODES.index("63022")][0] == "Pas de donnée"
        assert shown["damier"].tips[0] == (
            "110 pour 10\u202f000 habitants", "11 pour 1\u202f000\u00a0habitants",
        )  # fmt: skip


class TestPage:
    def page(self, release, code=ACTIONS):
        return answered(release, compare.QUESTION, DAMIER, avec="voisin", couleur=code)

    def part(self, page, title, kind):
        (titled,) = [part for part in parts_of(page, Titled) if part.title == title]
        (found,) = [part for part in titled.parts if isinstance(part, kind)]
        return found

    def test_its_parts_come_in_the_order_in_which_they_are_read(self, release):
        assert [part.title for part in parts_of(self.page(release), Titled)] == [
            "Des périmètres inégaux",
            "Tous les indicateurs",
            "Les écarts dépassent-ils le hasard ?",
            "Damier face à ses repères",
            "Qu’est-ce qui change d’année en année ?",
            "Actions et budgets par thème",
        ]

    def test_it_offers_what_two_territories_know(self, sown):
        known = {("commune", code, "2020"): 10.0 for code in CODES}

        def change(frames):
            published(frames, known)
            late(frames)

        offered = asked.colour(sown(change), DAMIER, {"avec": "voisin"})
        assert list(offered.options) == [ACTIONS, YEARLY]

    def test_the_table_gives_value_interval_direction_and_how_it_is_made(self, sown):
        release = sown(lambda frames: published(frames, everywhere(10)))
        page = self.page(release, "pauvrete")
        said = cells(self.part(page, words.EVERYTHING, Table))
        for begun in (
            "Actions situées, pour 10\u202f000 habitants", "11,9 (1,",
            "Pauvreté (2020), %", "plus haut est moins bien",
            "moyenne pondérée par la population, faute de son dénominateur",
        ):  # fmt: skip
            assert any(cell.startswith(begun) for cell in said)

    def test_unequal_perimeters_are_stated(self, release):
        page = self.page(release)
        (line, other) = self.part(page, words.UNEQUAL, Table).lines
        for cell in (
            "16", "16\u202f000", "2", "CLS 1 (2020-2022) et CLS 2 (2023-2026)", "4,4", "21",
            "90\u00a0%", "4", "0", "1er juin 2024",
        ):  # fmt: skip
            assert cell in line
        for cell in ("CLS 1 (depuis 2023)", "pas encore saisie", "aucune datée"):
            assert cell in other

    def test_the_funnel_holds_every_commune_and_territory_at_its_rate(self, sown):
        release = sown(lambda frames: more(frames, "voisin", ALONE, 2))
        page = self.page(release)
        marks = [
            one
            for one in self.part(page, beneath.SCATTER, Chart).figure.data
            if "markers" in one.mode
        ]
        points = sorted((x, y) for trace in marks for x, y in zip(trace.x, trace.y, strict=True))
        # 21 for 17,000: 12.35 together; what is above six times as much lies on the edge.
        edge = round(6 * 21 / 17_000 * 10_000, 3)
        assert points == sorted(
            [(1000, edge), (1000, 60), (1000, 10), (1000, 10), (16_000, 11.875)]
            + [(1000, 0)] * 12 + [(1000, 20)] * 2
        )  # fmt: skip

    def test_the_files_hold_every_figure(self, release):
        written = tables.indicators_csv(release, asking(DAMIER, avec="voisin"))
        written = written.decode("utf-8-sig")
        header, first, *_ = written.splitlines()
        assert header.startswith("territoire;indicateur;unite;annee;valeur;borne_basse")
        assert first.startswith("Damier;Actions situées;pour 10\u202f000 habitants;;11,875;1,")

    def test_the_table_that_replaces_the_maps_names_each_commune(self, release):
        page = self.page(release)
        assert len(page.table.lines) == 16
        table = written(page.table)
        assert table.index("Commune 00") < table.index("Commune 01")

    def test_what_is_drawn_can_be_sent(self, release):
        page = self.page(release)
        for chart in parts_of(page, Chart):
            assert "NaN" not in json.dumps(chart.figure.to_dict()["data"], default=str)

    def test_the_maps_move_together_each_under_the_name_of_its_territory(self, release):
        (together,) = parts_of(self.page(release), Together)
        assert [name for name, _ in together.named] == ["Damier", "Voisin"]
        assert [shown.click.codes["territoire"] for _, shown in together.named] == [
            "damier",
            "voisin",
        ]

    def test_the_most_similar_is_not_measured_again_where_it_is_compared(self, sown, monkeypatch):
        def refused(*_):
            raise AssertionError("measured again")

        monkeypatch.setattr(references, "measured", refused)
        page = self.page(sown(lambda frames: more(frames, "voisin", ALONE, 2)))
        table = self.part(page, "Damier face à ses repères", Table)
        assert "Voisin, le plus semblable" in table.header
