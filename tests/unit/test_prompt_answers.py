"""Connections of the server send at once."""

import asyncio
import socket

from cls_dash.web.quirks.prompt_answers import promptly


def test_connections_of_a_socket_that_listens_send_at_once():
    async def started():
        async with promptly(None):
            pass

    with socket.socket() as listening, socket.socket() as other:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        asyncio.run(started())
        other.connect(listening.getsockname())
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        # Only what listens was changed, and it still does.
        assert not other.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert listening.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
