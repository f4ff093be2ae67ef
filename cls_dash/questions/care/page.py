"""The page «Accès aux soins»."""

from typing import Final

from cls_dash import terms
from cls_dash.page.model import (
    Facts,
    Map,
    Opening,
    Page,
)
from cls_dash.questions.care import maps, tables, words
from cls_dash.questions.care.asked import MEASURE, SERVICE, measure, service
from cls_dash.questions.care.figures import figures
from cls_dash.questions.need.ground import ground
from cls_dash.questions.provision import provision
from cls_dash.questions.question import Asked, Question
from cls_dash.store.queries.maps import asset_digest
from cls_dash.store.release import Release


def build(release: Release, asked: Asked) -> Page:
    """
    Assemble the page.

    Raises
    ------
    EmptyPerimeterError
        If no commune counts.
    """
    code, territory = asked.get(SERVICE), asked.selection.territory
    if code is None:
        return Page(words.QUESTION, words.NOTHING)
    here = ground(release, asked.selection)
    offer = provision.complete(release, territory).get(code)
    facts: tuple[str, ...] = ()
    if offer is None:
        partial = provision.known(release, territory)[code]
        answer, note = words.places(partial), words.CIRCLES
        values, table = maps.places(here, partial), tables.places(partial)
    else:
        found = figures(release, territory, here, offer)
        answer, facts = words.answer(found), words.facts(found)
        note = f"{words.COLOURS[asked[MEASURE]]} {words.note(found)}"
        values, table = maps.measured(found, asked[MEASURE]), tables.reached(found)
    shown = Map(asset_digest(release, territory), values, "soins")
    return Page(
        question=words.QUESTION,
        answer=answer,
        opening=Opening(shown, f"{note} {terms.CREDITS}", (Facts(facts),)),
        reading=words.READING,
        table=table,
    )


QUESTION: Final = Question("acces_soins", words.QUESTION, build, offers=(service, measure))
