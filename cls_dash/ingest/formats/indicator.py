"""
Read any table of values by place and year: code, year, value.

French titles are understood. The level comes from a column, from the title of the codes
(``departement``) or from the codes; a code of two figures that is a département and a
region is asked about, never guessed. Columns such as ``sexe`` or ``cause`` make as many
indicators as they have words: none is ever added to, or mixed with, another.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.domain.regions import REGIONS
from cls_dash.ingest.columns.given import check_given, headers_of
from cls_dash.ingest.columns.indicator_cards import draft_cards, name_indicators
from cls_dash.ingest.columns.indicator_columns import (
    CODES,
    LEVEL_WORDS,
    REMEDY,
    STATUS_WORDS,
    TITLES,
    Columns,
    find_columns,
    score_columns,
    years_unfolded,
)
from cls_dash.ingest.columns.indicator_secrecy import secrecy_notes
from cls_dash.ingest.columns.named_codes import check_names
from cls_dash.ingest.columns.observations import (
    KEY,
    LEVELS,
    OBSERVATION,
    check_places,
    check_splits,
    keep_first,
    observations,
    sheet_below,
    split_holes,
    status_of,
)
from cls_dash.ingest.files import (
    Member,
    TextTable,
    find_tables,
    is_workbook,
    opened,
    read_text,
    refused,
    sheet_names,
)
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.recognise.words import plain
from cls_dash.ingest.sieve import Sieve, together
from cls_dash.ingest.texts import bare_code, looked_up
from cls_dash.wording import listing

_PLACE: Final = r"^(?:[0-9][0-9AaBb]?[0-9]{0,3}(?:[.,]0+)?|[0-9]{9}|FR.*|F|FM)$"
"""What a code of a place may look like."""


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read tables of values as observations, and make a card of each indicator without one.

    Raises
    ------
    InvalidDatasetError
        If a file lacks the codes, the values, or anything that says the year.
    """
    notes: list[str] = []
    with opened(files) as members:
        tables = [(member, table) for member in members for table in _tables(member, asked.columns)]
    headers = tuple(headers_of(table) for _, table in tables)
    check_given(files[0].name, asked.columns, chain(*headers), ("code", *LEVELS, *TITLES))
    sieves = [_settled(member, table, asked, notes) for member, table in tables]
    keep_first(sieves)
    rows = pl.concat([sieve.kept.select(*OBSERVATION, "title", "unit") for sieve in sieves])
    cards = draft_cards(rows, asked.data / "indicators", counts=asked.counts)
    if cards.height:
        notes.append(
            f"Indicateurs sans fiche : {cards.height}. Leur unité et leur définition viennent du"
            " fichier, leur sens n’est pas dit : écrire leur fiche dans le dossier indicators."
        )
    notes += secrecy_notes(rows, cards, asked)
    years = rows["year"].unique().to_list()
    return Loaded(
        tables={"observation": observations(rows, asked), "indicator": cards},
        report=together(sieves, "indicator", notes=notes),
        year=int(years[0]) if len(years) == 1 and years[0].isdecimal() else None,
        headers=headers,
    )


def _settled(member: Member, table: TextTable, asked: Asked, notes: list[str]) -> Sieve:
    """Return the records of a table as observations, each with its title and unit."""
    table = years_unfolded(table, asked.columns)
    sieve = Sieve(table)
    columns = find_columns(table, asked.columns)
    if columns.ignored:
        notes.append(f"{table.file} : colonnes non lues : {', '.join(columns.ignored)}.")
    check_names(sieve, columns.code, columns.of.get("name"), asked.cog)
    _set_level(sieve, columns)
    _set_year(sieve, columns.of.get("year"), asked.year)
    check_places(sieve, columns.code, asked.cog, pl.col("_year"), columns.of.get("name"))
    check_splits(sieve, columns.code, "_year")
    _set_values(sieve, columns)
    _set_indicator(sieve, columns, _title(member, columns.of["value"]))
    nothing = pl.lit(None, pl.String)
    sieve.rows = sieve.rows.select(
        "line",
        indicator="_indicator",
        level="_level",
        geography=columns.code,
        name=columns.of.get("name", nothing),
        year="_year",
        value=columns.of["value"],
        lower="_lower",
        upper="_upper",
        status="_status",
        title="_title",
        unit=columns.of.get("unit", nothing),
        other=pl.concat_str([*columns.ignored, pl.lit("")], separator=" ", ignore_nulls=True),
    )
    _refuse_undecided(sieve)
    return sieve


