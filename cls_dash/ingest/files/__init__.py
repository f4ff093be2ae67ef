"""Open the files that people bring and read their records: one door to what is inside."""

from cls_dash.ingest.files.archives import Member, opened, refused
from cls_dash.ingest.files.records import TextTable
from cls_dash.ingest.files.tables import check_lying, find_tables, first_table, rows_of_titles
from cls_dash.ingest.files.texts import read_text
from cls_dash.ingest.files.workbooks import first_rows, is_workbook, read_sheet, sheet_names

__all__ = [
    "Member",
    "TextTable",
    "check_lying",
    "find_tables",
    "first_rows",
    "first_table",
    "is_workbook",
    "opened",
    "read_sheet",
    "read_text",
    "refused",
    "rows_of_titles",
    "sheet_names",
]
