"""Communes that a territory shares with others of the dataset: another contract is there."""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
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


def shared(
    data: Path, new: Mapping[str, Collection[str]]
) -> dict[tuple[str, str], tuple[frozenset[str], bool]]:
    """
    Return what each new territory shares with those of the dataset, and with those after it.

    Parameters
    ----------
    data
        The dataset.
    new
        Codes of the communes of each, by name.

    Returns
    -------
    dict
        By pair of names that share a commune: the codes, and whether they are all of both.
    """
    known = present(data)
    pairs = [
        *((one, other, theirs) for one in new for other, theirs in known.items()),
        *((one, other, new[other]) for one, other in combinations(new, 2)),
    ]
    found = {}
    for one, other, theirs in pairs:
        if both := frozenset(new[one]) & frozenset(theirs):
            found[one, other] = (both, both == frozenset(new[one]) == frozenset(theirs))
    return found


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
