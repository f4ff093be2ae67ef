"""Steps of a sieve for cells that must agree, of our own files as of people's."""

from collections.abc import Mapping

import polars as pl

from cls_dash.domain.districts import PARENTS
from cls_dash.ingest.sieve import Sieve
from cls_dash.ingest.texts import looked_up
from cls_dash.store.model.fields import Declaration
from cls_dash.terms import SCOPES


def ordered(sieve: Sieve, declared: Declaration) -> None:
    """Put aside what ends before it starts."""
    for each in declared.fields:
        if each.after:
            backwards = pl.col(each.after) > pl.col(each.name)
            reason, remedy = "La fin précède le début.", "Échanger ou corriger les dates."
            sieve.refuse(backwards, each.name, reason, remedy)


def evidenced(sieve: Sieve) -> None:
    """Put aside an invention that cites a source, and a fact that cites the inventions."""
    invented = pl.col("evidence").eq_missing("illustrative")
    sieve.refuse(
        invented != pl.col("source").eq_missing("illustrative"), "evidence",
        "La nature du fait et sa source se contredisent.",
        "Un fait illustratif cite la source illustrative, et lui seul.",
    )  # fmt: skip


def pointed(sieve: Sieve) -> None:
    """Put aside half a point."""
    for column, other in (("longitude", "latitude"), ("latitude", "longitude")):
        lacking = pl.col(column).is_null() & pl.col(other).is_not_null()
        reason = "Il manque une des deux coordonnées."
        sieve.refuse(lacking, column, reason, "Donner les deux, ou aucune.")


def scoped(sieve: Sieve) -> None:
    """Put aside a scope without its place, and a place without its scope."""
    for column in ("commune", "epci"):
        named, expected = pl.col(column).is_not_null(), pl.col("scope") == column
        word = SCOPES[column]
        reason = f"Un déploiement de portée « {word} » dit laquelle."
        sieve.refuse(expected & ~named, column, reason, "Ajouter son code ou son nom.")
        reason = f"La portée n’est pas « {word} », mais cette cellule est remplie."
        sieve.refuse(named & ~expected, column, reason, "La vider, ou corriger la portée.")


def followed(sieve: Sieve) -> None:
    """Put aside an axis that is dropped and goes on, or that goes on nowhere."""
    goes_on = pl.col("axis").is_not_null()
    sieve.refuse(
        goes_on == (pl.col("relation") == "dropped"), "axis",
        "La filiation et l’axe ultérieur se contredisent.",
        "Un axe abandonné n’a pas de suite ; un axe repris en a une.",
    )  # fmt: skip


def of_contract(sieve: Sieve, owners: Mapping[str, str]) -> None:
    """Put aside the actions whose axis, which ``owners`` gives the contract of, is another's."""
    owner = looked_up("axis", owners)
    sieve.refuse(
        pl.col("contract") != owner, "axis",
        pl.format("Cet axe appartient au contrat {}.", owner),
        "Choisir un axe du contrat de l’action.",
    )  # fmt: skip


def once(sieve: Sieve, column: str) -> None:
    """Put aside the *arrondissements* of a city that is whole in the same perimeter."""
    city = looked_up(column, PARENTS)
    there = sieve.rows[column].drop_nulls().unique()
    sieve.refuse(
        city.is_in(there.implode()), column,
        "La commune entière est aussi dans le périmètre : ses habitants compteraient deux fois.",
        "Garder la commune entière, ou ses seuls arrondissements.",
    )  # fmt: skip
