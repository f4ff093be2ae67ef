"""The page «Plan du site»: each page, under its heading of the menu, with what it answers."""

from collections.abc import Iterator, Mapping
from typing import Final

from cls_dash.page.model import Link, Page, Titled
from cls_dash.questions.catalogue import QUESTIONS
from cls_dash.questions.meeting import words as meeting

_OPENING: Final = "Pour commencer"


def page(groups: Mapping[str, Mapping[str, str]], foot: Mapping[str, str]) -> Page:
    """
    Assemble the page.

    Parameters
    ----------
    groups
        Title of each page by stem, under each heading of the menu.
    foot
        Title of each page that is linked at the foot of the others.
    """
    headed = {title or _OPENING: stems for title, stems in groups.items()}
    return Page(
        question="Plan du site",
        answer="",
        parts=tuple(
            Titled(title, tuple(_links(stems)))
            for title, stems in {**headed, "Ce site": foot}.items()
        ),
    )


def _links(stems: Mapping[str, str]) -> Iterator[Link]:
    asked = {stem: question.text for stem, question in QUESTIONS.items()}
    asked["seance"] = meeting.QUESTION
    for stem, title in stems.items():
        yield Link(f"{title} · {asked[stem]}" if stem in asked else title, stem, {})
