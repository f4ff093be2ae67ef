"""Reports as slides that people edit (PPTX), in letters that are read from five metres."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Emu, Pt

from cls_dash.page.draw.paper.parts import (
    TYPEFACE,
    Picture,
    Plot,
    Report,
    Section,
    column_shares,
    longest_word,
)
from cls_dash.page.draw.paper.pictures import projected
from cls_dash.page.sentence import plain, spans
from cls_dash.page.table import Table
from cls_dash.wording import hard_hyphened

LEAST: Final = 18
"""Height of the smallest letters, in points."""
_WIDE, _HIGH = 960, 540
_MARGIN: Final = 46
_ACROSS: Final = _WIDE - 2 * _MARGIN
_TITLE: Final = 26
_FACT: Final = 20
_LETTER: Final = 0.52
"""Mean width of a letter, for its height."""
_LINE: Final = 1.25
_GAP: Final = 8
_FOOT: Final = 500
_MOST_SLIDES: Final = 3
"""Of one table; what they have no room for is said."""
_QUIET: Final = RGBColor.from_string("525C66")  # type: ignore[no-untyped-call]
_TITLE_ONLY: Final = 5
"""Layout of the library's own theme."""
_PLAIN_GRID: Final = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""The table style of Office that has rules, and no colour of its own."""


def pptx(report: Report) -> bytes:
    """Return a report as slides to be edited, their pictures with their alternatives."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = Pt(_WIDE), Pt(_HIGH)
    slides.core_properties.title = report.title
    slides.core_properties.author = "Atlas CLS"
    slides.core_properties.language = "fr-FR"
    _text(slides, report.title, [(report.subtitle, _FACT)])
    for section in report.sections:
        _section(slides, section, report.subtitle)
    _text(slides, "Sources et version", [(words, LEAST) for words in report.provenance])
    for slide in slides.slides:
        for text in slide._element.iter(qn("a:t")):
            text.text = hard_hyphened(text.text or "")
    written = io.BytesIO()
    slides.save(written)
    return written.getvalue()


def _section(slides: Slides, section: Section, source: str) -> None:
    """
    Say the answer over each picture; facts and tables follow, split as they need.

    Notes never make a slide: they follow the facts where there is room, else they are told to who
    speaks. Where a section is nothing else, they are its sentences.
    """
    title = section.answer or section.title
    first = len(slides.slides)
    for picture in section.pictures:
        warned = section.warning if picture is section.pictures[0] else ""
        _picture(slides, title, picture, " ".join(filter(None, (warned, source))))
    said = [fact for fact in section.facts if fact != title]
    said += [section.warning] if section.warning and not section.pictures else []
    notes = list(section.notes)
    if not (said or section.pictures or section.tables):
        said, notes = notes, []
    if said or not (section.pictures or section.tables):
        heading = section.title if section.pictures else title
        notes = _text(slides, heading, [(fact, _FACT) for fact in said], notes)
        first = len(slides.slides) - 1
    # The answer is the title of the first slide, be it a picture, a text or a table.
    answered = said or section.pictures
    for table in section.tables:
        _table(slides, section.title if answered else title, table)
    if notes and (speaking := slides.slides[first].notes_slide.notes_text_frame):
        speaking.text = "\n".join(map(plain, notes))


