"""
Read every sheet of a workbook for nothing, in a process that may die of it.

A damaged XLS, or a sheet with a cell at its far corner, makes the library that reads
workbooks panic, or ask for tens of gigabytes and abort: no ``except`` survives that.
Run as a script, this module dies instead of us.
"""

import contextlib
import sys
from pathlib import Path
from typing import Final

import fastexcel

MOST_BYTES: Final = 3 * 2**30
"""Memory that reading may take: 1,048,576 rows of 20 columns take 2 GB."""


def read_all(path: Path) -> None:
    """
    Read the sheets of a workbook; one that is damaged, or is no sheet, is left.

    Raises
    ------
    FastExcelError
        If the workbook cannot be opened.
    """
    book = fastexcel.read_excel(path.read_bytes())
    for sheet in book.sheet_names:
        with contextlib.suppress(fastexcel.FastExcelError):
            book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")


if __name__ == "__main__":  # pragma: no cover -- run in a process apart
    # Windows has no such limit.
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    try:
        read_all(Path(sys.argv[1]))
    except fastexcel.FastExcelError:
        sys.exit(1)
