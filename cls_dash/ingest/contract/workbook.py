"""The workbook of sheets to fill: drop-downs, examples, help."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from cls_dash.ingest.contract.help import EXAMPLES, introduction, title_of
from cls_dash.ingest.contract.home import KEYS
from cls_dash.ingest.recognise.words import SHEETS

FILLED: Final = 2000
"""Lines that have drop-downs."""
LISTS: Final = "Listes"
CREATED: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""The same template gives the same bytes, whenever it is written."""
WIDTHS: Final = {
    "action": 40, "axis": 40, "commune": 30, "title": 40, "objective": 50, "carriers": 30,
}  # fmt: skip
READ_ME: Final = {"Colonne": 26, "À remplir": 11, "Ce qu’on y écrit": 80, "Mots reconnus": 50}
OWN: Final = frozenset({"axis", "action", "commune", "contract", "previous"})
LABELS: Final = {
    "contract": ("contracts", "label"), "axis": ("axes", "title"), "previous": ("axes", "title"),
    "action": ("actions", "title"),
}  # fmt: skip
"""Sheet and column that name what a column of another sheet may name."""
_BOX: Final = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
STYLES: Final[Mapping[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14},
    "header": {**_BOX, "bg_color": "#E8EDF2"},
    "required": {**_BOX, "bg_color": "#FCE8B2"},
    "text": {"num_format": 49},  # what Excel calls «Texte»
    "wrapped": {"text_wrap": True, "valign": "top"},
}
UNLISTED: Final = {
    "error_type": "warning",
    "error_title": "Mot inconnu",
    "error_message": "Ce mot n’est pas dans la liste : la ligne pourrait être mise de côté.",
}


@dataclass(frozen=True)
class Column:
    """One column of a sheet to fill."""

    name: str
    heading: str
    help: str
    required: bool
    counted: bool
    words: tuple[str, ...]
    """That it takes its cells from, if it does."""
    choices: tuple[str, ...]
    """What its drop-down offers, if it has one."""


@dataclass(frozen=True)
class Sheet:
    """One sheet to fill."""

    name: str
    """Of its table."""
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, str]] = ()
    """What is known, in the words of the sheet."""

    @property
    def title(self) -> str:
        """Return the name that people see."""
        return SHEETS[self.name]

    def cells_of(self, column: str, among: Sequence["Sheet"]) -> str:
        """Return the cells of another sheet that a column names, if it names those of one."""
        for other in among:
            table, label = LABELS.get(column, ("", ""))
            if other.name == table and other is not self:
                rank = [each.name for each in other.columns].index(label)
                return f"='{other.title}'!{xl_range_abs(1, rank, FILLED, rank)}"
        return ""


def workbook(name: str, sheets: Sequence[Sheet], territory: str | None) -> bytes:
    """Return the bytes of a workbook; ``name`` is that of its template."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        book.set_properties({"title": title_of(name), "author": "Atlas CLS", "created": CREATED})
        styles = {style: book.add_format(look) for style, look in STYLES.items()}
        to_fill = [book.add_worksheet(sheet.title) for sheet in sheets]
        examples, read_me, lists = map(book.add_worksheet, ("Exemples", "Lisez-moi", LISTS))
        offset = 0
        for page, sheet in zip(to_fill, sheets, strict=True):
            _write_header(page, 0, sheet.columns, styles)
            _write_rows(page, sheet.columns, sheet.rows)
            _add_help(page, sheet.columns)
            _add_lists(page, lists, sheet, sheets, offset)
            offset += len(sheet.columns)
        _write_examples(examples, sheets, styles)
        _write_read_me(read_me, name, sheets, territory, styles)
        lists.hide()
    return packed.getvalue()


def _write_header(
    sheet: Worksheet, row: int, columns: Sequence[Column], styles: Mapping[str, Format]
) -> None:
    """Write the header and give each column its width; codes and dates stay texts."""
    for rank, column in enumerate(columns):
        style = styles["required" if column.required else "header"]
        sheet.set_column(
            rank, rank, WIDTHS.get(column.name, 18), None if column.counted else styles["text"]
        )
        sheet.write_string(row, rank, column.heading, style)
    sheet.freeze_panes(row + 1, 0)


def _write_rows(
    sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Mapping[str, str]]
) -> None:
    """Write what is known; only numbers are not texts."""
    for row, cells in enumerate(rows, 1):
        for rank, column in enumerate(columns):
            if cell := cells[column.name]:
                write = sheet.write_number if column.counted else sheet.write_string
                write(row, rank, float(cell) if column.counted else cell)


def _add_help(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for rank, column in enumerate(columns):
        sheet.write_comment(0, rank, column.help, {"x_scale": 2, "y_scale": 1.5})


def _add_lists(
    page: Worksheet, lists: Worksheet, sheet: Sheet, among: Sequence[Sheet], offset: int
) -> None:
    """Offer in each column the words of its list, or what another sheet of the workbook says."""
    for rank, column in enumerate(sheet.columns):
        source = "" if column.name == KEYS.get(sheet.name) else sheet.cells_of(column.name, among)
        if not source and column.choices:
            for row, choice in enumerate(column.choices):
                lists.write_string(row, offset + rank, choice)
            offered = xl_range_abs(0, offset + rank, len(column.choices) - 1, offset + rank)
            source = f"={LISTS}!{offered}"
        if source:
            rule = {"validate": "list", "source": source, **UNLISTED}
            page.data_validation(1, rank, FILLED, rank, rule)


def _write_examples(page: Worksheet, sheets: Sequence[Sheet], styles: Mapping[str, Format]) -> None:
    """Write rows to look at; an item of the territory takes the place of an invented one."""
    page.write_string(0, 0, "Exemples : cette feuille n’est pas lue.", styles["title"])
    top = 1
    for sheet in sheets:
        if len(sheets) > 1:
            page.write_string(top + 1, 0, sheet.title, styles["title"])
            top += 2
        _write_header(page, top, sheet.columns, styles)
        for row, cells in enumerate(EXAMPLES[sheet.name], top + 1):
            for rank, column in enumerate(sheet.columns):
                cell = cells.get(column.name, "")
                own = column.choices[:1] if column.name in OWN and cell else ()
                page.write_string(row, rank, next(iter(own), cell))
        top += len(EXAMPLES[sheet.name]) + 1
    page.freeze_panes(2 if len(sheets) == 1 else 1, 0)


def _write_read_me(
    page: Worksheet,
    name: str,
    sheets: Sequence[Sheet],
    territory: str | None,
    styles: Mapping[str, Format],
) -> None:
    lines = introduction(name, territory or "TERRITOIRE")
    page.write_string(0, 0, f"Remplir : {title_of(name)}", styles["title"])
    for row, line in enumerate(lines, 2):
        page.write_string(row, 0, line)
    top = len(lines) + 3
    for sheet in sheets:
        if len(sheets) > 1:
            page.write_string(top, 0, sheet.title, styles["title"])
            top += 1
        for rank, (heading, width) in enumerate(READ_ME.items()):
            page.set_column(rank, rank, width)
            page.write_string(top, rank, heading, styles["header"])
        for row, column in enumerate(sheet.columns, top + 1):
            required = "oui" if column.required else "non"
            words_of = ", ".join(column.words)
            for rank, cell in enumerate((column.heading, required, column.help, words_of)):
                page.write_string(row, rank, cell, styles["wrapped"])
        top += len(sheet.columns) + 2
