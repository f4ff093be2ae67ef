"""A town hall: many readers behind one address, and a process that holds many."""

import asyncio

import pytest

from tests.hostile.conftest import first_visit
from tests.hostile.server import attacked
from tests.hostile.visits import FILES, visits
from tests.nginx import standing_before
from tests.served import free_port

READERS = 60


def none_refused(seen, files):
    told = {200: seen[200], 101: READERS, "run": READERS}
    assert {code: count for code, count in seen.items() if count} == told
    assert seen[200] >= READERS * (files + 10)


def test_sixty_readers_of_one_address_are_let_in_by_the_app_alone(server):
    seen = asyncio.run(visits(server.url, READERS, seconds=3, files=3, source="127.0.0.2"))
    none_refused(seen, 3)


def test_and_by_nginx_as_it_is_shipped(server, tmp_path):
    with standing_before(tmp_path, free_port(), [server.port] * 2) as url:
        seen = asyncio.run(visits(url, READERS, seconds=3, files=3, source="127.0.0.3"))
    none_refused(seen, 3)


@pytest.mark.long
def test_sixty_whole_visits_in_thirty_seconds_through_nginx(store, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    with attacked(store, one) as first, attacked(store, two) as second:
        for each in (first, second):
            asyncio.run(first_visit(each))
        ports = [first.port, second.port]
        with standing_before(tmp_path, free_port(), ports) as url:
            seen = asyncio.run(visits(url, READERS, seconds=30, source="127.0.0.4"))
    none_refused(seen, FILES)
