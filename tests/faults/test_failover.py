"""A server and its replica: the one is lost, readers are served by the other, which takes over."""

import time
from contextlib import ExitStack

import pytest
from sqlalchemy.engine import make_url

from cls_dash.store.open import open_store
from tests.faults.test_databases import BACK_S, KEPT_S, QUERY, READY_S, probed
from tests.integration.states import first_name
from tests.postgis import OWNER, READER, serving_postgis, serving_stores
from tests.reader import reading
from tests.seed import sow
from tests.served import served

# Seconds are counted: nothing else may run beside.
pytestmark = pytest.mark.long

CAUGHT_UP_S = 10


@pytest.fixture
def pair(postgis):
    """A server with a published store, and a replica that follows it."""
    with serving_stores() as main, main.database() as address:
        sow(address)
        with serving_postgis(copied_from=main) as other:
            yield main, other, make_url(address).database


def address_of(database, *servers, role=READER):
    hosts = "&".join(f"host={server.socket}" for server in servers)
    return f"postgresql://{role}@/{database}?{hosts}"


def caught_up(store, stamp):
    """Wait until the replica has what was published."""
    deadline = time.monotonic() + CAUGHT_UP_S
    while store.stamp() != stamp:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize("how", ["lost", "frozen"])
def test_readers_go_on_with_the_replica_and_see_what_is_then_published_there(pair, tmp_path, how):
    main, other, database = pair
    with ExitStack() as opened:
        atlas = opened.enter_context(served(tmp_path, address_of(database, main, other)))
        reader, newcomer = (opened.enter_context(reading(atlas, QUERY)) for _ in range(2))
        assert reader.visit("ma_commune").answered
        told = opened.enter_context(probed(atlas))
        opened.enter_context(main.down() if how == "lost" else main.frozen())
        shown = reader.visit("ma_commune")
        assert shown.answered or shown.banner
        assert shown.seconds <= KEPT_S
        if not shown.answered:
            # As long as one waits for the server that is frozen, then for the other.
            assert reader.back(within=10) <= BACK_S + KEPT_S
        found = newcomer.visit("donnees_methode")
        assert found.answered
        other.control("promote")
        sow(address_of(database, other, role=OWNER), names={"63000": "Renommée"})
        shown = reader.visit("ma_commune")
        assert shown.answered
        assert any("Renommée" in text for text in shown.texts)
        assert max(seconds for _, seconds in told) <= READY_S


def test_a_replica_is_read_alone_and_says_what_was_published(pair):
    main, other, database = pair
    first, second = (open_store(address_of(database, each)) for each in (main, other))
    try:
        caught_up(second, first.stamp())
        assert first_name(second) == "Commune 00"
        sow(address_of(database, main, role=OWNER), names={"63000": "Renommée"})
        caught_up(second, first.stamp())
        assert first_name(second) == "Renommée"
    finally:
        first.engine.dispose()
        second.engine.dispose()
