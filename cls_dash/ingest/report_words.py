"""What a report says of a reading, in French: counts, what to know, what was mended."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from cls_dash import wording
from cls_dash.ingest.loaded import Report

DONE: Final = {
    "load": "chargement", "remove": "retrait", "territory": "territoire", "contract": "contrat",
}  # fmt: skip
"""What a change of the data folder was, by its command."""


def sentences(report: Report) -> Iterator[str]:
    """Yield the sentences of a report; those of the notes and corrections are indented."""
    yield (
        f"{wording.counted(report.read, f'{report.unit} lue', f'{report.unit}s lues')} : "
        f"{wording.counted(report.accepted, 'acceptée')}, "
        f"{wording.counted(report.rejected, 'mise de côté', 'mises de côté')} ; "
        f"{wording.counted(report.corrections.height, 'cellule corrigée', 'cellules corrigées')}."
    )
    for note in report.notes:
        yield f"  {note}"
    for reason, number, before, after in _mended(report.corrections):
        yield f"  Corrigé {number} fois : {reason} Par exemple « {before} » → « {after} »."


def _mended(corrections: pl.DataFrame) -> list[tuple[str, int, str, str]]:
    grouped = corrections.group_by("reason", maintain_order=True).agg(
        pl.len(), pl.col("value").first(), pl.col("corrected").first()
    )
    return grouped.rows()
