"""Workbooks of plain rows, and what the report of a load says."""

import io
from datetime import UTC, date, datetime

import xlsxwriter

from tests.mangled import zipped


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


def open_document(rows, name="Feuille"):
    """Return the bytes of an ODS: texts, numbers and days, and repeated empty rows."""

    def cell(value):
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, str):
            return (
                f'<table:table-cell office:value-type="string"><text:p>{value}</text:p>'
                "</table:table-cell>"
            )
        kind = ("date", "date-value") if isinstance(value, date) else ("float", "value")
        return f'<table:table-cell office:value-type="{kind[0]}" office:{kind[1]}="{value}"/>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = "".join(
        f' xmlns:{space}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for space in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>'
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="{name}">{lines}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
        ' table:number-columns-repeated="16384"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": kind.encode(),
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content.encode(),
        }
    )


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
