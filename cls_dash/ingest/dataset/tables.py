"""Read one file of the dataset and judge it as its declaration says."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Final

import polars as pl
import yaml

from cls_dash.ingest.files import TextTable
from cls_dash.ingest.files.records import faults
from cls_dash.ingest.judging import cast, judge
from cls_dash.ingest.loaded import QUARANTINE
from cls_dash.ingest.problems import InvalidDatasetError, Problem
from cls_dash.ingest.sieve import Sieve
from cls_dash.ingest.texts import completed
from cls_dash.store.model import FILES
from cls_dash.store.model.fields import Declaration

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times faster where PyYAML was built with its library in C."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of the dataset: its records, still texts until they are judged."""

    declared: Declaration
    territory: str
    """Slug of the territory that it belongs to, or nothing."""
    sieve: Sieve
    lines: Mapping[str, int] = field(default_factory=dict)
    """Line of each column of a card; other files have a record by line."""

    @property
    def file(self) -> str:
        """Return its path inside the dataset."""
        return self.sieve.file

    def judged(self) -> list[Problem]:
        """
        Give each column its type and return all that is wrong with the file.

        A file of ours is not mended: what would be, in people's files, is a problem here.
        """
        if len(self.sieve.rows):  # Most files of a territory without action have a header alone.
            judge(self.sieve, self.declared)
        mended = self.sieve.corrections.with_columns(
            remedy=pl.format("Écrire « {} ».", "corrected")
        ).select(QUARANTINE.names())
        told = pl.concat([self.sieve.quarantined, mended])
        lines = pl.col("column").replace_strict(
            self.lines, default=pl.col("line"), return_dtype=pl.Int64
        )
        found = told.with_columns(line=lines).sort("line", maintain_order=True)
        return [Problem(**row) for row in found.iter_rows(named=True)]

    def rows(self) -> pl.DataFrame:
        """Return the records, once judged."""
        return cast(self.sieve.rows, self.declared)


def read_csv_file(folder: Path, file: str, name: str, territory: str = "") -> DataFile:
    """
    Read a CSV file as text, missing where a cell is empty.

    Parameters
    ----------
    folder
        The dataset.
    file
        Path of the file inside the dataset, with forward slashes.
    name
        Of its declaration, in :data:`cls_dash.store.model.FILES`.
    territory
        Slug of the territory that the file belongs to, or nothing.

    Raises
    ------
    InvalidDatasetError
        If its header or its encoding cannot be used.
    """
    declared = FILES[name]
    try:
        with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
            lines, records = _records(stream)
    except FileNotFoundError:
        remedy = "Ajouter ce fichier, même sans ligne."
        raise _unusable(file, "Le fichier manque.", remedy) from None
    except UnicodeDecodeError:
        raise _not_utf8(file) from None
    if not records:
        remedy = f"Écrire l’en-tête : {','.join(declared.columns)}."
        raise _unusable(file, "Le fichier est vide.", remedy)
    _check_header(file, records[0], declared)
    return DataFile(declared, territory, _sieve(file, records[0], lines[1:], records[1:], declared))


def read_texts(folder: Path, file: str, name: str) -> pl.DataFrame:
    """
    Return the records of a sound CSV file as texts; parameters are those of `read_csv_file`.

    Raises
    ------
    InvalidDatasetError
        If anything is wrong with it.
    """
    read = read_csv_file(folder, file, name)
    texts = read.sieve.rows.select(read.declared.columns)
    if problems := read.judged():
        raise InvalidDatasetError(problems)
    return texts


