"""
Read Insee's Filosofi, *base chiffres clés*: incomes and poverty, from communes to regions.

Three shapes were published: a workbook with one sheet per level (until 2016), one wide
CSV per level (until 2021) and one long CSV for all levels (``DS_FILOSOFI_CC``, since).

Most small communes have no poverty rate: an empty cell or ``s`` is a secret, and stays
one. ``nd`` is a value that nobody has. An EPCI keeps the SIREN and the name it had then.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import polars as pl

from cls_dash.ingest.columns.observations import (
    OBSERVATION,
    check_places,
    keep_first,
    observations,
    sheet_below,
    split_holes,
    status_of,
)
from cls_dash.ingest.files import (
    Member,
    TextTable,
    is_workbook,
    opened,
    read_text,
    refused,
    sheet_names,
)
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked, Loaded
from cls_dash.ingest.sieve import Sieve, together
from cls_dash.ingest.texts import looked_up

MEASURES: Final = MappingProxyType(
    {
        "MED": "median_living_standard",
        "TP60": "poverty_rate",
        "PIMP": "taxed_households",
        "D1": "first_decile_living_standard",
        "RD": "interdecile_ratio",
        "PPMINI": "social_minima_share",
    }
)
"""Indicators of a wide table, whose columns end with two figures of the year: ``TP6016``."""
LONG_MEASURES: Final = MappingProxyType(
    {
        "MED_SL": "median_living_standard",
        "PR_MD60": "poverty_rate",
        "S_HH_TAX": "taxed_households",
        "D1_SL": "first_decile_living_standard",
        "IR_D9_D1_SL": "interdecile_ratio",
        "S_SOC_BEN_DI_MIN_SOC": "social_minima_share",
    }
)
LONG_COLUMNS: Final = frozenset(
    {"GEO", "GEO_OBJECT", "FILOSOFI_MEASURE", "CONF_STATUS", "TIME_PERIOD", "OBS_VALUE"}
)
SHARES: Final = frozenset({"poverty_rate", "taxed_households", "social_minima_share"})
"""Indicators in per cent; the others are in euros a year, or a ratio."""
LEVEL_WORDS: Final = MappingProxyType(
    {
        "COM": "commune",
        "EPCI": "epci",
        "ARR": "arrondissement",
        "DEP": "departement",
        "REG": "region",
        "METRO": "pays",
        "FRANCE": "pays",
        "BV2012": "bassin_de_vie",
        "BV2022": "bassin_de_vie",
    }
)
RENEWED: Final = "2023"
"""First year of the second Filosofi, which Insee does not compare with the first."""
_LEVEL: Final = re.compile(rf"(?<![A-Z0-9])({'|'.join(LEVEL_WORDS)})(?![A-Z0-9])")
_MEASURE: Final = re.compile(rf"({'|'.join(MEASURES)})([0-9][0-9])")
_COLUMN_REMEDY: Final = "Fournir une base « chiffres clés » de Filosofi, telle que publiée."


class _Table(NamedTuple):
    """A table of a file, which is ``None`` when it is not one of ours."""

    label: str
    hint: str
    """What may name the level: a sheet, or the stem of a file."""
    text: TextTable | None


def read(files: Sequence[Path], asked: Asked) -> Loaded:
    """
    Read Filosofi files, in any of their three shapes, as observations.

    Raises
    ------
    InvalidDatasetError
        If no table can be used: no code, no known measure, a level that nothing says,
        or another year than the one asked.
    """
    sieves: list[Sieve] = []
    skipped: list[str] = []
    with opened(files) as members:
        for table in (each for member in members for each in _tables(member)):
            sieve = _sieved(table, asked)
            if sieve is None:
                skipped.append(table.label)
            else:
                sieves.append(sieve)
    if not sieves:
        raise refused(
            files[0].name, 1, "Rien ne dit à quelle maille sont ces lignes.",
            "Nommer le fichier comme l’Insee : …_COM.csv, …_EPCI.csv, …_DEP.csv, …_REG.csv.",
        )  # fmt: skip
    keep_first(sieves)
    rows = pl.concat([sieve.kept.select(OBSERVATION.names()) for sieve in sieves])
    years = sorted(rows["year"].unique())
    return Loaded(
        tables={"observation": observations(rows, asked)},
        report=together(sieves, "filosofi", notes=_notes(skipped, years)),
        year=int(years[0]) if len(years) == 1 else None,
    )


def _notes(skipped: Sequence[str], years: Sequence[str]) -> tuple[str, ...]:
    notes = [
        "Sont retenus le niveau de vie médian, le taux de pauvreté, la part des ménages"
        " imposés, le premier décile, le rapport interdécile et la part des minima sociaux ;"
        " les autres mesures ne sont pas lues.",
        "Une valeur que l’Insee ne diffuse pas reste sous secret : elle n’est jamais un zéro.",
        "Un taux de pauvreté de 5 % se lit « 5 % ou moins » : l’Insee ne publie rien au-dessous.",
        "Les EPCI, arrondissements et régions sont ceux de la publication : leur périmètre a"
        " pu changer depuis.",
    ]
    if skipped:
        notes.append(f"Non lus, faute de maille connue ou de données : {', '.join(skipped)}.")
    if any(year >= RENEWED for year in years):
        notes.append(
            "À partir de 2023, Filosofi est refondu : ne pas comparer aux années précédentes."
        )
    return tuple(notes)


def _tables(member: Member) -> Iterator[_Table]:
    if not is_workbook(member):
        stem = member.path.stem
        dictionary = "meta" in stem.lower()
        yield _Table(member.name, stem.upper(), None if dictionary else read_text(member))
        return
    sheets = sheet_names(member)
    wanted = [sheet for sheet in sheets if _LEVEL.search(sheet.upper())] or sheets[:1]
    for sheet in sheets:
        text = sheet_below(member, sheet, {"codgeo"}) if sheet in wanted else None
        yield _Table(f"{member.name} › {sheet}", sheet.upper(), text)


def _sieved(table: _Table, asked: Asked) -> Sieve | None:
    if table.text is None:
        return None
    sieve = Sieve(table.text)
    if set(sieve.rows.columns) >= LONG_COLUMNS:
        _settle_long(sieve, asked)
        return sieve
    sieve.require(["CODGEO"], _COLUMN_REMEDY)
    level = _level(table.hint, sieve.rows["CODGEO"].drop_nulls(), asked.cog)
    if level is None:
        return None
    _settle_wide(sieve, level, asked)
    return sieve


def _level(hint: str, codes: pl.Series, cog: Cog) -> str | None:
    """Return the level that a name says, failing that the one of most codes."""
    if said := _LEVEL.findall(hint):
        return LEVEL_WORDS[said[-1]]
    communes = codes.is_in([*cog.names, *cog.successors]).sum()
    epci = codes.str.contains(r"^[0-9]{9}$").sum()
    level, count = max((("commune", communes), ("epci", epci)), key=lambda each: each[1])
    return level if 2 * count > len(codes) else None


def _settle_wide(sieve: Sieve, level: str, asked: Asked) -> None:
    """Make one row per measure of each place."""
    found = [match for name in sieve.rows.columns if (match := _MEASURE.fullmatch(name))]
    if not found:
        reason = "Aucune des mesures connues n’est dans ce fichier."
        raise refused(sieve.file, 1, reason, _COLUMN_REMEDY, "MED, TP60…")
    years = sorted({f"20{match[2]}" for match in found})
    if len(years) > 1 or str(asked.year or years[0]) != years[0]:
        reason = "L’année des colonnes n’est pas celle qui est demandée, ou n’est pas unique."
        remedy = "Retirer --year, ou donner le fichier de cette année-là."
        raise refused(sieve.file, 1, reason, remedy, found[0][0])
    sieve.rows = sieve.rows.with_columns(_level=pl.lit(level))
    if level == "pays":
        # A sheet of the whole has one row, which Insee numbers 1.
        sieve.rows = sieve.rows.with_columns(CODGEO=pl.col("CODGEO").replace("1", "FR"))
    names = "LIBGEO" if "LIBGEO" in sieve.rows.columns else None
    check_places(sieve, "CODGEO", asked.cog, pl.lit(years[0]), names)
    for column, measure in ((match[0], MEASURES[match[1]]) for match in found):
        split_holes(sieve, column, empty="withheld")
        sieve.number(column, lowest=0, highest=100 if measure in SHARES else None)
    name = pl.col(names) if names else pl.lit(None)
    sieve.rows = pl.concat(
        sieve.rows.select(
            "line",
            indicator=pl.lit(MEASURES[match[1]]),
            level="_level",
            geography="CODGEO",
            name=name.cast(pl.String),
            year=pl.lit(years[0]),
            value=match[0],
            lower=pl.lit(None, pl.Float64),
            upper=pl.lit(None, pl.Float64),
            status=status_of(match[0]),
        )
        for match in found
    )


def _settle_long(sieve: Sieve, asked: Asked) -> None:
    """Keep the rows of our measures and levels; the others are read and told of in a note."""
    sieve.rows = sieve.rows.with_columns(
        _level=looked_up("GEO_OBJECT", LEVEL_WORDS),
        _indicator=looked_up("FILOSOFI_MEASURE", LONG_MEASURES),
    ).filter(pl.col("_level").is_not_null() & pl.col("_indicator").is_not_null())
    check_places(sieve, "GEO", asked.cog, pl.col("TIME_PERIOD"))
    sieve.needed("TIME_PERIOD")
    year = pl.col("TIME_PERIOD")
    sieve.refuse(
        ~year.str.contains(r"^20[0-9][0-9]$"), "TIME_PERIOD",
        "Ce n’est pas une année.", "Écrire l’année en quatre chiffres.",
    )  # fmt: skip
    if asked.year is not None:
        sieve.refuse(
            year != str(asked.year), "TIME_PERIOD",
            "L’année n’est pas celle qui est demandée.", "Retirer --year, ou donner cette année.",
        )  # fmt: skip
    secret = pl.col("CONF_STATUS").fill_null("F") != "F"
    sieve.number("OBS_VALUE", lowest=0)
    share = pl.col("_indicator").is_in(list(SHARES))
    sieve.refuse(
        share & (pl.col("OBS_VALUE") > 100), "OBS_VALUE",
        "Ce nombre est hors des valeurs possibles.", "Vérifier la valeur et son unité.",
    )  # fmt: skip
    hole = pl.when(secret).then(pl.lit("withheld")).otherwise(pl.lit("missing"))
    sieve.rows = sieve.rows.select(
        "line",
        indicator="_indicator",
        level="_level",
        geography="GEO",
        name=pl.lit(None, pl.String),
        year=year,
        value=pl.when(~secret).then("OBS_VALUE"),
        lower=pl.lit(None, pl.Float64),
        upper=pl.lit(None, pl.Float64),
        status=pl.when(~secret & pl.col("OBS_VALUE").is_not_null())
        .then(pl.lit("observed"))
        .otherwise(hole),
    )
