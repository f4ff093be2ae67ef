"""Read the sheets that a coordinator fills: what actions and deployments have in common."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cls_dash.ingest.coherence import evidenced
from cls_dash.ingest.contract import cells as cells
from cls_dash.ingest.contract.home import Home, home_asked
from cls_dash.ingest.contract.keys import Identity, completed, corrected, formed, told_again
from cls_dash.ingest.contract.words import SHEETS, plain, typed_source
from cls_dash.ingest.files import (
    Member,
    TextTable,
    is_workbook,
    opened,
    read_sheet,
    read_text,
    refused,
    sheet_names,
)
from cls_dash.ingest.judging import cast, judge_number
from cls_dash.ingest.loaded import Asked, Loaded, Report
from cls_dash.ingest.own_loads import name_of, own_load
from cls_dash.ingest.sieve import Sieve, together
from cls_dash.store.model import FILES
from cls_dash.store.model.fields import Declaration, Field
from cls_dash.terms import EVIDENCE
from cls_dash.wording import NBSP, agreeing, counted


@dataclass(frozen=True)
class Recipe:
    """How the sheets of one table are cleaned."""

    table: str
    clean: Callable[[Sieve, Home, Asked], None]
    """Steps of this table alone, once its texts are tidy and its numbers read."""
    identity: Identity
    """What tells a row from another."""


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
    home = home_asked(files[0].name, asked)
    declared = FILES[recipe.table]
    with opened(files) as members:
        sheets = [
            _cleaned(_read(member, recipe.table), declared, home, asked, recipe)
            for member in members
        ]
    _identify(sheets, home, asked, recipe)
    for sheet in sheets:
        sheet.notes.extend(_completed(sheet.sieve, home, declared))
    frame = pl.concat([cast(sheet.sieve.kept, declared) for sheet in sheets])
    notes = dict.fromkeys(note for sheet in sheets for note in sheet.notes)
    report = together([sheet.sieve for sheet in sheets], recipe.table, notes=tuple(notes))
    said = pl.concat([sheet.sieve.rows[recipe.identity.key] for sheet in sheets])
    aside = frozenset(said) - {*frame[recipe.identity.key]}
    return Loaded({recipe.table: frame}, _in_their_words(report, sheets), aside=aside)


def _identify(sheets: Sequence[Sheet], home: Home, asked: Asked, recipe: Recipe) -> None:
    """Give each row its identifier, so that one that was corrected is known again."""
    identity, former = recipe.identity, home.tables[recipe.table]
    load = own_load(asked.data, name_of(recipe.table, home.slug, asked.part or asked.year))
    left = set(load.keys) if load else set()
    for sheet in sheets:
        left -= told_again(sheet.sieve, identity, former)
    taken = dict(home.taken[recipe.table])
    for sheet in sheets:
        sieve = sheet.sieve
        left -= corrected(sieve, identity, former, left)
        _keep_absent(sieve, sheet.absent, former, identity.key)
        if made := formed(sieve, identity, sheet.references, {*former[identity.key]}):
            sheet.notes.append(_formed(made))
        cells.identifying(sieve, identity.key, taken)
        taken |= dict.fromkeys(sieve.kept[identity.key], sieve.file)


def _keep_absent(sieve: Sieve, absent: Sequence[str], former: pl.DataFrame, key: str) -> None:
    """Let rows that are known again say what they did in the columns that the file lacks."""
    again = pl.col(key).is_in(former[key].implode())
    known = sieve.rows.select(key).join(
        former.select(key, *absent), on=key, how="left", maintain_order="left"
    )
    sieve.rows = sieve.rows.with_columns(
        pl.when(again).then(_like(known[name], sieve.rows[name])).otherwise(name).alias(name)
        for name in absent
    )


def _like(texts: pl.Series, column: pl.Series) -> pl.Series:
    """Return texts of the dataset with the type that a column has once it is read."""
    return texts.str.to_date() if column.dtype == pl.Date else texts.cast(column.dtype)


def _read(member: Member, table: str) -> TextTable:
    """Return the sheet to fill of a workbook (its first one failing that), or the text."""
    if not is_workbook(member):
        return read_text(member)
    asked = {plain(table), plain(SHEETS[table])}
    named = (name for name in sheet_names(member) if plain(name) in asked)
    return read_sheet(member, next(named, 0))


def _cleaned(
    table: TextTable, declared: Declaration, home: Home, asked: Asked, recipe: Recipe
) -> Sheet:
    titles, ignored = _titles(table, declared)
    _require(table, declared, titles)
    # By name alone: as an expression, a header such as «^Axe$» is a pattern.
    named = [table.rows[header].alias(name) for name, header in titles.items()]
    rows = pl.DataFrame([table.rows["line"], *named])
    sieve = Sieve(replace(table, rows=rows))
    for name in titles:
        cells.tidied(sieve, name)
    sieve.unique(list(titles), "Cette ligne en répète une autre")
    references = completed(sieve, recipe.identity)
    absent = _absent(sieve.rows, declared)
    sieve.rows = _remembered(sieve.rows, home.tables[recipe.table], declared, absent)
    for field in declared.fields:
        if field.filled:
            sieve.needed(field.name)
    for field in declared.fields:
        _judge(sieve, field)
    recipe.clean(sieve, home, asked)
    notes = [f"Colonne inconnue, ignorée : «{NBSP}{header}{NBSP}»." for header in ignored]
    return Sheet(sieve, declared.titles | titles, absent, references, notes)


def _titles(table: TextTable, declared: Declaration) -> tuple[dict[str, str], list[str]]:
    """Return the header of each of our columns in a file, and the headers of no column."""
    ours = {plain(title): name for name, title in declared.titles.items()}
    ours |= {plain(name): name for name in declared.columns}
    titles: dict[str, str] = {}
    ignored = []
    for header in table.rows.columns:
        name = ours.get(plain(header))
        if name in titles:
            reason = "Deux colonnes de ce fichier disent la même chose."
            raise refused(table.file, 1, reason, "N’en garder qu’une.", header)
        if name is not None:
            titles[name] = header
        elif header != "line":
            ignored.append(header)
    return titles, ignored


def _require(table: TextTable, declared: Declaration, titles: Mapping[str, str]) -> None:
    for field in declared.fields:
        if field.filled and field.name not in titles:
            reason = "Cette colonne manque au fichier."
            remedy = f"Reprendre l’en-tête du modèle : cls-dash template {declared.file.name}."
            raise refused(table.file, 1, reason, remedy, field.title)


def _absent(rows: pl.DataFrame, declared: Declaration) -> tuple[str, ...]:
    """
    Return the columns that a file says nothing of.

    Of those that go together, only where the file has none.
    """
    there = {*rows.columns, *declared.key}
    given = {each.group for each in declared.fields if each.name in there} - {""}
    return tuple(each.name for each in declared.fields
                 if each.name not in there and each.group not in given)  # fmt: skip


def _remembered(
    rows: pl.DataFrame, known: pl.DataFrame, declared: Declaration, absent: Sequence[str]
) -> pl.DataFrame:
    """Add the columns that a file lacks: lines already known keep what they say there."""
    (key,) = declared.key
    if key in rows.columns:
        rows = rows.join(known.select(key, *absent), on=key, how="left", maintain_order="left")
    empty = [each for each in declared.columns if each not in rows.columns]
    return rows.with_columns(pl.lit(None, pl.String).alias(name) for name in empty)


def _judge(sieve: Sieve, field: Field) -> None:
    """Read a column as a person fills it; dates and keys are for the steps of each table."""
    if field.words:
        cells.coded(sieve, field.name, field.words)
    elif field.type == "string" and not field.form:
        cells.contactless(sieve, field.name)
    elif field.type in {"integer", "number"}:
        if field.type == "integer":
            euros = pl.col(field.name).str.replace(r"(?i)\s*(€|euros?)$", "")
            sieve.correct(field.name, euros, "Nombre sans son unité.")
        judge_number(sieve, field)


def _completed(sieve: Sieve, home: Home, declared: Declaration) -> list[str]:
    """Give their default to empty cells; return what was said in their name."""
    cells.listed(
        sieve, "source", home.lists["source"],
        reason="Cette source n’a pas de fiche.",
        remedy="Laisser vide, ou ajouter sa fiche à sources.csv.",
    )  # fmt: skip
    titles = declared.titles
    notes = []
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
    return (
        f"{counted(made, 'identifiant')} {agreeing(made, 'a été formé', 'ont été formés')} ; "
        "pour corriger une de ces lignes plus tard, reprendre le sien."
    )


def _in_their_words(report: Report, sheets: Sequence[Sheet]) -> Report:
    """Return the report with the columns as each file names them."""
    named = pl.DataFrame(
        [
            (sheet.sieve.file, name, header)
            for sheet in sheets
            for name, header in sheet.titles.items()
        ],
        schema=["file", "column", "header"],
        orient="row",
    ).unique(["file", "column"])

    def renamed(frame: pl.DataFrame) -> pl.DataFrame:
        told = frame.join(named, on=["file", "column"], how="left", maintain_order="left")
        header = pl.coalesce("header", "column").alias("column")
        return (
            told.with_columns(header)
            .select(frame.columns)
            .sort("file", "line", maintain_order=True)
        )

    return replace(
        report,
        corrections=renamed(report.corrections),
        quarantined=renamed(report.quarantined),
    )
