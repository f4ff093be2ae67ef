"""The *fiches-actions* of a contract, in our template."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.coherence import of_contract, ordered
from cls_dash.ingest.contract.cells import listed
from cls_dash.ingest.contract.home import Home
from cls_dash.ingest.contract.keys import Identity
from cls_dash.ingest.contract.sheets import Recipe, read_contract
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.recognise.reading import Reading, doubtful
from cls_dash.ingest.recognise.spans import read_spans
from cls_dash.ingest.recognise.words import Words, plain
from cls_dash.ingest.sieve import Sieve
from cls_dash.ingest.texts import looked_up
from cls_dash.store.model import FILES

TEXT: Final = pl.String
NO_AXIS: Final = "Cet axe n’existe pas dans ce territoire."
ADD_AXIS: Final = (
    "Choisir un axe du contrat, ou l’ajouter à la feuille « Axes » (cls-dash template axes)."
)
_NUMBERED: Final = re.compile(
    r"^(?:(?:axe|orientation|priorité)s?\s*(?:stratégiques?\s*)?(?:n\s*°\s*)?)?"
    r"(?:[0-9]{1,2}|[IVX]{1,4})?\s*[-–—:.)]+\s*",
    re.IGNORECASE,
)
_ALIKE: Final = 0.85
REFERENCE: Final = r"^[A-Za-z]{0,3}[ .-]?[0-9]{1,3}([.-][0-9]{1,3}){0,2}[a-z]?$"
"""What a plan writes beside its actions."""


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read the actions of the territory ``asked.territory``: CSV, XLSX or ODS.

    Raises
    ------
    InvalidDatasetError
        If the territory is not said or not known, or if a file cannot be used.
    """
    return read_contract(files, asked, RECIPE)


def _clean(sieve: Sieve, home: Home, asked: Asked) -> None:
    if asked.contract:
        named = pl.col("axis").is_in(list(home.lists["axis"]))
        kept = pl.when(~named).then(pl.col("contract").fill_null(asked.contract))
        sieve.rows = sieve.rows.with_columns(kept.otherwise("contract").alias("contract"))
    listed(
        sieve, "contract", home.lists["contract"],
        reason="Ce contrat n’existe pas dans ce territoire.",
        remedy="Choisir un contrat du modèle, ou l’ajouter à contracts.csv.",
    )  # fmt: skip
    _axes(sieve, home)
    _refer(sieve)
    ordered(sieve, FILES["actions"])


def _deduce(sieve: Sieve, absent: Sequence[str], parts: pl.DataFrame) -> None:
    """Say the axis of actions that stand under its title."""
    if "axis" in absent and parts.height:
        above = sieve.rows.select("line").join_asof(parts, on="line")["part"]
        axis = pl.coalesce("axis", pl.lit(above))
        sieve.correct("axis", axis, "Axe lu dans le titre de la partie.")
    if "end_year" in absent:
        long = {cell: span for cell, span in read_spans(sieve.rows["start_year"]).items()
                if span.first.year != span.last.year}  # fmt: skip
        last = looked_up("start_year", {cell: str(span.last.year) for cell, span in long.items()})
        why = "Période de plusieurs années : début et fin."
        sieve.correct("end_year", pl.coalesce(last, "end_year"), why)
        firsts = {cell: str(span.first.year) for cell, span in long.items()}
        sieve.correct("start_year", pl.col("start_year").replace(firsts), why)


def _refer(sieve: Sieve) -> None:
    """Make an identifier of the reference that a plan gives its actions: «A1», «1.2»."""
    short = pl.col("action").str.contains(REFERENCE) & pl.col("contract").is_not_null()
    formed = pl.concat_str("contract", pl.lit("-"), pl.col("action").str.to_lowercase())
    whole = pl.when(short).then(formed.str.replace_all("[ .]", "-")).otherwise(pl.col("action"))
    sieve.correct("action", whole, "Référence du plan : identifiant formé avec le contrat.")


def _axes(sieve: Sieve, home: Home) -> None:
    """Find each axis, by its title within the contract too; an axis tells its contract."""
    axes = home.tables["axes"].select("axis", "contract", "title").rows()
    within = {(contract, _bare(title)): axis for axis, contract, title in axes}
    within |= {(contract, plain(title)): axis for axis, contract, title in axes}
    cells = sieve.rows.select("contract", pl.col("axis").fill_null("")).iter_rows()
    named = [within.get((each, plain(axis))) or within.get((each, _bare(axis)))
             for each, axis in cells]  # fmt: skip
    found = pl.Series(named, dtype=TEXT)
    by_title = pl.coalesce(pl.lit(found), pl.col("axis"))
    sieve.correct("axis", by_title, "Axe reconnu à son intitulé dans le contrat.")
    sieve.read_cells("axis", partial(_by_start, titles={axis: title for axis, _, title in axes}))
    listed(
        sieve, "axis", home.lists["axis"],
        reason=NO_AXIS, remedy=ADD_AXIS,
    )  # fmt: skip
    owners = {axis: contract for axis, contract, _ in axes}
    of_contract(sieve, owners)
    owner = looked_up("axis", owners)
    sieve.rows = sieve.rows.with_columns(pl.col("contract").fill_null(owner))


def _by_start(cell: str, titles: Words) -> Reading:
    """Read the beginning of the title of one axis of the territory; leave other cells."""
    said = plain(cell)
    found = [axis for axis, title in titles.items() if plain(title).startswith(f"{said} ")]
    same = any(said in {plain(axis), plain(title)} for axis, title in titles.items())
    if same or not said or len(found) > 1:
        return Reading(cell)
    if found:
        return Reading(found[0], "Axe reconnu au début de son intitulé.")
    bare = {_bare(title) for title in titles.values()}
    near = get_close_matches(_bare(cell), bare, cutoff=_ALIKE)
    meant = [f"{axis} {title}" for each in near for axis, title in titles.items()
             if _bare(title) == each]  # fmt: skip
    return doubtful(NO_AXIS, ADD_AXIS, *meant) if meant else Reading(cell)


def _bare(title: str) -> str:
    """Return the words of the title of an axis, without what numbers it: «Axe 2 : …», «3. …»."""
    return plain(_NUMBERED.sub("", title.strip(), count=1)) or plain(title)


RECIPE: Final = Recipe(
    "actions", _clean, Identity("action", ("contract", "title")), repeated="axis", deduce=_deduce
)
