"""How tests read the page «Équité»: which of its sentences, tables and charts is which."""

from types import SimpleNamespace

from cls_dash.page.model import Chart, Facts
from cls_dash.page.table import Table
from cls_dash.questions.equity import QUESTION
from cls_dash.questions.question import at
from tests.asking import parts_of

ALONG = 3
"""Sentences of actions along a need, after those of the spread by need."""


def equity_told(release, selection, *, chance, **codes):
    """Return what the page says at an address, by what it is."""
    page = at(release, QUESTION, selection, codes, chance=chance)
    facts, by_need, others, balance = (part.sentences for part in parts_of(page, Facts))
    *along_table, generations, axes, publics = parts_of(page, Table)
    said = ALONG if along_table else 0
    return SimpleNamespace(
        answer=page.answer,
        reading=page.reading,
        facts=facts,
        need=by_need[: len(by_need) - said],
        along=by_need[len(by_need) - said :],
        along_table=next(iter(along_table), None),
        beside=others,
        balance_said=balance[0],
        generations=generations,
        axes=axes,
        publics=publics,
        charts={part.key: part.figure for part in parts_of(page, Chart)},
        table=page.table,
        map=page.map,
    )
