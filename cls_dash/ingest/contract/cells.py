"""Steps of a sieve for the cells that a coordinator types."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

import polars as pl

from cls_dash.domain.contact import CONTACT
from cls_dash.ingest.contract.words import Words, plain, spellings, stem
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.sieve import Sieve

_CODE: Final = re.compile(r"(?P<code>\d{4}|\d[\dABab]\d{3})(?:\.0)?\b(?P<name>.*)", re.ASCII)


def tidied(sieve: Sieve, column: str) -> None:
    """Put a text on one line, and empty the cells that say that nothing is known."""
    spaced = pl.col(column).str.replace_all(r"[\p{Cc}\u2028\u2029]+|  +", " ").str.strip_chars()
    sieve.correct(column, _filled(spaced), "Retours à la ligne ou espaces répétés.")
    sieve.missing(column)


def contactless(sieve: Sieve, column: str) -> None:
    """Put aside the texts that hold an e-mail address or a telephone number."""
    sieve.refuse(
        pl.col(column).str.contains(CONTACT), column,
        "Cette cellule contient une adresse électronique ou un téléphone.",
        "Nommer l’organisme seulement : l’atlas est public.",
    )  # fmt: skip


def coded(sieve: Sieve, column: str, codes: Words) -> None:
    """Replace the French word of a list by its code, whatever its accents or ending."""
    exact = {word.casefold() for word in (*codes, *codes.values())}
    stems = {stem(word): word for word in codes.values()}
    mended = {
        cell: stems[stem(cell)]
        for cell in _cells(sieve, column)
        if cell.casefold() not in exact and stem(cell) in stems
    }
    sieve.correct(column, pl.col(column).replace(mended), "Mot de la liste, écrit autrement.")
    sieve.choice(column, codes)


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


def commune(sieve: Sieve, column: str, labels: Words, cog: Cog) -> None:
    """
    Replace what names a commune of the territory by its present INSEE code.

    As :func:`listed`, with what hands do to codes: a zero lost, a commune merged since.
    A code and a name that do not agree are put aside.
    """
    known = spellings(labels)
    codes = {cell: known.get(plain(cell)) or _code(cell, cog) for cell in _cells(sieve, column)}
    strange = [cell for cell, code in codes.items() if code is None]
    sieve.refuse(
        pl.col(column).is_in(strange), column,
        "Ni un code Insee, ni une commune du territoire, ou un code et un nom différents.",
        "Écrire le code Insee, ou choisir la commune dans le modèle.",
    )  # fmt: skip
    named = {cell: code for cell, code in codes.items() if code and not cell[0].isdigit()}
    sieve.correct(column, pl.col(column).replace(named), "Commune reconnue à son nom.")
    sieve.rows = sieve.rows.with_columns(pl.col(column).replace(codes))
    sieve.commune(column, cog)
    sieve.refuse(
        pl.col(column).is_in(list(cog.names)) & ~pl.col(column).is_in(list(labels)), column,
        "Cette commune n’est dans aucun périmètre du territoire.",
        "Corriger le code, ou l’ajouter à perimeter.csv.",
    )  # fmt: skip


def _code(cell: str, cog: Cog) -> str | None:
    """Return the code that a cell starts with, unless the name after it is another's."""
    found = _CODE.fullmatch(cell)
    if found is None:
        return None
    code, name = found["code"], plain(found["name"])
    full = code.upper().zfill(5)
    agrees = not name or full in cog.successors or name == plain(cog.names.get(full, ""))
    return code if agrees else None


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
