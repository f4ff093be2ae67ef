"""
Tables of the store that the data folder fills by itself: checked and drawn.

To draw maps and estimate times takes seconds here, more than a minute for all of France: what
the geography gives is kept until it changes, or a perimeter. The rest is read every time.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.dataset.kept_tables import COUNTRY, kept
from cls_dash.ingest.dataset.reading import read_dataset
from cls_dash.store.frames import typed, with_points
from cls_dash.store.model import SCHEMA_VERSION, Row

READ: Final = frozenset({".csv", ".geojson", ".json", ".yaml", ".parquet"})
CODE: Final = Path(__file__).parents[2]
GEOGRAPHY: Final = "geography"
FRANCE: Final = "france"


def own_tables(data: Path) -> dict[str, pl.DataFrame]:
    """
    Return the tables that the dataset and its geography fill, loads left out.

    Returns
    -------
    dict of DataFrame
        By name; columns and types are those of :mod:`cls_dash.store.model`, without
        ``fid``, geometries as GeoPackage blobs. ``source`` has ``download`` and
        ``format`` besides.

    Raises
    ------
    InvalidDatasetError
        If a file of the dataset is wrong.
    """
    tables = read_dataset(data)
    drawn = _drawn(data, tables)
    # Dates of sources may be partial in the store.
    tables["source"] = tables["source"].with_columns(pl.col("retrieved_on").cast(pl.String))
    tables["observation"] = _together(tables["observation"], drawn.pop("observation"))
    # Nothing is withheld yet: that is done at publication, on all that is published.
    tables["deployment"] = tables["deployment"].with_columns(withheld=pl.lit(value=False))
    # The code of its commune says it: see ``district_rows``.
    tables["provider"] = tables["provider"].with_columns(district=pl.lit(None, pl.String))
    for table in ("deployment", "provider"):
        tables[table] = with_points(tables[table])
    return {name: _typed(name, frame) for name, frame in tables.items()} | drawn


def _typed(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    rows = typed(Row.metadata.tables[name], frame)
    return rows.with_columns(frame.select(pl.exclude(rows.columns)))


def _together(own: pl.DataFrame, densities: pl.DataFrame) -> pl.DataFrame:
    """Add the densities that the geography gives where nothing is published."""
    new = densities.join(own, on=["indicator", "level", "geography"], how="anti")
    return pl.concat([own, new.select(own.columns)], how="vertical_relaxed")


def _drawn(data: Path, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    perimeter = tables["perimeter"].select("territory", "commune")
    territory = tables["territory"].select("slug", "short_name")
    total = sha256(f"{digest(data / GEOGRAPHY)} {_program()}".encode())
    for rows in (perimeter, territory):
        total.update(rows.write_csv().encode())

    def make() -> dict[str, pl.DataFrame]:
        # Libraries of geometry take seconds to import: only those who draw wait for them.
        from cls_dash.ingest.dataset import geography_tables
        from cls_dash.ingest.memory import give_back

        tables = geography_tables.geography_tables(data, perimeter, territory, country(data))
        give_back()
        return tables

    return kept(total.hexdigest(), make)


def country(data: Path) -> Mapping[str, pl.DataFrame] | None:
    """
    Return the maps of all of France, where a dataset has it: made once, whatever is added to it.

    Raises
    ------
    InvalidDatasetError
        If a file of the geography is wrong.
    """
    folder = data / GEOGRAPHY / FRANCE
    if not folder.is_dir():
        return None

    def make() -> dict[str, pl.DataFrame]:
        from cls_dash.ingest.dataset import geography_tables

        return geography_tables.country_tables(data)

    key = sha256(f"{digest(folder)} {_program()}".encode()).hexdigest()
    return kept(key, make, COUNTRY)


def digest(data: Path) -> str:
    """Return the digest of every file that a build reads, and of the store's schema."""
    total = sha256(f"schema {SCHEMA_VERSION}".encode())
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data)
        hidden = any(part.startswith(".") for part in name.parts)
        if path.suffix in READ and path.is_file() and not hidden:
            total.update(name.as_posix().encode())
            total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _program() -> str:
    """Return what changes with the program that draws."""
    total = sha256()
    for path in sorted(CODE.rglob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()
