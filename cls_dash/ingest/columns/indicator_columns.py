"""What the columns of a table of values are for, as people title them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import polars as pl

from cls_dash.ingest.columns.observations import LEVELS
from cls_dash.ingest.files import TextTable, refused
from cls_dash.ingest.recognise.words import plain, titled
from cls_dash.wording import listing

CODES: Final = MappingProxyType(
    {
        "geography": "",
        "code geographique": "",
        "code geo": "",
        "codgeo": "",
        "code insee commune": "commune",
        "code commune insee": "commune",
        "code commune": "commune",
        "depcom": "commune",
        "insee com": "commune",
        "code insee de la commune": "commune",
        "com": "commune",
        "codecom": "commune",
        "cog": "commune",
        "codinsee": "commune",
        "inseecom": "commune",
        "code insee": "",
        "insee": "",
        "code epci": "epci",
        "siren epci": "epci",
        "siren": "epci",
        "code departement": "departement",
        "code region": "region",
        "commune": "commune",
        "epci": "epci",
        "departement": "departement",
        "dep": "departement",
        "region": "region",
        "reg": "region",
        "code": "",
    }
)
"""Titles of the column of codes, the surest first, and the level that each one says."""
TITLES: Final = MappingProxyType(
    {
        "level": ("level", "niveau", "maille", "echelle"),
        "name": (
            "name",
            "nom",
            "libelle",
            "libgeo",
            "libelle geographique",
            "nom commune",
            "nom com",
            "nom comm",
            "commune",
            "libelle commune",
            "nom de la commune",
            "lib com",
        ),
        "year": ("year", "annee", "an", "millesime", "periode"),
        "value": ("value", "valeur", "valeurs", "obs value"),
        "lower": ("lower", "borne basse", "borne inferieure", "ic bas"),
        "upper": ("upper", "borne haute", "borne superieure", "ic haut"),
        "status": ("status", "statut", "etat"),
        "indicator": ("indicator", "indicateur", "code indicateur"),
        "unit": ("unit", "unite"),
    }
)
_YEAR: Final = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2}(?:\s*[/–-]\s*(?:19|20)[0-9]{2})?)(?![0-9])"
)
"""Year, or years, in the title of a column."""
_NOTHING: Final = frozenset({"", "valeur", "valeurs", "value", "annee", "an", "year", "en"})
"""What the title of a column of one year may say beside it, that names no indicator."""
DIMENSIONS: Final = frozenset(
    {
        "sexe", "genre", "cause", "age", "classe d age", "tranche d age", "groupe d age",
        "pathologie", "maladie", "profession", "categorie", "modalite", "public", "type",
    }
)  # fmt: skip
LEVEL_WORDS: Final = MappingProxyType(
    {plain(word): code for code, label in LEVELS.items() for word in (code, label, f"{label}s")}
    | {"france": "pays", "intercommunalite": "epci"}
)
STATUS_WORDS: Final = MappingProxyType(
    {
        "observed": "observed", "observe": "observed", "observee": "observed",
        "derived": "derived", "calcule": "derived", "calculee": "derived",
        "missing": "missing", "absent": "missing", "absente": "missing", "manquant": "missing",
        "manquante": "missing", "withheld": "withheld", "secret": "withheld",
        "secret statistique": "withheld", "not applicable": "not_applicable",
        "sans objet": "not_applicable",
    }
)  # fmt: skip
REMEDY: Final = (
    "Nommer les colonnes : code (ou code_insee, departement…), année, valeur ; et, s’il le"
    " faut, indicateur, niveau, sexe, borne basse, borne haute, statut ; ou dire lesquelles en"
    " tiennent lieu : --column commune=TITRE --column value=TITRE, et --year sans colonne d’année."
)


@dataclass(frozen=True)
class Columns:
    """The columns of one file, by what they are for."""

    code: str
    """Column of codes, or nothing."""
    level: str
    """Level that the title of the codes says, or nothing."""
    of: dict[str, str]
    """Column of each part, among ``TITLES``."""
    dimensions: list[str]
    ignored: list[str]


def years_unfolded(table: TextTable, given: Mapping[str, str]) -> TextTable:
    """
    Return a table whose columns of years, if it has several, are a record for each year.

    Where the person names the column of values, the others are left.
    """
    known = {plain(name) for name in table.rows.columns}
    years = _years(name for name in table.rows.columns if name != "line")
    if not years or "value" in given or known & {*TITLES["year"], *TITLES["value"]}:
        return table
    kept = [name for name in table.rows.columns if name not in years]
    rows = table.rows.unpivot(list(years), index=kept, variable_name="_title", value_name="valeur")
    of = {title: year for title, (_, year) in years.items()}
    what = {title: words for title, (words, _) in years.items()}
    rows = rows.with_columns(annee=pl.col("_title").replace(of))
    named = any(plain(words) not in _NOTHING for words in what.values())
    if named and not known & {*TITLES["indicator"]}:
        rows = rows.with_columns(indicateur=pl.col("_title").replace(what))
    rows = rows.drop("_title").sort("line", "annee", maintain_order=True)
    titles = listing(list(years))
    note = f"{table.file} : une colonne par année ({titles}), lue comme une ligne par année."
    return replace(table, rows=rows, notes=(*table.notes, note))


def _years(titles: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return what a column is of and its year, where several columns differ by the year alone."""
    found = {}
    for title in titles:
        if len(years := _YEAR.findall(title)) == 1:
            words = " ".join(_YEAR.sub(" ", title).replace("_", " ").split()).strip(" -–:,")
            found[title] = words, years[0]
    alike = Counter(plain(words) for words, _ in found.values())
    return {title: each for title, each in found.items() if alike[plain(each[0])] > 1}


