"""Strangers in number: how much memory they take, and how long readers wait for it."""

import asyncio
import socket
from contextlib import AsyncExitStack

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from benchmarks.sessions import session
from tests.hostile import library
from tests.hostile.server import attacked, reading

GROWTH_MB = 20
READERS_WHO_STAY = 1_000


async def thrown(server, data):
    """Send a message; what the server cuts before its end is cut."""
    try:
        async with connect(server.stream, proxy=None, compression=None) as line:
            await line.send(data)
            await line.recv()
    except (ConnectionClosed, ConnectionError):
        pass


async def knock(server):
    """Try to open a socket from another site; return the status that answers."""
    try:
        async with connect(server.stream, origin="https://evil.example", proxy=None):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.mark.long
def test_48_megabytes_take_no_memory_and_no_reader_waits(server):
    data = library.many_widgets(24 * library.MB)

    async def attack():
        async with reading(server) as (alone, waits):
            before, most = server.rss_mb(), 0.0
            for _ in range(10):
                await thrown(server, data)
                most = max(most, server.rss_mb())
        return most - before, waits.bounded("48 MB, ten times", alone)

    growth, bounded = asyncio.run(attack())
    print(f"{growth:+.1f} MB")  # noqa: T201
    assert growth <= GROWTH_MB
    assert bounded


@pytest.mark.long
def test_a_hundred_handshakes_of_another_site_stop_nobody(server):
    async def attack():
        async with reading(server) as (alone, waits):
            answers = await asyncio.gather(*[knock(server) for _ in range(100)])
        return set(answers), waits.bounded("a hundred handshakes", alone)

    answers, bounded = asyncio.run(attack())
    assert answers == {403}
    assert bounded
    assert server.asked() == []


def test_what_a_stranger_sends_leaves_the_caches_of_all(server):
    """A run after ``clear_cache`` is no slower than one before: nothing was emptied."""

    async def attack():
        async with session(server, "territoire=damier") as reader:
            await reader.open("equite")
            before = min([await reader.open("equite") for _ in range(5)])
            for message in library.every_other_kind():
                await thrown(server, message.data)
            return before, await reader.open("equite")

    before, after = asyncio.run(attack())
    assert after < max(10 * before, 0.3)


def test_half_of_a_message_held_by_many_costs_little(server):
    half = library.frame(library.BINARY, b"a" * 1_000, length=900_000)
    lines = []
    before = server.rss_mb()
    try:
        for _ in range(50):
            line = socket.create_connection(("127.0.0.1", server.port), timeout=5)
            lines.append(line)
            line.sendall(library.OPEN.request(server.port))
            assert line.recv(65_536).startswith(b"HTTP/1.1 101")
            line.sendall(half)
        assert server.rss_mb() - before <= GROWTH_MB
    finally:
        for line in lines:
            line.close()


@pytest.mark.long
def test_a_thousand_readers_stay(store, tmp_path):
    """Under the limits of the unit, one reader in a thousand is served as the first one is."""
    most = {"CLS_SESSIONS_PER_CLIENT": "2000", "CLS_REQUESTS_PER_MINUTE": "100000"}

    async def stay(server):
        async with AsyncExitStack() as kept:
            first = await kept.enter_async_context(session(server, "territoire=damier"))
            await first.open("equite")
            memory, descriptors = server.rss_mb(), server.descriptors()
            for _ in range(READERS_WHO_STAY - 1):
                reader = await kept.enter_async_context(session(server, "territoire=damier"))
                await reader.open("equite")
            each = (server.descriptors() - descriptors) / (READERS_WHO_STAY - 1)
            await first.open("equite")
            return each, server.rss_mb() - memory, server.rss_mb()

    with attacked(store, tmp_path, **most) as server:
        each, growth, memory = asyncio.run(stay(server))
    print(  # noqa: T201
        f"1,000 sessions: {each:.2f} descriptors each, {growth:+.0f} MB, {memory:.0f} MB in all"
    )
    assert each <= 4.5
    assert memory < 1_500
