"""Holes between square communes, a tenth of a degree wide, around the middle one."""

import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.ingest.geography.gaps import absorbers, closed, gaps

MIDDLE = (1, 1)
EDGE = 0.1


def square(x, y, *, width=1.0, height=1.0):
    return shapely.box(
        3 + EDGE * x, 45 + EDGE * y, 3 + EDGE * (x + width), 45 + EDGE * (y + height)
    )


def around(*holes, columns=3):
    """Return rows of squares, named after their places, but for the holes."""
    places = [(x, y) for x in range(columns) for y in range(3) if (x, y) not in holes]
    return pd.Series({f"{x}{y}": square(x, y) for x, y in places}, dtype=object)


def named(shapes):
    return pd.Series(shapes, dtype=object)


def found(outlines, *, parts=None, halls=None, absorbing=()):
    return gaps(
        outlines, parts=named(parts or {}), town_halls=named(halls or {}), absorbing=absorbing
    )


def owners(holes):
    return list(holes[["owner", "evidence"]].astype(object).itertuples(index=False, name=None))


def test_outlines_that_fill_the_country_leave_no_hole():
    """Even when one is an enclave of another, or all alone at sea."""
    ring = square(0, 0, width=3, height=3) - square(*MIDDLE)
    outlines = named({"ring": ring, "enclave": square(*MIDDLE), "island": square(9, 0)})
    assert found(outlines, absorbing={"ring"}).empty
    assert found(outlines.drop("enclave"), absorbing={"ring"})["owner"].tolist() == ["ring"]


def test_a_bay_is_no_hole():
    assert found(around((1, 0)), absorbing={"00"}).empty


def test_the_hole_around_a_town_hall_is_the_outline_of_its_commune():
    hall = shapely.centroid(square(*MIDDLE))
    outlines = pd.concat([around(MIDDLE), named({"new": None})])
    holes = found(outlines, halls={"new": hall, "00": shapely.Point(3.05, 45.05)})
    assert owners(holes) == [("new", "town_hall")]
    assert closed(outlines, holes)["new"].equals(square(*MIDDLE))


def test_a_town_hall_that_moved_into_a_hole_is_no_evidence():
    """The commune has an outline: its town hall may well be a mistake."""
    assert found(around(MIDDLE), halls={"00": shapely.Point(3.15, 45.15)})["owner"].isna().all()


def test_two_town_halls_in_a_hole_leave_it_open():
    outlines = pd.concat([around(MIDDLE), named({"new": None, "other": None})])
    halls = {"new": shapely.Point(3.12, 45.15), "other": shapely.Point(3.18, 45.15)}
    assert found(outlines, halls=halls)["owner"].isna().all()


def test_a_hole_is_part_of_the_only_neighbour_that_absorbed_a_commune():
    outlines = around(MIDDLE, columns=9)
    holes = found(outlines, absorbing={"01", "80"})
    assert owners(holes) == [("01", "merger")]
    whole = closed(outlines, holes)
    assert whole["01"].equals(square(0, 1, width=2))
    assert whole.drop("01").equals(outlines.drop("01"))


def test_two_neighbours_that_absorbed_communes_leave_it_open():
    outlines = around(MIDDLE)
    holes = found(outlines, absorbing={"01", "21"})
    assert holes["km2"].tolist() == [pytest.approx(7.87 * 11.12, rel=0.01)]
    assert holes[["owner", "evidence"]].isna().all(axis=None)
    assert closed(outlines, holes).equals(outlines)


def test_a_neighbour_that_touches_a_corner_has_no_border_with_the_hole():
    assert owners(found(around(MIDDLE), absorbing={"00", "10"})) == [("10", "merger")]


def test_an_absorber_in_the_middle_of_the_hole_borders_it():
    """Its chief town alone has an outline: Hesdin-la-Forêt was published so."""
    town = square(1.4, 1.4, width=0.2, height=0.2)
    outlines = pd.concat([around(MIDDLE), named({"town": town})])
    holes = found(outlines, absorbing={"town"})
    assert holes.geometry[0].equals(square(*MIDDLE) - town)
    assert closed(outlines, holes)["town"].equals(square(*MIDDLE))


def test_delegated_communes_that_cover_a_hole_give_it_to_theirs_before_any_inference():
    west, east = square(1, 1, width=0.6), square(1.6, 1, width=0.4)
    outlines = pd.concat([around(MIDDLE), named({"new": None})])
    hall = named({"new": shapely.centroid(square(*MIDDLE))})

    def owner(parts, communes):
        pieces = pd.Series(parts, index=communes, dtype=object)
        return owners(gaps(outlines, parts=pieces, town_halls=hall, absorbing={"01"}))

    assert owner([west, east], ["21", "21"]) == [("21", "parts")]
    assert owner([west, east], ["21", "10"]) == [("new", "town_hall")]
    assert owner([west], ["21"]) == [("new", "town_hall")]


def test_a_sliver_goes_to_the_neighbour_with_the_longest_border():
    sliver = square(1, 1, width=0.004, height=0.02)
    outlines = named({"east": square(1.004, 1, width=1), "west": square(0, 0, height=3)})
    outlines["south"] = square(1, 0, width=1.004)
    outlines["north"] = square(1, 1.02, width=0.004, height=0.98)
    holes = found(outlines, absorbing={"south"})
    assert holes["km2"].item() == pytest.approx(0.0070, abs=0.0005)
    assert holes.geometry[0].equals(sliver)
    assert owners(holes) == [("east", "sliver")]


def test_a_gap_thinner_than_the_grid_is_rounding():
    thin = named({"a": square(0, 0, height=3), "b": square(1, 0), "c": square(1, 2)})
    thin["d"] = square(1.00004, 1)
    assert found(thin).empty


def test_the_absorbers_are_those_of_communes_without_outline_that_merged_lately():
    former = pd.DataFrame(
        [
            ("63901", "63001", "delegated"),
            ("63902", "63002", "delegated"),
            ("63903", "63003", "associated"),
            ("69381", "69123", "arrondissement"),
            ("66229", "66005", "merged"),
            ("26371", "26289", "merged"),
        ],
        columns=["former", "code", "kind"],
    ).set_index("former")
    assert absorbers(former, outlined={"63902"}) == {"63001", "63003", "26289"}


@given(
    missing=st.sets(st.tuples(st.integers(1, 5), st.just(1)), min_size=1),
    absorbing=st.sets(st.sampled_from([f"{x}{y}" for x in range(7) for y in range(3)])),
)
def test_the_country_grows_by_what_is_closed_and_outlines_never_overlap(missing, absorbing):
    outlines = around(*missing, columns=7)
    holes = found(outlines, absorbing=absorbing)
    whole = closed(outlines, holes)
    ours = holes.geometry[holes["owner"].notna()].to_numpy()
    union = shapely.union_all(whole.to_numpy()).area
    assert union == pytest.approx(shapely.union_all([*outlines, *ours]).area)
    assert shapely.area(whole.to_numpy()).sum() == pytest.approx(union)
