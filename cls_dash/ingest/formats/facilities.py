"""
Facilities of a table that someone brings: name, commune, point, category (CSV, XLSX, ODS).

Three headers are known: that of our own ``providers`` (names or French titles of
``schemas/providers.json``), that of the regional extracts of FINESS on open data portals,
with a line per activity of a facility, and that of the hospitals of Europe (Eurostat), which
have no INSEE code. Other columns, telephones among them, are not read.
"""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.columns.facility_forms import EUROPE, READ, Form, form_of, lacking, named
from cls_dash.ingest.columns.finess_categories import categorised, read_categories
from cls_dash.ingest.columns.given import check_given, headers_of
from cls_dash.ingest.columns.named_codes import check_names
from cls_dash.ingest.columns.places import place, read_boxes
from cls_dash.ingest.columns.providers import (
    COLUMNS,
    STATUSES,
    UNITS,
    as_providers,
    finess_number,
    legible,
    provider_of,
    without_contacts,
)
from cls_dash.ingest.columns.towns import find_towns
from cls_dash.ingest.files import (
    Member,
    TextTable,
    find_tables,
    first_table,
    opened,
    refused,
)
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.recognise.places import Places, posted
from cls_dash.ingest.recognise.words import slug
from cls_dash.ingest.sieve import CODE, Sieve, together
from cls_dash.ingest.texts import looked_up
from cls_dash.terms import PROVIDERS
from cls_dash.wording import counted, listing

