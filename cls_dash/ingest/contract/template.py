"""Write the sheet that a coordinator fills: a workbook with drop-downs, or a CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from cls_dash.ingest.contract.help import EXAMPLES, INTRODUCTION, ROWS
from cls_dash.ingest.contract.home import KEYS, read_home
from cls_dash.ingest.contract.words import SHEETS
from cls_dash.ingest.files import refused
from cls_dash.store.model import FILES

FILLED: Final = 2000
"""Lines that have drop-downs."""
LISTS: Final = "Listes"
CREATED: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""The same template gives the same bytes, whenever it is written."""
WIDTHS: Final = {
    "action": 40, "axis": 40, "commune": 30, "title": 40, "objective": 50, "carriers": 30,
}  # fmt: skip
READ_ME: Final = {"Colonne": 26, "À remplir": 11, "Ce qu’on y écrit": 80, "Mots reconnus": 50}
OWN: Final = frozenset({"axis", "action", "commune"})
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
    """One column of the sheet to fill."""

    name: str
    heading: str
    help: str
    required: bool
    counted: bool
    words: tuple[str, ...]
    """That it takes its cells from, if it does."""
    choices: tuple[str, ...]
    """What its drop-down offers, if it has one."""


def write_template(
    name: str, target: Path, *, data: Path, territory: str | None, filled: bool = False
) -> None:
    """
    Write the template of a table; the same arguments give the same bytes.

    Parameters
    ----------
    name
        ``actions`` or ``deployments``.
    target
        A name in ``.xlsx`` (drop-downs, examples, help) or ``.csv`` (header alone).
    data
        The dataset.
    territory
        Slug: the drop-downs then offer its contracts, axes, actions and communes.
    filled
        Whether it holds what is known of this territory, to be corrected and loaded again.

    Raises
    ------
    InvalidDatasetError
        If the name has another ending, or if no territory has this slug.
    """
    columns = _columns(name, data, territory)
    rows = _known(name, data, territory) if filled and territory else []
    match target.suffix.lower():
        case ".xlsx":
            target.write_bytes(_workbook(name, columns, territory, rows))
        case ".csv":
            headings = [column.heading for column in columns]
            target.write_bytes(_csv(headings, [[*row.values()] for row in rows]))
        case _:
            reason = "Le modèle n’existe pas sous ce format."
            raise refused(target.name, 1, reason, "Choisir un nom en .xlsx ou en .csv.")


def _columns(name: str, data: Path, territory: str | None) -> list[Column]:
    declared = FILES[name]
    choices = {column: tuple(words.values()) for column, words in declared.words.items()}
    if territory is not None:
        choices |= {
            column: tuple(f"{key} {label}".strip() for key, label in listed.items())
            for column, listed in read_home(data, territory).lists.items()
        }
    choices.pop(KEYS[name], None)  # its own identifiers are for the person to give, or not
    columns = []
    for each in declared.fields:
        heading = f"{each.title} *" if each.filled else each.title
        counted = each.type in {"integer", "number"}
        words, offered = tuple(each.words.values()), choices.get(each.name, ())
        help_ = each.ask or each.help
        columns.append(Column(each.name, heading, help_, each.filled, counted, words, offered))
    return columns


def _known(name: str, data: Path, territory: str) -> list[dict[str, str]]:
    """Return the rows of a territory in the words of its template: French, named, dated."""
    home, declared = read_home(data, territory), FILES[name]
    labels = {column: listed for column, listed in home.lists.items() if column in OWN}
    rows = home.tables[name].fill_null("").to_dicts()
    for row in rows:
        for field in declared.fields:
            cell = row[field.name]
            if field.words:
                row[field.name] = field.words.get(cell, cell)
            elif field.type == "date" and cell:
                row[field.name] = f"{date.fromisoformat(cell):%d/%m/%Y}"
            elif field.name in labels and field.name != declared.key[0] and cell:
                row[field.name] = f"{cell} {labels[field.name].get(cell, '')}".strip()
    return rows


def _csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([headings, *rows])
    return out.getvalue().encode("utf-8-sig")


def _workbook(
    name: str,
    columns: Sequence[Column],
    territory: str | None,
    rows: Sequence[Mapping[str, str]],
) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        title = f"{SHEETS[name]} d’un contrat local de santé"
        book.set_properties({"title": title, "author": "Atlas CLS", "created": CREATED})
        styles = {style: book.add_format(look) for style, look in STYLES.items()}
        to_fill, examples, read_me, lists = (
            book.add_worksheet(sheet) for sheet in (SHEETS[name], "Exemples", "Lisez-moi", LISTS)
        )
        _write_header(to_fill, 0, columns, styles)
        _write_rows(to_fill, columns, rows)
        _add_help(to_fill, columns)
        _add_lists(to_fill, lists, columns)
        _write_examples(examples, columns, EXAMPLES[name], styles)
        _write_read_me(read_me, name, columns, territory, styles)
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


def _add_lists(sheet: Worksheet, lists: Worksheet, columns: Sequence[Column]) -> None:
    for rank, column in enumerate(columns):
        if not column.choices:
            continue
        for row, choice in enumerate(column.choices):
            lists.write_string(row, rank, choice)
        offered = xl_range_abs(0, rank, len(column.choices) - 1, rank)
        rule = {"validate": "list", "source": f"={LISTS}!{offered}", **UNLISTED}
        sheet.data_validation(1, rank, FILLED, rank, rule)


def _write_examples(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, str]],
    styles: Mapping[str, Format],
) -> None:
    """Write rows to look at; an item of the territory takes the place of an invented one."""
    sheet.write_string(0, 0, "Exemples : cette feuille n’est pas lue.", styles["title"])
    _write_header(sheet, 1, columns, styles)
    for row, cells in enumerate(rows, 2):
        for rank, column in enumerate(columns):
            cell = cells.get(column.name, "")
            own = column.choices[:1] if column.name in OWN and cell else ()
            sheet.write_string(row, rank, next(iter(own), cell))


def _write_read_me(
    sheet: Worksheet,
    name: str,
    columns: Sequence[Column],
    territory: str | None,
    styles: Mapping[str, Format],
) -> None:
    words = {"sheet": SHEETS[name], "table": name, "row": ROWS[name]}
    lines = [line.format(**words, territory=territory or "TERRITOIRE") for line in INTRODUCTION]
    sheet.write_string(0, 0, f"Remplir le modèle « {SHEETS[name]} »", styles["title"])
    for row, line in enumerate(lines, 2):
        sheet.write_string(row, 0, line)
    top = len(lines) + 3
    for rank, (title, width) in enumerate(READ_ME.items()):
        sheet.set_column(rank, rank, width)
        sheet.write_string(top, rank, title, styles["header"])
    for row, column in enumerate(columns, top + 1):
        required = "oui" if column.required else "non"
        words_of = ", ".join(column.words)
        for rank, cell in enumerate((column.heading, required, column.help, words_of)):
            sheet.write_string(row, rank, cell, styles["wrapped"])
