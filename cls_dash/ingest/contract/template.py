"""Write the sheets that a coordinator fills: a workbook with drop-downs, or a CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from cls_dash.ingest.contract.help import WHOLE
from cls_dash.ingest.contract.home import KEYS, Home, read_home
from cls_dash.ingest.contract.workbook import OWN, Column, Sheet, workbook
from cls_dash.ingest.files import refused
from cls_dash.ingest.recognise.words import SHEETS, plain
from cls_dash.store.model import FILES

UNASKED: Final[Mapping[str, frozenset[str]]] = {
    "territory": frozenset({"slug", "source"}),
    "contracts": frozenset({"contract", "source"}),
    "axes": frozenset({"source"}),
    "parties": frozenset({"source", "evidence"}),
    "axis_lineage": frozenset({"basis"}),
}
"""Columns that a sheet does without: identifiers, which are formed, and who says it."""
_ITSELF: Final = frozenset({("action", "actions"), ("axis", "axes")})
"""Columns that hold the identifier of their own row."""


def write_template(
    name: str, target: Path, *, data: Path, territory: str | None, filled: bool = False
) -> None:
    """
    Write the template of a table, or of a whole contract; the same arguments give the same bytes.

    Parameters
    ----------
    name
        One of :data:`SHEETS`, or :data:`WHOLE` for all of them in one workbook.
    target
        A name in ``.xlsx`` (drop-downs, examples, help) or, of one table, ``.csv`` (header alone).
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
    names = [*SHEETS] if name == WHOLE else [name]
    home = read_home(data, territory) if territory is not None else None
    sheets = [
        Sheet(each, _columns(each, home), known_rows(each, home) if filled and home else ())
        for each in names
    ]
    match target.suffix.lower():
        case ".xlsx":
            target.write_bytes(workbook(name, sheets, territory))
        case ".csv" if name != WHOLE:
            (sheet,) = sheets
            headings = [column.heading for column in sheet.columns]
            target.write_bytes(_csv(headings, [[*row.values()] for row in sheet.rows]))
        case _:
            reason = "Le modèle n’existe pas sous ce format."
            remedy = "Choisir un nom en .xlsx." if name == WHOLE else (
                "Choisir un nom en .xlsx ou en .csv."
            )  # fmt: skip
            raise refused(target.name, 1, reason, remedy)


def _columns(name: str, home: Home | None) -> list[Column]:
    declared = FILES[name]
    choices = {column: tuple(words.values()) for column, words in declared.words.items()}
    if home is not None:
        choices |= {
            column: tuple(f"{key} {label}".strip() for key, label in listed.items())
            for column, listed in _listed(home).items()
        }
    choices.pop(KEYS.get(name, name), None)  # its own identifiers are for the person to give
    columns = []
    for each in declared.fields:
        if each.name in UNASKED.get(name, ()):
            continue
        heading = f"{each.title} *" if each.filled else each.title
        counted = each.type in {"integer", "number"}
        words, offered = tuple(each.words.values()), choices.get(each.name, ())
        help_ = each.ask or each.help
        columns.append(Column(each.name, heading, help_, each.filled, counted, words, offered))
    return columns


def _listed(home: Home) -> dict[str, Mapping[str, str]]:
    """Return what each column may name; the two ends of a lineage are axes."""
    return {**home.lists, "previous": home.lists["axis"]}


def known_rows(name: str, home: Home) -> list[dict[str, str]]:
    """Return the rows of a territory in the words of its template: French, named, dated."""
    declared = FILES[name]
    labels = {column: listed for column, listed in _listed(home).items() if column in OWN}
    rows: list[dict[str, str]] = []
    for known in home.tables[name].fill_null("").to_dicts():
        row = {each: cell for each, cell in known.items() if each not in UNASKED.get(name, ())}
        for field in (each for each in declared.fields if each.name in row):
            cell = row[field.name]
            if field.words:
                row[field.name] = field.words.get(cell, cell)
            elif field.type == "date" and cell:
                row[field.name] = f"{date.fromisoformat(cell):%d/%m/%Y}"
            elif field.name in labels and cell and (field.name, name) not in _ITSELF:
                row[field.name] = _named(cell, labels[field.name])
        rows.append(row)
    return rows


def _named(key: str, labels: Mapping[str, str]) -> str:
    """Return what tells an item of a list from the others: its label alone, or after its key."""
    label = labels.get(key, "")
    alike = [each for each in labels.values() if plain(each) == plain(label)]
    return label if len(alike) == 1 and not key[:1].isdigit() else f"{key} {label}".strip()


def _csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([headings, *rows])
    return out.getvalue().encode("utf-8-sig")
