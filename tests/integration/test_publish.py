"""A publication is whole or is not: the file, its catalogue, and what failures leave."""

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import box
from sqlalchemy import literal, select

from cls_dash.errors import PublicationError
from cls_dash.store.geopackage import Geometry
from cls_dash.store.open import open_store
from cls_dash.store.publish import publish
from cls_dash.store.tables import TABLES
from tests.conftest import ROOT
from tests.seed import ALONE, CODES, seed_frames, sow, square

LAYERS = {
    "commune": "MULTIPOLYGON",
    "departement": "MULTIPOLYGON",
    "provider": "POINT",
    "deployment": "POINT",
}
NEW = {"63000": "Renommée"}
KILLED_BUILD = """
import sys, time
from datetime import date
from pathlib import Path
from cls_dash.store import publish

def pause(connection, frames):
    Path(sys.argv[2]).touch()
    time.sleep(60)

publish._verify = pause
publish.publish({}, Path(sys.argv[1]), release="jamais lue", latest_fact=date(2026, 1, 31))
"""


@pytest.fixture
def path(tmp_path):
    """A seed store of one's own, alone in its folder."""
    (tmp_path / "store").mkdir()
    return sow(tmp_path / "store" / "cls.gpkg")


def asked(path, query, *values):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def first_name(store):
    with store.reading() as readings:
        return readings.communes("damier")["name"].iloc[0]


def publish_seed(frames, path):
    publish(frames, path, release="other", latest_fact=pd.Timestamp("2026-02-01").date())


def test_the_same_frames_give_the_same_file_byte_for_byte(seeded, path):
    assert path.read_bytes() == seeded.read_bytes()
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


def test_the_file_says_that_it_is_a_geopackage(seeded):
    assert asked(seeded, "PRAGMA application_id") == [(int.from_bytes(b"GPKG"),)]
    assert asked(seeded, "PRAGMA user_version") == [(10200,)]
    assert asked(seeded, "PRAGMA integrity_check") == [("ok",)]
    assert asked(seeded, "PRAGMA foreign_key_check") == []


def test_gdal_sees_every_layer_with_its_type_and_reference_system(seeded):
    layers = dict(pyogrio.list_layers(seeded).tolist())
    kinds = {name: kind.upper() for name, kind in layers.items() if kind}
    assert kinds == LAYERS
    for name in LAYERS:
        assert pyogrio.read_info(seeded, layer=name)["crs"] == "EPSG:4326"


def test_gdal_sees_every_other_table_as_attributes(seeded):
    names = {table.name for table in TABLES}
    assert set(pyogrio.list_layers(seeded)[:, 0]) == names
    listed = asked(seeded, "SELECT table_name FROM gpkg_contents WHERE data_type = 'attributes'")
    assert {name for (name,) in listed} == names - set(LAYERS)
    assert gpd.read_file(seeded, layer="axis", engine="pyogrio")["title"].tolist() == [
        "Prévention",
        "Accès aux soins",
    ]


def test_geopandas_reads_the_communes_where_they_are(seeded):
    communes = gpd.read_file(seeded, layer="commune", engine="pyogrio").set_index("code")
    assert sorted(communes.index) == sorted((*CODES, ALONE))
    assert communes.crs.to_epsg() == 4326
    assert communes.total_bounds == pytest.approx((3, 45, 3.5, 45.4))
    assert all(communes.geometry[code].equals(square(code)) for code in communes.index)
    assert communes.loc["63010", ["name", "population"]].tolist() == ["Commune 10", 1000]


def test_geopandas_reads_dates_and_missing_points(seeded):
    rows = gpd.read_file(seeded, layer="deployment", engine="pyogrio").set_index("deployment")
    assert rows["starts_on"].max() == pd.Timestamp(2024, 6, 1)
    assert rows["starts_on"].isna().sum() == 1
    assert rows.geometry.isna().all()
    points = gpd.read_file(seeded, layer="provider", engine="pyogrio").set_index("provider")
    assert points.geometry["hopital"].coords[0] == (3.06, 45.06)
    assert points.geometry.isna().sum() == 3


def test_a_box_asks_for_the_communes_that_meet_it(seeded):
    found = gpd.read_file(
        seeded, layer="commune", engine="pyogrio", bbox=(3.11, 45.11, 3.25, 45.19)
    )
    assert sorted(found["code"]) == ["63011", "63021"]


def test_the_spatial_index_holds_the_box_of_every_commune(seeded):
    boxes = asked(
        seeded,
        "SELECT code, minx, miny, maxx, maxy FROM rtree_commune_outline JOIN commune ON fid = id",
    )
    assert len(boxes) == len(CODES) + 1
    for code, *bounds in boxes:
        assert bounds == pytest.approx(square(code).bounds, abs=1e-5)
        # Single precision, rounded outwards: a search may find too much, never too little.
        assert box(*bounds).covers(square(code))
    assert asked(seeded, "SELECT count(*) FROM rtree_deployment_point") == [(0,)]
    assert asked(seeded, "SELECT count(*) FROM rtree_provider_point") == [(1,)]


def test_every_layer_has_its_index_listed_and_its_extent(seeded):
    listed = asked(seeded, "SELECT table_name, column_name FROM gpkg_extensions")
    geometries = {
        (table.name, column.name)
        for table in TABLES
        for column in table.columns
        if isinstance(column.type, Geometry)
    }
    assert set(listed) == geometries
    extent = "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?"
    assert asked(seeded, extent, "commune")[0] == pytest.approx((3, 45, 3.5, 45.4))
    assert asked(seeded, extent, "deployment") == [(None,) * 4]


