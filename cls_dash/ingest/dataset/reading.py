"""Read the shipped dataset: one folder per CLS, source cards, indicators, offer.

A new CLS is a new folder under ``territories``; nothing is registered elsewhere.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.domain.selection import TYPED
from cls_dash.ingest.dataset.checks import check_across
from cls_dash.ingest.dataset.tables import DataFile, read_csv_file, read_yaml_card
from cls_dash.ingest.judging import cast
from cls_dash.ingest.problems import InvalidDatasetError, Problem
from cls_dash.store.model import FILES
from cls_dash.store.model.fields import Declaration

ILLUSTRATIVE_FILE: Final = "deployments_illustrative.csv"
INDICATORS: Final = "indicators"
SHARED: Final = tuple(
    each for each in FILES.values() if not each.file.folder and not each.territorial
)
"""Files of the root of a dataset."""
TERRITORIAL: Final = tuple(
    each for each in FILES.values() if each.territorial or each.file.folder == "territories"
)
"""Files of the folder of each territory."""


def read_dataset(folder: Path) -> dict[str, pl.DataFrame]:
    """Return every table of a dataset, or all its problems at once.

    Parameters
    ----------
    folder
        The dataset; ``geography`` is another reader's.

    Returns
    -------
    dict of DataFrame
        By table of the store, with the columns that are declared of its file: documented
        and illustrative deployments together. What is kept in the folder of a territory
        starts with the column ``territory``, except the territory, whose key is ``slug``.
        An empty cell is missing; ``level`` of an indicator is joined by ``;``.

    Raises
    ------
    InvalidDatasetError
        When a file is missing, refused by its declaration or contradicts another.
    """
    files, problems = _read_files(folder)
    check_across(files)
    problems += [problem for each in files for problem in each.judged()]
    if problems:
        raise InvalidDatasetError(problems)
    wanted = (*SHARED, *TERRITORIAL, FILES[INDICATORS])
    return {each.table: _rows(each, files) for each in wanted}


def _read_files(folder: Path) -> tuple[list[DataFile], list[Problem]]:
    files: list[DataFile] = []
    problems: list[Problem] = []
    for file, name, territory in _paths(folder):
        try:
            card = name == INDICATORS
            files.append(
                read_yaml_card(folder, file, name)
                if card
                else read_csv_file(folder, file, name, territory)
            )
        except InvalidDatasetError as error:
            problems += error.problems
    return files, problems


def _paths(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the path of each file, the name of its declaration and its territory."""
    for each in SHARED:
        yield from _path(folder, "", each)
    for path in sorted((folder / INDICATORS).glob("*.yaml")):
        yield f"{INDICATORS}/{path.name}", INDICATORS, ""
    for home in sorted(path for path in (folder / "territories").glob("*/")):
        for each in TERRITORIAL:
            yield from _path(folder, home.name, each)
        if (home / ILLUSTRATIVE_FILE).exists():
            yield f"territories/{home.name}/{ILLUSTRATIVE_FILE}", "deployments", home.name


def _path(folder: Path, slug: str, declared: Declaration) -> Iterator[tuple[str, str, str]]:
    name = declared.file.name
    file = f"territories/{slug}/{name}.csv" if slug else f"{name}.csv"
    if not declared.file.optional or (folder / file).exists():
        yield file, name, slug


def _rows(declared: Declaration, files: list[DataFile]) -> pl.DataFrame:
    parts = [each for each in files if each.declared is declared]
    empty = pl.DataFrame(schema=dict.fromkeys(declared.columns, pl.String))
    rows = pl.concat([cast(empty, declared), *(each.rows() for each in parts)])
    if declared.territorial:
        slugs = [each.territory for each in parts for _ in range(each.sieve.rows.height)]
        rows.insert_column(0, pl.Series("territory", slugs, dtype=pl.String))
    return _by_whom(rows) if "evidence" in rows.columns else rows


def _by_whom(rows: pl.DataFrame) -> pl.DataFrame:
    """Tell what the coordination typed in, which earlier versions held to be documented."""
    typed = pl.col("source").str.starts_with(TYPED) & (pl.col("evidence") == "documented")
    told = pl.when(typed).then(pl.lit("supplied")).otherwise("evidence")
    return rows.with_columns(evidence=told)
