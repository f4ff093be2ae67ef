"""Where, when and for whom actions were carried out, in our template."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.domain.districts import CITIES, PARENTS
from cls_dash.ingest.coherence import scoped
from cls_dash.ingest.contract.cells import commune, listed
from cls_dash.ingest.contract.dates import DATES, dated
from cls_dash.ingest.contract.home import Home
from cls_dash.ingest.contract.keys import Identity
from cls_dash.ingest.contract.members import tell_absent_members
from cls_dash.ingest.contract.points import placed
from cls_dash.ingest.contract.sheets import Recipe, read_contract
from cls_dash.ingest.formats.actions import REFERENCE
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.recognise.choices import kind_in, scope_of
from cls_dash.ingest.recognise.epci import bare_epci, read_epci, spelled_epci
from cls_dash.ingest.recognise.reading import Reading
from cls_dash.ingest.recognise.words import Words, plain, slug
from cls_dash.ingest.sieve import Sieve
from cls_dash.ingest.texts import looked_up
from cls_dash.store.model import FILES
from cls_dash.terms import UNITS
from cls_dash.wording import counted

EPCI_HERE: Final = "Intercommunalité lue dans cette cellule."


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
    sieve.read_cells("action", partial(_referred, labels=home.lists["action"]))
    listed(
        sieve, "action", home.lists["action"],
        reason="Cette action n’existe pas dans ce territoire.",
        remedy="Charger d’abord le fichier des actions, ou corriger l’identifiant.",
    )  # fmt: skip
    _named_elsewhere(sieve, home)
    _scope(sieve)
    known = spelled_epci(home.lists["epci"])
    sieve.read_cells("epci", partial(read_epci, known=known, labels=home.lists["epci"]))
    listed(
        sieve, "epci", home.lists["epci"],
        reason="Cette intercommunalité n’a pas de commune dans le périmètre du territoire.",
        remedy="Écrire le numéro SIREN d’une intercommunalité du territoire.",
    )  # fmt: skip
    commune(sieve, "commune", home.lists["commune"], asked.cog, unfold=asked.unfold)
    placed(sieve, home.outlines)
    dated(sieve)
    tell_absent_members(sieve, home)
    _count_persons(sieve)


def _deduce(sieve: Sieve, absent: Sequence[str], _parts: pl.DataFrame) -> None:
    """Say what a log without titles or forms tells of them: its action, the words of its titles."""
    if "title" in absent:
        title = pl.coalesce("title", "action")
        sieve.correct("title", title, "Sans colonne d’intitulé : celui de l’action.")
    if "kind" in absent:
        words = FILES["deployments"].words["kind"]
        said = {title: kind_in(title, words) for title in sieve.rows["title"].drop_nulls()}
        found = looked_up("title", said)
        sieve.correct("kind", pl.coalesce("kind", found), "Forme lue dans l’intitulé.")


def _referred(cell: str, labels: Words) -> Reading:
    """Read the reference of an action in its plan, or a number before its title; leave others."""
    reference = slug(cell)
    keys = [key for key in labels if key.endswith(f"-{reference}")] if reference else []
    title = plain(re.sub(r"^[0-9]+([.][0-9]+)*[.)]?\s+", "", cell))
    titled = [key for key, label in labels.items() if title == plain(label) != plain(cell)]
    found = keys if re.match(REFERENCE, cell) else titled
    return (
        Reading(found[0], "Action reconnue à sa référence.") if len(found) == 1 else Reading(cell)
    )


def _count_persons(sieve: Sieve) -> None:
    """Read a number without unit as one of persons, which is what the template asks first."""
    alone = pl.col("count").is_not_null() & pl.col("count_unit").is_null()
    lines = sieve.rows.filter(alone).height
    unit = pl.when(alone).then(pl.lit("persons")).otherwise(pl.col("count_unit"))
    sieve.rows = sieve.rows.with_columns(count_unit=unit)
    if lines:
        word = UNITS["persons"]
        note = f"Nombre sans unité, lu en {word} : {counted(lines, 'ligne')}."
        sieve.notes = (*sieve.notes, note)


def _named_elsewhere(sieve: Sieve, home: Home) -> None:
    """Let the cell of a commune say a scope or an EPCI: «tout le territoire», «CC du Pays»."""
    codes = spelled_epci(home.lists["epci"])
    cells = sieve.rows["commune"].drop_nulls().unique().to_list()
    scopes = {cell: code for cell in cells if (code := scope_of(cell))}
    ours = home.lists["commune"]
    # «Lyon» is no intercommunality for a territory of arrondissements: it does not say which.
    cities = {CITIES[PARENTS[code]] for code in ours if code in PARENTS}
    named = {plain(name) for name in (*ours.values(), *cities)}
    epci = {
        cell: code
        for cell in cells
        if (code := codes.get(bare_epci(cell))) and plain(cell) not in named
    }
    sieve.rows = sieve.rows.with_columns(
        scope=pl.coalesce("scope", looked_up("commune", scopes)),
        epci=pl.coalesce("epci", looked_up("commune", epci)),
    )
    said_here = ((scopes, "Portée lue dans cette cellule."), (epci, EPCI_HERE))
    for found, why in said_here:
        kept = pl.when(~pl.col("commune").is_in(list(found))).then(pl.col("commune"))
        sieve.correct("commune", kept, why)


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
    repeated="action",
    deduce=_deduce,
)
