"""Read the sheets that a coordinator fills: what actions and deployments have in common."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from cls_dash.ingest.coherence import evidenced
from cls_dash.ingest.contract import cells as cells
from cls_dash.ingest.contract.home import KEYS, Home, home_asked
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
    parts: tuple[str, ...]
    """Columns that tell a row from another where no identifier is given: first what it
    belongs to, then its title."""


@dataclass(frozen=True)
class Sheet:
    """One file, cleaned; ``titles`` are what it calls our columns, or the template does."""

    sieve: Sieve
    titles: Mapping[str, str]
    notes: tuple[str, ...]


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
    taken = dict(home.taken[recipe.table])
    sheets = []
    with opened(files) as members:
        for member in members:
            sheets.append(_cleaned(_read(member, recipe.table), declared, home, asked, recipe))
            cells.identifying(sheets[-1].sieve, KEYS[recipe.table], taken)
            taken |= dict.fromkeys(sheets[-1].sieve.kept[KEYS[recipe.table]], member.name)
    frame = pl.concat([cast(sheet.sieve.kept, declared) for sheet in sheets])
    notes = dict.fromkeys(note for sheet in sheets for note in sheet.notes)
    report = together(
        [sheet.sieve for sheet in sheets], recipe.table, notes=(*notes, _news(frame, home, recipe))
    )
    return Loaded({recipe.table: frame}, _in_their_words(report, sheets))


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
    sieve.rows = _remembered(sieve.rows, home.tables[recipe.table], declared)
    for field in declared.fields:
        if field.filled:
            sieve.needed(field.name)
    for field in declared.fields:
        _judge(sieve, field)
    recipe.clean(sieve, home, asked)
    notes = [f"Colonne inconnue, ignorée : «{NBSP}{header}{NBSP}»." for header in ignored]
    notes += _completed(sieve, home, declared)
    made = cells.identified(sieve, KEYS[recipe.table], recipe.parts)
    if made:
        notes.append(_formed(made))
    return Sheet(sieve, declared.titles | titles, tuple(notes))


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


def _remembered(rows: pl.DataFrame, known: pl.DataFrame, declared: Declaration) -> pl.DataFrame:
    """
    Add the columns that a file lacks: lines already known keep what they say there.

    Columns that go together are kept only where the file has none of them.
    """
    (key,) = declared.key
    absent = [each for each in declared.fields if each.name not in rows.columns]
    given = {each.group for each in declared.fields if each.name in rows.columns} - {""}
    kept = [each.name for each in absent if each.group not in given and each.name != key]
    if key in rows.columns:
        rows = rows.join(known.select(key, *kept), on=key, how="left", maintain_order="left")
    empty = [each.name for each in absent if each.name not in rows.columns]
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


def _news(frame: pl.DataFrame, home: Home, recipe: Recipe) -> str:
    known = home.tables[recipe.table][KEYS[recipe.table]]
    again = frame.filter(pl.col(KEYS[recipe.table]).is_in(known.implode())).height
    return (
        f"{counted(frame.height - again, 'nouvelle ligne', 'nouvelles lignes')}, "
        f"{counted(again, 'ligne déjà connue', 'lignes déjà connues')}."
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
