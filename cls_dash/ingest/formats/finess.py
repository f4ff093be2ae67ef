"""
FINESS as the ministry published it until May 2026: ``etalab-cs1100507``.

No header. The first line is ``finess;etalab;N;date``: N is the number of the delivery (111
in May 2026, for 103,000 facilities), not a count to check. Then come facilities
(``structureet``, 31 fields, or 32 since the school number was added) and their points
(``geolocalisation``), one kind after the other or in turn. The source of a point is one
field with commas, or as many fields as it has parts:
``1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,LAMBERT_93``. It ends with the projection, which is
always the legal one of the département, whatever it is called (``UTM_N20``,
``EPSG:5490 RGAF09/UTM Zone 20N``…): the département tells it as well.
"""

import csv
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.columns.places import place, read_boxes
from cls_dash.ingest.columns.providers import finess_number, legible, provider_of
from cls_dash.ingest.columns.registers import Extract, read_register
from cls_dash.ingest.files import Member, refused
from cls_dash.ingest.files.encodings import as_utf8
from cls_dash.ingest.files.records import AROUND, as_table, faults, stripped
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.sieve import Sieve
from cls_dash.wording import counted, day

FACILITY: Final = {
    "nofinesset": 1,
    "rs": 3,
    "rslongue": 4,
    "commune": 12,
    "departement": 13,
    "categetab": 18,
    "libcategetab": 19,
}
POINT: Final = {"nofinesset": 1, "coordxet": 2, "coordyet": 3}
WIDTHS: Final = (31, 32)
SOURCE: Final = 4
"""Rank of the first field of a point's source, which the date follows."""
OVERSEAS: Final = {**dict.fromkeys(("9A", "9B", "9C", "9D", "9E", "9F"), "97"), "9J": "98"}
"""Départements overseas: their communes' three characters begin with the third digit of
the département (9A and 101 are 97101, Les Abymes; 9J and 613 are 98613, Uvea)."""
LEFT_GUADELOUPE: Final = {"97123": "97701", "97127": "97801"}
"""Saint-Barthélemy and Saint-Martin, collectivities since 2007: FINESS keeps their old codes."""
COARSE: Final = r"^[4-9]|ADMIN.EXPRESS"
"""Sources of a point that is the commune's: level 4, or the base of the communes."""


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read facilities and where they are.

    Returns
    -------
    Loaded
        ``provider``: one row per facility, ``active``; ``completeness`` and ``area`` where
        the extract is whole.

    Raises
    ------
    InvalidDatasetError
        If a file is not this extract, or holds no facility.
    """
    return read_register("finess", files, asked, _extract)


def _extract(member: Member, asked: Asked, taken: pl.Series) -> Extract:
    facilities, points, published = _read_extract(member)
    _clean_facilities(facilities, asked, taken)
    _clean_points(points, facilities.kept, read_boxes(asked.data))
    located = points.kept.select("nofinesset", "longitude", "latitude")
    rows = _named(facilities.kept.join(located, on="nofinesset", how="left"))
    notes = (_told(facilities, points, published),)
    return Extract(rows, (facilities, points), notes, published)


def _read_extract(member: Member) -> tuple[Sieve, Sieve, date | None]:
    """Return the facilities of a file, their points, and the day of the extract."""
    with tempfile.TemporaryDirectory(prefix="cls-dash-") as folder:
        path, corrections = as_utf8(member, Path(folder))
        lines = path.read_text(encoding="utf-8").split("\n")
    head = lines[0].split(";")
    if head[:2] != ["finess", "etalab"]:
        reason = "La première ligne n’est pas « finess;etalab;… »."
        remedy = "Fournir le fichier etalab-cs1100507 tel qu’il est publié."
        raise refused(member.name, 1, reason, remedy)
    numbered = pl.DataFrame({"text": lines}).with_row_index("line", 1).slice(1)
    inked = pl.col("text").str.strip_chars(f";{AROUND}") != ""
    records = numbered.filter(inked).with_columns(pl.col("line").cast(pl.Int64), cells=_cells())
    kind, width = pl.col("cells").list.first(), pl.col("cells").list.len().cast(pl.Int64)
    widest = records.filter(kind == "structureet").select(width.mode().max()).item()
    if widest not in WIDTHS:
        reason = "Le fichier n’a pas de lignes « structureet » de 31 ou 32 champs."
        remedy = "Fournir etalab-cs1100507 : les autres extraits FINESS n’ont pas ces lignes."
        raise refused(member.name, 2, reason, remedy)
    is_facility = (kind == "structureet") & (width == widest)
    is_point = (kind == "geolocalisation") & (width > SOURCE + 1)
    source = pl.col("cells").list.slice(SOURCE, width - SOURCE - 1).list.join(",")
    facilities = _taken(records.filter(is_facility), FACILITY)
    points = _taken(records.filter(is_point), POINT, sourcecoordet=source)
    broken = faults(
        member.name,
        records.filter(~(is_facility | is_point))["line"],
        "",
        "Ligne d’un type inconnu, ou qui n’a pas le nombre de champs attendu.",
        "Comparer cette ligne à ses voisines ; un nom ne peut pas contenir de point-virgule.",
    )
    return (
        Sieve(as_table(member.name, facilities, corrections, broken)),
        Sieve(as_table(member.name, points)),
        _day(head),
    )


def _taken(records: pl.DataFrame, ranks: Mapping[str, int], **more: pl.Expr) -> pl.DataFrame:
    cells = {name: pl.col("cells").list.get(rank) for name, rank in ranks.items()}
    return records.select("line", **{name: stripped(e) for name, e in (cells | more).items()})


def _cells() -> pl.Expr:
    """Split lines at semicolons; the few that quote a cell, as a CSV does."""
    quoted = pl.col("text").str.contains('"', literal=True)
    return (
        pl.when(quoted)
        .then(
            pl.when(quoted)
            .then(pl.col("text"))
            .map_elements(_quoted_cells, return_dtype=pl.List(pl.String))
        )
        .otherwise(pl.col("text").str.split(";"))
    )


def _quoted_cells(line: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=";"))
    except csv.Error:
        return line.split(";")


def _day(head: Sequence[str]) -> date | None:
    try:
        return date.fromisoformat(head[3].strip())
    except (IndexError, ValueError):
        return None


def _clean_facilities(sieve: Sieve, asked: Asked, taken: pl.Series) -> None:
    finess_number(sieve, "nofinesset")
    sieve.refuse(
        provider_of("nofinesset").is_in(taken.implode()), "nofinesset",
        "Cette structure est déjà dans un autre fichier de ce chargement.",
        "Ne garder qu’un de ces fichiers.",
    )  # fmt: skip
    for column in ("rs", "rslongue", "libcategetab"):
        legible(sieve, column)
    sieve.rows = sieve.rows.with_columns(name=pl.coalesce("rslongue", "rs"))
    sieve.needed("name")
    sieve.refuse(
        ~pl.col("categetab").str.contains(r"^\d{3}$"), "categetab",
        "Ce n’est pas un code de catégorie (trois chiffres).", "Vérifier cette ligne.",
    )  # fmt: skip
    for column, width in (("commune", 3), ("departement", 2)):
        why = "Zéros de tête perdus, remis."
        sieve.correct(column, pl.col(column).str.to_uppercase().str.zfill(width), why)
        sieve.needed(column)
    sieve.rows = sieve.rows.with_columns(
        commune=pl.col("departement").replace(OVERSEAS).str.slice(0, 2) + pl.col("commune")
    )
    why = "Saint-Barthélemy et Saint-Martin ont leur propre code depuis 2007."
    sieve.correct("commune", pl.col("commune").replace(LEFT_GUADELOUPE), why)
    sieve.commune("commune", asked.cog, districts=True)
    sieve.unique(["nofinesset"], "Cette structure est déjà dans le fichier")


def _clean_points(sieve: Sieve, facilities: pl.DataFrame, boxes: pl.DataFrame) -> None:
    finess_number(sieve, "nofinesset")
    sieve.refuse(
        ~pl.col("nofinesset").is_in(facilities["nofinesset"].implode()), "nofinesset",
        "Point d’une structure absente du fichier, ou mise de côté.",
        "Corriger la ligne « structureet » de même numéro.",
    )  # fmt: skip
    sieve.unique(["nofinesset"], "Cette structure a déjà un point")
    sieve.rows = sieve.rows.join(
        facilities.select("nofinesset", "commune"), on="nofinesset", how="left",
        maintain_order="left",
    )  # fmt: skip
    place(sieve, boxes, [("coordxet", "coordyet")], metres=True)
    coarse = pl.col("sourcecoordet").str.contains(COARSE).fill_null(value=False)
    sieve.rows = sieve.rows.with_columns(
        pl.when(~coarse).then(pl.col(axis)) for axis in ("longitude", "latitude")
    )


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        "name", "commune", "longitude", "latitude",
        provider=provider_of("nofinesset"),
        category="categetab",
        label="libcategetab",
        status=pl.lit("active"),
    )  # fmt: skip


def _told(facilities: Sieve, points: Sieve, published: date | None) -> str:
    located = points.kept["longitude"].count()
    when = f"Extrait du {day(published)} : " if published else ""
    return (
        f"{when}{counted(facilities.kept.height, 'structure')}, "
        f"dont {counted(located, 'localisée')} ; les autres sont au point de leur commune."
    )
