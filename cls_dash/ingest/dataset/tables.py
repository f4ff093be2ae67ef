"""Read one table of the dataset and judge it against its Table Schema."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from frictionless import Resource, Schema

from cls_dash.ingest.dataset.wording import problem_in_french
from cls_dash.ingest.problems import Problem

ERROR_LIMIT = 100_000  # frictionless stops at 1000 by default: we want them all
HEADER_ERRORS = {
    "blank-header",
    "blank-label",
    "duplicate-label",
    "extra-label",
    "incorrect-label",
    "missing-label",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its text cells and the line where an editor shows it."""

    line: int
    cells: Mapping[str, str]
    lines: Mapping[str, int] = field(default_factory=dict)

    def line_of(self, column: str) -> int:
        """Return the line of a cell (a YAML card has one line per field)."""
        return self.lines.get(column, self.line)


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the dataset, read as text."""

    name: str
    file: str
    territory: str
    rows: tuple[Row, ...]

    def problem(self, row: Row, column: str, reason: str, remedy: str) -> Problem:
        """Return a problem placed on a cell of this table."""
        return Problem(
            file=self.file,
            line=row.line_of(column),
            column=column,
            value=row.cells.get(column, ""),
            reason=reason,
            remedy=remedy,
        )


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A Table Schema descriptor and the order of its columns."""

    descriptor: dict[str, Any]

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns, in order."""
        return [column["name"] for column in self.descriptor["fields"]]

    @property
    def required(self) -> set[str]:
        """Return the names of the columns that no row may leave empty."""
        return {
            column["name"]
            for column in self.descriptor["fields"]
            if column.get("constraints", {}).get("required")
        }

    @property
    def types(self) -> dict[str, str]:
        """Return the type of each column (string, integer, number or date)."""
        return {column["name"]: column["type"] for column in self.descriptor["fields"]}


def read_schema(folder: Path, name: str) -> TableSchema:
    """Return the schema of a table, from ``schemas/<name>.json``."""
    path = folder / "schemas" / f"{name}.json"
    return TableSchema(json.loads(path.read_text(encoding="utf-8")))


def read_csv_table(
    folder: Path, file: str, name: str, territory: str = ""
) -> tuple[Table | None, list[Problem]]:
    """Read a CSV file as text, with what its schema refuses.

    Parameters
    ----------
    folder
        The dataset.
    file
        Path of the file inside the dataset, with forward slashes.
    name
        Name of the table, which names its schema.
    territory
        Slug of the territory that the file belongs to, or nothing.

    Returns
    -------
    tuple
        The table (``None`` when its header or its encoding cannot be used) and
        the problems found.
    """
    try:
        with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
            lines, records = _records(stream)
    except FileNotFoundError:
        reason, remedy = "Le fichier manque.", "Ajouter ce fichier, même sans ligne."
        return None, [Problem(file, 1, "", "", reason, remedy)]
    except UnicodeDecodeError:
        return None, [_not_utf8(file)]
    schema = read_schema(folder, name)
    records = _with_later_columns(records, schema)
    problems, usable = _judge(file, schema, records, lines)
    if not usable:
        return None, problems
    width = len(schema.columns)
    rows = tuple(
        Row(line, dict(zip_longest(schema.columns, record[:width], fillvalue="")))
        for line, record in zip(lines[1:], records[1:], strict=True)
        if record
    )
    return Table(name, file, territory, rows), problems


def read_yaml_card(folder: Path, file: str, name: str) -> tuple[Table | None, list[Problem]]:
    """Read a YAML card as a table of one row; a list is joined by semicolons."""
    try:
        text = (folder / file).read_text(encoding="utf-8")
        card = yaml.safe_load(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        return None, [_not_utf8(file)]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason, remedy = "La fiche n'est pas du YAML valide.", "Revoir cette ligne."
        return None, [Problem(file, line, "", "", reason, remedy)]
    if not isinstance(card, dict) or not isinstance(node, yaml.MappingNode):
        reason, remedy = (
            "La fiche n'est pas une liste de champs.",
            "Écrire champ: valeur.",
        )
        return None, [Problem(file, 1, "", "", reason, remedy)]
    lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    schema = read_schema(folder, name)
    cells = {column: _card_text(card.get(column)) for column in schema.columns}
    cells |= {str(key): _card_text(value) for key, value in card.items()}
    row = Row(1, cells, lines)
    records = [list(cells), list(cells.values())]
    problems, usable = _judge(file, schema, records, [1, 1], lines)
    return Table(name, file, "", (row,)) if usable else None, problems


def typed_frame(rows: Sequence[Mapping[str, str]], schema: TableSchema) -> pd.DataFrame:
    """Return text rows as typed columns, an empty cell being missing.

    Codes and texts stay text, integers are ``Int64``, numbers ``float64`` and
    dates ``datetime.date`` objects.
    """
    return pd.DataFrame(
        {
            column: _typed([row.get(column, "") for row in rows], kind)
            for column, kind in schema.types.items()
        }
    )


def _typed(values: list[str], kind: str) -> pd.Series:
    if kind == "integer":
        return pd.Series([int(v) if v else None for v in values], dtype="Int64")
    if kind == "number":
        numbers = [float(v) if v else float("nan") for v in values]
        return pd.Series(numbers, dtype="float64")
    if kind == "date":
        dates = [date.fromisoformat(v) if v else None for v in values]
        return pd.Series(dates, dtype="object")
    return pd.Series([v or None for v in values], dtype="object")


def _records(stream: Iterator[str]) -> tuple[list[int], list[list[str]]]:
    """Return each record of a CSV stream with the line where it starts."""
    reader = csv.reader(stream)
    lines, records, start = [], [], 1
    for record in reader:
        lines.append(start)
        records.append(record)
        start = reader.line_num + 1
    return lines, records


def _with_later_columns(records: list[list[str]], schema: TableSchema) -> list[list[str]]:
    """Add the optional columns that a file written by an earlier version ends without."""
    header = records[0] if records else []
    added = schema.columns[len(header) :]
    if not header or header != schema.columns[: len(header)] or schema.required & set(added):
        return records
    width = len(header)
    padding = [""] * len(added)
    return [header + added] + [row + padding if len(row) == width else row for row in records[1:]]


def _judge(
    file: str,
    schema: TableSchema,
    records: list[list[str]],
    lines: list[int],
    fields: Mapping[str, int] | None = None,
) -> tuple[list[Problem], bool]:
    """Return the problems of a table and whether its header can be used."""
    if not records:
        reason = "Le fichier est vide."
        remedy = f"Écrire l'en-tête : {','.join(schema.columns)}."
        return [Problem(file, 1, "", "", reason, remedy)], False
    # Keys to other files are for the reader; ``dataset_checks`` judges them.
    alone = {k: v for k, v in schema.descriptor.items() if k != "foreignKeys"}
    resource = Resource(data=records, schema=Schema.from_descriptor(alone))
    report = resource.validate(limit_errors=ERROR_LIMIT)
    errors = [error for task in report.tasks for error in task.errors]
    problems = []
    for error in errors:
        cell = problem_in_french(error.to_descriptor(), schema.descriptor)
        if cell is None:
            continue
        number, column, value, reason, remedy = cell
        line = (fields or {}).get(column, lines[number - 1])
        problems.append(Problem(file, line, column, value, reason, remedy))
    return problems, not any(error.type in HEADER_ERRORS for error in errors)


def _not_utf8(file: str) -> Problem:
    reason = "Le fichier n'est pas encodé en UTF-8."
    return Problem(file, 1, "", "", reason, "L'enregistrer en UTF-8.")


def _card_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    return str(value)
