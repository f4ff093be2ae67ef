"""What is published is what is read: each type of column, on both engines alike."""

from datetime import date

import pandas as pd
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from cls_dash.domain.legible import legible
from cls_dash.errors import PublicationError
from cls_dash.store.geometry import from_blobs, to_blobs
from cls_dash.store.model import CommuneRow, MapAssetRow, PerimeterRow, SourceRow, TerritoryRow
from tests.conftest import opened
from tests.integration.states import rows_of
from tests.seed import sow_frames

ODD = ["", " ", "\\.", "\\N", "NULL", "None", "nan", "'", '"', '""', "a,b", "a;b", "a\tb", "a\nb",
       "a\r\nb", "\r", "\n", "\n\\.\n", "\\", "\\\\", "\\x00", "%s", "%(a)s", ":a", "{a}", "=1+1",
       "é", "e\u0301", "œ\u202f’\u00a0", "\u2028", "\ufeff", "😀", "日本", "\x01", "\x7f", "01004",
       "1e5", "2020-01-01", "true", "'); DROP TABLE source; --"]  # fmt: skip
# Neither engine holds half a character, and PostgreSQL no zero one.
characters = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
texts = (st.sampled_from(ODD) | st.text(characters, max_size=12)).map(legible)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
whole = st.integers(0, 2**31 - 1)
real = st.floats(allow_nan=False)
degrees = st.floats(-180, 180)
squares = st.builds(
    lambda x, y, side: shapely.MultiPolygon([shapely.box(x, y, x + side, y + side)]),
    degrees, degrees, st.floats(0.001, 1),
)  # fmt: skip


def missing_or(values):
    return st.none() | values


def rows(**columns):
    return st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=15)


sources = rows(producer=texts, title=texts, url=missing_or(texts), licence=texts,
               published_on=missing_or(texts), caveats=missing_or(texts))  # fmt: skip
communes = rows(name=texts, population=missing_or(whole), longitude=missing_or(real),
                latitude=missing_or(real), outline=missing_or(squares))  # fmt: skip
perimeters = rows(ends_on=missing_or(days), basis=texts)
assets = rows(body=st.binary(max_size=40))


def with_keys(sources, communes, perimeters, assets):
    """Add to the rows that were drawn the columns that make them a store."""
    source = {"retrieved_on": None, "checksum": None}
    commune = {"epci": None, "departement": "63", "region": "84", "population_year": None,
               "point_kind": None, "parent": None}  # fmt: skip
    territory = {"slug": "t", "name": "t", "short_name": "t", "ars": "t", "website": None,
                 "recorded_until": None}  # fmt: skip
    return {
        "source": [{"key": f"s{n}", **row, **source} for n, row in enumerate(sources)],
        "commune": [{"code": f"{n:05}", **row, **commune} for n, row in enumerate(communes)],
        "territory": [{**territory, "source": "s0"}],
        "perimeter": [
            {"territory": "t", "commune": "00000", "starts_on": date(1, 1, 1 + n), **row}
            for n, row in enumerate(perimeters)
        ],
        "map_asset": [{"name": f"{n}", "digest": f"{n}", **row} for n, row in enumerate(assets)],
    }


def of_polars(rows):
    return pl.DataFrame(
        [
            pl.Series(name, to_blobs(cells) if name == "outline" else cells)
            for name, cells in ((name, [row[name] for row in rows]) for name in rows[0])
        ]
    )


def read_again(address):
    """Read every table that was published; geometries decoded."""
    with opened(address) as store:
        found = {
            table.__tablename__: [dict(row._mapping) for row in rows_of(store, table)]
            for table in (SourceRow, CommuneRow, TerritoryRow, PerimeterRow, MapAssetRow)
        }
    shapes = from_blobs([row["outline"] for row in found["commune"]])
    found["commune"] = [
        {**row, "outline": shape} for row, shape in zip(found["commune"], shapes, strict=True)
    ]
    return found


@pytest.fixture(scope="module")
def both(postgis, tmp_path_factory):
    """The addresses of a store on each engine."""
    with postgis.database() as database:
        yield [f"sqlite:///{tmp_path_factory.mktemp('round')}/cls.gpkg", database]


@settings(max_examples=12)
@given(st.builds(with_keys, sources, communes, perimeters, assets))
def test_every_cell_comes_back_as_it_was_given(both, given):
    frames = {name: of_polars(rows) for name, rows in given.items()}
    for address in both:
        sow_frames(frames, address)
        assert read_again(address) == given


def test_every_odd_text_comes_back_as_it_was_given_but_for_what_hides_in_it(both):
    """All of them, in columns that may be missing and in columns that may not."""
    rows = [{"producer": text, "title": text, "url": text, "licence": text, "published_on": None,
             "caveats": text} for text in ODD]  # fmt: skip
    given = with_keys(rows, [], [], [])["source"]
    seen = [{name: legible(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
            for row in given]  # fmt: skip
    for address in both:
        sow_frames({"source": pd.DataFrame(given)}, address)
        with opened(address) as store:
            assert [dict(row._mapping) for row in rows_of(store, SourceRow)] == seen


def test_a_zero_character_is_refused_by_postgresql(database):
    frames = {"epci": pd.DataFrame([{"epci": "1", "name": "a\0b", "population": 1}])}
    with pytest.raises(PublicationError, match="invalid byte sequence"):
        sow_frames(frames, database)
