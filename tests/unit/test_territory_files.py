"""Rows are merged into the files of a territory; every other line keeps its bytes."""

from datetime import date

import polars as pl
import pytest

from cls_dash.ingest.dataset import territory_files
from cls_dash.store.model import FILES
from tests.contract import sown

PERIMETER = "commune,starts_on,ends_on,basis"


@pytest.fixture
def data(tmp_path):
    return sown(tmp_path / "data")


def perimeter(data, text):
    path = data / "territories" / "vallee" / "perimeter.csv"
    path.write_bytes(text.encode())
    return path


def rows(*cells):
    columns = ["commune", "starts_on", "ends_on", "basis"]
    return pl.DataFrame(cells, schema=columns, orient="row")


ENTRY = ("63430", date(2012, 1, 1), None, "documented")


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        (f"{PERIMETER}\n", ENTRY, f"{PERIMETER}\n63430,2012-01-01,,documented\n"),
        (
            f'{PERIMETER}\n"63003",2012-01-01,,documented\n',
            ENTRY,
            f'{PERIMETER}\n"63003",2012-01-01,,documented\n63430,2012-01-01,,documented\n',
        ),
        (
            f"{PERIMETER}\n63430,2012-01-01,,approximate\n63003,2012-01-01,,documented\n",
            ENTRY,
            f"{PERIMETER}\n63430,2012-01-01,,documented\n63003,2012-01-01,,documented\n",
        ),
        (
            f'{PERIMETER}\n63430,"2012-01-01",,documented\n',
            ENTRY,
            f'{PERIMETER}\n63430,"2012-01-01",,documented\n',
        ),
        (
            f"{PERIMETER}\n63430,2020-01-01,,documented",
            ENTRY,
            f"{PERIMETER}\n63430,2020-01-01,,documented\n63430,2012-01-01,,documented\n",
        ),
        (
            f"\ufeff{PERIMETER}\r\n63003,2012-01-01,,documented\r\n",
            ENTRY,
            f"\ufeff{PERIMETER}\r\n63003,2012-01-01,,documented\r\n63430,2012-01-01,,documented\r\n",
        ),
    ],
    ids=["empty", "appended", "replaced", "same", "last line open", "Windows"],
)
def test_a_row_takes_the_place_of_its_key_or_comes_last(data, before, new, after):
    path = perimeter(data, before)
    assert territory_files.merge(data, "vallee", "perimeter", rows(new)).text == after
    assert path.read_bytes() == before.encode(), "nothing is written"


def test_a_file_that_does_not_exist_yet_starts_with_its_header(data):
    (data / "territories" / "vallee" / "perimeter.csv").unlink()
    merged = territory_files.merge(data, "vallee", "perimeter", rows(ENTRY))
    assert merged.text == f"{PERIMETER}\n63430,2012-01-01,,documented\n"


def test_texts_are_quoted_as_needed_and_lines_of_two_stay_whole(data):
    path = data / "territories" / "vallee" / "contracts.csv"
    note = '"Une remarque\nsur deux lignes"'
    columns = FILES["contracts"].columns
    before = f"{','.join(columns)}\nvallee-1,1,CLS 1,2012,,,{note},bilan\n"
    path.write_text(before, encoding="utf-8")
    new = dict.fromkeys(columns) | {
        "contract": "vallee-2",
        "number": 2,
        "label": 'Le « second », dit "CLS 2"',
        "start_year": 2020,
        "source": "bilan",
    }
    merged = territory_files.merge(data, "vallee", "contracts", pl.DataFrame([new]))
    assert merged.text == before + 'vallee-2,2,"Le « second », dit ""CLS 2""",2020,,,,bilan,\n'


@pytest.mark.parametrize(
    ("value", "text"), [(12.0, "12"), (12.5, "12.5"), (3.547612345678901, "3.547612345678901")]
)
def test_numbers_are_written_without_useless_zeros(data, value, text):
    columns = FILES["actions"].columns
    new = dict.fromkeys(columns) | {"action": "vallee-1-02", "planned_target": value}
    merged = territory_files.merge(data, "vallee", "actions", pl.DataFrame([new]))
    assert merged.text.splitlines()[-1].split(",")[columns.index("planned_target")] == text
