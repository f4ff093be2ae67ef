"""
Outlines of the maps that are drawn before anything is published, for the browser to ask for.

The application imports this before Streamlit runs: what draws maps must not be imported so early,
for their component would not be known to it.
"""

from typing import Final

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response

from cls_dash.web.assets import compressed

_KEPT: Final = 8
_BODIES: Final[LRUCache[str, bytes]] = LRUCache(_KEPT)


def keep(digest: str, body: bytes) -> None:
    """Keep a gzipped geometry, that its digest names."""
    _BODIES[digest] = body


def geometry(request: Request) -> Response:
    """Answer the browser that draws a map."""
    body = _BODIES.get(request.path_params["digest"])
    return Response(status_code=404) if body is None else compressed(request, body)
