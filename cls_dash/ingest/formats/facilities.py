"""
Facilities of a table that someone brings: name, commune, point, category (CSV, XLSX, ODS).

Three headers are known: that of our own ``providers`` (names or French titles of
``schemas/providers.json``), that of the regional extracts of FINESS on open data portals,
with a line per activity of a facility, and that of the hospitals of Europe (Eurostat), which
have no INSEE code. Other columns, telephones among them, are not read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.columns.finess_categories import categorised, read_categories
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
    is_workbook,
    opened,
    read_sheet,
    read_text,
    refused,
)
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.recognise.places import Places, posted
from cls_dash.ingest.recognise.words import plain, slug
from cls_dash.ingest.sieve import CODE, Sieve, together
from cls_dash.store.model import FILES
from cls_dash.terms import PROVIDERS
from cls_dash.wording import counted, listing

READ: Final = (
    "provider", "name", "short_name", "category", "label", "commune", "postcode", "town",
    "longitude", "latitude", "point_precision", "capacity", "capacity_unit", "status", "note",
)  # fmt: skip
"""Our names of the columns that any form may have."""


@dataclass(frozen=True)
class Form:
    """A header that is known: what it is, and our name of each of its columns."""

    title: str
    columns: Mapping[str, str]
    needed: tuple[str, ...]
    """Columns, as the file names them, without which it is not this form."""
    finess: bool = True
    """Whether facilities bear FINESS numbers and categories, and are in activity."""


PORTAL: Final = Form(
    "un extrait régional de FINESS",
    {
        "numero finess etablissement": "provider",
        "rslongue": "name",
        "raison_sociale": "short_name",
        "categetab": "category",
        "categorie": "label",
        "code_insee": "commune",
        "longitude": "longitude",
        "latitude": "latitude",
    },
    ("numero finess etablissement", "raison_sociale", "categetab", "code_insee"),
)
EUROPE: Final = Form(
    "les hôpitaux d’Europe (Eurostat)",
    {
        "id": "provider",
        "hospital_name": "name",
        "facility_type": "label",
        "postcode": "postcode",
        "city": "town",
        "lon": "longitude",
        "lat": "latitude",
        "cap_beds": "capacity",
    },
    ("id", "hospital_name", "facility_type", "postcode", "city"),
)
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
    corrections, quarantined, notes, forms = [], [], [], []
    with opened(files) as members:
        for member in members:
            table, form = _recognised(member)
            sieve = Sieve(table)
            _clean(sieve, form, asked)
            _agree(sieve, pl.concat(tables)["provider"])
            rows = sieve.kept.unique("provider", keep="first", maintain_order=True)
            tables.append(as_providers(rows))
            notes.append(_told(sieve, rows, form))
            sieves.append(sieve)
            forms.append(form)
            corrections.append(_with_their_names(sieve.corrections, form))
            quarantined.append(_with_their_names(sieve.quarantined, form))
    report = replace(
        together(sieves, "facilities", notes=tuple(notes)),
        corrections=pl.concat(corrections),
        proposals=pl.concat(
            _with_their_names(sieve.proposals, form)
            for sieve, form in zip(sieves, forms, strict=True)
        ),
        quarantined=pl.concat(quarantined),
    )
    return Loaded(
        tables={"provider": pl.concat(tables)}, report=without_contacts(report), year=asked.year
    )


def _recognised(member: Member) -> tuple[TextTable, Form]:
    """Return a file with our names of its columns, and its form."""
    table = read_sheet(member) if is_workbook(member) else read_text(member)
    header = table.rows.columns
    forms = (PORTAL, EUROPE, _our_form(header))
    form = min(forms, key=lambda known: len(set(known.needed) - set(header)))
    if lacking := [name for name in form.needed if name not in header]:
        reason = f"Il manque des colonnes pour lire ce fichier comme {form.title}."
        remedy = "Ajouter ces colonnes, ou nommer ainsi celles qui en tiennent lieu."
        raise refused(member.name, 1, reason, remedy, listing(lacking))
    ours = {theirs: name for theirs, name in form.columns.items() if theirs in header}
    # Series, not expressions: a header may look like a pattern («*», «^Nom$»).
    rows = pl.DataFrame(
        [table.rows["line"], *(table.rows[each].alias(ours[each]) for each in ours)]
    )
    absent = [name for name in READ if name not in rows.columns]
    rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    return replace(table, rows=rows), form


def _our_form(header: Sequence[str]) -> Form:
    """Return our own form, as a header writes it: names or titles of the schema."""
    titles = {name: title for name, title in FILES["providers"].titles.items() if name in READ}
    written: dict[str, str] = {}
    for column in header:
        said = plain(column)
        for name, title in titles.items():
            if said in (plain(name), plain(title)):
                written.setdefault(name, column)
    columns = {column: name for name, column in written.items()}
    needed = tuple(written.get(name, titles[name]) for name in ("name", "category", "commune"))
    return Form("établissements de l’atlas", columns, needed, finess=False)


def _clean(sieve: Sieve, form: Form, asked: Asked) -> None:
    for column in READ:
        sieve.missing(column)
    for column in ("name", "short_name", "label", "note"):
        legible(sieve, column)
    sieve.rows = sieve.rows.with_columns(name=pl.coalesce("name", "short_name"))
    sieve.needed("name")
    if form is EUROPE:
        find_towns(sieve, "postcode", "town", asked.cog)
    else:
        sieve.needed("commune")
        codes = sieve.rows["commune"].drop_nulls().unique()
        bare = codes.filter(codes.str.contains("^[0-9]{4,5}$"))
        unsure = frozenset() if form.finess else posted(bare, asked.cog)
        clear = "" if unsure else CODE
        sieve.read_cells("commune", Places(asked.cog, posted=unsure).read, clear=clear)
        sieve.commune("commune", asked.cog)
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
    known = type_.replace_strict(EUROPEAN_TYPES, default=None, return_dtype=pl.String)
    beds = pl.when(pl.col("capacity").is_not_null()).then(pl.lit("beds"))
    coded = sieve.rows.with_columns(
        provider=provider_of("provider"),
        category=pl.coalesce("category", known),
        capacity_unit=beds,
        status=pl.lit("active"),
    )
    sieve.rows = categorised(coded, read_categories(asked.data))


def _clean_ours(sieve: Sieve) -> None:
    given = {cell: slug(cell) or None for cell in sieve.rows["provider"].drop_nulls().unique()}
    why = "Un identifiant est en minuscules sans accent, chiffres et tirets."
    sieve.correct("provider", pl.col("provider").replace(given), why)
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


def _with_their_names(frame: pl.DataFrame, form: Form) -> pl.DataFrame:
    """Return a part of the report with the names that the columns have in the file."""
    theirs = {ours: name for name, ours in form.columns.items()}
    theirs["longitude, latitude"] = ", ".join(
        theirs.get(axis, axis) for axis in ("longitude", "latitude")
    )
    return frame.with_columns(pl.col("column").replace(theirs))
