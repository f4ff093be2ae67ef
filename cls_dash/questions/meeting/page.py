"""The page «Séance»: an agenda, what is done with it, what was decided."""

from cls_dash.domain.meeting import Meeting
from cls_dash.page.model import Live, Page, Part, Prose, Titled, present, titled
from cls_dash.questions.meeting import tables, words


def page(meeting: Meeting | None) -> Page:
    """Assemble the page of the meeting that is prepared, if there is one."""
    return Page(
        question=words.QUESTION,
        answer=words.answer(meeting),
        parts=(
            *(_prepared(meeting) if meeting else (Prose(words.BEGINNING), Live("beginning"))),
            Titled("Rouvrir une séance", (Live("reopening"),)),
            Titled("Décisions publiées", (Live("published"),)),
        ),
    )


def _prepared(meeting: Meeting) -> tuple[Part, ...]:
    return present(
        Live("heading"),
        titled("Depuis la dernière séance", tables.earlier(meeting)),
        Live("items"),
        Live("endings"),
    )
