"""The identifier of each row of a sheet: given, that of the row it was before, or formed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, count
from typing import Final

import polars as pl

from cls_dash.ingest.recognise.words import plain, slug
from cls_dash.ingest.sieve import Sieve

_LONGEST_TITLE: Final = 40
_TEXT: Final = pl.String


@dataclass(frozen=True)
class Identity:
    """What tells the rows of a table apart, where no identifier is given."""

    key: str
    parts: tuple[str, ...]
    """First what a row belongs to, then its title."""
    corrected: tuple[frozenset[str], ...] = ()
    """Parts that a correction may change together, the likeliest first: the row is the same."""
    repeated: bool = False
    """Whether several rows may bear one reference, which their parts then complete."""


def completed(sieve: Sieve, identity: Identity) -> dict[int, str]:
    """Tidy the identifiers given; empty those of several rows and return them, by line."""
    key = identity.key
    if key not in sieve.rows.columns:
        return {}
    sieve.identifier(key)
    if not identity.repeated:
        return {}
    several = pl.col(key).is_not_null() & pl.col(key).is_duplicated()
    told = dict(sieve.rows.filter(several).select("line", key).iter_rows())
    emptied = pl.when(~several).then(key).alias(key)
    sieve.rows = sieve.rows.with_columns(emptied)
    return told


def told_again(sieve: Sieve, identity: Identity, former: pl.DataFrame) -> set[str]:
    """
    Give each row without identifier that of the equal row of the territory.

    Return the identifiers of all rows. ``former`` are the rows of the territory, as texts.
    """
    key = identity.key
    names = zip(_plain(former, identity.parts), former[key], strict=True)
    known = dict(reversed([*names]))
    found = [known.get(told) for told in _plain(sieve.rows, identity.parts)]
    filled = pl.col(key).fill_null(pl.Series(found, dtype=_TEXT))
    sieve.rows = sieve.rows.with_columns(filled)
    return set(sieve.rows[key].drop_nulls())


def corrected(
    sieve: Sieve, identity: Identity, former: pl.DataFrame, left: Collection[str]
) -> set[str]:
    """
    Give other rows that of a row which is not in the file any more; return those given.

    Parameters
    ----------
    sieve
        Rows, the parts being clean.
    identity
        What tells them apart.
    former
        Rows of the territory, as texts.
    left
        Keys of those that the former load brought and that no row says again.
    """
    key = identity.key
    given = sieve.rows[key].to_list()
    cells = _plain(sieve.rows, identity.parts)
    taken: set[str] = set()
    for changing in identity.corrected:
        ranks = [rank for rank, part in enumerate(identity.parts) if part not in changing]
        waiting: dict[tuple[str, ...], list[str]] = {}
        for told, name in zip(_plain(former, identity.parts), former[key], strict=True):
            if name in left and name not in taken:
                waiting.setdefault(tuple(told[rank] for rank in ranks), []).append(name)
        for row, told in enumerate(cells):
            names = waiting.get(tuple(told[rank] for rank in ranks), [])
            if given[row] is None and names:
                given[row] = names.pop(0)
                taken.add(given[row])
    sieve.rows = sieve.rows.with_columns(pl.Series(key, given, _TEXT))
    return taken


def formed(
    sieve: Sieve, identity: Identity, references: dict[int, str], taken: Collection[str] = ()
) -> int:
    """
    Form the missing identifiers from what tells a row; return how many.

    The same row always gets the same one: a file that is loaded twice changes nothing. One
    that another row has since it was corrected is completed by a number.
    """
    key = identity.key
    cells = _plain(sieve.rows, identity.parts)
    first = sieve.rows[identity.parts[0]].cast(_TEXT).fill_null("")
    second = sieve.rows[identity.parts[1]].cast(_TEXT).fill_null("")
    made = []
    for line, told, owner, title in zip(sieve.rows["line"], cells, first, second, strict=True):
        start = references.get(line) or f"{owner} {slug(title, _LONGEST_TITLE)}"
        name = slug(f"{start} {sha256(chr(31).join(told).encode()).hexdigest()[:6]}")
        names = chain([name], (f"{name}-{rank}" for rank in count(2)))
        made.append(next(each for each in names if each not in taken))
    missing = sieve.rows[key].null_count()
    sieve.rows = sieve.rows.with_columns(pl.col(key).fill_null(pl.Series(made, dtype=_TEXT)))
    return missing


def _plain(rows: pl.DataFrame, parts: Sequence[str]) -> list[tuple[str, ...]]:
    texts = rows.select(pl.col(part).cast(_TEXT).fill_null("") for part in parts)
    return [tuple(plain(cell) for cell in row) for row in texts.iter_rows()]
