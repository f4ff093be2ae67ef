"""
Read a dated perimeter of a territory: a table of communes, or a polygon.

A table with entry dates gives memberships. A polygon, or a bare list of communes, gives
the whole perimeter from the first of January of the year asked: who is not in it leaves.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.domain.districts import PARENTS
from cls_dash.ingest import coherence
from cls_dash.ingest.columns.commune_lists import TITLES, cleaned, the_list
from cls_dash.ingest.columns.given import check_given, headers_of
from cls_dash.ingest.contract.home import Home, home_asked
from cls_dash.ingest.dataset.tables import read_texts
from cls_dash.ingest.files import (
    opened,
    refused,
)
from cls_dash.ingest.files.polygons import holds_polygons
from cls_dash.ingest.geography.coverage import LARGEST_OUTSIDE, read_perimeter
from cls_dash.ingest.geography.districts import read_districts
from cls_dash.ingest.geography.national import FRANCE
from cls_dash.ingest.geography.reference import geography_for
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.recognise.dates import date_reader
from cls_dash.ingest.recognise.spans import FIRST_YEAR, LAST_YEAR, read_spans
from cls_dash.ingest.sieve import Sieve
from cls_dash.ingest.texts import completed
from cls_dash.wording import NBSP, agreeing, counted, listing, percent
from cls_dash.wording import day as spelled

SCHEMA: Final = pl.Schema(
    {"commune": pl.String, "starts_on": pl.Date, "ends_on": pl.Date, "basis": pl.String}
)
BASES: Final = {"documented": "publié", "approximate": "approché"}
OPEN: Final = date.max


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read one file that says which communes are in a territory, and since when.

    Returns
    -------
    Loaded
        Table ``perimeter``: the rows to merge into those of the territory.

    Raises
    ------
    InvalidDatasetError
        If the territory or the date is not known, or if the file cannot be used.
    """
    home = home_asked(files[0].name, asked)
    if len(files) > 1:
        reason = "Un périmètre se lit dans un seul fichier."
        raise refused(files[1].name, 1, reason, "Charger les fichiers l’un après l’autre.")
    known = _known(home)
    with opened(files) as members:
        drawn = holds_polygons(members)
        if not drawn:
            table = the_list(files[0], members, asked.columns)
            check_given(table.file, asked.columns, headers_of(table), TITLES)
            sieve, ignored = cleaned(table, asked.cog, asked.columns)
    if drawn:
        return _drawn(files[0], known, asked)
    coherence.once(sieve, "commune")
    communes = geography_for(asked.data)["communes"].index
    sieve.refuse(
        pl.col("commune").replace(PARENTS).is_in(list(asked.cog.names))
        & ~pl.col("commune").replace(PARENTS).is_in(list(communes)),
        "commune", "Cette commune n’est pas dans la géographie de référence.",
        "Faire d’abord toute la France : cls-dash geography --france.",
    )  # fmt: skip
    if {"starts_on", "ends_on"} & set(sieve.rows.columns):
        rows, notes = _dated(sieve, known)
    else:
        codes = sieve.kept["commune"].unique().to_list()
        rows, notes = _version(codes, known, _since(sieve.file, asked))
    report = sieve.report("perimeters", notes=(*ignored, *notes))
    return Loaded({"perimeter": rows}, report, asked.year, headers=(headers_of(table),))


def _known(home: Home) -> pl.DataFrame:
    days = pl.col("starts_on", "ends_on").str.to_date()
    return home.tables["perimeter"].with_columns(days).select(list(SCHEMA))


def _since(file: str, asked: Asked) -> date:
    if asked.year is None:
        reason = "Rien ne dit depuis quand vaut ce périmètre."
        remedy = "Ajouter --year, ou une colonne « entrée » à une liste de communes."
        raise refused(file, 1, reason, remedy)
    if not FIRST_YEAR <= asked.year <= LAST_YEAR:
        remedy = f"Donner une année de {FIRST_YEAR} à {LAST_YEAR}."
        raise refused(file, 1, "Cette année n’est pas possible.", remedy, str(asked.year))
    return date(asked.year, 1, 1)


def _drawn(path: Path, known: pl.DataFrame, asked: Asked) -> Loaded:
    """Read a polygon that bears the name of the territory."""
    since = _since(path.name, asked)
    communes = geography_for(asked.data)["communes"]
    covered, report = read_perimeter(
        path, communes, districts=read_districts(asked.data), names=_names(asked)
    )
    whole = (asked.data / "geography" / FRANCE).is_dir()
    if covered.outside > LARGEST_OUTSIDE and not whole:
        reason = "Le tracé déborde des communes de la géographie de référence."
        remedy = "Faire d’abord toute la France : cls-dash geography --france."
        raise refused(report.files[0], 1, reason, remedy, percent(covered.outside))
    rows, notes = _version(covered.codes, known, since)
    told = replace(report, notes=(*report.notes, *notes))
    return Loaded({"perimeter": rows}, told, asked.year)


def _names(asked: Asked) -> list[str]:
    """Return what the territory is called: whole name, short name, identifier."""
    file = f"territories/{asked.territory}/territory.csv"
    names = read_texts(asked.data, file, "territory").select("name", "short_name", "slug")
    return [name for row in names.rows() for name in row]


