"""One small territory, readable at a glance, that all tests use.

Damier: 16 square communes (code 630xy), 1,000 inhabitants each, in two EPCI:
west (x = 0, 1) and east (x = 2, 3). Contract 1 (2020-2022) has the west only;
the east joins with contract 2 (2023-2026).

Illustrative: 10 deployments in 63000, 5 in 63001, 1 in 63010, 1 in 63033 (contract 2).
Documented: 1 in 63000 (2021), 1 undated in 63001, 1 for the whole west, 1 remote.

Squares are 12.6 minutes apart from west to east, 17.9 from south to north (estimates).

A second territory, Voisin, is one commune (63040) without any deployment.
"""

from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import geopandas as gpd
import pandas as pd
import polars as pl
from shapely import Geometry, MultiPolygon, Point, box

from cls_dash.analysis.travel import estimated
from cls_dash.ingest.dataset.map_assets import map_assets
from cls_dash.store.addresses import engine_of, store_path
from cls_dash.store.frames import check_columns, typed
from cls_dash.store.geometry import to_blobs
from cls_dash.store.model import Row
from cls_dash.store.publish import publish
from cls_dash.store.secrecy import without_small_counts

T = TypeVar("T", Path, str)
Frame = pd.DataFrame | pl.DataFrame
WEST, EAST = "200000001", "200000002"
_RELEASES = count()
_TABLES: dict[str, deque[tuple[Frame, pl.DataFrame]]] = defaultdict(lambda: deque(maxlen=8))
"""The last frames of each table, and what is published of them."""
CODES = tuple(f"630{x}{y}" for x in range(4) for y in range(4))
ALONE = "63040"


def square(code: str) -> MultiPolygon:
    x, y = int(code[3]), int(code[4])
    return MultiPolygon([box(3 + x / 10, 45 + y / 10, 3.1 + x / 10, 45.1 + y / 10)])


def sow(target: T, *, names: dict[str, str] | None = None, action: str = "Atelier") -> T:
    """
    Publish the seed at a path or an address; ``names`` and ``action`` replace some texts.

    A new file that holds the seed as it is is a copy of one that was published: the same bytes.
    """
    if names or action != "Atelier":
        return sow_frames(seed_frames(names or {}, action), target)
    path = _new_file(target)
    if path is None:
        return sow_frames(seed_frames({}, action), target, release="seed")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_published_seed())
    return target


def _new_file(target: Path | str) -> Path | None:
    """Return the path of a store that is a file, and is not there yet."""
    if isinstance(target, str) and engine_of(target) != "sqlite":
        return None
    path = target if isinstance(target, Path) else store_path(target)
    return None if path.exists() else path


@cache
def _published_seed() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cls.gpkg"
        return sow_frames(seed_frames({}, "Atelier"), path, release="seed").read_bytes()


def sow_frames(frames: Mapping[str, Frame], target: T, *, release: str = "") -> T:
    """
    Publish frames, most often the seed's with something changed.

    Answers are kept by release: each has its own, when not given.
    """
    called = release or f"changed-{next(_RELEASES)}"
    masked = without_small_counts(as_tables(frames))
    publish(masked, target, release=called, latest_fact=date(2026, 1, 31))
    return target


def as_tables(frames: Mapping[str, Frame]) -> dict[str, pl.DataFrame]:
    """
    Return frames as they are published; those that a test changes are of pandas.

    A test changes one or two tables of a seed: the others are those of the test before.
    """
    return {name: _as_table(name, frame) for name, frame in frames.items()}


def _as_table(name: str, frame: Frame) -> pl.DataFrame:
    for known, table in _TABLES[name]:
        if type(known) is type(frame) and known.equals(frame):
            return table
    rows = as_polars(frame)
    check_columns({name: rows})
    table = typed(Row.metadata.tables[name], rows)
    kept = frame.copy() if isinstance(frame, pd.DataFrame) else frame
    _TABLES[name].appendleft((kept, table))
    return table


def as_polars(frame: Frame) -> pl.DataFrame:
    """Return a frame of pandas as one of polars, geometries as blobs."""
    if isinstance(frame, pl.DataFrame):
        return frame
    return pl.DataFrame([_series(str(name), frame[name]) for name in frame])


def _series(name: str, column: pd.Series) -> pl.Series:
    pairs = zip(column.to_list(), column.isna(), strict=True)
    cells = [None if missing else cell for cell, missing in pairs]
    try:
        shapes = any(isinstance(cell, Geometry) for cell in cells)
        return pl.Series(name, to_blobs(cells) if shapes else cells)
    except (TypeError, OverflowError):
        return pl.Series(name, cells, pl.Object)


def seed_frames(names: dict[str, str], action: str) -> dict[str, pd.DataFrame]:
    """Return the seed's tables, to be changed at will."""
    made = _frames(tuple(names.items()), action)
    return {table: frame.copy() for table, frame in made.items()}


