"""The scripts of the browser: their own tests, what is served of them, outlines of Python's."""

import gzip
import json
import random

import geopandas as gpd
import numpy as np
import pytest
import shapely

from cls_dash.render import libraries
from cls_dash.render.packing import packed
from cls_dash.render.topology import encode, topology
from tests.decoding import decoded, unpacked
from tests.node import SCRIPTS, node

STEP = 1e-4


def test_the_scripts_pass_their_own_tests():
    ended = node("--test", "--test-reporter=spec", *sorted(SCRIPTS.glob("*.test.js")))
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("address", [name for name in libraries.SERVED if name.endswith(".js")])
def test_each_served_script_is_whole(address, tmp_path):
    """Two things of one name, in modules that are joined, would be a mistake."""
    (tmp_path / "served.cjs").write_bytes(gzip.decompress(libraries.SERVED[address].body))
    ended = node("--check", tmp_path / "served.cjs")
    assert ended.returncode == 0, ended.stderr


def frame(shapes, codes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), index=codes, crs="EPSG:4326")


@pytest.fixture
def layers():
    """Skewed squares in a row of rows, and what groups of them make: holes, enclaves, islands."""
    draw = random.Random(16)  # noqa: S311 - shapes, not secrets
    size = range(13)
    node = {
        (i, j): (3 + (i + draw.uniform(-0.3, 0.3)) / 100, 45 + (j + draw.uniform(-0.3, 0.3)) / 100)
        for i in size
        for j in size
    }
    cells = [
        shapely.Polygon([node[i, j], node[i + 1, j], node[i + 1, j + 1], node[i, j + 1]])
        for i in size[:-1]
        for j in size[:-1]
    ]
    group = np.array([draw.randrange(5) for _ in cells])
    wholes = [shapely.union_all(np.array(cells)[group == rank]) for rank in range(5)]
    codes = [f"{'2A' if rank % 3 else '01'}{rank:03}" for rank in range(len(cells))]
    points = [cell.representative_point() for cell in cells]
    return {
        "areas": frame(cells, codes, name=[f"Commune {code} <b>" for code in codes],
                       longitude=[each.x for each in points],
                       latitude=[each.y for each in points]).sort_index(),
        "context": frame(wholes, [f"whole-{rank}" for rank in range(5)], name=list("abcde")),
    }  # fmt: skip


def on_grid(shape):
    return shapely.transform(shape, lambda degrees: np.rint(degrees / STEP))


def test_the_browser_reads_the_outlines_that_python_packed(layers):
    built = topology(layers, step_deg=STEP)
    frames, told = unpacked(gzip.compress(encode(packed(built))))
    assert set(told["objects"]) == set(frames) == set(layers)
    for name, layer in layers.items():
        outlines = frames[name]
        assert outlines.index.tolist() == layer.index.tolist()
        assert outlines["name"].tolist() == layer["name"].tolist()
        for code, expected in decoded(built, name).items():
            assert on_grid(outlines.geometry[code]).equals(on_grid(expected)), code
    areas = frames["areas"]
    for axis in ("longitude", "latitude"):
        assert areas[axis].to_numpy() == pytest.approx(layers["areas"][axis].to_numpy(), abs=STEP)


def test_an_empty_layer_is_read_as_such(layers):
    emptied = layers | {"context": layers["context"].iloc[:0]}
    frames, _ = unpacked(gzip.compress(encode(packed(topology(emptied, step_deg=STEP)))))
    assert frames["context"].empty
    assert json.loads(frames["areas"].to_json())["features"]
