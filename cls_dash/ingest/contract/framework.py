"""
The framework of a territory as its coordinator writes it: contracts, axes, parties, lineage.

A sheet is the whole of what it is about: the axes and parties of the contracts that it names are
those that it lists. Nobody types an identifier: a contract is known by its number, an axis by its
title.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from cls_dash.ingest.coherence import ordered
from cls_dash.ingest.contract import cells
from cls_dash.ingest.contract.absent import absent_from
from cls_dash.ingest.contract.framework_keys import STEPS, Framework
from cls_dash.ingest.contract.home import Home
from cls_dash.ingest.contract.titles import find_titles, lacking
from cls_dash.ingest.files import TextTable, refused
from cls_dash.ingest.judging import cast, judge
from cls_dash.ingest.loaded import Loaded
from cls_dash.ingest.recognise.dates import REMEDY, date_reader
from cls_dash.ingest.recognise.reading import Reading, doubtful
from cls_dash.ingest.recognise.spans import read_span
from cls_dash.ingest.recognise.words import typed_source
from cls_dash.ingest.sieve import Sieve, together
from cls_dash.ingest.texts import completed
from cls_dash.store.model import FILES
from cls_dash.store.model.fields import Declaration, Field
from cls_dash.store.model.shared import PARTIAL_DATE

TABLES: Final = ("territory", "contracts", "axes", "parties", "axis_lineage")
"""In the order in which each names those before."""
_TEXT: Final = pl.String
Key = tuple[str, ...]


@dataclass
class _Read:
    """What was read so far."""

    known: Framework
    rows: dict[str, pl.DataFrame] = field(default_factory=dict)
    gone: dict[str, frozenset[Key]] = field(default_factory=dict)
    sieves: list[Sieve] = field(default_factory=list)


def read_framework(
    sheets: Mapping[str, TextTable], home: Home, whole: Collection[str] = ()
) -> Loaded:
    """
    Read sheets of a territory.

    Parameters
    ----------
    sheets
        Some of :data:`TABLES`.
    home
        The territory as it is.
    whole
        Contracts that the sheets are the whole of, even where they have no line of one.

    Raises
    ------
    InvalidDatasetError
        If a sheet lacks a column.
    """
    read = _Read(Framework(home, home.tables, whole))
    for name in (each for each in TABLES if each in sheets):
        _add(read, name, sheets[name], whole)
    titles = {
        (table.file, column): title
        for name, table in sheets.items()
        for column, title in FILES[name].titles.items()
    }
    report = together(read.sieves, "contract").renamed(titles)
    return Loaded(read.rows, report, retracted=read.gone)


def _add(read: _Read, name: str, table: TextTable, whole: Collection[str]) -> None:
    declared, known = FILES[name], read.known
    sieve, absent = _tidied(name, table)
    STEPS[name](sieve, known)
    former = known.tables[name]
    _remember(sieve, former, declared.key, [each for each in absent if each not in declared.key])
    _complete(sieve, known.home, declared)
    # What must be filled was asked of what was typed: a cell that was put aside is empty since.
    judge(sieve, replace(declared, fields=tuple(map(_unasked, declared.fields))))
    ordered(sieve, declared)
    kept = cast(sieve.kept, declared)
    read.sieves.append(sieve)
    read.rows[name] = kept
    texts = kept.select(pl.all().cast(_TEXT))
    others = _without(former, declared.key, {*texts.select(declared.key).iter_rows()})
    after = replace(known, tables={**known.tables, name: pl.concat([others, texts])})
    gone: frozenset[Key] = frozenset()
    # A line put aside may be one of those that seem to be gone.
    if sieve.quarantined.is_empty():
        gone = frozenset(_left(name, others, after, texts, whole))
    read.gone[name] = gone
    left = pl.concat([_without(others, declared.key, gone), texts])
    read.known = replace(known, tables={**known.tables, name: left})


def _without(rows: pl.DataFrame, key: Sequence[str], values: Collection[Key]) -> pl.DataFrame:
    found = [[cell or None for cell in value] for value in values]
    listed = pl.DataFrame(found, schema=dict.fromkeys(key, _TEXT), orient="row")
    return rows.join(listed, on=[*key], how="anti", nulls_equal=True, maintain_order="left")


def _left(
    name: str, others: pl.DataFrame, known: Framework, texts: pl.DataFrame, whole: Collection[str]
) -> list[Key]:
    """Return the keys of the rows that the sheet is the whole of, and does not have."""
    if name in {"territory", "contracts"}:
        return []

    def contracts(rows: pl.DataFrame) -> list[str | None]:
        if name == "axis_lineage":
            return [known.into(*row) for row in rows.select("previous", "axis").iter_rows()]
        return rows["contract"].to_list()

    about = {*contracts(texts), *whole} - {None}
    keys = others.select(FILES[name].key).fill_null("").iter_rows()
    return [key for key, owner in zip(keys, contracts(others), strict=True) if owner in about]


def _tidied(name: str, table: TextTable) -> tuple[Sieve, tuple[str, ...]]:
    """Return the cells by our columns, read as a person types them, and the columns absent."""
    declared = FILES[name]
    headers = [header for header in table.rows.columns if header != "line"]
    titles = find_titles(headers, declared, {})
    for title in lacking(titles, declared, {}):
        reason = "Cette colonne manque à la feuille."
        remedy = "Reprendre l’en-tête du modèle : cls-dash template contract."
        raise refused(table.file, table.header, reason, remedy, title)
    sieve = Sieve(table.under(titles))
    absent = absent_from(sieve.rows, declared)
    for column in titles:
        cells.tidied(sieve, column)
    sieve.rows = completed(sieve.rows, declared.columns)
    for each in declared.fields:
        _read_column(sieve, each)
    return sieve, absent


def _unasked(column: Field) -> Field:
    return replace(column, required=False)


def _read_column(sieve: Sieve, column: Field) -> None:
    if column.filled:
        sieve.needed(column.name)
    if column.type == "date" or column.form is PARTIAL_DATE:
        _dated(sieve, column.name, partial_day=column.form is PARTIAL_DATE)
    else:
        cells.read_column(sieve, column)
        sieve.rows = sieve.rows.with_columns(pl.col(column.name).cast(_TEXT))


def _dated(sieve: Sieve, column: str, *, partial_day: bool) -> None:
    """Write days as the dataset does, some of which may be a month or a year alone."""
    reader = date_reader(sieve.typed([column]), sieve.file)

    def read(cell: str) -> Reading:
        said = reader(cell)
        span = None if said.doubt else read_span(said.value or cell)
        if span is None:
            return said
        if span.precision not in ({"day", "month", "year"} if partial_day else {"day"}):
            return doubtful("Ce n’est pas un jour.", REMEDY)
        return Reading(span.iso, said.told)

    sieve.read_cells(column, read)


def _remember(
    sieve: Sieve, former: pl.DataFrame, key: Collection[str], absent: Collection[str]
) -> None:
    """Keep what a known row held in the columns that the sheet lacks."""
    if absent:
        rows = sieve.rows.drop(*absent)
        known = former.select(*key, *absent)
        on = list(key)
        sieve.rows = rows.join(known, on=on, how="left", maintain_order="left", nulls_equal=True)


def _complete(sieve: Sieve, home: Home, declared: Declaration) -> None:
    """Say who says it, where the sheet does not, and what an empty cell means."""
    typed = typed_source(home.slug)
    for each in declared.fields:
        if each.default:
            sieve.rows = sieve.rows.with_columns(pl.col(each.name).fill_null(each.default))
    if "source" in sieve.rows.columns:
        cells.source(sieve, home.lists["source"])
        sieve.rows = sieve.rows.with_columns(pl.col("source").fill_null(typed))
    if "evidence" in sieve.rows.columns:
        ours = pl.when(pl.col("source") == typed).then(pl.lit("supplied"))
        said = ours.otherwise(pl.col("evidence").fill_null("documented"))
        sieve.rows = sieve.rows.with_columns(evidence=said)
