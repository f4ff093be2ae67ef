"""Steps of a sieve for the cells that a coordinator types."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from cls_dash.domain.contact import CONTACT
from cls_dash.domain.districts import PARENTS
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.recognise.places import Places
from cls_dash.ingest.recognise.words import Words, plain, spellings
from cls_dash.ingest.sieve import Sieve

TOTAL: Final = r"^(sous[- ])?(totaux|total( g[ée]n[ée]ral)?)$"


def without_totals(sieve: Sieve) -> None:
    """Leave out the lines of totals: they are sums of records, and no record."""
    said = pl.concat_list(pl.exclude("line")).list.drop_nulls()
    first = said.list.first().str.to_lowercase().str.strip_chars(" :.")
    figures = said.list.eval(pl.element().str.contains("[0-9]")).list.sum()
    total = first.str.contains(TOTAL) & (said.list.len() - 1 <= figures)
    sieve.leave_out(total, first, "Ligne de total : ce n’est pas un enregistrement.")


def tidied(sieve: Sieve, column: str) -> None:
    """Put a text on one line, and empty the cells that say that nothing is known."""
    spaced = pl.col(column).str.replace_all(r"[\p{Cc}\u2028\u2029]+|  +", " ").str.strip_chars()
    sieve.correct(column, _filled(spaced), "Retours à la ligne ou espaces répétés.")
    sieve.missing(column)


def parted(sieve: Sieve, column: str) -> None:
    """Keep apart the places that a cell lists one under another."""
    places = pl.col(column).str.replace_all(r"\s*[\r\n]+\s*", " ; ")
    sieve.correct(column, places, "Retours à la ligne : plusieurs lieux.")


def filled_down(sieve: Sieve, titles: Mapping[str, str], headers: Sequence[str]) -> None:
    """Give the rows of a log the reference that its first column says once for several."""
    name = "action"
    if titles.get(name) == headers[0] and "title" in titles:
        filled = pl.col(name).forward_fill()
        sieve.correct(name, filled, "Référence non répétée : celle de la ligne au-dessus.")


def contactless(sieve: Sieve, column: str) -> None:
    """Put aside the texts that hold an e-mail address or a telephone number."""
    sieve.refuse(
        pl.col(column).str.contains(CONTACT), column,
        "Cette cellule contient une adresse électronique ou un téléphone.",
        "Nommer l’organisme seulement : l’atlas est public.",
    )  # fmt: skip


def listed(sieve: Sieve, column: str, labels: Words, *, reason: str, remedy: str) -> None:
    """
    Replace what names an item of the territory by its key.

    «63430», «63430 Thiers» and, where one item only bears it, «Thiers».
    """
    known = spellings(labels)
    found = {cell: known.get(plain(cell)) for cell in _cells(sieve, column)}
    named = {
        cell: key
        for cell, key in found.items()
        if key is not None and not plain(cell).startswith(plain(key))
    }
    borne = Counter(plain(label) for label in labels.values())
    several = [cell for cell, key in found.items() if key is None and borne[plain(cell)] > 1]
    unknown = [cell for cell, key in found.items() if key is None and borne[plain(cell)] < 2]
    sieve.refuse(
        pl.col(column).is_in(several), column,
        "Plusieurs lignes du territoire portent ce nom.", "Écrire l’identifiant plutôt que le nom.",
    )  # fmt: skip
    sieve.refuse(pl.col(column).is_in(unknown), column, reason, remedy)
    sieve.correct(column, pl.col(column).replace(named), "Reconnu à son nom.")
    keys = {cell: key for cell, key in found.items() if cell not in named}
    sieve.rows = sieve.rows.with_columns(pl.col(column).replace(keys))


def commune(sieve: Sieve, column: str, labels: Words, cog: Cog, *, unfold: bool = False) -> None:
    """
    Replace what names a commune of the territory by its present INSEE code.

    Parameters
    ----------
    sieve
        Records; where one names several communes and ``unfold`` asks for it, it becomes as
        many, under the same line.
    column
        Of the communes.
    labels
        Name of each commune of the territory, by code.
    cog
        Communes of France.
    """
    districts = any(code in PARENTS for code in labels)
    places = Places(cog, labels, districts=districts)
    if unfold:
        _unfold(sieve, column, places)
    sieve.read_cells(column, places.read)
    sieve.commune(column, cog, districts=districts)
    sieve.refuse(
        pl.col(column).is_in([*cog.names, *PARENTS]) & ~pl.col(column).is_in(list(labels)), column,
        "Cette commune n’est dans aucun périmètre du territoire.",
        "Corriger le code, ou l’ajouter à perimeter.csv.",
    )  # fmt: skip


def _unfold(sieve: Sieve, column: str, places: Places) -> None:
    """Make a record of each commune of a cell; a number counted for all is no one's."""
    several = {cell: codes for cell in _cells(sieve, column) if (codes := places.several(cell))}
    if not several:
        return
    listed = pl.col(column).is_in(list(several))
    if "count" in sieve.rows.columns:
        alone = pl.when(~listed).then(pl.col("count"))
        why = "Ce nombre vaut pour plusieurs communes : il n’est donné à aucune."
        kind = sieve.rows.schema["count"]
        sieve.rows = sieve.rows.with_columns(pl.col("count").cast(pl.String))
        sieve.correct("count", alone, why)
        sieve.rows = sieve.rows.with_columns(pl.col("count").cast(kind))
    joined = {cell: " ; ".join(codes) for cell, codes in several.items()}
    sieve.correct(column, pl.col(column).replace(joined), "Une ligne par commune.")
    parted = pl.col(column).str.split(" ; ")
    single = pl.concat_list(pl.col(column))
    sieve.rows = sieve.rows.with_columns(
        pl.when(pl.col(column).is_in(list(joined.values()))).then(parted).otherwise(single)
    ).explode(column)


def identifying(sieve: Sieve, key: str, taken: Mapping[str, str]) -> None:
    """Put aside the rows that share an identifier, and those whose file ``taken`` says."""
    kept = sieve.kept[key]
    sieve.refuse(
        pl.col(key).is_in(kept.filter(kept.is_duplicated()).to_list()), key,
        "Plusieurs lignes de ce fichier ont le même identifiant, écrit ou formé.",
        "Donner à chacune son identifiant, ou préciser l’intitulé, le lieu ou la date.",
    )  # fmt: skip
    sieve.refuse(
        pl.col(key).is_in(list(taken)), key,
        pl.format("Cet identifiant est déjà pris dans {}.", pl.col(key).replace(taken)),
        "En choisir un autre.",
    )  # fmt: skip


def _cells(sieve: Sieve, column: str) -> list[str]:
    return sieve.rows[column].drop_nulls().unique().to_list()


def _filled(texts: pl.Expr) -> pl.Expr:
    return pl.when(texts != "").then(texts)
