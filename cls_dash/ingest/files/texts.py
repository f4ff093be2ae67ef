"""
Read delimited texts, whatever their ends of line, and number what does not hold.

Where each line is a record, numpy counts its cells and polars reads the lines that hold:
1 M lines of BPE take a second. Where quoted cells hold ends of line, or quotation marks
are astray, :mod:`csv` reads the records one by one: ten times slower.
"""

import csv
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, islice
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cls_dash.ingest.files.archives import Member, refused
from cls_dash.ingest.files.encodings import as_utf8
from cls_dash.ingest.files.layouts import BLANK, CLOSE, LONGEST, Layout, read_layout
from cls_dash.ingest.files.records import TextTable, as_table, faults, stripped
from cls_dash.wording import counted

_BATCH: Final = 50_000
_PIECE: Final = 2**20
LONGEST_LINE: Final = 2**24
_QUOTE: Final = '"'

Ints = NDArray[np.int64] | list[int]


def read_text(
    member: Member,
    *,
    delimiter: str | None = None,
    quoted: bool = True,
    header: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    skip: int = 0,
) -> TextTable:
    """
    Read a delimited text: UTF-8, cp1252, or what a mark announces (UTF-16, UTF-32).

    The header is the first line that is not blank; lines without ink, separators apart,
    are no records. A record must have the cells that the header announces: polars would
    fill the short ones without a word. Others are quarantined under the line they start
    at, as are the lines damaged by a null character or a quotation mark left open.

    Parameters
    ----------
    member
        The plain file.
    delimiter
        One ASCII character; without it, the most frequent of the first line.
    quoted
        Whether ``"`` quotes a cell, or is a character as any other.
    header
        Names of the columns of a file that has no header.
    columns
        Columns to keep; others are not even read. Unknown ones are ignored here.
    skip
        Lines above the header.

    Raises
    ------
    InvalidDatasetError
        If the file is empty, is not a text, or names a column twice.
    """
    _check_lines(member)
    with tempfile.TemporaryDirectory(prefix="cls-dash-") as folder:
        path, corrections = as_utf8(member, Path(folder))
        layout = read_layout(
            member.name,
            path,
            delimiter=delimiter,
            quoted=quoted,
            header=header,
            columns=columns,
            skip=skip,
        )
        survey = _survey(path, layout.separator, quoted=quoted)
        if survey is None:
            rows, broken = _quoted_records(member.name, path, layout)
        else:
            rows, broken = _plain_records(member.name, path, layout, survey)
    told = pl.concat([corrections, layout.mended])
    return replace(as_table(member.name, rows, told, broken), header=layout.header)


def _check_lines(member: Member) -> None:
    """Refuse a text with a line of so many octets that it is none: it would be read at once."""
    with member.path.open("rb") as stream:
        while len(piece := stream.read(LONGEST_LINE)) == LONGEST_LINE:
            if b"\n" not in piece and b"\r" not in piece:
                reason = "Une ligne de ce fichier est démesurée : ce n’est pas un tableau."
                raise refused(member.name, 1, reason, "Vérifier d’où il vient.")


@dataclass(frozen=True)
class _Survey:
    """What the octets of a file tell, line by line."""

    cells: NDArray[np.int64]
    inked: NDArray[np.bool_]
    quotes: bool
    """Whether some cells are quoted."""


def _survey(path: Path, separator: str, *, quoted: bool) -> _Survey | None:
    """Count the cells of every line; nothing where a quotation mark goes beyond its line."""
    ink = np.ones(256, dtype=bool)
    ink[[ord(each) for each in BLANK + separator + _QUOTE * quoted]] = False
    cells, inked, quotes = [], [], False
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            # Padded, so that each octet has neighbours.
            padded = np.frombuffer(b"\n" + piece + stream.readline() + b"\n", np.uint8)
            octets = padded[1:-1]
            starts = np.flatnonzero(padded[:-2] == ord("\n"))
            marks, drawn = octets == ord(separator), ink[octets]
            if quoted and (octets == ord(_QUOTE)).any():
                inside = _inside(padded, separator)
                if inside is None:
                    return None
                # A separator in a cell is a character of it, as is a mark that is doubled.
                drawn |= inside & (marks | (padded[:-2] == octets))
                marks &= ~inside
                quotes = True
            cells.append(np.add.reduceat(marks, starts, dtype=np.int64) + 1)
            inked.append(np.logical_or.reduceat(drawn, starts))
    return _Survey(np.concatenate(cells), np.concatenate(inked), quotes)