def score_columns(header: Sequence[str], given: Mapping[str, str]) -> int:
    """Return how many columns a row of titles has; 0 where codes or values have none."""
    titles = {plain(name): name for name in header if plain(name)}
    years = _years(titles.values())
    columns = _columns({said: each for said, each in titles.items() if each not in years}, given)
    if columns.code and ("value" in columns.of or years):
        return 1 + len(columns.of) + len(columns.dimensions) + bool(years)
    return 0


def find_columns(table: TextTable, given: Mapping[str, str]) -> Columns:
    """
    Return what each column is for; that of values may bear the name of the indicator.

    ``given`` has the header of some columns, as the person says: ``commune`` or ``code``,
    ``value``, ``year``…

    Raises
    ------
    InvalidDatasetError
        If the codes or the values have no column.
    """
    titles = {plain(name): name for name in table.rows.columns if name != "line"}
    columns = _columns(titles, given)
    if not columns.code or "value" not in columns.of:
        reason = "Il manque la colonne des codes ou celle des valeurs."
        raise refused(table.file, table.header, reason, REMEDY, ", ".join(titles.values()))
    return columns


def _columns(titles: Mapping[str, str], given: Mapping[str, str]) -> Columns:
    """Return what each column is for, by its title in plain words; codes may have none."""
    asked = {role: plain(header) for role, header in given.items() if plain(header) in titles}
    code = next((asked[role] for role in ("code", *LEVELS) if role in asked), None)
    code = code or next((title for title in CODES if title in titles), None)
    of = titled(titles.values(), TITLES)
    of |= {role: titles[title] for role, title in asked.items() if role in TITLES}
    of = {part: name for part, name in of.items() if code is None or name != titles[code]}
    others = [name for name in titles.values() if name not in of.values()]
    if code is not None:
        others.remove(titles[code])
    dimensions = [name for name in others if plain(name) in DIMENSIONS]
    ignored = [name for name in others if name not in dimensions]
    measures = [name for name in ignored if plain(name) not in CODES]
    if "value" not in of and len(measures) == 1:
        of["value"] = measures[0]
        ignored.remove(measures[0])
    if code is None:
        return Columns("", "", of, dimensions, ignored)
    level = next((role for role in LEVELS if asked.get(role) == code), CODES.get(code, ""))
    return Columns(titles[code], level, of, dimensions, ignored)
