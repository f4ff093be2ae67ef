"""
Read the Drees's *accessibilité potentielle localisée* to general practitioners.

The workbook has one sheet a year (``APL 2023``); above each header stand titles and
notes, below it a row of units. The header is found by its words, wherever it is.

Paris, Marseille and Lyon come by municipal *arrondissement*, and some communes merged
since. The Drees says how to join them: the mean, weighted by the standardised
population that the sheet gives. That is what is done here.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.domain.districts import PARENTS
from cls_dash.ingest.columns.observations import (
    keep_first,
    observations,
    sheet_below,
    split_holes,
    status_of,
)
from cls_dash.ingest.files import (
    Member,
    TextTable,
    is_workbook,
    opened,
    read_text,
    refused,
    sheet_names,
)
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.recognise.words import plain
from cls_dash.ingest.sieve import Sieve, together
from cls_dash.ingest.texts import bare_code

CODES: Final = ("code commune insee", "code commune", "code insee", "codgeo", "commune")
"""Titles that the column of codes has had, the surest first."""
DOCTORS: Final = "apl aux medecins generalistes"
WEIGHT: Final = "population standardisee"
HIGHEST: Final = 100
"""Consultations a year and an inhabitant: the highest published are near 40."""
INDICATOR: Final = "gp_accessibility"
NOTES: Final = (
    "Unité : consultations par an et par habitant, pour une population standardisée par âge.",
    "Arrondissements municipaux et communes fusionnées : moyenne pondérée par la population"
    " standardisée, comme la Drees le prescrit.",
    "Une commune sans valeur reste sans valeur. Les colonnes de population ne sont pas chargées.",
)
_AGE: Final = re.compile(r"\b(60|62|65) ans\b")
_YEAR: Final = re.compile(r"(?<![0-9])20[0-9][0-9](?![0-9])")
_REMEDY: Final = (
    "Fournir le classeur de la Drees « APL aux médecins généralistes », tel que publié."
)


@dataclass(frozen=True)
class _Sheet:
    """The sheet of one year while it is cleaned."""

    sieve: Sieve
    year: str
    code: str
    weight: str | None
    measures: dict[str, str]
    """Column of each indicator."""


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read APL workbooks as observations of communes, for the year asked or every year.

    Indicators are ``gp_accessibility`` and, leaving out the doctors over an age,
    ``gp_accessibility_65``, ``_62`` and ``_60``: consultations a year and an inhabitant.

    Raises
    ------
    InvalidDatasetError
        If no sheet has the year asked, a header or the unit expected.
    """
    with opened(files) as members:
        found = [each for member in members for each in _tables(member, asked.year)]
    if not found:
        raise refused(files[0].name, 1, "Ce classeur n’a aucune feuille lisible.", _REMEDY)
    sheets = [_sheet(table, year) for table, year in found]
    for sheet in sheets:
        _clean(sheet, asked)
    sieves = [sheet.sieve for sheet in sheets]
    keep_first(sieves, ("_year", "_code"))
    rows = pl.concat([part for sheet in sheets for part in _joined(sheet, asked.cog)])
    years = {sheet.year for sheet in sheets}
    return Loaded(
        tables={"observation": observations(rows, asked)},
        report=together(sieves, "apl", notes=NOTES),
        year=int(years.pop()) if len(years) == 1 else None,
    )


def _tables(member: Member, asked: int | None) -> Iterator[tuple[TextTable, str]]:
    """Yield the table of each year; a sheet or a file bears its year in its name."""
    if not is_workbook(member):
        yield read_text(member), _year(member, member.path.stem, asked)
        return
    sheets = sheet_names(member)
    dated = [sheet for sheet in sheets if _YEAR.search(sheet)]
    wanted = [sheet for sheet in dated if asked is None or str(asked) in sheet]
    if dated and not wanted:
        reason = "Aucune feuille n’est de l’année demandée."
        raise refused(member.name, 1, reason, f"Choisir parmi : {', '.join(dated)}.", str(asked))
    for sheet in wanted or sheets[:1]:
        table = sheet_below(member, sheet, CODES)
        if table is None:
            reason = "Cette feuille n’a pas de colonne « Code commune INSEE »."
            raise refused(f"{member.name} › {sheet}", 1, reason, _REMEDY)
        yield table, _year(member, sheet, asked)


def _year(member: Member, name: str, asked: int | None) -> str:
    said = _YEAR.search(name)
    year = said[0] if said else str(asked or "")
    if not year or (asked is not None and year != str(asked)):
        reason = "L’année n’est pas dite, ou n’est pas celle qui est demandée."
        raise refused(member.name, 1, reason, "Donner --year, l’année de l’APL.", name)
    return year


