"""What the shell serves as it is: compressed here, once for all readers, and nowhere else."""

import gzip
from typing import Final

from anyio import to_thread
from cachetools import LRUCache
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SUFFIXES: Final = (".js", ".css", ".svg", ".json")
KEPT_BYTES: Final = 16 * 2**20
"""What is kept compressed: all that a browser may ask of the shell takes under 6 MB."""
LEVEL: Final = 6


class Compressed:
    """
    Serve compressed the shell's files, that are named after what they hold.

    It leaves them as they are, for it would compress them at each request. A proxy in front has
    nothing left to compress: ours are compressed where they are made, answers by the shell.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: LRUCache[str, tuple[Message, bytes]] = LRUCache(
            KEPT_BYTES, getsizeof=lambda kept: len(kept[1])
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if not _asks_for_a_file(scope):
            await self.app(scope, receive, send)
            return
        kept = self._kept.get(scope["path"]) or await self._compressed(scope, receive)
        await _answer(send, *kept)

    async def _compressed(self, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
        start, body = await self._whole(scope, receive)
        headers = MutableHeaders(raw=list(start["headers"]))
        if "immutable" not in headers.get("cache-control", ""):
            # No file of the shell has this name: it sends its page instead.
            return start, body
        packed = await to_thread.run_sync(lambda: gzip.compress(body, LEVEL, mtime=0))
        headers["Content-Encoding"] = "gzip"
        headers["Content-Length"] = str(len(packed))
        headers.add_vary_header("Accept-Encoding")
        self._kept[scope["path"]] = kept = {**start, "headers": headers.raw}, packed
        return kept

    async def _whole(self, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, keep)
        return sent[0], b"".join(message.get("body", b"") for message in sent[1:])


def _asks_for_a_file(scope: Scope) -> bool:
    """Say whether a request is for a whole file of the shell, by who reads gzip."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers, path = Headers(scope=scope), scope["path"]
    named = "static" in path.split("/")[:-1] and path.endswith(SUFFIXES)
    whole = "range" not in headers and "if-none-match" not in headers
    return named and whole and "gzip" in headers.get("accept-encoding", "")


async def _answer(send: Send, start: Message, body: bytes) -> None:
    # Copied: what stands in front adds headers of its own.
    await send({**start, "headers": list(start["headers"])})
    await send({"type": "http.response.body", "body": body})
