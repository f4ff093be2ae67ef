"""The page «Données et méthode»: where figures come from, and how they are made."""

from typing import Final

from cls_dash.domain.selection import Selection
from cls_dash.page.model import Folded, Live, Note, Page, Prose, present
from cls_dash.questions.open_data import listed
from cls_dash.questions.question import Asked, Question
from cls_dash.questions.sources import provenance, tables, words
from cls_dash.store.queries import catalogue
from cls_dash.store.queries.catalogue import sources_of
from cls_dash.store.queries.deployments import tally_of
from cls_dash.store.queries.territories import territories_of
from cls_dash.store.release import Release


def build(release: Release, asked: Asked) -> Page:
    """Assemble the page."""
    territory = asked.selection.territory
    tally = tally_of(release, Selection(territory))
    counts = tally.groupby("evidence")["deployments"].sum().astype(int).to_dict()
    name = str(territories_of(release).loc[territory, "name"])
    indicators = tables.indicators(catalogue.cards(release))
    return Page(
        question=words.QUESTION,
        answer=words.answer(name, counts),
        parts=present(
            Note(provenance.vintage(release, territory)),
            Folded(
                words.PROOFS,
                "preuves_lues",
                (tables.evidence(release), Prose(words.PROOFS_MEAN)),
            ),
            Folded(words.MEASURES, "mesures", (Prose(words.MEASURES_MEAN),)),
            Folded(words.FILES, "fichiers", (Live("files"),)),
            Folded(listed.TITLE, "donnees_ouvertes", (Prose(listed.prose(release)),)),
            Folded(words.INDICATORS, "catalogue", (indicators,)) if indicators else None,
            Folded(words.SOURCES, "sources", (tables.sources(sources_of(release)),)),
        ),
        shared=False,
    )


QUESTION: Final = Question("donnees_methode", words.QUESTION, build, has_map=False)
