"""Communes that a territory shares with others of the dataset: another contract is there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd
import polars as pl

from cls_dash.wording import counted, first_of

SHOWN: Final = 8


def overlaps(data: Path, members: pd.Series) -> Iterator[str]:
    """
    Yield a sentence for each territory that shares communes with a new one.

    Parameters
    ----------
    data
        The dataset.
    members
        Names of the communes of the new territory, by INSEE code.
    """
    for folder in sorted((data / "territories").glob("*")):
        perimeter = pl.read_csv(folder / "perimeter.csv", infer_schema=False)
        theirs = perimeter.filter(pl.col("ends_on").is_null())["commune"].to_list()
        shared = members[members.index.isin(theirs)]
        if shared.empty:
            continue
        name = pl.read_csv(folder / "territory.csv", infer_schema=False)["name"].item()
        number = counted(len(shared), "commune est", "communes sont")
        yield f"{number} déjà dans {name} : {first_of(list(shared), SHOWN)}."
