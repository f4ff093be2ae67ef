"""A whole contract in our workbook: territory, contracts, axes, parties, actions, deployments."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from cls_dash.ingest.contract.framework import TABLES, read_framework
from cls_dash.ingest.contract.home import home_asked
from cls_dash.ingest.contract.titles import score_titles
from cls_dash.ingest.dataset.drafts import drafted
from cls_dash.ingest.files import (
    Member,
    TextTable,
    find_tables,
    is_workbook,
    opened,
    refused,
    sheet_names,
)
from cls_dash.ingest.formats import actions, deployments
from cls_dash.ingest.loaded import Asked, Loaded, joined
from cls_dash.ingest.own_loads import changes_of
from cls_dash.ingest.recognise.words import SHEETS, plain
from cls_dash.store.model import FILES

READERS: Final[Mapping[str, Callable[[Sequence[Path], Asked], Loaded]]] = {
    "actions": actions.read,
    "deployments": deployments.read,
}


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read the sheets of the workbook of a contract, or one of them saved alone.

    Each sheet may name what those before bring; an empty one changes nothing.

    Raises
    ------
    InvalidDatasetError
        If the territory is not said or not known, or if a file cannot be used.
    """
    home = home_asked(files[0].name, asked)
    with opened(files) as members:
        sheets = {name: table for member in members for name, table in _sheets(member)}
    if not sheets:
        names = ", ".join(SHEETS.values())
        reason = "Aucune feuille de ce fichier n’est celle d’un contrat, ou toutes sont vides."
        remedy = f"Reprendre le modèle (cls-dash template contract) ; ses feuilles : {names}."
        raise refused(files[0].name, 1, reason, remedy)
    framework = {name: table for name, table in sheets.items() if name in TABLES}
    parts = [read_framework(framework, home)] if framework else []
    with _with(parts, files, asked) as draft:
        inside = replace(asked, data=draft)
        for name in (each for each in READERS if each in sheets):
            part = READERS[name](files, replace(inside, sheet=_sheet(sheets[name])))
            inside = replace(inside, actions=part.tables.get("actions", inside.actions))
            parts.append(part)
    return _together(parts)


@contextmanager
def _with(parts: Sequence[Loaded], files: Sequence[Path], asked: Asked) -> Iterator[Path]:
    """Yield the dataset, or a copy of it where what was read has taken its place."""
    if not parts:
        yield asked.data
        return
    with drafted(asked.data, changes_of(parts[0], files, asked).files) as draft:
        yield draft


def _sheets(member: Member) -> Iterator[tuple[str, TextTable]]:
    """Yield the tables of a file that have rows, by name of ours."""
    names = {plain(name): name for name in sheet_names(member)} if is_workbook(member) else {}
    ours = {name: names[plain(title)] for name, title in SHEETS.items() if plain(title) in names}
    if not ours:
        yield from _alone(member)
    for name, sheet in ours.items():
        found = find_tables(member, _score(name), only=sheet)
        if not found:
            reason = f"La feuille « {sheet} » n’a pas l’en-tête du modèle."
            remedy = "Reprendre le modèle : cls-dash template contract."
            raise refused(f"{member.name} › {sheet}", 1, reason, remedy)
        if found[0].rows.height:
            yield name, found[0]


def _alone(member: Member) -> Iterator[tuple[str, TextTable]]:
    """Yield the one table of a file, that whose columns it has most of."""
    found = {name: tables[0] for name in TABLES if (tables := find_tables(member, _score(name)))}
    if found:
        name = max(found, key=lambda each: _score(each)(found[each].rows.columns))
        yield name, found[name]


def _score(name: str) -> Callable[[Sequence[str]], int]:
    return partial(score_titles, declared=FILES[name], given={})


def _sheet(table: TextTable) -> str:
    return table.file.rpartition("› ")[2]


def _together(parts: Sequence[Loaded]) -> Loaded:
    return Loaded(
        {name: rows for part in parts for name, rows in part.tables.items()},
        joined([part.report for part in parts], "contract"),
        aside=frozenset(key for part in parts for key in part.aside),
        retracted={name: keys for part in parts for name, keys in part.retracted.items()},
    )
