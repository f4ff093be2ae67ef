"""Insee's database of facilities (BPE): how many of each type, commune by commune."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.domain.districts import PARENTS
from cls_dash.ingest.files import Member, opened, read_text, refused
from cls_dash.ingest.geography.code_changes import SPLIT
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.sieve import Sieve, together
from cls_dash.ingest.wholeness import completeness
from cls_dash.wording import counted, listing

ROW: Final = ("category", "commune", "year")
_DESCRIBES: Final = re.compile(r"metadata|varmod|varlist|\.(pdf|html?|txt|md)$", re.IGNORECASE)
"""Names of the files that Insee packs beside its data to describe them."""


@dataclass(frozen=True)
class _Form:
    """Columns that say the same thing in one generation of files."""

    commune: str
    type: str
    count: str
    year: str


_BY_IRIS: Final = _Form("DEPCOM", "TYPEQU", "NB_EQUIP", "AN")
_BY_LEVEL: Final = _Form("GEO", "FACILITY_TYPE", "OBS_VALUE", "TIME_PERIOD")
"""Since 2024: the same facilities counted by commune, département, EPCI…, and in total."""


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read how many facilities of each type there are in each commune.

    Returns
    -------
    Loaded
        ``provider_count``: ``category`` (``bpe:D201``), ``commune``, ``year`` and ``n``,
        facilities of all the IRIS of the commune; ``completeness`` and ``area`` where the
        file is whole, at the latest of its years.

    Raises
    ------
    InvalidDatasetError
        If a file lacks a column, says no year while none is asked, or two files count
        the same facilities.
    """
    sieves, counts, notes = [], [], []
    with opened(files) as members:
        data = [member for member in members if not _DESCRIBES.search(member.name)] or members
        if left := [member.name for member in members if member not in data]:
            notes.append(f"Fichiers laissés de côté, qui décrivent les données : {listing(left)}.")
        for member in data:
            sieve, form = _opened_table(member)
            if "GEO_OBJECT" in sieve.rows.columns:
                notes += _only_communes(sieve)
            _clean(sieve, form, asked)
            sieves.append(sieve)
            counts.append(_counts(sieve.kept, form))
    table = pl.concat(counts)
    if table.select(ROW).is_duplicated().any():
        reason = "Deux de ces fichiers comptent les mêmes équipements."
        raise refused(data[-1].name, 1, reason, "Les charger un par un.")
    years = table["year"].unique()
    report = together(sieves, "bpe", notes=notes)
    latest = table.filter(pl.col("year") == pl.col("year").max())
    dates = dict.fromkeys(latest["category"].unique().sort(), str(years.max()))
    whole, report = completeness(latest, asked.cog, report, dates)
    return Loaded(
        tables={"provider_count": table.sort(ROW), **whole},
        report=report,
        year=years.item() if len(years) == 1 else asked.year,
    )


def _opened_table(member: Member) -> tuple[Sieve, _Form]:
    """Read a file, its columns named in capitals, and say which form it has."""
    # Cells are codes: a quote never hides a separator, and doing without is ten times faster.
    sieve = Sieve(read_text(member, quoted=False))
    cells = {column.name.upper(): column for column in sieve.rows.drop("line")}
    sieve.rows = pl.DataFrame({**cells, "line": sieve.rows["line"]}).with_columns(
        pl.col(pl.String).str.strip_chars('" ').replace("", None)
    )
    form = _BY_LEVEL if "GEO_OBJECT" in cells else _BY_IRIS
    remedy = "Fournir le fichier « ensemble » de la BPE, qui compte les équipements par commune."
    sieve.require([form.commune, form.type, form.count], remedy)
    _refuse_repeated(sieve, form)
    return sieve, form


def _refuse_repeated(sieve: Sieve, form: _Form) -> None:
    # Hashes first: comparing whole rows takes 300 MB on a year of the BPE.
    alike = sieve.rows.filter(sieve.rows.drop("line").hash_rows().is_duplicated())
    again = alike.filter(~pl.struct(pl.exclude("line")).is_first_distinct())["line"]
    reason = "Cette ligne est déjà dans le fichier : ses équipements compteraient deux fois."
    remedy = "Supprimer la ligne en trop."
    sieve.refuse(pl.col("line").is_in(again.implode()), form.type, reason, remedy)


