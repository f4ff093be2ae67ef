"""The page «Suivi des actions»: from need to commune, as contracts go by."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from cls_dash.domain.shared import ALL
from cls_dash.page.model import Facts, Link, Page, present
from cls_dash.questions.follow import (
    achieved,
    chain,
    lineage,
    partners,
    relevance,
    summary,
    timeline,
    words,
)
from cls_dash.questions.follow.asked import CHAIN, COMMUNE, THEME, VIEW, commune, theme
from cls_dash.questions.follow.figures import Followed, followed
from cls_dash.questions.follow.section import Section
from cls_dash.questions.question import Asked, File, Question
from cls_dash.store.release import Release

_SECTIONS: Final[Mapping[str, Callable[[Release, Followed], tuple[Section, ...]]]] = (
    MappingProxyType(
        {
            "prevu": lambda _, here: achieved.sections(here),
            "evaluation": lambda _, here: relevance.sections(here),
            "partenaires": partners.sections,
            "suite": lineage.sections,
            "calendrier": lambda _, here: timeline.sections(here),
        }
    )
)


def build(release: Release, asked: Asked) -> Page:
    """Assemble one of the views."""
    here = followed(release, asked.selection)
    shown = sections(release, here, asked)
    aimed = words.said(summary.aimed(here))
    where = asked.get(COMMUNE) or ALL
    link = Link("Voir la fiche de cette commune", "ma_commune", {COMMUNE.key: where})
    return Page(
        question=words.QUESTION,
        answer=words.said(summary.answer(here)),
        parts=present(
            Facts((aimed,)) if aimed else None,
            *(section.titled(f"suivi_{rank}") for rank, section in enumerate(shown)),
            link if where != ALL else None,
        ),
        reading=words.READING,
        table=summary.table(here),
    )


def sections(release: Release, here: Followed, asked: Asked) -> tuple[Section, ...]:
    """Return what a view shows."""
    if asked[VIEW] == CHAIN:
        found = chain.sections(here, asked[THEME], asked[COMMUNE])
    else:
        found = _SECTIONS[asked[VIEW]](release, here)
    return tuple(replace(each, facts=tuple(map(words.said, each.facts))) for each in found)


def _name(asked: Asked) -> str:
    return f"{asked.selection.territory}-suivi.csv"


QUESTION: Final = Question(
    "suivi_actions",
    words.QUESTION,
    build,
    offers=(VIEW, theme, commune),
    has_map=False,
    files=(File("Suivi des fiches-actions (CSV)", summary.actions_csv, _name),),
)
