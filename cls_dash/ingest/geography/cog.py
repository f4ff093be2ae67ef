"""The official code of communes: which exist, and what became of those that do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import polars as pl

from cls_dash.ingest.problems import InvalidDatasetError, Problem

FILES = {"cog": ("code", "name"), "successors": ("former", "code", "kind")}
COUNTED = ("population",)
"""Columns that an earlier list lacks."""


@dataclass(frozen=True)
class Cog:
    """
    Communes of France in one vintage, and the successors of former codes.

    ``names`` maps each present code to its name; ``successors`` maps a former code
    (merged or delegated commune) or a municipal *arrondissement* (75101) to the
    present commune that holds it.
    """

    names: dict[str, str]
    successors: dict[str, str]
    population: Mapping[str, int | None] = field(default_factory=dict)
    """Inhabitants; missing for the communes of no EPCI."""
    postcodes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Communes that each postal code serves; empty where the reference lacks them."""

    @staticmethod
    def departement(code: str) -> str:
        """Return the département of a commune, or its collectivity overseas."""
        return code[:3] if code.startswith(("97", "98")) else code[:2]


@cache
def read_cog(folder: Path) -> Cog:
    """
    Read ``cog.csv`` and ``successors.csv`` of the reference geography.

    Raises
    ------
    InvalidDatasetError
        If a file is missing or lacks a column.
    """
    tables = {}
    for name, columns in FILES.items():
        path = folder / f"{name}.csv"
        try:
            rows = pl.read_csv(path, infer_schema=False)
            counted = [column for column in COUNTED if column in rows.columns]
            tables[name] = rows.select(*columns, *counted)
        except (FileNotFoundError, pl.exceptions.PolarsError) as error:
            reason = "La liste des communes de France manque ou n’a pas ses colonnes."
            remedy = "La refaire : cls-dash geography."
            raise InvalidDatasetError([Problem(path.name, 1, "", "", reason, remedy)]) from error
    cog, former = tables["cog"], tables["successors"]
    return Cog(
        names=dict(zip(cog["code"], cog["name"], strict=True)),
        successors=dict(zip(former["former"], former["code"], strict=True)),
        population={}
        if "population" not in cog.columns
        else dict(zip(cog["code"], cog["population"].cast(pl.Int64, strict=False), strict=True)),
        postcodes=_postcodes(folder / "postcodes.csv"),
    )


def _postcodes(path: Path) -> dict[str, list[str]]:
    """Return the communes of each postal code; none where an earlier reference lacks them."""
    if not path.is_file():
        return {}
    rows = pl.read_csv(path, infer_schema=False)
    served = rows.group_by("postcode", maintain_order=True).agg("commune")
    return dict(zip(served["postcode"], served["commune"].to_list(), strict=True))
