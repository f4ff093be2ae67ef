"""What strangers say over the socket, and how they knock at it."""

import asyncio
import struct

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.hostile import library
from tests.hostile.library import CUT
from tests.hostile.server import status


def ended(server, message):
    """Send a message on a socket of its own; return the code that closed it, if it was."""

    async def say():
        address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
        async with connect(address, proxy=None, max_size=None, compression=None) as line:
            try:
                await line.send(message.data)
                async with asyncio.timeout(0.3 if message.code is None else 10):
                    while True:
                        await line.recv()
            except TimeoutError:
                return None
            except ConnectionClosed as closed:
                # What is cut while it still sends may never read why.
                return closed.rcvd.code if closed.rcvd else "cut"

    return asyncio.run(say())


@pytest.mark.parametrize("message", library.MESSAGES, ids=str)
def test_a_message_ends_as_it_must(server, message):
    may = {message.code, "cut"} if len(message.data) > library.MB else {message.code}
    before = len(server.lines())
    assert ended(server, message) in may
    # Sessions of the tests before may end late: theirs have other codes.
    judged = message.code in {1002, 1003, 1008}
    written = server.written_since(
        before, lambda line: line.get("closed") == message.code if judged else "closed" in line
    )
    assert [line["message"] for line in written if "exc_info" in line] == []
    if judged:
        assert [line.get("closed") for line in written].count(message.code) == 1


@pytest.mark.parametrize("frame", library.FRAMES, ids=str)
def test_a_frame_ends_as_it_must(server, frame):
    answer = server.told(library.OPEN.request(server.port), then=frame.data)
    assert answer[:1] == b"\x88", "no close was told"
    assert struct.unpack("!H", answer[2:4])[0] in frame.codes


@pytest.mark.parametrize("handshake", library.HANDSHAKES, ids=str)
def test_a_handshake_is_answered_as_it_must(server, handshake):
    answer = server.told(
        handshake.request(server.port), seconds=1 if CUT in handshake.statuses else 5
    )
    assert status(answer) in handshake.statuses


def test_none_of_them_asked_the_server_to_ask_another_host(server):
    assert server.asked() == []
    assert server.plain() == []