@cache
def _frames(replaced: tuple[tuple[str, str], ...], action: str) -> dict[str, pd.DataFrame]:
    names = dict(replaced)
    communes = pd.DataFrame(
        {
            "code": code,
            "name": names.get(code, f"Commune {code[3:]}"),
            "epci": WEST if code[3] in "01" else EAST,
            "departement": "63",
            "region": "84",
            "population": 1000,
            "population_year": 2022,
            "longitude": 3.05 + int(code[3]) / 10,
            "latitude": 45.05 + int(code[4]) / 10,
            "point_kind": "town_hall",
            "parent": None,
            "outline": square(code),
        }
        for code in (*CODES, ALONE)
    )
    frames = {
        "source": _sources(),
        "epci": pd.DataFrame(
            {"epci": [WEST, EAST], "name": ["CC de l’Ouest", "CC de l’Est"], "population": 8000}
        ),
        "departement": pd.DataFrame(
            {
                "departement": ["63"],
                "name": ["Puy-de-Dôme"],
                "outline": [MultiPolygon([box(2.8, 44.8, 3.7, 45.6)])],
            }
        ),
        "commune": communes,
        "territory": pd.DataFrame(
            {
                "slug": ["damier", "voisin"],
                "name": ["Damier", "Voisin"],
                "short_name": ["Damier", "Voisin"],
                "ars": "ARS d’essai",
                "website": None,
                "source": "essai",
                "recorded_until": None,
            }
        ),
        "perimeter": _perimeter(),
        "contract": _contracts(),
        "party": pd.DataFrame(
            {
                "territory": "damier",
                "contract": "damier-1",
                "organisation": ["ARS d’essai", "CC de l’Ouest", "Hôpital du Damier"],
                "role": ["signatory", "signatory", "coordinator"],
                "source": "essai",
                "evidence": "documented",
            }
        ),
        "axis": pd.DataFrame(
            {
                "axis": ["damier-1-a1", "damier-2-a1"],
                "territory": "damier",
                "contract": ["damier-1", "damier-2"],
                "title": ["Prévention", "Accès aux soins"],
                "theme": ["prevention", "care_access"],
                "source": "essai",
            }
        ),
        "action": _actions(),
        "deployment": _deployments(action),
        "provider": _providers(names),
        "travel_time": _travel_times(communes),
    }
    frames["map_asset"] = drawn(frames)
    return frames


def separate(frames: dict[str, pd.DataFrame], *, real: bool = True, dated: bool = False) -> None:
    """
    Make an action of each located deployment, so that each is a series of its own.

    They are documented, if ``real``; the perimeter is then the same since 2020, unless ``dated``.
    """
    done, known = frames["deployment"], frames["action"].set_index("action")
    located = done.index[done["scope"] == "commune"]
    ids = [f"{done.loc[row, 'action']}-s{row:02}" for row in located]
    made = known.loc[done.loc[located, "action"]].assign(action=ids)
    frames["action"] = pd.concat([frames["action"], made], ignore_index=True)
    done.loc[located, "action"] = ids
    if real:
        done[["evidence", "source"]] = "documented", "essai"
    if not dated:
        frames["perimeter"]["starts_on"] = date(2020, 1, 1)


def lately(frames: dict[str, pd.DataFrame], *, real: bool = True) -> None:
    """Make each located deployment a series of its own, all of them of 1 June 2024."""
    separate(frames, real=real)
    located = frames["deployment"]["scope"] == "commune"
    frames["deployment"].loc[located, ["starts_on", "ends_on"]] = date(2024, 6, 1)
    frames["deployment"].loc[located, "date_precision"] = "day"


def real_frames() -> dict[str, pd.DataFrame]:
    """
    Return the seed with real actions alone, enough of them for a verdict.

    Contract 2 has twelve documented actions: two sessions of each of the first eight in
    63000, one of each of the last six in 63011, 63012, 63021, 63022, 63031 and 63032. So 22
    located deployments in 14 series.
    """
    frames = seed_frames({}, "Atelier")
    one = frames["action"].iloc[[1]]
    ids = [f"damier-2-{rank:02}" for rank in range(2, 14)]
    frames["action"] = pd.concat(
        [frames["action"], one.loc[one.index.repeat(12)].assign(action=ids)], ignore_index=True
    )
    places = [(action, "63000") for action in ids[:8] for _ in range(2)]
    places += zip(ids[6:], ("63011", "63012", "63021", "63022", "63031", "63032"), strict=True)
    rows = [
        {**_deployment(100 + rank, "Séance", commune=commune, late=True), "action": action}
        for rank, (action, commune) in enumerate(places)
    ]
    kept = frames["deployment"][frames["deployment"]["evidence"] == "documented"]
    frames["deployment"] = pd.concat([kept, pd.DataFrame(rows)], ignore_index=True)
    return frames


