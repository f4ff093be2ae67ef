"""Answers of a release: asked once, shared by all, spoilt by none, gone with it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from threading import Event

import numpy as np
import pandas as pd
import pytest

from cls_dash.store.memo import MOST, Memo, Memos, handed, hashable, weight
from cls_dash.store.release import memoised
from tests.conftest import opened
from tests.seed import sow

READERS = 100


@dataclass(frozen=True)
class Told:
    frame: pd.DataFrame
    by_code: dict[str, pd.Series]
    ranks: np.ndarray

    @cached_property
    def total(self):
        return int(self.frame["n"].sum())


def told():
    frame = pd.DataFrame({"n": [1, 2, 3], "name": ["a", "b", "c"]})
    return Told(frame, {"a": pd.Series([1.0, 2.0])}, np.arange(3))


def test_a_hundred_readers_are_one_computation():
    memo, begun, all_here, asked = Memo(), Event(), Event(), []

    def question():
        asked.append(1)
        begun.set()
        assert all_here.wait(10)
        return pd.DataFrame({"n": [1, 2]})

    with ThreadPoolExecutor(READERS) as pool:
        first = pool.submit(memo.answer, "question", question)
        assert begun.wait(10)
        others = [pool.submit(memo.answer, "question", question) for _ in range(READERS - 1)]
        all_here.set()
        answers = [each.result(10) for each in (first, *others)]
    assert len(asked) == 1
    assert all(answer.equals(answers[0]) for answer in answers)
    assert len(set(map(id, answers))) == READERS


def test_who_waited_for_a_failure_asks_for_itself():
    memo, begun, waited = Memo(), Event(), Event()

    def fails():
        begun.set()
        assert waited.wait(10)
        raise ValueError("its connection was cut")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(memo.answer, "question", fails)
        assert begun.wait(10)
        second = pool.submit(memo.answer, "question", lambda: 7)
        waited.set()
        with pytest.raises(ValueError, match="cut"):
            first.result(10)
        assert second.result(10) == 7
    assert memo.answer("question", lambda: 8) in {7, 8}


def several():
    return told().frame, told().by_code, told().ranks


def spoil(frame, by_code):
    frame.loc[0, "n"] = 9
    frame["more"] = 0
    frame.index.name = "spoilt"
    by_code["a"].iloc[0] = 9.0
    by_code["b"] = None


def test_what_one_reader_changes_no_other_sees():
    memo = Memo()
    for _ in range(2):
        frame, by_code, _ = memo.answer("question", several)
        spoil(frame, by_code)
    frame, by_code, ranks = memo.answer("question", several)
    assert frame.equals(told().frame)
    assert frame.index.name is None
    assert by_code.keys() == {"a"}
    assert by_code["a"].equals(told().by_code["a"])
    with pytest.raises(ValueError, match="read-only"):
        ranks[0] = 9


def test_what_nobody_changes_is_handed_as_it_is_kept():
    memo = Memo()
    assert memo.answer("question", told).total == 6
    assert memo.answer("question", told) is memo.shared("question", told)


def test_lists_are_handed_as_others():
    memo = Memo()
    memo.answer("question", lambda: [1, 2]).append(3)
    assert memo.answer("question", list) == [1, 2]
    assert handed((1, "a", None)) == (1, "a", None)


def test_what_was_asked_least_recently_goes_first_and_what_is_too_heavy_is_not_kept():
    heavy = pd.DataFrame({"n": range(1000)})
    memo = Memo(most=3 * weight(heavy))
    for rank in range(3):
        memo.answer(rank, heavy.copy)
    memo.answer(0, pytest.fail)
    memo.answer(3, heavy.copy)
    memo.answer(0, pytest.fail)
    assert memo.answer(1, lambda: "forgotten") == "forgotten"
    for _ in range(2):
        larger = memo.answer("all", lambda: pd.concat([heavy] * 4))
        assert len(larger) == 4000
    memo.answer(0, pytest.fail)


def test_the_weight_of_an_answer_is_about_that_of_its_memory():
    rows = 20_000
    frame = pd.DataFrame(
        {"code": [f"{n:05}" for n in range(rows)], "n": range(rows), "kind": ["same"] * rows}
    ).astype({"code": object, "kind": object})
    taken = frame.memory_usage(deep=True).sum()
    assert taken / 3 < weight(frame) < 2 * taken
    assert weight(Told(frame, {}, np.zeros(10))) >= weight(frame) + 80
    assert weight(frame.set_index("code")["kind"]) < 17 * rows, "a text is weighed once"
    assert weight(frame) < MOST


def test_a_release_has_one_memo_and_takes_it_away():
    memos = Memos()
    one = memos.of("one")
    assert memos.of("one") is one
    other = memos.of("other")
    assert other is not one
    assert memos.of("one") is not one


@memoised
def _one(release, codes=(), *, most=1):
    return [release.digest, *codes, most]


def test_a_store_asks_once_whoever_reads_it_until_it_is_replaced(tmp_path):
    path = sow(tmp_path / "cls.gpkg")
    with opened(f"sqlite:///{path}") as store:
        with store.reading() as first, store.reading() as second:
            assert first.memo is second.memo
            assert _one(first, ["a"]) == _one(second, codes=["a"], most=1) == ["seed", "a", 1]
            assert _one(first, {"a"}, most=2) == ["seed", "a", 2]
        sow(path)
        with store.reading() as later:
            assert later.memo is not first.memo


def test_an_answer_that_cannot_be_weighed_leaves_nobody_waiting():
    def weigh(answer):
        raise TypeError(answer)

    memo = Memo(weigh=weigh)
    for _ in range(2):
        with pytest.raises(TypeError, match="heavy"):
            memo.shared("question", lambda: "heavy")


def test_those_who_change_nothing_share_the_answer_itself():
    memo = Memo()
    first = memo.shared("question", lambda: [1, 2])
    assert memo.shared("question", list) is first
    assert memo.answer("question", list) is not first


def test_questions_are_told_apart_by_their_content():
    one, same = ({"code": ["a", {"b"}], "told": Told(1, 2, 3)} for _ in range(2))
    other = one | {"code": ["a", {"c"}]}
    assert hashable(one) == hashable(same) != hashable(other)
    assert hash(hashable(one)) == hash(hashable(same))
    assert hashable(Told(1, 2, 3)) != hashable(Told(1, 2, 4))
