"""Read the sheets that a coordinator fills: what actions and deployments have in common."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from cls_dash.ingest.contract import cells as cells
from cls_dash.ingest.contract.home import KEYS, Home, home_asked
from cls_dash.ingest.contract.words import (
    CODED,
    DEFAULTS,
    GROUPS,
    REQUIRED,
    SHEETS,
    plain,
    typed_source,
)
from cls_dash.ingest.dataset.tables import TableSchema, read_schema
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
from cls_dash.ingest.loaded import Asked, Loaded, Report
from cls_dash.ingest.sieve import Sieve, together
from cls_dash.wording import EVIDENCE, NBSP, agreeing, counted

TYPES: Final[Mapping[str, type[pl.DataType]]] = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "date": pl.Date,
}


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
    schema = read_schema(asked.data, recipe.table)
    taken = dict(home.taken[recipe.table])
    sheets = []
    with opened(files) as members:
        for member in members:
            sheets.append(_cleaned(_read(member, recipe.table), schema, home, asked, recipe))
            cells.identifying(sheets[-1].sieve, KEYS[recipe.table], taken)
            taken |= dict.fromkeys(sheets[-1].sieve.kept[KEYS[recipe.table]], member.name)
    frame = pl.concat([_typed(sheet.sieve.kept, schema) for sheet in sheets])
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
    table: TextTable, schema: TableSchema, home: Home, asked: Asked, recipe: Recipe
) -> Sheet:
    titles, ignored = _titles(table, schema)
    _require(table, schema, recipe.table, titles)
    # By name alone: as an expression, a header such as «^Axe$» is a pattern.
    named = [table.rows[header].alias(name) for name, header in titles.items()]
    rows = pl.DataFrame([table.rows["line"], *named])
    sieve = Sieve(replace(table, rows=rows))
    for name in titles:
        cells.tidied(sieve, name)
    sieve.unique(list(titles), "Cette ligne en répète une autre")
    sieve.rows = _remembered(sieve.rows, home.tables[recipe.table], KEYS[recipe.table])
    for name in REQUIRED[recipe.table]:
        sieve.needed(name)
    for field in schema.descriptor["fields"]:
        _by_schema(sieve, field)
    recipe.clean(sieve, home, asked)
    notes = [f"Colonne inconnue, ignorée : «{NBSP}{header}{NBSP}»." for header in ignored]
    notes += _completed(sieve, home, schema)
    made = cells.identified(sieve, KEYS[recipe.table], recipe.parts)
    if made:
        notes.append(_formed(made))
    return Sheet(sieve, _french(schema) | titles, tuple(notes))


def _titles(table: TextTable, schema: TableSchema) -> tuple[dict[str, str], list[str]]:
    """Return the header of each of our columns in a file, and the headers of no column."""
    ours = {plain(field["title"]): field["name"] for field in schema.descriptor["fields"]}
    ours |= {plain(name): name for name in schema.columns}
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


def _french(schema: TableSchema) -> dict[str, str]:
    return {field["name"]: field["title"] for field in schema.descriptor["fields"]}


def _require(table: TextTable, schema: TableSchema, name: str, titles: Mapping[str, str]) -> None:
    for field in schema.descriptor["fields"]:
        if field["name"] in REQUIRED[name] and field["name"] not in titles:
            reason = "Cette colonne manque au fichier."
            remedy = f"Reprendre l’en-tête du modèle : cls-dash template {name}."
            raise refused(table.file, 1, reason, remedy, field["title"])


def _remembered(rows: pl.DataFrame, known: pl.DataFrame, key: str) -> pl.DataFrame:
    """
    Add the columns that a file lacks: lines already known keep what they say there.

    Columns that go together are kept only where the file has none of them.
    """
    absent = [name for name in known.columns if name not in rows.columns]
    broken = {name for group in GROUPS for name in group if set(group) & set(rows.columns)}
    kept = [name for name in absent if name not in broken and name != key]
    if key in rows.columns:
        rows = rows.join(known.select(key, *kept), on=key, how="left", maintain_order="left")
    empty = [name for name in absent if name not in rows.columns]
    return rows.with_columns(pl.lit(None, pl.String).alias(name) for name in empty)


def _by_schema(sieve: Sieve, field: Mapping[str, Any]) -> None:
    """Read a column as its type says; dates and keys are for the steps of each table."""
    name, bounds = field["name"], field.get("constraints", {})
    if name in CODED:
        cells.coded(sieve, name, CODED[name])
    elif field["type"] == "string" and "pattern" not in bounds:
        cells.contactless(sieve, name)
    elif field["type"] == "integer":
        euros = pl.col(name).str.replace(r"(?i)\s*(€|euros?)$", "")
        sieve.correct(name, euros, "Nombre sans son unité.")
        sieve.integer(name, lowest=bounds.get("minimum", 0))
        reason = "Ce nombre est hors des valeurs possibles."
        above = pl.col(name) > bounds.get("maximum", 2**31)
        sieve.refuse(above, name, reason, f"Écrire au plus {bounds.get('maximum')}.")
    elif field["type"] == "number":
        sieve.number(name, lowest=bounds.get("minimum"), highest=bounds.get("maximum"))


def _completed(sieve: Sieve, home: Home, schema: TableSchema) -> list[str]:
    """Give their default to empty cells; return what was said in their name."""
    cells.listed(
        sieve, "source", home.lists["source"],
        reason="Cette source n’a pas de fiche.",
        remedy="Laisser vide, ou ajouter sa fiche à sources.csv.",
    )  # fmt: skip
    titles = _french(schema)
    notes = []
    for name, code in DEFAULTS.items():
        if name in sieve.rows.columns:
            notes += _said(sieve, name, titles[name], pl.lit(code), CODED[name][code])
    illustrative = pl.col("evidence").fill_null("") == "illustrative"
    typed = pl.lit(typed_source(home.slug))
    source = pl.when(illustrative).then(pl.lit("illustrative")).otherwise(typed)
    notes += _said(sieve, "source", titles["source"], source, "saisie du territoire")
    notes += _attested(sieve, pl.col("source") == typed, titles["evidence"])
    sieve.refuse(
        illustrative != (pl.col("source") == "illustrative"), "evidence",
        "La nature du fait et sa source se contredisent.",
        "Un fait illustratif cite la source illustrative, et lui seul.",
    )  # fmt: skip
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


def _typed(kept: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    return kept.select(pl.col(name).cast(TYPES[kind]) for name, kind in schema.types.items())


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
