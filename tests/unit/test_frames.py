"""Frames of any origin become the exact columns of a table, or are refused by name."""

from datetime import date, datetime

import polars as pl
import pytest
import shapely

from cls_dash.errors import PublicationError
from cls_dash.store.frames import check_columns, typed
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
    return typed(TABLES[table], pl.DataFrame({**other, name: values}))[name]


def test_columns_come_in_the_table_s_order():
    found = typed(TABLES["epci"], pl.DataFrame(dict(reversed(EPCI.items()))))
    assert found.rows(named=True) == [
        {"epci": "1", "name": "Un", "population": 1},
        {"epci": "2", "name": "Deux", "population": 2},
    ]


@pytest.mark.parametrize(
    "values",
    [
        pl.Series([1, None]),
        pl.Series([1, None], dtype=pl.Int8),
        pl.Series([1.0, None]),
        pl.Series([1.0, float("nan")]),
    ],
)
def test_integers_with_holes_are_integers(values):
    found = column("epci", EPCI, "population", values)
    assert (found.dtype, found.to_list()) == (pl.Int64, [1, None])


@pytest.mark.parametrize("values", [pl.Series([None, None]), pl.Series(["", None])[1:]])
def test_a_column_that_holds_nothing_has_its_table_s_type(values):
    found = column("epci", EPCI, "population", values)
    assert (found.dtype, found.null_count()) == (pl.Int64, len(values))


@pytest.mark.parametrize(
    "values", [pl.Series([1, 2]), pl.Series([1.0, None]), pl.Series([1.0, float("nan")])]
)
def test_a_number_that_is_missing_is_never_nan(values):
    found = column("travel_time", MINUTES, "minutes", values)
    assert found.dtype == pl.Float64
    assert found.is_nan().sum() == 0


@pytest.mark.parametrize(
    ("table", "columns", "name", "values"),
    [
        ("epci", EPCI, "population", pl.Series([1.5])),
        ("epci", EPCI, "population", pl.Series(["1"])),
        ("epci", EPCI, "population", pl.Series([2**70], dtype=pl.Int128)),
        ("epci", EPCI, "population", pl.Series([float("inf")])),
        ("epci", EPCI, "name", pl.Series([63000])),
        ("epci", EPCI, "name", pl.Series([b"octets"])),
        ("epci", EPCI, "name", pl.Series(["a", 1], dtype=pl.Object)),
        ("perimeter", PERIMETER, "starts_on", pl.Series(["2020-01-01"])),
        ("perimeter", PERIMETER, "starts_on", pl.Series([datetime(2020, 1, 1, 12)])),
        ("perimeter", PERIMETER, "starts_on", pl.Series([18_262])),
        ("travel_time", MINUTES, "minutes", pl.Series(["1.5"])),
        ("departement", DEPARTEMENT, "outline", pl.Series(["POINT (0 0)"])),
        ("departement", DEPARTEMENT, "outline", pl.Series([shapely.Point(0, 0)], dtype=pl.Object)),
    ],
)  # fmt: skip
def test_what_is_of_another_type_is_refused_on_one_line(table, columns, name, values):
    with pytest.raises(PublicationError, match=rf"^{table}\.{name}: \S") as refusal:
        column(table, columns, name, values)
    assert "\n" not in str(refusal.value)


def test_an_unknown_table_and_a_column_too_many_or_too_few_are_named():
    with pytest.raises(PublicationError, match=r"^no table for inconnue, zut$"):
        check_columns({"zut": pl.DataFrame(), "inconnue": pl.DataFrame()})
    with pytest.raises(PublicationError, match=r"^epci: lacking or unknown couleur, name$"):
        check_columns({"epci": pl.DataFrame(EPCI).rename({"name": "couleur"})})
