"""What the readers of indicators share: a place, a year, a value or the reason it is not there."""

from collections.abc import Collection, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import polars as pl

from cls_dash.domain.districts import NAMES, PARENTS
from cls_dash.ingest.files import Member, TextTable, first_rows, read_sheet
from cls_dash.ingest.geography.code_changes import RENUMBERED, SPLIT
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked
from cls_dash.ingest.recognise.place_names import plain_name
from cls_dash.ingest.recognise.places import Places
from cls_dash.ingest.recognise.reading import Reading
from cls_dash.ingest.recognise.words import plain
from cls_dash.ingest.sieve import MISSING, Sieve
from cls_dash.ingest.texts import bare_code, looked_up

OBSERVATION: Final = pl.Schema(
    {
        "indicator": pl.String,
        "level": pl.String,
        "geography": pl.String,
        "name": pl.String,
        "year": pl.String,
        "value": pl.Float64,
        "lower": pl.Float64,
        "upper": pl.Float64,
        "status": pl.String,
    }
)
KEY: Final = ("indicator", "level", "geography", "year")
HOLES: Final = MappingProxyType(
    dict.fromkeys((*MISSING, "NS", ":", "...", "…", "—", "–", "--", "N/D", "NON DISPONIBLE",
                   "#N/A", "#DIV/0!", "#VALEUR!", "#REF!", "#NOM?", "#NUM!"), "missing")
    | dict.fromkeys(("S", "C", "SECRET", "SECRET STAT", "SECRET STATISTIQUE"), "withheld")
    | dict.fromkeys(("SO", "SANS OBJET", "//", "///"), "not_applicable")
)  # fmt: skip
"""Words that stand where a value is not, in capitals without the points of what is cut short,
and the status that they mean."""
BOUND: Final = r"^(<|≤|MOINS DE|1 À|1-)\s*=?\s*[0-9]{1,2}$"
"""A small count that the producer hides behind its bound, in capitals."""
LEVELS: Final = MappingProxyType(
    {
        "commune": "Commune",
        "epci": "EPCI",
        "arrondissement": "Arrondissement",
        "bassin_de_vie": "Bassin de vie",
        "departement": "Département",
        "region": "Région",
        "pays": "Pays",
    }
)
SHAPES: Final = MappingProxyType(
    {
        "epci": r"^[1-9][0-9]{8}$",
        "arrondissement": r"^([0-9]{2}|2[AB]|97[0-9])[0-9]$",
        "bassin_de_vie": r"^([0-9]{2}|2[AB])[0-9]{3}$",
        "region": r"^[0-9]{2}$",
        "pays": "^FR$",
    }
)
"""Codes of the levels for which no national list is at hand."""
_LEVEL: Final = pl.col("_level")


def sheet_below(member: Member, sheet: str | int, titles: Collection[str]) -> TextTable | None:
    """
    Read the table of a sheet, whatever stands above its header.

    The header is the first row with a cell among ``titles`` (in :func:`plain` words);
    a sheet that has none is ``None``.

    Raises
    ------
    InvalidDatasetError
        If the sheet cannot be read.
    """
    for number, cells in enumerate(first_rows(member, sheet)):
        if any(plain(cell) in titles for cell in cells):
            return read_sheet(member, sheet, skip=number)
    return None


def split_holes(sieve: Sieve, column: str, *, empty: str = "missing") -> None:
    """
    Empty the cells that say why there is no value; :func:`status_of` names their status.

    Such words are part of the formats: they are no corrections. ``empty`` is the
    status that an empty cell means.
    """
    capitals = pl.col(column).str.to_uppercase()
    abridged = capitals.str.contains(r"^([A-Z]+\.)+$|^[A-Z ]+\.$")
    words = (
        pl.when(abridged).then(capitals.str.replace_all(".", "", literal=True)).otherwise(capitals)
    )
    bound = pl.when(capitals.str.contains(BOUND)).then(pl.lit("withheld"))
    hole = pl.coalesce(looked_up(words, HOLES), bound)
    nothing = pl.when(pl.col(column).is_null()).then(pl.lit(empty))
    status = nothing.otherwise(hole.fill_null("observed"))
    value = pl.when(hole.is_null()).then(pl.col(column))
    sieve.rows = sieve.rows.with_columns(status.alias(status_of(column)), value.alias(column))


