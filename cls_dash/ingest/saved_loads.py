"""Loads that were kept: normalised rows in ``data/loads``, which every build reads again.

A load is a card ``<name>.json`` and one ``<name>.<table>.parquet`` per table. The data
folder stays the only truth: a store is always built from it, on either engine.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.cards import card_text, read_card
from cls_dash.ingest.problems import InvalidDatasetError, Problem
from cls_dash.store.model.fields import Row, key_of

FOLDER: Final = "loads"
TABLES: Final = (
    "provider", "provider_count", "indicator", "observation", "travel_time", "area", "completeness",
)  # fmt: skip
"""Tables that a load may fill."""
_REASON: Final = "Ce chargement gardé n’est pas lisible."
_REMEDY: Final = "Le retirer (cls-dash remove) ou charger de nouveau le fichier d’origine."


@dataclass(frozen=True)
class Card:
    """What a load was made of. ``source`` is its source card, as the store cites it."""

    name: str
    format: str
    files: tuple[str, ...]
    loaded_on: str
    """ISO day and time."""
    year: int | None
    read: int
    accepted: int
    corrected: int
    rejected: int
    notes: tuple[str, ...]
    source: Mapping[str, str | None]


def written(card: Card, tables: Mapping[str, pl.DataFrame]) -> dict[str, bytes]:
    """Return the files of a load, by path inside the data folder."""
    files = {f"{FOLDER}/{card.name}.json": card_text(card)}
    for table, rows in tables.items():
        packed = BytesIO()
        rows.write_parquet(packed, compression="zstd")
        files[f"{FOLDER}/{card.name}.{table}.parquet"] = packed.getvalue()
    return files


def cards(data: Path) -> list[Card]:
    """
    Return the cards of the loads that a data folder keeps, oldest first.

    Raises
    ------
    InvalidDatasetError
        If a card cannot be read.
    """
    paths = (data / FOLDER).glob("*.json")
    found = [read_card(Card, data, path, _REASON, _REMEDY) for path in paths]
    return sorted(found, key=lambda card: (card.loaded_on, card.name))


def files_of(data: Path, name: str) -> list[Path]:
    """Return the files that a load is made of."""
    folder = data / FOLDER
    return [path for path in sorted(folder.glob("*")) if path.name.partition(".")[0] == name]


def rows_of(data: Path) -> dict[str, pl.DataFrame]:
    """
    Return the rows of every load, by table, with their ``source``.

    Where two loads say the same thing (a hospital in two vintages of FINESS), the
    latest has the last word.

    Raises
    ------
    InvalidDatasetError
        If a file cannot be read.
    """
    parts: dict[str, list[pl.DataFrame]] = {}
    for card in cards(data):
        for table, rows in _tables(data, card):
            parts.setdefault(table, []).append(rows.with_columns(source=pl.lit(card.source["key"])))
    latest = {table: _latest(table, frames) for table, frames in parts.items()}
    if "completeness" in latest and len(parts.get("provider", ())) > 1:
        latest["completeness"] = _still_whole(latest, parts["provider"])
    return latest


def _latest(table: str, frames: list[pl.DataFrame]) -> pl.DataFrame:
    if len(frames) == 1:
        return frames[0]
    rows = pl.concat(frames, how="diagonal_relaxed")
    return rows.unique(key_of(Row.metadata.tables[table]), keep="last", maintain_order=True)


def _still_whole(
    latest: Mapping[str, pl.DataFrame], registers: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    """Leave out the lists of establishments of which a later load took some."""
    left = latest["provider"].group_by("source").len("left")
    every = pl.concat([each.select("source", "category") for each in registers])
    taken = every.group_by("source").len().join(left, on="source", how="left")
    broken = taken.filter(pl.col("left").fill_null(0) < pl.col("len"))["source"]
    theirs = every.filter(pl.col("source").is_in(broken.implode())).unique()
    return latest["completeness"].join(theirs, on=["source", "category"], how="anti")


def _tables(data: Path, card: Card) -> Iterator[tuple[str, pl.DataFrame]]:
    for path in files_of(data, card.name):
        if path.suffix != ".parquet":
            continue
        try:
            yield path.suffixes[-2].removeprefix("."), pl.read_parquet(path)
        except (FileNotFoundError, pl.exceptions.PolarsError) as error:
            file = f"{FOLDER}/{path.name}"
            raise InvalidDatasetError([Problem(file, 1, "", "", _REASON, _REMEDY)]) from error


def sources_of(data: Path) -> list[Mapping[str, str | None]]:
    """Return the source cards of the loads, to be added to those of the dataset."""
    return [card.source for card in cards(data)]
