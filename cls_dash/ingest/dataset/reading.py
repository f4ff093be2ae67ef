"""Read the shipped dataset: one folder per CLS, source cards, indicators, offer.

A new CLS is a new folder under ``territories``; nothing is registered elsewhere.
"""

from pathlib import Path

import pandas as pd

from cls_dash.domain.selection import TYPED, Evidence
from cls_dash.ingest.dataset.checks import problems_across
from cls_dash.ingest.dataset.tables import (
    Table,
    read_csv_table,
    read_schema,
    read_yaml_card,
    typed_frame,
)
from cls_dash.ingest.problems import InvalidDatasetError, Problem

SHARED_TABLES = ("sources", "categories", "providers", "observations")
OPTIONAL_TABLES = ("areas", "completeness", "provider_counts", "zonings")
"""Shared tables that a dataset may do without: what they say is then not known."""
TERRITORY_TABLES = (
    "territory",
    "perimeter",
    "contracts",
    "parties",
    "axes",
    "axis_lineage",
    "actions",
    "deployments",
)
DECISIONS = "decisions"
"""A table that a territory has once a meeting's decisions are published."""
ILLUSTRATIVE_FILE = "deployments_illustrative.csv"
FRAME_NAMES = {"territory": "territories", "perimeter": "perimeters"}


def read_dataset(folder: Path) -> dict[str, pd.DataFrame]:
    """Return every table of a dataset, or all its problems at once.

    Parameters
    ----------
    folder
        The dataset, with its ``schemas``; ``geography`` is another reader's.

    Returns
    -------
    dict of DataFrame
        ``sources``, ``territories``, ``perimeters``, ``contracts``, ``parties``,
        ``axes``, ``axis_lineage``, ``actions``, ``deployments`` (documented and
        illustrative together), ``decisions``, ``categories``, ``providers``,
        ``provider_counts``, ``areas``, ``completeness``, ``zonings``, ``indicators`` and
        ``observations``. A table kept in the folder of a territory starts with
        the column ``territory``, except ``territories`` whose key is ``slug``.
        An empty cell is missing; ``level`` of an indicator is joined by ``;``.

    Raises
    ------
    InvalidDatasetError
        When a file is missing, refused by its schema or contradicts another.
    """
    tables, problems = _read_tables(folder)
    problems += problems_across(tables)
    if problems:
        raise InvalidDatasetError(problems)
    names = (*SHARED_TABLES, *OPTIONAL_TABLES, *TERRITORY_TABLES, DECISIONS, "indicators")
    return {FRAME_NAMES.get(name, name): _frame(folder, name, tables) for name in names}


def _read_tables(folder: Path) -> tuple[list[Table], list[Problem]]:
    shared = [*SHARED_TABLES, *(n for n in OPTIONAL_TABLES if (folder / f"{n}.csv").exists())]
    readings = [read_csv_table(folder, f"{name}.csv", name) for name in shared]
    for path in sorted((folder / "indicators").glob("*.yaml")):
        readings.append(read_yaml_card(folder, f"indicators/{path.name}", "indicators"))
    for home in sorted(path for path in (folder / "territories").glob("*/")):
        readings += _read_territory(folder, home.name)
    tables = [table for table, _ in readings if table is not None]
    return tables, [problem for _, problems in readings for problem in problems]


def _read_territory(folder: Path, slug: str) -> list[tuple[Table | None, list[Problem]]]:
    home = f"territories/{slug}"
    readings = [
        read_csv_table(folder, f"{home}/{name}.csv", name, slug) for name in TERRITORY_TABLES
    ]
    illustrative = f"{home}/{ILLUSTRATIVE_FILE}"
    if (folder / illustrative).exists():
        readings.append(read_csv_table(folder, illustrative, "deployments", slug))
    if (folder / home / f"{DECISIONS}.csv").exists():
        readings.append(read_csv_table(folder, f"{home}/{DECISIONS}.csv", DECISIONS, slug))
    return readings


def _frame(folder: Path, name: str, tables: list[Table]) -> pd.DataFrame:
    kept = [table for table in tables if table.name == name]
    rows = [row.cells for table in kept for row in table.rows]
    frame = typed_frame(rows, read_schema(folder, name))
    if name in {*TERRITORY_TABLES, DECISIONS} - {"territory"}:
        slugs = [table.territory for table in kept for _ in table.rows]
        frame.insert(0, "territory", pd.Series(slugs, dtype="object"))
    return frame if "evidence" not in frame else _by_whom(frame)


def _by_whom(frame: pd.DataFrame) -> pd.DataFrame:
    """Tell what the coordination typed in, which earlier versions held to be documented."""
    typed = frame["source"].str.startswith(TYPED, na=False)
    told = frame["evidence"].mask(
        typed & (frame["evidence"] == Evidence.DOCUMENTED), str(Evidence.SUPPLIED)
    )
    return frame.assign(evidence=told)
