"""
The register of health professionals (RPPS): how many of each profession, by commune.

The file names people. Only four of its columns are read, none of which is a name or a
means of contact; the identifier serves to count a person once and is then forgotten. A
text that is not a code never reaches the report: on a broken line it could be a name.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.domain.districts import PARENTS
from cls_dash.ingest.files import Member, TextTable, opened, read_text, refused
from cls_dash.ingest.files.records import column_names
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.sieve import Sieve, together
from cls_dash.ingest.wholeness import completeness
from cls_dash.wording import listing

PERSON: Final = "Identifiant PP"
PROFESSION: Final = "Code profession"
SKILL: Final = "Code savoir-faire"
COMMUNE: Final = "Code commune (coord. structure)"
DOCTOR: Final = "10"
_CODES: Final = {
    PROFESSION: r"^\d{2,3}$",
    SKILL: r"^[A-Z]{1,5}\d{1,4}$",
    COMMUNE: r"^\d[\dABab]?\d{3}$",
}
"""Shapes of the codes, too short for an identifier and never letters alone."""
_ACTIVITIES: Final = re.compile(r"personne.activite", re.IGNORECASE)
_DAY: Final = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(\d{4})?(?!\d)")
"""Date, with or without the time, in the name of a file."""
_NOTES: Final = (
    "Une personne compte une fois par profession et par commune où elle exerce, quel que soit "
    "le nombre de ses activités ; la somme des communes dépasse donc le nombre de personnes.",
    "Tous les modes d’exercice et toutes les catégories du fichier sont comptés : libéraux, "
    "salariés, remplaçants, militaires, étudiants.",
    "Ni nom, ni identifiant, ni coordonnée de personne n’est gardé, dans ce rapport non plus.",
)


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Count the people of each profession who practise in each commune.

    Returns
    -------
    Loaded
        ``provider_count``: ``category`` (``rpps:60``; ``rpps:10:SM54`` for a skill of
        doctors), ``commune``, ``year`` and ``n``, distinct persons; ``completeness`` and
        ``area`` where the register is whole.

    Raises
    ------
    InvalidDatasetError
        If a file lacks a column, or if neither ``asked`` nor its name says the year.
    """
    with opened(files) as members:
        activities = [each for each in members if _ACTIVITIES.search(each.path.name)] or members
        others = [each.name for each in members if each not in activities]
        year = _year(activities, asked)
        sieves = [Sieve(_read(member)) for member in activities]
    for sieve in sieves:
        _clean(sieve, asked)
    counts = _counts(pl.concat([sieve.kept for sieve in sieves]))
    table = counts.select("category", "commune", year=pl.lit(year, pl.Int64), n="n")
    left = f"Fichiers laissés de côté, qui ne disent pas où l’on exerce : {listing(others)}."
    notes = (*_NOTES, left) if others else _NOTES
    report = together(sieves, "rpps", notes=notes)
    dates = dict.fromkeys(table["category"].unique().sort(), str(year))
    whole, report = completeness(table, asked.cog, report, dates)
    return Loaded({"provider_count": table, **whole}, report, year)


def _year(members: Sequence[Member], asked: Asked) -> int:
    """Return the year asked or, failing that, the one in the names of the files."""
    if asked.year is not None:
        return asked.year
    years: list[int] = []
    for member in members:
        if not (days := _DAY.findall(member.name)):
            reason = "Le nom du fichier ne dit pas son année."
            raise refused(member.name, 1, reason, "La donner : --year 2026.")
        years.append(int(days[-1][0]))
        if years[-1] != years[0]:
            reason = "Ces fichiers ne sont pas de la même année."
            raise refused(member.name, 1, reason, "Les charger un par un.")
    return years[0]


def _read(member: Member) -> TextTable:
    """Read the four columns, however the header writes them, and none of the others."""
    with member.path.open(encoding="utf-8-sig", errors="replace") as lines:
        title = next((line for line in lines if line.strip(" \t\n|")), "")
    try:
        written = {name.casefold(): name for name in column_names(member.name, 1, title.split("|"))}
        for column in (PERSON, *_CODES):
            if column.casefold() not in written:
                reason = f"La colonne « {column} » manque au fichier."
                remedy = "Fournir le fichier PS_LibreAcces_Personne_activite de l’annuaire santé."
                raise refused(member.name, 1, reason, remedy)
        columns = {column: written[column.casefold()] for column in (PERSON, *_CODES)}
        table = read_text(member, delimiter="|", quoted=False, columns=list(columns.values()))
    except InvalidDatasetError as error:
        # The header itself may be a line about someone.
        raise InvalidDatasetError(replace(each, value="") for each in error.problems) from None
    return replace(
        table,
        rows=table.rows.select("line", **columns),
        quarantined=table.quarantined.with_columns(value=pl.lit("")),
    )


def _clean(sieve: Sieve, asked: Asked) -> None:
    sieve.needed(PERSON)
    sieve.needed(PROFESSION)
    sieve.missing(COMMUNE)
    remedy = "Rien à faire si la personne n’a pas de lieu d’exercice : elle n’est pas comptée."
    sieve.refuse(pl.col(COMMUNE).is_null(), COMMUNE, "Activité sans commune.", remedy)
    for column, shape in _CODES.items():
        _mask(sieve, column, pl.col(column).str.contains(shape))
    sieve.commune(COMMUNE, asked.cog, districts=True)


def _mask(sieve: Sieve, column: str, is_code: pl.Expr) -> None:
    """Put aside the records whose cell is not a code, and forget its text."""
    strange = sieve.rows.filter(~is_code)["line"].implode()
    sieve.rows = sieve.rows.with_columns(pl.when(is_code).then(column).alias(column))
    reason = "Cette cellule ne contient pas un code ; son texte est masqué."
    remedy = "Vérifier que les cellules de cette ligne sont dans leurs colonnes."
    sieve.refuse(pl.col("line").is_in(strange), column, reason, remedy)


def _counts(kept: pl.DataFrame) -> pl.DataFrame:
    """Return the distinct persons of each category and commune, then *arrondissement*."""
    district = pl.col(COMMUNE).is_in(list(PARENTS))
    whole = kept.with_columns(pl.col(COMMUNE).replace(dict(PARENTS)))
    kept = pl.concat([whole, kept.filter(district)])
    people = kept.select(
        category="rpps:" + pl.col(PROFESSION), commune=COMMUNE, skill=SKILL, person=PERSON
    )
    skilled = people.filter(category=f"rpps:{DOCTOR}").with_columns(
        category=pl.col("category") + ":" + pl.col("skill")
    )
    return (
        pl.concat([people, skilled.drop_nulls("skill")])
        .group_by("category", "commune")
        .agg(n=pl.col("person").n_unique().cast(pl.Int64))
        .sort("category", "commune")
    )