def _tables(member: Member, given: Mapping[str, str]) -> list[TextTable]:
    """Return the tables of a file that have codes and values; failing that, its first one."""

    def score(header: Sequence[str]) -> int:
        return score_columns(header, given)

    if found := find_tables(member, score):
        return _of_places(found, given)
    if not is_workbook(member):
        return [read_text(member)]
    tables = (sheet_below(member, sheet, CODES) for sheet in sheet_names(member))
    table = next((each for each in tables if each is not None), None)
    if table is None:
        raise refused(member.name, 1, "Aucune feuille n’a de colonne de codes.", REMEDY)
    return [table]


def _of_places(tables: list[TextTable], given: Mapping[str, str]) -> list[TextTable]:
    """Leave out the sheets whose codes are of no place: a dictionary of columns, a list."""
    codes = [find_columns(years_unfolded(table, given), given).code for table in tables]
    kept = [
        table
        for table, code in zip(tables, codes, strict=True)
        if table.rows[code].str.contains(_PLACE).any()
    ]
    if not kept:
        return tables[:1]
    left = [each.file for each in tables if each.file not in {table.file for table in kept}]
    note = f"Feuilles sans code de lieu, non lues : {listing(left)}."
    return [replace(table, notes=(*table.notes, *([note] if left else []))) for table in kept]


def _title(member: Member, value: str) -> str:
    """Return what names the only indicator of a file: the title of its values, or its own."""
    if plain(value) not in TITLES["value"] and not re.fullmatch("(19|20)[0-9]{2}", value):
        return value
    stem = member.path.stem
    named = re.sub(r"[\W_]*(19|20)[0-9][0-9]$", "", stem) or stem
    return " ".join(named.replace("_", " ").split()).capitalize()


def _set_level(sieve: Sieve, columns: Columns) -> None:
    code = bare_code(columns.code)
    figures = code.str.contains(r"^[0-9]{1,2}$")
    if "level" in columns.of:
        column = columns.of["level"]
        words = sieve.rows[column].drop_nulls().unique()
        level = looked_up(column, {word: LEVEL_WORDS.get(plain(word)) for word in words})
        reason = "Cette maille est inconnue."
        remedy = f"Choisir parmi : {', '.join(LEVELS.values())}."
        sieve.rows = sieve.rows.with_columns(_level=level)
        sieve.refuse(pl.col("_level").is_null(), column, reason, remedy)
    elif columns.level:
        sieve.rows = sieve.rows.with_columns(_level=pl.lit(columns.level))
    else:
        sieve.rows = sieve.rows.with_columns(
            _level=pl.when(code.str.contains(r"^[0-9]{9}$"))
            .then(pl.lit("epci"))
            .when(code.str.contains(r"^([0-9]{4}|([0-9]{2}|2[AB])[0-9]{3})$"))
            .then(pl.lit("commune"))
            .when(code.str.contains("^(2[AB]|97[1-8])$") | (figures & ~_regional(code)))
            .then(pl.lit("departement"))
            .when(code.is_in(["F", "FR", "FRANCE"]))
            .then(pl.lit("pays"))
        )
        unknown = pl.col("_level").is_null()
        remedy = "Ajouter une colonne « niveau » : commune, EPCI, département, région…"
        both = "Ce code est celui d’un département et celui d’une région."
        sieve.refuse(unknown & figures, columns.code, both, remedy)
        sieve.refuse(unknown & ~figures, columns.code, "La maille ne se devine pas.", remedy)


def _regional(code: pl.Expr) -> pl.Expr:
    return code.str.zfill(2).is_in(list(REGIONS))


