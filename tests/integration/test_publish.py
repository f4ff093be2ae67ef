"""A publication is whole or is not, on either engine, whoever reads or publishes meanwhile."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import polars as pl
import pytest
from sqlalchemy import select
from sqlalchemy.schema import CreateTable

from cls_dash.errors import PublicationError, StoreError
from cls_dash.store.addresses import engine_of, store_path
from cls_dash.store.model import (
    TABLES,
    CategoryRow,
    ContractRow,
    EpciRow,
    MapAssetRow,
    PartyRow,
    PerimeterRow,
    SourceRow,
)
from cls_dash.store.queries.catalogue import sources_of
from cls_dash.store.queries.communes import communes_of, outlines_of
from cls_dash.store.queries.territories import territories_of
from tests.conftest import opened
from tests.integration.states import first_name, releases, rows_of, state
from tests.postgis import ask
from tests.seed import CODES, seed_frames, sow, sow_frames

NEW = {"63000": "Renommée"}
READERS = 6


def without_parent(frames):
    frames["deployment"].loc[0, "action"] = "absente"


def without_table(frames):
    frames["inconnue"] = pd.DataFrame({"a": [1]})


def with_the_same_key_twice(frames):
    frames["commune"] = pd.concat([frames["commune"], frames["commune"].tail(1)])


def with_an_unknown_column(frames):
    frames["axis"] = frames["axis"].assign(couleur="bleu")


def without_a_column(frames):
    frames["contract"] = frames["contract"].drop(columns="note")


def with_a_negative_population(frames):
    frames["commune"].loc[0, "population"] = -1


def with_a_required_text_missing(frames):
    frames["action"].loc[0, "title"] = None


def with_a_text_for_a_date(frames):
    frames["perimeter"]["starts_on"] = "2020-01-01"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (without_parent, {
            "sqlite": "1 broken references, first deployment 1 -> action",
            "postgis": 'violates foreign key constraint "deployment_action_fkey"',
        }),
        (with_the_same_key_twice, {
            "sqlite": r"UNIQUE constraint failed: commune\.code",
            "postgis": 'violates unique constraint "commune_code_key"',
        }),
        (with_a_negative_population, {
            "sqlite": "CHECK constraint failed: commune_population_check",
            "postgis": 'violates check constraint "commune_population_check"',
        }),
        (with_a_required_text_missing, {
            "sqlite": r"NOT NULL constraint failed: action\.title",
            "postgis": 'null value in column "title" of relation "action"',
        }),
        (without_table, "no table for inconnue"),
        (with_an_unknown_column, "axis: lacking or unknown couleur"),
        (without_a_column, "contract: lacking or unknown note"),
        (with_a_text_for_a_date, r"perimeter\.starts_on: "),
    ],
)  # fmt: skip
def test_a_frame_that_does_not_hold_leaves_the_store_as_it_was(address, engine, spoil, message):
    before = state(sow(address))
    frames = seed_frames({}, "Atelier")
    spoil(frames)
    expected = message if isinstance(message, str) else message[engine]
    with pytest.raises(PublicationError, match=expected) as refusal:
        sow_frames(frames, address)
    assert len(str(refusal.value).splitlines()) == 1
    assert state(address) == before


def test_the_model_is_whole_after_a_publication(address):
    def statements():
        return [str(CreateTable(table)) for table in TABLES]

    before = statements()
    sow_frames(seed_frames({}, "Atelier"), address)
    assert statements() == before
    assert any("FOREIGN KEY" in statement for statement in before)


def test_a_row_lost_on_the_way_is_noticed(address, monkeypatch):
    before = state(sow(address))
    numbered = pl.DataFrame.with_row_index
    monkeypatch.setattr(pl.DataFrame, "with_row_index", lambda *given: numbered(*given).head(1))
    with pytest.raises(PublicationError, match="epci: 1 rows instead of 2"):
        sow_frames({"epci": seed_frames({}, "Atelier")["epci"]}, address)
    assert state(address) == before


def test_missing_tables_stay_empty(address):
    sow(address)
    sow_frames({}, address, release="other")
    with opened(address) as store, store.reading() as release:
        assert release.digest == "other"
        assert territories_of(release).empty
        assert sources_of(release).empty


def test_frames_of_pandas_and_of_polars_are_published_alike(address):
    frames = seed_frames({}, "Atelier")
    of_polars = {name: frames[name] for name in frames}
    for name in ("source", "epci", "contract", "party", "perimeter", "map_asset"):
        of_polars[name] = pl.from_pandas(frames[name])
    found = []
    for given in (frames, of_polars):
        sow_frames(given, address)
        with opened(address) as store:
            tables = [SourceRow, EpciRow, ContractRow, PartyRow, PerimeterRow, MapAssetRow]
            found.append([rows_of(store, table) for table in tables])
    assert all(found[0])
    assert found[0] == found[1]


def test_a_reading_under_way_keeps_its_release_and_the_next_sees_the_new_one(address):
    sow(address)
    with opened(address) as store:
        with store.reading() as release:
            assert communes_of(release, "damier")["name"].iloc[0] == "Commune 00"
            sow(address, names=NEW)
            assert communes_of(release, "damier")["name"].iloc[0] == "Commune 00"
            assert len(outlines_of(release, "damier")) == len(CODES)
            assert first_name(store) == "Renommée"
        assert first_name(store) == "Renommée"


def publish_generation(address, generation):
    """Publish as many rows as the generation says in two tables, its number in each."""
    number = str(generation)
    keys = [f"{number}-{rank}" for rank in range(generation)]
    epci = pd.DataFrame({"epci": keys, "name": number, "population": generation})
    category = pd.DataFrame({"category": keys, "title": number})
    sow_frames({"epci": epci, "category": category}, address, release=number)


def generations(release):
    """The generations that one reading sees: a single one, if it is not mixed."""
    tables = [release.connection.scalars(select(column)).all()
              for column in (EpciRow.name, CategoryRow.title)]  # fmt: skip
    seen = {release.digest, *tables[0], *tables[1]}
    return {int(number) for number in seen} | {len(rows) for rows in tables}


@pytest.mark.parametrize("times", [6, pytest.param(40, marks=pytest.mark.long)])
def test_readers_see_no_mixed_nor_stale_release_while_a_loader_republishes(address, times):
    over, published = threading.Event(), [1]
    publish_generation(address, 1)

    def read(store):
        seen, deadline = [], time.monotonic() + 120
        while time.monotonic() < deadline:
            ended, last = over.is_set(), published[-1]
            try:
                with store.reading() as release:
                    seen.append((last, generations(release)))
            except StoreError as error:
                # A busy machine's silence, told as such: nothing was read, the reader asks again.
                if "no answer in" not in str(error):
                    raise
                continue
            if ended:
                return seen
            time.sleep(0.02)
        pytest.fail("the publications took more than two minutes")

    with opened(address) as store, ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read, store) for _ in range(READERS)]
        try:
            for generation in range(2, times + 2):
                publish_generation(address, generation)
                published.append(generation)
        finally:
            over.set()
        seen = [reader.result(timeout=120) for reader in readers]
    mixed = [found for own in seen for _, found in own if len(found) != 1]
    stale = [(last, found) for own in seen for last, found in own if min(found) < last]
    assert (mixed, stale) == ([], [])
    assert all(own[-1] == (times + 1, {times + 1}) for own in seen)
    assert len({min(found) for own in seen for _, found in own}) > times / 2
    total = sum(map(len, seen))
    print(f"{total} release, 0 mixed, 0 stale")  # noqa: T201 - shown by pytest -rP


def test_publishers_at_the_same_time_each_publish_a_whole_store(address):
    with ThreadPoolExecutor(4) as pool:
        publications = [
            pool.submit(publish_generation, address, generation) for generation in range(1, 5)
        ]
    assert [publication.result() for publication in publications] == [None] * 4
    with opened(address) as store, store.reading() as release:
        assert len(generations(release)) == 1
    if engine_of(address) == "sqlite":
        path = store_path(address)
        assert list(path.parent.iterdir()) == [path]
    else:
        assert releases(address) == [1, 2, 3, 4]


class TestOldReleases:
    def age(self, database, minutes):
        earlier = "UPDATE atlas.release SET published_at = published_at - interval '{} min'"
        ask(database, earlier.format(minutes))

    def test_a_release_outlives_its_successor_for_fifteen_minutes(self, database):
        sow(database)
        sow(database)
        self.age(database, 14)
        sow(database)
        assert releases(database) == [1, 2, 3]
        self.age(database, 2)
        sow(database)
        assert releases(database) == [2, 3, 4]

    def test_one_of_before_counts_were_withheld_at_publication_goes_at_once(self, database):
        sow(database)
        ask(database, "ALTER TABLE release_1.deployment DROP COLUMN withheld")
        sow(database)
        sow(database)
        assert releases(database) == [2, 3]

    def test_what_is_being_read_is_neither_taken_away_nor_waited_for(self, database):
        sow(database)
        with opened(database) as store:
            with store.reading() as release:
                sow(database, names=NEW)
                self.age(database, 16)
                started = time.monotonic()
                sow(database, names=NEW)
                assert time.monotonic() - started < 5
                assert communes_of(release, "damier")["name"].iloc[0] == "Commune 00"
            assert first_name(store) == "Renommée"
        assert releases(database) == [1, 2, 3]
        sow(database)
        assert releases(database) == [2, 3, 4]
