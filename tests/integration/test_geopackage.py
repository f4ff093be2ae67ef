"""The embedded store is a file: its bytes, its GeoPackage catalogue, its neighbours."""

import sqlite3
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import box
from sqlalchemy import literal, select

from cls_dash.errors import PublicationError
from cls_dash.store import sqlite
from cls_dash.store.geometry import Geometry
from cls_dash.store.model import TABLES
from cls_dash.store.queries.communes import communes_of
from cls_dash.store.queries.territories import axes_of
from tests.conftest import opened
from tests.seed import ALONE, CODES, sow, sow_frames, square

LAYERS = {
    "commune": "MULTIPOLYGON",
    "departement": "MULTIPOLYGON",
    "provider": "POINT",
    "deployment": "POINT",
}
NEW = {"63000": "Renommée"}


@pytest.fixture
def path(tmp_path):
    """A seed store of one's own, alone in its folder."""
    return sow(tmp_path / "store" / "cls.gpkg")


def asked(path, query, *values):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def test_the_same_frames_give_the_same_file_byte_for_byte(seeded_file, path):
    assert path.read_bytes() == seeded_file.read_bytes()
    first = path.read_bytes()
    sow(path)
    assert path.read_bytes() == first
    sow(path, names=NEW)
    assert path.read_bytes() != first


def test_the_folder_is_made_and_holds_the_store_alone(tmp_path):
    path = sow(tmp_path / "un" / "dossier" / "cls.gpkg")
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("name", ["à 100 %41 #1 ?x=y", "[crochets]*"])
def test_a_store_can_live_under_any_name(tmp_path, name):
    path = sow(tmp_path / name / f"{name}.gpkg")
    leftover = path.with_name(f".{path.name}.reste")
    leftover.touch()
    sow(path)
    assert list(path.parent.iterdir()) == [path]
    assert asked(path.as_uri().removeprefix("file:"), "SELECT release FROM release") == [("seed",)]


def test_the_file_says_that_it_is_a_geopackage(seeded_file):
    assert asked(seeded_file, "PRAGMA application_id") == [(int.from_bytes(b"GPKG"),)]
    assert asked(seeded_file, "PRAGMA user_version") == [(10200,)]
    assert asked(seeded_file, "PRAGMA integrity_check") == [("ok",)]
    assert asked(seeded_file, "PRAGMA foreign_key_check") == []


def test_gdal_sees_every_layer_with_its_type_and_reference_system(seeded_file):
    layers = dict(pyogrio.list_layers(seeded_file).tolist())
    kinds = {name: kind.upper() for name, kind in layers.items() if kind}
    assert kinds == LAYERS
    for name in LAYERS:
        assert pyogrio.read_info(seeded_file, layer=name)["crs"] == "EPSG:4326"


def test_gdal_sees_every_other_table_as_attributes(seeded_file):
    names = {table.name for table in TABLES}
    assert set(pyogrio.list_layers(seeded_file)[:, 0]) == names
    listed = asked(
        seeded_file, "SELECT table_name FROM gpkg_contents WHERE data_type = 'attributes'"
    )
    assert {name for (name,) in listed} == names - set(LAYERS)
    assert gpd.read_file(seeded_file, layer="axis", engine="pyogrio")["title"].tolist() == [
        "Prévention",
        "Accès aux soins",
    ]


def test_geopandas_reads_the_communes_where_they_are(seeded_file):
    communes = gpd.read_file(seeded_file, layer="commune", engine="pyogrio").set_index("code")
    assert sorted(communes.index) == sorted((*CODES, ALONE))
    assert communes.crs.to_epsg() == 4326
    assert communes.total_bounds == pytest.approx((3, 45, 3.5, 45.4))
    assert all(communes.geometry[code].equals(square(code)) for code in communes.index)
    assert communes.loc["63010", ["name", "population"]].tolist() == ["Commune 10", 1000]


