"""What the formats that list facilities share: identifiers, names, the table they fill."""

from dataclasses import replace
from typing import Final

import polars as pl

from cls_dash.domain.contact import CONTACT
from cls_dash.ingest.files.records import decoded
from cls_dash.ingest.loaded import Report
from cls_dash.ingest.sieve import Sieve
from cls_dash.ingest.texts import completed

COLUMNS: Final = pl.Schema(
    {
        "provider": pl.String,
        "name": pl.String,
        "category": pl.String,
        "commune": pl.String,
        "longitude": pl.Float64,
        "latitude": pl.Float64,
        "point_precision": pl.String,
        "capacity": pl.Int64,
        "capacity_unit": pl.String,
        "status": pl.String,
        "note": pl.String,
    }
)
"""Columns of the table ``provider``; a point is in degrees (WGS84)."""
STATUSES: Final = {
    "active": "en activité",
    "planned": "en projet",
    "unverified": "ouverture non vérifiée",
    "closed": "fermée",
}
UNITS: Final = {
    "beds": "lits",
    "places": "places",
    "professionals": "professionnels",
    "dwellings": "logements",
}
SCRAMBLED: Final = "[ÃÂâ]"
"""What starts a character that was encoded in UTF-8 twice: « Ã© » for « é »."""


def finess_number(sieve: Sieve, column: str) -> None:
    """Make a column one of FINESS numbers: nine characters, put aside otherwise."""
    padded = pl.col(column).str.to_uppercase().str.zfill(9)
    eight = pl.col(column).str.contains(r"^[0-9A-Za-z]{8}$")
    mended = pl.when(eight).then(padded).otherwise(pl.col(column).str.to_uppercase())
    sieve.correct(column, mended, "Numéro FINESS : neuf caractères, le zéro de tête compris.")
    sieve.refuse(
        ~pl.col(column).str.contains("^[0-9][0-9A-Z][0-9]{7}$").fill_null(value=False), column,
        "Ce n’est pas un numéro FINESS (neuf caractères).", "Vérifier le numéro de la structure.",
    )  # fmt: skip


def provider_of(column: str) -> pl.Expr:
    """Return the identifiers of the atlas for a column of FINESS numbers."""
    return pl.lit("finess-") + pl.col(column).str.to_lowercase()


def legible(sieve: Sieve, column: str) -> None:
    """Mend the texts of a column that were encoded twice, and take contacts out of them."""
    texts = sieve.rows[column].drop_nulls().unique()
    mended = {text: decoded(text) for text in texts.filter(texts.str.contains(SCRAMBLED))}
    why = "Accents encodés deux fois : relus."
    sieve.correct(column, pl.col(column).replace(mended), why)
    bare = pl.col(column).str.replace_all(CONTACT, "").str.strip_chars(" -–,;:()")
    kept = pl.when(bare != "").then(bare)
    has_contact = pl.col(column).str.contains(CONTACT)
    why = "Téléphone ou adresse électronique : retirés, l’atlas est public."
    sieve.correct(column, pl.when(has_contact).then(kept).otherwise(pl.col(column)), why)


def as_providers(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows as the table ``provider``; columns that a format lacks are missing."""
    located = pl.col("longitude").is_not_null()
    return (
        completed(rows, COLUMNS)
        .with_columns(
            point_precision=pl.when(located).then(pl.lit("exact")).otherwise(pl.lit("commune"))
        )
        .select(COLUMNS.names())
        .cast(COLUMNS)
        .sort("provider")
    )


def without_contacts(report: Report) -> Report:
    """Hide the telephones and e-mail addresses that the report quotes."""
    hidden = pl.col("value").str.replace_all(CONTACT, "(masqué)")
    return replace(
        report,
        corrections=report.corrections.with_columns(
            hidden, pl.col("corrected").str.replace_all(CONTACT, "(masqué)")
        ),
        quarantined=report.quarantined.with_columns(hidden),
    )
