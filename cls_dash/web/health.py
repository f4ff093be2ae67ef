"""Route for machines: whether this process can serve readers."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from cls_dash.errors import StoreError
from cls_dash.store.deadlines import Shared
from cls_dash.store.open import Store

NOT_READY: Final = "Les données ne répondent pas pour l’instant."


def routes(store: Store) -> list[Route]:
    """Return ``/readyz``, which answers for ``store``."""

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

    return [Route("/readyz", ready)]
