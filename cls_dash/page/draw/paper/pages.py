"""A page on paper: its answer beside its map, then what it tells under each title."""

from collections.abc import Iterable

from cls_dash.page.draw.paper.parts import Draw, Section
from cls_dash.page.model import (
    Chart,
    Facts,
    Folded,
    Link,
    Live,
    Map,
    Note,
    Notice,
    Page,
    Part,
    Places,
    Prose,
    Remarks,
    Timeline,
    Titled,
    Together,
)
from cls_dash.page.sentence import plain
from cls_dash.page.table import Table


def sections(page: Page, draw: Draw) -> tuple[Section, ...]:
    """Return the sections of a page, the first one with its answer and its map."""
    here, beneath = _parted(page.body)
    first = _section(page.question, here, draw, answer=page.answer, warning=page.warning)
    return (first, *(each for part in beneath for each in _titled(part, draw)))


def _titled(part: Titled | Folded, draw: Draw) -> Iterable[Section]:
    title = part.title if isinstance(part, Titled) else part.label
    here, beneath = _parted(part.parts)
    if not all(isinstance(each, Link | Places | Live) for each in here):
        yield _section(title, here, draw)
    for each in beneath:
        yield from _titled(each, draw)


def _parted(parts: Iterable[Part]) -> tuple[list[Part], list[Titled | Folded]]:
    """Part what stands on its own from what has a title."""
    flat = list(_flat(parts))
    titled = [part for part in flat if isinstance(part, Titled | Folded)]
    return [part for part in flat if not isinstance(part, Titled | Folded)], titled


def _flat(parts: Iterable[Part]) -> Iterable[Part]:
    for part in parts:
        if isinstance(part, Together):
            yield from (Titled(name, (shown,)) for name, shown in part.named)
        else:
            yield part


def _section(
    title: str, parts: list[Part], draw: Draw, *, answer: str = "", warning: str = ""
) -> Section:
    return Section(
        title=title,
        answer=answer,
        warning=warning,
        facts=tuple(
            sentence for part in parts if isinstance(part, Facts) for sentence in part.sentences
        ),
        pictures=tuple(
            picture for part in parts if isinstance(part, Map | Chart) for picture in draw(part)
        ),
        tables=tuple(part for part in parts if isinstance(part, Table)),
        notes=tuple(note for part in parts for note in _notes(part)),
    )


def _notes(part: Part) -> Iterable[str]:
    """Yield the sentences in small type."""
    match part:
        case Note() | Notice() | Prose():
            yield plain(part.text)
        case Chart() if part.reading:
            yield plain(part.reading)
        case Timeline():
            for span in part.spans:
                yield f"{span.title}, {span.years} : {span.detail}."
        case Remarks():
            for name, said in part.groups:
                yield f"{name}. {' '.join(said)}"