def status_of(column: str) -> str:
    """Return the column that holds the status of the values of another."""
    return f"_status of {column}"


def check_places(
    sieve: Sieve, column: str, cog: Cog, year: pl.Expr, name: str | None = None
) -> None:
    """
    Make a column hold official codes, each of the level that ``_level`` says.

    A ratio or a median of a former commune is not that of the commune it joined, nor
    is that of a commune before others joined it: both are put aside. An EPCI is kept
    under its SIREN, even one that is no more: its value is that of its perimeter then.

    Parameters
    ----------
    sieve
        With ``_level``.
    column
        Of the codes.
    cog
        Communes of France.
    year
        Of each record, in text.
    name
        Column of the names beside the codes, if there is one.
    """
    sieve.needed(column)
    _read_names(sieve, column, cog)
    code = bare_code(column)
    short = (_LEVEL == "commune") & code.str.contains(r"^[0-9]{4}$")
    short |= _LEVEL.is_in(["departement", "region"]) & code.str.contains(r"^[0-9]$")
    country = (_LEVEL == "pays") & code.is_in(["F", "FM", "FRANCE"])
    official = pl.when(short).then("0" + code).when(country).then(pl.lit("FR")).otherwise(code)
    sieve.correct(column, official, "Code officiel : en capitales, le zéro de tête compris.")
    for level, shape in SHAPES.items():
        wrong = _LEVEL.eq(level) & ~pl.col(column).str.contains(shape)
        reason = f"Ce code n’a pas la forme attendue à cette maille ({LEVELS[level]})."
        sieve.refuse(wrong, column, reason, "Vérifier le code et la maille.")
    lost = pl.col(column).str.contains(r"^[0-9][.,][0-9]+E\+?[0-9]+$")
    reason = "Un tableur a remplacé ce code par un nombre arrondi : il est perdu."
    sieve.refuse(lost, column, reason, "Reprendre le fichier du producteur, la colonne en texte.")
    known = {cog.departement(each) for each in cog.names}
    unknown = (_LEVEL == "departement") & ~pl.col(column).is_in(list(known))
    remedy = "Vérifier le code dans le code officiel géographique de l’Insee."
    sieve.refuse(unknown, column, "Aucun département de France n’a ce code.", remedy)
    _renumber(sieve, column, cog, year, name)
    _check_communes(sieve, column, cog)


def _read_names(sieve: Sieve, column: str, cog: Cog) -> None:
    """Read the communes that are named where their code is expected."""
    here = (_LEVEL == "commune") & ~pl.col(column).str.contains("[0-9]")
    named = set(sieve.rows.filter(here)[column])
    if named:
        places = Places(cog)
        sieve.read_cells(column, lambda cell: places.read(cell) if cell in named else Reading(cell))


def check_splits(sieve: Sieve, column: str, year: str) -> None:
    """Put aside what a code counted when it was that of several communes of today."""
    for code, (since, left) in SPLIT.items():
        before = (_LEVEL == "commune") & (pl.col(column) == code)
        before &= pl.col(year).str.slice(0, 4).cast(pl.Int64, strict=False) < since
        reason = (
            f"Ce code était jusqu’en {since - 1} celui de {len(left) + 1} communes, séparées "
            f"depuis ({', '.join((code, *left))}) : sa valeur n’est celle d’aucune."
        )
        sieve.refuse(before, column, reason, f"Charger un millésime de {since} ou plus récent.")


def _renumber(sieve: Sieve, column: str, cog: Cog, year: pl.Expr, name: str | None) -> None:
    """
    Give a commune whose chief town moved its present code.

    The same code was before that of one of the communes that joined: it is left as it is where
    they have their own records that year, and in years before, unless it is named as today.
    """
    for code, (since, present) in RENUMBERED.items():
        here = (_LEVEL == "commune") & (pl.col(column) == code)
        joined = {present, *(old for old, new in cog.successors.items() if new == present)} - {code}
        records = sieve.rows.select(here=here, other=pl.col(column).is_in(list(joined)), year=year)
        if not records["here"].any():
            continue
        apart = records.filter("other")["year"].unique().implode()
        same = year.str.slice(0, 4).cast(pl.Int64, strict=False) >= since
        if name is not None:
            ours = plain_name(cog.names[present])
            words = [each for each in sieve.rows[name].drop_nulls() if plain_name(each) == ours]
            same |= pl.col(name).is_in(words)
        moved = pl.when(here & same & ~year.is_in(apart)).then(pl.lit(present))
        why = "Code changé sans fusion : c’est la même commune."
        sieve.correct(column, moved.otherwise(pl.col(column)), why)


