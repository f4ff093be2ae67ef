"""Connections of the server send at once."""

import asyncio
import fcntl
import socket

import pytest
import uvloop

from cls_dash.web.quirks.prompt_answers import promptly


async def started():
    async with promptly(None):
        pass


def test_the_lock_of_a_file_that_is_open_goes_with_the_file(tmp_path):
    with (tmp_path / "lock").open("w") as held, socket.socket() as listening:
        fcntl.flock(held, fcntl.LOCK_EX)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        asyncio.run(started())
    with (tmp_path / "lock").open("w") as again:
        fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_connections_of_a_socket_that_listens_send_at_once(loop):
    with socket.socket() as listening, socket.socket() as other:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(started())
        other.connect(listening.getsockname())
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        # Only what listens was changed, and it still does.
        assert not other.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert listening.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
