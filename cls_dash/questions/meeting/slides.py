"""A meeting as slides."""

from dataclasses import replace

from cls_dash import wording
from cls_dash.domain.meeting import Item, Meeting
from cls_dash.page.draw.slides import Slide
from cls_dash.questions.meeting import tables, words

CHANGED = "Les données ont changé depuis que ce point a été préparé."


def build(meeting: Meeting, territory: str, release: str) -> tuple[Slide, ...]:
    """
    Return the opening, one slide per point, and what was decided.

    Parameters
    ----------
    meeting
        With one point or more.
    territory
        Name of the territory.
    release
        That the store holds now: a view of another one says so.
    """
    points = tuple(
        _point(f"Point {rank} sur {len(meeting.items)}", item, release)
        for rank, item in enumerate(meeting.items, 1)
    )
    return (_opening(meeting, territory), *points, _closing(meeting))


def _opening(meeting: Meeting, territory: str) -> Slide:
    return Slide(
        "Ouverture",
        meeting.title,
        answer=f"{territory}, {wording.day(meeting.held_on)}",
        notes=(words.TRIAL,) if meeting.evidence == "illustrative" else (),
        agenda=tuple(item.title for item in meeting.items),
        table=tables.earlier(meeting),
    )


def _closing(meeting: Meeting) -> Slide:
    return Slide("Clôture", "Ce qui est décidé", table=tables.summary(meeting))


def _point(step: str, item: Item, release: str) -> Slide:
    decision = f"Décision : {words.decided(item.decision)}" if item.decision else ""
    options = tuple((option.title, option.effects) for option in item.options)
    slide = Slide(step, item.title, options=options, decision=decision)
    if (view := item.view) is None:
        return slide
    changed = (CHANGED,) if view.release != release else ()
    notes = (words.vintage(view), *changed)
    return replace(slide, answer=view.answer, facts=view.facts, notes=notes)
