"""Marks of a sheet: what a workbook says beside its cells."""

from dataclasses import dataclass, field


@dataclass
class Marks:
    """Marks of one sheet; rows and columns count from 1."""

    hidden: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    percents: list[tuple[int, int]] = field(default_factory=list)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    """Formulas that no spreadsheet has computed: the cell would read as empty."""
    broken: list[tuple[int, int]] = field(default_factory=list)
    """Formulas in error: the cell reads as empty too."""
    left: int = 0
    """First column with a cell: the library that reads cells counts from there."""
