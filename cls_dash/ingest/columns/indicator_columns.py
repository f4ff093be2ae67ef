"""What the columns of a table of values are for, as people title them."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cls_dash.ingest.columns.observations import LEVELS
from cls_dash.ingest.contract.words import plain
from cls_dash.ingest.files import TextTable, refused

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
        "name": ("name", "nom", "libelle", "libgeo", "libelle geographique", "nom commune"),
        "year": ("year", "annee", "an", "millesime", "periode"),
        "value": ("value", "valeur", "valeurs", "obs value"),
        "lower": ("lower", "borne basse", "borne inferieure", "ic bas"),
        "upper": ("upper", "borne haute", "borne superieure", "ic haut"),
        "status": ("status", "statut", "etat"),
        "indicator": ("indicator", "indicateur", "code indicateur"),
        "unit": ("unit", "unite"),
    }
)
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
    " faut, indicateur, niveau, sexe, borne basse, borne haute, statut."
)


@dataclass(frozen=True)
class Columns:
    """The columns of one file, by what they are for."""

    code: str
    level: str
    """Level that the title of the codes says, or nothing."""
    of: dict[str, str]
    """Column of each part, among ``TITLES``."""
    dimensions: list[str]
    ignored: list[str]


def find_columns(table: TextTable) -> Columns:
    """
    Return what each column is for; that of values may bear the name of the indicator.

    Raises
    ------
    InvalidDatasetError
        If the codes or the values have no column.
    """
    titles = {plain(name): name for name in table.rows.columns if name != "line"}
    code = next((title for title in CODES if title in titles), None)
    of = {
        part: titles[found]
        for part, known in TITLES.items()
        if (found := next((title for title in known if title in titles), None))
    }
    others = [name for name in titles.values() if name not in of.values()]
    if code is not None:
        others.remove(titles[code])
    dimensions = [name for name in others if plain(name) in DIMENSIONS]
    ignored = [name for name in others if name not in dimensions]
    measures = [name for name in ignored if plain(name) not in CODES]
    if "value" not in of and len(measures) == 1:
        of["value"] = measures[0]
        ignored.remove(measures[0])
    if code is None or "value" not in of:
        reason = "Il manque la colonne des codes ou celle des valeurs."
        raise refused(table.file, 1, reason, REMEDY, ", ".join(titles.values()))
    return Columns(titles[code], CODES[code], of, dimensions, ignored)
