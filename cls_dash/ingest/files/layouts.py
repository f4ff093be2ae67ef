"""How the records of a delimited text are written: separator, columns, first line."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.files.archives import refused
from cls_dash.ingest.files.records import column_names, mended_titles

DELIMITERS: Final = ";,\t|"
BLANK: Final = " \t\r\n"
LONGEST: Final = 200
"""Lines that one record may span: beyond, a quotation mark was not closed."""
_SAID: Final = re.compile(r'"?sep=([;,\t|])"?[;,]*\s*', re.IGNORECASE)
"""A first line that names the separator for Excel: «sep=;»."""
CLOSE: Final = "Refermer le guillemet, ou doubler celui qui est dans le texte."


@dataclass(frozen=True)
class Layout:
    """How the records of a file are written."""

    separator: str
    names: list[str]
    spare: int
    """Empty cells that a record may have after the last column."""
    first: int
    """Line of the first record."""
    kept: list[str]
    """Columns to read."""
    header: int
    """Line of the titles."""
    mended: pl.DataFrame
    """Titles that are not as they were typed, as corrections."""

    def holds(self, cells: Sequence[str]) -> bool:
        """Say whether a record has the cells that the header announces."""
        width = len(self.names)
        over = any(cell.strip() for cell in cells[width:])
        return width <= len(cells) <= width + self.spare and not over


def read_layout(
    file: str,
    path: Path,
    *,
    delimiter: str | None,
    quoted: bool,
    header: Sequence[str] | None,
    columns: Sequence[str] | None,
    skip: int,
) -> Layout:
    """
    Find the header of a text in UTF-8; parameters are those of ``read_text``.

    Raises
    ------
    InvalidDatasetError
        If the file is empty, is not a text, or its header cannot be used.
    """
    number, title = _title(file, path, skip)
    if said := _SAID.fullmatch(title):
        delimiter = said[1]
        number, title = _title(file, path, number)
    separator = delimiter or _separator(title, quoted=quoted)
    cells, height = list(header or ()), 0
    if header is None:
        cells, height = _header(file, path, number, separator, quoted=quoted)
    names = column_names(file, number, cells)
    return Layout(
        separator,
        names,
        spare=len(cells) - len(names),
        first=number + height,
        kept=[name for name in names if columns is None or name in columns],
        header=number,
        mended=mended_titles(file, number, cells),
    )


def _title(file: str, path: Path, skip: int) -> tuple[int, str]:
    """Return the number of the first line with ink after those to skip, and this line."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        for number, line in enumerate(stream, 1):
            if number > skip and line.strip(BLANK + DELIMITERS):
                return number, line
    raise refused(file, 1, "Le fichier est vide.", "Le télécharger de nouveau.")


def _separator(title: str, *, quoted: bool) -> str:
    outside = re.sub('"[^"]*"', "", title) if quoted else title
    return max(DELIMITERS, key=outside.count)


def _header(
    file: str, path: Path, number: int, separator: str, *, quoted: bool
) -> tuple[list[str], int]:
    """Return the cells of the header and how many lines it spans."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        lines = islice(stream, number - 1, number - 1 + LONGEST)
        if not quoted:
            return next(lines).split(separator), 1
        reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
        try:
            return next(reader), reader.line_num
        except csv.Error as error:
            reason = "L’en-tête n’est pas lisible : un guillemet y est mal placé."
            raise refused(file, number, reason, CLOSE) from error
