"""The report of a load: on screen, as JSON, and as a CSV beside the file."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from cls_dash import wording
from cls_dash.cli.saying import SHOWN, err, line
from cls_dash.domain.legible import UNSEEN
from cls_dash.ingest.loaded import Report
from cls_dash.ingest.problems import Problem
from cls_dash.ingest.report_words import sentences

if TYPE_CHECKING:
    from cls_dash.ingest.loading import Outcome
    from cls_dash.ingest.own_loads import Changes

SUFFIX: Final = ".rapport.csv"
_HEADER: Final = (
    "constat", "fichier", "ligne", "colonne", "valeur", "corrigé en", "raison", "remède",
)  # fmt: skip


def fields(report: Report) -> dict[str, Any]:
    """Return a report as JSON writes it."""
    return {
        "format": report.format,
        "files": list(report.files),
        "read": report.read,
        "accepted": report.accepted,
        "corrected": report.corrections.height,
        "rejected": report.rejected,
        "unit": report.unit,
        "notes": list(report.notes),
        "corrections": report.corrections.to_dicts(),
        "quarantined": report.quarantined.to_dicts(),
    }


def show(report: Report) -> None:
    """Print a report for a person: counts, what was mended, what was put aside."""
    for sentence in sentences(report):
        line(sentence)
    for row in report.quarantined.head(SHOWN).iter_rows(named=True):
        line(f"  {Problem(**row)}", to=err)
    if (more := report.quarantined.height - SHOWN) > 0:
        line(f"  … et {wording.counted(more, 'autre problème', 'autres problèmes')}.", to=err)


def write(report: Report, beside: Path) -> Path | None:
    """
    Write every correction and problem as a CSV beside a file; ``None`` where there is none.

    Cells never start a formula in a spreadsheet.
    """
    from cls_dash.render.exports import FORMULA

    rows = pl.concat(
        [
            report.corrections.select(
                pl.lit("corrigé").alias("kind"), "file", "line", "column", "value", "corrected",
                "reason", pl.lit("").alias("remedy"),
            ),
            report.quarantined.select(
                pl.lit("mis de côté").alias("kind"), "file", "line", "column", "value",
                pl.lit("").alias("corrected"), "reason", "remedy",
            ),
        ]
    )  # fmt: skip
    if rows.is_empty():
        return None
    target = beside.with_name(beside.name + SUFFIX)
    rows = rows.with_columns(pl.col(pl.String).str.replace_all(UNSEEN, ""))
    formula = pl.col(pl.String).str.slice(0, 1).is_in(FORMULA)
    inert = pl.when(formula).then("'" + pl.col(pl.String)).otherwise(pl.col(pl.String))
    text = rows.with_columns(inert.name.keep()).rename(
        dict(zip(rows.columns, _HEADER, strict=True))
    )
    target.write_bytes(text.write_csv(separator=";", include_bom=True).encode())
    return target


def show_changes(changes: "Changes | None") -> None:
    """Print what becomes of the rows of a territory, those that leave by their titles."""
    if changes is None:
        return
    line(f"Par rapport à avant : {changes.told}")
    for title in changes.retracted[:SHOWN]:
        line(f"  Retirée : {title}")
    if (more := len(changes.retracted) - SHOWN) > 0:
        line(f"  … et {wording.counted(more, 'autre')}.")


def summary(outcome: "Outcome", written: Path | None) -> Mapping[str, Any]:
    """Return the JSON answer of a load."""
    answer: dict[str, Any] = {"name": outcome.name, "report_file": written and str(written)}
    answer |= fields(outcome.report)
    if changes := outcome.changes:
        answer["changes"] = {**changes.counts, "titles": list(changes.retracted)}
    return answer