def _set_year(sieve: Sieve, column: str | None, asked: int | None) -> None:
    if column is None:
        if asked is None:
            reason = "Rien ne dit l’année de ces valeurs."
            remedy = "Ajouter une colonne « année », ou donner --year."
            raise refused(sieve.file, 1, reason, remedy)
        sieve.rows = sieve.rows.with_columns(_year=pl.lit(str(asked)))
        return
    sieve.needed(column)
    year = pl.col(column).str.replace(r"\.0$", "")
    joined = year.str.replace(r"^([0-9]{4})\s*[/–-]\s*([0-9]{4})$", "${1}-${2}")
    sieve.correct(column, joined, "Année ou période : 2022 ou 2023-2024.")
    sieve.refuse(
        ~pl.col(column).str.contains(r"^(19|20)[0-9][0-9](-(19|20)[0-9][0-9])?$"), column,
        "Ce n’est ni une année ni une période.", "Écrire 2022, ou 2023-2024.",
    )  # fmt: skip
    if asked is not None:
        sieve.refuse(
            pl.col(column) != str(asked), column,
            "L’année n’est pas celle qui est demandée.", "Retirer --year, ou cette ligne.",
        )  # fmt: skip
    sieve.rows = sieve.rows.with_columns(_year=column)


def _set_values(sieve: Sieve, columns: Columns) -> None:
    value = columns.of["value"]
    for part in ("value", "lower", "upper"):
        if part in columns.of:
            column = columns.of[part]
            bare = pl.col(column).str.replace(r"\s*%$", "")
            sieve.correct(column, bare, "Signe % retiré : l’unité est dans la fiche.")
            noted = r"^([0-9 .,]*[0-9])\s*(\*+|\((?:p|e|r|d|s?d|prov\.?)\))$"
            unmarked = pl.col(column).str.replace(noted, "$1")
            sieve.correct(column, unmarked, "Appel de note retiré : provisoire, estimé ou révisé.")
            split_holes(sieve, column)
            sieve.number(column)
        bound = pl.col(columns.of[part]) if part in columns.of else pl.lit(None, pl.Float64)
        sieve.rows = sieve.rows.with_columns(bound.alias(f"_bound_{part}"))
    lower, upper = pl.col("_bound_lower"), pl.col("_bound_upper")
    sieve.refuse(
        (lower > pl.col(value)) | (upper < pl.col(value)) | (lower > upper), value,
        "La valeur n’est pas entre ses bornes.", "Vérifier la valeur et les deux bornes.",
    )  # fmt: skip
    sieve.rows = sieve.rows.with_columns(_lower=lower, _upper=upper, _status=status_of(value))
    if "status" in columns.of:
        _set_status(sieve, columns.of["status"], value)


def _set_status(sieve: Sieve, column: str, value: str) -> None:
    """Let a column say why there is no value; it may not contradict it."""
    words = sieve.rows[column].drop_nulls().unique()
    said = looked_up(column, {word: STATUS_WORDS.get(plain(word)) for word in words})
    sieve.refuse(
        pl.col(column).is_not_null() & said.is_null(), column,
        "Cet état est inconnu.", "Choisir parmi : observée, calculée, absente, secret, sans objet.",
    )  # fmt: skip
    sieve.refuse(
        said.is_in(["observed", "derived"]) != pl.col(value).is_not_null(), column,
        "L’état et la valeur se contredisent.",
        "Donner une valeur, ou l’état qui dit pourquoi il n’y en a pas.",
    )  # fmt: skip
    sieve.rows = sieve.rows.with_columns(_status=pl.coalesce(said, "_status"))


def _set_indicator(sieve: Sieve, columns: Columns, title: str) -> None:
    if "indicator" in columns.of:
        named = columns.of["indicator"]
        sieve.needed(named)
    else:
        named = "_named"
        sieve.rows = sieve.rows.with_columns(_named=pl.lit(title))
    name_indicators(sieve, [named, *columns.dimensions])


def _refuse_undecided(sieve: Sieve) -> None:
    """Put aside several values of one place and year that an unread column tells apart."""
    kept = sieve.standing()
    several = [pl.col(name).filter(kept).n_unique().over(KEY) > 1 for name in ("other", "value")]
    sieve.refuse(
        kept & pl.all_horizontal(several), "",
        "Ce lieu a plusieurs valeurs pour cette année, qu’une colonne non lue distingue.",
        "Nommer cette colonne « modalité » pour en faire des indicateurs, ou choisir une valeur.",
    )  # fmt: skip
