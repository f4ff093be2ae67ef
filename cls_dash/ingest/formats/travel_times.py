"""Travel times that a person brings: a commune of origin, one of destination, a duration."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.domain.spelling import unaccented
from cls_dash.ingest.columns.given import check_given, headers_of
from cls_dash.ingest.files import (
    Member,
    TextTable,
    find_tables,
    first_table,
    opened,
    refused,
)
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.recognise.words import plain
from cls_dash.ingest.sieve import Sieve, together
from cls_dash.wording import counted, number

LONGEST: Final = 24 * 60
"""Minutes that a trip may last; more is an error of unit."""
PAIR: Final = ("origin", "destination")

ORIGIN: Final = frozenset({"origine", "origin", "depart", "from", "src"})
DESTINATION: Final = frozenset({"destination", "arrivee", "to", "dest", "dst"})
FILLERS: Final = frozenset({"code", "codgeo", "com", "commune", "d", "de", "id", "insee", "l"})
"""Words of a title that do not say which end it is."""
DURATION: Final = frozenset({"duree", "temps", "duration", "time"})
DETAILS: Final = frozenset({"de", "du", "en", "p50", "parcours", "trajet", "travel", "voiture"})
"""Words of a title that do not say what it measures."""
PER_MINUTE: Final = {
    **dict.fromkeys(("min", "mn", "minute", "minutes"), 1.0),
    **dict.fromkeys(("s", "sec", "second", "seconds", "seconde", "secondes"), 60.0),
    **dict.fromkeys(("h", "heure", "heures", "hour", "hours"), 1 / 60),
}
"""How many units a minute has, by the word of a title that names the unit."""

CLOCK: Final = r"^(?:1899-12-3[01] )?([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])$"
"""``00:42:10``; a workbook dates a time of the day at the eve of its first day."""
HOURS: Final = r"^([0-9]{1,2}) ?h(?:eures?)?(?: ?([0-5]?[0-9]) ?(?:min(?:utes?)?|mn)?)?$"
MINUTES: Final = r"^([0-9]{1,4}) ?(?:min(?:utes?)?|mn)$"


@dataclass(frozen=True)
class Columns:
    """The columns of one file, under their own titles."""

    origin: str
    destination: str
    duration: str
    per_minute: float
    """Units of the duration in a minute: 60 where it is in seconds."""


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read travel times: CSV, XLSX, ODS, plain or packed.

    Three columns: origin, destination (INSEE codes) and the duration, in minutes unless
    the title of its column names seconds or hours. Of a pair given twice, the first is
    kept. A pair needs not be given both ways.

    Raises
    ------
    InvalidDatasetError
        If a file cannot be opened, lacks a column, or has two that could be the same.
    """
    with opened(files) as members:
        tables = [table for member in members for table in _tables(member, asked.columns)]
    headers = tuple(map(headers_of, tables))
    check_given(files[0].name, asked.columns, chain(*headers), (*PAIR, "minutes"))
    parts = [_cleaned(table, asked) for table in tables]
    _refuse_repeats(parts)
    trips = pl.concat([_trips(*part).drop("line") for part in parts])
    converted = {columns.duration for _, columns in parts if columns.per_minute != 1}
    notes = (*_converted(converted), *_told(trips)) if trips.height else ()
    report = together([sieve for sieve, _ in parts], "travel-times", notes=notes)
    return Loaded({"travel_time": trips}, report, headers=headers)


def _tables(member: Member, given: Mapping[str, str]) -> list[TextTable]:
    """Return the tables of a file that have the three columns; failing that, its first one."""

    def score(header: Sequence[str]) -> int:
        return 3 if all(len(found) == 1 for found in _found(header, given).values()) else 0

    return find_tables(member, score) or [first_table(member)]


def _cleaned(table: TextTable, asked: Asked) -> tuple[Sieve, Columns]:
    columns, cog = _columns(table, asked.columns), asked.cog
    sieve = Sieve(table)
    for end in (columns.origin, columns.destination):
        sieve.missing(end)
        sieve.needed(end)
        sieve.commune(end, cog)
    _measure(sieve, columns.duration, columns.per_minute)
    return sieve, columns


def _columns(table: TextTable, given: Mapping[str, str]) -> Columns:
    """Find the three columns by their titles, or as they are named; others are left alone."""
    found = _found(headers_of(table), given)
    origin, destination, duration = (
        _only(table, wanted, found[role])
        for role, wanted in zip((*PAIR, "minutes"), ("origine", "destination", "minutes"),
                                strict=True)
    )  # fmt: skip
    return Columns(origin, destination, duration, _per_minute(_words(duration)) or 1.0)


