"""A small dataset that a coordinator fills: the valley, its two contracts, five communes.

Thiers, Ambert (left in 2019), two communes named Saint-Jean and Ambérieu, whose code
starts with a zero. Each is a square of a tenth of a degree. A neighbour, Voisin, has one
action. 63999 was merged into Ambert.
"""

import csv
import io
import json
from pathlib import Path

from shapely import box
from shapely.geometry import mapping

from cls_dash.ingest import history
from cls_dash.ingest.dataset import derived, new_territory
from cls_dash.ingest.dataset.reading import SHARED
from cls_dash.ingest.geography.cog import Cog
from cls_dash.ingest.loaded import Asked
from cls_dash.store.model import FILES

SHIPPED = Path(__file__).parents[1] / "data"
EPCI = "200000001"
COMMUNES = {
    "01004": "Ambérieu-en-Bugey",
    "63003": "Ambert",
    "63349": "Saint-Jean",
    "63350": "Saint-Jean",
    "63430": "Thiers",
}
COG = Cog(names={**COMMUNES, "75056": "Paris"}, successors={"63999": "63003"})
SOURCES = [
    {"key": "bilan", "producer": "ARS", "title": "Bilan du contrat", "licence": "Droits réservés"},
    {"key": "illustrative", "producer": "Atlas CLS", "title": "Exemples", "licence": "Libre"},
]
VALLEY = {
    "territory": [
        {
            "slug": "vallee",
            "name": "Vallée",
            "short_name": "Vallée",
            "ars": "ARS",
            "source": "bilan",
        }
    ],
    "perimeter": [
        {
            "commune": code,
            "starts_on": "2012-01-01",
            "ends_on": "2019-12-31" if code == "63003" else "",
            "basis": "documented",
        }
        for code in COMMUNES
    ],
    "contracts": [
        {
            "contract": "vallee-1",
            "number": 1,
            "label": "CLS 1",
            "start_year": 2012,
            "source": "bilan",
        },
        {
            "contract": "vallee-2",
            "number": 2,
            "label": "CLS 2",
            "start_year": 2020,
            "source": "bilan",
        },
    ],
    "parties": [],
    "axes": [
        {"axis": "vallee-1-a1", "contract": "vallee-1", "title": "Prévention"},
        {"axis": "vallee-2-a1", "contract": "vallee-2", "title": "Prévention"},
        {"axis": "vallee-2-a2", "contract": "vallee-2", "title": "Accès aux soins"},
    ],
    "axis_lineage": [],
    "actions": [
        {
            "action": "vallee-1-01",
            "contract": "vallee-1",
            "axis": "vallee-1-a1",
            "title": "Dépistage",
            "carriers": "Hôpital;CPTS",
            "status": "completed",
            "budget_eur": 1500,
            "axis_basis": "source",
            "source": "bilan",
            "evidence": "documented",
        }
    ],
    "deployments": [
        {
            "deployment": "vallee-1-d01",
            "action": "vallee-1-01",
            "title": "Dépistage, au marché",
            "scope": "commune",
            "commune": "63430",
            "starts_on": "2013-05-04",
            "ends_on": "2013-05-04",
            "date_precision": "day",
            "kind": "screening",
            "attribution": "cls",
            "count": 12,
            "count_unit": "persons",
            "source": "bilan",
            "evidence": "documented",
        }
    ],
}
NEIGHBOUR = {
    "territory": [
        {
            "slug": "voisin",
            "name": "Voisin",
            "short_name": "Voisin",
            "ars": "ARS",
            "source": "bilan",
        }
    ],
    "perimeter": [{"commune": "63003", "starts_on": "2020-01-01", "basis": "documented"}],
    "contracts": [
        {"contract": "voisin-1", "number": 1, "label": "CLS", "start_year": 2020, "source": "bilan"}
    ],
    "parties": [],
    "axes": [{"axis": "voisin-1-a1", "contract": "voisin-1", "title": "Prévention"}],
    "axis_lineage": [],
    "actions": [
        VALLEY["actions"][0]
        | {"action": "voisin-1-01", "contract": "voisin-1", "axis": "voisin-1-a1"}
    ],
    "deployments": [],
}


