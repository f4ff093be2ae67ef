"""Middleware that puts a document of ours around the shell's scripts."""

import gzip
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cls_dash.web.sights import Answer

LEVEL: Final = 6
"""Of compression, once for all who read a page."""


class Framed:
    """Replace the page that the shell answers with, where it does, by a document of ours."""

    def __init__(self, app: ASGIApp, *, document: bytes) -> None:
        self.app = app
        self.document = packed(document)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if not asks_for_page(scope):
            await self.app(scope, receive, send)
            return
        replaced = False

        async def replace(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_html(message):
                replaced = True
                await response(scope, self.document)(scope, receive, send)
            elif not replaced:
                await send(message)

        await self.app(scope, receive, replace)


def asks_for_page(scope: Scope) -> bool:
    """Say whether a browser asks for a page to show, not for what one is made of."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    # The map's own page, in its frame, sets its language itself.
    in_frame = "/component/" in scope["path"]
    return "text/html" in Headers(scope=scope).get("accept", "") and not in_frame


def packed(page: bytes) -> Answer:
    """Return a page as it is kept and sent."""
    return Answer.of(gzip.compress(page, LEVEL, mtime=0))


def response(scope: Scope, answer: Answer) -> Response:
    """Return the response that a page makes to a request."""
    asked = Headers(scope=scope)
    headers = {"Cache-Control": "no-cache", "ETag": answer.tag, "Vary": "Accept-Encoding"}
    if asked.get("if-none-match") == answer.tag:
        return Response(status_code=304, headers=headers)
    body = answer.body
    if "gzip" in asked.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    return Response(body, media_type="text/html", headers=headers)


def _is_html(start: Message) -> bool:
    kind: bytes = dict(start["headers"]).get(b"content-type", b"")
    return kind.startswith(b"text/html")
