"""What a scenario changes: worked cases, plain loops, invariants, refusals."""

from math import inf, isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cls_dash.analysis.siting import scores, what_if
from cls_dash.domain.scenario import Change, Move
from cls_dash.errors import InvalidInputError, UndefinedMeasureError
from tests.oracles import oracle
from tests.unit.test_coverage import STEPS, times

NAMES = ["actions", "to_move", "top", "covered", "near", "far", "neediest"]


def by_name(found):
    return {name: getattr(found, name) for name in NAMES}


def close(figures, rel=1e-9):
    return pytest.approx(figures, rel=rel, abs=1e-12, nan_ok=True)


@st.composite
def towns(draw):
    """Communes, some empty: population, need, some of the times, deployments."""
    codes = list("ABCDEF")[: draw(st.integers(1, 6))]
    population = pd.Series({c: float(draw(st.integers(0, 3_000))) for c in codes})
    need = pd.Series({c: draw(st.sampled_from([0.0, 0.5, 1.0, 2.0])) for c in codes})
    assume(population.sum() > 0)
    minutes = times(
        {(a, b): draw(st.integers(0, 25)) for a in codes for b in codes if draw(st.booleans())}
    )
    deployments = pd.Series({c: draw(st.integers(0, 3)) for c in codes})
    return population, need, minutes, deployments


MOVES = st.lists(
    st.tuples(st.sampled_from(Change), st.sampled_from("ABCD"), st.sampled_from("ABCD")),
    max_size=8,
).map(lambda parts: [Move(c, a, b if c is Change.SHIFT else None) for c, a, b in parts])


def carried_out(counts, moves):
    """Carry out moves on a list of places, one entry per deployment; None if one fails."""
    places = [code for code, n in counts.items() for _ in range(n)]
    for move in moves:
        if move.change is not Change.ADD:
            if move.commune not in places:
                return None
            places.remove(move.commune)
        if move.change is not Change.REMOVE:
            places.append(move.to or move.commune)
    return {code: places.count(code) for code in sorted(set(places))}


def recounted(case, near, top, steps):
    """Measure a spread on every score, by plain loops."""
    population, need, minutes, deployments = ({**x} if isinstance(x, pd.Series) else x
                                              for x in case)  # fmt: skip
    n, people = sum(deployments.values()), sum(population.values())
    mass = sum(population[c] * need[c] for c in population)
    away = {(r.origin, r.destination): r.minutes for r in minutes.itertuples()}
    covered, reached = 0.0, []
    for c in population:
        left, nearest = 1.0, inf
        for place, count in deployments.items():
            t = away.get((c, place), inf)
            left *= (1 - next((w for bound, w in steps if t <= bound), 0)) ** count
            nearest = min(nearest, t if count else inf)
        covered += population[c] * need[c] * (1 - left)
        reached += [c] if nearest <= near else []
    favoured, gathered = [], 0.0
    lived = [c for c in population if population[c]]
    for c in sorted(lived, key=lambda c: (-need[c], -population[c], c)):
        if gathered / people < 0.2 - 1e-9:
            favoured.append(c)
            gathered += population[c]
    nan = float("nan")
    return {
        "actions": n,
        "to_move": sum(abs(deployments[c] / n - population[c] / people) for c in population) / 2
        if n else nan,
        "top": sum(sorted(deployments.values())[-top:]) / n if n else nan,
        "covered": covered / mass if mass else nan,
        "near": sum(population[c] for c in reached) / people,
        "far": len(population) - len(reached),
        "neediest": sum(deployments[c] for c in favoured) / n
        if n and len({need[c] for c in lived}) > 1 else nan,
    }  # fmt: skip


class TestWorkedCases:
    def test_concentration(self):
        """deployment_concentration_hand, in exact fractions; nothing is within reach."""
        inputs, expected = oracle("deployment_concentration_hand")
        population, actions = pd.Series(inputs["population"]), pd.Series(inputs["actions"])
        found = scores(population, population * 0 + 1, times({}), actions, top=inputs["k"])
        (a, b), (c, d) = expected["hoover"], expected["top2_action_share"]
        assert (found.to_move, found.top) == pytest.approx((a / b, c / d), rel=1e-12)
        assert (found.covered, found.near, found.far) == (0, 0, len(population))

    def test_coverage_before_and_after_the_next_two_places(self):
        """next_best_place_hand, in exact fractions."""
        inputs, expected = oracle("next_best_place_hand")
        pairs = {(a, b): t for a, row in inputs["minutes"].items() for b, t in row.items()}
        population = pd.Series(inputs["population"], dtype=float)
        need = pd.Series({c: top / bottom for c, (top, bottom) in inputs["need_weight"].items()})
        now = pd.Series(dict.fromkeys(inputs["existing_actions_at"], 1))
        moves = [Move(Change.ADD, expected["best1"]), Move(Change.ADD, expected["best2"])]
        before, after = (
            scores(population, need, times(pairs), counts, decay=STEPS).covered
            for counts in (now, what_if(now, moves))
        )
        top, bottom = expected["coverage_before"]
        assert before == pytest.approx(top / bottom, rel=1e-12)
        gains = [expected[f"gain_step{n}"][expected[f"best{n}"]] for n in (1, 2)]
        gained = sum(a / b for a, b in gains) / (population * need).sum()
        assert after == pytest.approx(before + gained, rel=1e-12)


