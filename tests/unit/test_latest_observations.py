"""The latest value of each place, else of the finest that holds it, against plain loops."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cls_dash.analysis.observations import finest, latest

COMMUNES = pd.DataFrame(
    {"epci": ["e1", "e1", None], "departement": ["d1", "d2", "d1"]}, index=["c1", "c2", "c3"]
).astype(object)
LEVELS = ("commune", "epci", "departement")
PLACES = {"commune": ["c1", "c2", "c3", "c9"], "epci": ["e1", "e9"], "departement": ["d1", "c1"]}

observations = st.lists(
    st.sampled_from([(level, code) for level, codes in PLACES.items() for code in codes]).flatmap(
        lambda place: st.tuples(st.just(place), st.integers(2015, 2020))
    ),
    unique=True,
    max_size=20,
)


def framed(observed):
    ordered = sorted(observed, key=lambda one: one[1])
    return pd.DataFrame(
        [(level, code, year, float(rank)) for rank, ((level, code), year) in enumerate(ordered)],
        columns=["level", "geography", "year", "value"],
    )


@given(observations)
def test_each_commune_has_the_last_value_of_the_finest_place_known(observed):
    frame = framed(observed)
    found = finest(frame, COMMUNES, LEVELS)
    assert found.index.tolist() == COMMUNES.index.tolist()
    for code, held in COMMUNES.iterrows():
        expected = None
        for level in LEVELS:
            place = code if level == "commune" else held[level]
            mine = [year for where, year in observed if where == (level, place)]
            if mine:
                expected = (level, max(mine))
                break
        row = found.loc[code]
        told = None if pd.isna(row["value"]) else (row["level"], row["year"])
        assert told == expected


@given(observations)
def test_the_latest_is_of_the_last_year_of_each_place(observed):
    last = latest(framed(observed))
    years = {}
    for place, year in observed:
        years[place] = max(year, years.get(place, 0))
    assert dict(zip(zip(last["level"], last["geography"], strict=True), last["year"],
                    strict=True)) == years  # fmt: skip
