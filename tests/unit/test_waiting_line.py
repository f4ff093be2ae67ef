"""The line of long computations."""

from contextlib import suppress
from threading import Event, Thread

import pytest

from cls_dash import error_sentences
from cls_dash.errors import CrowdedError
from cls_dash.settings import Settings
from cls_dash.shell import waiting_line
from cls_dash.shell.waiting_line import WaitingLine


class Someone(Thread):
    """Who asks for a computation that lasts until told."""

    def __init__(self, line, *, leaves=False):
        super().__init__(daemon=True)
        self.line, self.leaves = line, leaves
        self.told, self.holds, self.done = [], Event(), Event()
        self.start()

    def run(self):
        def tell(place):
            self.told.append(place)
            if self.leaves:
                raise InterruptedError

        with suppress(InterruptedError), self.line.turn(tell):
            self.holds.set()
            self.done.wait(10)


@pytest.fixture
def line(monkeypatch):
    monkeypatch.setattr(waiting_line, "MOMENT_S", 0.02)
    return WaitingLine(longest=4)


def arrive(line, count):
    """Return that many people, each come once the one before stands in the line."""
    people = []
    for rank in range(count):
        people.append(Someone(line))
        until(lambda rank=rank: len(line._line) > rank)
    return people


def until(condition):
    for _ in range(500):
        if condition():
            return
        Event().wait(0.01)
    pytest.fail("it never was so")


def test_each_holds_in_turn_and_is_told_a_place_that_falls(line):
    people = arrive(line, 4)
    for rank, each in enumerate(people):
        assert each.holds.wait(5)
        assert not any(later.holds.is_set() for later in people[rank + 1 :])
        for place, later in enumerate(people[rank + 1 :], 1):
            until(lambda place=place, later=later: later.told[-1:] == [place])
        each.done.set()
        each.join()
    assert people[0].told == []
    assert [sorted(set(each.told), reverse=True) for each in people[1:]] == [[1], [2, 1], [3, 2, 1]]
    assert line._line == []


def test_who_leaves_the_line_lets_the_others_pass(line):
    (first,) = arrive(line, 1)
    Someone(line, leaves=True).join(5)
    last = Someone(line)
    until(lambda: last.told)
    assert last.told[0] == 1
    first.done.set()
    assert last.holds.wait(5)
    last.done.set()


def test_a_computation_that_fails_gives_its_turn(line):
    with pytest.raises(ZeroDivisionError), line.turn(print):
        raise ZeroDivisionError
    with line.turn(print):
        pass


def test_too_many_are_told_to_come_back(line):
    people = arrive(line, 5)
    with pytest.raises(CrowdedError), line.turn(print):
        pass
    for each in people:
        each.done.set()
    for each in people:
        each.join()
    assert "Réessayez" in error_sentences.sentence_for(CrowdedError())


def test_a_place_is_written_as_one_reads_it():
    assert error_sentences.place_in_line(3).startswith("Vous êtes n°\xa03 dans la file")


def test_the_exact_search_of_a_stranger_is_bounded_unless_the_deployment_says_otherwise():
    assert Settings().longest_search == 20
    assert Settings(profile="public").longest_search == 1
    assert Settings(profile="public", exact_seconds=5).longest_search == 5
