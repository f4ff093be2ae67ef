"""The files of a new territory: its folder, its source card and its communes."""

import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import geopandas as gpd

from cls_dash import wording
from cls_dash.ingest.cards import checksum
from cls_dash.ingest.dataset.reading import TERRITORIAL
from cls_dash.ingest.dataset.territory_files import lines_of, with_cards
from cls_dash.ingest.geography.districts import whole
from cls_dash.ingest.geography.reference import read_geography, selected, write_geography

EARLIEST: Final = date(2009, 7, 21)
"""
The law that made these contracts (HPST): no perimeter is older. One whose first day is not known
is held to begin then, approximately, so that no action of its communes is left out.
"""
SEVERAL: Final = "Périmètres de contrats locaux de santé"
"""Title of the card that several territories cite."""


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
    until: int | None = None
    """Last year of the contract, when it is known."""
    label: str = "CLS 1"
    """Of the contract."""
    state: str = ""
    """What the file says of the contract."""
    card: str = ""
    """Key of the card to cite, where the file gave several territories."""


def added(
    data: Path, france: gpd.GeoDataFrame, homes: Sequence[Home], *, around: Sequence[str] = ()
) -> dict[str, bytes | None]:
    """
    Return the files of the dataset with new territories, by path; nothing is written.

    The geography and the sources may hold more than the territories use.

    Parameters
    ----------
    data
        The dataset.
    france
        All of France, by INSEE code.
    homes
        The territories.
    around
        Codes of other communes that the geography is to hold.
    """
    files: dict[str, bytes | None] = {"sources.csv": with_cards(data, map(_card, homes))}
    for home in homes:
        files |= _tables(home)
    return {**files, **widened(data, france, {*around, *(c for home in homes for c in home.codes)})}


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
            {"contract": f"{home.slug}-1", "number": "1", "label": home.label,
             "start_year": str(home.since.year) if home.since else "",
             "end_year": str(home.until or ""), "state": home.state, "source": source,
             "note": "Dates, signataires et axes à compléter."},
        ],
    }  # fmt: skip
    files = {}
    for declared in (each for each in TERRITORIAL if not each.file.optional):
        table, columns = declared.file.name, declared.columns
        cells = [[row.get(column, "") for column in columns] for row in rows.get(table, [])]
        files[f"territories/{home.slug}/{table}.csv"] = lines_of([columns, *cells]).encode()
    return files


def _key(home: Home) -> str:
    return home.card or f"perimetre-{home.slug}"


def _card(home: Home) -> dict[str, str]:
    """Return the source card of the perimeter; the name of a file may be a person's."""
    card = {
        "key": _key(home),
        "producer": "Fichier fourni" if home.card else "Coordination du contrat",
        "title": SEVERAL if home.card else f"Périmètre {wording.of(home.name)}",
        "licence": "Non précisée",
    }
    return card | {"checksum": checksum(home.file)} if home.file else card


def widened(data: Path, france: gpd.GeoDataFrame, codes: Collection[str]) -> dict[str, bytes]:
    """Return the files of the geography of a dataset with more communes, read back."""
    epci, alone = selected(data / "geography")
    added = france.loc[whole(codes), "epci"]
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
