"""Outlines are mended where borders do not match, and there alone."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from cls_dash.ingest.dataset.generalised import mended
from cls_dash.render.topology import EQUAL_AREA

ROW = [shapely.box(rank * 1000, 0, rank * 1000 + 1000, 1000) for rank in range(5)]
LOOSE = shapely.Polygon([(0, 0), (1000.4, 0), (1000.4, 500), (1000, 1000), (0, 1000)])
"""The first square, which goes over its border with the second."""


def row(*outlines):
    codes = [f"0100{rank}" for rank in range(len(outlines))]
    return gpd.GeoDataFrame({"name": codes}, index=codes, geometry=list(outlines), crs=EQUAL_AREA)


def test_borders_that_do_not_match_are_shared():
    communes = row(LOOSE, *ROW[1:])
    assert not shapely.coverage_is_valid(communes.geometry.to_numpy())
    found = mended(communes).geometry.to_numpy()
    assert shapely.coverage_is_valid(found)
    assert shapely.area(found) == pytest.approx(np.full(5, 1e6), rel=1e-3)


def test_what_does_not_touch_them_is_left_as_it_is():
    found = mended(row(LOOSE, *ROW[1:])).geometry.to_numpy()
    assert found[3:].tolist() == ROW[3:]


def test_sound_borders_are_all_left_as_they_are():
    assert mended(row(*ROW)).geometry.tolist() == ROW


def test_a_commune_without_outline_is_left_out():
    assert mended(row(*ROW[:2], None)).index.tolist() == ["01000", "01001"]
