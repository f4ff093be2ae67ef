"""Routes for machines: whether this process can serve readers, and what robots may read."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from cls_dash.errors import StoreError
from cls_dash.store.deadlines import Shared
from cls_dash.store.open import Store

NOT_READY: Final = "Les données ne répondent pas pour l’instant."
ROBOTS: Final = "User-agent: *\nDisallow: /_stcore/\nDisallow: /media/\nDisallow: /*?\n"
"""Each page once: the choices that an address may hold are without number."""


def routes(store: Store) -> list[Route]:
    """Return ``/readyz``, which answers for ``store``, and ``/robots.txt``."""

    def release() -> str:
        with store.reading() as release:
            return release.digest

    asked = Shared(release)

    async def ready(_request: Request) -> Response:
        # No thread of the server's waits: none may be left when the store is silent.
        answer, left = asked.begun()
        try:
            found = await asyncio.wait_for(asyncio.wrap_future(answer), left)
        except (StoreError, TimeoutError):
            return PlainTextResponse(NOT_READY, 503, {"Cache-Control": "no-store"})
        return JSONResponse(
            {"status": "ok", "release": found[:12]}, headers={"Cache-Control": "no-store"}
        )

    async def robots(_request: Request) -> Response:
        return PlainTextResponse(ROBOTS)

    return [Route("/readyz", ready), Route("/robots.txt", robots)]
