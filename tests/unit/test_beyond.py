"""Places of care beyond the reference geography: reached, and nothing else changed."""

import pandas as pd
import polars as pl
import pytest

from cls_dash.ingest.dataset.beyond import times_beyond
from cls_dash.ingest.release import _with_times_beyond

COMMUNES = pd.DataFrame(
    {"longitude": [3.0, 3.1], "latitude": [45.0, 45.0]}, index=pd.Index(["63001", "63002"])
)


def places(*rows):
    return pd.DataFrame(rows, columns=["commune", "longitude", "latitude"])


def test_a_neighbour_is_a_destination_of_those_who_are_near():
    found = times_beyond(COMMUNES, places(("63113", 3.1, 45.1), ("63113", 3.1, 45.12)))
    assert set(found["destination"]) == {"63113"}
    assert set(found["origin"]) == {"63001", "63002"}
    # 0.11° of latitude is 12.2 km, 1.34 times that by road, at 50 km/h.
    near = found.set_index("origin").loc["63002", "minutes"]
    assert near == pytest.approx(0.11 * 111.195 * 1.34 / 50 * 60, abs=0.1)
    assert set(found["basis"]) == {"estimate"}
    assert list(found.columns) == ["origin", "destination", "minutes", "basis", "source"]


@pytest.mark.parametrize(
    "place",
    [
        ("63001", 3.0, 45.0),  # of the reference geography: known already
        ("75056", 2.35, 48.85),  # hours away
        ("63113", None, None),  # nobody knows where
    ],
)
def test_others_bring_nothing(place):
    assert times_beyond(COMMUNES, places(place)).empty


def test_without_any_commune_there_is_nobody_to_go():
    assert times_beyond(COMMUNES.iloc[:0], places(("63113", 3.1, 45.1))).empty


class TestOfALoad:
    TABLES = {  # noqa: RUF012 - read only
        "commune": pl.DataFrame(
            {"code": ["63001", "63002"], "longitude": [3.0, 3.1], "latitude": [45.0, 45.0]}
        ),
        "travel_time": pl.DataFrame(
            {"origin": ["63001"], "destination": ["63001"], "minutes": [2.4],
             "basis": ["estimate"], "source": [None]},
            schema_overrides={"source": pl.String},
        ),
    }  # fmt: skip

    def loaded(self, *rows):
        schema = {"commune": pl.String, "longitude": pl.Float64, "latitude": pl.Float64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def test_its_places_are_added_to_what_was_known(self):
        found = _with_times_beyond(self.TABLES, self.loaded(("63113", 3.1, 45.1)))
        assert found["destination"].to_list() == ["63001", "63113", "63113"]
        assert found.columns == self.TABLES["travel_time"].columns

    def test_without_a_place_beyond_nothing_changes(self):
        found = _with_times_beyond(self.TABLES, self.loaded(("63002", 3.1, 45.0)))
        assert found.equals(self.TABLES["travel_time"])
