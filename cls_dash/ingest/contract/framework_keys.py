"""How a contract, an axis, a party and a step of the lineage are known: never by an identifier."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import polars as pl

from cls_dash.ingest.coherence import followed
from cls_dash.ingest.contract import cells
from cls_dash.ingest.contract.home import Home
from cls_dash.ingest.recognise.reading import Reading
from cls_dash.ingest.recognise.words import plain, spellings
from cls_dash.ingest.sieve import Sieve
from cls_dash.ingest.texts import looked_up
from cls_dash.store.model import FILES

_TEXT: Final = pl.String


@dataclass(frozen=True)
class Framework:
    """What is known of a territory while its sheets are read: those read take their place."""

    home: Home
    tables: Mapping[str, pl.DataFrame]
    """By table, every cell a text."""
    about: Collection[str] = ()
    """Contracts that the sheets are the whole of; else the last one is meant."""

    def labels(self, table: str) -> dict[str, str]:
        """Return the label of each contract, or the title of each axis."""
        label = "label" if table == "contracts" else "title"
        key = FILES[table].key[0]
        return dict(self.tables[table].select(key, pl.col(label).fill_null("")).iter_rows())

    def owners(self) -> dict[str, str]:
        """Return the contract of each axis."""
        return dict(self.tables["axes"].select("axis", "contract").iter_rows())

    def ranks(self) -> dict[str, int]:
        """Return the number of each contract."""
        numbers = self.tables["contracts"].select("contract", "number").iter_rows()
        return {contract: int(number) for contract, number in numbers}

    def into(self, previous: str, axis: str | None) -> str | None:
        """Return the contract that a step of the lineage leads to."""
        owners, ranks = self.owners(), self.ranks()
        if axis is not None:
            return owners.get(axis)
        before = ranks.get(owners.get(previous, ""), 0)
        return next((each for each in sorted(ranks, key=ranks.__getitem__)
                     if ranks[each] > before), None)  # fmt: skip


def _territory(sieve: Sieve, known: Framework) -> None:
    sieve.rows = sieve.rows.with_columns(slug=pl.lit(known.home.slug))
    several = pl.col("line") > pl.col("line").min()
    sieve.refuse(several, "name", "Il n’y a qu’un territoire.", "N’en garder que la ligne.")


def _contracts(sieve: Sieve, known: Framework) -> None:
    """Know each contract by its number."""
    former = dict(known.tables["contracts"].select("number", "contract").iter_rows())
    given = looked_up("number", former)
    aside = f"{known.home.slug}-0"  # Put aside for its number: nothing else is said of it.
    formed = pl.concat_str(pl.lit(f"{known.home.slug}-"), "number")
    sieve.rows = sieve.rows.with_columns(contract=pl.coalesce(given, formed, pl.lit(aside)))
    sieve.unique(["number"], "Ce numéro est déjà celui d’un autre contrat")


def _contract(sieve: Sieve, known: Framework) -> None:
    cells.listed(
        sieve, "contract", known.labels("contracts"),
        reason="Ce contrat n’existe pas dans ce territoire.",
        remedy="L’ajouter à la feuille « Contrats », ou corriger le nom.",
    )  # fmt: skip


def _axes(sieve: Sieve, known: Framework) -> None:
    """Know each axis by its reference, failing that by its title within the contract."""
    _contract(sieve, known)
    former = known.tables["axes"]
    titled = {
        (contract, plain(title)): axis
        for axis, contract, title in former.select("axis", "contract", "title").iter_rows()
    }
    spelled = spellings(known.labels("axes"))
    taken = {*former["axis"]}
    keys = []
    aside = f"{known.home.slug}-0"  # Put aside for its contract: nothing else is said of it.
    contracts = known.labels("contracts")
    for reference, contract, title in sieve.rows.select("axis", "contract", "title").iter_rows():
        axis = spelled.get(plain(reference or "")) or titled.get((contract, plain(title or "")))
        if axis is None:
            owner = contract if contract in contracts else aside
            axis = next(
                name for name in (f"{owner}-a{rank}" for rank in range(1, 1000))
                if name not in taken
            )  # fmt: skip
            taken.add(axis)
        keys.append(axis)
    sieve.rows = sieve.rows.with_columns(axis=pl.Series(keys, dtype=_TEXT))
    sieve.unique(["contract", "title"], "Cet axe est déjà dans ce contrat")


def _parties(sieve: Sieve, known: Framework) -> None:
    _contract(sieve, known)
    sieve.unique(["contract", "organisation", "role"], "Cet organisme a déjà ce rôle")


def _lineage(sieve: Sieve, known: Framework) -> None:
    """Know the axes by their titles: the later of the contract meant, the former of one before."""
    ranks, owners = known.ranks(), known.owners()
    number = {axis: ranks.get(contract, 0) for axis, contract in owners.items()}
    meant = [ranks[contract] for contract in known.about if contract in ranks]
    last = max(meant or number.values(), default=0)
    reason, remedy = "Cet axe n’existe pas dans ce territoire.", "Écrire son intitulé."
    for column, under in (("axis", last + 1), ("previous", last)):
        labels = {axis: title for axis, title in known.labels("axes").items()
                  if number[axis] < under}  # fmt: skip
        latest = {plain(labels[axis]): axis for axis in sorted(labels, key=number.__getitem__)}
        # A title that two contracts share is that of the nearer one.
        nearest = partial(_by_title, axes=latest, titles=labels)
        sieve.read_cells(column, nearest)
        cells.listed(sieve, column, known.labels("axes"), reason=reason, remedy=remedy)
    followed(sieve)
    sieve.unique(["previous", "axis"], "Cette filiation est déjà dite")


def _by_title(cell: str, axes: Mapping[str, str], titles: Mapping[str, str]) -> Reading:
    axis = axes.get(plain(cell))
    several = [title for title in titles.values() if plain(title) == plain(cell)]
    why = "Plusieurs contrats ont un axe de ce nom : celui du contrat le plus récent."
    return Reading(axis or cell, why if axis and len(several) > 1 else "")


STEPS: Final[Mapping[str, Callable[[Sieve, Framework], None]]] = {
    "territory": _territory,
    "contracts": _contracts,
    "axes": _axes,
    "parties": _parties,
    "axis_lineage": _lineage,
}
"""How the rows of each table are known."""
