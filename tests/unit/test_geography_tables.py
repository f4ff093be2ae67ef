"""Travel times of a dataset: all that a territory asks, and little else."""

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from cls_dash.analysis.travel import DETOUR, EARTH_KM, SPEED_KMH, around, estimated
from cls_dash.domain.services import CATCHMENT_MINUTES, LIMIT_MINUTES
from cls_dash.errors import InvalidInputError
from cls_dash.ingest.dataset.geography_tables import travel_times

KM_IN_MINUTES = SPEED_KMH / DETOUR / 60
DEGREES_OF_A_MINUTE = KM_IN_MINUTES / (EARTH_KM * 3.141592653589793 / 180)


def places(**minutes):
    """Communes by code, so many minutes north of the 45th parallel."""
    return pd.DataFrame(
        {
            "longitude": 3.0,
            "latitude": [45 + each * DEGREES_OF_A_MINUTE for each in minutes.values()],
        },
        index=list(minutes),
    )


def asked(times, members):
    """What store/queries/care.py asks: times from members, and to all whose places they share."""
    near, ours = pl.col("minutes") <= CATCHMENT_MINUTES, pl.col("origin").is_in(members)
    reached = times.filter(near & ours)["destination"].to_list()
    kept = ours | (near & pl.col("destination").is_in(reached))
    return times.filter(kept).select("origin", "destination", "minutes")


def test_around_is_within_the_minutes_of_any_member():
    communes = places(a=0, b=10, c=20, d=30.1, e=60)
    assert around(communes, ["a"], minutes=20).index.tolist() == ["a", "b", "c"]
    assert around(communes, ["a", "e"], minutes=20).index.tolist() == ["a", "b", "c", "e"]
    assert around(communes, ["a"], minutes=20, speed_kmh=100).index.tolist() == ["a", "b", "c", "d"]
    assert around(communes, ["z"], minutes=20).empty


def test_around_leaves_out_what_has_no_point():
    communes = places(a=0, b=10)
    communes.loc["b", "latitude"] = None
    assert around(communes, ["a", "b"], minutes=20).index.tolist() == ["a"]
    with pytest.raises(InvalidInputError, match="twice"):
        around(communes.iloc[[0, 0]], ["a"], minutes=20)


def test_times_far_from_any_territory_are_left_out():
    communes = places(a=0, b=19, c=39, d=59, e=61, f=70)
    times = travel_times(communes, ["a"])
    assert sorted(set(times["origin"])) == ["a", "b", "c"]
    assert sorted(set(times.filter(origin="a")["destination"])) == ["a", "b", "c", "d"]


def test_inside_a_territory_as_outside_what_is_beyond_the_limit_is_out():
    communes = places(a=0, b=61, c=61)
    times = travel_times(communes, ["a", "b"])
    assert times.filter(origin="a")["destination"].to_list() == ["a"]


@given(
    st.lists(st.tuples(st.floats(0, 2), st.floats(45, 47)), min_size=2, max_size=40),
    st.lists(st.tuples(st.sampled_from(["s", "t"]), st.integers(0, 39)), min_size=1, max_size=8),
)
def test_the_questions_of_territories_have_the_same_answers(points, memberships):
    communes = pd.DataFrame(points, columns=["longitude", "latitude"])
    communes.index = communes.index.map("{:05}".format)
    perimeter = pd.DataFrame(memberships, columns=["territory", "commune"])
    perimeter["commune"] = perimeter["commune"].map("{:05}".format)
    within = perimeter.groupby("territory")["commune"].agg(list).to_dict()
    whole = estimated(communes, limit_minutes=LIMIT_MINUTES)
    few = travel_times(communes, perimeter["commune"])
    for members in within.values():
        assert_frame_equal(asked(few, members), asked(whole, members))
