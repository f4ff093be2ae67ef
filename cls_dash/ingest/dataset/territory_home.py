"""The files of a new territory: its folder, its source card and its communes."""

import csv
import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Final

import geopandas as gpd

from cls_dash import wording
from cls_dash.ingest.dataset.reading import TERRITORIAL
from cls_dash.ingest.geography.reference import read_geography, selected, write_geography

EARLIEST: Final = date(2009, 7, 21)
"""
The law that made these contracts (HPST): no perimeter is older. One whose first day is not known
is held to begin then, approximately, so that no action of its communes is left out.
"""


@dataclass(frozen=True)
class Home:
    """All that the folder of a new territory says."""

    slug: str
    name: str
    short_name: str
    ars: str
    codes: tuple[str, ...]
    since: date | None
    """First day, when it is known."""
    file: Path | None
    """The file that gave the perimeter, if any."""


def added(data: Path, france: gpd.GeoDataFrame, home: Home) -> dict[str, bytes | None]:
    """
    Return the files of the dataset with a new territory, by path; nothing is written.

    The geography and the sources may hold more than the territories use.
    """
    files = {"sources.csv": _with_card(data, _card(home)), **_tables(home)}
    return {**files, **widened(data, france, home.codes)}


def _tables(home: Home) -> dict[str, bytes]:
    source = _key(home)
    rows: dict[str, list[dict[str, str]]] = {
        "territory": [
            {"slug": home.slug, "name": home.name, "short_name": home.short_name,
             "ars": home.ars, "source": source},
        ],
        "perimeter": [
            {"commune": code, "starts_on": (home.since or EARLIEST).isoformat(),
             "basis": "documented" if home.since else "approximate"}
            for code in home.codes
        ],
        "contracts": [
            {"contract": f"{home.slug}-1", "number": "1", "label": "CLS 1",
             "start_year": str(home.since.year) if home.since else "", "source": source,
             "note": "Dates, signataires et axes à compléter."},
        ],
    }  # fmt: skip
    files = {}
    for declared in (each for each in TERRITORIAL if not each.file.optional):
        table, columns = declared.file.name, declared.columns
        cells = [[row.get(column, "") for column in columns] for row in rows.get(table, [])]
        files[f"territories/{home.slug}/{table}.csv"] = _csv([columns, *cells]).encode()
    return files


def _key(home: Home) -> str:
    return f"perimetre-{home.slug}"


def _card(home: Home) -> dict[str, str]:
    """Return the source card of the perimeter; the name of a file may be a person's."""
    card = {
        "key": _key(home),
        "producer": "Coordination du contrat",
        "title": f"Périmètre {wording.of(home.name)}",
        "licence": "Non précisée",
    }
    if home.file:
        with home.file.open("rb") as stream:
            card["checksum"] = file_digest(stream, "sha256").hexdigest()
    return card


def _with_card(data: Path, card: Mapping[str, str]) -> bytes:
    """Return ``sources.csv`` with a card in it, every other line as it was."""
    text = (data / "sources.csv").read_bytes().decode("utf-8-sig")
    lines = text.splitlines(keepends=True)
    columns = next(csv.reader(lines[:1]), [])
    # A territory may have been removed by hand: its card is written anew.
    kept = "".join(line for line in lines if not line.startswith(f"{card['key']},"))
    end = "" if kept.endswith("\n") else "\n"
    return (kept + end + _csv([[card.get(column, "") for column in columns]])).encode()


def _csv(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def widened(data: Path, france: gpd.GeoDataFrame, codes: Sequence[str]) -> dict[str, bytes]:
    """Return the files of the geography of a dataset with more communes, read back."""
    epci, alone = selected(data / "geography")
    added = france.loc[list(codes), "epci"]
    with tempfile.TemporaryDirectory(prefix="cls-dash-") as place:
        folder = Path(place)
        write_geography(
            france,
            folder,
            epci=sorted({*epci, *added.dropna()}),
            communes=sorted({*alone, *added.index[added.isna()]}),
        )
        read_geography(folder)
        files = sorted(path for path in folder.iterdir() if path.is_file())
        return {f"geography/{path.name}": path.read_bytes() for path in files}
