"""Read the sheets that a coordinator fills: what actions and deployments have in common."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polars as pl

from cls_dash.ingest.coherence import evidenced
from cls_dash.ingest.columns.given import check_given, headers_of
from cls_dash.ingest.contract import cells as cells
from cls_dash.ingest.contract.absent import absent_from, keep_absent, remembered
from cls_dash.ingest.contract.answers import AS_BEFORE, Answers, answered, as_before
from cls_dash.ingest.contract.home import Home, home_asked, with_actions
from cls_dash.ingest.contract.keys import Identity, completed, corrected, formed, told_again
from cls_dash.ingest.contract.titles import check_twice, find_titles, lacking, score_titles
from cls_dash.ingest.files import (
    Member,
    TextTable,
    check_lying,
    find_tables,
    first_table,
    is_workbook,
    opened,
    refused,
    sheet_names,
)
from cls_dash.ingest.judging import cast
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.own_loads import name_of, own_load
from cls_dash.ingest.recognise.words import SHEETS, plain, typed_source
from cls_dash.ingest.sieve import Sieve, together
from cls_dash.store.model import FILES
from cls_dash.store.model.fields import Declaration
from cls_dash.terms import EVIDENCE
from cls_dash.wording import NBSP, agreeing, counted, listing


@dataclass(frozen=True)
class Recipe:
    """How the sheets of one table are cleaned."""

    table: str
    clean: Callable[[Sieve, Home, Asked], None]
    """Steps of this table alone, once its texts are tidy and its numbers read."""
    identity: Identity
    """What tells a row from another."""
    repeated: str
    """Column that a sheet may say once for several rows, where it is the first."""
    deduce: Callable[[Sieve, Sequence[str], pl.DataFrame], None]
    """Says what absent columns may be deduced from: other cells, titles of parts (``line``)."""


@dataclass(frozen=True)
class Sheet:
    """One file, cleaned; ``titles`` are what it calls our columns, or the template does."""

    sieve: Sieve
    titles: Mapping[str, str]
    absent: tuple[str, ...]
    """Columns that it says nothing of."""
    references: dict[int, str]
    """Identifier of several of its rows, by line."""
    notes: list[str]


def read_contract(files: Sequence[Path], asked: Asked, recipe: Recipe) -> Loaded:
    """
    Read the sheets of one territory.

    Raises
    ------
    InvalidDatasetError
        If the territory is not said or not known, or if a file cannot be used.
    """
    return read_at_home(files, home_asked(files[0].name, asked), asked, recipe)


def read_at_home(files: Sequence[Path], home: Home, asked: Asked, recipe: Recipe) -> Loaded:
    """
    Read the sheets of a territory that was read already.

    Raises
    ------
    InvalidDatasetError
        If a file cannot be used.
    """
    before: dict[tuple[str, int, str], str] = {}
    loaded = _read(files, home, asked, recipe, before)
    # An answer may reveal another doubt in its row.
    while more := dict(as_before(loaded.report, asked).items() - before.items()):
        before |= more
        loaded = _read(files, home, asked, recipe, before)
    return loaded


def _read(
    files: Sequence[Path], home: Home, asked: Asked, recipe: Recipe, before: Answers
) -> Loaded:
    home = with_actions(home, asked.actions)
    declared = FILES[recipe.table]
    with opened(files) as members:
        tables = [table for member in members for table in read_tables(member, declared, asked)]
    headers = tuple(map(headers_of, tables))
    check_given(files[0].name, asked.columns, chain(*headers), declared.columns)
    settled = [
        answered(answered(each, declared, before, AS_BEFORE), declared, asked.answers)
        for each in tables
    ]
    sheets = [_cleaned(table, declared, home, asked, recipe) for table in settled]
    _identify(sheets, home, asked, recipe)
    for sheet in sheets:
        sheet.notes.extend(_completed(sheet.sieve, home, declared))
    frame = pl.concat([cast(sheet.sieve.kept, declared) for sheet in sheets])
    notes = [note for sheet in sheets for note in sheet.notes]
    report = together([sheet.sieve for sheet in sheets], recipe.table, notes=notes)
    said = pl.concat([sheet.sieve.rows[recipe.identity.key] for sheet in sheets])
    aside = frozenset(said) - {*frame[recipe.identity.key]}
    places = pl.concat(
        [sheet.sieve.kept.select("line", file=pl.lit(sheet.sieve.file)) for sheet in sheets]
    )
    titles = {
        (sheet.sieve.file, name): title
        for sheet in reversed(sheets)
        for name, title in sheet.titles.items()
    }
    report = report.renamed(titles).changed(_in_order)
    return Loaded({recipe.table: frame}, report, aside=aside, places=places, headers=headers)


def _identify(sheets: Sequence[Sheet], home: Home, asked: Asked, recipe: Recipe) -> None:
    """Give each row its identifier, so that a corrected row replaces its former self."""
    identity, former = recipe.identity, home.tables[recipe.table]
    load = own_load(asked.data, name_of(recipe.table, home.slug, asked.part or asked.year))
    left = set(load.keys) if load else set()
    untyped = pl.col(identity.key).is_null()
    untold = [sheet.sieve.rows.filter(untyped)["line"].to_list() for sheet in sheets]
    for sheet in sheets:
        left -= told_again(sheet.sieve, identity, former)
    taken = dict(home.taken[recipe.table])
    for sheet, lines in zip(sheets, untold, strict=True):
        sieve = sheet.sieve
        left -= corrected(sieve, identity, former, left)
        keep_absent(sieve, sheet.absent, former, identity.key)
        if made := formed(sieve, identity, sheet.references, {*former[identity.key]}):
            sheet.notes.append(_formed(made))
        cells.identifying(sieve, identity.key, taken, lines)
        taken |= dict.fromkeys(sieve.kept[identity.key], sieve.file)


def read_tables(member: Member, declared: Declaration, asked: Asked) -> list[TextTable]:
    """Return the tables of a file that have our columns; failing that, its first one."""

    def score(headers: Sequence[str]) -> int:
        return score_titles(headers, declared, asked.columns)

    if found := find_tables(member, score, only=asked.sheet, elsewhere=asked.elsewhere, twins=True):
        return found
    check_lying(member, score)
    names = {plain(declared.file.name), plain(SHEETS[declared.file.name])}
    sheets = sheet_names(member) if is_workbook(member) else []
    return [first_table(member, next((each for each in sheets if plain(each) in names), 0))]


def _cleaned(
    table: TextTable, declared: Declaration, home: Home, asked: Asked, recipe: Recipe
) -> Sheet:
    headers = headers_of(table)
    found = find_titles(headers, declared, asked.columns)
    check_twice(table.file, headers, declared, found)
    # As the person reads a line: «Total» comes before its amounts.
    titles = dict(sorted(found.items(), key=lambda pair: headers.index(pair[1])))
    ignored = [header for header in headers if header not in titles.values()]
    _require(table, declared, titles, asked.columns)
    sieve = Sieve(table.under(titles))
    cells.without_records(sieve, declared, titles)
    cells.tidied_all(sieve, titles)
    cells.filled_down(sieve, recipe.repeated, titles, headers)
    parts = cells.without_parts(sieve, titles)
    sieve.unique(list(titles), "Cette ligne en répète une autre")
    references = completed(sieve, recipe.identity)
    absent = absent_from(sieve.rows, declared)
    sieve.rows = remembered(sieve.rows, home.tables[recipe.table], declared, absent)
    recipe.deduce(sieve, absent, parts)
    for field in declared.fields:
        if field.filled:
            sieve.needed(field.name)
    for field in declared.fields:
        cells.read_column(sieve, field)
    recipe.clean(sieve, home, asked)
    notes = [f"Colonne inconnue, ignorée : «{NBSP}{header}{NBSP}»." for header in ignored]
    return Sheet(sieve, declared.titles | titles, absent, references, notes)


def _require(
    table: TextTable, declared: Declaration, titles: Mapping[str, str], given: Mapping[str, str]
) -> None:
    for title in lacking(titles, declared, given):
        reason = "Cette colonne manque au fichier."
        role = next(name for name, each in declared.titles.items() if each == title)
        headers = listing(headers_of(table))
        remedy = (
            f"Dire laquelle en tient lieu : --column {role}=TITRE (colonnes lues : {headers}), ou "
            f"aucune : --column {role}= ; ou reprendre l’en-tête du modèle : "
            f"cls-dash template {declared.file.name}."
        )
        raise refused(table.file, 1, reason, remedy, title)


def _completed(sieve: Sieve, home: Home, declared: Declaration) -> list[str]:
    """Give empty cells their default; return a note for each column filled."""
    cells.source(sieve, home.lists["source"])
    titles, notes = declared.titles, []
    for each in declared.fields:
        if code := each.default:
            notes += _said(sieve, each.name, each.title, pl.lit(code), each.words[code])
    illustrative = pl.col("evidence").fill_null("") == "illustrative"
    typed = pl.lit(typed_source(home.slug))
    source = pl.when(illustrative).then(pl.lit("illustrative")).otherwise(typed)
    notes += _said(sieve, "source", titles["source"], source, "saisie du territoire")
    notes += _attested(sieve, pl.col("source") == typed, titles["evidence"])
    evidenced(sieve)
    return notes


def _attested(sieve: Sieve, ours: pl.Expr, title: str) -> list[str]:
    """Tell what a document says from what the coordination alone says, which cites none."""
    sieve.correct(
        "evidence",
        pl.when(ours & (pl.col("evidence") == "documented"))
        .then(pl.lit("supplied"))
        .otherwise("evidence"),
        "Aucun document n’est cité : le fait est saisi par la coordination.",
    )
    notes = []
    for lines, code in ((ours, "supplied"), (~ours, "documented")):
        empty = pl.when(lines).then(pl.lit(code))
        notes += _said(sieve, "evidence", title, empty, EVIDENCE[code])
    return notes


def _said(sieve: Sieve, name: str, title: str, code: pl.Expr, word: str) -> list[str]:
    empty = sieve.rows[name].null_count()
    sieve.rows = sieve.rows.with_columns(pl.col(name).fill_null(code))
    filled = empty - sieve.rows[name].null_count()
    lines = counted(filled, "ligne")
    note = f"Colonne «{NBSP}{title}{NBSP}» vide, lue «{NBSP}{word}{NBSP}» : {lines}."
    return [note] if filled else []


def _formed(made: int) -> str:
    said = f"{counted(made, 'identifiant')} {agreeing(made, 'a été formé', 'ont été formés')}"
    return f"{said} ; pour corriger une de ces lignes plus tard, reprendre le sien."


def _in_order(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.sort("file", "line", maintain_order=True)
