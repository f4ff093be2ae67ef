"""The score card of the seed, each figure computed again by a plain loop."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from cls_dash import wording
from cls_dash.analysis import concentration
from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Period, Selection
from cls_dash.questions.spread import generations, score_card
from cls_dash.questions.spread.spread import spread
from cls_dash.store.queries.deployments import counted_communes
from tests.comparing import published
from tests.seed import CODES, separate

CHANCE = Chance(draws=199, permutations=999, seed=7)
DAMIER = Selection(territory="damier")
EVERYWHERE = {"63000": 11, "63001": 6, "63010": 1, "63033": 1}
"""Located deployments of the seed, from its docstring."""
WEST = [code for code in CODES if code[3] in "01"]


def card(release, selection, *, top=2):
    return score_card.build(release, selection, chance=replace(CHANCE, top=top))


def whole(share):
    """Write a share as a whole percentage, without our own wording."""
    return f"{round(share * 100)}\u00a0%"


def hoover(counts, codes):
    """Half the gaps between shares of actions and of (equal) population."""
    total = sum(counts.get(code, 0) for code in codes)
    return sum(abs(counts.get(code, 0) / total - 1 / len(codes)) for code in codes) / 2


def expected_by_chance(total, n, measure):
    people = [1000.0] * n
    series = concentration.Series([1] * total, [[True] * n] * total)
    return concentration.chance_baseline(
        series, people, measure=measure, draws=CHANCE.draws, seed=CHANCE.seed
    )


@pytest.fixture
def apart(sown):
    """Release of a seed whose nineteen located deployments are real, each its own series."""
    return sown(separate)


class TestAllContracts:
    @pytest.fixture
    def found(self, apart):
        return card(apart, DAMIER)

    def test_the_answer_names_who_has_most_and_how_many_live_there(self, found):
        share = whole(17 / 19)
        assert found.answer == (
            f"Tous contrats réunis, **{share}** des actions situées sont "
            f"**à Commune 00 et à Commune 01**, qui réunissent **{whole(2 / 16)}** des habitants. "
            "Le hasard ne l’explique pas."
        )

    def test_the_method_says_what_chance_alone_gives(self, found):
        chance = expected_by_chance(19, 16, partial(concentration.top_share, k=2))
        assert f"auraient environ {whole(chance.expected)} des actions." in found.method
        assert "celle de 2022" in found.method
        p_value = chance.p_value(17 / 19)
        assert f"{wording.p_value(p_value)} pour les communes les mieux servies" in found.method

    def test_the_share_to_move_is_hoover_in_actions(self, found):
        index = hoover(EVERYWHERE, CODES)
        chance = expected_by_chance(19, 16, concentration.hoover)
        assert found.facts[0] == (
            f"Il faudrait déplacer **{round(index * 19)}** des 19\u00a0actions pour suivre la "
            f"population ; le seul hasard en déplacerait **{round(chance.expected * 19)}**."
        )
        assert f"(indice de Hoover) : {whole(index)} des actions" in found.method
        assert f"en moyenne, {whole(chance.expected)}." in found.method

    def test_the_verdict_is_in_words_and_the_method_says_how_often_chance_does_as_much(self, found):
        chance = expected_by_chance(19, 16, concentration.hoover)
        reached = sum(draw >= hoover(EVERYWHERE, CODES) - 1e-9 for draw in chance.draws)
        p_value = (1 + reached) / (CHANCE.draws + 1)
        assert p_value < wording.UNLIKELY
        assert found.facts[1] == "Pour l’ensemble des communes : le hasard ne l’explique pas."
        assert f"p\u00a0=\u00a00,{round(p_value * 1000):03} pour la part à déplacer" in found.method

    @pytest.mark.parametrize(
        ("p_value", "said"),
        [
            (0.0499, "Le hasard ne l’explique pas."),
            (0.05, "L’écart peut venir du hasard."),
            (0.0501, "L’écart peut venir du hasard."),
        ],
    )
    def test_a_gap_that_chance_makes_one_time_in_twenty_may_come_from_it(self, p_value, said):
        assert score_card.verdict(p_value) == said

    def test_the_effective_number_is_the_inverse_of_squared_shares(self, found):
        effective = 1 / sum((n / 19) ** 2 for n in EVERYWHERE.values())
        assert f"{wording.number(effective, 1)} pour les actions, 16,0 pour la population" in (
            found.method
        )

    def test_inequality_is_split_within_and_between_epci(self, found):
        parts = concentration.theil_decomposition(
            [EVERYWHERE.get(code, 0) for code in CODES],
            [1000] * 16,
            ["west" if code in WEST else "east" for code in CODES],
        )
        assert found.method.endswith(
            f"{whole(parts.within / parts.total)} de l’inégalité entre communes d’une même "
            f"intercommunalité, {whole(parts.between / parts.total)} entre intercommunalités."
        )
        most = parts.within / parts.total >= score_card.MOSTLY
        assert found.facts[3].startswith("L’écart est surtout entre communes") == most

    def test_communes_without_any_action_are_counted_with_their_inhabitants(self, found):
        assert found.facts[2] == (
            "**12** communes sur 16 n’ont aucune action située ; "
            f"**{whole(12 / 16)}** des habitants y vivent."
        )

    def test_it_says_how_many_actions_are_located_and_dated(self, found):
        assert found.known == (
            f"Actions situées dans une commune et datées : {whole(18 / 21)} (18 sur 21). "
            "Le hasard place 19\u00a0séries (toutes les séances d’une action dans une commune) "
            "dans les périmètres en vigueur à leurs dates."
        )
        assert found.conclusive
        assert not found.faded

    def test_it_warns_that_most_actions_are_illustrative(self, release):
        assert card(release, DAMIER).warning == (
            "Démonstration : sur 19\u00a0actions situées, 17 sont illustratives. "
            "Ce chiffre montre l’outil, il n’est pas à citer."
        )

    def test_illustrative_actions_have_no_verdict_and_each_sentence_says_what_they_are(self, sown):
        found = card(sown(lambda frames: separate(frames, real=False)), DAMIER)
        said = (found.answer, *found.facts)
        assert len(said) == 5
        assert all(sentence.startswith("**Démonstration.** ") for sentence in said)
        assert found.facts[1].endswith(score_card.NO_VERDICT)
        assert not any("p\u00a0" in sentence or "par hasard **" in sentence for sentence in said)

    def test_one_commune_alone_is_said_in_the_singular(self, apart):
        answer = card(apart, DAMIER, top=1).answer
        assert f"**{whole(11 / 19)}** des actions situées" in answer
        assert "**à Commune 00**, qui réunit **6\u00a0%** des habitants" in answer

    def test_the_same_seed_gives_the_same_sentence(self, apart, found):
        assert card(apart, DAMIER) == found


class TestOneContract:
    FIRST = replace(DAMIER, contract="damier-1")

    def test_only_the_communes_of_its_perimeter_count(self, release):
        table = counted_communes(release, self.FIRST)
        assert list(table.index) == WEST
        assert table["deployments"].sum() == 18

    def test_an_action_of_the_other_contract_is_not_counted(self, release):
        everywhere = counted_communes(release, DAMIER)["deployments"]
        assert everywhere[everywhere > 0].to_dict() == EVERYWHERE
        second = counted_communes(release, replace(DAMIER, contract="damier-2"))
        assert second["deployments"][second["deployments"] > 0].to_dict() == {"63033": 1}

    def test_its_answer_and_facts_are_about_the_west(self, sown):
        found = card(sown(lambda frames: separate(frames, dated=True)), self.FIRST)
        assert found.answer.startswith("Dans le CLS 1, ")
        west = {code: n for code, n in EVERYWHERE.items() if code in WEST}
        index = hoover(west, WEST)
        assert f"**{whole(17 / 18)}** des actions" in found.answer
        assert f"qui réunissent **{whole(2 / 8)}** des habitants" in found.answer
        assert f"déplacer **{round(index * 18)}** des 18" in found.facts[0]
        assert "Une seule intercommunalité" in found.facts[3]
        assert found.facts[2].startswith("**5** communes sur 8 n’ont aucune")


class TestTooFew:
    def test_two_documented_actions_are_too_few_to_conclude(self, release):
        found = card(release, replace(DAMIER, documented_only=True))
        assert found.warning == ""
        assert found.answer == (
            "**Trop peu d’actions pour conclure**, tous contrats réunis : 2\u00a0actions "
            "situées pour ce choix, il en faut au moins 15."
        )
        assert found.facts == ()
        assert not found.conclusive
        assert f"{whole(1 / 4)} (1 sur 4)" in found.known

    def test_sessions_of_a_few_actions_are_too_few_series(self, release):
        """Nineteen deployments, of one action in three communes and of another in one."""
        found = card(release, DAMIER)
        assert found.answer == (
            "**Démonstration.** **Trop peu d’actions pour conclure**, tous contrats réunis : "
            "19\u00a0actions situées, mais 4\u00a0séries de séances, il en faut au moins 8."
        )
        assert (found.facts, found.conclusive, found.faded) == ((), False, False)

    def test_one_action_is_said_in_the_singular(self, release):
        found = card(release, replace(DAMIER, period=Period(2024, 2024)))
        assert "1\u00a0action située pour ce choix" in found.answer
        assert found.known.endswith(": 100\u00a0% (1 sur 1).")

    def test_a_territory_without_any_action_says_so(self, release):
        found = card(release, Selection(territory="voisin"))
        assert found.answer == "**Aucune action** n’est encore saisie pour ce territoire."
        assert found.known == ""
        assert not found.conclusive

    def test_a_choice_without_any_action_says_what_to_do(self, release):
        nothing = replace(Selection("damier"), period=Period(1990, 1991))
        assert card(release, nothing).answer == (
            "**Aucune action située** ne correspond à ce choix, tous contrats réunis. "
            "Élargissez la période, l’axe, le contrat ou les preuves."
        )


def both(change):
    """Return a change of frames after which each located deployment is a series of its own."""

    def changed(frames):
        change(frames)
        separate(frames)

    return changed


class TestOtherSpreads:
    def test_actions_that_follow_population_may_come_from_chance(self, sown):
        def even(frames):
            frames["deployment"].loc[:15, "commune"] = CODES

        found = card(sown(both(even)), DAMIER)
        assert found.facts[1].endswith("l’écart peut venir du hasard.")
        assert "p\u00a0=\u00a01,00 pour la part à déplacer" in found.method

    def test_actions_all_in_one_commune_are_said_in_the_singular(self, sown):
        def gathered(frames):
            located = frames["deployment"]["commune"].notna()
            frames["deployment"].loc[located, "commune"] = "63000"

        found = card(sown(both(gathered)), DAMIER)
        assert "communes** : 1,0 pour les actions" in found.method
        assert found.answer.startswith("Tous contrats réunis, **100\u00a0%** des actions")

    def test_one_commune_without_action_is_said_in_the_singular(self, sown):
        def nearly_everywhere(frames):
            frames["deployment"].loc[:14, "commune"] = CODES[:15]
            frames["deployment"].loc[16, "commune"] = "63000"

        found = card(sown(both(nearly_everywhere)), DAMIER)
        assert found.facts[2].startswith("**1** commune sur 16 n’a aucune action située")

    def test_a_perfectly_even_spread_is_said_to_follow_population(self, sown):
        def even(frames):
            rows = frames["deployment"]
            keep = rows.iloc[:16].assign(commune=CODES)
            frames["deployment"] = keep

        found = card(sown(both(even)), DAMIER)
        assert found.facts[3] == "Les actions suivent exactement la population."

    def test_the_card_fades_when_little_is_located_and_dated(self, sown):
        def undated(frames):
            gone = ["starts_on", "ends_on"]
            frames["deployment"].loc[:5, gone] = None
            frames["deployment"].loc[:5, "date_precision"] = "unknown"

        found = card(sown(both(undated)), DAMIER)
        assert found.faded
        assert (
            f"{whole(12 / 21)} (12 sur 21). Sous 80\u00a0%, à lire avec prudence. " in found.known
        )

    def test_a_commune_whose_population_is_unknown_is_left_out(self, sown):
        def unknown(frames):
            frames["commune"].loc[frames["commune"]["code"] == "63033", "population"] = None

        table = counted_communes(sown(unknown), DAMIER)
        assert "63033" not in table.index
        assert len(table) == 15


class TestContracts:
    def test_a_line_for_each_other_contract_then_one_for_all(self, sown):
        release = sown(lambda frames: separate(frames, dated=True))
        second = replace(DAMIER, contract="damier-2")
        first, together = generations.beside(release, second, chance=CHANCE)
        assert first.startswith(
            f"CLS 1 : **{whole(17 / 18)}** des actions situées sont **à Commune 00 et à Commune "
            f"01**, qui réunissent **{whole(2 / 8)}** des habitants. Le hasard donnerait "
        )
        assert together.startswith(f"Tous contrats réunis : **{whole(17 / 19)}** des actions")

    def test_what_is_too_little_is_said_so(self, release):
        first = replace(DAMIER, contract="damier-1", documented_only=True)
        assert generations.beside(release, first, chance=CHANCE) == (
            "Tous contrats réunis : 2\u00a0actions situées, trop peu pour conclure.",
        )

    def test_one_contract_alone_has_nothing_beside_it(self, release):
        assert generations.beside(release, Selection("voisin"), chance=CHANCE) == ()


class TestPerimeters:
    def test_a_series_is_placed_where_the_perimeter_was(self, release):
        """Three of the first contract, when the west was alone; one of the second, anywhere."""
        held = spread(release, DAMIER).open_to
        assert [list(row.index[row]) for _, row in held.iterrows()] == [WEST] * 3 + [list(CODES)]

    def test_what_each_could_have_had_is_expected_of_it(self, release):
        found = spread(release, DAMIER)
        by_side = found.expected().groupby(found.communes["epci_name"]).sum()
        assert by_side["CC de l’Est"] == pytest.approx(1 / 2)
        assert by_side.sum() == pytest.approx(19)

    def test_a_series_over_several_dates_could_be_where_all_of_them_were(self, sown):
        def longer(frames):
            moved = frames["deployment"].index[frames["deployment"]["commune"] == "63000"][:3]
            frames["deployment"].loc[moved, ["starts_on", "ends_on"]] = date(2024, 6, 1)

        held = spread(sown(longer), DAMIER).open_to.loc[("damier-1-01", "63000")]
        assert list(held.index[held]) == WEST

    def test_what_has_no_date_could_be_anywhere_in_its_contract(self, sown):
        def undated(frames):
            frames["deployment"][["starts_on", "ends_on"]] = None
            frames["deployment"]["date_precision"] = "unknown"

        held = spread(sown(undated), DAMIER).open_to
        assert list(held.loc[("damier-1-01", "63000")].pipe(lambda row: row.index[row])) == WEST
        assert held.loc[("damier-2-01", "63033")].all()

    def test_a_commune_that_left_could_have_what_came_before(self, sown):
        def left(frames):
            members = frames["perimeter"]
            members.loc[members["commune"] == "63001", "ends_on"] = date(2021, 12, 31)

        held = spread(sown(left), DAMIER).open_to
        assert held.loc[("damier-1-01", "63000"), "63001"]
        assert not held.loc[("damier-2-01", "63033"), "63001"]


class TestPopulation:
    """Eighteen actions of 2021, one of 2024: a census of 2020 is nearer than that of 2022."""

    def census(self, sown, years, codes=(*CODES, "63040")):
        def counted(frames):
            separate(frames)
            published(
                frames,
                {("commune", code, str(year)): 500.0 + year for code in codes for year in years},
                unit="habitants", kind="stock",
            )  # fmt: skip
            for table, column in (("indicator", "code"), ("observation", "indicator")):
                frames[table][column] = "population"

        return sown(counted)

    def test_the_nearest_census_counts_and_is_said(self, sown):
        release = self.census(sown, (2015, 2021))
        found = spread(release, DAMIER)
        assert found.year == "2021"
        assert set(found.population) == {500 + 2021}
        assert "celle de 2021." in card(release, DAMIER).method

    def test_the_latest_of_two_as_near(self, sown):
        assert spread(self.census(sown, (2020, 2015)), DAMIER).year == "2022"

    def test_a_census_that_lacks_a_commune_does_not_count(self, sown):
        assert spread(self.census(sown, (2021,), CODES[1:]), DAMIER).year == "2022"

    def test_without_date_nor_other_census_the_reference_counts(self, release):
        assert spread(release, DAMIER).year == "2022"
        assert spread(release, Selection("voisin")).year == "2022"