def read_yaml_card(folder: Path, file: str, name: str) -> DataFile:
    """
    Read a YAML card as a table of one row; a list is joined by semicolons.

    Raises
    ------
    InvalidDatasetError
        If it is no card.
    """
    declared = FILES[name]
    try:
        text = (folder / file).read_text(encoding="utf-8")
        card = yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe one
        node = yaml.compose(text, Loader=LOADER)
    except UnicodeDecodeError:
        raise _not_utf8(file) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason = "La fiche n’est pas du YAML valide."
        raise _unusable(file, reason, "Revoir cette ligne.", line) from None
    if not isinstance(card, dict) or not isinstance(node, yaml.MappingNode):
        reason = "La fiche n’est pas une liste de champs."
        raise _unusable(file, reason, "Écrire champ: valeur.")
    cells = {column: _card_text(card.get(column)) for column in declared.columns}
    sieve = _sieve(file, [*cells], [1], [[*cells.values()]], declared)
    lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    for strange in (str(key) for key in card if str(key) not in cells):
        reason, remedy = "Ce champ n’est pas prévu.", "Retirer ce champ."
        sieve.refuse(pl.lit(value=True), strange, reason, remedy)
    return DataFile(declared, "", sieve, lines)


def _records(stream: Iterator[str]) -> tuple[list[int], list[list[str]]]:
    """Return each record of a CSV stream with the line where it starts."""
    reader = csv.reader(stream)
    lines, records, start = [], [], 1
    for record in reader:
        lines.append(start)
        records.append(record)
        start = reader.line_num + 1
    return lines, records


def _check_header(file: str, header: Sequence[str], declared: Declaration) -> None:
    """Refuse another header than declared; an earlier version ends without the last columns."""
    optional = {each.name for each in declared.fields if not each.required}
    problems = []
    for expected, label in zip_longest(declared.columns, header):
        if label is None and expected not in optional:
            reason, remedy = "Cette colonne manque.", "Ajouter la colonne à l’en-tête."
        elif expected is None:
            reason, remedy = "Cette colonne n’est pas prévue.", "Retirer cette colonne."
        elif label not in {None, expected}:
            reason = "Cette colonne n’est pas celle qui est attendue ici."
            remedy = "Reprendre les colonnes du modèle dans leur ordre, séparées par des virgules."
        else:
            continue
        problems.append(Problem(file, 1, expected or "", label or "", reason, remedy))
    if problems:
        raise InvalidDatasetError(problems)


def _sieve(
    file: str,
    header: Sequence[str],
    lines: Iterable[int],
    records: Sequence[Sequence[str]],
    declared: Declaration,
) -> Sieve:
    """Return records ready to be judged, those that lack a cell put aside."""
    whole, aside = [], [pl.DataFrame(schema=QUARANTINE)]
    for line, record in zip(lines, records, strict=True):
        if len(record) == len(header):
            whole.append((line, *(cell or None for cell in record)))
        else:
            aside.append(_ragged(file, line, header, record))
    schema = {"line": pl.Int64, **dict.fromkeys(header, pl.String)}
    rows = completed(pl.DataFrame(whole, schema=schema, orient="row"), declared.columns)
    return Sieve(TextTable(file, rows, len(records), quarantined=pl.concat(aside)))


def _ragged(file: str, line: int, header: Sequence[str], record: Sequence[str]) -> pl.DataFrame:
    """Return what is wrong with a record that has not the cells of the header."""
    where = pl.Series([line], dtype=pl.Int64)
    if not record:
        return faults(file, where, "", "La ligne est vide.", "Supprimer cette ligne.")
    if len(record) > len(header):
        reason = "La ligne a plus de cellules que l’en-tête."
        remedy = "Mettre entre guillemets un texte qui contient une virgule."
        return faults(file, where, record[len(header)], reason, remedy)
    reason = "La ligne a moins de cellules que l’en-tête."
    remedy = "Ajouter la cellule, vide si la valeur est inconnue."
    last = pl.lit(header[-1]).alias("column")
    return faults(file, where, "", reason, remedy).with_columns(last)


def _unusable(file: str, reason: str, remedy: str, line: int = 1) -> InvalidDatasetError:
    return InvalidDatasetError([Problem(file, line, "", "", reason, remedy)])


def _not_utf8(file: str) -> InvalidDatasetError:
    return _unusable(file, "Le fichier n’est pas encodé en UTF-8.", "L’enregistrer en UTF-8.")


def _card_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    return str(value)
