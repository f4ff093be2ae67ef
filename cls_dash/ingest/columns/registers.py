"""Read the files of a register of establishments, as one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from cls_dash.domain.services import REGISTERED
from cls_dash.ingest.columns.finess_categories import categorised, read_categories
from cls_dash.ingest.columns.providers import COLUMNS, as_providers, without_contacts
from cls_dash.ingest.files import Member, opened
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.sieve import Sieve, together
from cls_dash.ingest.wholeness import completeness


@dataclass(frozen=True)
class Extract:
    """What one file of a register gives."""

    rows: pl.DataFrame
    """Establishments, by the columns of the table; ``category`` and ``label`` are official."""
    sieves: tuple[Sieve, ...]
    notes: tuple[str, ...]
    day: date | None
    """That of the file, where it says it."""


def read_register(
    name: str,
    files: Sequence[Path],
    asked: Asked,
    extract: Callable[[Member, Asked, pl.Series], Extract],
    *,
    unit: str = "ligne",
) -> Loaded:
    """
    Read the files of a register of establishments, and where and for which categories it is whole.

    Parameters
    ----------
    name
        Of the format.
    files
        Plain or packed.
    asked
        Its year, else that of the files, dates the facts.
    extract
        Reads one file, given the identifiers that those before it hold.
    unit
        What its lines are.

    Raises
    ------
    InvalidDatasetError
        If a file cannot be used.
    """
    categories = read_categories(asked.data)
    tables, extracts = [pl.DataFrame(schema=COLUMNS)], []
    with opened(files) as members:
        for member in members:
            found = extract(member, asked, pl.concat(tables)["provider"])
            tables.append(as_providers(categorised(found.rows, categories)))
            extracts.append(found)
    sieves = [sieve for each in extracts for sieve in each.sieves]
    notes = [note for each in extracts for note in each.notes]
    report = together(sieves, name, notes=notes, unit=unit)
    years = {each.day.year if each.day else None for each in extracts}
    year = asked.year or (years.pop() if len(years) == 1 else None)
    days = [each.day.isoformat() for each in extracts if each.day]
    when = min(days) if len(days) == len(extracts) else str(year or "")
    dates = dict.fromkeys(REGISTERED, when) if when else {}
    providers = pl.concat(tables)
    whole, report = completeness(providers, asked.cog, report, dates)
    return Loaded({"provider": providers, **whole}, without_contacts(report), year)
