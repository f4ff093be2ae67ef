"""Tables as hands lay them out, in a text or in a workbook: titles, totals, blanks, two sheets."""

import csv

import xlsxwriter
from hypothesis import strategies as st

COLUMNS = 4
"""Columns that every table has at least."""
LAYOUTS = st.fixed_dictionaries(
    {
        "titles": st.integers(0, 3),
        "above": st.booleans(),
        "blank": st.none() | st.integers(1, COLUMNS),
        "total": st.booleans(),
        "again": st.booleans(),
        "repeated": st.booleans(),
        "file": st.sampled_from([";", "\t", ",", "workbook", "second sheet", "hidden notes"]),
    }
)


def written(path, rows, layout, header, above):
    """Write a table in some layout, under a header that may have another above; return its path."""
    lines = [["Suivi du CLS", *[""] * (len(header) - 1)]] * layout["titles"]
    lines += [above] if layout["above"] else []
    lines += [header, *rows]
    lines += [header] if layout["again"] else []
    lines += [["Total", *[""] * (len(header) - 3), "99", ""]] if layout["total"] else []
    if layout["blank"] is not None:
        lines = [[*line[: layout["blank"]], "", *line[layout["blank"] :]] for line in lines]
    if len(layout["file"]) > 1:
        return _workbook(path.with_suffix(".xlsx"), lines, layout["file"])
    path = path.with_suffix(".csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=layout["file"]).writerows(lines)
    return path


def _workbook(path, lines, kind):
    """Write a workbook whose cells of digits alone are numbers, as a spreadsheet makes them."""
    with xlsxwriter.Workbook(path) as book:
        if kind == "second sheet":
            book.add_worksheet("Lisez-moi").write(0, 0, "Un fichier du contrat local de santé")
        sheet = book.add_worksheet("Suivi")
        for rank, line in enumerate(lines):
            sheet.write_row(rank, 0, [int(cell) if cell.isdecimal() else cell for cell in line])
        sheet.activate()
        if kind == "hidden notes":
            notes = book.add_worksheet("Notes")
            notes.write(0, 0, "À relire")
            notes.hide()
    return path