def _version(
    codes: Sequence[str], known: pl.DataFrame, since: date
) -> tuple[pl.DataFrame, list[str]]:
    """
    Return the memberships that make a whole perimeter hold from a day on, and notes.

    Members stay as they are known, newcomers enter that day, the others leave the day
    before. What is known of later years is left alone.
    """
    eve = since - timedelta(days=1)
    member = pl.col("commune").is_in(list(codes))
    current = known.filter(pl.col("starts_on") < since, pl.col("ends_on").fill_null(OPEN) >= since)
    later = known.filter(pl.col("starts_on") >= since)
    leaving = current.filter(~member).with_columns(ends_on=pl.lit(eve))
    staying = pl.concat([current.filter(member), later.filter(member)])
    until = dict(later.group_by("commune").agg(pl.col("starts_on").min()).iter_rows())
    held = {*current["commune"], *(code for code, day in until.items() if day == since)}
    entering = pl.DataFrame(
        [
            (code, since, until[code] - timedelta(days=1) if code in until else None, "documented")
            for code in sorted(set(codes) - held)
        ],
        schema=SCHEMA,
        orient="row",
    )
    notes = [f"Périmètre au {spelled(since)} : {counted(len(set(codes)), 'commune')}."]
    if leaving.height:
        names = listing(sorted(leaving["commune"]))
        notes.append(f"Sortent du périmètre le {spelled(eve)} : {names}.")
    if unsure := sorted(set(later.filter(~member)["commune"])):
        notes.append(f"Entrées connues ensuite, à retirer si besoin : {listing(unsure)}.")
    return pl.concat([staying, leaving, entering]).sort("commune", "starts_on"), notes


def _dated(sieve: Sieve, known: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Return memberships with their dates, and notes; those that overlap are put aside."""
    _days(sieve)
    sieve.rows = completed(sieve.rows, ["basis"])
    sieve.choice("basis", BASES)
    notes = []
    if empty := sieve.rows["basis"].null_count():
        lines = counted(empty, "ligne")
        notes.append(f"Fondement vide, lu «{NBSP}{BASES['documented']}{NBSP}» : {lines}.")
    sieve.rows = sieve.rows.with_columns(pl.col("basis").fill_null("documented"))
    _refuse_overlaps(sieve, known)
    rows = sieve.kept.select(list(SCHEMA)).unique().sort("commune", "starts_on")
    if twice := sieve.kept.height - rows.height:
        verb = agreeing(twice, "en répète", "en répètent")
        notes.append(f"{counted(twice, 'ligne')} {verb} une autre.")
    return rows, notes


def _days(sieve: Sieve) -> None:
    """Read the dates: the first day of what is said to enter, the last to leave."""
    sieve.require(["starts_on"], "Ajouter une colonne « entrée », ou retirer celle des sorties.")
    sieve.needed("starts_on")
    sieve.rows = completed(sieve.rows, ["ends_on"])
    reader = date_reader(sieve.typed(["starts_on", "ends_on"]), sieve.file)
    for column, part in (("starts_on", "first"), ("ends_on", "last")):
        sieve.read_cells(column, reader)
        spans = read_spans(sieve.rows[column])
        days = {cell: getattr(span, part).isoformat() for cell, span in spans.items()}
        sieve.correct(column, pl.col(column).replace(days), "Date écrite autrement.")
        sieve.rows = sieve.rows.with_columns(pl.col(column).str.to_date(strict=False))
    sieve.refuse(
        pl.col("ends_on") < pl.col("starts_on"), "ends_on",
        "La sortie précède l’entrée.", "Échanger ou corriger les dates.",
    )  # fmt: skip


def _refuse_overlaps(sieve: Sieve, known: pl.DataFrame) -> None:
    """Put aside the memberships that meet another of the same commune, here or known."""
    news = sieve.kept.unique(list(SCHEMA), keep="first", maintain_order=True)
    # A row known under the same entry date is replaced: it cannot be met.
    replaced = news.select("commune", "starts_on")
    olds = known.join(replaced, on=["commune", "starts_on"], how="anti")
    every = pl.concat([olds.with_columns(line=pl.lit(0, pl.Int64)), news], how="diagonal")
    pairs = every.join(every, on="commune", suffix="_other").filter(
        pl.col("line") > pl.col("line_other"),
        pl.col("starts_on") <= pl.col("ends_on_other").fill_null(OPEN),
        pl.col("starts_on_other") <= pl.col("ends_on").fill_null(OPEN),
    )
    where = {
        "une autre ligne du fichier": pairs.filter(pl.col("line_other") > 0),
        "le périmètre connu": pairs.filter(pl.col("line_other") == 0),
    }
    for place, met in where.items():
        # Lines that repeat a line put aside are put aside with it.
        lines = sieve.kept.join(met, on=list(SCHEMA), how="semi", nulls_equal=True)["line"]
        sieve.refuse(
            pl.col("line").is_in(lines.to_list()), "starts_on",
            f"Cette commune est déjà membre à ces dates, dans {place}.",
            "Donner une fin à l’appartenance précédente, avec sa date d’entrée.",
        )  # fmt: skip
