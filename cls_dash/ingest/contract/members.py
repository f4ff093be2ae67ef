"""What took place in a commune when it was not, or not yet, a member of the territory."""

from typing import Final

import polars as pl

from cls_dash.ingest.contract.home import Home
from cls_dash.ingest.sieve import Sieve
from cls_dash.wording import NBSP, agreeing, counted, listing

_NAMED: Final = 6


def tell_absent_members(sieve: Sieve, home: Home) -> None:
    """Note the records of communes that were not of the perimeter on any day of theirs."""
    members = home.tables["perimeter"].select(
        "commune",
        _joined=pl.col("starts_on").str.to_date(strict=False),
        _left=pl.col("ends_on").str.to_date(strict=False),
    )
    rows = sieve.rows.select("line", "commune", "starts_on", "ends_on").drop_nulls()
    here = (pl.col("_joined") <= pl.col("ends_on")) & (
        pl.col("_left").is_null() | (pl.col("_left") >= pl.col("starts_on"))
    )
    inside = rows.join(members, on="commune").filter(here | pl.col("_joined").is_null())["line"]
    known = rows.filter(pl.col("commune").is_in(members["commune"].implode()))
    outside = known.filter(~pl.col("line").is_in(inside.implode())).sort("line")
    if outside.is_empty():
        return
    first = outside.select("line", "commune").head(_NAMED).iter_rows()
    lines = [f"{line} ({home.lists['commune'].get(code, code)})" for line, code in first]
    more = "…" if outside.height > _NAMED else ""
    said = counted(outside.height, "ligne")
    verb = agreeing(outside.height, "se passe", "se passent")
    note = (
        f"{said} {verb} dans une commune qui n’était pas du périmètre à cette date{NBSP}: "
        f"{listing(lines)}{more}. Vérifier la date, ou le périmètre."
    )
    sieve.notes = (*sieve.notes, note)
