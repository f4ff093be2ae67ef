"""Reports as slides that people edit (PPTX)."""

import io
from collections.abc import Sequence
from typing import Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Cm, Emu, Length, Pt

from cls_dash.page.draw.paper.parts import Picture, Report, Section, column_shares
from cls_dash.page.draw.paper.pictures import pictured
from cls_dash.page.sentence import spans
from cls_dash.page.table import Table

_WIDE, _HIGH = Cm(33.867), Cm(19.05)
_MARGIN: Final = Cm(1.5)
_TOP: Final = Cm(3.2)
_UNDER_CAPTION: Final = Cm(3.8)
_ACROSS: Final = Cm(30.867)
_HALF: Final = Cm(14.8)
_TALL: Final = Cm(15)
_BESIDE: Final = Cm(17.1)
_ALONE: Final = Cm(7)
_QUIET: Final = RGBColor.from_string("525C66")  # type: ignore[no-untyped-call]
_TITLE_ONLY: Final = 5
"""Layout of the library's own theme."""
_MOST_FACTS: Final = 4
_MOST_LINES: Final = 10
_MANY_LETTERS: Final = 700


def pptx(report: Report) -> bytes:
    """Return a report as slides to be edited, their pictures with their alternatives."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = _WIDE, _HIGH
    slides.core_properties.title = report.title
    slides.core_properties.author = "Atlas CLS"
    slides.core_properties.language = "fr-FR"
    _words(_slide(slides, report.title), [report.subtitle], wide=True, size=20)
    for section in report.sections:
        _section(slides, section)
    _words(_slide(slides, "Sources et version"), report.provenance, wide=True, size=14)
    written = io.BytesIO()
    slides.save(written)
    return written.getvalue()


def _section(slides: Slides, section: Section) -> None:
    """Say the answer beside the first picture; other facts, pictures and tables follow alone."""
    said = [*filter(None, (section.answer, *section.facts[:_MOST_FACTS]))]
    notes = (section.warning, *section.notes) if section.warning else section.notes
    if said or notes or section.pictures:
        slide = _slide(slides, section.title)
        _words(slide, said, wide=not section.pictures, size=_size(said), notes=notes)
        for picture in section.pictures[:1]:
            _picture(slide, picture, left=_BESIDE)
    for rank in range(_MOST_FACTS, len(section.facts), _MOST_FACTS):
        more = section.facts[rank : rank + _MOST_FACTS]
        _words(_slide(slides, section.title), more, wide=True, size=_size(more))
    for picture in section.pictures[1:]:
        _picture(_slide(slides, section.title), picture, left=_ALONE)
    for table in section.tables:
        _table(_slide(slides, section.title), table)


def _size(sentences: Sequence[str]) -> int:
    """Return the size of letters, in points, with which sentences hold in half a slide."""
    return 15 if sum(map(len, sentences)) < _MANY_LETTERS else 13


def _slide(slides: Slides, title: str) -> Slide:
    slide: Slide = slides.slides.add_slide(slides.slide_layouts[_TITLE_ONLY])
    for shape in slide.placeholders:
        shape.left, shape.top, shape.width, shape.height = _MARGIN, Cm(0.8), _ACROSS, Cm(2)
        shape.text_frame.text = title
        shape.text_frame.paragraphs[0].font.size = Pt(28)
        shape.text_frame.paragraphs[0].font.bold = True
    return slide


def _words(
    slide: Slide,
    sentences: Sequence[str],
    *,
    wide: bool,
    size: int,
    notes: tuple[str, ...] = (),
) -> None:
    width = _ACROSS if wide else _HALF
    frame = slide.shapes.add_textbox(_MARGIN, _TOP, width, _TALL).text_frame
    frame.word_wrap = True
    for rank, sentence in enumerate((*sentences, *notes)):
        paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(8)
        for part, bold in spans(sentence):
            run = paragraph.add_run()
            run.text, run.font.bold = part, bold
            run.font.size = Pt(size if rank < len(sentences) else 11)
            if rank >= len(sentences):
                run.font.color.rgb = _QUIET


def _picture(slide: Slide, picture: Picture, *, left: Length) -> None:
    """Draw a picture as large as the room on the right of ``left`` allows."""
    drawn = slide.shapes.add_picture(io.BytesIO(pictured(picture)), left, _TOP)
    scale = min((_WIDE - left - _MARGIN) / drawn.width, _TALL / drawn.height)
    drawn.width, drawn.height = Emu(int(drawn.width * scale)), Emu(int(drawn.height * scale))
    drawn._element.xpath("./p:nvPicPr/p:cNvPr")[0].set("descr", picture.alt)


def _table(slide: Slide, told: Table) -> None:
    """Draw the first lines of a table; what a slide has no room for is said."""
    lines = (told.header, *told.lines[:_MOST_LINES])
    left = len(told.lines) - _MOST_LINES
    drawn = slide.shapes.add_table(
        len(lines), len(told.header), _MARGIN, _UNDER_CAPTION, _ACROSS, Cm(len(lines))
    )
    for rank, share in enumerate(column_shares(told)):
        drawn.table.columns[rank].width = Emu(int(share * _ACROSS))
    letters = 12 if sum(len(words) for cells in lines for words in cells) < _MANY_LETTERS else 10
    for line, cells in zip(drawn.table.rows, lines, strict=True):
        for cell, words in zip(line.cells, cells, strict=True):
            cell.text_frame.text = words
            cell.text_frame.paragraphs[0].font.size = Pt(letters)
    said = f"{told.caption}{f' (et {left} de plus à l’écran)' if left > 0 else ''}"
    box = slide.shapes.add_textbox(_MARGIN, Cm(2.4), _ACROSS, Cm(1.3))
    box.text_frame.word_wrap = True
    box.text_frame.text = said
    box.text_frame.paragraphs[0].font.size = Pt(12)