def _inside(padded: NDArray[np.uint8], separator: str) -> NDArray[np.bool_] | None:
    """
    Say which octets are in a quoted cell.

    Nothing, unless each quotation mark opens or closes a cell, or is doubled in one, and
    no cell holds an end of line.
    """
    quotes = padded[1:-1] == ord(_QUOTE)
    inside = np.logical_xor.accumulate(quotes)
    places = np.flatnonzero(quotes)
    around = np.isin(np.arange(256), [ord(each) for each in separator + _QUOTE + "\r\n"])
    opened, closed = around[padded[places[::2]]], around[padded[places[1::2] + 2]]
    ends = inside[padded[1:-1] == ord("\n")]
    if inside[-1] or ends.any() or not (opened.all() and closed.all()):
        return None
    return inside


def _plain_records(
    file: str, path: Path, layout: Layout, survey: _Survey
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read a file whose every line is a record."""
    width, skip = len(layout.names), layout.first - 1
    records = survey.inked & (np.arange(survey.inked.size) >= skip)
    whole = records & (width <= survey.cells) & (survey.cells <= width + layout.spare)
    wrong = records & ~whole
    spare = [f"\x00{rank}" for rank in range(layout.spare)]
    with tempfile.NamedTemporaryFile(prefix="cls-dash-") as kept:
        if not whole[skip:].all():
            with path.open("rb") as every:
                kept.writelines(compress(every, whole))
            kept.flush()
            path, skip = Path(kept.name), 0
        # A frame must have a column to have rows.
        columns = [*(layout.kept or layout.names[:1]), *spare]
        cells = pl.scan_csv(
            path,
            separator=layout.separator,
            has_header=False,
            skip_lines=skip,
            quote_char=_QUOTE if survey.quotes else None,
            schema=dict.fromkeys([*layout.names, *spare], pl.String),
            missing_columns="insert",
        ).select([stripped(pl.col(name)) for name in columns])
        rows = cells.collect().with_columns(pl.Series("line", np.flatnonzero(whole) + 1))
    if spare:
        surplus = pl.any_horizontal(pl.col(spare).is_not_null())
        wrong[rows.filter(surplus)["line"].to_numpy() - 1] = True
        rows = rows.filter(~surplus)
    where = np.flatnonzero(wrong)
    return rows.select(*layout.kept, "line"), _ragged(file, layout, where + 1, survey.cells[where])


def _quoted_records(file: str, path: Path, layout: Layout) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read a file whose cells may be quoted and hold ends of line."""
    schema = {"line": pl.Int64, **dict.fromkeys(layout.kept, pl.String)}
    parts = [pl.DataFrame(schema=schema)]
    ragged: dict[int, int] = {}
    torn: list[int] = []
    with path.open(encoding="utf-8", newline="\n") as stream:
        records = _records(islice(stream, layout.first - 1, None), layout)
        while batch := list(islice(records, _BATCH)):
            whole = [(line, *cells) for line, cells in batch if layout.holds(cells)]
            columns = zip(("line", *layout.names), zip(*whole, strict=False), strict=False)
            parts.append(pl.DataFrame({k: v for k, v in columns if k in schema}, schema=schema))
            others = [(line, cells) for line, cells in batch if not layout.holds(cells)]
            ragged |= {line: len(cells) for line, cells in others if cells}
            torn += [line for line, cells in others if not cells]
    rows = pl.concat(parts).select(*(stripped(pl.col(name)) for name in layout.kept), "line")
    reason = "Un guillemet est mal placé ou n’est pas refermé."
    lines = pl.Series(torn, dtype=pl.Int64)
    broken = _ragged(file, layout, [*ragged], [*ragged.values()])
    return rows, pl.concat([broken, faults(file, lines, "", reason, CLOSE)])


def _records(lines: Iterator[str], layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Yield the line where each record starts and its cells: none when a quote is wrong."""
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=layout.separator, strict=True, skipinitialspace=True)
    line = layout.first
    while True:
        feed.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            feed.give_back()
            yield line, []
        else:
            if any(cell.strip(BLANK) for cell in cells):
                yield line, cells
        line += len(feed.taken)


class _Feed:
    """
    Lines for a reader of records, which can be given back.

    A quotation mark left open swallows the lines that follow: only the first one of the
    record is at fault.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) == LONGEST:
            raise csv.Error
        self.taken.append(self._again.popleft() if self._again else next(self._lines))
        return self.taken[-1]

    def give_back(self) -> None:
        """Keep the first line taken only: the others will be read again."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]


def _ragged(file: str, layout: Layout, lines: Ints, counts: Ints) -> pl.DataFrame:
    """Put lines aside for the number of their cells; what they say may be private."""
    reason = f"La ligne n’a pas le nombre de cellules attendu ({len(layout.names)})."
    remedy = "Compter les séparateurs de cette ligne ; mettre entre guillemets un texte qui en a."
    said = [counted(int(count), "cellule") for count in counts]
    series = (pl.Series(lines, dtype=pl.Int64), pl.Series(said, dtype=pl.String))
    return faults(file, *series, reason, remedy)