def _high(text: str, size: float, width: float = _ACROSS) -> float:
    """Return the height that a text takes, in points."""
    lines = -(-len(plain(text)) * size * _LETTER // width)
    return max(lines, 1) * size * _LINE


def _slide(slides: Slides, title: str) -> tuple[Slide, float]:
    """Add a slide, and return it with where its room begins."""
    slide: Slide = slides.slides.add_slide(slides.slide_layouts[_TITLE_ONLY])
    size = _TITLE if _high(title, _TITLE) <= 3 * _TITLE * _LINE else _FACT
    high = _high(title, size) + _GAP
    for shape in slide.placeholders:
        shape.left, shape.top = Pt(_MARGIN), Pt(_GAP * 2)
        shape.width, shape.height = Pt(_ACROSS), Pt(high)
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        _write(frame.paragraphs[0], title, size, bold=len(spans(title)) == 1)
    return slide, _GAP * 4 + high


def _write(paragraph: object, sentence: str, size: float, *, bold: bool = False) -> None:
    """Write a sentence, its figures in bold."""
    for part, strong in spans(sentence):
        run = paragraph.add_run()  # type: ignore[attr-defined]
        run.text, run.font.bold, run.font.size = part, strong or bold, Pt(size)
        run.font.name = TYPEFACE
        if size <= LEAST:
            run.font.color.rgb = _QUIET


def _box(slide: Slide, said: Sequence[tuple[str, float]], top: float, high: float) -> None:
    frame = slide.shapes.add_textbox(Pt(_MARGIN), Pt(top), Pt(_ACROSS), Pt(high)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for rank, (sentence, size) in enumerate(said):
        paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(_GAP)
        _write(paragraph, sentence, size)


def _text(
    slides: Slides, title: str, said: Sequence[tuple[str, float]], notes: Sequence[str] = ()
) -> list[str]:
    """Write sentences, on as many slides as they take; return the notes that find no room there."""
    left = list(said)
    while True:
        slide, top = _slide(slides, title)
        kept: list[tuple[str, float]] = []
        free = _FOOT - top
        while left and (not kept or _high(*left[0]) + _GAP <= free):
            free -= _high(*left[0]) + _GAP
            kept.append(left.pop(0))
        room = [] if left else _fitting(notes, free)
        if kept:
            _box(slide, [*kept, *((note, LEAST) for note in room)], top, _FOOT - top)
        if not left:
            return list(notes[len(room) :])


def _fitting(notes: Sequence[str], free: float) -> list[str]:
    """Return the first notes that a height has room for."""
    heights = accumulate(_high(note, LEAST) + _GAP for note in notes)
    return [note for note, high in zip(notes, heights, strict=True) if high <= free]


def _picture(slides: Slides, title: str, picture: Picture, source: str) -> None:
    """Draw a picture as large as a slide allows: its letters are not scaled below their size."""
    slide, top = _slide(slides, title)
    if isinstance(picture, Plot):
        for said in filter(None, (picture.title, picture.measured)):
            high = _high(said, LEAST)
            _box(slide, [(said, LEAST)], top, high)
            top += high + _GAP / 2
    foot = _HIGH - _GAP - _high(source, LEAST)
    size = {"width": float(_ACROSS), "height": foot - top - _GAP}
    image = io.BytesIO(projected(picture, **size, letters=LEAST))
    drawn = slide.shapes.add_picture(image, Pt(_MARGIN), Pt(top))
    scale = Pt(_ACROSS) / drawn.width
    drawn.width, drawn.height = Pt(_ACROSS), Emu(int(drawn.height * scale))
    drawn._element.xpath("./p:nvPicPr/p:cNvPr")[0].set("descr", picture.alt)
    _box(slide, [(source, LEAST)], foot, _HIGH - foot - _GAP)


def _table(slides: Slides, title: str, told: Table) -> None:
    """Draw a table: columns, then rows, go on other slides where one has no room for them."""
    for part in _narrow(told):
        left = list(part.lines)
        for _ in range(_MOST_SLIDES):
            left = _rows(slides, title, part, left, len(told.lines))
            if not left:
                break


def _narrow(told: Table) -> Iterator[Table]:
    """Yield groups of columns whose words are whole, each after the first column."""
    needs = [_need(told, rank) for rank in range(len(told.header))]
    group = [0]
    for rank in range(1, len(told.header)):
        if len(group) > 1 and sum(needs[each] for each in (*group, rank)) > _ACROSS:
            yield _columns(told, group)
            group = [0]
        group.append(rank)
    yield _columns(told, group)


def _need(told: Table, rank: int) -> float:
    """Return the width of the longest word of a column, in points."""
    cells = (line[rank] for line in (told.header, *told.lines))
    return longest_word(cells) * LEAST * _LETTER + 2 * _GAP


def _columns(told: Table, ranks: Sequence[int]) -> Table:
    return replace(
        told,
        header=tuple(told.header[rank] for rank in ranks),
        lines=tuple(tuple(line[rank] for rank in ranks) for line in told.lines),
        numeric=tuple(n for n, rank in enumerate(ranks) if rank in told.numeric),
    )


def _rows(
    slides: Slides, title: str, told: Table, left: list[tuple[str, ...]], total: int
) -> list[tuple[str, ...]]:
    """Draw the rows that a slide has room for under their header, and return the others."""
    slide, top = _slide(slides, title)
    caption = _high(told.caption, LEAST) + _GAP
    _box(slide, [(told.caption, LEAST)], top, caption)
    top += caption
    shares = [share * _ACROSS for share in column_shares(told, _ACROSS / (LEAST * _LETTER))]

    def high(cells: Sequence[str]) -> float:
        rooms = zip(cells, shares, strict=True)
        return max(_high(cell, LEAST, room - 2 * _GAP) for cell, room in rooms) + _GAP

    free, kept = _FOOT - top - high(told.header), 0
    while kept < len(left) and (not kept or high(left[kept]) <= free):
        free -= high(left[kept])
        kept += 1
    lines = (told.header, *left[:kept])
    drawn = slide.shapes.add_table(
        len(lines), len(told.header), Pt(_MARGIN), Pt(top), Pt(_ACROSS), Pt(sum(map(high, lines)))
    ).table
    drawn._tbl.xpath("./a:tblPr/a:tableStyleId")[0].text = _PLAIN_GRID
    for rank, width in enumerate(shares):
        drawn.columns[rank].width = Pt(width)
    for row, cells in zip(drawn.rows, lines, strict=True):
        row.height = Pt(high(cells))
        for cell, words in zip(row.cells, cells, strict=True):
            # On the run: what a paragraph says of its letters is not read by all.
            run = cell.text_frame.paragraphs[0].add_run()
            run.text, run.font.size, run.font.name = words, Pt(LEAST), TYPEFACE
            run.font.bold = cells is told.header
            cell.margin_top = cell.margin_bottom = Pt(_GAP / 2)
    if kept < len(left) or total > len(lines) - 1:
        first = total - len(left) + 1
        said = f"Lignes {first} à {first + kept - 1} sur {total} ; toutes sont à l’écran."
        _box(slide, [(said, LEAST)], _FOOT + _GAP, LEAST * _LINE)
    return left[kept:]