class TestWhatIf:
    @given(st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 3)), MOVES)
    def test_a_plain_loop_agrees(self, counts, moves):
        expected = carried_out(counts, moves)
        series = pd.Series(counts, dtype="int64")
        if expected is None:
            with pytest.raises(InvalidInputError, match="no deployment is left"):
                what_if(series, moves)
            return
        found = what_if(series, moves)
        assert found.to_dict() == expected
        assert found.index.tolist() == sorted(expected)
        assert found.dtype == "int64"

    @given(st.dictionaries(st.sampled_from("ABCD"), st.integers(1, 3)), MOVES)
    def test_moves_one_by_one_or_all_at_once(self, counts, moves):
        assume(carried_out(counts, moves) is not None)
        step = now = pd.Series(counts, dtype="int64")
        for move in moves:
            step = what_if(step, [move])
        assert step.to_dict() == what_if(now, moves).to_dict()

    @given(st.dictionaries(st.sampled_from("ABCD"), st.integers(1, 3), min_size=1))
    def test_what_is_done_and_undone_changes_nothing(self, counts):
        now = pd.Series(counts)
        there, back = Move(Change.SHIFT, now.index[0], "Z"), Move(Change.SHIFT, "Z", now.index[0])
        assert what_if(now, [there, back]).to_dict() == counts
        assert what_if(now, [there]).sum() == now.sum()

    def test_what_was_is_left_as_it_was(self):
        now = pd.Series({"B": 1, "A": 2}, name="n").rename_axis("commune")
        found = what_if(now, [Move(Change.REMOVE, "B")])
        assert found.index.name == "commune"
        assert found.to_dict() == {"A": 2}
        assert now.to_dict() == {"B": 1, "A": 2}

    def test_the_last_one_can_be_taken_but_once(self):
        now, take = pd.Series({"A": 1}), Move(Change.REMOVE, "A")
        assert what_if(now, [take]).empty
        with pytest.raises(InvalidInputError, match="no deployment is left in A"):
            what_if(now, [take, take])

    @pytest.mark.parametrize("change", [Change.REMOVE, Change.SHIFT])
    @pytest.mark.parametrize("commune", ["A", "B"])
    def test_nothing_can_be_taken_where_nothing_is(self, change, commune):
        with pytest.raises(InvalidInputError, match=f"no deployment is left in {commune}"):
            what_if(
                pd.Series({"A": 0, "C": 1}),
                [Move(change, commune, "C" if change is Change.SHIFT else None)],
            )

    @pytest.mark.parametrize(
        ("deployments", "message"),
        [
            (pd.Series({"A": 1.5}), "not whole"),
            (pd.Series([1, 1], ["A", "A"]), "there twice"),
            (pd.Series({"A": -1}), "negative"),
            (pd.Series({"A": np.nan}), "missing"),
        ],
    )
    def test_numbers_that_do_not_hold(self, deployments, message):
        with pytest.raises(InvalidInputError, match=message):
            what_if(deployments, [])


