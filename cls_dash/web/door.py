"""What comes through the socket, looked at before anything reads it."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

LARGEST: Final = 1_000_000
"""Bytes of a message; the file of a meeting, pasted, is the longest that readers send."""
MOST_WIDGETS: Final = 1_000
"""How many values a message may hold: pages have a hundred at most, and each costs memory."""
KINDS: Final = frozenset({"rerun_script", "stop_script", "deferred_file"})
"""What a reader's page says: draw this, stop drawing, make the file that I asked for."""
_PORTS: Final = {"http": 80, "https": 443}


class SocketDoor:
    """
    Open the socket to pages of this site alone, and let in only what such a page says.

    Streamlit looks as well, but later: it reads a message before it measures it, obeys some that
    no page of ours sends (to empty everybody's cache), and asks an outside address for its own
    before it refuses another site, while everybody waits.
    """

    def __init__(self, app: ASGIApp, *, public_url: str = "") -> None:
        self.app = app
        self._public = _place(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        if not self._is_ours(scope):
            await send({"type": "websocket.close"})  # Before it is accepted: 403.
            return
        closed = False

        async def heard() -> Message:
            nonlocal closed
            message = await receive()
            code = refusal(message)
            if code is None or closed:
                return message
            closed = True
            await send({"type": "websocket.close", "code": code})
            return {"type": "websocket.disconnect", "code": code}

        async def told(message: Message) -> None:
            # What the application still says to who was shown out is lost.
            if not closed:
                await send(message)

        await self.app({**scope, "headers": _without_origin(scope["headers"])}, heard, told)

    def _is_ours(self, scope: Scope) -> bool:
        """Say whether a page of this site asks; who sends no origin is no page of any site."""
        origins = [value for name, value in scope["headers"] if name == b"origin"]
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if not origins:
            return True
        asked = _place(origins[0].decode("latin-1"))
        if asked is None or len(origins) > 1 or len(hosts) != 1:
            return False
        scheme = origins[0].partition(b":")[0].decode("latin-1")
        return asked in {_place(f"{scheme}://{hosts[0].decode('latin-1')}"), self._public}


def refusal(message: Message) -> int | None:
    """Return the code that closes the socket on a message, if it is none of a reader's page."""
    if message["type"] != "websocket.receive":
        return None
    frame = message.get("bytes")
    if frame is None:
        return 1003
    if len(frame) > LARGEST:
        return 1009
    try:
        said = BackMsg.FromString(frame)
    except DecodeError:
        return 1002
    kind = said.WhichOneof("type")
    if kind is None:
        return 1002
    if kind == "backend_operation_request":
        kind = said.backend_operation_request.WhichOneof("payload")
    many = len(said.rerun_script.widget_states.widgets) > MOST_WIDGETS
    return None if kind in KINDS and not many else 1008


def _place(address: str) -> tuple[str, int] | None:
    """Return the host and the port of an address, if it has them."""
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None


def _without_origin(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Leave out what was just judged: Streamlit's own judgment asks an outside address."""
    return [pair for pair in headers if pair[0] != b"origin"]
