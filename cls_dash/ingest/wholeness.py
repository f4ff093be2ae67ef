"""
Where a list that was loaded is whole: all of France, some départements, or nowhere for sure.

Judged by what such lists hold: a town of 3,000 inhabitants has a pharmacy, a practice or a
school. A département is whole when nearly all its towns have a row, and one commune in five
at least; an extract of some communes of it is not. A commune without a row then has none.
"""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Final

import polars as pl

from cls_dash.domain.districts import PARENTS
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Report
from cls_dash.wording import listing

TOWN: Final = 3_000
TOWNS: Final = 0.95
COMMUNES: Final = 0.2
REFUSED: Final = 0.005
"""Share of the records put aside beyond which no absence can be trusted."""
FRANCE: Final = "FR"
_LISTED: Final = 12
"""Départements named in a note, at most."""


def completeness(
    rows: pl.DataFrame, cog: Cog, report: Report, dates: Mapping[str, str]
) -> tuple[dict[str, pl.DataFrame], Report]:
    """
    Return the tables ``area`` and ``completeness`` of a list, and its report, which says so.

    Parameters
    ----------
    rows
        ``category`` and ``commune`` of all that the list holds.
    cog
        Communes of France, with their inhabitants.
    report
        How the reading went: a list of which records were put aside is not whole.
    dates
        Day, month or year of the list, by category: those that it may be whole for.
    """
    whole = _whole(rows["commune"].unique(), cog) if dates else []
    if report.rejected > REFUSED * report.read or not whole:
        return {}, _noted(
            report,
            "cette liste n’est déclarée complète nulle part (extrait, ou lignes mises "
            "de côté) ; aucune distance ni absence n’en sera déduite",
        )
    everywhere = set(whole) >= _departements(cog)
    area = FRANCE if everywhere else _named(whole)
    inside = [code for code in cog.names if cog.departement(code) in whole]
    declared = pl.DataFrame(
        {
            "category": list(dates),
            "area": [area] * len(dates),
            "complete_on": list(dates.values()),
        }
    )
    tables = {"completeness": declared.sort("category")}
    if not everywhere:
        tables["area"] = pl.DataFrame({"area": [area] * len(inside), "commune": inside})
    where = "toute la France" if everywhere else _said(whole)
    return tables, _noted(report, f"liste complète pour {where}")


def _noted(report: Report, said: str) -> Report:
    return replace(report, notes=(*report.notes, f"Complétude : {said}."))


def _whole(listed: pl.Series, cog: Cog) -> list[str]:
    # The list of a city may be told by arrondissement.
    known = {PARENTS.get(code, code) for code in listed}
    communes = pl.DataFrame(
        {
            "departement": [cog.departement(code) for code in cog.names],
            "population": [cog.population.get(code) for code in cog.names],
            "there": [code in known for code in cog.names],
        },
        schema_overrides={"population": pl.Int64},
    )
    towns = pl.col("population").fill_null(0) >= TOWN
    shares = communes.group_by("departement").agg(
        all=pl.col("there").mean(), towns=pl.col("there").filter(towns).mean()
    )
    found = shares.filter((pl.col("towns") >= TOWNS) & (pl.col("all") >= COMMUNES))
    return sorted(found["departement"])


def _departements(cog: Cog) -> set[str]:
    """Return the départements of France, its collectivities overseas left out."""
    return {cog.departement(code) for code in cog.names if cog.population.get(code) is not None}


def _named(departements: list[str]) -> str:
    return f"departements-{sha256(' '.join(departements).encode()).hexdigest()[:10]}"


def _said(departements: list[str]) -> str:
    if len(departements) > _LISTED:
        return f"{len(departements)} départements"
    noun = "le département " if len(departements) == 1 else "les départements "
    return noun + listing(departements)
