"""Workbooks of plain rows, and what the report of a load says."""

import io
from datetime import UTC, datetime

import xlsxwriter


def workbook(**sheets):
    """Return the bytes of a workbook: rows by sheet. The same rows give the same bytes."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2024, 1, 1, tzinfo=UTC)})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return content.getvalue()


def only_row(loaded):
    """Return the one row that a load brings."""
    (rows,) = loaded.tables.values()
    assert rows.height == 1, loaded.report.quarantined.rows()
    return rows.row(0, named=True)


def counts(loaded):
    """Return how many records were read, accepted and put aside."""
    report = loaded.report
    return report.read, report.accepted, report.rejected


def put_aside(loaded):
    """Return what is put aside: line, value and reason."""
    return sorted(loaded.report.quarantined.select("line", "value", "reason").rows())
