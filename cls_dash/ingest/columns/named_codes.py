"""Codes of communes compared with the names beside them."""

import polars as pl

from cls_dash.ingest.geography.code_changes import RENUMBERED
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.recognise.places import Places, posted
from cls_dash.ingest.recognise.reading import Reading
from cls_dash.ingest.sieve import Sieve
from cls_dash.ingest.texts import bare_code


def check_names(
    sieve: Sieve, column: str, name: str | None, cog: Cog, *, districts: bool = False
) -> None:
    """
    Compare the codes of communes with the names beside them, before anything is made of them.

    A postal code becomes the code of the commune named; other codes that are not of their
    name are put aside, with both communes. Without names, so are codes that may be postal.
    Where no name agrees, the column may be of other things: names of no commune say nothing.
    ``districts`` makes *arrondissements* of Paris, Lyon and Marseille places of their own.
    """
    codes = sieve.rows.select(code=bare_code(column)).to_series()
    coded = codes.str.contains("^[0-9]{4,5}$").fill_null(value=False)
    if name is None:
        unsure = posted(codes.filter(coded).unique(), cog)
        places = Places(cog, posted=unsure, districts=districts)
        for code in sorted(unsure):
            _settle(sieve, column, pl.lit(codes.str.zfill(5) == code), places.read(code))
        return
    places = Places(cog, districts=districts)
    typed = sieve.rows.select(code=codes, name=name).filter(coded).drop_nulls().unique()
    of_communes = any(places.agree(code, said) for code, said in typed.iter_rows())
    readings = {
        (code, said): reading
        for code, said in typed.iter_rows()
        if code not in RENUMBERED and (of_communes or places.bear(said))
        if places.contradict(code, said)
        for reading in (places.read_named(code, said),)
    }
    for (code, said), reading in readings.items():
        here = pl.lit(codes.eq_missing(code)) & (pl.col(name) == said)
        _settle(sieve, column, here, reading)


def _settle(sieve: Sieve, column: str, here: pl.Expr, reading: Reading) -> None:
    """Write what a code was read as, or put its records aside."""
    if reading.value:
        meant = pl.when(here).then(pl.lit(reading.value)).otherwise(pl.col(column))
        sieve.correct(column, meant, reading.told)
        return
    proposed = dict.fromkeys(sieve.rows[column].drop_nulls().unique(), reading.proposals)
    sieve.refuse(here, column, reading.doubt, reading.remedy, proposed)
