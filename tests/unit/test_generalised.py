"""Outlines are mended where borders do not match, and there alone."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from cls_dash.ingest.dataset import generalised
from cls_dash.ingest.dataset.generalised import COAST_M, OVERVIEW_M, mended, overview
from cls_dash.render.topology import EQUAL_AREA, simplified

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


def wavy_country():
    """A country of 8 × 8 communes of 4 km with wavy borders, each an EPCI."""
    cells = shapely.segmentize([shapely.box(x, y, x + 4e3, y + 4e3)
                                for y in range(0, 32_000, 4_000)
                                for x in range(0, 32_000, 4_000)], 250)  # fmt: skip
    wave = np.array([450.0, 700.0])
    outlines = shapely.transform(
        cells, lambda xy: np.round(xy + wave * np.sin(xy[:, ::-1] / [613.0, 971.0]))
    )
    codes = [f"{rank:05}" for rank in range(len(outlines))]
    above = {"epci": codes, "departement": [code[:4] for code in codes]}
    return gpd.GeoDataFrame(above, index=codes, geometry=outlines, crs=EQUAL_AREA)


def generalised_again_and_again(communes):
    """Generalise all that is not spared at each turn, and return how many turns there were."""
    finer = simplified(communes, COAST_M)
    spared, turns = np.zeros(len(communes), dtype=bool), 0
    while True:
        turns += 1
        coarse = finer.copy()
        rest = simplified(finer[~spared], OVERVIEW_M, outside=False)
        coarse.loc[~spared, "geometry"] = rest.geometry
        changed = generalised._changed(communes, coarse).to_numpy() & ~spared
        if not changed.any():
            return coarse, spared, turns
        spared |= changed


def test_what_is_far_from_the_communes_spared_is_generalised_once():
    communes = wavy_country()
    expected, spared, turns = generalised_again_and_again(communes)
    assert turns > 1
    assert 0 < spared.sum() < len(communes)
    found = overview(communes)
    assert shapely.coverage_is_valid(found.geometry.to_numpy())
    assert found.geometry.geom_equals_exact(expected.geometry, 0).all()
