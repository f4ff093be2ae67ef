"""The page «Données et méthode»: where figures come from, and how they are made."""

from typing import Final

from cls_dash.domain.selection import Selection
from cls_dash.page.model import Live, Note, Page, Prose, Titled
from cls_dash.questions.question import Asked, Question
from cls_dash.questions.sources import provenance, tables, words
from cls_dash.store import catalogue
from cls_dash.store.readings import Readings


def build(readings: Readings, asked: Asked) -> Page:
    """Assemble the page."""
    territory = asked.selection.territory
    tally = readings.tally(Selection(territory))
    counts = tally.groupby("evidence")["deployments"].sum().astype(int).to_dict()
    name = str(readings.territories().loc[territory, "name"])
    indicators = tables.indicators(catalogue.cards(readings))
    return Page(
        question=words.QUESTION,
        answer=words.answer(name, counts),
        parts=(
            Note(provenance.vintage(readings, territory)),
            Titled(words.PROOFS, (tables.evidence(readings), Prose(words.PROOFS_MEAN))),
            Titled(words.MEASURES, (Prose(words.MEASURES_MEAN),)),
            Titled(words.FILES, (Live("files"),)),
            *((Titled(words.INDICATORS, (indicators,)),) if indicators else ()),
            Titled(words.SOURCES, (tables.sources(readings.sources()),)),
        ),
    )


QUESTION: Final = Question("donnees_methode", words.QUESTION, build, has_map=False)
