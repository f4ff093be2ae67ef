"""Files that readers take away. Cells never start a formula in a spreadsheet."""

import io
import json
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import odswriter
import pandas as pd

from cls_dash.domain.legible import legible

_TEXTS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
MIMES: Final = MappingProxyType(
    {
        "csv": "text/csv",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "geojson": "application/geo+json",
        "json": "application/json",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "pdf": "application/pdf",
        "png": "image/png",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "svg": "image/svg+xml",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
"""Media type of each kind of file, by its suffix."""
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell that some spreadsheet runs may start with; in full width too, as in Japanese."""


def to_csv(frame: pd.DataFrame) -> bytes:
    """
    Write a table as French spreadsheets open it: semicolons, decimal comma, UTF-8 BOM.

    Text cells that a spreadsheet would run as a formula are prefixed by an apostrophe.
    """
    plain = frame.map(inert).rename(columns=inert)
    written: str = plain.to_csv(sep=";", decimal=",", index=False, lineterminator="\r\n")
    return written.encode("utf-8-sig")


def inert(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula, and in which nothing hides."""
    plain = _plain(cell)
    return f"'{plain}" if isinstance(plain, str) and plain.startswith(FORMULA) else plain


def to_geojson(frame: pd.DataFrame, *, geometry: str, note: str) -> bytes:
    """
    Write areas as GeoJSON (RFC 7946, hence EPSG:4326).

    Parameters
    ----------
    frame
        One row per area; every column but ``geometry`` becomes a property.
    geometry
        Name of the column of shapely geometries.
    note
        Credits and vintage, written in the collection.
    """
    # A second to import: only who asks for a map file waits for it.
    import geopandas as gpd

    areas = gpd.GeoDataFrame(
        frame.drop(columns=geometry).map(_plain), geometry=list(frame[geometry]), crs="EPSG:4326"
    )
    features = areas.to_geo_dict(na="null", drop_id=True)["features"]
    collection = {"type": "FeatureCollection", "note": legible(note), "features": features}
    return json.dumps(collection, ensure_ascii=False, default=str).encode()


def _plain(cell: object) -> object:
    """Return a cell in which nothing hides."""
    return legible(cell) if isinstance(cell, str) else cell


def to_ods(frame: pd.DataFrame) -> bytes:
    """Write a table as an OpenDocument spreadsheet whose texts stay texts, codes included."""
    written = io.BytesIO()
    plain = frame.astype(object)
    plain = plain.where(plain.notna(), None)
    with odswriter.writer(written) as book:
        sheet = book.new_sheet("Données")
        sheet.writerow(inert(str(name)) for name in plain.columns)
        for cells in plain.itertuples(index=False):
            sheet.writerow(map(inert, cells))
    return written.getvalue()


def to_xlsx(frame: pd.DataFrame) -> bytes:
    """Write a table as a workbook whose texts stay texts, codes included."""
    # Imported at the first export: most readers never export.
    import xlsxwriter

    written = io.BytesIO()
    plain = frame.astype(object)
    plain = plain.where(plain.notna(), None)
    with xlsxwriter.Workbook(written, _TEXTS) as book:
        sheet = book.add_worksheet("Données")
        sheet.freeze_panes(1, 0)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, [inert(str(name)) for name in plain.columns], bold)
        for line, cells in enumerate(plain.itertuples(index=False), 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(line, column, cell, day)
                else:
                    sheet.write(line, column, inert(cell))
    return written.getvalue()


WRITERS: Final[Mapping[str, Callable[[pd.DataFrame], bytes]]] = MappingProxyType(
    {"csv": to_csv, "xlsx": to_xlsx, "ods": to_ods}
)
"""What writes a table, by the suffix of the file."""
