"""Routes for machines: whether this process can serve readers, and what robots may read."""

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from cls_dash.errors import StoreError
from cls_dash.store.open import Store

NOT_READY: Final = "Les données ne répondent pas pour l’instant."
ROBOTS: Final = "User-agent: *\nDisallow: /_stcore/\nDisallow: /media/\nDisallow: /*?\n"
"""Each page once: the choices that an address may hold are without number."""


def routes(store: Store) -> list[Route]:
    """Return ``/readyz``, which answers for ``store``, and ``/robots.txt``."""

    def ready(_request: Request) -> Response:
        try:
            with store.reading() as readings:
                release, _ = readings.release()
        except StoreError:
            return PlainTextResponse(NOT_READY, 503, {"Cache-Control": "no-store"})
        return JSONResponse(
            {"status": "ok", "release": release[:12]}, headers={"Cache-Control": "no-store"}
        )

    async def robots(_request: Request) -> Response:
        return PlainTextResponse(ROBOTS)

    return [Route("/readyz", ready), Route("/robots.txt", robots)]