def test_geopandas_reads_dates_and_missing_points(seeded_file):
    rows = gpd.read_file(seeded_file, layer="deployment", engine="pyogrio").set_index("deployment")
    assert rows["starts_on"].max() == pd.Timestamp(2024, 6, 1)
    assert rows["starts_on"].isna().sum() == 1
    assert rows.geometry.isna().all()
    points = gpd.read_file(seeded_file, layer="provider", engine="pyogrio").set_index("provider")
    assert points.geometry["hopital"].coords[0] == (3.06, 45.06)
    assert points.geometry.isna().sum() == 3


def test_a_box_asks_for_the_communes_that_meet_it(seeded_file):
    found = gpd.read_file(
        seeded_file, layer="commune", engine="pyogrio", bbox=(3.11, 45.11, 3.25, 45.19)
    )
    assert sorted(found["code"]) == ["63011", "63021"]


def test_the_spatial_index_holds_the_box_of_every_commune(seeded_file):
    boxes = asked(
        seeded_file,
        "SELECT code, minx, miny, maxx, maxy FROM rtree_commune_outline JOIN commune ON fid = id",
    )
    assert len(boxes) == len(CODES) + 1
    for code, *bounds in boxes:
        assert bounds == pytest.approx(square(code).bounds, abs=1e-5)
        # Single precision, rounded outwards: a search may find too much, never too little.
        assert box(*bounds).covers(square(code))
    assert asked(seeded_file, "SELECT count(*) FROM rtree_deployment_point") == [(0,)]
    assert asked(seeded_file, "SELECT count(*) FROM rtree_provider_point") == [(1,)]


def test_every_layer_has_its_index_listed_and_its_extent(seeded_file):
    listed = asked(seeded_file, "SELECT table_name, column_name FROM gpkg_extensions")
    geometries = {
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if isinstance(column.type, Geometry)
    }
    assert set(listed) == geometries
    extent = "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?"
    assert asked(seeded_file, extent, "commune")[0] == pytest.approx((3, 45, 3.5, 45.4))
    assert asked(seeded_file, extent, "deployment") == [(None,) * 4]


def test_the_last_change_is_a_day_of_the_data_not_of_the_clock(seeded_file):
    changes = asked(seeded_file, "SELECT DISTINCT last_change FROM gpkg_contents")
    assert changes == [("2026-01-31T00:00:00.000Z",)]


def test_a_damaged_draft_is_not_published(path, monkeypatch):
    before = path.read_bytes()
    monkeypatch.setattr(sqlite, "text", lambda _: select(literal("disk image is bad")))
    with pytest.raises(PublicationError, match="quick_check: disk image is bad"):
        sow_frames({}, path)
    assert path.read_bytes() == before


def test_a_draft_that_is_being_written_is_not_a_leftover(path, monkeypatch):
    verify = sqlite._verify

    def publish_another(*arguments):
        monkeypatch.undo()
        sow(path, names=NEW)
        verify(*arguments)

    monkeypatch.setattr(sqlite, "_verify", publish_another)
    sow(path)
    assert asked(path, "SELECT name FROM commune WHERE code = '63000'") == [("Commune 00",)]
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_opened_beside_the_store_is_left_alone(path):
    other = path.with_name(f".{path.name}.autre")
    other.mkdir()
    sow(path, names=NEW)
    assert sorted(path.parent.iterdir()) == [other, path]


def test_edits_that_qgis_left_beside_the_old_store_do_not_reach_the_new_one(path):
    editor = sqlite3.connect(path)
    editor.execute("PRAGMA journal_mode = WAL")
    editor.execute("UPDATE axis SET title = 'Modifié'")
    editor.commit()
    beside = Path(f"{path}-wal")
    assert beside.stat().st_size > 0
    sow(path, names=NEW)
    with opened(f"sqlite:///{path}") as store, store.reading() as release:
        assert "Modifié" not in axes_of(release, "damier")["title"].tolist()
        assert communes_of(release, "damier")["name"].iloc[0] == "Renommée"
    assert list(path.parent.iterdir()) == [path]
    editor.close()
