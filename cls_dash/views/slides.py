"""View model of the projector: a meeting as slides."""

from cls_dash import wording
from cls_dash.domain.meeting import Item, Meeting
from cls_dash.page.draw import html
from cls_dash.page.draw.slides import Slide, agenda, options
from cls_dash.views import meeting as meetings


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
        Slide(f"Point {rank} sur {len(meeting.items)}", item.title, tuple(_point(item, release)))
        for rank, item in enumerate(meeting.items, 1)
    )
    return (_opening(meeting, territory), *points, _closing(meeting))


def _opening(meeting: Meeting, territory: str) -> Slide:
    return Slide(
        "Ouverture",
        meeting.title,
        (
            html.answer(f"{territory}, {wording.day(meeting.held_on)}"),
            html.note(meetings.TRIAL) if meeting.evidence == "illustrative" else "",
            agenda(item.title for item in meeting.items),
            html.table(earlier) if (earlier := meetings.earlier(meeting)) else "",
        ),
    )


def _closing(meeting: Meeting) -> Slide:
    return Slide("Clôture", "Ce qui est décidé", (html.table(meetings.summary(meeting)),))


def _point(item: Item, release: str) -> list[str]:
    parts = []
    if view := item.view:
        vintage = html.note(meetings.vintage(view))
        parts += [html.answer(view.answer), html.facts(view.facts), vintage]
        if view.release != release:
            parts.append(html.note("Les données ont changé depuis que ce point a été préparé."))
    parts.append(options((option.title, option.effects) for option in item.options))
    if item.decision:
        said = meetings.decided(item.decision)
        parts.append(f'<div class="atlas-decided">{html.answer(f"Décision : {said}")}</div>')
    return parts
