"""Checks that no single cell can make: keys across files, coherence of a row."""

from collections.abc import Sequence

import polars as pl

from cls_dash.domain.observed import VALUED
from cls_dash.ingest import coherence
from cls_dash.ingest.dataset.tables import DataFile
from cls_dash.ingest.sieve import Sieve
from cls_dash.store.model import FILES


def check_across(files: Sequence[DataFile]) -> None:
    """
    Put aside what contradicts itself, inside a row or from one file to another.

    A reference is not judged when the file it leads to could not be read: that file
    already has its own problems.
    """
    for each in files:
        _check_references(each, files)
        _check_row(each)
    _check_keys(files)
    axes = [each.sieve.rows for each in files if each.declared.table == "axis"]
    owners = dict(row for rows in axes for row in rows.select("axis", "contract").iter_rows())
    for each in files:
        if each.declared.table == "action":
            coherence.of_contract(each.sieve, owners)
        elif each.declared.table == "perimeter":
            coherence.once(each.sieve, "commune")


def _check_references(file: DataFile, files: Sequence[DataFile]) -> None:
    for each in file.declared.fields:
        table, _, column = each.refers.partition(".")
        targets = [
            other for other in files
            if table and other.declared.table == table and other.territory in {"", file.territory}
        ]  # fmt: skip
        if targets:
            known = pl.concat([other.sieve.rows[column] for other in targets]).implode()
            said = targets[0].declared.file
            file.sieve.refuse(~pl.col(each.name).is_in(known), each.name, said.absent, said.remedy)


def _check_keys(files: Sequence[DataFile]) -> None:
    """Put aside keys that two files share (inside a file, its declaration sees them)."""
    for declared in FILES.values():
        if not declared.territorial or len(declared.key) > 1:
            continue
        (key,) = declared.key
        first: dict[str, str] = {}
        for each in files:
            if each.declared is declared:
                keys = each.sieve.rows[key].drop_nulls().to_list()
                taken = {cell: first[cell] for cell in keys if cell in first}
                told = pl.col(key).replace(taken)
                reason = pl.format("Cet identifiant existe déjà dans {}.", told)
                each.sieve.refuse(pl.col(key).is_in([*taken]), key, reason, "En choisir un autre.")
                first |= dict.fromkeys(keys, each.file) | taken


def _check_row(file: DataFile) -> None:
    sieve, columns = file.sieve, file.declared.columns
    coherence.ordered(sieve, file.declared)
    if "evidence" in columns:
        coherence.evidenced(sieve)
    if "longitude" in columns:
        coherence.pointed(sieve)
    match file.declared.table:
        case "deployment":
            coherence.scoped(sieve)
            _check_dates(sieve)
        case "observation":
            _check_value(sieve)
        case "axis_lineage":
            coherence.followed(sieve)
        case "territory":
            _check_name(sieve, "slug", file.territory)
        case "indicator":
            _check_name(sieve, "code", file.file.rsplit("/", 1)[-1].removesuffix(".yaml"))


def _check_dates(sieve: Sieve) -> None:
    start, end = pl.col("starts_on").is_not_null(), pl.col("ends_on").is_not_null()
    unknown = pl.col("date_precision") == "unknown"
    reason = "Les dates ne s’accordent pas avec leur précision."
    remedy = "Donner début et fin, ou les laisser vides avec unknown."
    wrong = pl.when(unknown).then(start | end).otherwise(~(start & end))
    sieve.refuse(wrong, "date_precision", reason, remedy)


def _check_value(sieve: Sieve) -> None:
    valued = pl.col("status").is_in([*VALUED])
    reason = "La valeur et son état se contredisent."
    remedy = "Une valeur observée a un nombre ; les autres n’en ont pas."
    sieve.refuse(pl.col("value").is_not_null() != valued, "value", reason, remedy)


def _check_name(sieve: Sieve, column: str, expected: str) -> None:
    reason = f"Ce code devrait être {expected}, comme son dossier ou son fichier."
    sieve.refuse(pl.col(column) != expected, column, reason, "Reprendre le même nom.")
