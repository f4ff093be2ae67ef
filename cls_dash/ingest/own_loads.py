"""
Loads of a territory's own rows: which rows each brought, so that the next takes its place.

The rows are in the files of the territory, and nowhere else. Beside them, a card
``territories/<slug>/loads/<name>.json`` says which keys a load brought: loaded again, those
that left are retracted; removed, all of them are. Rows that were there before it stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.cards import card_text, read_card
from cls_dash.ingest.dataset import territory_files
from cls_dash.ingest.dataset.territory_files import Merged
from cls_dash.ingest.files import refused
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.problems import InvalidDatasetError
from cls_dash.ingest.recognise.words import slug as slugged
from cls_dash.ingest.recognise.words import typed_source
from cls_dash.store.model import FILES
from cls_dash.wording import counted

FOLDER: Final = "loads"
MEETING: Final = "held_on"
"""Column of what tells a meeting from another: each is a load of its own."""


@dataclass(frozen=True)
class OwnLoad:
    """What a load brought to the files of a territory."""

    name: str
    table: str
    territory: str
    files: tuple[str, ...]
    loaded_on: str
    """ISO day and time."""
    keys: tuple[str, ...]

    @property
    def path(self) -> str:
        """Return the path of its card inside the data folder."""
        return f"territories/{self.territory}/{FOLDER}/{self.name}.json"


@dataclass(frozen=True)
class Changes:
    """What a load changes: files of the data folder, and rows by what becomes of them."""

    files: Mapping[str, bytes | None]
    names: tuple[str, ...]
    merged: tuple[Merged, ...]

    @property
    def told(self) -> str:
        """Return what becomes of the rows, in French."""
        words = ("modifiée", "retirée", "nouvelle", "inchangée")
        pairs = zip(self.counts.values(), words, strict=True)
        return ", ".join(counted(number, word) for number, word in pairs) + "."

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows are changed, retracted, new and the same."""
        return {
            "changed": sum(each.changed for each in self.merged),
            "retracted": len(self.retracted),
            "new": sum(each.new for each in self.merged),
            "same": sum(each.same for each in self.merged),
        }

    @property
    def retracted(self) -> tuple[str, ...]:
        """Return the titles of the rows that leave."""
        return tuple(title for each in self.merged for title in each.retracted)


def name_of(table: str, territory: str, part: object = None) -> str:
    """Return the name of a load: loading the same thing again replaces it."""
    return "-".join([table, territory, *([slugged(str(part))] if part else [])])


def own_loads(data: Path) -> list[OwnLoad]:
    """
    Return the loads of all territories, oldest first.

    Raises
    ------
    InvalidDatasetError
        If a card cannot be read.
    """
    reason = "Cette fiche de chargement n’est pas lisible."
    remedy = "La supprimer, puis charger de nouveau le fichier d’origine."
    paths = sorted(data.glob(f"territories/*/{FOLDER}/*.json"))
    found = [read_card(OwnLoad, data, path, reason, remedy) for path in paths]
    return sorted(found, key=lambda load: load.loaded_on)


def own_load(data: Path, name: str) -> OwnLoad | None:
    """Return the load of that name, if there is one."""
    return next((load for load in own_loads(data) if load.name == name), None)


def changes_of(loaded: Loaded, files: Sequence[Path], asked: Asked) -> Changes:
    """
    Return what a load changes in the folder of its territory; nothing is written.

    Raises
    ------
    InvalidDatasetError
        If it would take the place of another file, of which it has no row.
    """
    territory = loaded.territory or asked.territory or ""
    written: dict[str, bytes | None] = {}
    names, merged = [], []
    for table, rows in loaded.tables.items():
        whole = loaded.retracted.get(table)
        loads = _loads(table, loaded, files, asked) if _tracked(table) and whole is None else []
        gone = [*(whole or ()), *((key,) for load in loads for key in _left(asked.data, load))]
        result = territory_files.merge(asked.data, territory, table, rows, retracted=gone)
        merged.append(result)
        if not loads or not result.silent or not all(_same(asked.data, load) for load in loads):
            written[f"territories/{territory}/{table}.csv"] = result.text.encode()
        written |= {load.path: card_text(load) for load in loads if not _same(asked.data, load)}
        names += [load.name for load in loads] or [name_of(table, territory, asked.year)]
    key = typed_source(territory)
    if any(key in rows["source"] for rows in loaded.tables.values() if "source" in rows.columns):
        title = f"Fichiers saisis, {territory}"
        written["sources.csv"] = with_own_source(asked.data, key, title)
    return Changes(written, tuple(names), tuple(merged))