def sown(data: Path) -> Path:
    """Write the dataset in a folder and return it."""
    (data / "indicators").mkdir(parents=True)
    for name in (each.file.name for each in SHARED if not each.file.optional):
        _write(data, f"{name}.csv", name, SOURCES if name == "sources" else [])
    for slug, tables in (("vallee", VALLEY), ("voisin", NEIGHBOUR)):
        for name, rows in tables.items():
            _write(data, f"territories/{slug}/{name}.csv", name, rows)
    illustrative = VALLEY["deployments"][0] | {
        "deployment": "vallee-1-i001", "source": "illustrative", "evidence": "illustrative",
    }  # fmt: skip
    _write(data, "territories/vallee/deployments_illustrative.csv", "deployments", [illustrative])
    _sow_geography(data / "geography")
    return data


def buildable(data: Path) -> Path:
    """Write the dataset with what a whole store asks of the geography: densities, their card."""
    sown(data)
    name = "indicators/population_density.yaml"
    card = (SHIPPED / name).read_text(encoding="utf-8")
    (data / name).write_text(card.replace("insee-courpiere-2022", derived.SOURCE))
    with (data / "sources.csv").open("a", encoding="utf-8") as cards:
        cards.write(f"{derived.SOURCE},INSEE,Code officiel,,Libre,,,,,,\n")
    return data


def asked(data: Path, territory: str | None = "vallee") -> Asked:
    return Asked(cog=COG, data=data, territory=territory)


def csv_file(path: Path, *rows: dict[str, str], encoding: str = "utf-8-sig") -> Path:
    """Write rows as a French spreadsheet does: semicolons, one column per title met."""
    header = list(dict.fromkeys(title for row in rows for title in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def _write(data: Path, file: str, table: str, rows: list[dict]) -> None:
    columns = FILES[table].columns
    path = data / file
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        defaults = {"theme": "prevention", "source": "bilan"}
        writer.writerows(
            {name: cell for name, cell in (defaults | row).items() if name in columns}
            for row in rows
        )


def _sow_geography(folder: Path) -> None:
    squares = {code: box(3 + n / 10, 45, 3.1 + n / 10, 45.1) for n, code in enumerate(COMMUNES)}
    whole = {"departement": "63", "region": "84"}
    _write(folder, "communes.csv", "communes", [
        {
            **whole, "code": code, "name": name, "epci": EPCI, "population": 1000,
            "population_year": 2022, "longitude": round(squares[code].centroid.x, 5),
            "latitude": 45.05, "point_kind": "representative",
        }
        for code, name in COMMUNES.items()
    ])  # fmt: skip
    epci = {"epci": EPCI, "name": "CC de la Vallée", "population": 5000, "communes": 5}
    _write(folder, "epci.csv", "epci", [epci])
    names = {**whole, "name": "Puy-de-Dôme", "region_name": "Auvergne-Rhône-Alpes"}
    _write(folder, "departements.csv", "departements", [names])
    _write(folder, "around.csv", "around", [])
    _write_outlines(folder / "communes.geojson", squares)
    _write_outlines(folder / "departements.geojson", {"63": box(2, 44, 5, 47)})


def _write_outlines(path: Path, shapes: dict) -> None:
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": mapping(shape)}
        for code, shape in shapes.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def add_territory(data, slug, **asked):
    """Add a territory to a dataset; return what was planned of it."""
    planned = new_territory.plan_territory(data, slug, **asked)
    new_territory.add_territory(data, planned)
    return planned


def every_byte(data):
    """What each file of a dataset holds, but for the changes that can be undone."""
    return {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in data.rglob("*")
        if path.is_file() and history.FOLDER not in path.parts
    }


def became(outcome):
    """How many rows of a territory were changed, retracted, new or the same, where some were."""
    return {name: number for name, number in outcome.changes.counts.items() if number}
