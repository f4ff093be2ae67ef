"""Communes that a territory shares with others of the dataset: another contract is there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd
import polars as pl

from cls_dash.wording import counted, first_of

SHOWN: Final = 8


def overlaps(data: Path, members: pd.Series, *, but: str = "") -> Iterator[str]:
    """
    Yield a sentence for each territory that shares communes with another.

    Parameters
    ----------
    data
        The dataset.
    members
        Names of the communes of the other one, by INSEE code.
    but
        Its identifier, where it is in the dataset.
    """
    for name, theirs in present(data, but=but).items():
        both = members[members.index.isin(theirs)]
        if not both.empty:
            number = counted(len(both), "commune est", "communes sont")
            yield f"{number} déjà dans {name} : {first_of(list(both), SHOWN)}."


def present(data: Path, *, but: str = "") -> dict[str, list[str]]:
    """Return the codes of the present communes of each territory, by its name."""
    found = {}
    for folder in sorted((data / "territories").glob("*")):
        if folder.name == but:
            continue
        perimeter = pl.read_csv(folder / "perimeter.csv", infer_schema=False)
        name = pl.read_csv(folder / "territory.csv", infer_schema=False)["name"].item()
        found[name] = perimeter.filter(pl.col("ends_on").is_null())["commune"].to_list()
    return found
