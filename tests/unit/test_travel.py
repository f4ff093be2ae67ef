from math import asin, cos, degrees, inf, nan, pi, radians, sin, sqrt

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from cls_dash.analysis.travel import (
    DETOUR,
    EARTH_KM,
    LEAST_KM,
    PAIR,
    SPEED_KMH,
    around,
    chosen,
    estimated,
)
from cls_dash.errors import InvalidInputError

KM = degrees(1 / EARTH_KM)
"""Degrees of a meridian in a kilometre."""


def at(**points):
    """Points by code, each (longitude, latitude)."""
    return pd.DataFrame.from_dict(points, orient="index", columns=["longitude", "latitude"])


def along_a_meridian(**kilometres):
    """Points by code, so many kilometres north of the 45th parallel."""
    return at(**{code: (3.0, 45 + distance * KM) for code, distance in kilometres.items()})


def minutes(found):
    return {(one, other): time for one, other, time in found.select(*PAIR, "minutes").iter_rows()}


def trips(*rows):
    return pl.DataFrame(
        rows, {**dict.fromkeys(PAIR, pl.String), "minutes": pl.Float64}, orient="row"
    )


@st.composite
def communes(draw):
    """One to ten points within 100 km or so, anywhere but next to a pole."""
    west, south = draw(st.floats(-180, 180)), draw(st.floats(-60, 60))
    steps = st.floats(-0.5, 0.5)
    points = draw(st.lists(st.tuples(steps, steps), min_size=1, max_size=10))
    return at(
        **{
            f"{number:05d}": ((west + east + 180) % 360 - 180, south + north)
            for number, (east, north) in enumerate(points)
        }
    )


def apart(points, one, other):
    """Kilometres by the haversine formula: a second way to the same distance."""
    (west, south), (east, north) = points.loc[one], points.loc[other]
    half = sin(radians(north - south) / 2) ** 2
    half += cos(radians(north)) * cos(radians(south)) * sin(radians(east - west) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(half, 1)))


# --- Worked by hand -----------------------------------------------------------------


def test_ten_kilometres_take_sixteen_minutes():
    """10 km as the crow flies are 13.4 km of road, at 50 km/h: 0.268 h."""
    found = estimated(along_a_meridian(A=0, B=10), speed_kmh=50, detour=1.34)
    assert minutes(found) == {
        ("A", "A"): 2.4, ("A", "B"): 16.1, ("B", "A"): 16.1, ("B", "B"): 2.4,
    }  # fmt: skip


def test_the_time_inside_a_commune_is_that_of_its_mean_radius():
    radius = sqrt(543_940 / 34_875 / pi)
    assert pytest.approx(2 / 3 * radius, abs=0.02) == LEAST_KM


def test_a_very_near_neighbour_is_not_nearer_than_home():
    found = minutes(estimated(along_a_meridian(A=0, B=0.3)))
    assert found["A", "B"] == found["A", "A"] > 0


def test_a_pair_beyond_the_limit_is_left_out():
    points = along_a_meridian(A=0, B=10, C=25, D=80)
    found = minutes(estimated(points, limit_minutes=30, speed_kmh=60, detour=1))
    assert ("A", "C") in found  # 25 minutes
    assert ("A", "D") not in found


def test_only_the_origins_that_are_asked_leave():
    points = along_a_meridian(A=0, B=10, C=25)
    whole = minutes(estimated(points))
    found = minutes(estimated(points, origins=["B", "unheard of"]))
    assert found == {pair: time for pair, time in whole.items() if pair[0] == "B"}
    assert estimated(points, origins=[]).is_empty()


def test_the_limit_is_included_as_it_is_told():
    points = along_a_meridian(A=0, B=30.04, C=30.06)
    found = minutes(estimated(points, limit_minutes=30, speed_kmh=60, detour=1))
    assert found["A", "B"] == 30
    assert ("A", "C") not in found
    near = around(points, ["A"], minutes=30, speed_kmh=60, detour=1)
    assert list(near.index) == ["A", "B"]


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        ((179.95, 0), (-179.95, 0), 0.1 / KM),  # across the 180th meridian
        ((55.4, -21), (55.4, -21.1), 0.1 / KM),  # La Réunion
        ((0, 60), (0.2, 60), 0.1 / KM),  # a degree is half as long at 60° north
    ],
)
def test_distances_hold_anywhere_on_earth(one, other, kilometres):
    found = estimated(at(A=one, B=other), limit_minutes=60, speed_kmh=60, detour=1)
    assert minutes(found)["A", "B"] == pytest.approx(kilometres, abs=0.06)


def test_antipodes_are_half_the_earth_apart():
    points = at(A=(3, 45), B=(-177, -45))
    found = minutes(estimated(points, limit_minutes=1e6, speed_kmh=60, detour=1))
    assert found["A", "B"] == pytest.approx(EARTH_KM * pi, abs=0.1)


# --- What is not known ----------------------------------------------------------------


def test_a_commune_without_a_point_has_no_pair():
    points = at(A=(3, 45), B=(nan, nan), C=(3, nan))
    found = estimated(points)
    assert list(minutes(found)) == [("A", "A")]


def test_no_commune_at_all_gives_no_pair():
    assert estimated(at()).is_empty()


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (at(A=(3, 45)).drop(columns="latitude"), "lack latitude"),
        (pd.concat([at(A=(3, 45)), at(A=(3, 46))]), "twice"),
        (at(A=(652_709, 6_862_305)), "degrees"),
        (at(A=(3, inf)), "degrees"),
    ],
)
def test_points_that_are_not_points_are_refused(points, said):
    with pytest.raises(InvalidInputError, match=said):
        estimated(points)


