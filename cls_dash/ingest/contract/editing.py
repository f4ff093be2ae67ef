"""A contract as a page edits it: read as the workbook is, checked whole, then written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import polars as pl

from cls_dash.ingest import history
from cls_dash.ingest.contract import renewal
from cls_dash.ingest.contract.framework import read_framework
from cls_dash.ingest.contract.home import Home
from cls_dash.ingest.dataset.territory_home import widened
from cls_dash.ingest.files import TextTable
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.geography.national import FRANCE, read_stored
from cls_dash.ingest.history import Step
from cls_dash.ingest.loaded import Asked, Report
from cls_dash.ingest.own_loads import Changes, changes_of
from cls_dash.ingest.recognise.words import SHEETS
from cls_dash.store.model import FILES

PAGE: Final = Path("atelier")
"""What stands for the file, where a page is read."""


@dataclass(frozen=True)
class Edited:
    """What a page says of a contract: what became of its lines, and what it would change."""

    label: str
    report: Report
    changes: Changes
    files: Mapping[str, bytes | None]

    @property
    def is_valid(self) -> bool:
        """Whether every line was understood; else nothing may be written."""
        return not self.report.rejected


def edited(
    data: Path,
    home: Home,
    sheets: Mapping[str, Sequence[Mapping[str, str | None]]],
    *,
    actions: Collection[str] = (),
    epci: Collection[str] = (),
) -> Edited:
    """
    Read what a page says of one contract; nothing is written.

    Parameters
    ----------
    data
        The dataset.
    home
        The territory, as it is.
    sheets
        Rows by table and column, in French words; those of the contract are one.
    actions
        Those of the former contract that this one takes on.
    epci
        SIREN of intercommunalities that join the territory with this contract: the dataset
        has all of France then.

    Raises
    ------
    InvalidDatasetError
        If an action or a commune cannot be taken on.
    """
    number = str(sheets["contracts"][0].get("number"))
    known = dict(home.tables["contracts"].select("number", "contract").iter_rows())
    contract = known.get(number, f"{home.slug}-{number}")
    before = renewal.axes_before(home, contract)
    lineage = [row | {"previous": before.get(row.get("previous") or "", row.get("previous"))}
               for row in map(dict, sheets.get("axis_lineage", ()))]  # fmt: skip
    owned = {
        name: [{**row, "contract": contract} for row in sheets.get(name, ()) if any(row.values())]
        for name in ("axes", "parties")
    }
    said = {"contracts": sheets["contracts"], **owned, "axis_lineage": lineage}
    tables = {name: as_table(name, rows) for name, rows in said.items()}
    loaded = read_framework(tables, home, {contract})
    files: dict[str, bytes | None] = {}
    if not loaded.report.rejected:
        loaded = renewal.with_actions(loaded, home, actions)
        if epci:
            france = read_stored(data / "geography" / FRANCE)
            codes = _joining(france, home, epci)
            loaded = renewal.with_communes(loaded, codes)
            files |= widened(data, france, codes)
    # No commune is typed on the page: those of France are not asked for.
    asked = Asked(Cog(names={}, successors={}), data, territory=home.slug)
    changes = changes_of(loaded, [PAGE], asked)
    label = str(sheets["contracts"][0].get("label"))
    return Edited(label, loaded.report, changes, {**changes.files, **files})


def write(data: Path, contract: Edited) -> None:
    """
    Write what was read of a page, as a change that can be undone; nothing is published.

    Raises
    ------
    InvalidDatasetError
        If the dataset would be refused then: it stays as it was.
    """
    step = Step("contract", contract.label, contract.changes.told)
    history.change(data, contract.files, step)


def as_table(name: str, rows: Sequence[Mapping[str, str | None]]) -> TextTable:
    """Return the rows of a page as those of a sheet, empty ones left out."""
    titles = FILES[name].titles
    columns = list(dict.fromkeys(column for row in rows for column in row))
    whole = [
        (line, *(str(row.get(column) or "").strip() or None for column in columns))
        for line, row in enumerate(rows, 1)
        if any(row.values())
    ]
    header = [titles[column] for column in columns] or [*titles.values()]
    schema = {"line": pl.Int64, **dict.fromkeys(header, pl.String)}
    frame = pl.DataFrame(whole, schema=schema, orient="row")
    return TextTable(SHEETS[name], frame, frame.height)


def _joining(france: gpd.GeoDataFrame, home: Home, epci: Collection[str]) -> list[str]:
    """Return the communes of intercommunalities that are not in the perimeter."""
    members = france.index[france["epci"].isin([*epci])]
    perimeter = home.tables["perimeter"]
    there = {*perimeter.filter(pl.col("ends_on").is_null())["commune"]}
    return sorted(code for code in members if code not in there)
