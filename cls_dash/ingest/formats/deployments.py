"""Where, when and for whom actions were carried out, in our template."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.coherence import scoped
from cls_dash.ingest.contract.cells import commune, listed
from cls_dash.ingest.contract.dates import dated
from cls_dash.ingest.contract.home import Home
from cls_dash.ingest.contract.keys import Identity
from cls_dash.ingest.contract.points import placed
from cls_dash.ingest.contract.sheets import Recipe, read_contract
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.sieve import Sieve
from cls_dash.terms import UNITS


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read the deployments of the territory ``asked.territory``: CSV, XLSX or ODS.

    Raises
    ------
    InvalidDatasetError
        If the territory is not said or not known, or if a file cannot be used.
    """
    return read_contract(files, asked, RECIPE)


def _clean(sieve: Sieve, home: Home, asked: Asked) -> None:
    listed(
        sieve, "action", home.lists["action"],
        reason="Cette action n’existe pas dans ce territoire.",
        remedy="Charger d’abord le fichier des actions, ou corriger l’identifiant.",
    )  # fmt: skip
    _scope(sieve)
    listed(
        sieve, "epci", home.lists["epci"],
        reason="Cette intercommunalité n’a pas de commune dans le périmètre du territoire.",
        remedy="Écrire le numéro SIREN d’une intercommunalité du territoire.",
    )  # fmt: skip
    commune(sieve, "commune", home.lists["commune"], asked.cog)
    placed(sieve, home.outlines)
    dated(sieve)
    sieve.refuse(
        pl.col("count").is_not_null() & pl.col("count_unit").is_null(), "count",
        "Ce nombre n’a pas d’unité.", f"Choisir l’unité parmi : {', '.join(UNITS.values())}.",
    )  # fmt: skip


def _scope(sieve: Sieve) -> None:
    """Deduce the scope of a row that names a commune or an EPCI; refuse what contradicts it."""
    told = (
        pl.when(pl.col("commune").is_not_null())
        .then(pl.lit("commune"))
        .when(pl.col("epci").is_not_null())
        .then(pl.lit("epci"))
    )
    sieve.rows = sieve.rows.with_columns(pl.col("scope").fill_null(told))
    remedy = "Nommer une commune, une intercommunalité, ou choisir une portée."
    sieve.refuse(pl.col("scope").is_null(), "scope", "La portée n’est pas dite.", remedy)
    scoped(sieve)


DATES: Final = ("starts_on", "ends_on")
PLACE: Final = ("scope", "commune", "epci", "place")
RECIPE: Final = Recipe(
    "deployments",
    _clean,
    Identity(
        "deployment",
        ("action", "title", *PLACE, *DATES),
        corrected=tuple(map(frozenset, (DATES, PLACE, ("title",), ("action",)))),
        repeated=True,
    ),
)