def drawn(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the maps of what frames hold."""
    communes, departements = (
        gpd.GeoDataFrame(frames[table], geometry="outline", crs=4326)
        .set_index(key)
        .rename_geometry("geometry")
        for table, key in (("commune", "code"), ("departement", "departement"))
    )
    made = map_assets(
        communes, departements, as_polars(frames["perimeter"]), as_polars(frames["territory"])
    )
    return made.to_pandas()


def _travel_times(communes: pd.DataFrame) -> pd.DataFrame:
    """Estimate times: 2.4 minutes inside a square, 12.6 to the next eastwards, 17.9 northwards."""
    points = communes.set_index("code")[["longitude", "latitude"]]
    times = estimated(points, origins=CODES, limit_minutes=120).to_pandas()
    return times.assign(basis="estimate", source=None)


def _sources() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "key": ["essai", "illustrative"],
            "producer": ["Producteur d’essai", "Atlas CLS"],
            "title": ["Source d’essai", "Déploiements illustratifs"],
            "url": ["https://exemple.fr", None],
            "licence": "Licence Ouverte 2.0",
            "published_on": ["2025-04", None],
            "retrieved_on": None,
            "checksum": None,
            "caveats": ["press;undated", "simulated"],
        }
    )


def _perimeter() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "territory": "damier" if code in CODES else "voisin",
            "commune": code,
            "starts_on": date(2020, 1, 1) if code[3] in "01" else date(2023, 1, 1),
            "ends_on": None,
            "basis": "documented",
        }
        for code in (*CODES, ALONE)
    )


def _contracts() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "contract": ["damier-1", "damier-2", "voisin-1"],
            "territory": ["damier", "damier", "voisin"],
            "number": [1, 2, 1],
            "label": ["CLS 1", "CLS 2", "CLS 1"],
            "start_year": [2020, 2023, 2023],
            "end_year": [2022, 2026, None],
            "signed_on": ["2020-03", "2023-04-01", None],
            "state": None,
            "note": [None, "La période commence avant la signature.", None],
            "source": "essai",
        }
    )


def _actions() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "action": ["damier-1-01", "damier-2-01"],
            "territory": "damier",
            "contract": ["damier-1", "damier-2"],
            "axis": ["damier-1-a1", "damier-2-a1"],
            "title": ["Dépistage", "Consultations avancées"],
            "objective": None,
            "intended_public": "Tous",
            "carriers": None,
            "status": ["completed", "started"],
            "start_year": [2020, 2023],
            "end_year": [2022, 2026],
            "planned_measure": None,
            "planned_target": None,
            "budget_eur": None,
            "axis_basis": "source",
            "source": "essai",
            "evidence": "documented",
        }
    )


def _deployments(title: str) -> pd.DataFrame:
    illustrative = ["63000"] * 10 + ["63001"] * 5 + ["63010", "63033"]
    rows = [
        _deployment(rank, title, commune=code, late=code == "63033", evidence="illustrative")
        for rank, code in enumerate(illustrative)
    ]
    rows += [
        _deployment(20, title, commune="63000"),
        _deployment(21, title, commune="63001", dated=False),
        _deployment(22, title, scope="epci"),
        _deployment(23, title, scope="remote"),
    ]
    return pd.DataFrame(rows)


def _deployment(
    rank: int,
    title: str,
    *,
    commune: str | None = None,
    scope: str = "commune",
    late: bool = False,
    dated: bool = True,
    evidence: str = "documented",
) -> dict[str, object]:
    day = date(2024 if late else 2021, 6, 1)
    return {
        "deployment": f"damier-d{rank:03}",
        "territory": "damier",
        "action": "damier-2-01" if late else "damier-1-01",
        "title": title,
        "scope": scope,
        "commune": commune,
        "epci": WEST if scope == "epci" else None,
        "place": "salle des fêtes",
        "starts_on": day if dated else None,
        "ends_on": day if dated else None,
        "date_precision": "day" if dated else "unknown",
        "kind": "workshop",
        "attribution": "cls",
        "public_reached": None,
        "count": None,
        "count_unit": None,
        "withheld": False,
        "source": "essai" if evidence == "documented" else "illustrative",
        "evidence": evidence,
        "point": None,
        "sessions": None,
        "spent_eur": None,
        "partners": None,
        "remarks": None,
    }


def _providers(names: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "provider": ["hopital", "pharmacie", "projet", "loin"],
            "name": [names.get("hopital", "Hôpital du Damier"), "Pharmacie", "Projet", "CHU"],
            "category": ["hospital", "pharmacy", "health_centre", "hospital"],
            "commune": ["63000", "63033", "63000", "75056"],
            "district": None,
            "point_precision": ["exact", "commune", "commune", "commune"],
            "capacity": [100, None, None, None],
            "capacity_unit": ["lits", None, None, None],
            "status": ["active", "active", "planned", "active"],
            "note": None,
            "source": "essai",
            "evidence": "documented",
            "point": [Point(3.06, 45.06), None, None, None],
        }
    )
