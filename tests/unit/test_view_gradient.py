"""
Actions along a need, on the chequered territory: 16 communes of 1,000 inhabitants each.

Deprivation falls from 63000 to 63033. Real actions: 16 sessions of 8 series in 63000, and one
each in 63011, 63012, 63021, 63022, 63031 and 63032, ranks 6, 7, 10, 11, 14 and 15.
"""

from dataclasses import replace

import pandas as pd
import pytest

from cls_dash.domain.chance import Chance
from cls_dash.domain.selection import Selection
from cls_dash.questions.equity import gradient
from cls_dash.questions.equity.words import READING
from cls_dash.questions.need import needs
from cls_dash.questions.need.ground import ground
from cls_dash.questions.spread.record import record
from cls_dash.questions.spread.spread import spread
from tests.fairness import equity_told
from tests.in_memory import release_of
from tests.need_seed import needy_frames
from tests.seed import real_frames

CHANCE = Chance(draws=1_999, permutations=999, seed=1)
CONTRACT = Selection("damier", contract="damier-2")
RANKS = [1] * 16 + [6, 7, 10, 11, 14, 15]
"""Of each session, the place of its commune from the most deprived."""


@pytest.fixture(scope="module")
def release():
    with release_of(needy_frames(real_frames())) as found:
        yield found


@pytest.fixture(scope="module")
def demonstration():
    with release_of(needy_frames()) as found:
        yield found


def along(release, code="", selection=CONTRACT):
    wanted = needs.need(release, ground(release, selection), selection.territory, code)
    found, recorded = spread(release, selection), record(release, selection)
    return gradient.build(found, recorded, wanted, CHANCE)


def test_ends_close_to_each_other_are_said_as_they_are():
    """A line fitted to these fifths has one end 1.6 times as high as the other."""
    fifths = pd.Series([20.9, 20.9, 13.8, 6.8, 20.2]) / 10_000
    assert gradient._ends(fifths, None) == (
        "Au besoin le plus fort (un cinquième des habitants), "
        "**20,9 actions pour 10\u202f000 habitants** ; "
        "au plus faible, **20,2**."
    )


class TestReal:
    def test_the_ends_that_are_said_are_those_of_the_table(self, release):
        found = along(release)
        first, *_, last = (line[1] for line in found.table.lines)
        (said,) = [each for each in found.said if "Au besoin le plus fort" in each]
        assert f"**{first} actions pour" in said
        assert f"; au plus faible, **{last}**" in said

    def test_indices_by_hand(self, release):
        """C = 2 Σ R / n − 1, R = (rank − ½) / 16; the line's slope, by least squares."""
        middles = [(rank - 0.5) / 16 for rank in RANKS]
        index = 2 * sum(middles) / len(RANKS) - 1
        assert index == pytest.approx(-27 / 44)
        rates = {rank: RANKS.count(rank) * 10 for rank in range(1, 17)}
        mean = sum(rates.values()) / 16
        at = {rank: (rank - 0.5) / 16 - 0.5 for rank in rates}
        slope = sum(at[rank] * (rates[rank] - mean) for rank in rates) / sum(
            x * x for x in at.values()
        )
        indices = along(release).measured
        assert f"{-slope:.1f} actions de plus".replace(".", ",") in indices
        assert "Indice de concentration : −0,61 ;" in indices

    def test_it_is_held_against_chance_that_moves_series_whole(self, release):
        found = along(release)
        first, indices = found.said[0], found.measured
        # A fifth of 16 communes is 3.2 of them: 16 sessions for 3,200 inhabitants.
        assert "**50,0 actions pour 10\u202f000 habitants**" in first
        assert "**6,2**" in first  # two in 63031 and 63032
        assert "Démonstration" not in " ".join([first, indices])
        assert first.endswith("Le hasard ne l’explique pas.")
        assert "39 fois sur 40" in indices
        assert "p\u00a0<\u00a00,001" in indices

    def test_the_neediest_fifth_and_its_interval_by_series(self, release):
        """(Σ w)² / Σ w² = 22² / (8 × 2² + 6) = 12.7 independent sessions, not 22."""
        said = along(release).said[1]
        n, part = 22**2 / (8 * 4 + 6), 16 / 22
        z = 1.959964
        middle, half = n * part + z**2 / 2, z * (n * part * (1 - part) + z**2 / 4) ** 0.5
        low, high = ((middle + sign * half) / (n + z**2) for sign in (-1, 1))
        assert f"(entre {100 * low:.0f}\u00a0% et {100 * high:.0f}\u00a0%)" in said
        assert said.startswith("**73\u00a0%** des actions")
        assert "dans les 4\u00a0communes où le besoin est le plus fort" in said

    def test_both_norms_are_said_and_neither_is_the_truth(self, release):
        *_, said = along(release).said
        assert said.startswith("Rang de besoin des plus servies, sur 16 : Commune 00 (1er) et ")
        assert "est une norme à discuter" in READING
        assert "Compter le besoin n’y change presque rien" in said
        *_, said = along(release, "share_75_plus").said
        assert "Ce besoin n’explique pas ce qui paraît concentré" in said

    def test_what_looks_concentrated_may_answer_need(self, release):
        """Nine tenths of the need in 63000, which has 16 of 22 sessions."""
        wanted = needs.need(release, ground(release, CONTRACT), "damier", "")
        steep = pd.Series(1.6 / 15, wanted.index.index)
        steep["63000"] = 14.4
        said = gradient.beside(spread(release, CONTRACT), replace(wanted, index=steep), top=1)
        assert "Une part de ce qui paraît concentré répond au besoin" in said

    def test_the_chart_and_the_table_that_replaces_it(self, release):
        found = along(release)
        heights = found.draw().data[0].y
        assert heights[0] == pytest.approx(50)
        assert sum(heights) / 5 == pytest.approx(22 / 16_000 * 10_000, abs=0.01)
        assert len(found.table.lines) == 5
        assert "Besoin le plus fort" in found.table
        assert "Commune 00, Commune 01 et Commune 02" in found.table

    def test_a_need_that_is_the_same_for_all_has_no_gradient(self, release):
        assert along(release, "egal") == gradient.Gradient()

    def test_nothing_is_said_under_the_floor(self, release):
        wanted = needs.need(release, ground(release, CONTRACT), "damier", "")
        found, recorded = spread(release, CONTRACT), record(release, CONTRACT)
        few = replace(recorded, series=7)
        assert gradient.build(found, few, wanted, CHANCE) == gradient.Gradient()


class TestDemonstration:
    def test_every_sentence_says_so_and_none_holds_a_verdict(self, demonstration):
        selection = Selection("damier")
        recorded = record(demonstration, selection)
        wanted = needs.need(demonstration, ground(demonstration, selection), "damier", "")
        # The seed has four series only: nothing at all.
        assert along(demonstration, selection=selection) == gradient.Gradient()
        found = gradient.build(
            spread(demonstration, selection), replace(recorded, series=8), wanted, CHANCE
        )
        assert len(found.said) == 3
        assert all(sentence.startswith("**Démonstration.** ") for sentence in found.said)
        assert found.measured.startswith("Démonstration. ")
        whole = " ".join([*found.said, found.measured])
        assert "p = " not in whole
        assert "hasard" not in whole
        assert "à 95 %" not in whole


def test_the_page_shows_it(release):
    assert equity_told(release, CONTRACT, chance=CHANCE).along == along(release).said
