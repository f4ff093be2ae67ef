"""Merge rows into the files of a territory, leaving every other line as it was."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from cls_dash.store.model import FILES


@dataclass(frozen=True)
class Merged:
    """A file with rows merged in, and what became of its rows."""

    text: str
    new: int = 0
    changed: int = 0
    same: int = 0
    retracted: tuple[str, ...] = ()
    """Titles of the rows that left, or their keys."""

    @property
    def silent(self) -> bool:
        """Whether the file says what it said."""
        return not (self.new or self.changed or self.retracted)


def merge(
    data: Path,
    slug: str,
    table: str,
    rows: pl.DataFrame,
    *,
    retracted: Collection[tuple[str, ...]] = (),
) -> Merged:
    """
    Return ``territories/<slug>/<table>.csv`` with ``rows`` merged in; nothing is written.

    A row whose key is in the file replaces it where it stands; the others come last, in
    their order. Lines that say the same as before keep every character. A file that does
    not exist yet starts with the columns that are declared.

    Parameters
    ----------
    data
        The dataset.
    slug
        Territory.
    table
        Name of the table, which names its declaration and hence its key.
    rows
        Columns declared; keys are unique and never missing.
    retracted
        Keys of the lines to leave out.
    """
    declared = FILES[table]
    path = data / "territories" / slug / f"{table}.csv"
    text = (_text(path) if path.exists() else "") or lines_of([declared.columns])
    end = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    records = _records(text)
    raw, columns = next(records)
    columns = [column.removeprefix("\ufeff") for column in columns]
    later = _later(columns, declared.columns)
    key = declared.key
    news = {_key(cells, key): cells for cells in map(_cells, rows.iter_rows(named=True))}
    given = len(news)
    lines = [_widened(raw, later, end)]
    columns += later
    gone, same = [], 0
    for line, record in records:
        cells = dict.fromkeys(later, "") | dict(zip(columns, record, strict=False))
        if _key(cells, key) in retracted:
            gone.append(cells.get("title") or cells.get("organisation") or _key(cells, key)[0])
            continue
        known = _key(cells, key) in news
        new = news.pop(_key(cells, key), cells)
        same += known and new == cells
        kept = _widened(line, [""] * len(later), end)
        lines.append(kept if new == cells else lines_of([[new[name] for name in columns]], end))
    if not lines[-1].endswith("\n"):
        lines[-1] += end
    whole = "".join(lines) + lines_of(([new[c] for c in columns] for new in news.values()), end)
    return Merged(whole, len(news), given - len(news) - same, same, tuple(gone))


def _later(columns: Sequence[str], declared: Sequence[str]) -> list[str]:
    """Return the columns that a file written by an earlier version ends without."""
    width = len(columns)
    return [*declared[width:]] if columns == declared[:width] else []


def _widened(line: str, cells: Sequence[str], end: str) -> str:
    """Return a line with more cells at its end."""
    return f"{line.rstrip(chr(13) + chr(10))},{','.join(cells)}{end}" if cells else line


def _text(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as stream:
        return stream.read()


def _records(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each record with the very characters that it is made of."""
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines)
    start = 0
    for record in reader:
        yield "".join(lines[start : reader.line_num]), record
        start = reader.line_num


def _key(cells: Mapping[str, str], key: Sequence[str]) -> tuple[str, ...]:
    return tuple(cells.get(column, "") for column in key)


def _cells(row: Mapping[str, object]) -> dict[str, str]:
    return {column: _cell(value) for column, value in row.items()}


def _cell(value: object) -> str:
    """Write a value as the dataset does: ISO days, a decimal point, no useless zero."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def lines_of(rows: Iterable[Iterable[str]], end: str = "\n") -> str:
    """Return rows as the lines of a CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue()


def with_cards(data: Path, cards: Iterable[Mapping[str, str]]) -> bytes:
    """Return ``sources.csv`` with cards in it, each once, every other line as it was."""
    text = (data / "sources.csv").read_bytes().decode("utf-8-sig")
    lines = text.splitlines(keepends=True)
    columns = next(csv.reader(lines[:1]), [])
    new = {each["key"]: each for each in cards}
    # A territory may have been removed by hand: its card is written anew.
    kept = "".join(line for line in lines if line.partition(",")[0] not in new)
    end = "" if kept.endswith("\n") else "\n"
    return (
        kept + end + lines_of([card.get(c, "") for c in columns] for card in new.values())
    ).encode()