def _found(header: Sequence[str], given: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the titles that each of our columns may have."""
    titles = {name: _words(name) for name in header}
    found = {
        "origin": [title for title, words in titles.items() if _is(ORIGIN, words)],
        "destination": [title for title, words in titles.items() if _is(DESTINATION, words)],
        "minutes": [title for title, words in titles.items() if _per_minute(words)],
    }
    for role, said in given.items():
        named = [title for title in header if plain(title) == plain(said)]
        found |= {role: named} if named else {}
    return found


def _words(title: str) -> list[str]:
    """Return the words of a title: ``idSrc``, ``Durée (min)`` → id src, duree min."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unaccented(title))
    return re.findall(r"[a-z0-9]+", parted.lower())


def _is(end: frozenset[str], words: list[str]) -> bool:
    told = set(words) - FILLERS
    return len(told) == 1 and told <= end


def _per_minute(words: list[str]) -> float | None:
    """Return the unit that a title of duration names, minutes by default; else None."""
    units = [word for word in words if word in PER_MINUTE]
    others = set(words) - set(units)
    # « s » or « h » alone could be anything: a short unit needs a word beside it.
    named = others & DURATION or any(len(unit) > 1 for unit in units)
    if not named or others - DURATION - DETAILS or len(units) > 1:
        return None
    return PER_MINUTE[units[0]] if units else 1.0


def _only(table: TextTable, wanted: str, found: list[str]) -> str:
    if not found:
        remedy = "Nommer trois colonnes « origine », « destination » et « minutes »."
        raise refused(table.file, 1, "Cette colonne manque au fichier.", remedy, wanted)
    if len(found) > 1:
        reason = f"Plusieurs colonnes peuvent être « {wanted} »."
        raise refused(table.file, 1, reason, "N’en garder qu’une.", " ; ".join(found))
    return found[0]


def _measure(sieve: Sieve, column: str, per_minute: float) -> None:
    """Make the duration a number, in the unit of its column."""
    sieve.missing(column)
    # Two million plain numbers need not be looked at as hours and minutes.
    if sieve.rows[column].str.contains("[:hHmM]").any():
        why = "Durée écrite en heures et minutes : lue dans l’unité de la colonne."
        sieve.correct(column, pl.coalesce(_spelt(column, per_minute), column), why)
    nothing = "Aucune durée n’est donnée pour ce trajet."
    remedy = "Compléter cette cellule, ou retirer la ligne s’il n’y a pas de route."
    sieve.refuse(pl.col(column).is_null(), column, nothing, remedy)
    sieve.number(column, lowest=0, highest=LONGEST * per_minute)


def _spelt(column: str, per_minute: float) -> pl.Expr:
    """Return ``1h05``, ``42 min`` or ``00:42:10`` as a number of the column's unit, in text."""
    text = pl.col(column).str.to_lowercase()

    def part(pattern: str, group: int) -> pl.Expr:
        return text.str.extract(pattern, group).cast(pl.Float64)

    clock = part(CLOCK, 1) * 60 + part(CLOCK, 2) + part(CLOCK, 3) / 60
    hours = part(HOURS, 1) * 60 + part(HOURS, 2).fill_null(0)
    minutes = pl.coalesce(clock, hours, part(MINUTES, 1))
    return (minutes * per_minute).round(4).cast(pl.String)


def _trips(sieve: Sieve, columns: Columns) -> pl.DataFrame:
    """Return the records of a file without any problem, under our names."""
    return sieve.kept.select(
        "line",
        origin=columns.origin,
        destination=columns.destination,
        minutes=pl.col(columns.duration) / columns.per_minute,
    )


def _refuse_repeats(parts: Sequence[tuple[Sieve, Columns]]) -> None:
    """Put aside the pairs that a line above, or a file before, already gives."""
    trips = pl.concat(
        [
            _trips(sieve, columns).with_columns(rank=pl.lit(rank), file=pl.lit(sieve.file))
            for rank, (sieve, columns) in enumerate(parts)
        ]
    )
    again = trips.filter(~pl.struct(PAIR).is_first_distinct())
    firsts = trips.join(again, on=PAIR, how="semi").unique(PAIR, keep="first", maintain_order=True)
    place = pl.format("Ce trajet est déjà donné à la ligne {} de {}.", "line_first", "file_first")
    told = again.join(firsts, on=PAIR, suffix="_first").select("rank", "line", _place=place)
    for rank in told["rank"].unique():
        sieve, columns = parts[rank]
        here = told.filter(rank=rank).drop("rank")
        sieve.rows = sieve.rows.join(here, on="line", how="left", maintain_order="left")
        repeated = pl.col("_place").is_not_null()
        remedy = "Ne garder qu’une des deux lignes."
        sieve.refuse(repeated, columns.destination, pl.col("_place"), remedy)
        sieve.rows = sieve.rows.drop("_place")


def _converted(titles: Iterable[str]) -> Iterator[str]:
    for title in sorted(titles):
        yield f"Les durées de la colonne « {title} » ont été converties en minutes."


def _told(trips: pl.DataFrame) -> Iterator[str]:
    """Yield what to know of the whole: how many, how long, the same both ways or not."""
    origins, destinations = (trips[end].n_unique() for end in PAIR)
    median = trips["minutes"].quantile(0.5)
    yield (
        f"{counted(trips.height, 'trajet')}, de {counted(origins, 'commune')} vers "
        f"{counted(destinations, 'commune')} ; la moitié durent moins de "
        f"{number(median, 1)} minutes."
    )
    back = trips.select(origin="destination", destination="origin", minutes="minutes")
    if trips.join(back, on=[*PAIR, "minutes"], how="semi").height == trips.height:
        yield "Les durées sont les mêmes dans les deux sens."
    else:
        yield "Les durées diffèrent selon le sens du trajet ; elles sont gardées telles quelles."
    stays = trips.filter(pl.col("origin") == pl.col("destination")).height
    if silent := origins - stays:
        yield (
            f"{counted(silent, 'commune')} sans durée vers elle-même : le temps à "
            "l’intérieur de la commune sera estimé."
        )