EUROPEAN_TYPES: Final = {
    "centre hospitalier régional": "101",
    "centre hospitalier ex hôpital local": "106",
    "etablissement de santé privé autorisé en ssr": "109",
    "etablissement soins obstétriques chirurgico-gynécologiques": "122",
    "etablissement de soins chirurgicaux": "128",
    "etablissement de soins médicaux": "129",
    "centre de lutte contre cancer": "131",
    "centre hospitalier spécialisé lutte maladies mentales": "292",
    "centre hospitalier": "355",
    "etablissement de soins longue durée": "362",
    "etablissement de soins pluridisciplinaire": "365",
}
"""FINESS codes of the types of Eurostat's French hospitals, commas and acronyms left out."""


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read facilities of our own form, of a regional FINESS or of Eurostat.

    Returns
    -------
    Loaded
        ``provider``: one row per facility. Lines that say the same of a facility are one.

    Raises
    ------
    InvalidDatasetError
        If a header is of no known form; the problem names the columns that are lacking.
    """
    sieves: list[Sieve] = []
    tables = [pl.DataFrame(schema=COLUMNS)]
    notes: list[str] = []
    titles: dict[tuple[str, str], str] = {}
    with opened(files) as members:
        found = [each for member in members for each in _recognised(member, asked)]
        headers = tuple(headers_of(table) for table, _ in found)
        check_given(files[0].name, asked.columns, chain(*headers), READ)
        for text, form in found:
            table = named(text, form)
            sieve = Sieve(table)
            _clean(sieve, form, asked)
            _agree(sieve, pl.concat(tables)["provider"])
            rows = sieve.kept.unique("provider", keep="first", maintain_order=True)
            tables.append(as_providers(rows))
            notes.append(_told(sieve, rows, form))
            sieves.append(sieve)
            titles |= {(sieve.file, ours): theirs for ours, theirs in _titles(form).items()}
    report = together(sieves, "facilities", notes=notes).renamed(titles)
    return Loaded(
        tables={"provider": pl.concat(tables)},
        report=without_contacts(report),
        year=asked.year,
        headers=headers,
    )


def _recognised(member: Member, asked: Asked) -> list[tuple[TextTable, Form]]:
    """Return the tables of a file, and the form of each."""

    def score(header: Sequence[str]) -> int:
        form = form_of(header, asked.columns)
        return 0 if lacking(form, header) else len(set(form.columns) & set(header))

    tables = find_tables(member, score) or [first_table(member)]
    forms = [form_of(table.rows.columns, asked.columns) for table in tables]
    for table, form in zip(tables, forms, strict=True):
        if absent := lacking(form, table.rows.columns):
            reason = f"Il manque des colonnes pour lire ce fichier comme {form.title}."
            remedy = (
                "Ajouter ces colonnes, ou dire lesquelles en tiennent lieu : --column name=TITRE, "
                f"category, commune (colonnes lues : {listing(headers_of(table))})."
            )
            raise refused(member.name, 1, reason, remedy, listing(absent))
    return list(zip(tables, forms, strict=True))


def _clean(sieve: Sieve, form: Form, asked: Asked) -> None:
    for column in READ:
        sieve.missing(column)
    for column in ("name", "short_name", "label", "note"):
        legible(sieve, column)
    sieve.rows = sieve.rows.with_columns(name=pl.coalesce("name", "short_name"))
    sieve.needed("name")
    if form.title == EUROPE.title:
        find_towns(sieve, "postcode", "town", asked.cog)
    else:
        sieve.needed("commune")
        if sieve.rows["town"].count():
            check_names(sieve, "commune", "town", asked.cog, districts=True)
        codes = sieve.rows["commune"].drop_nulls().unique()
        bare = codes.filter(codes.str.contains("^[0-9]{4,5}$"))
        unsure = frozenset() if form.finess else posted(bare, asked.cog)
        clear = "" if unsure else CODE
        places = Places(asked.cog, posted=unsure, districts=True)
        sieve.read_cells("commune", places.read, clear=clear)
        sieve.commune("commune", asked.cog, districts=True)
    sieve.integer("capacity")
    if form.finess:
        _clean_finess(sieve, asked)
    else:
        _clean_ours(sieve)
    place(sieve, read_boxes(asked.data))


def _clean_finess(sieve: Sieve, asked: Asked) -> None:
    finess_number(sieve, "provider")
    sieve.refuse(
        ~pl.col("category").str.contains(r"^\d{3}$"), "category",
        "Ce n’est pas un code de catégorie FINESS (trois chiffres).", "Vérifier cette ligne.",
    )  # fmt: skip
    type_ = pl.col("label").str.to_lowercase().str.replace_all(r",| *\([^)]*\)", "")
    known = looked_up(type_, EUROPEAN_TYPES)
    beds = pl.when(pl.col("capacity").is_not_null()).then(pl.lit("beds"))
    coded = sieve.rows.with_columns(
        provider=provider_of("provider"),
        category=pl.coalesce("category", known),
        capacity_unit=beds,
        status=pl.lit("active"),
    )
    sieve.rows = categorised(coded, read_categories(asked.data))


def _clean_ours(sieve: Sieve) -> None:
    sieve.identifier("provider")
    cells = sieve.rows.select("commune", "name").iter_rows()
    formed = pl.Series([slug(f"{commune} {name}") for commune, name in cells], dtype=pl.String)
    sieve.rows = sieve.rows.with_columns(provider=pl.col("provider").fill_null(formed))
    sieve.needed("category")
    sieve.choice("category", PROVIDERS)
    sieve.choice("capacity_unit", UNITS)
    sieve.choice("status", STATUSES)
    sieve.choice("point_precision", {"exact": "exact", "commune": "commune"})
    sieve.rows = sieve.rows.with_columns(pl.col("status").fill_null("unverified"))
    for axis in ("longitude", "latitude"):
        own = pl.col("point_precision").ne_missing("commune")
        why = "Point de la commune et non du lieu : la commune suffit."
        sieve.correct(axis, pl.when(own).then(pl.col(axis)), why)


def _agree(sieve: Sieve, taken: pl.Series) -> None:
    """Put aside what contradicts an earlier line on the same facility."""
    facts = [name for name in COLUMNS if name in sieve.rows.columns and name != "point_precision"]
    texts = [pl.col(name).cast(pl.String).fill_null("") for name in facts]
    said = pl.concat_str(texts, separator="\x1f")
    standing = sieve.standing()
    sieve.refuse(
        standing & (said != said.filter(standing).first().over("provider")), "provider",
        "Une ligne précédente décrit autrement la structure de même identifiant.",
        "Corriger l’une des deux lignes, ou changer l’identifiant.",
    )  # fmt: skip
    sieve.refuse(
        pl.col("provider").is_in(taken.implode()), "provider",
        "Cette structure est déjà dans un autre fichier de ce chargement.",
        "Ne garder qu’un de ces fichiers.",
    )  # fmt: skip


def _told(sieve: Sieve, providers: pl.DataFrame, form: Form) -> str:
    lines, located = sieve.kept.height, providers["longitude"].count()
    several = (
        " ; les lignes d’une même structure n’en font qu’une" if lines > len(providers) else ""
    )
    return (
        f"{sieve.file}, lu comme {form.title} : {counted(lines, 'ligne')} pour "
        f"{counted(len(providers), 'structure')}, dont {counted(located, 'localisée')}{several}."
    )


def _titles(form: Form) -> dict[str, str]:
    """Return what the file calls our columns, and the point that two of them make."""
    theirs = {ours: title for title, ours in form.columns.items()}
    point = ", ".join(theirs.get(axis, axis) for axis in ("longitude", "latitude"))
    return {**theirs, "longitude, latitude": point}
