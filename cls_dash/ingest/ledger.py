"""What becomes of the records of a file while they are cleaned: kept, mended, put aside."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from cls_dash.ingest.files.records import TextTable
from cls_dash.ingest.loaded import CORRECTIONS, PROPOSALS, QUARANTINE


class Ledger:
    """
    Records of one file, and what was said of each of them.

    Nothing leaves it silently: a record is kept, put aside or left out, and told.
    """

    def __init__(self, table: TextTable) -> None:
        self.file = table.file
        self.read = table.read
        self.rows = table.rows
        self._corrections = [table.corrections]
        self._quarantined = [table.quarantined]
        self._proposals = [pl.DataFrame(schema=PROPOSALS)]
        self._doubted: dict[str, list[int]] = {}
        self.notes = table.notes

    @property
    def kept(self) -> pl.DataFrame:
        """Return the records without any problem."""
        return self.rows.filter(~pl.col("line").is_in(self._put_aside))

    def standing(self) -> pl.Expr:
        """
        Return what says which lines are still kept, as a column of its own.

        As an expression it would be worked out again for each group of a window: for all the
        communes of France, more memory than a machine has.
        """
        self.rows = self.rows.with_columns(_kept=pl.col("line").is_in(self.kept["line"].implode()))
        return pl.col("_kept")

    @property
    def corrections(self) -> pl.DataFrame:
        """
        Return every cell that was mended, in the records that are kept.

        The person mends the lines put aside, so corrections of their other cells are left out.
        Corrections without a column, made to read the file, are always there.
        """
        told = pl.concat(self._corrections)
        return told.filter((pl.col("column") == "") | ~pl.col("line").is_in(self._put_aside))

    @property
    def quarantined(self) -> pl.DataFrame:
        """Return every problem found, line after line, each cell quoted as it was typed."""
        found = pl.concat(self._quarantined).sort("line", maintain_order=True)
        if found.is_empty():
            return found
        mended = pl.concat(self._corrections).filter(pl.col("column") != "", pl.col("value") != "")
        typed = mended.select("line", "column", typed="value").unique(
            ["line", "column"], keep="first", maintain_order=True
        )
        quoted = found.join(typed, on=["line", "column"], how="left", maintain_order="left")
        return quoted.with_columns(value=pl.coalesce("typed", "value")).drop("typed")

    def typed(self, columns: Iterable[str]) -> set[str]:
        """Return the cells of some columns, and those that were mended or answered as typed."""
        cells = {cell for name in columns for cell in self.rows[name].drop_nulls()}
        return cells | set(pl.concat(self._corrections)["value"])

    @property
    def proposals(self) -> pl.DataFrame:
        """Return what the doubtful cells may have meant, the likeliest first."""
        return pl.concat(self._proposals)

    @property
    def _put_aside(self) -> pl.Series:
        return pl.concat(self._quarantined)["line"].unique().implode()

    def refuse(
        self,
        where: pl.Expr,
        column: str,
        reason: str | pl.Expr,
        remedy: str,
        proposals: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """
        Put aside the records for which ``where`` is true.

        Parameters
        ----------
        where
            Of which records.
        column
            Cell at fault, or nothing for the whole record.
        reason, remedy
            French sentences.
        proposals
            What a cell may have meant, by its text; the remedy then quotes it.
        """
        if self.rows.is_empty():
            return
        found = self.rows.filter(where)
        if doubted := self._doubted.get(column):
            found = found.filter(~pl.col("line").is_in(doubted))
        if found.is_empty():
            return
        value = pl.col(column).cast(pl.String) if column in found.columns else pl.lit("")
        offered = {cell: list(each) for cell, each in (proposals or {}).items() if each}
        quoted = {cell: f"{remedy} Proposé : {' ; '.join(each)}." for cell, each in offered.items()}
        self._quarantined.append(
            found.select(
                file=pl.lit(self.file),
                line="line",
                column=pl.lit(column),
                value=value.fill_null(""),
                reason=pl.lit(reason) if isinstance(reason, str) else reason,
                remedy=value.replace_strict(quoted, default=remedy, return_dtype=pl.String),
            ).cast(QUARANTINE)
        )
        if offered:
            cells = found.select("line", _cell=value).filter(pl.col("_cell").is_in([*offered]))
            listed = [offered[cell] for cell in cells["_cell"]]
            self._proposals.append(
                cells.select(
                    file=pl.lit(self.file),
                    line="line",
                    column=pl.lit(column),
                    proposals=pl.Series(listed, dtype=pl.List(pl.String)),
                ).cast(PROPOSALS)
            )

    def correct(self, column: str, corrected: pl.Expr, reason: str | pl.Expr) -> None:
        """Replace a column of texts; the report holds each cell that differs."""
        rows = self.rows.with_columns(corrected.cast(pl.String).alias("_new"))
        changed = rows.filter(pl.col("_new").ne_missing(pl.col(column)))
        if changed.is_empty() and rows.schema[column] == pl.String:
            return
        self._corrections.append(
            changed.select(
                file=pl.lit(self.file),
                line="line",
                column=pl.lit(column),
                value=pl.col(column).fill_null(""),
                corrected=pl.col("_new").fill_null(""),
                reason=pl.lit(reason) if isinstance(reason, str) else reason,
            ).cast(CORRECTIONS)
        )
        self.rows = rows.with_columns(pl.col("_new").alias(column)).drop("_new")

    def leave_out(self, where: pl.Expr, value: pl.Expr, reason: str) -> None:
        """Take out the lines that are no records, each told: they are not counted as read."""
        found = self.rows.filter(where.fill_null(value=False))
        place = {"file": pl.lit(self.file), "line": pl.col("line"), "column": pl.lit("")}
        said = {"value": value, "corrected": pl.lit(""), "reason": pl.lit(reason)}
        self._corrections.append(found.select(**place, **said).cast(CORRECTIONS))
        self.read -= found.height
        self.rows = self.rows.filter(~pl.col("line").is_in(found["line"].implode()))
