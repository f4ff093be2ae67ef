"""
FINESS+, the JSON that replaces FINESS since May 2026: legal entities and their sites.

Schema and samples: github.com/ansforge/finess, ``schema-structures-v1.json``. A site
(``ege``, *entité géographique d'exercice*) lies in its legal entity (``pmej``). What the
real file holds that the schema does not say: the site is at the address of use ``03``,
which is not always the first; the two pairs of coordinates are one in degrees and one in
metres, in either order, and the abscissa may come second; a key of the national address
base without ``_`` is a whole commune's; four sites in ten are closed. Their history
(``evenement``) is not needed to know it: ``etatObjet`` is always there, ``I`` when closed.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from cls_dash.ingest.columns.places import place, read_boxes
from cls_dash.ingest.columns.providers import finess_number, legible, provider_of
from cls_dash.ingest.columns.registers import Extract, read_register
from cls_dash.ingest.files import Member, TextTable, refused
from cls_dash.ingest.files.records import as_table, stripped
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.sieve import Sieve
from cls_dash.wording import counted, day

GENERAL: Final = ("numFinessEge", "nomEgeLong", "nomEgeCourt", "dateFermeture")
SITE: Final = ("categorieentiteGeographiqueExercice", "etatObjet")
ADDRESS: Final = ("usageAdresse", "cogCommune")
POINT: Final = (
    "directionLongitude", "directionLatitude", "coordonneeX", "coordonneeY", "cleInInteropBAN",
)  # fmt: skip
TEXTS: Final = (*GENERAL, *SITE, *ADDRESS, *POINT)
KEPT: Final = frozenset(
    {
        "schemaVersion", "generatedAt", "pmej", "ege", "informationsGeneralesEGE", "adresse",
        "coordonneesGeographique", *TEXTS,
    }
)  # fmt: skip
"""Keys that are read. Others, contacts among them, are forgotten as the file is parsed."""
VERSION: Final = re.compile(r"v?1\.\d")
REMEDY: Final = "Télécharger de nouveau « finess-structures » sur data.gouv.fr."
WHERE_THE_SITE_IS: Final = "03"
PLACES: Final = (("directionLongitude", "directionLatitude"), ("coordonneeX", "coordonneeY"))


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read sites and where they are; ``line`` of the report is the rank of a site.

    Returns
    -------
    Loaded
        ``provider``: one row per site, ``active``, ``closed``, or ``unverified`` where
        the file does not tell; ``completeness`` and ``area`` where the file is whole.

    Raises
    ------
    InvalidDatasetError
        If a file is not JSON, not FINESS+, or of another generation than version 1.
    """
    return read_register("finess-plus", files, asked, _extract, unit="enregistrement")


def _extract(member: Member, asked: Asked, taken: pl.Series) -> Extract:
    document = _document(member)
    generated = _generated(document)
    sieve = Sieve(_table(member, document))
    _clean(sieve, asked, taken)
    _locate(sieve, read_boxes(asked.data))
    rows = _named(sieve.kept, generated)
    notes = tuple(_told(rows, sieve, generated))
    return Extract(rows, (sieve,), notes, generated.date() if generated else None)


# JSON holds anything: what is read of it is checked as it is taken.
Json = Any


def _document(member: Member) -> dict[str, Json]:
    text = _decoded(member)
    try:
        document = json.loads(text, object_hook=_without_the_rest)
    except json.JSONDecodeError as error:
        reason = "Le fichier n’est pas du JSON, ou il est coupé."
        raise refused(member.name, error.lineno, reason, REMEDY) from error
    except (ValueError, RecursionError) as error:
        reason = "Un nombre ou un emboîtement du JSON est démesuré."
        raise refused(member.name, 1, reason, REMEDY) from error
    if not isinstance(document, dict) or "schemaVersion" not in document:
        raise refused(member.name, 1, "Ce JSON n’est pas FINESS+ (schemaVersion manque).", REMEDY)
    version = str(document["schemaVersion"])
    if not VERSION.match(version):
        reason = "Cette version du schéma FINESS+ n’est pas connue (1.x seulement)."
        raise refused(member.name, 1, reason, "Mettre l’atlas à jour.", _text(version[:40]) or "")
    return document


def _decoded(member: Member) -> str:
    # The bytes (700 MB in 2026) are freed on return, before the text is parsed.
    raw = member.path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        reason = "Le fichier n’est pas un texte en UTF-8."
        raise refused(member.name, line, reason, REMEDY) from error


