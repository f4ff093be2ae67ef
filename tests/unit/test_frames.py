"""Frames of any origin become the exact columns of a table, or are refused by name."""

from datetime import date

import pandas as pd
import polars as pl
import pytest
import shapely

from cls_dash.errors import PublicationError
from cls_dash.store.frames import check_columns, typed
from cls_dash.store.geometry import to_blobs
from cls_dash.store.model import Row

TABLES = Row.metadata.tables
DAY = date(2020, 1, 1)
EPCI = {"epci": ["1", "2"], "name": ["Un", "Deux"], "population": [1, 2]}
PERIMETER = {"territory": ["t"], "commune": ["1"], "starts_on": [DAY], "ends_on": [None],
             "basis": ["b"]}  # fmt: skip
DEPARTEMENT = {"departement": ["63"], "name": ["Puy-de-Dôme"], "outline": [None]}
MINUTES = {"origin": ["1"], "destination": ["2"], "minutes": [1.5], "basis": ["b"],
           "source": [None]}  # fmt: skip


def column(table, columns, name, values):
    """What becomes of one column of a frame, when it holds these values."""
    other = {key: [given[0]] * len(values) for key, given in columns.items()}
    made = pl.DataFrame if isinstance(values, pl.Series) else pd.DataFrame
    return typed(TABLES[table], made({**other, name: values}), to_blobs)[name]


@pytest.mark.parametrize("made", [pd.DataFrame, pl.DataFrame])
def test_columns_come_in_the_table_s_order_and_rows_are_numbered_from_one(made):
    columns = dict(reversed(EPCI.items()))
    found = typed(TABLES["epci"], made(columns), to_blobs)
    assert found.rows(named=True) == [
        {"fid": 1, "epci": "1", "name": "Un", "population": 1},
        {"fid": 2, "epci": "2", "name": "Deux", "population": 2},
    ]


@pytest.mark.parametrize(
    "values",
    [
        [1, None],
        [1.0, float("nan")],
        pd.Series([1, None], dtype="Int64"),
        pd.Series([1, None], dtype=object),
        pl.Series([1, None]),
        pl.Series([1, None], dtype=pl.Int8),
        pl.Series([1.0, None]),
        pl.Series([1.0, float("nan")]),
    ],
)
def test_integers_with_holes_are_integers(values):
    found = column("epci", EPCI, "population", values)
    assert (found.dtype, found.to_list()) == (pl.Int64, [1, None])


@pytest.mark.parametrize(
    "values", [[None, None], pl.Series([None, None]), pl.Series(["", None])[1:]]
)
def test_a_column_that_holds_nothing_has_its_table_s_type(values):
    found = column("epci", EPCI, "population", values)
    assert (found.dtype, found.null_count()) == (pl.Int64, len(values))


@pytest.mark.parametrize(
    "values", [[1, 2], [1.0, None], pl.Series([1, 2]), pl.Series([1.0, float("nan")])]
)
def test_a_number_that_is_missing_is_never_nan(values):
    found = column("travel_time", MINUTES, "minutes", values)
    assert found.dtype == pl.Float64
    assert found.is_nan().sum() == 0


@pytest.mark.parametrize(
    ("table", "columns", "name", "values"),
    [
        ("epci", EPCI, "population", [1.5]),
        ("epci", EPCI, "population", ["1"]),
        ("epci", EPCI, "population", [2**70]),
        ("epci", EPCI, "population", [float("inf")]),
        ("epci", EPCI, "population", pl.Series([1.5])),
        ("epci", EPCI, "population", pl.Series(["1"])),
        ("epci", EPCI, "population", pl.Series([float("inf")])),
        ("epci", EPCI, "name", [63000]),
        ("epci", EPCI, "name", [b"octets"]),
        ("epci", EPCI, "name", ["a", 1]),
        ("epci", EPCI, "name", pl.Series([63000])),
        ("perimeter", PERIMETER, "starts_on", ["2020-01-01"]),
        ("perimeter", PERIMETER, "starts_on", [DAY, "2020-01-01"]),
        ("perimeter", PERIMETER, "starts_on", [pd.Timestamp(2020, 1, 1, 12)]),
        ("perimeter", PERIMETER, "starts_on", [18_262]),
        ("perimeter", PERIMETER, "starts_on", pl.Series(["2020-01-01"])),
        ("perimeter", PERIMETER, "starts_on", pl.Series([18_262])),
        ("travel_time", MINUTES, "minutes", ["1,5"]),
        ("travel_time", MINUTES, "minutes", pl.Series(["1.5"])),
        ("departement", DEPARTEMENT, "outline", [shapely.Point(0, 0), "POINT (0 0)"]),
    ],
)  # fmt: skip
def test_what_is_of_another_type_is_refused_on_one_line(table, columns, name, values):
    with pytest.raises(PublicationError, match=rf"^{table}\.{name}: \S") as refusal:
        column(table, columns, name, values)
    assert "\n" not in str(refusal.value)


def test_an_unknown_table_and_a_column_too_many_or_too_few_are_named():
    with pytest.raises(PublicationError, match=r"^no table for inconnue, zut$"):
        check_columns({"zut": pd.DataFrame(), "inconnue": pd.DataFrame()})
    with pytest.raises(PublicationError, match=r"^epci: lacking or unknown couleur, name$"):
        check_columns({"epci": pd.DataFrame(EPCI).rename(columns={"name": "couleur"})})