def _sheet(table: TextTable, year: str) -> _Sheet:
    """Find the columns; titles may end in a space, break a line or speak of an age."""
    titles = {plain(column): column for column in reversed(table.rows.columns)}
    code = next((titles[title] for title in CODES if title in titles), None)
    measures: dict[str, str] = {}
    for title, column in titles.items():
        age = _AGE.search(title)
        if title.startswith(DOCTORS) and (age or " ans" not in title):
            measures[f"{INDICATOR}_{age[1]}" if age else INDICATOR] = column
    if code is None or INDICATOR not in measures:
        reason = "Il manque la colonne « Code commune INSEE » ou « APL aux médecins généralistes »."
        raise refused(table.file, 1, reason, _REMEDY)
    weight = next((titles[title] for title in titles if title.startswith(WEIGHT)), None)
    records = _records(table, code, measures[INDICATOR])
    return _Sheet(Sieve(records), year, code, weight, measures)


def _records(table: TextTable, code: str, measure: str) -> TextTable:
    """
    Leave out the row of units and the notes below the table.

    Raises
    ------
    InvalidDatasetError
        If the units are not consultations: the same title would mean something else.
    """
    sentence = pl.col(code).is_null() | pl.col(code).str.contains(r"\s")
    number = pl.col(measure).str.contains(r"^-?[0-9.,]+$").fill_null(value=False)
    notes = table.rows.filter(sentence & ~number)
    units = table.rows.head(1).filter(sentence & ~number)[measure].drop_nulls()
    if any("consultation" not in plain(unit) for unit in units):
        reason = "L’unité n’est pas le nombre de consultations par an et par habitant."
        raise refused(table.file, notes["line"][0], reason, _REMEDY, units[0])
    rows = table.rows.filter(~pl.col("line").is_in(notes["line"].implode()))
    return replace(table, rows=rows, read=table.read - notes.height)


def _clean(sheet: _Sheet, asked: Asked) -> None:
    sieve, code = sheet.sieve, sheet.code
    published = bare_code(code).str.zfill(5)
    sieve.rows = sieve.rows.with_columns(_year=pl.lit(sheet.year), _code=published)
    sieve.needed(code)
    sieve.commune(code, asked.cog)
    for column in sheet.measures.values():
        split_holes(sieve, column)
        sieve.number(column, lowest=0, highest=HIGHEST)
    if sheet.weight is None:
        sieve.rows = sieve.rows.with_columns(_weight=pl.lit(None, pl.Float64))
    else:
        sieve.number(sheet.weight, lowest=0)
        sieve.rows = sieve.rows.with_columns(_weight=sheet.weight)


def _joined(sheet: _Sheet, cog: Cog) -> Iterator[pl.DataFrame]:
    """
    Yield each indicator, one row a present commune: the mean of what it is made of.

    *Arrondissements* have theirs as well.
    """
    sieve, code = sheet.sieve, sheet.code
    _refuse_alone(sheet, cog)
    for indicator, column in sheet.measures.items():
        value, weight = pl.col(column), pl.col("_weight")
        alone, known = pl.len() == 1, value.null_count() == 0
        mean = (value * weight).sum() / weight.sum()
        hole = pl.when(alone).then(pl.col(status_of(column)).first()).otherwise(pl.lit("missing"))
        own = sieve.kept.filter(pl.col("_code").is_in(list(PARENTS)))
        yield (
            pl.concat([sieve.kept, own.with_columns(pl.col("_code").alias(code))])
            .group_by(pl.col(code).alias("geography"), maintain_order=True)
            .agg(
                value=pl.when(alone).then(value.first()).when(known).then(mean),
                status=pl.when(known).then(pl.lit("observed")).otherwise(hole),
            )
            .select(
                "geography", "value", "status",
                indicator=pl.lit(indicator), level=pl.lit("commune"), year=pl.lit(sheet.year),
                name=pl.lit(None, pl.String),
                lower=pl.lit(None, pl.Float64), upper=pl.lit(None, pl.Float64),
            )
        )  # fmt: skip


def _refuse_alone(sheet: _Sheet, cog: Cog) -> None:
    """Put aside the lines of a commune that has not all its parts, each with its weight."""
    sieve, code = sheet.sieve, sheet.code
    kept = sieve.standing()
    parts = pl.col("_code").n_unique().over(code)
    whole = pl.col("_code").filter(kept).n_unique().over(code) == parts
    weighed = (pl.col("_weight") > 0).fill_null(value=False)
    districts = Counter(into for part, into in cog.successors.items() if part in PARENTS)
    fewest = pl.col(code).replace_strict(districts, default=2, return_dtype=pl.Int64)
    moved = pl.col("_code") != pl.col(code)
    sieve.refuse(
        kept & (((parts > 1) & ~(whole & weighed)) | (moved & (parts < fewest))), code,
        "Ce n’est qu’une partie de la commune actuelle ; une autre manque, est refusée ou n’a pas"
        " de population standardisée : la moyenne ne se calcule pas.",
        "Donner toutes les lignes de cette commune, avec leur population standardisée.",
    )  # fmt: skip
