"""Territories and contracts of the dataset, by name."""

from pathlib import Path

import polars as pl

from cls_dash.ingest.dataset.tables import read_texts


def territories_by_name(data: Path) -> dict[str, str]:
    """Return the name of each territory by slug, in the order of names."""
    paths = (data / "territories").glob("*/territory.csv")
    named = {
        path.parent.name: str(pl.read_csv(path, infer_schema=False)["name"][0]) for path in paths
    }
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


def contracts_of(data: Path, territory: str) -> dict[str, str]:
    """Return the label of each contract of a territory by identifier, the last one first."""
    rows = read_texts(data, f"territories/{territory}/contracts.csv", "contracts")
    return dict(reversed(rows.select("contract", "label").rows()))
