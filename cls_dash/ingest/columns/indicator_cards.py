"""Name the indicators that a table brings, and draft a card for those that have none."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from cls_dash.ingest.recognise.words import plain
from cls_dash.ingest.sieve import Sieve

CARD: Final = (
    "code", "title", "unit", "kind", "higher_is", "level", "definition", "caveats", "counts",
    "themes",
)  # fmt: skip
UNKNOWN_UNIT: Final = "unité non précisée"
CAVEATS: Final = (
    "Fiche faite au chargement, à relire : l’unité vient du titre, et le sens (une valeur élevée"
    " est-elle favorable ?) n’est pas connu."
)
_UNITS: Final = (r"(pour [0-9][0-9\s\u00a0\u202f]* \w+)", r"\(([^()]+)\)\s*$", "(%)")


def name_indicators(sieve: Sieve, parts: Sequence[str]) -> None:
    """
    Give each record the title and the code of its indicator: ``_title``, ``_indicator``.

    The title is the words of the columns ``parts`` together: an indicator, a cause, a
    sex. Two titles that would bear one code are not mixed: the later is put aside.
    """
    found = sieve.rows.select(parts).unique(maintain_order=True)
    title = pl.concat_str(parts, separator=" – ", ignore_nulls=True)
    named = found.with_columns(_title=title)
    codes = pl.Series("_indicator", map(indicator_code, named["_title"]), dtype=pl.String)
    written = pl.col("_title").str.to_lowercase()
    named = named.with_columns(codes).with_columns(
        _clash=written != written.first().over("_indicator")
    )
    sieve.rows = sieve.rows.join(
        named, on=list(parts), how="left", nulls_equal=True, maintain_order="left"
    )
    sieve.refuse(
        pl.col("_clash"), parts[0],
        "Deux indicateurs de noms trop proches auraient le même code.",
        "Écrire ce nom d’une seule façon, ou le changer davantage.",
    )  # fmt: skip


def indicator_code(title: str) -> str:
    """Return a title as a code: small ASCII letters and figures, joined by underscores."""
    code = "_".join(re.findall("[a-z0-9]+", plain(title)))
    return code if code[:1].isalpha() else f"indicateur_{code}".rstrip("_")


def draft_cards(rows: pl.DataFrame, folder: Path, *, counts: str | None = None) -> pl.DataFrame:
    """
    Return a card for each indicator of ``rows`` that has none in ``folder``.

    What nobody said is not made up: the direction is neutral, and the kind a ratio,
    which nothing adds up. Values count persons unless ``counts`` says otherwise.
    """
    known = [path.stem for path in folder.glob("*.yaml")]
    title = pl.col("title").first()
    guessed = pl.coalesce(*(title.str.extract(pattern) for pattern in _UNITS))
    unit = pl.coalesce(pl.col("unit").drop_nulls().first(), guessed, pl.lit(UNKNOWN_UNIT))
    return (
        rows.filter(~pl.col("indicator").is_in(known))
        .group_by(pl.col("indicator").alias("code"), maintain_order=True)
        .agg(title=title, unit=unit, level=pl.col("level").unique().sort().str.join(";"))
        .with_columns(
            kind=pl.lit("ratio"),
            higher_is=pl.lit("neutral"),
            definition=pl.col("title"),
            caveats=pl.lit(CAVEATS),
            counts=pl.lit(counts or "persons"),
            themes=pl.lit(None, pl.String),
        )
        .select(CARD)
    )