def _without_the_rest(pairs: dict[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in pairs.items() if key in KEPT}


def _generated(document: Mapping[str, Json]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(document.get("generatedAt"))[:19])
    except ValueError:
        return None


def _table(member: Member, document: Mapping[str, Json]) -> TextTable:
    sites = list(_sites(document))
    schema = dict.fromkeys(TEXTS, pl.String)
    rows = pl.DataFrame(sites, schema=schema, orient="row").select(
        *(stripped(pl.col(name)) for name in TEXTS),
        line=pl.int_range(1, len(sites) + 1, dtype=pl.Int64),
    )
    if rows["numFinessEge"].null_count() == rows.height:
        reason = "Le fichier ne décrit aucun site (pmej, puis ege, puis numFinessEge)."
        remedy = "Fournir « finess-structures » ; « finess-activites » ne situe pas les sites."
        raise refused(member.name, 1, reason, remedy)
    return as_table(member.name, rows)


def _sites(document: Mapping[str, Json]) -> Iterator[list[str | None]]:
    for entity in _items(document.get("pmej")):
        for site in _items(_fields(entity).get("ege")):
            general = _fields(_fields(site).get("informationsGeneralesEGE"))
            address = _address(_fields(site).get("adresse"))
            point = _fields(address.get("coordonneesGeographique"))
            parts = (general, GENERAL), (_fields(site), SITE), (address, ADDRESS), (point, POINT)
            yield [_text(part.get(key)) for part, keys in parts for key in keys]


def _address(addresses: Json) -> Mapping[str, Json]:
    known = [_fields(address) for address in _items(addresses)]
    chosen = [each for each in known if each.get("usageAdresse") == WHERE_THE_SITE_IS]
    return next(iter(chosen or known), {})


def _items(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _fields(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _text(value: Json) -> str | None:
    # A lone surrogate is valid in JSON, not in a text of UTF-8.
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value).encode("utf-8", "replace").decode() if plain else None


def _clean(sieve: Sieve, asked: Asked, taken: pl.Series) -> None:
    finess_number(sieve, "numFinessEge")
    sieve.refuse(
        provider_of("numFinessEge").is_in(taken.implode()), "numFinessEge",
        "Ce site est déjà dans un autre fichier de ce chargement.",
        "Ne garder qu’un de ces fichiers.",
    )  # fmt: skip
    for column in ("nomEgeLong", "nomEgeCourt"):
        legible(sieve, column)
    sieve.rows = sieve.rows.with_columns(name=pl.coalesce("nomEgeLong", "nomEgeCourt"))
    sieve.needed("name")
    category = "categorieentiteGeographiqueExercice"
    sieve.refuse(
        ~pl.col(category).str.contains(r"^\d{3}$"), category,
        "Ce n’est pas un code de catégorie (trois chiffres).", "Vérifier cet enregistrement.",
    )  # fmt: skip
    sieve.needed("cogCommune")
    sieve.commune("cogCommune", asked.cog, districts=True)
    sieve.unique(["numFinessEge"], "Ce site est déjà dans le fichier")


def _locate(sieve: Sieve, boxes: pl.DataFrame) -> None:
    place(sieve, boxes, PLACES, commune="cogCommune", metres=True)
    whole_commune = ~pl.col("cleInInteropBAN").str.contains("_", literal=True)
    coarse = whole_commune.fill_null(value=False)
    sieve.rows = sieve.rows.with_columns(
        pl.when(~coarse).then(pl.col(axis)) for axis in ("longitude", "latitude")
    )


def _named(rows: pl.DataFrame, generated: datetime | None) -> pl.DataFrame:
    state = pl.col("etatObjet").replace_strict(
        {"A": "active", "I": "closed"}, default="unverified", return_dtype=pl.String
    )
    closed = pl.col("dateFermeture").is_not_null()
    if generated:
        closed = pl.col("dateFermeture").str.slice(0, 10) <= generated.date().isoformat()
    return rows.select(
        "name", "longitude", "latitude",
        commune="cogCommune",
        provider=provider_of("numFinessEge"),
        category="categorieentiteGeographiqueExercice",
        label=pl.lit(None, dtype=pl.String),
        status=pl.when(closed).then(pl.lit("closed")).otherwise(state.fill_null("unverified")),
    )  # fmt: skip


def _told(providers: pl.DataFrame, sieve: Sieve, generated: datetime | None) -> Iterator[str]:
    closed = providers.filter(pl.col("status") == "closed").height
    located = providers["longitude"].count()
    when = f"Fichier du {day(generated)} : " if generated else ""
    yield (
        f"{when}{counted(providers.height, 'site')}, dont {counted(closed, 'fermé')} "
        f"et {counted(located, 'localisé')} ; les autres sont au point de leur commune."
    )
    # In the projections of France, Guyane apart, a northing is larger than an easting.
    inverted = sieve.kept.filter(
        (pl.col("coordonneeX") > pl.col("coordonneeY"))
        & (pl.col("coordonneeY") > 1_000)
        & ~pl.col("cogCommune").str.starts_with("973")
    ).height
    if inverted:
        yield (
            f"X et Y sont inversés dans {counted(inverted, 'enregistrement')} ; "
            "les degrés donnés à côté servent s’ils sont là."
        )
