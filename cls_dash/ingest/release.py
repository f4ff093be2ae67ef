"""Build the store from the shipped dataset, in one publication."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

import polars as pl

from cls_dash.errors import StoreError
from cls_dash.ingest import saved_loads
from cls_dash.ingest.dataset.district_rows import settled
from cls_dash.ingest.dataset.own_tables import digest, own_tables
from cls_dash.ingest.texts import completed
from cls_dash.settings import settings
from cls_dash.store.frames import typed, with_points
from cls_dash.store.model.fields import Row, key_of
from cls_dash.store.open import open_store
from cls_dash.store.publish import publish
from cls_dash.store.secrecy import withheld, without_small_counts

_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LAST_WORD: Final[Mapping[str, Literal["first", "last"]]] = {"provider": "last"}
"""Which of two rows that say the same thing is kept: the dataset's own, which come first, but
for establishments, for a list of them that lacked one would no longer be whole."""


@dataclass(frozen=True)
class Built:
    """What a build published."""

    release: str
    rows: Mapping[str, int]
    withheld: int = 0
    """Values taken out because they count too few persons, or would give such a count back."""


def build_store(
    data: Path, target: Path | str, *, tell: Callable[[str], None] = lambda _step: None
) -> Built:
    """
    Publish at ``target`` the store made of the dataset in ``data`` and of its loads.

    Parameters
    ----------
    data
        Folder of the dataset.
    target
        Path of an SQLite file, or SQLAlchemy address of either engine.
    tell
        Called with the French name of each step as it begins.

    Small counts of persons are withheld here, under ``CLS_WITHHOLD_UNDER``: the store holds
    none, nor what would give one back.

    Raises
    ------
    InvalidDatasetError
        If a file of the dataset is wrong; the store is left as it was.
    PublicationError
        If the new store fails its verification; likewise.
    """
    tell("Vérification du jeu de données")
    tables = own_tables(data)
    tell("Lecture des fichiers chargés")
    loaded = saved_loads.rows_of(data)
    for table in set(saved_loads.TABLES) - {"travel_time"}:
        if table in loaded:
            tables[table] = _together(table, tables[table], loaded[table])
    if "travel_time" in loaded:
        tables["travel_time"] = _travel_times(tables["travel_time"], loaded["travel_time"])
    tables = settled(tables)
    tables["indicator"] = _known(tables)
    tables["source"] = _cited(tables, saved_loads.sources_of(data))
    tell("Secret statistique")
    under = settings().withhold_under
    whole, tables = tables, without_small_counts(tables, threshold=under)
    release = release_of(data)
    tell("Publication")
    publish(tables, target, release=release, latest_fact=latest_fact(tables), withheld_under=under)
    counts = {name: len(rows) for name, rows in tables.items()}
    return Built(release, counts, withheld(whole, tables))


def release_of(data: Path) -> str:
    """Return the name of the release that the dataset in ``data`` gives: the digest of it all."""
    return sha256(f"{digest(data)} {settings().withhold_under}".encode()).hexdigest()


def is_published(data: Path, target: Path | str) -> bool:
    """Say whether the store at an address, or a file, is what the dataset in ``data`` gives."""
    store = open_store(f"sqlite:///{target}" if isinstance(target, Path) else target)
    try:
        with store.reading() as release:
            return release.digest == release_of(data)
    except StoreError:
        return False  # Nothing is published there, or nothing that this program reads.
    finally:
        store.engine.dispose()


def _together(name: str, own: pl.DataFrame, loaded: pl.DataFrame) -> pl.DataFrame:
    """Add the rows of the loads to those of the dataset, each thing said once."""
    if "longitude" in loaded.columns:
        loaded = with_points(loaded)
    if "evidence" in own.columns:
        loaded = loaded.with_columns(evidence=pl.lit("documented"))
    table = Row.metadata.tables[name]
    rows = typed(table, completed(loaded, own.columns))
    both = pl.concat([own, rows.select(own.columns)], how="vertical_relaxed")
    return both.unique(key_of(table), keep=_LAST_WORD.get(name, "first"), maintain_order=True)


def _known(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Leave out the cards of indicators that nothing fills: they wait for their file."""
    cards = tables["indicator"]
    return cards.filter(pl.col("code").is_in(tables["observation"]["indicator"].implode()))


def _travel_times(estimate: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Return what a table gives and, where it says nothing, the estimate."""
    # scipy takes a second to import: only a load with travel times waits for it.
    from cls_dash.analysis.travel import PAIR, chosen

    sources = given.select(*PAIR, "source")
    return chosen(given, estimate).join(sources, on=PAIR, how="left", maintain_order="left")


def _cited(
    tables: Mapping[str, pl.DataFrame], loaded: Sequence[Mapping[str, str | None]]
) -> pl.DataFrame:
    """Leave out the cards of files that could be downloaded and that nothing cites yet."""
    own = tables["source"]
    cards = pl.DataFrame(loaded, schema=dict.fromkeys(own.columns, pl.String))
    sources = pl.concat([own, cards])
    cited = {key for rows in tables.values() if "source" in rows.columns
             for key in rows["source"].unique()}  # fmt: skip
    known = pl.col("download").is_null() | pl.col("key").is_in(cited)
    return sources.filter(known).drop("download", "format")


def latest_fact(tables: Mapping[str, pl.DataFrame]) -> date:
    """Return the latest day on which something is known to have happened."""
    days = [date.fromisoformat(day) for day in tables["source"]["published_on"].drop_nulls()
            if _ISO_DAY.fullmatch(day)]  # fmt: skip
    days += tables["deployment"]["ends_on"].drop_nulls().to_list()
    return max(days, default=date(1970, 1, 1))
