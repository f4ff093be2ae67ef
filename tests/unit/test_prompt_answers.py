"""Connections of the server send at once."""

import asyncio
import socket

import pytest
import uvloop

from cls_dash.web.quirks.prompt_answers import promptly


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_connections_of_a_socket_that_listens_send_at_once(loop):
    async def started():
        async with promptly(None):
            pass

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