def _only_communes(sieve: Sieve) -> list[str]:
    """Leave the rows of other levels, and say how many: they count the same facilities."""
    sieve.needed("GEO_OBJECT")
    same = ~pl.col("GEO_OBJECT").is_in(["COM", "ARM"]) | (pl.col("FACILITY_TYPE") == "_T")
    if "BPE_MEASURE" in sieve.rows.columns:
        same |= pl.col("BPE_MEASURE") != "FACILITIES"
    same = same.fill_null(value=False) & pl.col("GEO_OBJECT").is_not_null()
    others = sieve.rows.filter(same)
    sieve.rows = sieve.rows.filter(~same)
    if others.is_empty():
        return []
    levels = ", ".join(others["GEO_OBJECT"].unique().sort())
    lines = counted(others.height, "ligne lue sans être reprise", "lignes lues sans être reprises")
    return [
        f"{sieve.file} : {lines} ({levels}) : totaux ou autres niveaux que la commune, "
        "qui comptent les mêmes équipements."
    ]


def _clean(sieve: Sieve, form: _Form, asked: Asked) -> None:
    sieve.missing(form.commune)
    sieve.needed(form.commune)
    sieve.commune(form.commune, asked.cog, districts=True)
    sieve.needed(form.type)
    capitals = pl.col(form.type).str.to_uppercase()
    sieve.correct(form.type, capitals, "Code d’équipement : écrit en capitales.")
    sieve.refuse(
        ~pl.col(form.type).str.contains(r"^[A-Z]\d{3}$"), form.type,
        "Ce n’est pas un code d’équipement.", "Écrire une lettre et trois chiffres : D201.",
    )  # fmt: skip
    sieve.needed(form.count)
    sieve.integer(form.count)
    _date(sieve, form, asked.year)
    for code, (since, left) in SPLIT.items():
        reason = (
            f"Ce code était jusqu’en {since - 1} celui de {len(left) + 1} communes, séparées "
            "depuis : on ne sait pas dans laquelle sont ces équipements."
        )
        before = (pl.col(form.commune) == code) & (pl.col(form.year) < since)
        sieve.refuse(before, form.commune, reason, f"Charger la BPE de {since} ou après.")


def _date(sieve: Sieve, form: _Form, year: int | None) -> None:
    """Make the column of years one of integers; without one, take the year asked."""
    if form.year in sieve.rows.columns:
        sieve.needed(form.year)
        sieve.integer(form.year, lowest=1900)
        if year is not None:
            reason = f"Cette ligne n’est pas de l’année demandée ({year})."
            remedy = "Donner à --year l’année du fichier."
            sieve.refuse(pl.col(form.year) != year, form.year, reason, remedy)
    elif year is not None:
        sieve.rows = sieve.rows.with_columns(pl.lit(year, pl.Int64).alias(form.year))
    else:
        reason = "Ce fichier ne dit pas son année."
        raise refused(sieve.file, 1, reason, "La donner : --year 2018.", form.year)


def _counts(kept: pl.DataFrame, form: _Form) -> pl.DataFrame:
    """
    Return the facilities of each type, commune and year, and *arrondissement*; none is no row.

    A file of levels has the cities too; in another, they are the sum of these.
    """
    if "GEO_OBJECT" not in kept.columns:
        district = pl.col(form.commune).is_in(list(PARENTS))
        whole = kept.with_columns(pl.col(form.commune).replace(dict(PARENTS)))
        kept = pl.concat([whole, kept.filter(district)])
    totals = kept.group_by(form.type, form.commune, form.year).agg(n=pl.col(form.count).sum())
    return totals.filter(pl.col("n") > 0).select(
        category="bpe:" + pl.col(form.type),
        commune=pl.col(form.commune),
        year=pl.col(form.year),
        n="n",
    )
