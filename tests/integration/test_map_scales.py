"""Maps of real France at each scale: nobody vanishes, nothing parts, areas are kept."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from sqlalchemy import create_engine

from cls_dash.analysis.travel import estimated
from cls_dash.domain.services import LIMIT_MINUTES
from cls_dash.ingest.dataset import generalised
from cls_dash.ingest.dataset.geography_tables import travel_times
from cls_dash.render.topology import EQUAL_AREA, topology
from cls_dash.store.queries import care
from cls_dash.store.release import Release
from tests.decoding import decoded

SCALES = {
    "detail": (generalised.detailed, generalised.DETAIL_STEP),
    "overview": (generalised.overview, generalised.OVERVIEW_STEP),
}


TERRITORIES = {"aurillac": "241500230", "ouest-aveyron": "200069383"}
"""An EPCI for each of two territories that share places."""
REGIONS = ["01", "06", "53", "84"]
"""Mountains, plains, coasts and islands: 5,400 communes."""
AROUND = ["12", "15", "19", "43", "46", "48", "63", "81", "82"]


@pytest.fixture(scope="module", params=["regions", pytest.param("France", marks=pytest.mark.long)])
def extent(france, request):
    """The communes of four regions; by hand, of all France."""
    return france if request.param == "France" else france[france["region"].isin(REGIONS)]


@pytest.fixture(scope="module")
def source(extent):
    """The communes that have an outline, as published, in an equal-area projection."""
    return extent[extent.geometry.notna()].to_crs(EQUAL_AREA)


@pytest.fixture(scope="module")
def mended(extent):
    return generalised.mended(extent)


@pytest.fixture(scope="module", params=SCALES)
def scale(request, mended):
    """Name of a scale, the communes generalised for it, and what a browser draws of them."""
    generalise, step = SCALES[request.param]
    communes = generalise(mended).to_crs("EPSG:4326")
    return request.param, communes, drawn(communes, step)


def drawn(communes, step):
    outlines = decoded(topology({"x": communes[["geometry"]]}, step_deg=step), "x")
    return gpd.GeoSeries(outlines, crs="EPSG:4326").to_crs(EQUAL_AREA)


def parted(outlines, published):
    """
    Square metres that outlines cover twice, and that they leave blank between them.

    A blank that is published, such as a commune without outline, is no fault of ours.
    """
    shapes = shapely.make_valid(outlines.to_numpy())
    blanks = blanks_of(whole := shapely.union_all(shapes))
    ours = ~shapely.intersects(blanks, shapely.union_all(blanks_of(published)))
    return shapely.area(shapes).sum() - whole.area, shapely.area(blanks[ours]).sum()


def blanks_of(whole):
    parts = shapely.get_parts(whole)
    return shapely.polygons([ring for part in parts for ring in shapely.get_rings(part)[1:]])


def worst(areas, published):
    return (areas / published - 1).abs().max()


def test_no_commune_vanishes(scale, source):
    """The least has 2 hectares."""
    _, _, outlines = scale
    assert outlines.index.tolist() == source.index.tolist()
    assert len(outlines) == 34_871 or 5_000 < len(outlines) < 6_000
    assert (outlines.area > 10_000).all()


def test_neighbours_share_their_borders(scale, mended):
    """No more than 0.1 km² in four regions: rounded, a border may cross another."""
    _, communes, outlines = scale
    assert shapely.coverage_is_valid(communes.geometry.to_numpy())
    here = mended["region"].isin(REGIONS).to_numpy()
    published = shapely.coverage_union_all(mended.geometry[here].to_numpy())
    twice, blank = parted(outlines[here], published)
    assert twice < 100_000
    assert blank < 1_000


def test_pieces_of_two_departements_meet(scale, source):
    """Puy-de-Dôme and Allier, each in an asset of its own."""
    name, communes, outlines = scale
    allier, puy = (
        drawn(communes[source["departement"] == code], SCALES[name][1]) for code in ("03", "63")
    )
    apart = pd.concat([allier, puy])
    assert shapely.coverage_is_valid(apart.to_numpy())
    assert shapely.equals_exact(apart.normalize(), outlines.loc[apart.index].normalize()).all()


def test_areas_are_kept(scale, source, france):
    """Of each commune, and of each EPCI or département that is here whole."""
    name, _, outlines = scale
    areas, published = outlines.area, source.area
    if name == "detail":
        assert worst(areas, published) < 0.02
    everyone = france[france.geometry.notna()]
    for level in ("epci", "departement"):
        here, all_of = source[level].value_counts(), everyone[level].value_counts()
        whole = source[level].isin(here.index[here == all_of.reindex(here.index)])
        assert whole.mean() > 0.9
        of = source.loc[whole, level]
        assert worst(areas[whole].groupby(of).sum(), published[whole].groupby(of).sum()) < 0.02


@pytest.fixture(scope="module")
def answers(france):
    """What two territories are told, by the times that are kept and by all that there are."""
    communes = france[france["departement"].isin(AROUND)]
    perimeter = pd.concat(
        [
            pd.DataFrame({"territory": name, "commune": communes.index[communes["epci"] == epci]})
            for name, epci in TERRITORIES.items()
        ]
    )
    every = estimated(communes, limit_minutes=LIMIT_MINUTES)
    kept = travel_times(communes, perimeter["commune"])
    return kept, every, [told(times, communes, perimeter) for times in (kept, every)]


def told(times, communes, perimeter):
    """Ask a store that holds nothing but these times."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        towns = (
            communes[["population"]]
            .astype(float)
            .assign(parent=None)
            .rename_axis("code")
            .reset_index()
        )
        basis = times.to_pandas().assign(basis="estimate")
        for name, frame in {"travel_time": basis, "commune": towns, "perimeter": perimeter}.items():
            frame.to_sql(name, connection, index=False)
        release = Release(connection, "", date(2026, 1, 1))
        found = {
            name: (care.minutes_from(release, name), *care.demand_around(release, name))
            for name in TERRITORIES
        }
    engine.dispose()
    return found


@pytest.mark.parametrize("territory", TERRITORIES)
def test_territories_are_told_the_same_by_far_fewer_times(answers, territory):
    kept, every, (few, many) = answers
    assert len(kept) < 0.6 * len(every)
    assert len(few[territory][1]) > 1_500
    pair = ["origin", "destination"]
    for one, other in zip(few[territory][:2], many[territory][:2], strict=True):
        ours, theirs = (frame.sort_values(pair, ignore_index=True) for frame in (one, other))
        pd.testing.assert_frame_equal(ours, theirs)
    pd.testing.assert_series_equal(few[territory][2], many[territory][2])