def test_the_last_change_is_a_day_of_the_data_not_of_the_clock(seeded):
    changes = asked(seeded, "SELECT DISTINCT last_change FROM gpkg_contents")
    assert changes == [("2026-01-31T00:00:00.000Z",)]


def without_parent(frames):
    frames["deployment"].loc[0, "action"] = "absente"


def without_table(frames):
    frames["inconnue"] = pd.DataFrame({"a": [1]})


def with_the_same_key_twice(frames):
    frames["commune"] = pd.concat([frames["commune"], frames["commune"].tail(1)])


def with_an_unknown_column(frames):
    frames["axis"] = frames["axis"].assign(couleur="bleu")


def without_a_column(frames):
    frames["contract"] = frames["contract"].drop(columns="note")


def with_a_negative_population(frames):
    frames["commune"].loc[0, "population"] = -1


def with_a_required_text_missing(frames):
    frames["action"].loc[0, "title"] = None


def with_a_text_for_a_date(frames):
    frames["perimeter"]["starts_on"] = "2020-01-01"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (without_parent, "1 broken references, first deployment 1 -> action"),
        (without_table, "no table for inconnue"),
        (with_the_same_key_twice, r"UNIQUE constraint failed: commune\.code"),
        (with_an_unknown_column, "axis: lacking or unknown couleur"),
        (without_a_column, "contract: lacking or unknown note"),
        (with_a_negative_population, "CHECK constraint failed"),
        (with_a_required_text_missing, r"NOT NULL constraint failed: action\.title"),
        (with_a_text_for_a_date, "date"),
    ],
)
def test_a_frame_that_does_not_hold_leaves_the_store_as_it_was(path, spoil, message):
    before, inode = path.read_bytes(), path.stat().st_ino
    frames = seed_frames({}, "Atelier")
    spoil(frames)
    with pytest.raises(PublicationError, match=message):
        publish_seed(frames, path)
    assert path.read_bytes() == before
    assert path.stat().st_ino == inode
    assert list(path.parent.iterdir()) == [path]


def test_a_row_lost_on_the_way_is_noticed(path, monkeypatch):
    before = path.read_bytes()
    monkeypatch.setattr(
        "cls_dash.store.publish._records",
        lambda frame: [] if frame is None else frame.astype(object).to_dict("records")[:1],
    )
    frames = {"epci": seed_frames({}, "Atelier")["epci"]}
    with pytest.raises(PublicationError, match="epci: 1 rows instead of 2"):
        publish_seed(frames, path)
    assert path.read_bytes() == before


def test_a_damaged_draft_is_not_published(path, monkeypatch):
    before = path.read_bytes()
    monkeypatch.setattr(
        "cls_dash.store.publish.text", lambda _: select(literal("disk image is bad"))
    )
    with pytest.raises(PublicationError, match="quick_check: disk image is bad"):
        publish_seed({}, path)
    assert path.read_bytes() == before


def test_missing_tables_stay_empty(path):
    publish_seed({}, path)
    assert asked(path, "SELECT release FROM release") == [("other",)]
    assert asked(path, "SELECT count(*) FROM commune") == [(0,)]


def test_a_build_that_is_killed_leaves_the_store_and_the_next_one_cleans(path, tmp_path):
    before, marker = path.read_bytes(), tmp_path / "paused"
    build = subprocess.Popen([sys.executable, "-c", KILLED_BUILD, str(path), str(marker)], cwd=ROOT)
    try:
        deadline = time.monotonic() + 30
        while not marker.exists():
            assert build.poll() is None, "the build ended before its pause"
            assert time.monotonic() < deadline
            time.sleep(0.02)
        draft = path.with_name(f".{path.name}.{build.pid}")
        sow(path)
        assert draft.exists(), "a draft whose build is alive is not a leftover"
    finally:
        build.send_signal(signal.SIGKILL)
        build.wait()
    assert path.read_bytes() == before
    assert draft.stat().st_size > 0
    store = open_store(f"sqlite:///{path}")
    assert first_name(store) == "Commune 00"
    sow(path, names=NEW)
    assert first_name(store) == "Renommée"
    store.engine.dispose()
    assert list(path.parent.iterdir()) == [path]


def test_a_draft_of_somebody_else_s_living_process_is_kept(path, monkeypatch):
    def refused(pid, number):
        raise PermissionError

    draft = path.with_name(f".{path.name}.1")
    draft.touch()
    monkeypatch.setattr("cls_dash.store.publish.os.kill", refused)
    sow(path)
    assert draft.exists()


def test_a_reading_under_way_keeps_its_release_and_the_next_sees_the_new_one(path):
    store = open_store(f"sqlite:///{path}")
    with store.reading() as readings:
        assert readings.communes("damier")["name"].iloc[0] == "Commune 00"
        sow(path, names=NEW)
        assert readings.communes("damier")["name"].iloc[0] == "Commune 00"
        assert len(readings.outlines("damier")) == len(CODES)
        assert first_name(store) == "Renommée"
    assert first_name(store) == "Renommée"
    store.engine.dispose()


def test_edits_that_qgis_left_beside_the_old_store_do_not_reach_the_new_one(path):
    editor = sqlite3.connect(path)
    editor.execute("PRAGMA journal_mode = WAL")
    editor.execute("UPDATE axis SET title = 'Modifié'")
    editor.commit()
    beside = Path(f"{path}-wal")
    assert beside.stat().st_size > 0
    sow(path, names=NEW)
    store = open_store(f"sqlite:///{path}")
    with store.reading() as readings:
        assert "Modifié" not in readings.axes("damier")["title"].tolist()
        assert readings.communes("damier")["name"].iloc[0] == "Renommée"
    store.engine.dispose()
    assert list(path.parent.iterdir()) == [path]
    editor.close()
