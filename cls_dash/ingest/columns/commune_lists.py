"""Lists of communes that people make: codes alone, or a table with names and dates."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from cls_dash.ingest.columns.given import headers_of
from cls_dash.ingest.columns.named_codes import check_names
from cls_dash.ingest.files import (
    Member,
    TextTable,
    find_tables,
    is_workbook,
    opened,
    read_sheet,
    read_text,
    refused,
)
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.recognise.places import Places
from cls_dash.ingest.recognise.words import plain, titled
from cls_dash.ingest.sieve import CODE, Sieve
from cls_dash.wording import listing

TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "commune": (
        "code insee", "insee", "code commune", "insee com", "codgeo", "depcom", "com", "cog",
        "code insee commune", "code insee de la commune", "code", "commune", "communes",
    ),
    "starts_on": ("starts on", "entree", "date d entree", "debut", "date de debut", "depuis"),
    "ends_on": ("ends on", "sortie", "date de sortie", "fin", "date de fin", "jusqu au"),
    "basis": ("basis", "fondement"),
    "name": ("nom", "nom de la commune", "nom commune", "nom com", "libelle", "libgeo", "commune"),
}  # fmt: skip
"""Headers of each column, the surest first: «commune» may be that of names."""
_CODE: Final = re.compile(r"\d{4}|\d[\dABab]\d{3}", re.ASCII)


def read_codes(path: Path, cog: Cog) -> Sieve:
    """
    Read a list of communes: a table that has their INSEE codes, or codes alone.

    Raises
    ------
    InvalidDatasetError
        If the file is no table, or has no column of codes.
    """
    with opened([path]) as members:
        return cleaned(the_list(path, members, {}), cog, {})[0]


def the_list(path: Path, members: Sequence[Member], given: Mapping[str, str]) -> TextTable:
    """
    Return the only list of communes of a file.

    Raises
    ------
    InvalidDatasetError
        If there are several, or the file cannot be read.
    """
    if len(members) > 1:
        reason = "L’archive contient plusieurs fichiers."
        raise refused(path.name, 1, reason, "N’y laisser que la liste des communes.")
    member = members[0]

    def score(header: Sequence[str]) -> int:
        found = _found(header, given)
        return len(found) if "commune" in found else 0

    tables = find_tables(member, score)
    if len(tables) > 1:
        sheets = listing([each.file for each in tables])
        reason = "Plusieurs feuilles ont une liste de communes."
        raise refused(path.name, 1, reason, "N’en laisser qu’une dans le classeur.", sheets)
    if tables:
        return tables[0]
    if is_workbook(member):
        return read_sheet(member)
    table = read_text(member)
    columns = [column for column in table.rows.columns if column != "line"]
    if len(columns) == 1 and _CODE.fullmatch(columns[0]):
        return read_text(member, header=("commune",))
    return table


def _found(headers: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """Return the header of each of our columns in a row of titles."""
    known = {plain(header): header for header in headers}
    said = {name: known[plain(each)] for name, each in given.items() if plain(each) in known}
    found = titled(headers, TITLES) | said
    if found.get("name") == found.get("commune"):
        found.pop("name", None)
    return found


def cleaned(table: TextTable, cog: Cog, given: Mapping[str, str]) -> tuple[Sieve, list[str]]:
    """Return the records with our columns, communes being present ones, and what is ignored."""
    found = _found(headers_of(table), given)
    sieve = Sieve(table.under(found))
    sieve.require(["commune"], "Nommer « commune » la colonne des codes Insee.")
    for name in found:
        sieve.missing(name)
    sieve.needed("commune")
    check_names(sieve, "commune", "name" if "name" in found else None, cog, districts=True)
    sieve.read_cells("commune", Places(cog, districts=True).read, clear=CODE)
    sieve.commune("commune", cog, districts=True)
    ignored = listing([each for each in headers_of(table) if each not in found.values()])
    return sieve, [f"Colonnes ignorées : {ignored}."] if ignored else []