def _tracked(table: str) -> bool:
    """Say whether rows of a table come and go with their load; communes of a perimeter end."""
    return len(FILES[table].key) == 1


def _loads(table: str, loaded: Loaded, files: Sequence[Path], asked: Asked) -> list[OwnLoad]:
    """Return the load that rows make, or one by meeting, as it will be kept."""
    (key,) = FILES[table].key
    territory, rows = loaded.territory or asked.territory or "", loaded.tables[table]
    others = _standing(asked.data, territory, table)
    parts: dict[object, pl.DataFrame] = {asked.part or asked.year: rows}
    if MEETING in rows.columns:
        parts = {day: part for (day,), part in rows.group_by(MEETING, maintain_order=True)}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    names = tuple(path.name for path in files)
    loads = []
    for part, own in parts.items():
        name = name_of(table, territory, part)
        former = own_load(asked.data, name)
        known = set(former.keys) if former else set()
        aside = [each for each in former.keys if each in loaded.aside] if former else []
        keys = (*(each for each in own[key] if each not in others), *aside)
        loads.append(OwnLoad(name, table, territory, names, now, keys))
        if former and former.files != names and known and known.isdisjoint(own[key]):
            raise _another(former, files[0].name)
    return loads


def _another(former: OwnLoad, file: str) -> InvalidDatasetError:
    kept = f"{', '.join(former.files)}, lignes : {len(former.keys)}"
    reason = (
        f"Ce fichier n’a aucune ligne du chargement {former.name} ({kept}) : "
        "il les retirerait toutes."
    )
    remedy = (
        "Pour le garder à côté, lui donner un nom : --part 2025. Pour le mettre à la place : "
        f"cls-dash remove {former.name}, puis charger."
    )
    return refused(file, 1, reason, remedy)


def _standing(data: Path, territory: str, table: str) -> set[str]:
    """
    Return the keys of the territory's file that no load brought, and documents tell of.

    Those that the coordination typed were brought by a version that kept no card.
    """
    path = data / "territories" / territory / f"{table}.csv"
    if not path.exists():
        return set()
    (key,) = FILES[table].key
    there = pl.read_csv(path, infer_schema=False)
    told = there.filter(pl.col("source") != typed_source(territory))
    return set(told[key]) - _brought(data, table)


def _brought(data: Path, table: str, *, but: str = "") -> set[str]:
    """Return the keys that loads of a table brought, one of them left out."""
    return {
        key
        for load in own_loads(data)
        if load.table == table and load.name != but
        for key in load.keys
    }


def _left(data: Path, load: OwnLoad) -> list[str]:
    """Return the keys that the former load of that name brought, which nobody says now."""
    former = own_load(data, load.name)
    still = {*load.keys, *_brought(data, load.table, but=load.name)}
    return [key for key in former.keys if key not in still] if former else []


def _same(data: Path, load: OwnLoad) -> bool:
    """Say whether a load equals the saved one, its time aside."""
    former = own_load(data, load.name)
    return former is not None and asdict(former) | {"loaded_on": load.loaded_on} == asdict(load)


def without(data: Path, load: OwnLoad) -> Changes:
    """Return what changes when a load is forgotten: the rows that it alone brought go."""
    table = FILES[load.table]
    still = _brought(data, load.table, but=load.name)
    gone = [(key,) for key in load.keys if key not in still]
    nothing = pl.DataFrame(schema=dict.fromkeys(table.columns, pl.String))
    result = territory_files.merge(data, load.territory, load.table, nothing, retracted=gone)
    path = f"territories/{load.territory}/{load.table}.csv"
    files = {path: result.text.encode(), load.path: None}
    return Changes(files, (load.name,), (result,))


def with_own_source(data: Path, key: str, title: str) -> bytes:
    """Return ``sources.csv`` with the card of what a territory types in itself."""
    known = (data / "sources.csv").read_bytes()
    if f"\n{key},".encode() in known:
        return known
    card = {"key": key, "producer": "Coordination du contrat", "title": title}
    return territory_files.with_cards(data, [card | {"licence": "Licence Ouverte 2.0"}])
