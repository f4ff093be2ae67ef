"""The *fiches-actions* of a contract, in our template."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.coherence import of_contract, ordered
from cls_dash.ingest.contract.cells import listed
from cls_dash.ingest.contract.home import Home
from cls_dash.ingest.contract.keys import Identity
from cls_dash.ingest.contract.sheets import Recipe, read_contract
from cls_dash.ingest.contract.words import plain
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.sieve import Sieve
from cls_dash.store.model import FILES

TEXT: Final = pl.String


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read the actions of the territory ``asked.territory``: CSV, XLSX or ODS.

    Raises
    ------
    InvalidDatasetError
        If the territory is not said or not known, or if a file cannot be used.
    """
    return read_contract(files, asked, RECIPE)


def _clean(sieve: Sieve, home: Home, _asked: Asked) -> None:
    listed(
        sieve, "contract", home.lists["contract"],
        reason="Ce contrat n’existe pas dans ce territoire.",
        remedy="Choisir un contrat du modèle, ou l’ajouter à contracts.csv.",
    )  # fmt: skip
    _axes(sieve, home)
    ordered(sieve, FILES["actions"])


def _axes(sieve: Sieve, home: Home) -> None:
    """Find each axis, by its title within the contract too; an axis tells its contract."""
    axes = home.tables["axes"].select("axis", "contract", "title").rows()
    within = {(contract, plain(title)): axis for axis, contract, title in axes}
    cells = sieve.rows.select("contract", pl.col("axis").fill_null("")).iter_rows()
    found = pl.Series([within.get((contract, plain(axis))) for contract, axis in cells], dtype=TEXT)
    by_title = pl.coalesce(pl.lit(found), pl.col("axis"))
    sieve.correct("axis", by_title, "Axe reconnu à son intitulé dans le contrat.")
    listed(
        sieve, "axis", home.lists["axis"],
        reason="Cet axe n’existe pas dans ce territoire.",
        remedy="Choisir un axe du modèle, ou l’ajouter à axes.csv.",
    )  # fmt: skip
    owners = {axis: contract for axis, contract, _ in axes}
    of_contract(sieve, owners)
    owner = pl.col("axis").replace_strict(owners, default=None, return_dtype=TEXT)
    sieve.rows = sieve.rows.with_columns(pl.col("contract").fill_null(owner))


RECIPE: Final = Recipe("actions", _clean, Identity("action", ("contract", "title")))
