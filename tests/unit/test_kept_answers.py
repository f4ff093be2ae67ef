"""Pages share what a release keeps, and change nothing of it."""

import pickle
from dataclasses import fields, is_dataclass, replace

import pytest

from cls_dash.domain.selection import Selection
from cls_dash.page.draw.data import data
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.question import Asked, offered
from cls_dash.store.memo import Memo
from tests.comparing import CHANCE


def copied(answer):
    """Return all that an answer says, apart from it: what it worked out since says nothing more."""
    if is_dataclass(answer):
        return type(answer), [copied(getattr(answer, each.name)) for each in fields(answer)]
    if isinstance(answer, dict):
        return {key: copied(value) for key, value in answer.items()}
    if type(answer) in {list, tuple}:
        return [copied(each) for each in answer]
    return pickle.dumps(answer)


class Watched(Memo):
    """A memo that knows what each answer said when it was kept."""

    def __init__(self):
        super().__init__()
        self.first = {}

    def _asked(self, question, ask):
        answer = super()._asked(question, ask)
        self.first[question] = answer, copied(answer)
        return answer

    def changed(self):
        return [
            question[0].__qualname__
            for question, (answer, before) in self.first.items()
            if copied(answer) != before
        ]


def addresses(release, question, selection):
    """Return what may be asked of a question: as it opens, then the last option of each list."""

    def asked(changed=None):
        def read(parameter):
            last = [*parameter.options][-1:] if parameter.key == changed else []
            return last[0] if last else parameter.read({})

        made = offered(question.offers, lambda offer, codes: offer(release, selection, codes), read)
        return {parameter.key: code for parameter, code in made}

    first = asked()
    yield first
    yield from filter(first.__ne__, map(asked, first))


@pytest.mark.parametrize("stem", [*QUESTIONS])
def test_no_page_changes_what_its_release_keeps(release, stem):
    watched, selection = replace(release, memo=Watched()), Selection("damier")
    question = QUESTIONS[stem]
    for codes in addresses(watched, question, selection):
        data(question.page(watched, Asked(selection, codes, CHANCE)))
    assert watched.memo.first
    assert watched.memo.changed() == []


def test_a_change_would_be_seen(release):
    watched = replace(release, memo=Watched())
    question, selection = QUESTIONS["zones_oubliees"], Selection("damier")
    codes = next(addresses(watched, question, selection))
    question.page(watched, Asked(selection, codes, CHANCE))
    frame = next(
        answer
        for question, (answer, _) in watched.memo.first.items()
        if question[0].__qualname__ == "communes_of"
    )
    frame.iloc[0, frame.columns.get_loc("population")] = 7
    assert watched.memo.changed() == ["communes_of"]
