"""Steps of a sieve that a declaration asks for, of our own files as of people's."""

from collections.abc import Iterator, Mapping
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
    suspects = _suspects(sieve.rows, declared)
    for each in declared.fields:
        if each.required and each.name in suspects:
            sieve.needed(each.name)
        if each.type == "date":
            sieve.day(each.name)
        elif each.type != "string":
            judge_number(sieve, each)
        elif each.name in suspects:
            for where, reason, remedy in _text_faults(each):
                sieve.refuse(where, each.name, reason, remedy)
    if declared.key:
        sieve.unique(declared.key)


def _suspects(rows: pl.DataFrame, declared: Declaration) -> set[str]:
    """Return the columns where a cell lacks or a text is at fault, all looked at in one pass."""
    faults = {}
    for each in declared.fields:
        found = [where for where, *_ in _text_faults(each)] if each.type == "string" else []
        if each.required:
            found.append(pl.col(each.name).is_null())
        if found:
            faults[each.name] = pl.any_horizontal(found).any()
    return {each.name for each in rows.select(**faults) if each.any()}


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


def _text_faults(field: Field) -> Iterator[tuple[pl.Expr, str, str]]:
    """Yield what a text may not be: where it is so, the reason and the remedy."""
    cell = pl.col(field.name)
    if field.words:
        reason, remedy = "Ce mot n’est pas dans la liste.", ", ".join(field.words)
        yield ~cell.is_in([*field.words]), reason, f"Choisir parmi : {remedy}."
    if field.form:
        reason = "La valeur n’a pas la forme attendue."
        yield ~cell.str.contains(field.form.pattern), reason, field.form.remedy
    if field.longest:
        remedy = f"Garder au plus {field.longest} caractères."
        yield cell.str.len_chars() > field.longest, "Le texte est trop long.", remedy


def cast(rows: pl.DataFrame, declared: Declaration) -> pl.DataFrame:
    """Return the declared columns of clean records, with their types."""
    return rows.select(pl.col(each.name).cast(TYPES[each.type]) for each in declared.fields)