def _check_communes(sieve: Sieve, column: str, cog: Cog) -> None:
    code, commune = pl.col(column), _LEVEL == "commune"
    present = code.is_in(list(cog.names))
    district = code.is_in(list(PARENTS))
    former = code.is_in(list(cog.successors)) & ~present & ~district
    merged = sieve.rows.filter(commune & former)[column].unique()
    grown = {cog.successors[each] for each in merged}
    remedy = "Vérifier le code dans le code officiel géographique de l’Insee."
    unknown = commune & ~present & ~former & ~district
    sieve.refuse(unknown, column, "Aucune commune de France n’a ce code.", remedy)
    sieve.refuse(
        commune & former, column,
        "Cette commune a fusionné depuis : sa valeur n’est pas celle de la commune nouvelle.",
        "Charger un millésime publié après la fusion.",
    )  # fmt: skip
    sieve.refuse(
        commune & code.is_in(list(grown)), column,
        "D’autres communes de ce fichier l’ont rejointe depuis : sa valeur ne porte que sur"
        " son ancien périmètre.",
        "Charger un millésime publié après la fusion.",
    )  # fmt: skip


def keep_first(sieves: Sequence[Sieve], key: Sequence[str] = KEY) -> None:
    """Put aside, across the files of one load, the records that repeat an earlier key."""
    kept = [
        sieve.kept.select(*key, "line", _sieve=pl.lit(rank), _file=pl.lit(sieve.file))
        for rank, sieve in enumerate(sieves)
    ]
    place = pl.format("{}, ligne {}", "_file", "line")
    seen = pl.concat(kept).with_columns(
        _first=place.first().over(key), _rank=pl.int_range(pl.len()).over(key)
    )
    repeated = seen.filter(pl.col("_rank") > 0).unique(["_sieve", "line"], keep="first")
    same = "Ce lieu a déjà une valeur pour cet indicateur et cette année : {}."
    for rank, sieve in enumerate(sieves):
        earlier = repeated.filter(pl.col("_sieve") == rank).select("line", "_first")
        sieve.rows = sieve.rows.join(earlier, on="line", how="left", maintain_order="left")
        again = pl.col("_first").is_not_null() & pl.col("line").is_first_distinct()
        sieve.refuse(again, "", pl.format(same, "_first"), "N’en garder qu’une.")


def observations(rows: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """
    Return rows as the table ``observation``, every place named.

    A commune bears its present name; other places that of the file, failing that the
    one of the reference geography, failing that their level and code.
    """
    names = {**NAMES, **asked.cog.names}
    communes = pl.DataFrame(
        {"geography": list(names), "_official": list(names.values())},
        schema={"geography": pl.String, "_official": pl.String},
    ).with_columns(level=pl.lit("commune"))
    official = pl.concat(
        [communes, *(_names(asked.data, level) for level in ("epci", "departement"))],
        how="diagonal",
    )
    label = looked_up("level", LEVELS) + " " + pl.col("geography")
    named = rows.join(official, on=["level", "geography"], how="left").with_columns(
        name=pl.when(pl.col("level") == "commune")
        .then(pl.col("_official"))
        .otherwise(pl.coalesce("name", "_official", label))
    )
    return named.select(OBSERVATION.names()).cast(OBSERVATION)


def _names(data: Path, level: str) -> pl.DataFrame:
    """Return the names of the reference geography, which may hold a few places only."""
    path = data / "geography" / ("epci.csv" if level == "epci" else "departements.csv")
    if not path.is_file():
        return pl.DataFrame(schema={"geography": pl.String, "_official": pl.String})
    table = pl.read_csv(path, infer_schema=False)
    return table.select(geography=level, _official="name", level=pl.lit(level))
