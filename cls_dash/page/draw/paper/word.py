"""Reports as texts that people edit (DOCX)."""

import io
from typing import Final

from docx import Document
from docx.document import Document as Text
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from cls_dash.page.draw.paper.parts import (
    TYPEFACE,
    Picture,
    Plot,
    Report,
    Section,
    column_shares,
)
from cls_dash.page.draw.paper.pictures import pictured
from cls_dash.page.sentence import spans
from cls_dash.page.table import Table
from cls_dash.wording import HARD_HYPHEN, hard_hyphened

_INK: Final = RGBColor(0x1C, 0x23, 0x2B)
_QUIET: Final = RGBColor(0x52, 0x5C, 0x66)
_ACCENT: Final = RGBColor(0xB4, 0x48, 0x18)
_PAGE: Final = (Cm(21), Cm(29.7))
_MARGIN: Final = Cm(2)
_ACROSS: Final = Cm(17)
_PICTURE: Final = Cm(10)
_SMALL: Final = 9
_LETTER: Final = 0.53
"""Mean width of a letter, for its height."""
_BORDERS: Final = qn("w:pBdr")
_SPACE: Final = qn("xml:space")


def docx(report: Report) -> bytes:
    """Return a report as a text to be edited, its pictures with their alternatives."""
    text = Document()
    text.core_properties.title = report.title
    text.core_properties.author = "Atlas CLS"
    text.core_properties.language = "fr-FR"
    _set_styles(text)
    page = text.sections[0]
    page.page_width, page.page_height = _PAGE
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    text.add_heading(report.title, level=0)
    _quiet(text.add_paragraph(report.subtitle))
    for section in report.sections:
        _section(text, section)
    text.add_heading("Sources et version", level=1)
    for line in report.provenance:
        _quiet(text.add_paragraph(line))
    for words in [*text.element.body.iter(qn("w:t"))]:
        _harden(words)
    written = io.BytesIO()
    text.save(written)
    return written.getvalue()


def _harden(words: BaseOxmlElement) -> None:
    """Write the hyphens of inverted verbs as those where no line ends."""
    first, *others = hard_hyphened(words.text or "").split(HARD_HYPHEN)
    words.text, last = first, words
    for said in others:
        following = words.makeelement(qn("w:t"), {_SPACE: "preserve"})
        following.text = said
        last.addnext(following)
        last.addnext(words.makeelement(qn("w:noBreakHyphen"), {}))
        last = following


def _set_styles(text: Text) -> None:
    """Set what those who edit the text see: one typeface, the colours of the other documents."""
    text.styles["Normal"].font.size = Pt(10.5)
    styles = {"Normal": _INK, "Title": _INK, "Heading 1": _INK, "Intense Quote": _ACCENT}
    for name, colour in styles.items():
        style = text.styles[name]
        style.font.name = style.element.rPr.rFonts.attrib[qn("w:cs")] = TYPEFACE
        style.font.color.rgb = colour
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{attribute}"), None)
        for borders in [*style.element.iter(_BORDERS)]:
            borders.getparent().remove(borders)


def _section(text: Text, section: Section) -> None:
    text.add_heading(section.title, level=1)
    if section.answer:
        _rich(text.add_paragraph(), section.answer)
    if section.warning:
        text.add_paragraph(section.warning, style="Intense Quote")
    for fact in section.facts:
        _rich(text.add_paragraph(style="List Bullet"), fact)
    for note in section.notes:
        _quiet(text.add_paragraph(note))
    for picture in section.pictures:
        _picture(text, picture)
    for table in section.tables:
        _table(text, table)


def _rich(paragraph: Paragraph, sentence: str) -> None:
    for part, bold in spans(sentence):
        paragraph.add_run(part).bold = bold


def _quiet(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.size = Pt(_SMALL)
        run.font.color.rgb = _QUIET


def _picture(text: Text, picture: Picture) -> None:
    if isinstance(picture, Plot):
        for said in filter(None, (picture.title, picture.measured)):
            paragraph = text.add_paragraph(said)
            paragraph.paragraph_format.keep_with_next = True
            _quiet(paragraph)
    width = _ACROSS if isinstance(picture, Plot) else _PICTURE
    drawn = text.add_picture(io.BytesIO(pictured(picture, width.cm)), width=width)
    drawn._inline.docPr.set("descr", picture.alt)
    text.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table(text: Text, told: Table) -> None:
    caption = text.add_paragraph(told.caption)
    caption.paragraph_format.keep_with_next = True
    _quiet(caption)
    table = text.add_table(rows=0, cols=len(told.header), style="Light Shading")
    for line in (told.header, *told.lines):
        for rank, (cell, words) in enumerate(zip(table.add_row().cells, line, strict=True)):
            _cell(cell, words, right=rank in told.numeric)
    table.autofit = False
    shares = column_shares(told, _ACROSS.pt / (_SMALL * _LETTER))
    for column, share in zip(table.columns, shares, strict=True):
        # Some programs read the width of the column, others that of its cells.
        column.width = Emu(int(share * _ACROSS))
        for cell in column.cells:
            cell.width = column.width
    for row in table.rows:
        properties = row._tr.get_or_add_trPr()
        properties.append(properties.makeelement(qn("w:cantSplit"), {}))
    # Rules, and no grey bands.
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.set(qn("w:noHBand"), "1")
    look.set(qn("w:val"), "06A0")
    # Repeated at the top of each page, and read as headers by screen readers.
    first = table.rows[0]._tr.get_or_add_trPr()
    first.append(first.makeelement(qn("w:tblHeader"), {}))


def _cell(cell: _Cell, words: str, *, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.add_run(words).font.size = Pt(_SMALL)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
