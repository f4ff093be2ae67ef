"""Who touches whom: boxes, islands, and the shipped outlines as libpysal reads them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph
from shapely import MultiPolygon, Point, Polygon, box

from cls_dash.analysis.clusters import contiguity
from cls_dash.errors import InvalidInputError
from cls_dash.ingest.geography.outlines import read_outlines_file

SHIPPED = Path(__file__).parents[2] / "data" / "geography" / "communes.geojson"


class TestContiguity:
    def test_a_corner_is_enough(self):
        cells = [(x, y) for x in range(4) for y in range(4)]
        found = contiguity(pd.Series([box(x, y, x + 1, y + 1) for x, y in cells], name="cell"))
        for rank, (x, y) in enumerate(cells):
            near = {n for n, (a, b) in enumerate(cells) if max(abs(a - x), abs(b - y)) == 1}
            assert set(found.neighbors[rank]) == near

    def test_borders_are_shared_nearly_and_gaps_part(self):
        square = pd.Series({"z": box(0, 0, 1, 1), "near": box(1 + 1e-5, 0, 2, 1),
                            "far": box(2.0001, 0, 3, 1), "none": None, "nan": np.nan,
                            "empty": Polygon()})  # fmt: skip
        found = contiguity(square)
        assert found.unique_ids.tolist() == list(square.index)
        assert list(found.neighbors["z"]) == ["near"]
        assert found.isolates.tolist() == ["far", "none", "nan", "empty"]

    def test_an_exclave_touches_too(self):
        parts = MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)])
        found = contiguity(pd.Series({"a": parts, "b": box(5.2, 5.2, 5.4, 5.4)}))
        assert list(found.neighbors["a"]) == ["b"]

    def test_shipped_outlines_touch_as_libpysal_says(self):
        outlines = read_outlines_file(SHIPPED)
        found = contiguity(outlines)
        other = Graph.build_contiguity(outlines, rook=False, strict=True)
        assert set(found.adjacency.index) == set(other.adjacency.index)
        assert found.n_edges > 2 * len(outlines)

    @pytest.mark.parametrize(
        ("outlines", "message"),
        [
            (pd.Series([], dtype=object), "no commune"),
            (pd.Series([box(0, 0, 1, 1)] * 2, ["a", "a"]), "there twice"),
            (pd.Series({"a": Point(0, 0)}), "not a polygon"),
            (pd.Series({"a": "POLYGON EMPTY"}), "not a polygon"),
        ],
    )
    def test_what_is_no_outline_is_refused(self, outlines, message):
        with pytest.raises(InvalidInputError, match=message):
            contiguity(outlines)