class TestScores:
    @given(
        towns(),
        st.sampled_from([10.0, 20.0]),
        st.integers(1, 3),
        st.sampled_from([STEPS, [(5.0, 0.5)]]),
    )
    def test_a_plain_loop_agrees(self, case, near, top, steps):
        found = scores(*case, decay=steps, near=near, top=top)
        assert by_name(found) == close(recounted(case, near, top, steps))

    @given(towns(), st.sampled_from([1_000.0, 1e-3]))
    def test_the_unit_of_the_population_changes_nothing(self, case, unit):
        population, *others = case
        found, other = scores(*case), scores(population * unit, *others)
        assert by_name(other) == close(by_name(found))

    @given(towns(), st.permutations(range(6)))
    def test_the_order_of_communes_changes_nothing(self, case, order):
        population, need, minutes, deployments = case
        order = [rank for rank in order if rank < len(population)]
        mixed = scores(
            population.iloc[order], need.iloc[order], minutes.iloc[::-1], deployments.iloc[::-1]
        )
        assert by_name(mixed) == close(by_name(scores(*case)))

    @given(towns(), st.floats(0.1, 0.9))
    def test_a_commune_cut_in_two_at_the_same_place(self, case, part):
        """The two halves reach what the whole did; the actions stay in the first."""
        population, need, minutes, deployments = case
        cut = pd.concat([population, pd.Series({"Z": population["A"] * (1 - part)})])
        cut["A"] *= part
        same = minutes[minutes["origin"] == "A"].assign(origin="Z")
        found = scores(
            cut, pd.concat([need, pd.Series({"Z": need["A"]})]),
            pd.concat([minutes, same]), deployments,
        )  # fmt: skip
        whole = scores(*case)
        assert (found.covered, found.near) == close((whole.covered, whole.near))

    @given(towns(), st.sampled_from("ABCDEF"))
    def test_one_more_action_never_takes_away(self, case, code):
        population, need, minutes, deployments = case
        before, after = (scores(population, need, minutes, counts)
                         for counts in (deployments, what_if(deployments, [Move(Change.ADD, code)]))
                         )  # fmt: skip
        assert isnan(after.covered) or after.covered >= before.covered - 1e-12
        assert after.near >= before.near
        assert after.far <= before.far

    @given(towns())
    def test_actions_of_other_communes_count_for_nothing(self, case):
        population, need, minutes, deployments = case
        also = pd.concat([deployments, pd.Series({"elsewhere": 9})])
        assert by_name(scores(population, need, minutes, also)) == close(by_name(scores(*case)))

    def test_twenty_minutes_are_near_and_a_little_more_is_not(self):
        people, one = pd.Series({"A": 1.0, "B": 1.0}), pd.Series({"A": 1})
        for minutes, share, far in ((20, 1, 0), (20.1, 0.5, 1)):
            away = times({("A", "A"): 0, ("B", "A"): minutes})
            found = scores(people, people, away, one)
            assert (found.near, found.far) == (share, far)


class TestMissing:
    POPULATION = pd.Series({"A": 100.0, "B": 300.0})
    NEED = pd.Series({"A": 2.0, "B": 0.5})
    MINUTES = times({("A", "A"): 0, ("B", "B"): 0})
    NONE = pd.Series(dtype="int64")

    def test_where_no_action_is_shares_of_actions_are_missing_and_the_rest_is_nil(self):
        found = by_name(scores(self.POPULATION, self.NEED, self.MINUTES, self.NONE))
        gone = {name for name, value in found.items() if isnan(value)}
        assert gone == {"to_move", "top", "neediest"}
        assert [found[name] for name in ("actions", "covered", "near", "far")] == [0, 0, 0, 2]

    def test_where_every_commune_has_the_same_need_none_is_neediest(self):
        found = scores(self.POPULATION, self.NEED * 0 + 1, self.MINUTES, pd.Series({"A": 1}))
        assert isnan(found.neediest)
        assert found.covered == pytest.approx(0.25)

    def test_where_nobody_needs_anything_coverage_is_missing(self):
        found = scores(self.POPULATION, self.NEED * 0, self.MINUTES, pd.Series({"A": 1}))
        assert isnan(found.covered)
        assert found.near == pytest.approx(0.25)

    def test_one_commune_has_all_and_follows_its_population(self):
        alone = pd.Series({"A": 100.0})
        found = scores(alone, alone / 100, self.MINUTES, pd.Series({"A": 3}), top=2)
        assert (found.actions, found.to_move, found.top, found.near, found.far) == (3, 0, 1, 1, 0)
        assert isnan(found.neediest)


class TestRefusals:
    GIVEN = (TestMissing.POPULATION, TestMissing.NEED, TestMissing.MINUTES, pd.Series({"A": 1}))

    def test_where_nobody_lives_nothing_is_measured(self):
        population, *others = self.GIVEN
        with pytest.raises(UndefinedMeasureError):
            scores(population * 0, *others)

    @pytest.mark.parametrize(
        ("rank", "changed", "message"),
        [
            (0, pd.Series({"A": -1.0, "B": 2.0}), "population has a negative"),
            (0, pd.Series({"A": np.nan, "B": 2.0}), "population has a missing"),
            (1, pd.Series({"A": -1.0, "B": 1.0}), "need has a negative"),
            (1, pd.Series({"A": np.nan, "B": 1.0}), "need has a missing"),
            (1, pd.Series({"B": 1.0, "A": 2.0}), "indexed differently"),
            (2, pd.concat([TestMissing.MINUTES] * 2), "a pair is there twice"),
            (2, times({("A", "A"): -1}), "minutes has a negative"),
            (2, times({("A", "A"): np.nan}), "minutes has a missing"),
            (3, pd.Series({"A": 0.5}), "not whole"),
            (3, pd.Series({"A": -1}), "deployments has a negative"),
        ],
    )
    def test_what_does_not_hold_is_refused(self, rank, changed, message):
        given_ = [*self.GIVEN]
        given_[rank] = changed
        with pytest.raises(InvalidInputError, match=message):
            scores(*given_)

    def test_a_decay_holds_parts_of_a_whole(self):
        with pytest.raises(InvalidInputError, match="between 0 and 1"):
            scores(*self.GIVEN, decay=[(10, 2)])
