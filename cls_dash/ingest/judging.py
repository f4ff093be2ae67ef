"""Steps of a sieve that a declaration asks for, of our own files as of people's."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from cls_dash.ingest.sieve import Sieve
from cls_dash.store.model.fields import Declaration, Field

TYPES: Final[Mapping[str, type[pl.DataType]]] = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "date": pl.Date,
}


def judge(sieve: Sieve, declared: Declaration) -> None:
    """Put aside what a file declares impossible, and give each column its type."""
    for each in declared.fields:
        if each.required:
            sieve.needed(each.name)
        if each.type == "date":
            sieve.day(each.name)
        elif each.type == "string":
            _judge_text(sieve, each)
        else:
            judge_number(sieve, each)
    if declared.key:
        sieve.unique(declared.key)


def judge_number(sieve: Sieve, field: Field) -> None:
    """Read a column of numbers, within the bounds of its declaration."""
    if field.type == "integer":
        lowest = 0 if field.minimum is None else int(field.minimum)
        sieve.integer(field.name, lowest=lowest, money=field.name.endswith("_eur"))
        if field.maximum is not None:
            reason = "Ce nombre est hors des valeurs possibles."
            above = pl.col(field.name) > field.maximum
            sieve.refuse(above, field.name, reason, f"Écrire au plus {field.maximum}.")
    else:
        sieve.number(field.name, lowest=field.minimum, highest=field.maximum)


def _judge_text(sieve: Sieve, field: Field) -> None:
    cell = pl.col(field.name)
    if field.words:
        reason, remedy = "Ce mot n’est pas dans la liste.", ", ".join(field.words)
        sieve.refuse(~cell.is_in([*field.words]), field.name, reason, f"Choisir parmi : {remedy}.")
    if field.form:
        reason = "La valeur n’a pas la forme attendue."
        strange = ~cell.str.contains(field.form.pattern)
        sieve.refuse(strange, field.name, reason, field.form.remedy)
    if field.longest:
        remedy = f"Garder au plus {field.longest} caractères."
        long = cell.str.len_chars() > field.longest
        sieve.refuse(long, field.name, "Le texte est trop long.", remedy)


def cast(rows: pl.DataFrame, declared: Declaration) -> pl.DataFrame:
    """Return the declared columns of clean records, with their types."""
    return rows.select(pl.col(each.name).cast(TYPES[each.type]) for each in declared.fields)
