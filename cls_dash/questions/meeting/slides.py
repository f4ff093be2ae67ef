"""A meeting as slides: what one has no room for goes on the next, in letters as large."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Final, TypeVar

from cls_dash import wording
from cls_dash.domain.meeting import Item, Meeting, View
from cls_dash.page.draw.paper.parts import Map, Picture
from cls_dash.page.draw.slides import Slide
from cls_dash.page.table import Table
from cls_dash.questions.meeting import tables, words
from cls_dash.render.maps import Legend

CHANGED = "Les données ont changé depuis que ce point a été préparé."
_LINES: Final = 11
"""Of text, under the title of a slide."""
_ACROSS: Final = 90
"""Letters of a line."""
_BESIDE: Final = 56
"""Letters of a line beside a map."""
_CELL: Final = 24
"""Letters of a line of a cell."""

_T = TypeVar("_T")
Pictures = Callable[[View], Sequence[Picture]]
"""What is drawn of a view."""


def build(
    meeting: Meeting, territory: str, release: str, pictures: Pictures = lambda _: ()
) -> tuple[Slide, ...]:
    """
    Return the opening, the slides of each point, and what was decided.

    Parameters
    ----------
    meeting
        With one point or more.
    territory
        Name of the territory.
    release
        That the store holds now: a view of another one says so.
    pictures
        What draws the map or the chart of a view.
    """
    points = (
        _numbered(
            f"Point {rank} sur {len(meeting.items)}",
            (replace(slide, item=rank - 1) for slide in _point(item, release, pictures)),
        )
        for rank, item in enumerate(meeting.items, 1)
    )
    opening = _numbered("Ouverture", _opening(meeting, territory))
    closing = _tables("Ce qui est décidé", tables.summary(meeting))
    return (*opening, *chain.from_iterable(points), *_numbered("Clôture", closing))


def _numbered(step: str, slides: Iterable[Slide]) -> Iterator[Slide]:
    for rank, slide in enumerate(slides, 1):
        said = step if rank == 1 else f"{step}, suite {rank}"
        yield replace(slide, step=f"{said} · {slide.step}" if slide.step else said)


def _opening(meeting: Meeting, territory: str) -> Iterator[Slide]:
    first = Slide(
        "",
        meeting.title,
        answer=f"{territory}, {wording.day(meeting.held_on)}",
        notes=(words.TRIAL,) if meeting.evidence == "illustrative" else (),
    )
    # The first slide says the day too.
    started = 0
    for rank, titles in enumerate(_parts([item.title for item in meeting.items], _lines, 3)):
        yield replace(first if rank == 0 else Slide("", meeting.title),
                      agenda=titles, first=started + 1)  # fmt: skip
        started += len(titles)
    if earlier := tables.earlier(meeting):
        yield from _tables(meeting.title, earlier)


def _tables(title: str, table: Table) -> Iterator[Slide]:
    for lines in _parts(table.lines, _row, 2):
        yield Slide("", title, table=replace(table, lines=lines))


def _point(item: Item, release: str, pictures: Pictures) -> Iterator[Slide]:
    """Yield what was seen, large; then what is said of it, what may be chosen, what is decided."""
    slides = [*(_view(item, item.view, release, pictures) if item.view else ())]
    for options in _parts(item.options, lambda option: 1 + sum(map(_lines, option.effects)), 0):
        told = tuple((option.title, option.effects) for option in options)
        slides.append(Slide("", item.title, options=told))
    if not slides:
        slides.append(Slide("", item.title))
    if item.decision:
        decision = f"Décision : {words.decided(item.decision)}"
        last = slides[-1]
        if last.picture or last.facts or last.options:
            slides.append(Slide("", item.title, picture=_map(slides[0].picture)))
        slides[-1] = replace(slides[-1], decision=decision)
    yield from slides


def _view(item: Item, view: View, release: str, pictures: Pictures) -> Iterator[Slide]:
    source = words.vintage(view)
    notes = (CHANGED,) if view.release != release else ()
    shown = _beside(view, pictures(view))
    for rank, (picture, told) in enumerate(shown or [(None, ())]):
        opens = rank == 0 or not told
        yield Slide(
            item.title if opens else "",
            view.answer if opens else item.title,
            facts=told, picture=picture, source=source, notes=notes,
        )  # fmt: skip


def _beside(
    view: View, drawn: Sequence[Picture]
) -> Sequence[tuple[Picture | None, tuple[str, ...]]]:
    """Return what each slide of a view draws and says: a map stays, a chart takes the whole."""
    facts = [fact for fact in view.facts if fact != view.answer]
    if not (drawn and (stays := _map(drawn[0]))):
        return [
            *((each, ()) for each in drawn),
            *((None, told) for told in _parts(facts, _lines, 2)),
        ]
    told = _parts(facts, partial(_lines, across=_BESIDE), _key_lines(stays.legend))
    return [(stays, each) for each in told] or [(stays, ())]


def _map(picture: Picture | None) -> Map | None:
    return picture if isinstance(picture, Map) else None


def _key_lines(legend: Legend) -> int:
    """Return the lines that a legend takes, two classes on each."""
    sizes = legend.circles["sizes"] if legend.circles else ()
    return sum(1 + -(-len(each) // 2) for each in (legend.classes, sizes) if each)


def _lines(text: str, across: int = _ACROSS) -> int:
    return -(-len(text) // across)


def _row(cells: Sequence[str]) -> int:
    return max(-(-len(cell) // _CELL) for cell in cells)


def _parts(
    things: Sequence[_T], lines: Callable[[_T], int], taken: int
) -> Iterator[tuple[_T, ...]]:
    """Yield as many things at once as a slide has lines for, ``taken`` being already so."""
    kept: list[_T] = []
    used = taken
    for thing in things:
        if kept and used + lines(thing) > _LINES:
            yield tuple(kept)
            kept, used = [], taken
        kept.append(thing)
        used += lines(thing)
    if kept:
        yield tuple(kept)