@pytest.mark.parametrize(
    "wrong",
    [
        {"speed_kmh": 0}, {"speed_kmh": -50}, {"speed_kmh": nan}, {"speed_kmh": inf},
        {"detour": 0.9}, {"detour": nan}, {"limit_minutes": 0}, {"limit_minutes": nan},
        {"limit_minutes": 2},
    ],
)  # fmt: skip
def test_a_speed_a_detour_or_a_limit_out_of_range_is_refused(wrong):
    with pytest.raises(InvalidInputError):
        estimated(at(A=(3, 45)), **wrong)


# --- For any communes -----------------------------------------------------------------


@given(communes(), st.floats(5, 120))
def test_pairs_are_those_of_the_haversine_formula(points, limit):
    found = minutes(estimated(points, limit_minutes=limit))
    for one in points.index:
        for other in points.index:
            expected = max(apart(points, one, other), LEAST_KM) * DETOUR / SPEED_KMH * 60
            if (one, other) in found:
                assert found[one, other] == pytest.approx(expected, abs=0.0501)
            else:
                assert expected > limit * (1 - 1e-9)
    assert max(found.values()) <= limit + 0.0501


@given(communes())
def test_going_takes_as_long_as_coming_back(points):
    found = minutes(estimated(points))
    assert all(found[other, one] == time for (one, other), time in found.items())


@given(communes())
def test_what_is_closer_is_never_longer(points):
    found = estimated(points, limit_minutes=1e6)
    pairs = zip(found["origin"], found["destination"], strict=True)
    millimetres = [round(apart(points, *pair) * 1e6) for pair in pairs]
    ordered = found.with_columns(distance=pl.Series(millimetres, dtype=pl.Int64)).sort(
        "distance", "minutes"
    )
    assert ordered["minutes"].is_sorted()


@given(communes())
def test_without_a_limit_every_pair_is_there(points):
    found = estimated(points, limit_minutes=1e6)
    assert len(found) == len(points) ** 2


@given(communes(), st.randoms(use_true_random=False))
def test_the_order_of_the_communes_does_not_matter(points, random):
    shuffled = random.sample(list(points.index), len(points))
    assert_frame_equal(
        estimated(points.loc[shuffled], origins=shuffled[:4]),
        estimated(points, origins=sorted(shuffled[:4])),
    )


@given(communes(), st.floats(0.5, 4))
def test_times_are_in_inverse_proportion_to_speed(points, faster):
    usual = estimated(points, limit_minutes=1e6)
    fast = estimated(points, speed_kmh=SPEED_KMH * faster, limit_minutes=1e6)
    assert fast["minutes"].to_numpy() * faster == pytest.approx(
        usual["minutes"].to_numpy(), abs=0.051 * (1 + faster)
    )


# --- A table that was brought ---------------------------------------------------------

ESTIMATE = estimated(along_a_meridian(A=0, B=5, C=10))


def test_without_a_table_all_is_estimated():
    found = chosen(None, ESTIMATE)
    assert set(found["basis"]) == {"estimate"}
    assert_frame_equal(found.drop("basis"), ESTIMATE)


def test_a_table_has_the_word_for_the_origins_that_it_speaks_of():
    found = chosen(trips(("B", "A", 9), ("B", "B", 1), ("B", "Z", 50)), ESTIMATE)
    assert found.rows() == [
        ("A", "A", 2.4, "estimate"),
        ("A", "B", 8.0, "estimate"),
        ("A", "C", 16.1, "estimate"),
        ("B", "A", 9.0, "table"),
        ("B", "B", 1.0, "table"),
        ("B", "Z", 50.0, "table"),
        ("C", "A", 16.1, "estimate"),
        ("C", "B", 8.0, "estimate"),
        ("C", "C", 2.4, "estimate"),
    ]


def test_a_table_of_trips_between_communes_leaves_the_time_inside_to_the_estimate():
    """Else the practice of a commune would not serve those who live there."""
    found = chosen(trips(("B", "C", 9)), ESTIMATE)
    assert found.filter(origin="B").rows() == [
        ("B", "B", 2.4, "estimate"),
        ("B", "C", 9.0, "table"),
    ]


def test_an_empty_table_changes_nothing():
    assert_frame_equal(chosen(ESTIMATE.clear(), ESTIMATE), chosen(None, ESTIMATE))


def test_a_pair_given_twice_is_refused():
    with pytest.raises(InvalidInputError, match="twice"):
        chosen(trips(("A", "B", 9), ("A", "B", 10)), ESTIMATE)


@given(st.sets(st.tuples(st.sampled_from("ABCZ"), st.sampled_from("ABCZ"))))
def test_each_row_comes_from_one_side_and_none_is_lost(pairs):
    table = trips(*((one, other, 7.0) for one, other in pairs))
    found = chosen(table, ESTIMATE)
    spoken = {one for one, _ in pairs}
    assert set(minutes(found.filter(basis="table"))) == pairs
    left = minutes(found.filter(basis="estimate"))
    assert all(one not in spoken or one == other for one, other in left)
    assert {one for one, _ in minutes(found)} == {*"ABC", *spoken}
    assert all((code, code) in minutes(found) for code in "ABC")
