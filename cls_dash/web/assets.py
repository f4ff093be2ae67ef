"""Routes of what the browser fetches once: libraries and geometry."""

import gzip
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cls_dash.errors import StoreError
from cls_dash.render import libraries
from cls_dash.store.open import Store
from cls_dash.store.queries.maps import asset_of

FOREVER: Final = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}


def routes(store: Store) -> list[Route]:
    """Return the routes under ``/assets/`` of an app that reads ``store``."""
    return [
        Route("/assets/{address}", library),
        Route("/assets/maps/{digest}.json", _geometry(store)),
    ]


async def library(request: Request) -> Response:
    """Return one of our browser libraries; any other name is unknown."""
    found = libraries.SERVED.get(request.path_params["address"])
    if found is None:
        return Response(status_code=404)
    return compressed(request, found.body, found.media_type)


def _geometry(store: Store) -> Callable[[Request], Response]:
    @lru_cache(maxsize=64)
    def kept(digest: str) -> bytes:
        # Also serves pages drawn before the store was replaced.
        with store.reading() as release:
            if (body := asset_of(release, digest)) is None:
                raise KeyError(digest)
        return body

    def geometry(request: Request) -> Response:
        try:
            body = kept(request.path_params["digest"])
        except KeyError:
            return Response(status_code=404)
        except StoreError:
            return Response(status_code=503)
        return compressed(request, body)

    return geometry


def compressed(request: Request, body: bytes, media_type: str = "application/json") -> Response:
    """Return a gzipped body that never changes, decompressed for who cannot read gzip."""
    headers = dict(FOREVER)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    return Response(body, media_type=media_type, headers=headers)
