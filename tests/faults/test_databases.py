"""A database that stops, freezes, is locked or is out of reach: what readers see, and how soon."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Event

import pytest
from sqlalchemy.engine import make_url

from tests.faults.paths import path_to
from tests.postgis import READER, session
from tests.reader import reading
from tests.seed import sow
from tests.served import got, served

# Seconds are counted: nothing else may run beside.
pytestmark = pytest.mark.long

KEPT_S, BACK_S, READY_S = 3, 2, 2
READERS = 4
QUERY = "territoire=damier&commune=63000"


@pytest.fixture(scope="module")
def path(postgis):
    with path_to(postgis) as found:
        yield found


@pytest.fixture(scope="module")
def published(postgis):
    with postgis.database() as address:
        yield sow(address)


@pytest.fixture(scope="module")
def atlas(published, path, tmp_path_factory):
    """The app over a database at the end of a path."""
    address = f"postgres://{READER}@127.0.0.1:{path.port}/{make_url(published).database}"
    with served(tmp_path_factory.mktemp("served"), address) as begun:
        yield begun


@contextmanager
def locked(address, table):
    with session(address) as other, other.transaction():
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.fixture(params=["stopped", "frozen", "lost behind a dead path", "its pointer locked"])
def fault(request, postgis, published, path):
    """What may happen to the database, to be entered."""
    return {
        "stopped": postgis.down,
        "frozen": postgis.frozen,
        "lost behind a dead path": path.dead,
        "its pointer locked": lambda: locked(published, "atlas.release"),
    }[request.param]


@contextmanager
def probed(atlas):
    """Ask ``/readyz`` all along, as a balancer does; yield its statuses and how long each took."""
    over, told = Event(), []

    def ask():
        while not over.is_set():
            started = time.monotonic()
            status, *_ = got(f"{atlas.url}/readyz", seconds=60)
            told.append((status, time.monotonic() - started))
            time.sleep(0.1)

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask)
        try:
            yield told
        finally:
            over.set()
            asking.result(60)


NEVER_ASKED = {
    "stopped": "equite",
    "frozen": "zones_oubliees",
    "lost behind a dead path": "points_chauds",
    "its pointer locked": "indicateurs",
}


def test_readers_have_the_kept_page_at_once_and_the_new_one_soon_after(atlas, fault, request):
    with ExitStack() as opened, ThreadPoolExecutor(READERS) as pool:
        readers = [opened.enter_context(reading(atlas, QUERY)) for _ in range(READERS)]
        first, second, *_ = readers
        for page in ("donnees_methode", "ma_commune"):
            assert [each.visit(page).answered for each in readers] == [True] * READERS
        told = opened.enter_context(probed(atlas))
        with fault():
            shown = list(pool.map(lambda each: each.visit("ma_commune"), readers))
            # One who goes on clicking is not held up each time.
            shown += [first.visit(page) for page in ("donnees_methode", "ma_commune")]
            never = second.visit(NEVER_ASKED[request.node.callspec.params["fault"]])
            second.visit("ma_commune")
            time.sleep(2)
        back = list(pool.map(lambda each: each.back(within=10), readers))
    assert [each.errors for each in [*shown, never]] == [[]] * (len(shown) + 1)
    assert [each.banner and not each.lost for each in shown] == [True] * len(shown)
    assert never.lost
    waits = {
        "kept": max(each.seconds for each in shown),
        "never asked": never.seconds,
        "back": max(back),
        "ready": max(seconds for _, seconds in told),
    }
    assert {status for status, _ in told} == {200, 503}
    assert waits["kept"] <= KEPT_S, waits
    assert waits["never asked"] <= KEPT_S, waits
    assert waits["back"] <= BACK_S, waits
    assert waits["ready"] <= READY_S, waits
